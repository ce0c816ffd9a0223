// SPDX-License-Identifier: Apache-2.0
#include "postgres/session.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "postgres/cursor.h"
#include "postgres/named_objects.h"
#include "postgres/parameters.h"
#include "postgres/privileges.h"
#include "postgres/read_only_guard.h"
#include "postgres/shared_backend_guard.h"
#include "postgres/statement_error.h"
#include "postgres/statement_text.h"
#include "postgres/undoable.h"

namespace dbv::postgres {

namespace {

/// Texts go and come in UTF-8; in another encoding others would be stored and shown. SQL_ASCII takes all bytes as they are.
Result<void> judgeEncoding(const std::optional<std::string>& encoding, std::string_view sql) {
    static constexpr auto kWaysOut = std::to_array<std::string_view>(
        {"SET", "RESET", "DISCARD", "SHOW", "COMMIT", "END", "ROLLBACK", "ABORT", "RELEASE"});
    const std::string name = encoding.value_or("");
    if (name.empty() || name == "UTF8" || name == "SQL_ASCII" ||
        std::ranges::find(kWaysOut, leadingWords(sql, 1)) != kWaysOut.end()) {
        return {};
    }
    return fail(ErrorKind::InvalidInput,
                "The session's client_encoding is " + name +
                    ", but texts go and come in UTF-8 here: others would be stored and shown. Nothing was sent.",
                "Run RESET client_encoding, or leave out the statement that sets it.");
}

bool controlsTransaction(std::string_view sql) {
    static constexpr auto kControl =
        std::to_array<std::string_view>({"ABORT", "BEGIN", "COMMIT", "END", "PREPARE", "ROLLBACK", "START"});
    return std::ranges::find(kControl, leadingWords(sql, 1)) != kControl.end();
}

} // namespace

PostgresSession::PostgresSession(std::unique_ptr<Line> line, ServerFacts facts)
    : m_line(std::move(line)),
      m_facts(std::move(facts)),
      m_typesAreOld(!m_facts.typesRead),
      m_told(*m_line),
      m_catalog(*m_line),
      m_dumper(*m_line) {}

bool PostgresSession::stateChanged() const {
    return m_told.changed();
}

Grammar PostgresSession::grammar() const {
    const std::optional<std::string>& conforming = m_told.value(Told::StandardConformingStrings);
    Grammar grammar = DialectId::PostgreSql;
    grammar.told = conforming.has_value();
    grammar.backslashEscapes = conforming == "off";
    return grammar;
}

Result<void> PostgresSession::judge(std::string_view sql, const std::optional<JoinedText>& joined) const {
    if (const std::size_t nul = sql.find('\0'); nul != std::string_view::npos) {
        Error error = makeError(ErrorKind::InvalidInput,
                                "The statement has a NUL in it, where PostgreSQL would stop reading.", "Remove it.");
        error.where = TextSpan{nul, nul + 1};
        return std::unexpected(error);
    }
    if (!joined) {
        return judgeOne(sql);
    }
    const std::vector<JoinedText::Part> parts = joined->parts();
    if (m_facts.guard == ReadOnlyGuard::ByBlock && parts.size() > 1) {
        return fail(ErrorKind::Unsupported,
                    "The connection is read-only, which this server is held to statement by statement, so several that "
                    "\\; joins are not sent in one. Nothing was sent.",
                    "Write ; instead of \\;.");
    }
    const bool endsOne =
        readsOnly() && parts.size() > 1 &&
        std::ranges::any_of(parts, [](const JoinedText::Part& part) { return controlsTransaction(part.sql); });
    if (endsOne) {
        // Each is held to it by a transaction of its own, which is begun before the first of them alone.
        return fail(
            ErrorKind::RefusedReadOnly,
            "Not sent: of the statements that \\; joins, one begins or ends a transaction, behind which the server "
            "does not hold the others to reading. The connection is read-only.",
            "Write ; instead of \\;.");
    }
    for (const JoinedText::Part& part : parts) {
        if (Result<void> fine = judgeOne(part.sql); !fine) {
            if (std::optional<TextSpan>& where = fine.error().where) {
                where = TextSpan{where->begin + part.begin, where->end + part.begin};
            }
            return fine;
        }
    }
    return {};
}

Result<void> PostgresSession::judgeOne(std::string_view sql) const {
    if (Result<void> readable = judgeEncoding(m_told.value(Told::ClientEncoding), sql); !readable) {
        return readable;
    }
    if (m_facts.backend.sessionState == Ability::No) {
        if (Result<void> fine = judgeForSharedBackend(sql, grammar().backslashEscapes); !fine) {
            return fine;
        }
    }
    return readsOnly() ? judgeReadOnly(sql, grammar()) : Result<void>();
}

Result<void> PostgresSession::checkGivesRows(const std::string& sql) {
    const auto run = [this, &sql](auto send) -> Result<int> {
        if (Result<void> sent = m_line->send(send); !sent) {
            return std::unexpected(sent.error());
        }
        int fields = 0;
        std::optional<Error> failed;
        while (true) {
            Result<PgResult> result = m_line->next();
            if (!result) {
                return std::unexpected(result.error());
            }
            if (!*result) {
                return failed ? Result<int>(std::unexpected(*failed)) : Result<int>(fields);
            }
            fields = PQnfields(result->get());
            if (PQresultStatus(result->get()) == PGRES_FATAL_ERROR) {
                failed = statementError(*m_line, result->get(), sql);
            }
        }
    };
    const Result<int> prepared = run([&](PGconn* line) { return PQsendPrepare(line, "", sql.c_str(), 0, nullptr); });
    if (!prepared) {
        return std::unexpected(prepared.error());
    }
    const Result<int> fields = run([](PGconn* line) { return PQsendDescribePrepared(line, ""); });
    if (!fields) {
        return std::unexpected(fields.error());
    }
    if (*fields == 0) {
        return fail(ErrorKind::InvalidInput, "The statement returns no rows; nothing was run.",
                    "Give a statement that returns rows.");
    }
    return {};
}

Result<std::unique_ptr<Cursor>> PostgresSession::execute(const StatementText& statement) {
    std::optional<JoinedText> joined =
        statement.sql.contains('\\') ? JoinedText::read(statement.sql, grammar().backslashEscapes) : std::nullopt;
    if (const Result<void> fine = judge(statement.sql, joined); !fine) {
        return std::unexpected(fine.error());
    }
    const Result<BoundParameters> parameters = bindParameters(statement);
    if (!parameters) {
        return std::unexpected(parameters.error());
    }
    if (const Result<void> left = endOwnBlock(*m_line); !left) {
        return std::unexpected(left.error());
    }
    keepUpWithTypes(statement.sql);
    m_told.mark();
    Result<std::unique_ptr<Cursor>> cursor = send(statement, *parameters, std::move(joined));
    if (!m_line->hasOwnBlock()) {
        return cursor;
    }
    if (cursor) {
        return endingOwnBlock(*m_line, std::move(*cursor));
    }
    // Where that fails the line is lost, or somebody has asked for a stop: then `recover` does it.
    static_cast<void>(endOwnBlock(*m_line).has_value());
    return cursor;
}

Result<std::unique_ptr<Cursor>> PostgresSession::send(const StatementText& statement, const BoundParameters& parameters,
                                                      std::optional<JoinedText> joined) {
    if (const Result<void> guarded = guardNext(*m_line, m_facts.guard, statement.sql); !guarded) {
        return std::unexpected(guarded.error());
    }
    std::string sql = joined ? joined->sql() : std::string(statement.sql);
    const bool inTransaction = m_line->transactionState() == TransactionState::Open;
    if (statement.mustReturnRows) {
        if (const Result<void> one = holdProcess(); !one) {
            return std::unexpected(one.error());
        }
        if (const Result<void> fine = checkGivesRows(sql); !fine) {
            return std::unexpected(fine.error());
        }
    }
    m_line->setWillNotCommit(!joined && commitsNothing(sql, m_facts.session.product == "PostgreSQL"));
    // Without a semicolon it is one statement however the server reads it, and the shorter conversation will do. Only that takes
    // several.
    const bool isSimple = parameters.count() == 0 && (joined || !sql.contains(';'));
    const Result<void> sent = m_line->send([&](PGconn* line) {
        const int queued = isSimple
                               ? PQsendQuery(line, sql.c_str())
                               : PQsendQueryParams(line, sql.c_str(), parameters.count(), parameters.types(),
                                                   parameters.values(), parameters.lengths(), parameters.formats(), 0);
        return queued == 1 ? PQsetSingleRowMode(line) : queued;
    });
    if (!sent) {
        return std::unexpected(sent.error());
    }
    const std::string first = joined ? std::string() : leadingWords(statement.sql, 1);
    auto cursor = std::make_unique<PostgresCursor>(*m_line, m_facts.types, std::move(sql), statement.mayBeStopped,
                                                   std::move(joined));
    if (const Result<void> started = cursor->start(statement.copyLines); !started) {
        return std::unexpected(started.error());
    }
    if (inTransaction && m_line->transactionState() == TransactionState::None &&
        (first == "CREATE" || first == "ALTER" || first == "DROP")) {
        m_facts.session.capabilities.transactionalDdl = Ability::No;
    }
    return cursor;
}

Result<void> PostgresSession::holdProcess() {
    if (m_facts.backend.staysSet() || m_line->hasOwnBlock() || m_line->transactionState() != TransactionState::None) {
        return {};
    }
    const Result<PgResult> begun = m_line->query("BEGIN");
    m_line->setOwnBlock(begun.has_value());
    return begun ? Result<void>() : std::unexpected(begun.error());
}

void PostgresSession::keepUpWithTypes(std::string_view nextStatement) {
    if (m_line->isBusy() || m_line->canceller()->requested() ||
        m_line->transactionState() == TransactionState::Failed) {
        return;
    }
    const std::string words = leadingWords(nextStatement, 2);
    const bool ends = words.starts_with("ROLLBACK") || words.starts_with("COMMIT") || words.starts_with("END");
    if (!ends) {
        learnTypes(*m_line, m_facts.types);
        if (std::exchange(m_typesAreOld, false)) {
            readTypes(*m_line, m_facts.types);
        }
    }
    m_typesAreOld = m_typesAreOld || words == "CREATE TYPE" || words == "CREATE DOMAIN" || words == "CREATE EXTENSION";
}

Result<std::vector<Notice>> PostgresSession::listen() {
    if (const Result<void> alive = m_line->listen(); !alive) {
        return std::unexpected(alive.error());
    }
    return m_line->notices().take();
}

std::vector<Notice> PostgresSession::takeNotices() {
    return m_line->notices().take();
}

Result<std::string> PostgresSession::privileges(std::chrono::milliseconds longest, const std::stop_token& stop) {
    const std::stop_callback onStop(
        stop, [canceller = m_line->canceller()] { static_cast<void>(canceller->cancel().has_value()); });
    m_line->giveUpAt(std::chrono::steady_clock::now() + longest);
    Result<std::string> read = readPrivileges(*m_line);
    m_line->giveUpAt(std::nullopt);
    return read;
}

Result<void> PostgresSession::ping() {
    // An empty statement takes no snapshot and fails in no transaction.
    const Result<PgResult> answered = m_line->query("");
    return answered ? Result<void>() : std::unexpected(answered.error());
}

Result<void> PostgresSession::setIsolation(std::string_view level) {
    const auto& levels = dialect().isolationLevels;
    if (!level.empty() && std::ranges::find(levels, level) == levels.end()) {
        return fail(ErrorKind::Unsupported, "PostgreSQL has no isolation level \"" + std::string(level) + "\".",
                    "Choose one of those that it offers.");
    }
    const Result<PgResult> set = m_line->query(
        level.empty() ? "RESET default_transaction_isolation"
                      : "SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL " + std::string(level));
    return set ? Result<void>() : std::unexpected(set.error());
}

Result<void> PostgresSession::checkUndoable(std::string_view statement) {
    // Those that only speak its protocol have no foreign tables of this kind.
    return m_facts.session.product == "PostgreSQL" ? judgeUndoable(*m_line, statement) : Result<void>();
}

Result<NamedObjects> PostgresSession::namedObjects(const StatementNames& named) {
    // Of those that only speak its protocol, nobody knows what they let a function do.
    return m_facts.session.product == "PostgreSQL" ? readNamedObjects(*m_line, named) : NamedObjects();
}

Result<ObjectSize> PostgresSession::sizeOf(ObjectType type, std::string_view name) {
    return m_facts.session.product == "PostgreSQL" ? readObjectSize(*m_line, type, name) : ObjectSize();
}

Result<void> PostgresSession::checkDeferred() {
    if (m_facts.session.product != "PostgreSQL") {
        return {};
    }
    // Going back makes deferred again what the script has deferred.
    for (const char* sql : {"SAVEPOINT dbv_deferred", "SET CONSTRAINTS ALL IMMEDIATE",
                            "ROLLBACK TO SAVEPOINT dbv_deferred", "RELEASE SAVEPOINT dbv_deferred"}) {
        if (const Result<PgResult> done = m_line->query(sql); !done) {
            return std::unexpected(done.error());
        }
    }
    return {};
}

Result<void> PostgresSession::recover() {
    Result<void> stopped = m_line->stopRunning();
    m_line->startEpoch();
    stopped = stopped ? m_line->canceller()->settle() : stopped;
    m_line->canceller()->clear();
    // Through a pooler a request to stop may arrive late, and hits this instead of a user's statement.
    constexpr int kTries = 3;
    for (int i = 0; stopped && i < kTries; ++i) {
        const Result<PgResult> answered = m_line->query("SELECT 1");
        const bool failedBlock = PQtransactionStatus(m_line->handle()) == PQTRANS_INERROR;
        if (answered || failedBlock) {
            const Result<void> left = m_line->endApart();
            return left ? endOwnBlock(*m_line) : left;
        }
        stopped = answered.error().damage == Damage::Session || i + 1 == kTries ? std::unexpected(answered.error())
                                                                                : Result<void>();
    }
    return stopped;
}

} // namespace dbv::postgres
