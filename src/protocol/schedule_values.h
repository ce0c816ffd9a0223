// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "protocol/backup_values.h"
#include "protocol/connection_config.h"

/// What is known of backups that are made by themselves.
namespace dbv::protocol {

/// How often a backup of a schedule is restored for a trial.
enum class DrillPace : std::uint8_t { Never, Each, Weekly, Monthly };

/// Which backups of a schedule are kept: each that one of the rules keeps, and always the last that is proved. Without a rule all are.
struct KeepRules {
    /// So many of the newest; 0 is no rule.
    std::uint32_t newest = 0;
    /// All that are younger than so many days; 0 is no rule.
    std::uint32_t days = 0;
    /// The best of each of the last so many days, weeks, months and years that have any.
    std::uint32_t daily = 0;
    std::uint32_t weekly = 0;
    std::uint32_t monthly = 0;
    std::uint32_t yearly = 0;

    friend bool operator==(const KeepRules&, const KeepRules&) = default;
};

/// What is to be backed up by itself, when, where to, and how it is looked after.
struct ScheduleConfig {
    /// For people; each schedule has another.
    std::string name;
    /// The name of a saved connection.
    std::string connection;
    /// What of the database, or of each where all are meant.
    DumpScope scope;
    /// Every database of the connection's server, each into a file of its own, but those that are named.
    bool allDatabases = false;
    std::vector<std::string> except = {};
    /// In words (`every weekday at 02:00`) or as a line of cron (docs/schedules.md).
    std::string when;
    /// The time zone of these words, by its IANA name.
    std::string zone;
    /// A folder; absolute.
    std::string destination;
    /// As in `StartBackup`.
    std::string compression;
    int level = 0;
    /// Whether backups are encrypted, and where their passphrase comes from; nobody is asked.
    bool encrypted = false;
    SecretSource passphrase;
    /// Whether each backup is read back when it is written.
    bool verify = true;
    DrillPace drill = DrillPace::Weekly;
    /// The saved connection beside whose database drills are made; empty is `connection`.
    std::string drillConnection;
    /// On a server of this machine's own instead, which is started for each drill.
    bool drillsLocally = false;
    KeepRules keep;
    /// How often a run that has failed is tried again.
    std::uint32_t retries = 3;
    /// Whether it is put off while the machine runs on its battery.
    bool waitsForPower = false;
    bool enabled = true;

    friend bool operator==(const ScheduleConfig&, const ScheduleConfig&) = default;
};

/// How a run of a schedule has ended.
enum class RunOutcome : std::uint8_t {
    None,      ///< there was none yet
    Running,   ///< it is under way
    Succeeded, ///< the backup is there, and what had to be done with it was done
    Failed,
    Interrupted, ///< its process is gone without a word
    Skipped,     ///< another machine had begun it
    Stopped      ///< somebody has stopped it
};

/// What has become of a schedule. Times are milliseconds since 1970, UTC; 0 for never.
struct ScheduleState {
    /// The moment that the last run was due for.
    std::int64_t lastDue = 0;
    std::int64_t lastBegun = 0;
    std::int64_t lastEnded = 0;
    RunOutcome outcome = RunOutcome::None;
    /// Why the last run was no success.
    std::string trouble;
    /// How many runs have failed one behind the other since the last success.
    std::uint32_t failures = 0;
    std::int64_t lastSuccess = 0;
    std::int64_t lastDrill = 0;
    /// The backup of the last run, the last one of several; empty where it has made none.
    std::string backup;
    /// All that the last run has made, where it was of every database of a server.
    std::vector<std::string> backups = {};
    /// What the last run had to tell besides: what is not in its backup, ...; the first of many.
    std::vector<std::string> warnings = {};
    /// How many runs the last one stood for that had not begun when they were due.
    std::uint32_t missed = 0;

    friend bool operator==(const ScheduleState&, const ScheduleState&) = default;
};

/// What begins the runs of a schedule.
enum class ScheduleTrigger : std::uint8_t {
    Clock,
    ProgramStart,     ///< a window is opened
    BeforeDestruction ///< a statement on the connection is about to destroy data or structure
};

/// How far a run is, in the phases that it has.
struct RunProgress {
    std::string phase;
    std::uint64_t done = 0;
    /// 0 where nobody knows.
    std::uint64_t total = 0;
    std::string unit;
    /// As in `JobProgressed`.
    std::optional<double> share = std::nullopt;
    std::string backup = {};
    DatabaseTurn turn = {};

    friend bool operator==(const RunProgress&, const RunProgress&) = default;
};

/// A schedule as it is kept, and when it is due by the clock of the moment it is asked for.
struct ScheduleEntry {
    std::string id;
    ScheduleConfig config;
    ScheduleState state;
    /// When it was made.
    std::int64_t createdAt = 0;
    /// When a run is due next, a new attempt of one that has failed too; 0 for never.
    std::int64_t nextAt = 0;
    /// Since when a run is due that has not begun; 0 for none.
    std::int64_t dueSince = 0;
    ScheduleTrigger trigger = ScheduleTrigger::Clock;
    /// Of a run that is under way, in whichever process.
    std::optional<RunProgress> progress;
    /// Why what is due does not begin; empty where it may.
    std::string waitsFor;
    /// Why it can never run as it is; empty where it can.
    std::string trouble;

    friend bool operator==(const ScheduleEntry&, const ScheduleEntry&) = default;
};

} // namespace dbv::protocol
