// SPDX-License-Identifier: Apache-2.0
#include "engine/run_mark.h"

#include <chrono>
#include <system_error>

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>

#include "settings/file_paths.h"

namespace dbv::engine {

namespace {

constexpr QLatin1String kHost("host");
constexpr QLatin1String kDataDirectory("dataDirectory");
constexpr std::string_view kMarkEnd = ".run";

std::string beginOf(const RunName& run) {
    return ".db-visualizer-" + run.schedule + "-";
}

QByteArray markText(const RunOwner& owner) {
    const QJsonObject json{{kHost, QString::fromStdString(owner.host)},
                           {kDataDirectory, QString::fromStdString(owner.dataDirectory)}};
    return QJsonDocument(json).toJson(QJsonDocument::Compact);
}

RunOwner ownerIn(const QString& path) {
    QFile file(path);
    constexpr qint64 kMost = 65536;
    const QJsonObject json =
        file.open(QIODevice::ReadOnly) ? QJsonDocument::fromJson(file.read(kMost)).object() : QJsonObject();
    return {json[kHost].toString().toStdString(), json[kDataDirectory].toString().toStdString()};
}

void removeOldMarks(const std::filesystem::path& folder, const RunName& run) {
    constexpr std::chrono::days kKept{7};
    std::error_code unknown;
    for (const auto& entry : std::filesystem::directory_iterator(folder, unknown)) {
        const std::string name = entry.path().filename().string();
        if (name.starts_with(beginOf(run)) && name.ends_with(kMarkEnd) &&
            std::filesystem::file_time_type::clock::now() - entry.last_write_time(unknown) > kKept) {
            std::filesystem::remove(entry.path(), unknown);
        }
    }
}

} // namespace

Result<void> markRun(const std::filesystem::path& folder, const RunName& run, const RunOwner& owner) {
    removeOldMarks(folder, run);
    const std::filesystem::path path =
        folder / (beginOf(run) + std::to_string(run.due) + "-" + std::to_string(run.attempt) + std::string(kMarkEnd));
    QFile file(settings::qtPath(path));
    if (file.open(QIODevice::WriteOnly | QIODevice::NewOnly)) {
        const QByteArray text = markText(owner);
        if (file.write(text) == text.size() && file.flush()) {
            return {};
        }
        const std::string reason = file.errorString().toStdString();
        file.remove();
        return std::unexpected(settings::pathError("Could not write", path, reason));
    }
    if (!file.exists()) {
        return std::unexpected(settings::pathError("Could not write", path, file.errorString().toStdString()));
    }
    const RunOwner other = ownerIn(file.fileName());
    if (other == owner) {
        return {};
    }
    return fail(ErrorKind::Busy,
                "This run was begun by another machine already: " +
                    (other.host.empty() ? std::string("one that has not said its name") : other.host) + ".",
                "Both write to the same folder. Disable the schedule on one of them.");
}

} // namespace dbv::engine
