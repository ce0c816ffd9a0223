// SPDX-License-Identifier: Apache-2.0
#include "sqlite/session.h"

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <QtCore/QFileInfo>

#include "sqlite/cursor.h"
#include "sqlite/errors.h"
#include "sqlite/parameters.h"
#include "sqlite/statement_text.h"

namespace dbv::sqlite {

using namespace std::string_view_literals;

namespace {

/// The limit of memory that a PRAGMA sets, where that has no effect since the library does not count; empty for any other.
std::string uselessLimit(std::string_view sql) {
    if (sqlite3_memory_used() > 0) {
        return {};
    }
    std::size_t at = 0;
    const auto next = [&] {
        const TextSpan token = tokenAt(sql, skipBlank(sql, at));
        at = token.end;
        return std::string(sql.substr(token.begin, token.size()));
    };
    static_cast<void>(next());
    std::string name = next();
    std::string behind = next();
    if (behind == ".") {
        name = next();
        behind = next();
    }
    const bool sets = behind == "=" || behind == "(";
    for (const std::string_view limit : {"soft_heap_limit"sv, "hard_heap_limit"sv}) {
        if (sets && sameName(name, limit)) {
            return std::string(limit);
        }
    }
    return {};
}

} // namespace

SqliteSession::SqliteSession(std::unique_ptr<Database> database, SessionFacts facts)
    : m_database(std::move(database)),
      m_inserts(*m_database),
      m_facts(std::move(facts)),
      m_ownFiles(m_facts.files->list()),
      m_catalog(*m_database),
      m_dumper(*m_database) {}

Result<std::unique_ptr<Cursor>> SqliteSession::execute(const StatementText& statement) {
    if (const Result<void> present = m_database->checkFileForStatement(); !present) {
        return std::unexpected(present.error());
    }
    const std::string command = commandOf(statement.sql);
    if (command == "PRAGMA"sv && !(statement.positional.empty() && statement.named.empty())) {
        // Many take effect while they are compiled: there would be nothing left to refuse.
        return fail(ErrorKind::InvalidInput, "A PRAGMA takes no parameters; nothing was run.",
                    "Write the value into the statement.", Damage::None);
    }
    if (Result<std::unique_ptr<Cursor>> repeated = repeat(statement, command); !repeated || *repeated) {
        return repeated;
    }
    Result<Statement> compiled = m_database->prepareUsers(statement.sql);
    if (!compiled) {
        return std::unexpected(compiled.error());
    }
    if (const Result<void> bound = bindParameters(compiled->get(), statement); !bound) {
        return std::unexpected(bound.error());
    }
    if (statement.mustReturnRows && sqlite3_column_count(compiled->get()) == 0) {
        return fail(ErrorKind::InvalidInput, "The statement returns no rows; nothing was run.",
                    "Give a statement that returns rows.", Damage::None);
    }
    auto cursor = std::make_unique<SqliteCursor>(*m_database, std::move(*compiled), command);
    if (const Result<void> started = cursor->start(); !started) {
        return std::unexpected(started.error());
    }
    if (command == "ATTACH"sv || command == "DETACH"sv) {
        std::vector<std::string> files = m_ownFiles;
        const std::vector<std::string> now = m_database->files();
        files.insert(files.end(), now.begin(), now.end());
        m_facts.files->set(std::move(files));
    }
    if (const std::string limit = command == "PRAGMA"sv ? uselessLimit(statement.sql) : std::string(); !limit.empty()) {
        cursor->addNotice(
            {"warning", "PRAGMA " + limit +
                            " has no effect here: SQLite keeps no count of its memory in this program, so that "
                            "small statements are faster."});
    }
    if (command == "ATTACH"sv && !m_facts.isPrivate) {
        cursor->addNotice({"info",
                           "Attached in this session only: the explorer, exports and other tabs do not see it. To "
                           "attach a file everywhere, connect with the option attach.NAME."});
    }
    return cursor;
}

Result<std::unique_ptr<Cursor>> SqliteSession::repeat(const StatementText& statement, const std::string& command) {
    const bool hasParameters = !statement.positional.empty() || !statement.named.empty();
    const bool mayBe = command == "INSERT"sv || command == "REPLACE"sv;
    if (!mayBe || hasParameters || statement.mustReturnRows || m_database->readOnly()) {
        m_inserts.forget();
        return nullptr;
    }
    const std::optional<Result<std::int64_t>> ran = m_inserts.run(statement.sql);
    if (!ran) {
        return nullptr;
    }
    if (!*ran) {
        return std::unexpected(ran->error());
    }
    return std::make_unique<SqliteCursor>(*m_database, command, **ran);
}

TransactionState SqliteSession::transactionState() {
    return m_database->inTransaction() ? TransactionState::Open : TransactionState::None;
}

Result<std::string> SqliteSession::privileges(std::chrono::milliseconds /*longest*/, const std::stop_token& /*stop*/) {
    const std::string& file = m_database->file();
    if (file.empty()) {
        return "The database is in memory, and everything may be changed in it.";
    }
    if (m_database->readOnly()) {
        return "The connection is read-only.";
    }
    if (sqlite3_db_readonly(m_database->handle(), "main") == 1) {
        return "The file can only be read: \"" + file + "\".";
    }
    const QFileInfo folder(QFileInfo(QString::fromStdString(file)).path());
    // A journal has to be written beside the file for every change.
    return folder.isWritable()
               ? "The file can be read and written: \"" + file + "\"."
               : "The file can be read; nothing can be changed, since its folder can't be written to: \"" +
                     folder.filePath().toStdString() + "\".";
}

Result<void> SqliteSession::checkUndoable(std::string_view /*statement*/) {
    Result<Statement> list = m_database->prepare("SELECT name FROM pragma_database_list WHERE name <> 'temp'");
    if (!list) {
        return std::unexpected(std::move(list.error()));
    }
    std::vector<std::string> names;
    Result<bool> more = m_database->step(*list);
    for (; more && *more; more = m_database->step(*list)) {
        names.emplace_back(columnText(list->get(), 0));
    }
    if (!more) {
        return std::unexpected(std::move(more.error()));
    }
    for (const std::string& name : names) {
        const Result<Statement> mode = m_database->prepare("PRAGMA " + quotedName(name) + ".journal_mode");
        const Result<bool> row = mode ? m_database->step(*mode) : std::unexpected(mode.error());
        if (!row) {
            return std::unexpected(row.error());
        }
        if (*row && columnText(mode->get(), 0) == "off") {
            return fail(ErrorKind::RefusedBySandbox,
                        "The database \"" + name +
                            "\" keeps no journal (journal_mode is off), so nothing that is written can be rolled back. "
                            "The statement was not sent.",
                        "Connect again: the journal is kept then.", Damage::Statement);
        }
    }
    return {};
}

Result<void> SqliteSession::checkDeferred() {
    int open = 0;
    int highest = 0;
    const int code = sqlite3_db_status(m_database->handle(), SQLITE_DBSTATUS_DEFERRED_FKS, &open, &highest, 0);
    if (code != SQLITE_OK) {
        return std::unexpected(m_database->failure(code, m_database->inTransaction()));
    }
    const bool inTransaction = m_database->inTransaction();
    return open == 0 ? Result<void>()
                     : std::unexpected(errorFor({SQLITE_CONSTRAINT_FOREIGNKEY, "FOREIGN KEY constraint failed",
                                                 inTransaction, inTransaction}));
}

Result<void> SqliteSession::recover() {
    m_database->endAll();
    m_database->canceller()->clear();
    return m_database->run("SELECT 1");
}

} // namespace dbv::sqlite
