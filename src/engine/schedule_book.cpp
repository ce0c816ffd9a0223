// SPDX-License-Identifier: Apache-2.0
#include "engine/schedule_book.h"

#include <algorithm>
#include <chrono>
#include <fstream>
#include <iterator>
#include <set>
#include <system_error>
#include <utility>

#include <QJsonDocument>
#include <QJsonObject>
#include <QSysInfo>

#include "engine/backup_book.h"
#include "engine/backup_places.h"
#include "engine/run_mark.h"
#include "engine/schedule_rules.h"
#include "engine/store_call.h"
#include "machine/power_source.h"
#include "settings/file_paths.h"
#include "settings/private_files.h"

namespace dbv::engine {

namespace {

using protocol::RunOutcome;
using protocol::ScheduleEntry;

constexpr QLatin1String kPhase("phase");
constexpr QLatin1String kDone("done");
constexpr QLatin1String kTotal("total");
constexpr QLatin1String kUnit("unit");
constexpr QLatin1String kShare("share");
constexpr QLatin1String kBackup("backup");
constexpr QLatin1String kDatabase("database");
constexpr QLatin1String kDatabaseNumber("databaseNumber");
constexpr QLatin1String kDatabases("databases");

std::filesystem::path lockPath(const std::filesystem::path& locks, const std::string& id) {
    return locks / (id + ".run");
}

std::filesystem::path progressPath(const std::filesystem::path& locks, const std::string& id) {
    return locks / (id + ".progress");
}

std::filesystem::path stopPath(const std::filesystem::path& locks, const std::string& id) {
    return locks / (id + ".stop");
}

/// What is of one run alone.
void clearRun(const std::filesystem::path& locks, const std::string& id) {
    std::error_code unknown;
    std::filesystem::remove(progressPath(locks, id), unknown);
    std::filesystem::remove(stopPath(locks, id), unknown);
}

/// Whether some process has begun a run and not ended it.
bool isUnderWay(const std::filesystem::path& locks, const std::string& id) {
    std::error_code unknown;
    const std::filesystem::path path = lockPath(locks, id);
    if (!std::filesystem::exists(path, unknown)) {
        return false;
    }
    const Result<settings::FileLock> lock = settings::FileLock::tryAcquire(path);
    return !lock && lock.error().kind == ErrorKind::Busy;
}

/// What was told last; nothing where that is being written.
std::optional<protocol::RunProgress> progressOf(const std::filesystem::path& locks, const std::string& id) {
    std::ifstream file(progressPath(locks, id), std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    const QJsonObject json = QJsonDocument::fromJson(QByteArray::fromStdString(text)).object();
    if (json.isEmpty()) {
        return std::nullopt;
    }
    const QJsonValue share = json[kShare];
    return protocol::RunProgress{json[kPhase].toString().toStdString(),
                                 json[kDone].toString().toULongLong(),
                                 json[kTotal].toString().toULongLong(),
                                 json[kUnit].toString().toStdString(),
                                 share.isDouble() ? std::optional(share.toDouble()) : std::nullopt,
                                 json[kBackup].toString().toStdString(),
                                 {json[kDatabase].toString().toStdString(),
                                  static_cast<std::uint32_t>(json[kDatabaseNumber].toInt(0)),
                                  static_cast<std::uint32_t>(json[kDatabases].toInt(0))}};
}

std::vector<std::string> namesOf(const protocol::SavedConnectionsListed& saved) {
    std::vector<std::string> names;
    std::ranges::transform(saved.connections, std::back_inserter(names), &protocol::SavedConnection::name);
    return names;
}

/// It may be in a state file that could not be read, which `warning` names then.
std::unexpected<Error> noSuchSchedule(const std::string& name, const std::string& warning) {
    return fail(ErrorKind::NotFound, "There is no schedule \"" + name + "\".",
                warning.empty() ? "dbvis schedule list shows them." : warning);
}

std::unexpected<Error> alreadyUnderWay(const ScheduleEntry& entry) {
    return fail(ErrorKind::Busy, "A run of \"" + entry.config.name + "\" is under way.", "Wait until it has ended.");
}

} // namespace

Result<RunClaim> BegunRuns::take(const std::string& id) {
    const std::scoped_lock lock(m_mutex);
    const auto found = m_claims.find(id);
    if (found == m_claims.end()) {
        return fail(ErrorKind::NotFound, "No run of the schedule \"" + id + "\" was begun here.", "Begin it first.");
    }
    RunClaim claim = std::move(found->second);
    m_claims.erase(found);
    return claim;
}

void ScheduleBook::complete(ScheduleEntry& entry, bool hasConnection) const {
    if (entry.state.outcome == RunOutcome::Running) {
        entry.progress = progressOf(m_locks, entry.id);
    }
    reckonDue(entry, millisecondsNow());
    if (entry.trouble.empty() && !hasConnection) {
        entry.trouble = "The saved connection \"" + entry.config.connection + "\" is gone.";
    }
    if (entry.dueSince != 0 && entry.config.waitsForPower && machine::runsOnBattery()) {
        entry.waitsFor = "The machine runs on its battery.";
    }
}

Result<protocol::SchedulesListed> ScheduleBook::all() {
    const auto read = [this] { return onStoreLane(m_lane, [this] { return m_store.schedules(); }); };
    Result<store::ScheduleList::List> list = read();
    if (!list) {
        return std::unexpected(std::move(list.error()));
    }
    std::set<std::string> gone;
    for (const ScheduleEntry& entry : list->entries) {
        if (entry.state.outcome == RunOutcome::Running && !isUnderWay(m_locks, entry.id)) {
            gone.insert(entry.id);
        }
    }
    // What a run wrote just before it let go of its lock may have come behind the first look.
    if (!gone.empty()) {
        list = read();
    }
    const Result<protocol::SavedConnectionsListed> saved =
        onStoreLane(m_lane, [this] { return m_store.savedConnections(); });
    if (!list || !saved) {
        return std::unexpected(list ? saved.error() : list.error());
    }
    const std::vector<std::string> connections = namesOf(*saved);
    for (ScheduleEntry& entry : list->entries) {
        bool isOther = false;
        // Another run may have begun between the looks.
        if (entry.state.outcome == RunOutcome::Running && gone.contains(entry.id) && !isUnderWay(m_locks, entry.id)) {
            entry.state.outcome = RunOutcome::Interrupted;
            entry.state.trouble = "The program ended while the backup was made.";
            entry.state.lastEnded = millisecondsNow();
            ++entry.state.failures;
            isOther = true;
        }
        isOther = (entry.state.outcome != RunOutcome::Running && countAnew(entry, millisecondsNow())) || isOther;
        if (isOther) {
            if (Result<void> kept =
                    onStoreLane(m_lane, [this, &entry] { return m_store.keepScheduleState(entry.id, entry.state); });
                !kept) {
                return std::unexpected(std::move(kept.error()));
            }
        }
        complete(entry, std::ranges::find(connections, entry.config.connection) != connections.end());
    }
    return protocol::SchedulesListed{std::move(list->entries), std::move(list->notices)};
}

Result<ScheduleEntry> ScheduleBook::find(const std::string& idOrName) {
    Result<protocol::SchedulesListed> list = all();
    if (!list) {
        return std::unexpected(std::move(list.error()));
    }
    const auto found = std::ranges::find_if(list->entries, [&idOrName](const ScheduleEntry& entry) {
        return entry.id == idOrName || entry.config.name == idOrName;
    });
    if (found != list->entries.end()) {
        return *std::move(found);
    }
    const Result<std::string> warning =
        onStoreLane(m_lane, [this] { return m_store.warningAbout(store::Kept::Schedules); });
    return noSuchSchedule(idOrName, warning.value_or(std::string()));
}

Result<protocol::ScheduleConfig> ScheduleBook::checked(protocol::ScheduleConfig config) {
    // Where the state file can't be read, no connection is gone.
    const Result<store::ScheduleList::List> known = onStoreLane(m_lane, [this] { return m_store.schedules(); });
    if (!known) {
        return std::unexpected(known.error());
    }
    const Result<protocol::SavedConnectionsListed> saved =
        onStoreLane(m_lane, [this] { return m_store.savedConnections(); });
    return saved ? checkedConfig(std::move(config), namesOf(*saved)) : std::unexpected(saved.error());
}

Result<ScheduleEntry> ScheduleBook::add(const std::string& id, protocol::ScheduleConfig config) {
    Result<protocol::ScheduleConfig> sound = checked(std::move(config));
    if (!sound) {
        return std::unexpected(std::move(sound.error()));
    }
    ScheduleEntry entry;
    entry.id = id;
    entry.config = *std::move(sound);
    entry.createdAt = millisecondsNow();
    const Result<void> kept = onStoreLane(m_lane, [this, &entry] { return m_store.keepSchedule(entry); });
    return kept ? find(entry.id) : std::unexpected(kept.error());
}

Result<ScheduleEntry> ScheduleBook::save(const std::string& id, protocol::ScheduleConfig config) {
    Result<ScheduleEntry> entry = id.empty() ? Result<ScheduleEntry>(ScheduleEntry()) : find(id);
    if (!entry) {
        return entry;
    }
    std::error_code unknown;
    if (config.destination != entry->config.destination && std::filesystem::path(config.destination).is_absolute() &&
        !std::filesystem::is_directory(config.destination, unknown)) {
        return fail(ErrorKind::InvalidInput, "There is no folder \"" + config.destination + "\" now.",
                    "Make it, or name another one.");
    }
    if (id.empty()) {
        return add(newBackupId("schedule"), std::move(config));
    }
    Result<protocol::ScheduleConfig> sound = checked(std::move(config));
    if (!sound) {
        return std::unexpected(std::move(sound.error()));
    }
    const bool countsAnew = sound->when != entry->config.when || sound->zone != entry->config.zone ||
                            (sound->enabled && !entry->config.enabled);
    entry->config = *std::move(sound);
    Result<void> kept = onStoreLane(m_lane, [this, &entry] { return m_store.keepSchedule(*entry); });
    if (kept && countsAnew && entry->state.outcome != RunOutcome::Running) {
        // What would have been due by the new words before they were said was never missed.
        entry->state.lastDue = millisecondsNow();
        kept = onStoreLane(m_lane, [this, &entry] { return m_store.keepScheduleState(entry->id, entry->state); });
    }
    return kept ? find(entry->id) : std::unexpected(std::move(kept.error()));
}

Result<void> ScheduleBook::remove(const std::string& id) {
    const Result<ScheduleEntry> entry = find(id);
    if (!entry) {
        // One that is not readable is in no list, and has a name all the same.
        const bool isListed = entry.error().kind != ErrorKind::NotFound;
        Result<void> removed = isListed ? std::unexpected(entry.error())
                                        : onStoreLane(m_lane, [this, &id] { return m_store.removeSchedule(id); });
        if (!removed && removed.error().kind == ErrorKind::NotFound) {
            removed.error().hint = entry.error().hint;
        }
        return removed;
    }
    if (entry->state.outcome == RunOutcome::Running) {
        return alreadyUnderWay(*entry);
    }
    Result<void> removed = onStoreLane(m_lane, [this, &entry] { return m_store.removeSchedule(entry->id); });
    std::error_code unknown;
    clearRun(m_locks, entry->id);
    std::filesystem::remove(lockPath(m_locks, entry->id), unknown);
    return removed;
}

Result<void> ScheduleBook::claimForAll(const ScheduleEntry& entry) const {
    const Result<backup::PlacedFile> folder = BackupPlaces().at(entry.config.destination);
    if (!folder) {
        return std::unexpected(folder.error());
    }
    return markRun(*folder, {entry.id, entry.dueSince, entry.state.failures + 1},
                   {QSysInfo::machineHostName().toStdString(), settings::shownPath(m_locks)});
}

Result<RunClaim> ScheduleBook::begin(const std::string& idOrName, bool onlyDue) {
    const Result<ScheduleEntry> known = find(idOrName);
    if (!known) {
        return std::unexpected(known.error());
    }
    if (Result<void> made = settings::makePrivateDirectory(m_locks); !made) {
        return std::unexpected(std::move(made.error()));
    }
    // Who only looks whether somebody is at work has the lock for a moment.
    constexpr std::chrono::milliseconds kWhileOthersLook{500};
    Result<settings::FileLock> lock = settings::FileLock::acquire(lockPath(m_locks, known->id), kWhileOthersLook);
    if (!lock) {
        return lock.error().kind == ErrorKind::Busy ? alreadyUnderWay(*known) : std::unexpected(lock.error());
    }
    // As it is now that nobody else changes it.
    Result<ScheduleEntry> entry = find(known->id);
    if (!entry) {
        return std::unexpected(std::move(entry.error()));
    }
    if (Result<void> may = mayBegin(*entry, onlyDue); !may) {
        return std::unexpected(std::move(may.error()));
    }
    protocol::ScheduleState& state = entry->state;
    const std::int64_t now = millisecondsNow();
    const Result<void> marked = entry->dueSince != 0 ? claimForAll(*entry) : Result<void>();
    state.missed = missedRuns(*entry, now);
    state.lastDue = std::max(state.lastDue, entry->dueSince);
    state.lastBegun = now;
    state.trouble.clear();
    state.backup.clear();
    state.backups.clear();
    state.warnings.clear();
    state.outcome = RunOutcome::Running;
    if (!marked) {
        const bool isOthers = marked.error().kind == ErrorKind::Busy;
        state.outcome = isOthers ? RunOutcome::Skipped : RunOutcome::Failed;
        state.failures = isOthers ? 0 : state.failures + 1;
        state.trouble = marked.error().message;
        state.lastEnded = now;
    }
    clearRun(m_locks, entry->id);
    if (Result<void> kept =
            onStoreLane(m_lane, [this, &entry] { return m_store.keepScheduleState(entry->id, entry->state); });
        !kept) {
        return std::unexpected(std::move(kept.error()));
    }
    return marked ? Result<RunClaim>(RunClaim{*std::move(entry), *std::move(lock)}) : std::unexpected(marked.error());
}

Result<ScheduleEntry> ScheduleBook::end(RunClaim claim) {
    protocol::ScheduleState& state = claim.entry.state;
    state.lastEnded = millisecondsNow();
    const bool isWell = state.outcome == RunOutcome::Succeeded;
    const bool isFailure = !isWell && state.outcome != RunOutcome::Stopped;
    state.failures = isFailure ? state.failures + 1 : 0;
    state.lastSuccess = isWell ? state.lastEnded : state.lastSuccess;
    Result<void> kept =
        onStoreLane(m_lane, [this, &claim] { return m_store.keepScheduleState(claim.entry.id, claim.entry.state); });
    clearRun(m_locks, claim.entry.id);
    return kept ? find(claim.entry.id) : std::unexpected(std::move(kept.error()));
}

void ScheduleBook::tell(const std::string& id, const protocol::RunProgress& progress) const {
    const QJsonObject json{{kPhase, QString::fromStdString(progress.phase)},
                           {kDone, QString::number(progress.done)},
                           {kTotal, QString::number(progress.total)},
                           {kUnit, QString::fromStdString(progress.unit)},
                           {kShare, progress.share ? QJsonValue(*progress.share) : QJsonValue()},
                           {kBackup, QString::fromStdString(progress.backup)},
                           {kDatabase, QString::fromStdString(progress.turn.name)},
                           {kDatabaseNumber, static_cast<qint64>(progress.turn.number)},
                           {kDatabases, static_cast<qint64>(progress.turn.count)}};
    std::ofstream file(progressPath(m_locks, id), std::ios::binary | std::ios::trunc);
    file << QJsonDocument(json).toJson(QJsonDocument::Compact).toStdString();
}

bool ScheduleBook::isAskedToStop(const std::string& id) const {
    std::error_code unknown;
    return std::filesystem::exists(stopPath(m_locks, id), unknown);
}

Result<void> ScheduleBook::askToStop(const std::string& id) {
    const Result<ScheduleEntry> entry = find(id);
    if (!entry) {
        return std::unexpected(entry.error());
    }
    if (entry->state.outcome != RunOutcome::Running) {
        return fail(ErrorKind::NotFound, "No run of \"" + entry->config.name + "\" is under way.", "");
    }
    const std::ofstream file(stopPath(m_locks, entry->id));
    return file ? Result<void>()
                : std::unexpected(
                      settings::pathError("Could not write", stopPath(m_locks, entry->id), "the disk may be full"));
}

} // namespace dbv::engine
