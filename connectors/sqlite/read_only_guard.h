// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <dbv/core/result.h>

struct sqlite3;
struct sqlite3_stmt;

namespace dbv::sqlite {

/// Keeps a read-only connection from what opening the file read-only does not stop: attaching other files, VACUUM INTO,
/// pragmas that change something, functions that load code.
///
/// Thread: the one that uses the session.
class ReadOnlyGuard {
public:
    /// Watches a handle from now on, which must outlive the guard.
    explicit ReadOnlyGuard(sqlite3* handle);
    ReadOnlyGuard(const ReadOnlyGuard&) = delete;
    ReadOnlyGuard& operator=(const ReadOnlyGuard&) = delete;
    ~ReadOnlyGuard();

    /// Before a statement is compiled.
    void begin();
    /// What the statement asked for and was denied (`ATTACH`, `PRAGMA journal_mode = wal`); empty when nothing was.
    [[nodiscard]] const std::string& refused() const { return m_refused; }
    /// Judges a compiled statement.
    /// Errors: RefusedReadOnly.
    [[nodiscard]] Result<void> judge(sqlite3_stmt* statement) const;

private:
    static int authorize(void* self, int action, const char* first, const char* second, const char* schema,
                         const char* trigger);
    [[nodiscard]] int refuse(std::string what);
    [[nodiscard]] int judgePragma(const char* name, const char* value);

    sqlite3* m_handle;
    std::string m_refused;
    bool m_asksJournalMode = false;
};

/// The error for something that a read-only connection does not do.
[[nodiscard]] Error readOnlyRefusal(const std::string& what);

} // namespace dbv::sqlite
