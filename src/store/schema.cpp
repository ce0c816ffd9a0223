// SPDX-License-Identifier: Apache-2.0
#include "store/schema.h"

#include <array>
#include <span>
#include <string>
#include <utility>

namespace dbv::store {

namespace {

// Texts that a person typed are kept as bytes: no conversion may change them.
constexpr std::array kVersionOne = {
    "CREATE TABLE workspaces("
    "id INTEGER PRIMARY KEY AUTOINCREMENT, touched INTEGER NOT NULL, layout BLOB NOT NULL) STRICT",
    "CREATE TABLE drafts("
    "workspace INTEGER NOT NULL REFERENCES workspaces(id) ON DELETE CASCADE, id TEXT NOT NULL, "
    "position INTEGER NOT NULL, caret INTEGER NOT NULL, title BLOB NOT NULL, config TEXT NOT NULL, "
    "content BLOB NOT NULL, PRIMARY KEY(workspace, id)) STRICT",
    "CREATE TABLE recents(url BLOB PRIMARY KEY, used INTEGER NOT NULL) STRICT",
    "CREATE TABLE connections(name TEXT PRIMARY KEY, config TEXT NOT NULL) STRICT",
};

constexpr std::array kVersionTwo = {
    "ALTER TABLE connections ADD COLUMN folder TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE connections ADD COLUMN environment TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE connections ADD COLUMN favourite INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE connections ADD COLUMN used INTEGER NOT NULL DEFAULT 0",
};

constexpr std::array kVersionThree = {
    "CREATE TABLE backups(id TEXT PRIMARY KEY, begun INTEGER NOT NULL, state INTEGER NOT NULL, facts BLOB NOT NULL) "
    "STRICT",
};

constexpr std::array kVersionFour = {
    "CREATE TABLE schedules(id TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE, created INTEGER NOT NULL, "
    "config BLOB NOT NULL, state BLOB NOT NULL) STRICT",
};

/// The steps from each version to the next; released ones never change.
constexpr std::array<std::span<const char* const>, kSchemaVersion> kSteps = {kVersionOne, kVersionTwo, kVersionThree,
                                                                             kVersionFour};

constexpr std::int64_t kTables = 6;

std::unexpected<Error> unsound(const SqlConnection& connection, std::string_view what) {
    return fail(ErrorKind::InvalidInput, "The state file " + connection.shownAs() + " " + std::string(what) + ".");
}

Result<void> setHeader(SqlConnection& connection) {
    for (const QString& pragma : {QStringLiteral("PRAGMA application_id=%1").arg(kApplicationId),
                                  QStringLiteral("PRAGMA user_version=%1").arg(kSchemaVersion)}) {
        if (Result<std::int64_t> set = connection.run(pragma); !set) {
            return std::unexpected(std::move(set.error()));
        }
    }
    return {};
}

} // namespace

Result<std::int64_t> readVersion(SqlConnection& connection) {
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
    const std::int64_t number = version->toLongLong();
    const bool empty = number == 0 && objects->toLongLong() == 0;
    if (!empty && (number < 1 || owner->toUInt() != kApplicationId)) {
        return unsound(connection, "is a database of another program");
    }
    return number;
}

Result<void> migrate(SqlConnection& connection) {
    // Begun even when there is nothing to migrate: this is how a file that can not be written shows itself.
    Result<Transaction> transaction = Transaction::begin(connection);
    if (!transaction) {
        return std::unexpected(std::move(transaction.error()));
    }
    // Asked again: only now no other program can change it.
    const Result<std::int64_t> version = readVersion(connection);
    if (!version) {
        return std::unexpected(version.error());
    }
    if (*version > kSchemaVersion) {
        return fail(ErrorKind::VersionMismatch,
                    "The state file " + connection.shownAs() + " was just changed by a newer version of this program.",
                    "Start the program again.");
    }
    for (const std::span<const char* const> step : std::span(kSteps).subspan(static_cast<std::size_t>(*version))) {
        for (const char* const statement : step) {
            if (Result<std::int64_t> done = connection.run(QString::fromLatin1(statement)); !done) {
                return std::unexpected(std::move(done.error()));
            }
        }
    }
    if (*version != kSchemaVersion) {
        if (Result<void> set = setHeader(connection); !set) {
            return set;
        }
    }
    return transaction->commit();
}

Result<void> checkSoundness(SqlConnection& connection) {
    const Result<QVariant> checked = connection.value(QStringLiteral("PRAGMA quick_check(1)"));
    if (!checked) {
        return std::unexpected(checked.error());
    }
    if (checked->toString() != u"ok") {
        return unsound(connection, "is broken: " + checked->toString().simplified().toStdString());
    }
    const Result<QVariant> tables =
        connection.value(QStringLiteral("SELECT count(*) FROM sqlite_schema WHERE type='table' AND name IN "
                                        "('workspaces','drafts','recents','connections','backups','schedules')"));
    if (!tables) {
        return std::unexpected(tables.error());
    }
    if (tables->toLongLong() != kTables) {
        return unsound(connection, "lacks some of its tables");
    }
    return {};
}

} // namespace dbv::store
