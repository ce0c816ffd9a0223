// SPDX-License-Identifier: Apache-2.0
#include "store/history_file.h"

#include <array>
#include <chrono>
#include <cstdint>
#include <string>
#include <system_error>
#include <utility>

#include "settings/file_lock.h"
#include "settings/file_paths.h"
#include "settings/private_files.h"

namespace dbv::store {

namespace {

constexpr const char* kHistoryLock = "history.lock";
constexpr std::chrono::seconds kHistoryPatience{5};
/// What the header of a history says: "dbvh".
constexpr std::uint32_t kHistoryApplication = 0x64627668;
constexpr std::int64_t kHistoryVersion = 1;

constexpr std::array kHistoryTables = {
    // A connection without a name stands for all of them.
    "CREATE TABLE connection(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, private INTEGER NOT NULL DEFAULT 0) "
    "STRICT",
    "CREATE TABLE entry(id INTEGER PRIMARY KEY, at INTEGER NOT NULL, connection INTEGER NOT NULL, "
    "database TEXT NOT NULL, dialect INTEGER NOT NULL, source INTEGER NOT NULL, outcome INTEGER NOT NULL, "
    "error TEXT NOT NULL, time REAL NOT NULL, rows INTEGER NOT NULL, affected INTEGER, shortened INTEGER NOT NULL, "
    "sql TEXT NOT NULL) STRICT",
    // Its own texts are those of `entry`. Where words begin is kept up to six letters: else the words that are in nearly
    // every statement would be looked for in all of them at each key that is typed.
    "CREATE VIRTUAL TABLE entry_text USING fts5(sql, facets, content='', tokenize='unicode61', detail=column, "
    "prefix='1 2 3 4 5 6')",
};

Error newerHistory(const std::filesystem::path& file) {
    return makeError(ErrorKind::VersionMismatch,
                     "The history " + settings::shownPath(file) +
                         " was written by a newer version of this program and is left as it is.",
                     "Install the newer version again, or choose another folder with --data-dir.");
}

Result<void> runAll(SqlConnection& connection, std::span<const char* const> statements) {
    for (const char* const statement : statements) {
        if (Result<std::vector<QVariantList>> done = connection.rows(QString::fromLatin1(statement)); !done) {
            return std::unexpected(std::move(done.error()));
        }
    }
    return {};
}

/// Errors: InvalidInput for a database of somebody else's.
Result<void> makeHistoryTables(SqlConnection& connection, const std::filesystem::path& file) {
    const Result<QVariant> version = connection.value(QStringLiteral("PRAGMA user_version"));
    if (!version) {
        return std::unexpected(version.error());
    }
    const Result<QVariant> owner = connection.value(QStringLiteral("PRAGMA application_id"));
    if (!owner) {
        return std::unexpected(owner.error());
    }
    const Result<QVariant> objects = connection.value(QStringLiteral("SELECT count(*) FROM sqlite_schema"));
    if (!objects) {
        return std::unexpected(objects.error());
    }
    if (objects->toLongLong() == 0) {
        Result<Transaction> transaction = Transaction::begin(connection);
        if (!transaction) {
            return std::unexpected(std::move(transaction.error()));
        }
        if (Result<void> made = runAll(connection, kHistoryTables); !made) {
            return made;
        }
        for (const QString& pragma : {QStringLiteral("PRAGMA application_id=%1").arg(kHistoryApplication),
                                      QStringLiteral("PRAGMA user_version=%1").arg(kHistoryVersion)}) {
            if (Result<std::int64_t> set = connection.run(pragma); !set) {
                return std::unexpected(std::move(set.error()));
            }
        }
        return transaction->commit();
    }
    if (owner->toUInt() != kHistoryApplication) {
        return fail(ErrorKind::InvalidInput,
                    "The history " + settings::shownPath(file) + " is a database of another program.");
    }
    return version->toLongLong() > kHistoryVersion ? std::unexpected(newerHistory(file)) : Result<void>();
}

Result<std::unique_ptr<SqlConnection>> openHistoryFile(const std::filesystem::path& file) {
    if (Result<void> made = settings::makePrivateFile(file); !made) {
        return std::unexpected(std::move(made.error()));
    }
    Result<std::unique_ptr<SqlConnection>> connection =
        SqlConnection::open(settings::qtPath(file), settings::shownPath(file));
    if (!connection) {
        return connection;
    }
    // A power cut may take the last seconds with it; what is taken out of the history is overwritten.
    static constexpr std::array kPragmas = {"PRAGMA journal_mode=WAL", "PRAGMA synchronous=NORMAL",
                                            "PRAGMA secure_delete=ON", "PRAGMA journal_size_limit=4194304"};
    if (Result<void> set = runAll(**connection, kPragmas); !set) {
        return std::unexpected(std::move(set.error()));
    }
    if (Result<void> made = makeHistoryTables(**connection, file); !made) {
        return std::unexpected(std::move(made.error()));
    }
    return connection;
}

Result<Notice> setHistoryAside(const std::filesystem::path& file, const Error& why) {
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
                settings::pathError("The history is broken and could not be renamed:", file, error.message()));
        }
    }
    return Notice{.severity = "warning",
                  .message =
                      why.message + " It was kept as " + settings::shownPath(broken) + " and a new history was begun."};
}

Result<settings::FileLock> lockHistory(const std::filesystem::path& dataDirectory) {
    if (Result<void> made = settings::makePrivateDirectory(dataDirectory); !made) {
        return std::unexpected(std::move(made.error()));
    }
    return settings::FileLock::acquire(dataDirectory / kHistoryLock, kHistoryPatience);
}

Result<OpenedHistory> setAsideAndBegin(const std::filesystem::path& file, const Error& why) {
    Result<Notice> told = setHistoryAside(file, why);
    if (!told) {
        return std::unexpected(std::move(told.error()));
    }
    Result<std::unique_ptr<SqlConnection>> connection = openHistoryFile(file);
    if (!connection) {
        return std::unexpected(std::move(connection.error()));
    }
    return OpenedHistory{*std::move(connection), *std::move(told)};
}

} // namespace

Result<OpenedHistory> openHistory(const std::filesystem::path& dataDirectory) {
    const Result<settings::FileLock> alone = lockHistory(dataDirectory);
    if (!alone) {
        return std::unexpected(alone.error());
    }
    const std::filesystem::path file = dataDirectory / kHistoryFile;
    Result<std::unique_ptr<SqlConnection>> connection = openHistoryFile(file);
    if (connection) {
        return OpenedHistory{*std::move(connection), std::nullopt};
    }
    if (connection.error().kind != ErrorKind::InvalidInput && !isBrokenFile(connection.error())) {
        return std::unexpected(std::move(connection.error()));
    }
    return setAsideAndBegin(file, connection.error());
}

Result<OpenedHistory> beginHistoryAnew(const std::filesystem::path& dataDirectory, const Error& broken) {
    const Result<settings::FileLock> alone = lockHistory(dataDirectory);
    if (!alone) {
        return std::unexpected(alone.error());
    }
    return setAsideAndBegin(dataDirectory / kHistoryFile, broken);
}

} // namespace dbv::store
