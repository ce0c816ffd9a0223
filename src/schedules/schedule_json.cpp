// SPDX-License-Identifier: Apache-2.0
#include "schedules/schedule_json.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <utility>

#include <QJsonArray>

#include "archive/scope_json.h"

namespace dbv::schedules {

namespace {

using protocol::KeepRules;
using protocol::ScheduleConfig;
using protocol::ScheduleState;

constexpr auto kPaces = std::to_array<std::pair<protocol::DrillPace, std::string_view>>({
    {protocol::DrillPace::Never, "never"},
    {protocol::DrillPace::Each, "each"},
    {protocol::DrillPace::Weekly, "weekly"},
    {protocol::DrillPace::Monthly, "monthly"},
});
constexpr auto kOutcomes = std::to_array<std::pair<protocol::RunOutcome, std::string_view>>({
    {protocol::RunOutcome::None, "none"},
    {protocol::RunOutcome::Running, "running"},
    {protocol::RunOutcome::Succeeded, "succeeded"},
    {protocol::RunOutcome::Failed, "failed"},
    {protocol::RunOutcome::Interrupted, "interrupted"},
    {protocol::RunOutcome::Skipped, "skipped"},
    {protocol::RunOutcome::Stopped, "stopped"},
});
/// `ask` is no place for what runs by itself.
constexpr auto kPlaces = std::to_array<std::pair<protocol::SecretOrigin, std::string_view>>({
    {protocol::SecretOrigin::Stored, "stored"},
    {protocol::SecretOrigin::Command, "command"},
    {protocol::SecretOrigin::Environment, "environment"},
});
constexpr auto kTexts = std::to_array<std::pair<const char*, std::string ScheduleConfig::*>>({
    {"name", &ScheduleConfig::name},
    {"connection", &ScheduleConfig::connection},
    {"when", &ScheduleConfig::when},
    {"zone", &ScheduleConfig::zone},
    {"destination", &ScheduleConfig::destination},
    {"compression", &ScheduleConfig::compression},
    {"drillConnection", &ScheduleConfig::drillConnection},
});
constexpr auto kFlags = std::to_array<std::pair<const char*, bool ScheduleConfig::*>>({
    {"allDatabases", &ScheduleConfig::allDatabases},
    {"encrypted", &ScheduleConfig::encrypted},
    {"verify", &ScheduleConfig::verify},
    {"drillsLocally", &ScheduleConfig::drillsLocally},
    {"waitsForPower", &ScheduleConfig::waitsForPower},
    {"enabled", &ScheduleConfig::enabled},
});
constexpr auto kRules = std::to_array<std::pair<const char*, std::uint32_t KeepRules::*>>({
    {"newest", &KeepRules::newest},
    {"days", &KeepRules::days},
    {"daily", &KeepRules::daily},
    {"weekly", &KeepRules::weekly},
    {"monthly", &KeepRules::monthly},
    {"yearly", &KeepRules::yearly},
});
constexpr auto kTimes = std::to_array<std::pair<const char*, std::int64_t ScheduleState::*>>({
    {"lastDue", &ScheduleState::lastDue},
    {"lastBegun", &ScheduleState::lastBegun},
    {"lastEnded", &ScheduleState::lastEnded},
    {"lastSuccess", &ScheduleState::lastSuccess},
    {"lastDrill", &ScheduleState::lastDrill},
});
constexpr auto kCounts = std::to_array<std::pair<const char*, std::uint32_t ScheduleState::*>>({
    {"failures", &ScheduleState::failures},
    {"missed", &ScheduleState::missed},
});
constexpr QLatin1String kLevel("level");
constexpr QLatin1String kScope("scope");
constexpr QLatin1String kExcept("except");
constexpr QLatin1String kRetries("retries");
constexpr QLatin1String kDrill("drill");
constexpr QLatin1String kKeep("keep");
constexpr QLatin1String kPassphrase("passphrase");
constexpr QLatin1String kFrom("from");
constexpr QLatin1String kWhat("what");
constexpr QLatin1String kOutcome("outcome");
constexpr QLatin1String kTrouble("trouble");
constexpr QLatin1String kBackup("backup");
constexpr QLatin1String kBackups("backups");
constexpr QLatin1String kWarnings("warnings");
/// More of anything is a mistake.
constexpr double kLargestCount = 100'000;

QString textOfName(std::string_view text) {
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

template <class Value, std::size_t N>
std::string_view nameIn(const std::array<std::pair<Value, std::string_view>, N>& names, Value value) {
    const auto* const found = std::ranges::find(names, value, [](const auto& each) { return each.first; });
    return found == names.end() ? std::string_view() : found->second;
}

template <class Value, std::size_t N>
std::optional<Value> namedIn(const std::array<std::pair<Value, std::string_view>, N>& names, const QJsonValue& name) {
    const std::string text = name.toString().toStdString();
    const auto* const found = std::ranges::find(names, text, [](const auto& each) { return each.second; });
    return found == names.end() ? std::nullopt : std::optional(found->first);
}

Error notAsItShould(const QString& name, const char* what) {
    return makeError(ErrorKind::InvalidInput, "\"" + name.toStdString() + "\" of a schedule " + what + ".",
                     "docs/schedules.md says what there may be.");
}

/// A whole number, of at least 0. Errors: InvalidInput.
Result<std::uint32_t> countFrom(const QString& name, const QJsonValue& value) {
    const double number = value.toDouble(-1);
    if (!value.isDouble() || number < 0 || number > kLargestCount || std::floor(number) != number) {
        return std::unexpected(notAsItShould(name, "is no whole number from 0 to 100000"));
    }
    return static_cast<std::uint32_t>(number);
}

Result<protocol::KeepRules> keepFrom(const QJsonValue& value) {
    KeepRules rules;
    const QJsonObject object = value.toObject();
    for (auto each = object.begin(); each != object.end(); ++each) {
        const auto* const rule = std::ranges::find_if(
            kRules, [&each](const auto& known) { return each.key() == QLatin1String(known.first); });
        const Result<std::uint32_t> count =
            rule != kRules.end()
                ? countFrom(each.key(), each.value())
                : std::unexpected(notAsItShould(QString(kKeep) + QLatin1Char('.') + each.key(), "is not known"));
        if (!count) {
            return std::unexpected(count.error());
        }
        rules.*(rule->second) = *count;
    }
    return value.isObject() ? Result<KeepRules>(rules) : std::unexpected(notAsItShould(kKeep, "is no object"));
}

Result<protocol::SecretSource> placeFrom(const QJsonValue& value) {
    const QJsonObject object = value.toObject();
    const std::optional<protocol::SecretOrigin> origin = namedIn(kPlaces, object[kFrom]);
    if (!origin || !object[kWhat].isString()) {
        return std::unexpected(notAsItShould(
            kPassphrase, R"(is not {"from": "stored", "command" or "environment", "what": its id, line or name})"));
    }
    return protocol::SecretSource{*origin, object[kWhat].toString().toStdString()};
}

Result<std::vector<std::string>> textsFrom(const QString& name, const QJsonValue& value) {
    std::vector<std::string> texts;
    const QJsonArray list = value.toArray();
    for (const auto& each : list) {
        if (each.toString().isEmpty()) {
            return std::unexpected(notAsItShould(name, "is no list of names"));
        }
        texts.push_back(each.toString().toStdString());
    }
    return value.isArray() ? Result<std::vector<std::string>>(std::move(texts))
                           : std::unexpected(notAsItShould(name, "is no list of names"));
}

QJsonArray textsJson(const std::vector<std::string>& texts) {
    QJsonArray list;
    for (const std::string& text : texts) {
        list.append(textOfName(text));
    }
    return list;
}

/// One member. Errors: InvalidInput.
Result<void> takeMember(ScheduleConfig& config, const QString& name, const QJsonValue& value) {
    for (const auto& [text, member] : kTexts) {
        if (name == QLatin1String(text)) {
            config.*member = value.toString().toStdString();
            return value.isString() ? Result<void>() : std::unexpected(notAsItShould(name, "is no text"));
        }
    }
    for (const auto& [flag, member] : kFlags) {
        if (name == QLatin1String(flag)) {
            config.*member = value.toBool();
            return value.isBool() ? Result<void>() : std::unexpected(notAsItShould(name, "is not true or false"));
        }
    }
    const auto take = [](auto& into, auto read) -> Result<void> {
        if (!read) {
            return std::unexpected(std::move(read.error()));
        }
        into = static_cast<std::remove_reference_t<decltype(into)>>(*std::move(read));
        return {};
    };
    if (name == kLevel) {
        return take(config.level, countFrom(name, value));
    }
    if (name == kRetries) {
        return take(config.retries, countFrom(name, value));
    }
    if (name == kScope) {
        return value.isObject() ? take(config.scope, archive::scopeFrom(value.toObject()))
                                : std::unexpected(notAsItShould(name, "is no object"));
    }
    if (name == kExcept) {
        return take(config.except, textsFrom(name, value));
    }
    if (name == kKeep) {
        return take(config.keep, keepFrom(value));
    }
    if (name == kPassphrase) {
        return take(config.passphrase, placeFrom(value));
    }
    if (name == kDrill) {
        const std::optional<protocol::DrillPace> pace = namedIn(kPaces, value);
        config.drill = pace.value_or(config.drill);
        return pace ? Result<void>() : std::unexpected(notAsItShould(name, "is not never, each, weekly or monthly"));
    }
    return std::unexpected(notAsItShould(name, "is not known"));
}

} // namespace

std::string_view drillPaceName(protocol::DrillPace pace) {
    return nameIn(kPaces, pace);
}

std::optional<protocol::DrillPace> drillPaceNamed(std::string_view name) {
    return namedIn(kPaces, QJsonValue(textOfName(name)));
}

bool isScheduleId(std::string_view text) {
    constexpr std::size_t kLongestId = 100;
    return !text.empty() && text.size() <= kLongestId && std::ranges::all_of(text, [](char each) {
        return (each >= 'a' && each <= 'z') || (each >= 'A' && each <= 'Z') || (each >= '0' && each <= '9') ||
               each == '_' || each == '-';
    });
}

std::string_view runOutcomeName(protocol::RunOutcome outcome) {
    return nameIn(kOutcomes, outcome);
}

QJsonObject scheduleConfigJson(const ScheduleConfig& config) {
    QJsonObject json{{kLevel, config.level},
                     {kRetries, static_cast<qint64>(config.retries)},
                     {kDrill, textOfName(drillPaceName(config.drill))}};
    for (const auto& [name, member] : kTexts) {
        json[QLatin1String(name)] = textOfName(config.*member);
    }
    for (const auto& [name, member] : kFlags) {
        json[QLatin1String(name)] = config.*member;
    }
    QJsonObject keep;
    for (const auto& [name, member] : kRules) {
        keep[QLatin1String(name)] = static_cast<qint64>(config.keep.*member);
    }
    json[kKeep] = keep;
    json[kExcept] = textsJson(config.except);
    json[kScope] = archive::scopeJson(config.scope);
    if (const std::string_view place = nameIn(kPlaces, config.passphrase.origin); !place.empty()) {
        json[kPassphrase] = QJsonObject{{kFrom, textOfName(place)}, {kWhat, textOfName(config.passphrase.what)}};
    }
    return json;
}

Result<ScheduleConfig> scheduleConfigFrom(const QJsonObject& json) {
    ScheduleConfig config;
    for (auto member = json.begin(); member != json.end(); ++member) {
        if (Result<void> taken = takeMember(config, member.key(), member.value()); !taken) {
            return std::unexpected(std::move(taken.error()));
        }
    }
    return config;
}

QJsonObject scheduleStateJson(const ScheduleState& state) {
    QJsonObject json{{kOutcome, textOfName(runOutcomeName(state.outcome))},
                     {kTrouble, textOfName(state.trouble)},
                     {kBackup, textOfName(state.backup)},
                     {kBackups, textsJson(state.backups)},
                     {kWarnings, textsJson(state.warnings)}};
    for (const auto& [name, member] : kTimes) {
        json[QLatin1String(name)] = static_cast<qint64>(state.*member);
    }
    for (const auto& [name, member] : kCounts) {
        json[QLatin1String(name)] = static_cast<qint64>(state.*member);
    }
    return json;
}

ScheduleState scheduleStateFrom(const QJsonObject& json) {
    ScheduleState state;
    state.outcome = namedIn(kOutcomes, json[kOutcome]).value_or(state.outcome);
    state.trouble = json[kTrouble].toString().toStdString();
    state.backup = json[kBackup].toString().toStdString();
    state.backups = textsFrom(kBackups, json[kBackups]).value_or(state.backups);
    state.warnings = textsFrom(kWarnings, json[kWarnings]).value_or(state.warnings);
    for (const auto& [name, member] : kTimes) {
        state.*member = json[QLatin1String(name)].toInteger(0);
    }
    for (const auto& [name, member] : kCounts) {
        state.*member = static_cast<std::uint32_t>(json[QLatin1String(name)].toInteger(0));
    }
    return state;
}

} // namespace dbv::schedules
