// SPDX-License-Identifier: Apache-2.0
#include "sqlite/dumper.h"

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <system_error>

#include <dbv/core/cancel.h>

#include "sqlite/errors.h"
#include "sqlite/open_plan.h"

namespace dbv::sqlite {

namespace {

constexpr int kPagesPerStep = 512;

struct FinishBackup {
    void operator()(sqlite3_backup* backup) const { sqlite3_backup_finish(backup); }
};
using Backup = std::unique_ptr<sqlite3_backup, FinishBackup>;

std::filesystem::path dumpPath(const std::string& utf8) {
    return std::filesystem::path(std::u8string(utf8.begin(), utf8.end()));
}

Error dumpFailure(sqlite3* target, const std::string& path) {
    Error error = errorFor({sqlite3_extended_errcode(target), sqlite3_errmsg(target), false, false});
    error.message = "The dump to \"" + path + "\" failed: " + error.message + ".";
    return error;
}

/// Makes the file, and fails when there is one: nothing is ever written over.
Result<void> makeEmptyFile(const std::string& path) {
    std::FILE* file = std::fopen(path.c_str(), "wbx");
    if (file != nullptr) {
        std::fclose(file);
        return {};
    }
    if (errno == EEXIST) {
        return fail(ErrorKind::IoError, "The file \"" + path + "\" exists already.", "Choose another name.");
    }
    return fail(ErrorKind::IoError,
                "The file \"" + path + "\" can't be made: " + std::generic_category().message(errno) + ".",
                "Check the folder and its permissions.");
}

/// Ends the read transaction of a dump, where the dump began it.
class Snapshot {
public:
    explicit Snapshot(Database& database) : m_database(database), m_mine(!database.inTransaction()) {}
    Snapshot(const Snapshot&) = delete;
    Snapshot& operator=(const Snapshot&) = delete;
    ~Snapshot() {
        if (m_mine && m_database.inTransaction()) {
            sqlite3_exec(m_database.handle(), "COMMIT", nullptr, nullptr, nullptr);
        }
    }

    Result<void> begin() {
        Result<void> done = m_mine ? m_database.run("BEGIN") : Result<void>();
        return done ? m_database.run("SELECT 1 FROM main.sqlite_schema LIMIT 1") : done;
    }

private:
    Database& m_database;
    bool m_mine;
};

} // namespace

Result<void> SqliteDumper::dump(const std::string& path, const DumpProgress& progress) {
    Result<void> done = m_database.checkFile();
    done = done ? makeEmptyFile(path) : done;
    if (!done) {
        return done;
    }
    {
        Snapshot snapshot(m_database);
        done = snapshot.begin();
        done = done ? copyInto(path, progress) : done;
    }
    if (!done) {
        std::error_code ignored;
        for (const char* ending : {"", "-journal", "-wal", "-shm"}) {
            std::filesystem::remove(dumpPath(path + ending), ignored);
        }
    }
    return done;
}

Result<void> SqliteDumper::copyInto(const std::string& path, const DumpProgress& progress) {
    sqlite3* opened = nullptr;
    const int code = sqlite3_open_v2(fileUri(path).c_str(), &opened,
                                     SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_URI, nullptr);
    const Handle target(opened);
    if (code != SQLITE_OK) {
        return std::unexpected(dumpFailure(target.get(), path));
    }
    Backup backup(sqlite3_backup_init(target.get(), "main", m_database.handle(), "main"));
    if (backup == nullptr) {
        return std::unexpected(dumpFailure(target.get(), path));
    }
    int stepped = SQLITE_OK;
    while (stepped == SQLITE_OK) {
        stepped = sqlite3_backup_step(backup.get(), kPagesPerStep);
        const auto total = static_cast<std::uint64_t>(sqlite3_backup_pagecount(backup.get()));
        const auto left = static_cast<std::uint64_t>(sqlite3_backup_remaining(backup.get()));
        if (!progress(total - left, total) || m_database.canceller()->requested()) {
            return std::unexpected(cancelledError(Damage::None));
        }
    }
    if (stepped == SQLITE_DONE && sqlite3_backup_finish(backup.release()) == SQLITE_OK) {
        return {};
    }
    backup.reset();
    return std::unexpected(dumpFailure(target.get(), path));
}

} // namespace dbv::sqlite
