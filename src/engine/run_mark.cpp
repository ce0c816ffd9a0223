// SPDX-License-Identifier: Apache-2.0
#include "engine/run_mark.h"

#include <chrono>

#include <QJsonDocument>
#include <QJsonObject>

#include "backup/backup_address.h"
#include "engine/wall_clock.h"

namespace dbv::engine {

namespace {

constexpr QLatin1String kHost("host");
constexpr QLatin1String kDataDirectory("dataDirectory");
constexpr std::string_view kMarkEnd = ".run";

std::string beginOf(const RunName& run) {
    return ".db-visualizer-" + run.schedule + "-";
}

std::string markText(const RunOwner& owner) {
    const QJsonObject json{{kHost, QString::fromStdString(owner.host)},
                           {kDataDirectory, QString::fromStdString(owner.dataDirectory)}};
    return QJsonDocument(json).toJson(QJsonDocument::Compact).toStdString();
}

RunOwner ownerIn(const backup::PlacedFile& file) {
    constexpr std::size_t kMost = 65536;
    const std::string text = backup::readText(file, kMost).value_or(std::string());
    const QJsonObject json = QJsonDocument::fromJson(QByteArray::fromStdString(text)).object();
    return {json[kHost].toString().toStdString(), json[kDataDirectory].toString().toStdString()};
}

void removeOldMarks(const backup::PlacedFile& folder, const RunName& run) {
    constexpr std::chrono::seconds kKept = std::chrono::days(7);
    constexpr std::int64_t kSecond = 1000;
    const Result<std::vector<backup::PlacedEntry>> entries = folder.place().list(folder.path());
    if (!entries) {
        return;
    }
    for (const backup::PlacedEntry& entry : *entries) {
        if (entry.facts.isFile && entry.name.starts_with(beginOf(run)) && entry.name.ends_with(kMarkEnd) &&
            millisecondsNow() / kSecond - entry.facts.modified > kKept.count()) {
            // One that can't be removed now is looked at again by the next run.
            [[maybe_unused]] const Result<void> removed =
                folder.place().remove(backup::inFolder(folder.path(), entry.name));
        }
    }
}

} // namespace

Result<void> markRun(const backup::PlacedFile& folder, const RunName& run, const RunOwner& owner) {
    removeOldMarks(folder, run);
    const backup::PlacedFile mark =
        folder.other(backup::inFolder(folder.path(), beginOf(run) + std::to_string(run.due) + "-" +
                                                         std::to_string(run.attempt) + std::string(kMarkEnd)));
    const Result<bool> made = mark.place().makeNew(mark.path(), markText(owner));
    if (!made) {
        return std::unexpected(made.error());
    }
    const RunOwner other = *made ? owner : ownerIn(mark);
    if (other == owner) {
        return {};
    }
    return fail(ErrorKind::Busy,
                "This run was begun by another machine already: " +
                    (other.host.empty() ? std::string("one that has not said its name") : other.host) + ".",
                "Both write to the same folder. Disable the schedule on one of them.");
}

} // namespace dbv::engine
