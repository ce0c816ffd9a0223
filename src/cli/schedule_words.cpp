// SPDX-License-Identifier: Apache-2.0
#include "cli/schedule_words.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>
#include <vector>

#include "cli/backup_words.h"
#include "cli/scope_options.h"
#include "cli/secret_word.h"
#include "cli/text_table.h"
#include "schedules/schedule_json.h"

namespace dbv::cli {

namespace {

using protocol::KeepRules;
using protocol::RunOutcome;
using protocol::ScheduleConfig;
using protocol::ScheduleEntry;

constexpr auto kTextOptions = std::to_array<std::pair<std::string_view, std::string ScheduleConfig::*>>({
    {"--name", &ScheduleConfig::name},
    {"--connection", &ScheduleConfig::connection},
    {"--when", &ScheduleConfig::when},
    {"--zone", &ScheduleConfig::zone},
    {"--compression", &ScheduleConfig::compression},
    {"--drill-on", &ScheduleConfig::drillConnection},
});
constexpr auto kKeepOptions = std::to_array<std::pair<std::string_view, std::uint32_t KeepRules::*>>({
    {"--keep-newest", &KeepRules::newest},
    {"--keep-days", &KeepRules::days},
    {"--keep-daily", &KeepRules::daily},
    {"--keep-weekly", &KeepRules::weekly},
    {"--keep-monthly", &KeepRules::monthly},
    {"--keep-yearly", &KeepRules::yearly},
});
constexpr auto kSwitches = std::to_array<std::pair<std::string_view, std::pair<bool ScheduleConfig::*, bool>>>({
    {"--disable", {&ScheduleConfig::enabled, false}},
    {"--enable", {&ScheduleConfig::enabled, true}},
    {"--no-encryption", {&ScheduleConfig::encrypted, false}},
});

template <class Number>
Result<void> takeNumber(const Arguments& arguments, std::string_view option, Number& into) {
    if (!arguments.has(option)) {
        return {};
    }
    const std::string_view text = arguments.value(option);
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), into);
    return failed == std::errc() && end == text.data() + text.size()
               ? Result<void>()
               : fail(ErrorKind::InvalidInput, std::string(option) + " is not a number: " + std::string(text) + ".",
                      "Give a whole number.");
}

Result<void> takePassphrase(const Arguments& arguments, ScheduleConfig& config) {
    if (!arguments.has("--passphrase-from")) {
        return {};
    }
    Result<SecretWord> word = secretWordOf("--passphrase-from", arguments.value("--passphrase-from"));
    if (!word) {
        return std::unexpected(std::move(word.error()));
    }
    if (word->kind != SecretWord::Kind::Later) {
        return fail(ErrorKind::InvalidInput, "A schedule runs by itself: --passphrase-from can't be read now.",
                    "Use stored:ID, command:LINE or environment:NAME.");
    }
    config.passphrase = std::move(word->source);
    config.encrypted = true;
    return {};
}

std::string momentOrNever(std::int64_t moment, bool forPeople) {
    return moment == 0 ? std::string() : momentText(moment, forPeople);
}

/// What a person should know of it first.
std::string outcomeInWords(const ScheduleEntry& entry) {
    if (!entry.trouble.empty()) {
        return "can't run";
    }
    if (entry.state.outcome == RunOutcome::Running && entry.progress) {
        const protocol::RunProgress& progress = *entry.progress;
        return progressInWords({progress.phase, progress.done, progress.total, progress.unit, progress.share,
                                progress.backup, progress.turn},
                               bus::JobPace());
    }
    return entry.config.enabled || entry.state.outcome == RunOutcome::Running
               ? std::string(schedules::runOutcomeName(entry.state.outcome))
               : std::string("disabled");
}

/// `@shop`, or `@shop, all databases but "a"`.
std::string meantInWords(const ScheduleConfig& config) {
    std::string text = "@" + config.connection + (config.allDatabases ? ", all databases" : "");
    for (std::size_t i = 0; i < config.except.size(); ++i) {
        text += (i == 0 ? " but \"" : ", \"") + config.except[i] + "\"";
    }
    return text;
}

/// What is said of which databases are meant; the rest stays.
void takeDatabases(const Arguments& arguments, ScheduleConfig& config) {
    if (arguments.has("--whole") || arguments.has("--all-databases")) {
        config.scope.schemas.clear();
        config.scope.objects.clear();
        config.allDatabases = arguments.has("--all-databases");
        config.except.clear();
    }
    if (arguments.has("--except")) {
        config.except.clear();
        for (const std::string_view name : arguments.values("--except")) {
            config.except.emplace_back(name);
        }
    }
}

std::string keepInWords(const KeepRules& keep) {
    std::string text;
    const auto add = [&text](std::uint32_t count, const char* what) {
        if (count > 0) {
            text += (text.empty() ? "" : ", ") + std::to_string(count) + " " + what;
        }
    };
    add(keep.newest, "newest");
    add(keep.days, "days");
    add(keep.daily, "daily");
    add(keep.weekly, "weekly");
    add(keep.monthly, "monthly");
    add(keep.yearly, "yearly");
    return text.empty() ? "all" : text;
}

} // namespace

Result<ScheduleConfig> configBy(const Arguments& arguments, ScheduleConfig config) {
    for (const auto& [option, member] : kTextOptions) {
        if (arguments.has(option)) {
            config.*member = arguments.value(option);
        }
    }
    for (const auto& [option, set] : kSwitches) {
        if (arguments.has(option)) {
            config.*set.first = set.second;
        }
    }
    if (arguments.has("--to")) {
        config.destination = absolutePath(std::string(arguments.value("--to")));
    }
    if (arguments.has("--verify")) {
        config.verify = arguments.value("--verify") == "yes";
    }
    if (arguments.has("--drill-locally")) {
        config.drillsLocally = arguments.value("--drill-locally") == "yes";
    }
    if (arguments.has("--wait-for-power")) {
        config.waitsForPower = arguments.value("--wait-for-power") == "yes";
    }
    takeDatabases(arguments, config);
    if (std::ranges::any_of(kScopeOptions, [&arguments](const OptionRule& rule) { return arguments.has(rule.name); })) {
        Result<DumpScope> scope = scopeOf(arguments);
        if (!scope) {
            return std::unexpected(std::move(scope.error()));
        }
        config.scope = *std::move(scope);
    } else if (arguments.has("--whole")) {
        config.scope = {};
    }
    config.drill = schedules::drillPaceNamed(arguments.value("--drill")).value_or(config.drill);
    Result<void> taken = takePassphrase(arguments, config);
    taken = taken ? takeNumber(arguments, "--level", config.level) : std::move(taken);
    taken = taken ? takeNumber(arguments, "--retries", config.retries) : std::move(taken);
    for (const auto& [option, member] : kKeepOptions) {
        taken = taken ? takeNumber(arguments, option, config.keep.*member) : std::move(taken);
    }
    return taken ? Result<ScheduleConfig>(std::move(config)) : std::unexpected(std::move(taken.error()));
}

std::string scheduleInWords(const ScheduleEntry& entry) {
    const ScheduleConfig& config = entry.config;
    const protocol::ScheduleState& state = entry.state;
    std::vector<std::vector<std::string>> rows;
    const auto add = [&rows](const char* name, std::string value) {
        if (!value.empty()) {
            rows.push_back({name, std::move(value)});
        }
    };
    add("schedule", config.name + " (" + entry.id + ")");
    add("of", meantInWords(config));
    add("part", scopeInWords(config.scope));
    add("when", config.when + ", " + config.zone);
    add("to", config.destination);
    add("encrypted", config.encrypted ? "yes" : "no");
    add("drill", std::string(schedules::drillPaceName(config.drill)) +
                     (config.drillsLocally             ? " on a server of this machine's own"
                      : config.drillConnection.empty() ? ""
                                                       : " on @" + config.drillConnection));
    add("keeps", keepInWords(config.keep));
    add("state", outcomeInWords(entry));
    add("trouble", entry.trouble.empty() ? state.trouble : entry.trouble);
    for (const std::string& warning : state.warnings) {
        add("warning", warning);
    }
    add("last run", momentOrNever(state.lastBegun, true));
    add("last success", momentOrNever(state.lastSuccess, true));
    add("last drill", momentOrNever(state.lastDrill, true));
    add("stood for", state.missed == 0 ? std::string() : std::to_string(state.missed) + " runs that were missed");
    add("due since", momentOrNever(entry.dueSince, true));
    add("waits", entry.waitsFor);
    add("next run", momentOrNever(entry.nextAt, true));
    return tableText(std::move(rows), true);
}

std::string schedulesTable(const protocol::SchedulesListed& listed, bool forPeople) {
    if (forPeople && listed.entries.empty()) {
        return "There are no schedules. dbvis schedule add makes one.\n";
    }
    std::vector<std::vector<std::string>> rows{{"NAME", "OF", "WHEN", "STATE", "LAST SUCCESS", "NEXT", "TROUBLE"}};
    for (const ScheduleEntry& entry : listed.entries) {
        rows.push_back({entry.config.name, meantInWords(entry.config), entry.config.when, outcomeInWords(entry),
                        momentOrNever(entry.state.lastSuccess, forPeople),
                        momentOrNever(entry.dueSince != 0 ? entry.dueSince : entry.nextAt, forPeople),
                        entry.trouble.empty() ? entry.state.trouble : entry.trouble});
    }
    return tableText(std::move(rows), forPeople);
}

std::string runInWords(const protocol::ScheduledRunEnded& ended) {
    const protocol::ScheduleState& state = ended.entry.state;
    std::string text = ended.entry.config.name + ": " + std::string(schedules::runOutcomeName(state.outcome));
    text += state.trouble.empty() ? "\n" : ": " + state.trouble + "\n";
    if (state.missed > 0) {
        text += "It stands for " +
                (state.missed == 1 ? std::string("1 run that was") : std::to_string(state.missed) + " runs that were") +
                " missed before.\n";
    }
    if (!ended.databases.empty()) {
        text += databasesInWords(ended.databases);
    } else if (ended.backup) {
        text += contentsInWords(*ended.backup) + "\n" + ended.backup->path + "\n";
    }
    for (const protocol::BackupEntry& removed : ended.removed) {
        text += "removed: ";
        text += removed.path;
        text += "\n";
    }
    return text;
}

} // namespace dbv::cli
