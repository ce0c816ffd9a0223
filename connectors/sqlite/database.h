// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <sqlite3.h>

#include <dbv/core/result.h>

#include "sqlite/canceller.h"
#include "sqlite/file_probe.h"
#include "sqlite/read_only_guard.h"

namespace dbv::sqlite {

struct CloseHandle {
    void operator()(sqlite3* handle) const { sqlite3_close_v2(handle); }
};
struct FinalizeStatement {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
/// Owns: an open database.
using Handle = std::unique_ptr<sqlite3, CloseHandle>;
/// Owns: a prepared statement.
using Statement = std::unique_ptr<sqlite3_stmt, FinalizeStatement>;

/// The text of a column of the current row; empty for NULL. Valid until the next step.
[[nodiscard]] std::string_view columnText(sqlite3_stmt* statement, int column);

/// Adds a database's file and those that SQLite makes beside it.
void addFilesOf(const std::string& database, std::vector<std::string>& files);

/// One open SQLite handle with what every step on it needs: the file it stands on, who may interrupt it, what it refuses.
///
/// Thread: the one that uses the session.
/// Owns: the handle.
class Database {
public:
    /// Takes over a handle that was opened a moment ago and installs waiting, interrupting and extended codes.
    Database(Handle handle, std::string file, std::chrono::milliseconds busyTimeout);
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;
    ~Database();

    [[nodiscard]] sqlite3* handle() const { return m_handle.get(); }
    /// The path of the file; empty for a database without one.
    [[nodiscard]] const std::string& file() const { return m_file; }
    [[nodiscard]] const std::shared_ptr<SqliteCanceller>& canceller() const { return m_canceller; }
    /// The longest wait for somebody else's lock.
    void setBusyTimeout(std::chrono::milliseconds timeout) { m_busyTimeout = timeout; }
    /// Refuses from now on what a read-only connection must not do.
    void becomeReadOnly();
    [[nodiscard]] bool readOnly() const { return m_guard != nullptr; }

    /// Opening it makes the file where there is none.
    void noteMakesFile() { m_makesFile = true; }
    [[nodiscard]] bool mayMakeFile() const { return m_makesFile && !m_file.empty(); }
    /// Remembers which file was opened, so that `checkFile` can tell when it is gone.
    void watchFile();
    /// Errors: ConnectionLost when the file was deleted or replaced since it was opened.
    [[nodiscard]] Result<void> checkFile() const;
    /// The same before each of many statements: within a transaction it looks a hundred times a second at the most.
    [[nodiscard]] Result<void> checkFileForStatement();

    [[nodiscard]] bool inTransaction() const { return sqlite3_get_autocommit(m_handle.get()) == 0; }
    /// The error for what SQLite has just refused.
    [[nodiscard]] Error failure(int code, bool transactionWasOpen) const;
    /// Compiles a statement of the connector's own.
    [[nodiscard]] Result<Statement> prepare(std::string_view sql);
    /// Compiles the user's statement, refusing what a read-only connection must not do.
    /// Errors: with `where`.
    [[nodiscard]] Result<Statement> prepareUsers(std::string_view sql);
    /// One step of a statement of the connector's own: true when there is a row.
    [[nodiscard]] Result<bool> step(const Statement& statement);
    /// Runs a statement of the connector's own to its end.
    [[nodiscard]] Result<void> run(std::string_view sql);

    /// The files of all attached databases, the first one included.
    [[nodiscard]] std::vector<std::string> files() const;

    /// Goes up when all running statements were ended from outside (`endAll`): a cursor of an older one is over.
    [[nodiscard]] std::uint64_t epoch() const { return m_epoch; }
    /// Ends every running statement.
    void endAll();

private:
    [[nodiscard]] Result<Statement> compile(std::string_view sql);
    [[nodiscard]] Result<void> checkSingle(std::string_view sql, const char* tail) const;
    static int onBusy(void* self, int calls);
    static int onProgress(void* self);

    Handle m_handle;
    std::string m_file;
    FileId m_fileId;
    bool m_makesFile = false;
    std::chrono::steady_clock::time_point m_fileSeen;
    std::chrono::milliseconds m_busyTimeout;
    std::chrono::steady_clock::time_point m_busySince;
    std::shared_ptr<SqliteCanceller> m_canceller;
    std::unique_ptr<ReadOnlyGuard> m_guard;
    std::uint64_t m_epoch = 0;
};

} // namespace dbv::sqlite
