// SPDX-License-Identifier: Apache-2.0
#include "engine/schedule_exchange.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <string_view>

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>

#include "jobs/partial_file.h"
#include "schedules/schedule_json.h"
#include "settings/file_paths.h"
#include "store/backup_catalogue.h"

namespace dbv::engine {

namespace {

constexpr QLatin1String kFormat("format");
constexpr QLatin1String kFormatName("db-visualizer schedules");
constexpr QLatin1String kVersion("version");
constexpr int kKnownVersion = 1;
constexpr QLatin1String kSchedules("schedules");
constexpr QLatin1String kBackups("backups");
constexpr QLatin1String kId("id");
constexpr QLatin1String kState("state");
constexpr QLatin1String kFacts("facts");
constexpr QLatin1String kSchedule("schedule");
/// More is no list that anybody has made.
constexpr qint64 kMostBytes = qint64{256} << 20U;
constexpr qsizetype kMostSchedules = 1000;
constexpr qsizetype kMostBackups = 100'000;
/// The head of a backup knows no smaller part of the time. Unit: milliseconds.
constexpr std::int64_t kOneSecond = 1000;

constexpr auto kStates = std::to_array<std::pair<protocol::BackupState, const char*>>({
    {protocol::BackupState::Failed, "failed"},
    {protocol::BackupState::Made, "made"},
    {protocol::BackupState::Verified, "verified"},
    {protocol::BackupState::Proved, "proved"},
});

/// What lies at the path of an entry is the file that it tells of.
bool isItsFile(const protocol::BackupEntry& entry, BackupPlaces& places) {
    const Result<backup::PlacedFile> placed = places.at(entry.path);
    const Result<protocol::BackupEntry> file = placed ? BackupBook::ofFile(*placed) : std::unexpected(placed.error());
    return file && file->bytes == entry.bytes && BackupBook::isFileOf(entry, *placed);
}

Result<QJsonObject> readDocument(const std::string& path) {
    QFile file(QString::fromStdString(path));
    const std::filesystem::path shown = settings::pathFrom(file.fileName());
    if (!file.open(QIODevice::ReadOnly)) {
        return std::unexpected(settings::pathError("Could not read", shown, file.errorString().toStdString()));
    }
    const QByteArray text = file.read(kMostBytes + 1);
    QJsonObject json = text.size() > kMostBytes ? QJsonObject() : QJsonDocument::fromJson(text).object();
    if (json[kFormat].toString() != kFormatName) {
        return fail(ErrorKind::InvalidInput,
                    settings::shownPath(shown) + " holds no schedules that this program has exported.",
                    "dbvis schedule export writes such a file.");
    }
    if (json[kVersion].toInt() != kKnownVersion) {
        return fail(ErrorKind::VersionMismatch, settings::shownPath(shown) + " is of another version of this program.",
                    "Use that version, or a newer one.");
    }
    if (json[kSchedules].toArray().size() > kMostSchedules || json[kBackups].toArray().size() > kMostBackups) {
        return fail(ErrorKind::InvalidInput,
                    settings::shownPath(shown) + " has more than " + std::to_string(kMostSchedules) + " schedules or " +
                        std::to_string(kMostBackups) + " backups.",
                    "Look whether it is the file that was exported.");
    }
    return json;
}

} // namespace

Result<protocol::SchedulesExchanged> ScheduleExchange::write(const std::string& path) {
    const Result<protocol::SchedulesListed> schedules = m_schedules.all();
    if (!schedules) {
        return std::unexpected(schedules.error());
    }
    const Result<protocol::BackupsListed> backups = m_backups.all();
    if (!backups) {
        return std::unexpected(backups.error());
    }
    protocol::SchedulesExchanged written;
    // What is not readable is not in the file either.
    written.notices = schedules->notices;
    written.notices.insert(written.notices.end(), backups->notices.begin(), backups->notices.end());
    QJsonArray scheduleList;
    for (const protocol::ScheduleEntry& entry : schedules->entries) {
        scheduleList.append(QJsonObject{{kId, QString::fromStdString(entry.id)},
                                        {kSchedule, schedules::scheduleConfigJson(entry.config)}});
        ++written.schedules;
    }
    QJsonArray backupList;
    for (const protocol::BackupEntry& entry : backups->entries) {
        const auto* const state = std::ranges::find(kStates, entry.state, [](const auto& each) { return each.first; });
        if (state == kStates.end()) {
            continue;
        }
        backupList.append(QJsonObject{{kId, QString::fromStdString(entry.id)},
                                      {kState, QLatin1String(state->second)},
                                      {kFacts, store::backupFactsJson(entry)}});
        ++written.backups;
    }
    const QByteArray text = QJsonDocument(QJsonObject{{kFormat, kFormatName},
                                                      {kVersion, kKnownVersion},
                                                      {kSchedules, scheduleList},
                                                      {kBackups, backupList}})
                                .toJson(QJsonDocument::Indented);
    Result<jobs::PartialFile> file = jobs::PartialFile::begin(path);
    Result<void> done =
        file ? file->write({text.constData(), static_cast<std::size_t>(text.size())}) : std::unexpected(file.error());
    done = done ? file->publish(jobs::Existing::Kept) : std::move(done);
    return done ? Result<protocol::SchedulesExchanged>(written) : std::unexpected(std::move(done.error()));
}

Result<void> ScheduleExchange::takeSchedules(const QJsonArray& schedules, protocol::SchedulesExchanged& taken) {
    const Result<protocol::SchedulesListed> known = m_schedules.all();
    if (!known) {
        return std::unexpected(known.error());
    }
    for (const auto& each : schedules) {
        const QJsonObject object = each.toObject();
        Result<protocol::ScheduleConfig> config = schedules::scheduleConfigFrom(object[kSchedule].toObject());
        const std::string id = object[kId].toString().toStdString();
        const bool isKnown =
            std::ranges::any_of(known->entries, [&id](const protocol::ScheduleEntry& entry) { return entry.id == id; });
        if (isKnown) {
            taken.notices.push_back(
                {"info", "The schedule \"" + config.value_or(protocol::ScheduleConfig()).name + "\" is here already."});
            continue;
        }
        if (config) {
            config->enabled = false;
        }
        const Result<protocol::ScheduleEntry> saved =
            config ? m_schedules.add(id, *std::move(config)) : std::unexpected(config.error());
        if (saved) {
            ++taken.schedules;
        } else {
            taken.notices.push_back({"warning", "A schedule was left out: " + saved.error().message});
        }
    }
    return {};
}

Result<void> ScheduleExchange::takeBackups(const QJsonArray& backups, protocol::SchedulesExchanged& taken) {
    const Result<protocol::BackupsListed> known = m_backups.all();
    if (!known) {
        return std::unexpected(known.error());
    }
    for (const auto& each : backups) {
        const QJsonObject object = each.toObject();
        const QString stateName = object[kState].toString();
        const auto* const state = std::ranges::find_if(
            kStates, [&stateName](const auto& one) { return stateName == QLatin1String(one.second); });
        Result<protocol::BackupEntry> entry = store::backupFromFacts(object[kFacts].toObject());
        if (!entry || state == kStates.end() || object[kId].toString().isEmpty()) {
            taken.notices.push_back({"warning", "A backup was left out: it is not readable."});
            continue;
        }
        entry->id = object[kId].toString().toStdString();
        entry->state = state->first;
        const bool isKnown = std::ranges::any_of(known->entries, [&entry](const protocol::BackupEntry& one) {
            return one.id == entry->id ||
                   (one.path == entry->path && one.begunAt / kOneSecond == entry->begunAt / kOneSecond);
        });
        if (isKnown) {
            continue;
        }
        if (entry->state != protocol::BackupState::Failed && !isItsFile(*entry, m_backups.places())) {
            taken.notices.push_back({"warning", "A backup was left out, whose file is not here: " + entry->path});
            continue;
        }
        if (Result<void> kept = m_backups.keep(*entry); !kept) {
            return kept;
        }
        ++taken.backups;
    }
    return {};
}

Result<protocol::SchedulesExchanged> ScheduleExchange::read(const std::string& path) {
    const Result<QJsonObject> json = readDocument(path);
    if (!json) {
        return std::unexpected(json.error());
    }
    protocol::SchedulesExchanged taken;
    Result<void> done = takeSchedules((*json)[kSchedules].toArray(), taken);
    done = done ? takeBackups((*json)[kBackups].toArray(), taken) : std::move(done);
    return done ? Result<protocol::SchedulesExchanged>(std::move(taken)) : std::unexpected(std::move(done.error()));
}

} // namespace dbv::engine
