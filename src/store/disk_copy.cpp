// SPDX-License-Identifier: Apache-2.0
#include "store/disk_copy.h"

#include <cstdint>
#include <system_error>

#include <QUrl>

#include "settings/file_paths.h"
#include "store/schema.h"

namespace dbv::store {

namespace {

constexpr const char* kCopyLastWorkspace =
    "INSERT INTO main.workspaces SELECT * FROM disk.workspaces WHERE id IN (SELECT workspace FROM disk.drafts) "
    "ORDER BY touched DESC LIMIT 1";

void detach(SqlConnection& memory) {
    // Fails only when nothing is attached.
    [[maybe_unused]] const Result<std::int64_t> done = memory.run(QStringLiteral("DETACH disk"));
}

bool attach(SqlConnection& memory, const std::filesystem::path& file, bool isInUse) {
    const QString url = QString::fromLatin1(QUrl::fromLocalFile(settings::qtPath(file)).toEncoded());
    const QString sql = QStringLiteral("ATTACH ? AS disk");
    const QString probe = QStringLiteral("SELECT count(*) FROM disk.sqlite_schema");
    if (memory.run(sql, {QString(url + QStringLiteral("?mode=ro"))})) {
        if (memory.value(probe)) {
            return true;
        }
        detach(memory);
    }
    // In a folder where nothing can be made a file can be read only by promising that nobody changes it; changes that
    // wait beside it would be passed over, so then it is not read.
    std::filesystem::path log = file;
    log += "-wal";
    std::error_code error;
    const bool pending = std::filesystem::exists(log, error) && std::filesystem::file_size(log, error) > 0;
    if (isInUse || pending || !memory.run(sql, {QString(url + QStringLiteral("?mode=ro&immutable=1"))})) {
        return false;
    }
    if (memory.value(probe)) {
        return true;
    }
    detach(memory);
    return false;
}

bool copyTables(SqlConnection& memory) {
    const Result<QVariant> version = memory.value(QStringLiteral("PRAGMA disk.user_version"));
    const Result<QVariant> owner = memory.value(QStringLiteral("PRAGMA disk.application_id"));
    if (!version || version->toLongLong() != kSchemaVersion || !owner || owner->toUInt() != kApplicationId) {
        return false;
    }
    Result<Transaction> transaction = Transaction::begin(memory);
    if (!transaction) {
        return false;
    }
    for (const char* const copy :
         {"INSERT INTO main.connections SELECT * FROM disk.connections",
          "INSERT INTO main.recents SELECT * FROM disk.recents", "INSERT INTO main.backups SELECT * FROM disk.backups",
          "INSERT INTO main.schedules SELECT * FROM disk.schedules", kCopyLastWorkspace,
          "INSERT INTO main.drafts SELECT * FROM disk.drafts WHERE workspace IN (SELECT id FROM main.workspaces)"}) {
        if (!memory.run(QString::fromLatin1(copy))) {
            return false;
        }
    }
    return transaction->commit().has_value();
}

} // namespace

bool copyFromDisk(SqlConnection& memory, const std::filesystem::path& file, bool isInUse) {
    std::error_code error;
    if (!std::filesystem::is_regular_file(file, error) || !attach(memory, file, isInUse)) {
        return false;
    }
    const bool copied = copyTables(memory);
    detach(memory);
    return copied;
}

} // namespace dbv::store
