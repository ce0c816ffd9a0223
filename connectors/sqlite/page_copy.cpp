// SPDX-License-Identifier: Apache-2.0
#include "sqlite/page_copy.h"

#include <cstdint>
#include <memory>

#include <dbv/core/cancel.h>

#include "sqlite/errors.h"

namespace dbv::sqlite {

namespace {

constexpr int kPagesPerStep = 512;

struct FinishBackup {
    void operator()(sqlite3_backup* backup) const { sqlite3_backup_finish(backup); }
};
using Backup = std::unique_ptr<sqlite3_backup, FinishBackup>;

Error copyFailure(sqlite3* into, std::string_view phase) {
    Error error = errorFor({sqlite3_extended_errcode(into), sqlite3_errmsg(into), false, false});
    error.message = "SQLite stopped " + std::string(phase) + ": " + error.message + ".";
    return error;
}

} // namespace

Result<void> copyPages(sqlite3* from, sqlite3* into, std::string_view phase, const DumpProgress& progress) {
    Backup backup(sqlite3_backup_init(into, "main", from, "main"));
    if (backup == nullptr) {
        return std::unexpected(copyFailure(into, phase));
    }
    int stepped = SQLITE_OK;
    while (stepped == SQLITE_OK) {
        stepped = sqlite3_backup_step(backup.get(), kPagesPerStep);
        const auto total = static_cast<std::uint64_t>(sqlite3_backup_pagecount(backup.get()));
        const auto left = static_cast<std::uint64_t>(sqlite3_backup_remaining(backup.get()));
        // When all pages are there it is done, whoever asks to stop.
        if (stepped == SQLITE_OK && !progress({phase, total - left, total, "pages"})) {
            return std::unexpected(cancelledError(Damage::None));
        }
    }
    const int finished = sqlite3_backup_finish(backup.release());
    if (stepped == SQLITE_DONE && finished == SQLITE_OK) {
        return {};
    }
    return std::unexpected(copyFailure(into, phase));
}

HeldMoment::~HeldMoment() {
    if (m_mine && m_database.inTransaction()) {
        // It has only read.
        sqlite3_exec(m_database.handle(), "COMMIT", nullptr, nullptr, nullptr);
    }
}

Result<void> HeldMoment::begin() {
    Result<void> done = m_mine ? m_database.run("BEGIN") : Result<void>();
    return done ? m_database.run("SELECT 1 FROM main.sqlite_schema LIMIT 1") : done;
}

} // namespace dbv::sqlite
