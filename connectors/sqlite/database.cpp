// SPDX-License-Identifier: Apache-2.0
#include "sqlite/database.h"

#include <algorithm>
#include <cerrno>
#include <limits>
#include <utility>

#include <dbv/core/cancel.h>

#include "sqlite/errors.h"
#include "sqlite/statement_text.h"

namespace dbv::sqlite {

namespace {

// How often a running statement looks at the cancel flag. Unit: SQLite's virtual machine instructions, under a millisecond.
constexpr int kInstructionsPerLook = 10'000;
constexpr std::chrono::milliseconds kFileLook{10};

Error nulInStatement(std::size_t at) {
    Error error = makeError(ErrorKind::InvalidInput,
                            "The statement holds a NUL character; SQLite would ignore everything behind it.",
                            "Remove the character, or write it as char(0).");
    error.where = TextSpan{at, at + 1};
    return error;
}

} // namespace

std::string_view columnText(sqlite3_stmt* statement, int column) {
    const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement, column));
    return text == nullptr ? std::string_view()
                           : std::string_view(text, static_cast<std::size_t>(sqlite3_column_bytes(statement, column)));
}

Database::Database(Handle handle, std::string file, std::chrono::milliseconds busyTimeout)
    : m_handle(std::move(handle)),
      m_file(std::move(file)),
      m_busyTimeout(busyTimeout),
      m_canceller(std::make_shared<SqliteCanceller>()) {
    sqlite3_extended_result_codes(m_handle.get(), 1);
    sqlite3_db_config(m_handle.get(), SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, nullptr);
    sqlite3_busy_handler(m_handle.get(), &Database::onBusy, this);
    sqlite3_progress_handler(m_handle.get(), kInstructionsPerLook, &Database::onProgress, this);
    m_canceller->attach(m_handle.get());
}

Database::~Database() {
    m_canceller->detach();
    m_guard.reset();
}

void Database::becomeReadOnly() {
    m_guard = std::make_unique<ReadOnlyGuard>(m_handle.get());
}

void Database::watchFile() {
    m_fileId = fileIdOf(m_file);
}

Result<void> Database::checkFile() const {
    if (m_fileId == FileId{}) {
        return {};
    }
    const FileId now = fileIdOf(m_file);
    if (now == m_fileId) {
        return {};
    }
    return fail(ErrorKind::ConnectionLost,
                "The file \"" + m_file + "\" was " + (now == FileId{} ? "deleted or moved" : "replaced") +
                    " under the open connection; nothing was sent.",
                now == FileId{} ? "Put the file back and connect again." : "Connect again to see the new file.",
                Damage::Session);
}

Result<void> Database::checkFileForStatement() {
    const auto now = std::chrono::steady_clock::now();
    if (inTransaction() && now - m_fileSeen < kFileLook) {
        return {};
    }
    m_fileSeen = now;
    return checkFile();
}

Error Database::failure(int code, bool transactionWasOpen) const {
    const bool open = inTransaction();
    if ((code & 0xff) == SQLITE_INTERRUPT || ((code & 0xff) == SQLITE_BUSY && m_canceller->requested())) {
        Error error = cancelledError(transactionWasOpen && !open ? Damage::Transaction : Damage::Statement);
        error.detail = std::string(codeName(code)) + " (" + std::to_string(code) + ")";
        error.nativeCode = code;
        if (error.damage == Damage::Transaction) {
            error.detail += kRolledBack;
        }
        return error;
    }
    const std::string message = sqlite3_errmsg(m_handle.get());
    // On a fresh connection SQLite gives this code to any mistake that it finds while it reads the schema.
    const bool mistake = code == SQLITE_SCHEMA && message != "database schema has changed";
    Error error = errorFor({mistake ? SQLITE_ERROR : code, message, transactionWasOpen, open});
    if ((code & 0xff) == SQLITE_CANTOPEN) {
        const int cause = sqlite3_system_errno(m_handle.get());
        if (cause == EMFILE || cause == ENFILE) {
            error.message = "too many files are open";
            error.hint = "Close connections or tabs, or raise the limit of open files (ulimit -n) and start again.";
        }
    }
    if (code == SQLITE_READONLY && m_guard == nullptr && !m_file.empty() && !mayBeWritten(m_file)) {
        error.message = "There is no permission to write the file \"" + m_file + "\".";
        error.hint = "Ask its owner, or change its permissions, then connect again.";
    }
    if (error.kind == ErrorKind::IoError || error.kind == ErrorKind::Busy) {
        error.message += m_file.empty() ? "" : " (\"" + m_file + "\")";
    }
    return error;
}

Result<Statement> Database::compile(std::string_view sql) {
    sqlite3_stmt* compiled = nullptr;
    const char* tail = nullptr;
    const bool transactionWasOpen = inTransaction();
    const int code = sqlite3_prepare_v3(m_handle.get(), sql.data(), static_cast<int>(sql.size()), 0, &compiled, &tail);
    Statement statement(compiled);
    if (code == SQLITE_OK) {
        if (const Result<void> single = checkSingle(sql, tail); !single) {
            return std::unexpected(single.error());
        }
        return statement;
    }
    Error error = failure(code, transactionWasOpen);
    const int offset = sqlite3_error_offset(m_handle.get());
    if (offset >= 0) {
        error.where = tokenAt(sql, static_cast<std::size_t>(offset));
    } else if (error.message == "incomplete input") {
        error.where = TextSpan{sql.size(), sql.size()};
    }
    return std::unexpected(std::move(error));
}

Result<void> Database::checkSingle(std::string_view sql, const char* tail) const {
    const auto end = static_cast<std::size_t>(tail - sql.data());
    const std::size_t next = skipBlank(sql, end);
    if (next >= sql.size()) {
        return {};
    }
    Error error = makeError(ErrorKind::InvalidInput, "The text holds more than one statement.", "Run them one by one.");
    error.where = TextSpan{next, sql.size()};
    return std::unexpected(std::move(error));
}

Result<Statement> Database::prepare(std::string_view sql) {
    return compile(sql);
}

Result<Statement> Database::prepareUsers(std::string_view sql) {
    if (sql.size() > static_cast<std::size_t>(std::numeric_limits<int>::max())) {
        return fail(ErrorKind::InvalidInput,
                    "The statement is longer than 2 GiB; SQLite takes at most 1,000,000,000 bytes.", "Split it.");
    }
    if (const std::size_t nul = sql.find('\0'); nul != std::string_view::npos) {
        return std::unexpected(nulInStatement(nul));
    }
    if (m_guard == nullptr) {
        return compile(sql);
    }
    m_guard->begin();
    Result<Statement> statement = compile(sql);
    if (!statement && !m_guard->refused().empty()) {
        return std::unexpected(readOnlyRefusal(m_guard->refused()));
    }
    if (statement) {
        if (const Result<void> verdict = m_guard->judge(statement->get()); !verdict) {
            return std::unexpected(verdict.error());
        }
    }
    return statement;
}

Result<bool> Database::step(const Statement& statement) {
    const bool transactionWasOpen = inTransaction();
    const int code = m_canceller->requested() ? SQLITE_INTERRUPT : sqlite3_step(statement.get());
    if (code != SQLITE_ROW && code != SQLITE_DONE) {
        return std::unexpected(failure(code, transactionWasOpen));
    }
    return code == SQLITE_ROW;
}

Result<void> Database::run(std::string_view sql) {
    const Result<Statement> statement = prepare(sql);
    if (!statement) {
        return std::unexpected(statement.error());
    }
    Result<bool> more = true;
    while (more && *more) {
        more = step(*statement);
    }
    return more ? Result<void>() : std::unexpected(more.error());
}

void addFilesOf(const std::string& database, std::vector<std::string>& files) {
    for (const std::string_view suffix : {"", "-wal", "-shm", "-journal"}) {
        files.push_back(database + std::string(suffix));
    }
}

std::vector<std::string> Database::files() const {
    std::vector<std::string> files;
    for (int i = 0; const char* name = sqlite3_db_name(m_handle.get(), i); ++i) {
        const char* file = sqlite3_db_filename(m_handle.get(), name);
        if (file != nullptr && *file != '\0') {
            addFilesOf(file, files);
        }
    }
    return files;
}

void Database::endAll() {
    ++m_epoch;
    for (sqlite3_stmt* each = sqlite3_next_stmt(m_handle.get(), nullptr); each != nullptr;
         each = sqlite3_next_stmt(m_handle.get(), each)) {
        if (sqlite3_stmt_busy(each) != 0) {
            sqlite3_reset(each);
        }
    }
}

// SQLite's own busy timeout sleeps through an interrupt.
int Database::onBusy(void* self, int calls) {
    auto& database = *static_cast<Database*>(self);
    const auto now = std::chrono::steady_clock::now();
    if (calls == 0) {
        database.m_busySince = now;
    }
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(database.m_busySince + database.m_busyTimeout - now);
    if (left.count() <= 0 || database.m_canceller->requested()) {
        return 0;
    }
    const auto pause = std::chrono::milliseconds(std::min(1 << std::min(calls, 4), 20));
    database.m_canceller->pause(std::min(pause, left));
    return database.m_canceller->requested() ? 0 : 1;
}

int Database::onProgress(void* self) {
    return static_cast<Database*>(self)->m_canceller->requested() ? 1 : 0;
}

} // namespace dbv::sqlite
