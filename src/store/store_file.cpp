// SPDX-License-Identifier: Apache-2.0
#include "store/store_file.h"

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <fstream>
#include <string_view>
#include <utility>

#include "settings/file_lock.h"
#include "settings/file_paths.h"
#include "settings/private_files.h"
#include "store/disk_copy.h"
#include "store/schema.h"

namespace dbv::store {

namespace {

using settings::shownPath;

constexpr std::chrono::seconds kOpeningPatience{5};
constexpr const char* kTextOnly = "The texts of tabs are kept only until the program ends.";
/// What somebody can do who has lost what a state file held.
constexpr const char* kGoOn =
    " Put a sound copy in its place, or go on with the new one: dbvis schedule import FILE adds schedules that were "
    "exported, dbvis backup scan FOLDER the backups of a folder.";

/// What the first bytes of a file say about it.
enum class FileShape : std::uint8_t { Missing, Unreadable, Empty, Foreign, Newer, Plausible };

constexpr std::size_t kHeaderBytes = 100;
constexpr std::size_t kUserVersionAt = 60;
constexpr std::string_view kMagic{"SQLite format 3\0", 16};

/// Asked without SQLite, which would already change files beside it.
FileShape shapeOf(const std::filesystem::path& file) {
    std::error_code error;
    const std::filesystem::file_status status = std::filesystem::status(file, error);
    if (status.type() == std::filesystem::file_type::not_found) {
        return FileShape::Missing;
    }
    if (status.type() != std::filesystem::file_type::regular) {
        return FileShape::Unreadable;
    }
    std::ifstream stream(file, std::ios::binary);
    std::array<char, kHeaderBytes> header{};
    stream.read(header.data(), header.size());
    if (!stream.is_open() || stream.bad()) {
        return FileShape::Unreadable;
    }
    if (stream.gcount() == 0) {
        return FileShape::Empty;
    }
    if (stream.gcount() < static_cast<std::streamsize>(kHeaderBytes) ||
        !std::string_view(header.data(), header.size()).starts_with(kMagic)) {
        return FileShape::Foreign;
    }
    std::uint32_t version = 0;
    for (std::size_t i = 0; i < sizeof version; ++i) {
        version = (version << 8U) | static_cast<unsigned char>(header[kUserVersionAt + i]);
    }
    return static_cast<std::int32_t>(version) > kSchemaVersion ? FileShape::Newer : FileShape::Plausible;
}

Error newerError(const std::filesystem::path& file) {
    return makeError(ErrorKind::VersionMismatch,
                     "The state file " + shownPath(file) +
                         " was written by a newer version of this program and is left as it is.",
                     "Install the newer version again, or choose another folder with --data-dir.");
}

/// The files beside it go first: a log that stayed would be taken for the log of the next file of this name.
Result<Notice> setAside(const std::filesystem::path& file, const std::string& why) {
    const std::filesystem::path broken = settings::brokenName(file);
    for (const char* const ending : {"-wal", "-shm", "-journal", ""}) {
        std::filesystem::path from = file;
        std::filesystem::path to = broken;
        from += ending;
        to += ending;
        std::error_code error;
        std::filesystem::rename(from, to, error);
        if (error && error != std::errc::no_such_file_or_directory) {
            return std::unexpected(
                settings::pathError("The state file is broken and could not be renamed:", file, error.message()));
        }
    }
    return Notice{.severity = "warning",
                  .message = why + " It was kept as " + shownPath(broken) + " and a new one was begun." + kGoOn};
}

Result<void> prepare(SqlConnection& connection) {
    // FULL: a draft that was answered for is there after a power cut too.
    for (const char* const pragma : {"PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", "PRAGMA foreign_keys=ON",
                                     "PRAGMA journal_size_limit=4194304"}) {
        if (Result<std::vector<QVariantList>> set = connection.rows(QString::fromLatin1(pragma)); !set) {
            return std::unexpected(std::move(set.error()));
        }
    }
    return {};
}

bool isUseless(const Error& error) {
    return error.kind == ErrorKind::InvalidInput || isBrokenFile(error);
}

/// Errors: VersionMismatch for a newer file; otherwise see `isUseless`.
Result<std::unique_ptr<SqlConnection>> openSound(const std::filesystem::path& file) {
    if (Result<void> made = settings::makePrivateFile(file); !made) {
        return std::unexpected(std::move(made.error()));
    }
    Result<std::unique_ptr<SqlConnection>> connection = SqlConnection::open(settings::qtPath(file), shownPath(file));
    if (!connection) {
        return connection;
    }
    const Result<std::int64_t> version = readVersion(**connection);
    if (!version) {
        return std::unexpected(version.error());
    }
    if (*version > kSchemaVersion) {
        return std::unexpected(newerError(file));
    }
    for (const auto step : {prepare, migrate, checkSoundness}) {
        if (Result<void> done = step(**connection); !done) {
            return std::unexpected(std::move(done.error()));
        }
    }
    return connection;
}

/// It lies beside the state file from before that is made until something is in it: an empty file is a beginning of ours
/// that was killed, or else it has lost what it held.
std::filesystem::path beginningOf(const std::filesystem::path& file) {
    std::filesystem::path mark = file;
    mark += ".begun";
    return mark;
}

/// `isFirst` tells whether nobody has opened a state file there before.
Result<OpenedStore> openOnDisk(const std::filesystem::path& file, bool isFirst) {
    OpenedStore opened;
    const FileShape shape = shapeOf(file);
    const std::filesystem::path mark = beginningOf(file);
    std::error_code unknown;
    if (shape == FileShape::Newer) {
        return std::unexpected(newerError(file));
    }
    if (shape == FileShape::Missing) {
        if (!isFirst && !std::filesystem::exists(mark, unknown)) {
            opened.notices.push_back(
                {.severity = "warning",
                 .message = "The state file " + shownPath(file) + " is gone, and a new one was begun." + kGoOn});
            opened.unread = true;
        }
        if (Result<void> made = settings::makePrivateFile(mark); !made) {
            return std::unexpected(std::move(made.error()));
        }
    }
    // Looked at again: another process that was beginning it may have filled it since, and taken its mark away.
    const bool lostAll =
        shape == FileShape::Empty && !std::filesystem::exists(mark, unknown) && shapeOf(file) == FileShape::Empty;
    if (shape == FileShape::Foreign || lostAll) {
        Result<Notice> told =
            setAside(file, "The state file " + shownPath(file) +
                               (lostAll ? " is empty: what it held is lost." : " is not a database."));
        if (!told) {
            return std::unexpected(std::move(told.error()));
        }
        opened.notices.push_back(*std::move(told));
        opened.unread = true;
    }
    Result<std::unique_ptr<SqlConnection>> connection = openSound(file);
    if (!connection && isUseless(connection.error())) {
        Result<Notice> told = setAside(file, connection.error().message);
        if (!told) {
            return std::unexpected(std::move(told.error()));
        }
        opened.notices.push_back(*std::move(told));
        opened.unread = true;
        connection = openSound(file);
    }
    if (!connection) {
        return std::unexpected(std::move(connection.error()));
    }
    opened.connection = *std::move(connection);
    // One that stays has no effect but for an empty file.
    std::filesystem::remove(mark, unknown);
    return opened;
}

Result<OpenedStore> openLocked(const std::filesystem::path& dataDirectory) {
    if (Result<void> made = settings::makePrivateDirectory(dataDirectory); !made) {
        return std::unexpected(std::move(made.error()));
    }
    // The lock stays when it is let go.
    std::error_code unknown;
    const std::filesystem::path lock = dataDirectory / kOpeningLock;
    const bool isFirst = !std::filesystem::exists(lock, unknown);
    const std::filesystem::path file = dataDirectory / kStoreFile;
    // Before the lock: a lock without the mark of a beginning tells that there was a file.
    if (isFirst && shapeOf(file) == FileShape::Missing) {
        if (Result<void> made = settings::makePrivateFile(beginningOf(file)); !made) {
            return std::unexpected(std::move(made.error()));
        }
    }
    const Result<settings::FileLock> alone = settings::FileLock::acquire(lock, kOpeningPatience);
    if (!alone) {
        return std::unexpected(alone.error());
    }
    return openOnDisk(file, isFirst);
}

/// The reason is what stands in the way of the disk.
Result<OpenedStore> openInMemory(const std::filesystem::path& file, Error reason) {
    Result<std::unique_ptr<SqlConnection>> connection =
        SqlConnection::open(QString::fromLatin1(SqlConnection::kInMemory), "in memory");
    if (!connection) {
        return std::unexpected(std::move(connection.error()));
    }
    if (Result<void> migrated = migrate(**connection); !migrated) {
        return std::unexpected(std::move(migrated.error()));
    }
    std::string message = reason.message + " " + kTextOnly;
    const bool copied =
        reason.kind != ErrorKind::VersionMismatch && copyFromDisk(**connection, file, reason.kind == ErrorKind::Busy);
    if (copied) {
        message += " What the file holds is shown.";
    }
    OpenedStore opened;
    opened.connection = *std::move(connection);
    opened.notices.push_back({.severity = "warning", .message = message + " " + reason.hint});
    opened.notKept = std::move(reason);
    // Of one in a folder that may not be looked into nobody knows whether it is there.
    std::error_code unknown;
    opened.unread = !copied && std::filesystem::status(file, unknown).type() != std::filesystem::file_type::not_found;
    return opened;
}

} // namespace

std::filesystem::path lastSetAside(const std::filesystem::path& dataDirectory) {
    const std::string begin = std::string(kStoreFile) + ".broken-";
    std::filesystem::path last;
    std::error_code unknown;
    for (std::filesystem::directory_iterator entry(dataDirectory, unknown), end; !unknown && entry != end;
         entry.increment(unknown)) {
        const std::string name = entry->path().filename().string();
        // The files beside it go by its name and an ending; its own name ends in the time.
        const bool beside = name.ends_with("-wal") || name.ends_with("-shm") || name.ends_with("-journal");
        if (name.starts_with(begin) && !beside && last.filename().string() < name) {
            last = entry->path();
        }
    }
    return last;
}

Result<OpenedStore> openStore(const std::filesystem::path& dataDirectory) {
    Result<OpenedStore> opened = openLocked(dataDirectory);
    if (opened || opened.error().kind == ErrorKind::Unsupported) {
        return opened;
    }
    return openInMemory(dataDirectory / kStoreFile, std::move(opened.error()));
}

} // namespace dbv::store
