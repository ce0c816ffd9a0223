// SPDX-License-Identifier: Apache-2.0
// What a line asks without a user, and the settings under which the catalogue is asked.
#include "postgres/line.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "network/refused_parts.h"
#include "postgres/errors.h"
#include "postgres/protocol_faults.h"

namespace dbv::postgres {

namespace {

// They hold for the transaction that the statements sent with them are, so a session that is shared by a pooler has them,
// and none keeps them. With an empty path every name but the server's own is written with its schema. What a server does
// not know decides nothing there. Its questions are many rows and little work, which is not worth compiling (jit).
constexpr std::string_view kSettings =
    "SELECT pg_catalog.set_config(s.name, s.value, true) FROM (VALUES "
    "('search_path', ''), ('DateStyle', 'ISO'), ('IntervalStyle', 'postgres'), "
    "('extra_float_digits', '3'), ('standard_conforming_strings', 'on'), "
    "('bytea_output', 'hex'), ('quote_all_identifiers', 'off'), ('jit', 'off')) s (name, value) "
    "WHERE pg_catalog.current_setting(s.name, true) IS NOT NULL";
// The first version that knows all of them and the question whether one is known.
constexpr int kTakesSettings = 90600;

/// About what a row takes when it is kept.
std::size_t memoryOfRow(const PGresult* row) {
    constexpr std::size_t kOfRow = 64;
    constexpr std::size_t kOfValue = 24;
    std::size_t bytes = kOfRow;
    for (int field = 0; field < PQnfields(row); ++field) {
        bytes += kOfValue + static_cast<std::size_t>(PQgetlength(row, 0, field));
    }
    return bytes;
}

/// False when there is no memory for it.
bool addRow(PGresult* rows, const PGresult* row) {
    const int at = PQntuples(rows);
    for (int field = 0; rows != nullptr && field < PQnfields(row); ++field) {
        const bool isNull = PQgetisnull(row, 0, field) != 0;
        if (PQsetvalue(rows, at, field, isNull ? nullptr : PQgetvalue(row, 0, field),
                       isNull ? -1 : PQgetlength(row, 0, field)) == 0) {
            return false;
        }
    }
    return rows != nullptr;
}

} // namespace

template <class Ask>
std::invoke_result_t<Ask> Line::apart(Ask ask) {
    if (PQtransactionStatus(m_connection.get()) != PQTRANS_INTRANS) {
        return ask();
    }
    if (const Result<PgResult> saved = this->ask("SAVEPOINT dbv_catalog", false); !saved) {
        return std::unexpected(saved.error());
    }
    m_apart = true;
    auto answer = ask();
    const Result<void> left = endApart();
    if (answer && !left) {
        return std::unexpected(left.error());
    }
    return answer;
}

Result<void> Line::endApart() {
    if (!m_apart) {
        return {};
    }
    for (const char* sql : {"ROLLBACK TO SAVEPOINT dbv_catalog", "RELEASE SAVEPOINT dbv_catalog"}) {
        if (const Result<PgResult> left = ask(sql, false); !left) {
            // After a stop it is tried again.
            m_apart = left.error().kind == ErrorKind::Cancelled;
            return std::unexpected(left.error());
        }
    }
    m_apart = false;
    return {};
}

template <class Ask>
std::invoke_result_t<Ask, bool> Line::asked(Ask ask) {
    m_readOfOurs = 0;
    const bool fixed = m_fixed && !m_settingsRefusal && PQserverVersion(m_connection.get()) >= kTakesSettings;
    std::size_t ended = 0;
    auto answer = fixed ? apart([&] {
        auto given = ask(true);
        ended = m_endedBefore;
        return given;
    })
                        : ask(false);
    const bool mayBeSettings =
        fixed && !m_takesSettings && !answer && ended == 0 && network::RefusedParts::isRefusal(answer.error());
    if (mayBeSettings) {
        // A server that reads all statements before it runs one may have refused any of them.
        const Result<PgResult> tried = apart([&] { return this->ask(std::string(kSettings), false); });
        if (!tried && network::RefusedParts::isRefusal(tried.error())) {
            m_settingsRefusal = tried.error();
            m_readOfOurs = 0;
            answer = ask(false);
        } else if (!tried) {
            answer = std::unexpected(tried.error());
        }
    }
    m_takesSettings = m_takesSettings || (fixed && !m_settingsRefusal && (answer || mayBeSettings));
    m_readOfOurs.reset();
    return answer;
}

Result<PgResult> Line::query(const std::string& sql) {
    return asked([&](bool fixed) { return ask(sql, fixed); });
}

Result<void> Line::queryEach(const std::vector<std::string>& statements, const RowTaker& taker) {
    return asked([&](bool fixed) { return askEach(statements, taker, fixed); });
}

Result<PgResult> Line::ask(const std::string& sql, bool fixed) {
    const std::string all = fixed ? std::string(kSettings) + ";" + sql : sql;
    if (Result<void> sent = send([&](PGconn* line) {
            const int queued = fixed ? PQsendQuery(line, all.c_str())
                                     : PQsendQueryParams(line, all.c_str(), 0, nullptr, nullptr, nullptr, nullptr, 0);
            // Row by row, so that there is a limit to what is kept.
            return queued == 1 ? PQsetSingleRowMode(line) : queued;
        });
        !sent) {
        return std::unexpected(sent.error());
    }
    PgResult kept;
    std::size_t count = 0;
    bool hasRows = false;
    while (true) {
        Result<PgResult> result = next();
        if (!result) {
            return result;
        }
        if (!*result) {
            break;
        }
        if (PQresultStatus(result->get()) == PGRES_SINGLE_TUPLE) {
            if (Result<void> bounded = countOfOurs(memoryOfRow(result->get())); !bounded) {
                return std::unexpected(bounded.error());
            }
            if (!std::exchange(hasRows, true)) {
                kept.reset(PQcopyResult(result->get(), PG_COPYRES_ATTRS));
            }
            if (!addRow(kept.get(), result->get())) {
                return std::unexpected(broken("more than there is memory for."));
            }
            continue;
        }
        // Behind its rows a result comes once more, without any.
        if (!std::exchange(hasRows, false) || PQresultStatus(result->get()) != PGRES_TUPLES_OK) {
            kept = std::move(*result);
        }
        ++count;
        if (isCopy(kept.get())) {
            return std::unexpected(broken("a copy where rows were asked for."));
        }
    }
    m_endedBefore = count - std::min<std::size_t>(count, 1);
    if (PQresultStatus(kept.get()) == PGRES_FATAL_ERROR) {
        return std::unexpected(failureIn(kept.get()));
    }
    if (fixed && count != 2) {
        return std::unexpected(broken("another number of answers than it was asked for."));
    }
    return kept;
}

Result<void> Line::askEach(const std::vector<std::string>& statements, const RowTaker& taker, bool fixed) {
    std::string all = fixed ? std::string(kSettings) + ";" : std::string();
    for (const std::string& each : statements) {
        all += each + ";";
    }
    if (Result<void> sent = send([&](PGconn* line) {
            const int queued = PQsendQuery(line, all.c_str());
            return queued == 1 ? PQsetSingleRowMode(line) : queued;
        });
        !sent) {
        return sent;
    }
    if (!fixed) {
        return takeEach(statements.size(), taker);
    }
    return takeEach(statements.size() + 1, {[&taker](std::size_t statement, const PGresult* row) {
                                                if (statement > 0) {
                                                    taker.row(statement - 1, row);
                                                }
                                            },
                                            [&taker](std::size_t statement) {
                                                if (statement > 0) {
                                                    taker.ended(statement - 1);
                                                }
                                            }});
}

Result<void> Line::takeEach(std::size_t count, const RowTaker& taker) {
    std::optional<Error> failed;
    std::size_t statement = 0;
    while (true) {
        const Result<PgResult> result = next();
        if (!result) {
            return std::unexpected(result.error());
        }
        if (!*result) {
            break;
        }
        if (isCopy(result->get())) {
            return std::unexpected(broken("a copy where rows were asked for."));
        }
        const ExecStatusType status = PQresultStatus(result->get());
        if (status == PGRES_FATAL_ERROR) {
            failed = failureIn(result->get());
        } else if (failed) {
            continue;
        } else if (statement == count) {
            return std::unexpected(broken("more answers than it was asked for."));
        } else if (status == PGRES_SINGLE_TUPLE) {
            taker.row(statement, result->get());
        } else {
            taker.ended(statement++);
            m_readOfOurs = 0;
        }
    }
    m_endedBefore = statement;
    if (failed) {
        return std::unexpected(*failed);
    }
    return statement == count ? Result<void>() : std::unexpected(broken("fewer answers than it was asked for."));
}

} // namespace dbv::postgres
