// SPDX-License-Identifier: Apache-2.0
#include "sqlite/moment_file.h"

#include <algorithm>
#include <array>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include <dbv/core/cancel.h>

#include "sqlite/errors.h"

namespace dbv::sqlite {

namespace {

constexpr std::size_t kReadAtOnce = std::size_t{256} << 10U;
constexpr std::size_t kHeadSize = 100;
constexpr std::size_t kPageSizeAt = 16;
constexpr std::size_t kReservedAt = 20;
constexpr std::uint32_t kSmallestPage = 512;
constexpr std::uint32_t kSmallestUsable = 480;
constexpr std::uint32_t kLargestPage = 65'536;

std::unexpected<Error> noDatabase() {
    return std::unexpected(errorFor({SQLITE_NOTADB, "file is not a database", false, false}));
}

/// Whether SQLite reads the file by the system's own calls: only then is what it reads what stands there.
bool isPlainFile(sqlite3* handle) {
    char* name = nullptr;
    const int code = sqlite3_file_control(handle, "main", SQLITE_FCNTL_VFSNAME, static_cast<void*>(&name));
    const bool plain = code == SQLITE_OK && name != nullptr && std::string_view(name) == "unix";
    sqlite3_free(name);
    return plain;
}

Result<std::uint64_t> numberOf(Database& database, std::string_view pragma) {
    const Result<Statement> asked = database.prepare("PRAGMA main." + std::string(pragma));
    const Result<bool> row = asked ? database.step(*asked) : std::unexpected(asked.error());
    if (!row) {
        return std::unexpected(row.error());
    }
    return *row ? static_cast<std::uint64_t>(sqlite3_column_int64(asked->get(), 0)) : 0;
}

Result<bool> hasLog(Database& database) {
    const Result<Statement> mode = database.prepare("PRAGMA main.journal_mode");
    const Result<bool> row = mode ? database.step(*mode) : std::unexpected(mode.error());
    return row ? Result<bool>(*row && columnText(mode->get(), 0) == "wal") : row;
}

/// Whether all that the open transaction shows stands in the file itself.
Result<bool> standsStill(Database& database, bool othersMayWait, std::optional<std::uint64_t> settled) {
    const Result<bool> logs = hasLog(database);
    if (!logs || !*logs) {
        return logs ? Result<bool>(othersMayWait) : logs;
    }
    const Result<std::uint64_t> state = numberOf(database, "data_version");
    if (!state) {
        return std::unexpected(state.error());
    }
    // Nobody has committed anything between the settling and the beginning of the transaction.
    if (settled == *state) {
        return true;
    }
    sqlite3_file* log = nullptr;
    sqlite3_int64 size = -1;
    // What is committed from now on goes there, and stays there until this transaction has ended.
    const bool known = sqlite3_file_control(database.handle(), "main", SQLITE_FCNTL_JOURNAL_POINTER,
                                            static_cast<void*>(&log)) == SQLITE_OK &&
                       log != nullptr && log->pMethods != nullptr && log->pMethods->xFileSize(log, &size) == SQLITE_OK;
    return known && size == 0;
}

} // namespace

Result<MomentFile> MomentFile::begun(Read read, std::uint64_t size) {
    std::array<char, kHeadSize> head{};
    if (size < head.size()) {
        return noDatabase();
    }
    if (Result<void> done = read(0, head); !done) {
        return std::unexpected(std::move(done.error()));
    }
    const auto byteAt = [&head](std::size_t at) {
        return static_cast<std::uint32_t>(static_cast<unsigned char>(head.at(at)));
    };
    const std::uint32_t told = byteAt(kPageSizeAt) << 8U | byteAt(kPageSizeAt + 1);
    MomentFile file(std::move(read), 0);
    // The largest does not fit into the two bytes.
    file.m_pageSize = told == 1 ? kLargestPage : told;
    const bool isSize = file.m_pageSize >= kSmallestPage && (file.m_pageSize & (file.m_pageSize - 1)) == 0;
    if (!isSize || file.m_pageSize - byteAt(kReservedAt) < kSmallestUsable) {
        return noDatabase();
    }
    file.m_usableSize = file.m_pageSize - byteAt(kReservedAt);
    file.m_pages = size / file.m_pageSize;
    return file;
}

Result<std::optional<MomentFile>> MomentFile::live(Database& database, Others others,
                                                   std::optional<std::uint64_t> settled) {
    sqlite3* const handle = database.handle();
    if (database.file().empty() || !isPlainFile(handle)) {
        return std::nullopt;
    }
    const Result<bool> whole = standsStill(database, others == Others::MayWait, settled);
    if (!whole || !*whole) {
        return whole ? Result<std::optional<MomentFile>>(std::nullopt) : std::unexpected(whole.error());
    }
    const Result<std::uint64_t> pages = numberOf(database, "page_count");
    const Result<std::uint64_t> size = pages ? numberOf(database, "page_size") : pages;
    if (!size) {
        return std::unexpected(size.error());
    }
    sqlite3_file* file = nullptr;
    if (*pages == 0 ||
        sqlite3_file_control(handle, "main", SQLITE_FCNTL_FILE_POINTER, static_cast<void*>(&file)) != SQLITE_OK ||
        file == nullptr || file->pMethods == nullptr) {
        return std::nullopt;
    }
    // SQLite's own file: to open it once more and close it would end the locks of this process on it.
    auto guard = std::make_shared<std::mutex>();
    Read read = [file, guard](std::uint64_t at, std::span<char> into) -> Result<void> {
        const std::lock_guard lock(*guard);
        const int code =
            file->pMethods->xRead(file, into.data(), static_cast<int>(into.size()), static_cast<sqlite3_int64>(at));
        return code == SQLITE_OK
                   ? Result<void>()
                   : std::unexpected(errorFor({code, "the file of the database can't be read", false, false}));
    };
    Result<MomentFile> live = begun(std::move(read), *pages * *size);
    return live ? Result<std::optional<MomentFile>>(*std::move(live)) : std::unexpected(std::move(live.error()));
}

Result<std::optional<std::uint64_t>> MomentFile::settleLog(Database& database) {
    if (database.readOnly() || sqlite3_db_readonly(database.handle(), "main") != 0) {
        return std::nullopt;
    }
    const Result<bool> logs = hasLog(database);
    const Result<std::uint64_t> state = logs ? numberOf(database, "data_version") : std::unexpected(logs.error());
    if (!state) {
        return std::unexpected(state.error());
    }
    int frames = -1;
    int settled = -1;
    const bool done = *logs && sqlite3_wal_checkpoint_v2(database.handle(), "main", SQLITE_CHECKPOINT_PASSIVE, &frames,
                                                         &settled) == SQLITE_OK;
    return done && frames == settled ? Result<std::optional<std::uint64_t>>(*state) : std::nullopt;
}

Result<MomentFile> MomentFile::scratch(const ScratchFile& file) {
    const Result<std::uint64_t> size = file.size();
    return size ? begun([&file](std::uint64_t at, std::span<char> into) { return file.readAt(at, into); }, *size)
                : std::unexpected(size.error());
}

Result<void> MomentFile::readInto(const DumpSink& sink, const DumpProgress& progress) const {
    const std::uint64_t total = m_pages * m_pageSize;
    std::vector<char> block(kReadAtOnce);
    std::uint64_t at = 0;
    while (at < total) {
        const std::span<char> some =
            std::span(block).first(static_cast<std::size_t>(std::min<std::uint64_t>(block.size(), total - at)));
        Result<void> done = m_read(at, some);
        done = done ? sink({some.data(), some.size()}) : done;
        if (!done) {
            return done;
        }
        at += some.size();
        if (!progress({"writing", at, total, "bytes"})) {
            return std::unexpected(cancelledError(Damage::None));
        }
    }
    return {};
}

} // namespace dbv::sqlite
