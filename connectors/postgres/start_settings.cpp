// SPDX-License-Identifier: Apache-2.0
#include "postgres/start_settings.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "postgres/statement_text.h"

namespace dbv::postgres {

namespace {

constexpr std::string_view kEncoding = "client_encoding";
constexpr std::string_view kSearchPath = "search_path";
constexpr std::string_view kTimeout = "statement_timeout";
// With these a server says that it does not know a setting: a violation of the protocol, an unknown or unsupported
// parameter, and what some have for everything.
constexpr std::array kStates = std::to_array<std::string_view>({"08P01", "42704", "0A000", "XX000"});

bool names(const Error& error, std::string_view word) {
    return error.message.find(word) != std::string::npos;
}

void withdraw(OpenPlan& plan, const std::string& name, const std::string& value, const Error& error) {
    plan.withdrawn.push_back({name, value, error.message});
}

/// Sets it in the session, in words that every server with settings knows.
Result<void> set(Line& line, const WithdrawnSetting& setting) {
    const Result<PgResult> done = line.query("SELECT pg_catalog.set_config(" + quotedText(setting.name) + ", " +
                                             quotedText(setting.value) + ", false)");
    return done ? Result<void>() : std::unexpected(done.error());
}

Result<void> giveEncoding(Line& line) {
    const char* encoding = PQparameterStatus(line.handle(), "client_encoding");
    if (encoding == nullptr || std::string_view(encoding) == "UTF8") {
        return {};
    }
    const Result<PgResult> done = line.query("SET client_encoding = 'UTF8'");
    if (!done) {
        Error error = done.error();
        error.message =
            "The server sends its texts in " + std::string(encoding) + " and does not change that: " + error.message;
        error.hint = "Texts are read as UTF-8 here: ask the server's administrator.";
        return std::unexpected(error);
    }
    return {};
}

std::string notKept(std::string_view refusal) {
    return "the login was refused with it (" + std::string(refusal) +
           "), and what a session sets does not stay with it here";
}

} // namespace

bool withdrawRefused(OpenPlan& plan, const Error& error) {
    if (std::ranges::find(kStates, error.sqlState) == kStates.end()) {
        return false;
    }
    const auto setting =
        std::ranges::find_if(plan.settings, [&](const auto& each) { return names(error, each.first); });
    if (setting != plan.settings.end()) {
        withdraw(plan, setting->first, setting->second, error);
        plan.settings.erase(setting);
        plan.writeOptions();
        return true;
    }
    if (names(error, "options") && plan.ownOptions.empty() && !plan.settings.empty()) {
        for (const auto& [name, value] : plan.settings) {
            withdraw(plan, name, value, error);
        }
        plan.settings.clear();
        plan.writeOptions();
        return true;
    }
    for (const std::string_view word : {std::string_view("application_name"), kEncoding}) {
        const auto given = std::ranges::find(plan.words, word, &std::pair<std::string, std::string>::first);
        if (given != plan.words.end() && names(error, word)) {
            withdraw(plan, given->first, given->second, error);
            plan.words.erase(given);
            return true;
        }
    }
    return false;
}

Result<void> giveWithdrawn(Line& line, const OpenPlan& plan, bool staysSet, SessionFacts& facts) {
    for (const WithdrawnSetting& each : plan.withdrawn) {
        if (each.name == kEncoding) {
            if (const Result<void> given = giveEncoding(line); !given) {
                return given;
            }
            continue;
        }
        if (each.name != kSearchPath && each.name != kTimeout) {
            continue;
        }
        const Result<void> given = staysSet ? set(line, each) : Result<void>();
        if (!given && given.error().damage == Damage::Session) {
            return given;
        }
        if (given && staysSet) {
            continue;
        }
        const std::string why = given ? notKept(each.refusal) : given.error().message;
        if (each.name == kSearchPath) {
            return fail(
                ErrorKind::Unsupported,
                "The search path \"" + each.value + "\" can not be kept for this connection: " + why + ".",
                "Remove the option search_path and name schemas in statements, set it for the user at the server "
                "(ALTER ROLE … SET search_path), or connect to the server itself.",
                Damage::Session);
        }
        facts.notices.push_back({"warning", "The statement timeout does not hold: " + why + "."});
        facts.capabilities.statementTimeout = Ability::No;
    }
    const bool holds = std::ranges::find(plan.settings, kTimeout, &std::pair<std::string, std::string>::first) !=
                           plan.settings.end() ||
                       std::ranges::find(plan.withdrawn, kTimeout, &WithdrawnSetting::name) != plan.withdrawn.end();
    if (holds && facts.capabilities.statementTimeout == Ability::Untried) {
        facts.capabilities.statementTimeout = Ability::Yes;
    }
    return {};
}

Result<void> takeBytesAsTheyAre(Line& line) {
    static constexpr std::string_view kNone = "SQL_ASCII";
    const char* stored = PQparameterStatus(line.handle(), "server_encoding");
    const char* sent = PQparameterStatus(line.handle(), "client_encoding");
    if (stored == nullptr || stored != kNone || (sent != nullptr && sent == kNone)) {
        return {};
    }
    const Result<PgResult> done = line.query("SET client_encoding = 'SQL_ASCII'");
    // One that does not take it sends what it can.
    return done || done.error().damage != Damage::Session ? Result<void>() : std::unexpected(done.error());
}

} // namespace dbv::postgres
