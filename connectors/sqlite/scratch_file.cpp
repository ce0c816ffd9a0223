// SPDX-License-Identifier: Apache-2.0
#include "sqlite/scratch_file.h"

#include <array>
#include <cerrno>
#include <filesystem>
#include <random>
#include <span>
#include <system_error>
#include <vector>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <dbv/core/cancel.h>

#include "sqlite/errors.h"
#include "sqlite/open_plan.h"

namespace dbv::sqlite {

namespace {

constexpr mode_t kOwnerOnly = 0600;
constexpr int kMostNames = 16;
constexpr std::size_t kScratchBlock = std::size_t{256} << 10U;
constexpr std::array kEndings = {"", "-journal", "-wal", "-shm"};

std::filesystem::path scratchPath(const std::string& utf8) {
    return std::filesystem::path(std::u8string(utf8.begin(), utf8.end()));
}

std::string scratchName(const std::string& folder) {
    constexpr std::string_view kDigits = "abcdefghijklmnopqrstuvwxyz012345";
    std::random_device random;
    std::string name = folder + "/db-visualizer-";
    for (int i = 0; i < 10; ++i) {
        name += kDigits[random() % kDigits.size()];
    }
    return name + ".tmp";
}

Error scratchError(const std::string& message, int code) {
    const bool full = code == ENOSPC || code == EDQUOT;
    return makeError(
        ErrorKind::IoError, message + ": " + (full ? "the disk is full" : std::generic_category().message(code)) + ".",
        full ? "Free space there, or choose a folder on another disk." : "Check the folder and its permissions.");
}

} // namespace

Result<ScratchFile> ScratchFile::make(const std::string& folder) {
    for (int attempt = 0; attempt < kMostNames; ++attempt) {
        std::string path = scratchName(folder);
        const int file = ::open(path.c_str(), O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, kOwnerOnly);
        if (file >= 0) {
            return ScratchFile(std::move(path), file);
        }
        if (errno != EEXIST) {
            break;
        }
    }
    return std::unexpected(scratchError("No temporary file can be made in \"" + folder + "\"", errno));
}

ScratchFile::~ScratchFile() {
    if (m_file >= 0) {
        ::close(m_file);
    }
    // Nobody hears of it here; who wants to calls `remove`.
    static_cast<void>(remove().has_value());
}

std::unexpected<Error> ScratchFile::failed(std::string_view what, int code) const {
    return std::unexpected(scratchError("The temporary file \"" + m_path + "\" " + std::string(what), code));
}

Result<Handle> ScratchFile::open(Use use) const {
    const bool reads = use == Use::Read;
    const std::string uri = fileUri(m_path) + (reads ? "?immutable=1" : "");
    sqlite3* opened = nullptr;
    const int mode = reads ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
    const int code = sqlite3_open_v2(uri.c_str(), &opened, mode | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_URI, nullptr);
    Handle handle(opened);
    if (code != SQLITE_OK) {
        return std::unexpected(errorFor({sqlite3_extended_errcode(opened), sqlite3_errmsg(opened), false, false}));
    }
    sqlite3_extended_result_codes(opened, 1);
    return handle;
}

Result<void> ScratchFile::remove() {
    if (m_path.empty()) {
        return {};
    }
    for (const char* const ending : kEndings) {
        std::error_code error;
        std::filesystem::remove(scratchPath(m_path + ending), error);
        if (error) {
            return failed("can't be removed", error.value());
        }
    }
    m_path.clear();
    return {};
}

Result<std::uint64_t> ScratchFile::size() const {
    struct stat status{};
    return ::fstat(m_file, &status) == 0 ? Result<std::uint64_t>(static_cast<std::uint64_t>(status.st_size))
                                         : failed("can't be read", errno);
}

Result<void> ScratchFile::readAt(std::uint64_t at, std::span<char> into) const {
    while (!into.empty()) {
        const ssize_t got = ::pread(m_file, into.data(), into.size(), static_cast<off_t>(at));
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got <= 0) {
            return failed("can't be read", got < 0 ? errno : EIO);
        }
        at += static_cast<std::uint64_t>(got);
        into = into.subspan(static_cast<std::size_t>(got));
    }
    return {};
}

Result<void> ScratchFile::fillFrom(const DumpSource& source, const DumpProgress& progress) const {
    std::vector<char> block(kScratchBlock);
    std::uint64_t at = 0;
    while (true) {
        const Result<std::size_t> read = source(block);
        if (!read) {
            return std::unexpected(read.error());
        }
        if (*read == 0) {
            return {};
        }
        std::span<const char> left(block.data(), *read);
        while (!left.empty()) {
            const ssize_t put = ::pwrite(m_file, left.data(), left.size(), static_cast<off_t>(at));
            if (put < 0 && errno == EINTR) {
                continue;
            }
            if (put < 0) {
                return failed("can't be written", errno);
            }
            at += static_cast<std::uint64_t>(put);
            left = left.subspan(static_cast<std::size_t>(put));
        }
        if (!progress({"unpacking", at, 0, "bytes"})) {
            return std::unexpected(cancelledError(Damage::None));
        }
    }
}

} // namespace dbv::sqlite
