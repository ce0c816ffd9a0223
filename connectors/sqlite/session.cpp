// SPDX-License-Identifier: Apache-2.0
#include "sqlite/session.h"

#include <string>
#include <utility>

#include <QtCore/QFileInfo>

#include "sqlite/cursor.h"
#include "sqlite/parameters.h"
#include "sqlite/statement_text.h"

namespace dbv::sqlite {

SqliteSession::SqliteSession(std::unique_ptr<Database> database, SessionFacts facts)
    : m_database(std::move(database)),
      m_facts(std::move(facts)),
      m_ownFiles(m_facts.files->list()),
      m_catalog(*m_database),
      m_dumper(*m_database) {}

Result<std::unique_ptr<Cursor>> SqliteSession::execute(const StatementText& statement) {
    if (const Result<void> present = m_database->checkFile(); !present) {
        return std::unexpected(present.error());
    }
    const std::string command = commandOf(statement.sql);
    if (command == "PRAGMA" && !(statement.positional.empty() && statement.named.empty())) {
        // Many take effect while they are compiled: there would be nothing left to refuse.
        return fail(ErrorKind::InvalidInput, "A PRAGMA takes no parameters; nothing was run.",
                    "Write the value into the statement.", Damage::None);
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
    if (command == "ATTACH" || command == "DETACH") {
        std::vector<std::string> files = m_ownFiles;
        const std::vector<std::string> now = m_database->files();
        files.insert(files.end(), now.begin(), now.end());
        m_facts.files->set(std::move(files));
    }
    if (command == "ATTACH" && !m_facts.isPrivate) {
        cursor->addNotice({"info",
                           "Attached in this session only: the explorer, exports and other tabs do not see it. To "
                           "attach a file everywhere, connect with the option attach.NAME."});
    }
    return cursor;
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

Result<void> SqliteSession::recover() {
    m_database->endAll();
    m_database->canceller()->clear();
    return m_database->run("SELECT 1");
}

} // namespace dbv::sqlite
