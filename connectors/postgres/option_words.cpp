// SPDX-License-Identifier: Apache-2.0
#include "postgres/option_words.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

namespace dbv::postgres {

namespace {

// Words of libpq that go through as they are.
constexpr std::array kPassedOn = std::to_array<std::string_view>({"application_name",
                                                                  "channel_binding",
                                                                  "client_encoding",
                                                                  "fallback_application_name",
                                                                  "gssencmode",
                                                                  "gsslib",
                                                                  "keepalives",
                                                                  "keepalives_count",
                                                                  "keepalives_idle",
                                                                  "keepalives_interval",
                                                                  "krbsrvname",
                                                                  "options",
                                                                  "passfile",
                                                                  "require_auth",
                                                                  "requirepeer",
                                                                  "ssl_max_protocol_version",
                                                                  "ssl_min_protocol_version",
                                                                  "sslcert",
                                                                  "sslcompression",
                                                                  "sslcrl",
                                                                  "sslcrldir",
                                                                  "sslkey",
                                                                  "sslrootcert",
                                                                  "sslsni",
                                                                  "tcp_user_timeout"});
// Those that are understood here.
constexpr std::array kUnderstood =
    std::to_array<std::string_view>({"connect_timeout", "host", "hostaddr", "port", "sslmode", "startupSql",
                                     "statement_timeout", "target_session_attrs", "search_path"});
constexpr std::string_view kNumbers = "whole numbers from 0 on";
/// The values that the library itself would only refuse when it connects; one without words takes numbers.
struct AllowedWords {
    std::string_view option;
    std::string_view words;
};
constexpr std::array kAllowed = std::to_array<AllowedWords>({
    {"channel_binding", "disable, prefer, require"},
    {"gssencmode", "disable, prefer, require"},
    {"keepalives", "0, 1"},
    {"keepalives_count", kNumbers},
    {"keepalives_idle", kNumbers},
    {"keepalives_interval", kNumbers},
    {"ssl_max_protocol_version", "TLSv1, TLSv1.1, TLSv1.2, TLSv1.3"},
    {"ssl_min_protocol_version", "TLSv1, TLSv1.1, TLSv1.2, TLSv1.3"},
    {"sslcompression", "0, 1"},
    {"sslsni", "0, 1"},
    {"tcp_user_timeout", kNumbers},
});
/// Values of `replication` that ask for none.
constexpr auto kNo = std::to_array<std::string_view>({"", "0", "false", "n", "no", "off"});

std::string knownOptions() {
    std::string known;
    for (const auto& list : {std::vector<std::string_view>(kPassedOn.begin(), kPassedOn.end()),
                             std::vector<std::string_view>(kUnderstood.begin(), kUnderstood.end())}) {
        for (const std::string_view name : list) {
            known += (known.empty() ? "" : ", ") + std::string(name);
        }
    }
    return known;
}

} // namespace

bool isPassedOn(std::string_view name) {
    return std::ranges::find(kPassedOn, name) != kPassedOn.end();
}

Result<void> checkPassedOn(const std::string& name, const std::string& value) {
    const auto* const allowed = std::ranges::find(kAllowed, name, &AllowedWords::option);
    if (allowed == kAllowed.end() || value.empty()) {
        return {};
    }
    const bool fits =
        allowed->words == kNumbers
            ? numberOf<std::uint32_t>(value).has_value()
            : !value.contains(',') && (std::string(", ").append(allowed->words) + ", ").contains(", " + value + ", ");
    return fits ? Result<void>() : refuseValue(name, value, std::string(allowed->words));
}

Result<void> checkNotTaken(const std::string& name, const std::string& value) {
    if (name == "replication") {
        return std::ranges::find(kNo, value) != kNo.end()
                   ? Result<void>()
                   : fail(ErrorKind::InvalidInput,
                          "The option replication (\"" + value +
                              "\") asks for a connection of the replication protocol, on which no statements run as "
                              "they do elsewhere.",
                          "Leave it out: connections here are for statements.");
    }
    if (name == "user" || name == "dbname" || name == "password" || name == "sslpassword") {
        return fail(ErrorKind::InvalidInput, "The option " + name + " is not taken from there.",
                    name.contains("password") ? "A password in options would be kept in clear: give it as the password."
                                              : "Give it as the connection's own user or database.");
    }
    return fail(ErrorKind::InvalidInput, "PostgreSQL connections have no option " + name + ".",
                "Known are: " + knownOptions() + ".");
}

std::unexpected<Error> refuseValue(const std::string& name, const std::string& value, const std::string& known) {
    return fail(ErrorKind::InvalidInput, "The option " + name + " has the value \"" + value + "\".",
                "Known are: " + known + ".");
}

} // namespace dbv::postgres
