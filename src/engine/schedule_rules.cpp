// SPDX-License-Identifier: Apache-2.0
#include "engine/schedule_rules.h"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <map>
#include <optional>
#include <utility>
#include <variant>

#include <QTimeZone>

#include "archive/packing.h"
#include "backup/backup_address.h"
#include "schedules/due_runs.h"
#include "schedules/schedule_words.h"
#include "settings/file_paths.h"

namespace dbv::engine {

namespace {

using protocol::RunOutcome;
using protocol::ScheduleConfig;
using protocol::ScheduleEntry;
using schedules::Seconds;

constexpr std::size_t kLongestName = 200;
constexpr std::uint32_t kMostRetries = 20;

Seconds secondsOf(std::int64_t milliseconds) {
    return std::chrono::floor<std::chrono::seconds>(
        std::chrono::sys_time<std::chrono::milliseconds>(std::chrono::milliseconds(milliseconds)));
}

std::int64_t millisecondsOf(const std::optional<Seconds>& moment) {
    return moment ? std::chrono::duration_cast<std::chrono::milliseconds>(moment->time_since_epoch()).count() : 0;
}

Result<QTimeZone> zoneOf(const ScheduleConfig& config) {
    QTimeZone zone =
        config.zone.empty() ? QTimeZone::systemTimeZone() : QTimeZone(QByteArray::fromStdString(config.zone));
    if (!zone.isValid()) {
        return fail(ErrorKind::InvalidInput, "The time zone \"" + config.zone + "\" is not known here.",
                    "Give its IANA name, such as Europe/Berlin or UTC.");
    }
    return zone;
}

std::unexpected<Error> invalid(std::string message, std::string hint) {
    return fail(ErrorKind::InvalidInput, std::move(message), std::move(hint));
}

bool hasControls(std::string_view text) {
    constexpr unsigned char kFirstPrintable = 0x20;
    return std::ranges::any_of(text, [](char each) { return static_cast<unsigned char>(each) < kFirstPrintable; });
}

Result<void> checkConnections(const ScheduleConfig& config, const std::vector<std::string>& connections) {
    for (const std::string& name : {config.connection, config.drillConnection}) {
        if (!name.empty() && std::ranges::find(connections, name) == connections.end()) {
            return invalid("There is no saved connection \"" + name + "\".",
                           "A schedule needs one of the saved connections: save it first.");
        }
    }
    return config.connection.empty() ? Result<void>(invalid("A schedule needs a saved connection to back up.",
                                                            "Name one; connections are saved under a name."))
                                     : Result<void>();
}

/// The moment of the next attempt of a run that has failed, where there is one.
std::optional<Seconds> nextAttempt(const ScheduleEntry& entry, std::optional<Seconds> next) {
    const bool hasFailed = entry.state.outcome == RunOutcome::Failed || entry.state.outcome == RunOutcome::Interrupted;
    return hasFailed ? schedules::retryAt({.attempts = entry.config.retries}, entry.state.failures,
                                          secondsOf(entry.state.lastEnded), next)
                     : std::nullopt;
}

/// Whether a moment is of a clock that was set back since, by more than the hour of a season or somebody's mending.
bool isOfOtherClock(std::int64_t moment, std::int64_t now) {
    constexpr std::chrono::milliseconds kDay = std::chrono::days(1);
    return moment > now && moment - now > kDay.count();
}

/// Since when runs are counted.
Seconds countedFrom(const ScheduleEntry& entry, std::int64_t now) {
    return secondsOf(isOfOtherClock(entry.createdAt, now) ? entry.state.lastDue
                                                          : std::max(entry.state.lastDue, entry.createdAt));
}

schedules::Trust trustOf(protocol::BackupState state) {
    switch (state) {
    case protocol::BackupState::Proved: return schedules::Trust::Proved;
    case protocol::BackupState::Verified: return schedules::Trust::Verified;
    case protocol::BackupState::Made: return schedules::Trust::Made;
    default: return schedules::Trust::Failed;
    }
}

schedules::RetentionRules rulesOf(const protocol::KeepRules& keep) {
    schedules::RetentionRules rules{.newest = keep.newest,
                                    .younger = std::nullopt,
                                    .daily = keep.daily,
                                    .weekly = keep.weekly,
                                    .monthly = keep.monthly,
                                    .yearly = keep.yearly};
    if (keep.days > 0) {
        rules.younger = std::chrono::days(keep.days);
    }
    return rules;
}

} // namespace

Result<schedules::Schedule> scheduleOf(const ScheduleConfig& config, std::int64_t createdAt) {
    const Result<QTimeZone> zone = zoneOf(config);
    return zone ? schedules::parseSchedule(config.when, *zone, secondsOf(createdAt)) : std::unexpected(zone.error());
}

Result<ScheduleConfig> checkedConfig(ScheduleConfig config, const std::vector<std::string>& connections) {
    if (config.name.empty() || config.name.size() > kLongestName || hasControls(config.name)) {
        return invalid("A schedule needs a name, of at most 200 bytes and without control characters.",
                       "Give it one that says what it is for.");
    }
    if (Result<void> known = checkConnections(config, connections); !known) {
        return std::unexpected(std::move(known.error()));
    }
    if (const Result<schedules::Schedule> when = scheduleOf(config, 0); !when) {
        return std::unexpected(when.error());
    }
    if (config.zone.empty()) {
        config.zone = QTimeZone::systemTimeZoneId().toStdString();
    }
    const Result<std::string> settled = backup::settledName(config.destination);
    if (!settled) {
        return std::unexpected(settled.error());
    }
    config.destination = *settled;
    if (!backup::isSftp(config.destination) && !std::filesystem::path(config.destination).is_absolute()) {
        return invalid("The folder for the backups has to be named by its whole path.", "Name a folder.");
    }
    if (!config.compression.empty() && !archive::compressionNamed(config.compression)) {
        return invalid("The compression \"" + config.compression + "\" is not known.", "Choose zstd, gzip or none.");
    }
    if (config.encrypted &&
        (config.passphrase.origin == protocol::SecretOrigin::Ask ||
         config.passphrase.origin == protocol::SecretOrigin::Usual || config.passphrase.what.empty())) {
        return invalid("A schedule runs by itself: where the passphrase comes from has to be said.",
                       "Name a stored secret, a command or a variable.");
    }
    if (config.allDatabases && !config.scope.holdsAllObjects()) {
        return invalid("Tables and schemas are parts of one database, and the schedule is for every database.",
                       "Choose parts, or every database of the server.");
    }
    if (!config.allDatabases && !config.except.empty()) {
        return invalid("Databases can be left out only of every database of a server.",
                       "Say that all are meant, or name none.");
    }
    if (config.retries > kMostRetries) {
        return invalid("A run that has failed is tried again at most 20 times.", "Give a number from 0 to 20.");
    }
    return config;
}

bool countAnew(ScheduleEntry& entry, std::int64_t now) {
    const bool wasEverDue = entry.state.lastDue != 0;
    if (!isOfOtherClock(wasEverDue ? entry.state.lastDue : entry.createdAt, now)) {
        return false;
    }
    entry.state.lastDue = now;
    return true;
}

void reckonDue(ScheduleEntry& entry, std::int64_t now) {
    entry.nextAt = 0;
    entry.dueSince = 0;
    const Result<schedules::Schedule> schedule = scheduleOf(entry.config, entry.createdAt);
    if (!schedule) {
        entry.trouble = schedule.error().message;
        return;
    }
    if (const auto* event = std::get_if<schedules::ByEvent>(&*schedule)) {
        entry.trigger = *event == schedules::ByEvent::Start ? protocol::ScheduleTrigger::ProgramStart
                                                            : protocol::ScheduleTrigger::BeforeDestruction;
    }
    if (!entry.config.enabled) {
        return;
    }
    const Seconds moment = secondsOf(now);
    const std::optional<Seconds> next = schedules::dueNext(*schedule, countedFrom(entry, now), moment);
    entry.nextAt = millisecondsOf(next);
    if (entry.state.outcome == RunOutcome::Running) {
        return;
    }
    if (const auto due = schedules::dueRun(*schedule, countedFrom(entry, now), moment)) {
        entry.dueSince = millisecondsOf(due->due);
    } else if (const std::optional<Seconds> again = nextAttempt(entry, next)) {
        (*again <= moment ? entry.dueSince : entry.nextAt) = millisecondsOf(again);
    }
}

Result<void> mayBegin(const ScheduleEntry& entry, bool onlyDue) {
    if (!entry.trouble.empty()) {
        return invalid("\"" + entry.config.name + "\" can't run: " + entry.trouble, "Change the schedule.");
    }
    if (onlyDue && (entry.dueSince == 0 || !entry.waitsFor.empty())) {
        return fail(ErrorKind::Busy,
                    "\"" + entry.config.name + "\" is not to run now. " +
                        (entry.waitsFor.empty() ? std::string("It is not due.") : entry.waitsFor),
                    "Run it by hand, without looking at the clock.");
    }
    return {};
}

std::uint32_t missedRuns(const ScheduleEntry& entry, std::int64_t now) {
    const Result<schedules::Schedule> schedule = scheduleOf(entry.config, entry.createdAt);
    const auto due = schedule ? schedules::dueRun(*schedule, countedFrom(entry, now), secondsOf(now)) : std::nullopt;
    return due ? due->missed : 0;
}

bool wantsDrill(const ScheduleEntry& entry, std::int64_t now) {
    // A run is not always as long after the last one: a few hours more or less make it no other week.
    constexpr std::chrono::milliseconds kWeek = std::chrono::days(7) - std::chrono::hours(12);
    constexpr std::chrono::milliseconds kMonth = std::chrono::days(28) - std::chrono::hours(12);
    const std::chrono::milliseconds since(now - entry.state.lastDrill);
    switch (entry.config.drill) {
    case protocol::DrillPace::Never: return false;
    case protocol::DrillPace::Each: return true;
    case protocol::DrillPace::Weekly: return since >= kWeek || since.count() < 0;
    case protocol::DrillPace::Monthly: return since >= kMonth || since.count() < 0;
    }
    return false;
}

std::vector<std::string> notKept(const ScheduleEntry& entry, const std::vector<protocol::BackupEntry>& backups,
                                 std::int64_t now) {
    // A backup of one database is none of another: each has its newest, and its last that is proved.
    std::map<std::string, std::vector<schedules::KeptBackup>> own;
    for (const protocol::BackupEntry& each : backups) {
        if (each.schedule == entry.id && each.state != protocol::BackupState::Running) {
            own[each.database].push_back({each.id, secondsOf(each.begunAt), trustOf(each.state)});
        }
    }
    const QTimeZone zone = zoneOf(entry.config).value_or(QTimeZone::utc());
    std::vector<std::string> ids;
    for (auto& [database, ofIt] : own) {
        for (const schedules::RetentionVerdict& verdict :
             schedules::judgeRetention(std::move(ofIt), rulesOf(entry.config.keep), zone, secondsOf(now))) {
            if (verdict.keptBy == schedules::KeptBy::Nothing) {
                ids.push_back(verdict.id);
            }
        }
    }
    return ids;
}

} // namespace dbv::engine
