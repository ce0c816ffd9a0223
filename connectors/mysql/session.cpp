// SPDX-License-Identifier: Apache-2.0
#include "mysql/session.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>

#include <mysqld_error.h>

#include <dbv/core/cancel.h>

#include "mysql/cursor.h"
#include "mysql/dialect.h"
#include "mysql/line_deadline.h"
#include "mysql/prepared_reader.h"
#include "mysql/privileges.h"
#include "mysql/read_only_guard.h"
#include "mysql/statement_text.h"
#include "mysql/text_reader.h"

namespace dbv::mysql {

namespace {

std::unexpected<Error> refusedAt(TextSpan where, std::string message, std::string hint) {
    Error error = makeError(ErrorKind::InvalidInput, std::move(message), std::move(hint));
    error.where = where;
    return std::unexpected(std::move(error));
}

Result<void> checkParameterNumber(std::size_t wanted, std::size_t given) {
    if (wanted == given) {
        return {};
    }
    return fail(ErrorKind::InvalidInput,
                "The statement has " + std::to_string(wanted) + " parameters, but " + std::to_string(given) +
                    " values were given.",
                "Give one value for each parameter.");
}

/// Whether a statement returns rows by its kind, or only running it tells: what the server says of it when it is prepared
/// leaves some out.
bool mayReturnRows(std::string_view command, std::string_view sql) {
    return command == "CALL" || command == "EXECUTE" || (onlyReads(command) && command != "USE") ||
           (countsChanges(command) && hasReturning(sql));
}

/// Whether a statement is DDL, by which most servers of this protocol end a transaction.
bool definesObjects(std::string_view command) {
    return command.starts_with("CREATE") || command.starts_with("ALTER") || command.starts_with("DROP");
}

/// Whether a statement has no rows for certain.
bool givesNoRows(std::string_view command, std::string_view sql) {
    static constexpr auto kCommands =
        std::to_array<std::string_view>({"BEGIN", "COMMIT", "DO", "GRANT", "LOCK", "RELEASE", "REVOKE", "ROLLBACK",
                                         "SAVEPOINT", "SET", "START", "TRUNCATE", "UNLOCK", "USE"});
    return listed(kCommands, command) || definesObjects(command) || (countsChanges(command) && !hasReturning(sql));
}

/// Whether a statement's rows are better asked for as numbers, which takes half the time. As MariaDB prepares and runs in one
/// round trip, it costs no other. A mark that only a prepared statement takes for a parameter stays an error.
bool mayGoBinary(DialectId dialect, std::string_view command, std::string_view sql) {
    return dialect == DialectId::MariaDb && command == "SELECT" && !sql.contains('?');
}

/// Whether the server has refused to prepare what it would run: nothing was run then.
bool canOnlyGoAsText(unsigned int code) {
    return code == ER_UNSUPPORTED_PS || code == ER_MAX_PREPARED_STMT_COUNT_REACHED;
}

/// Whether a server that has refused to prepare a statement says the same of its text at once: not what was stopped, or waited for
/// in vain.
bool isRefusedAtOnce(unsigned int code) {
    static constexpr auto kOthers = std::to_array<unsigned int>(
        {ER_LOCK_WAIT_TIMEOUT, ER_LOCK_DEADLOCK, ER_QUERY_INTERRUPTED, ER_SERVER_SHUTDOWN, ER_STATEMENT_TIMEOUT});
    constexpr unsigned int kServersFirst = 1000;
    constexpr unsigned int kLibrarysFirst = 2000;
    return code >= kServersFirst && code < kLibrarysFirst && std::ranges::find(kOthers, code) == kOthers.end();
}

/// Whether a statement leaves the open transaction open for certain: DDL commits it, and a procedure may.
bool commitsNothing(std::string_view command) {
    static constexpr auto kCommands =
        std::to_array<std::string_view>({"DELETE", "INSERT", "REPLACE", "SELECT", "TABLE", "UPDATE", "VALUES"});
    return std::ranges::find(kCommands, command) != kCommands.end();
}

/// What failed, with its place in the text that the user gave.
Error placed(Error error, const Failure& failure, std::string_view sent, std::size_t shift) {
    if (error.kind != ErrorKind::SqlError) {
        return error;
    }
    if (const auto where = placeOf(failure, sent)) {
        error.where = TextSpan{where->begin + shift, where->end + shift};
        if (sent.substr(where->begin, 1) == "?" && failure.code == ER_PARSE_ERROR) {
            error.kind = ErrorKind::InvalidInput;
            error.hint = "Give one value for each parameter (?).";
        }
    }
    return error;
}

} // namespace

MysqlSession::MysqlSession(std::unique_ptr<Line> line, ServerFacts facts, std::unique_ptr<LocalFiles> localFiles,
                           bool readOnly)
    : m_line(std::move(line)),
      m_facts(std::move(facts.session)),
      m_dialect(dialectOf(facts.dialect)),
      m_localFiles(std::move(localFiles)),
      m_readOnly(readOnly),
      m_patient(facts.patient),
      m_catalog(*m_line, facts.dialect),
      m_dumper(*m_line) {
    if (m_localFiles) {
        m_localFiles->serve(m_line->handle());
    }
}

MysqlSession::~MysqlSession() {
    // The connection may ask for a file until it is closed.
    m_line.reset();
}

Result<void> MysqlSession::refuseWrites(std::string_view sql) {
    if (!m_readOnly) {
        return {};
    }
    if (Result<void> harmless = judgeReadOnly(sql, m_line->escapeRules()); !harmless) {
        return harmless;
    }
    return m_line->run("SET SESSION TRANSACTION READ ONLY");
}

Grammar MysqlSession::grammar() const {
    Grammar grammar = m_dialect.id;
    grammar.backslashEscapes = m_line->escapeRules().inSingleQuotes;
    grammar.doubleQuotedNames = m_line->hasAnsiQuotes();
    return grammar;
}

Result<void> MysqlSession::refuseOtherTexts(const StatementText& statement, std::string_view sql) {
    ToldSettings& told = m_line->told();
    if (told.mustAsk()) {
        const Result<TextTable> sets = m_line->query(ToldSettings::kQuestion);
        if (!sets) {
            return std::unexpected(sets.error());
        }
        if (sets->size() == 1 && sets->front().size() == 3) {
            const auto& row = sets->front();
            told.learn(row[0].value_or(""), row[1].value_or(""), row[2].value_or(""));
        }
    }
    const std::string command = commandOf(sql);
    const bool otherTexts = std::ranges::any_of(statement.positional, [](const ParameterValue& value) {
        const auto* const text = std::get_if<std::string>(&value);
        return text != nullptr && isBeyondAscii(*text);
    });
    if (Result<void> fine = told.judge(sql, !givesNoRows(command, sql), otherTexts); !fine) {
        return fine;
    }
    told.sending(command, sql);
    return {};
}

Result<std::unique_ptr<Cursor>> MysqlSession::execute(const StatementText& statement) {
    const StatementPlace place = findStatement(statement.sql, m_line->escapeRules());
    if (place.nul) {
        return refusedAt({*place.nul, *place.nul + 1}, "There is a NUL in the statement; nothing was run.",
                         "Remove it.");
    }
    if (place.second) {
        return refusedAt(*place.second, "There is more than one statement; nothing was run.",
                         "Run one statement at a time.");
    }
    if (!statement.named.empty()) {
        return fail(ErrorKind::InvalidInput, "Parameters have no names here; nothing was run.",
                    "Write ? for each parameter and give the values by position.");
    }
    const std::string_view sql = statement.sql.substr(place.statement.begin, place.statement.size());
    if (sql.empty()) {
        if (Result<void> none = checkParameterNumber(0, statement.positional.size()); !none) {
            return std::unexpected(none.error());
        }
        if (statement.mustReturnRows) {
            return fail(ErrorKind::InvalidInput, "There is no statement.", "Give a statement that returns rows.");
        }
        return std::make_unique<MysqlCursor>(*m_line, nullptr, "", true);
    }
    if (Result<void> allowed = refuseWrites(sql); !allowed) {
        return std::unexpected(allowed.error());
    }
    std::optional<Notice> impatient;
    if (!m_patient) {
        Result<std::optional<Notice>> done = prepareForStatements(*m_line, m_facts.product);
        if (!done) {
            return std::unexpected(done.error());
        }
        m_patient = true;
        impatient = std::move(*done);
    }
    if (Result<void> same = refuseOtherTexts(statement, sql); !same) {
        return std::unexpected(same.error());
    }
    Result<std::unique_ptr<MysqlCursor>> cursor = send(statement, place.statement);
    if (cursor && impatient) {
        (*cursor)->addNotice(std::move(*impatient));
    }
    return cursor;
}

Result<std::unique_ptr<MysqlCursor>> MysqlSession::send(const StatementText& statement, TextSpan place) {
    const std::string_view sql = statement.sql.substr(place.begin, place.size());
    const std::string command = commandOf(sql);
    // What is selected may be a function that changes something.
    const bool mayChange = !onlyReads(command) || command == "SELECT" || command == "VALUES";
    const bool inTransaction = m_line->transactionState() == TransactionState::Open && !m_prepared;
    if (Result<void> free = m_line->begin(mayChange, inTransaction && commitsNothing(command)); !free) {
        return std::unexpected(free.error());
    }
    const auto refuse = [this](std::unexpected<Error> error) {
        m_line->ended();
        return error;
    };
    const auto failed = [&](const Failure& failure) {
        return std::unexpected(placed(m_line->failed(failure), failure, sql, place.begin));
    };
    std::unique_ptr<ResultReader> reader;
    const bool hasParameters = !statement.positional.empty();
    if (hasParameters || (statement.mustReturnRows && !mayReturnRows(command, sql))) {
        auto prepared = std::make_unique<PreparedReader>(m_line->handle());
        if (!prepared->prepare(sql)) {
            return failed(prepared->failure());
        }
        if (const auto number = checkParameterNumber(prepared->parameterCount(), statement.positional.size());
            !number) {
            return refuse(std::unexpected(number.error()));
        }
        if (statement.mustReturnRows && !mayReturnRows(command, sql) && !prepared->returnsRows()) {
            return refuse(fail(ErrorKind::InvalidInput, "The statement returns no rows; nothing was run.",
                               "Give a statement that returns rows."));
        }
        if (hasParameters) {
            if (!prepared->start(statement.positional)) {
                return failed(prepared->failure());
            }
            reader = std::move(prepared);
        }
    }
    if (!hasParameters && m_facts.capabilities.sessionState == Ability::Yes &&
        mayGoBinary(m_dialect.id, command, sql)) {
        auto prepared = std::make_unique<PreparedReader>(m_line->handle());
        if (prepared->startAtOnce(sql)) {
            reader = std::move(prepared);
        } else if (const Failure failure = prepared->failure(); !canOnlyGoAsText(failure.code)) {
            // In the same breath the server was told to run it, and what it keeps is that it could not: it is refused once more.
            if (!prepared->wasNotPrepared() || !isRefusedAtOnce(failure.code) || m_line->canceller()->requested()) {
                return failed(failure);
            }
        }
    }
    if (!reader) {
        auto text = std::make_unique<TextReader>(m_line->handle());
        if (m_localFiles) {
            m_localFiles->allow(command == "LOAD");
        }
        if (!text->start(sql)) {
            return failed(text->failure());
        }
        reader = std::move(text);
    }
    if (command == "XA") {
        m_prepared = wordBehind(sql, command) == "PREPARE" || (m_prepared && wordBehind(sql, command) == "RECOVER");
    }
    if (inTransaction && definesObjects(command) && m_line->transactionState() == TransactionState::None) {
        m_facts.capabilities.transactionalDdl = Ability::No;
    }
    return std::make_unique<MysqlCursor>(*m_line, std::move(reader), command, statement.mayBeStopped);
}

Result<std::vector<Notice>> MysqlSession::listen() {
    const Result<void> standing = m_line->listen();
    return standing ? Result<std::vector<Notice>>(std::vector<Notice>()) : std::unexpected(standing.error());
}

Result<std::string> MysqlSession::privileges(std::chrono::milliseconds longest, const std::stop_token& stop) {
    const LineDeadline deadline(static_cast<int>(mysql_get_socket(m_line->handle())),
                                {std::chrono::steady_clock::now() + longest, stop});
    return readPrivileges(*m_line);
}

std::intptr_t MysqlSession::listeningSocket() const {
    return static_cast<std::intptr_t>(mysql_get_socket(m_line->handle()));
}

Result<void> MysqlSession::setIsolation(std::string_view level) {
    if (!level.empty()) {
        if (std::ranges::find(m_dialect.isolationLevels, level) == m_dialect.isolationLevels.end()) {
            return fail(ErrorKind::Unsupported, "There is no isolation level \"" + std::string(level) + "\" here.",
                        "Choose one of those that are offered.");
        }
        return m_line->run("SET SESSION TRANSACTION ISOLATION LEVEL " + std::string(level));
    }
    // The variable has two names, and no server has always known both.
    return m_line->run(m_dialect.id == DialectId::MariaDb ? "SET SESSION tx_isolation = DEFAULT"
                                                          : "SET SESSION transaction_isolation = DEFAULT");
}

Result<void> MysqlSession::recover() {
    // A cursor that still waits finds that its statement is gone.
    if (Result<void> stopped = m_line->stopRunning(); !stopped) {
        return stopped;
    }
    m_line->canceller()->clear();
    // A request that came too late hits this statement, or none.
    constexpr int kTries = 5;
    Result<void> answered;
    for (int i = 0; i < kTries; ++i) {
        answered = m_line->run("DO 0");
        if (answered || answered.error().kind != ErrorKind::Cancelled) {
            break;
        }
    }
    return answered ? m_line->settle() : answered;
}

} // namespace dbv::mysql
