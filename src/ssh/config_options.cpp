// SPDX-License-Identifier: Apache-2.0
#include "ssh/config_options.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>

#include "ssh/host_pattern.h"

namespace dbv::ssh {

namespace {

enum class Shape { Word, Words, Collected, Rest, Flag, Number, Seconds, Port, Strict, Family, Jumps };

struct Option {
    std::string_view keyword;
    Shape shape;
};

constexpr auto kOptions = std::to_array<Option>({
    {"addressfamily", Shape::Family},
    {"bindaddress", Shape::Word},
    {"bindinterface", Shape::Word},
    {"canonicalizehostname", Shape::Word},
    {"casignaturealgorithms", Shape::Word},
    {"certificatefile", Shape::Collected},
    {"checkhostip", Shape::Flag},
    {"ciphers", Shape::Word},
    {"connecttimeout", Shape::Seconds},
    {"globalknownhostsfile", Shape::Words},
    {"hashknownhosts", Shape::Flag},
    {"hostkeyalgorithms", Shape::Word},
    {"hostkeyalias", Shape::Word},
    {"hostname", Shape::Word},
    {"identitiesonly", Shape::Flag},
    {"identityagent", Shape::Word},
    {"identityfile", Shape::Collected},
    {"ignoreunknown", Shape::Word},
    {"kbdinteractiveauthentication", Shape::Flag},
    {"kexalgorithms", Shape::Word},
    {"knownhostscommand", Shape::Rest},
    {"macs", Shape::Word},
    {"passwordauthentication", Shape::Flag},
    {"port", Shape::Port},
    {"preferredauthentications", Shape::Word},
    {"proxycommand", Shape::Rest},
    {"proxyjump", Shape::Jumps},
    {"pubkeyacceptedalgorithms", Shape::Word},
    {"pubkeyauthentication", Shape::Word},
    {"requiredrsasize", Shape::Number},
    {"revokedhostkeys", Shape::Word},
    {"securitykeyprovider", Shape::Word},
    {"serveralivecountmax", Shape::Number},
    {"serveraliveinterval", Shape::Seconds},
    {"stricthostkeychecking", Shape::Strict},
    {"user", Shape::Word},
    {"userknownhostsfile", Shape::Words},
});

/// Keywords of ssh that do not change how a tunnel is opened here.
constexpr auto kOthers = std::to_array<std::string_view>({
    "addkeystoagent",
    "afstokenpassing",
    "batchmode",
    "canonicaldomains",
    "canonicalizefallbacklocal",
    "canonicalizemaxdots",
    "canonicalizepermittedcnames",
    "challengeresponseauthentication",
    "channeltimeout",
    "cipher",
    "clearallforwardings",
    "compression",
    "compressionlevel",
    "connectionattempts",
    "controlmaster",
    "controlpath",
    "controlpersist",
    "dsaauthentication",
    "dynamicforward",
    "enableescapecommandline",
    "enablesshkeysign",
    "escapechar",
    "exitonforwardfailure",
    "fallbacktorsh",
    "fingerprinthash",
    "forkafterauthentication",
    "forwardagent",
    "forwardx11",
    "forwardx11timeout",
    "forwardx11trusted",
    "gatewayports",
    "gssapiauthentication",
    "gssapidelegatecredentials",
    "gssapikeyexchange",
    "gssapirenewalforcesrekey",
    "gssapiserveridentity",
    "gssapitrustdns",
    "gssapiclientidentity",
    "hostbasedacceptedalgorithms",
    "hostbasedauthentication",
    "hostbasedkeytypes",
    "ipqos",
    "kbdinteractivedevices",
    "keepalive",
    "localcommand",
    "localforward",
    "loglevel",
    "logverbose",
    "nohostauthenticationforlocalhost",
    "numberofpasswordprompts",
    "obscurekeystroketiming",
    "permitlocalcommand",
    "permitremoteopen",
    "pkcs11provider",
    "protocol",
    "proxyusefdpass",
    "rekeylimit",
    "remotecommand",
    "remoteforward",
    "requesttty",
    "rhostsauthentication",
    "rhostsrsaauthentication",
    "rsaauthentication",
    "sendenv",
    "sessiontype",
    "setenv",
    "skeyauthentication",
    "smartcarddevice",
    "stdinnull",
    "streamlocalbindmask",
    "streamlocalbindunlink",
    "syslogfacility",
    "tag",
    "tcpkeepalive",
    "tisauthentication",
    "tunnel",
    "tunneldevice",
    "updatehostkeys",
    "useblacklistedkeys",
    "usekeychain",
    "useprivilegedport",
    "usersh",
    "verifyhostkeydns",
    "visualhostkey",
    "warnweakcrypto",
    "xauthlocation",
});

std::optional<long> wholeNumber(std::string_view text) {
    long value = 0;
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
    return code == std::errc() && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

/// `90`, `90s`, `1m30s`, `2h`, ...
std::optional<long> secondsOf(std::string_view text) {
    long total = 0;
    bool any = false;
    while (!text.empty()) {
        long value = 0;
        const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
        if (code != std::errc() || value < 0) {
            return std::nullopt;
        }
        text.remove_prefix(static_cast<std::size_t>(end - text.data()));
        long unit = 1;
        if (!text.empty()) {
            const std::string_view units = "smhdw";
            constexpr std::array<long, 5> kSeconds{1, 60, 3600, 86400, 604800};
            const std::size_t at = units.find(lowered(text.substr(0, 1)));
            if (at == std::string_view::npos) {
                return std::nullopt;
            }
            unit = kSeconds.at(at);
            text.remove_prefix(1);
        }
        if (value > std::numeric_limits<int>::max() / unit) {
            return std::nullopt;
        }
        total += value * unit;
        any = true;
    }
    return any && total <= std::numeric_limits<int>::max() ? std::optional(total) : std::nullopt;
}

std::optional<bool> flagOf(std::string_view text) {
    const std::string value = lowered(text);
    if (value == "yes" || value == "true") {
        return true;
    }
    return value == "no" || value == "false" ? std::optional(false) : std::nullopt;
}

bool isOneOf(std::string_view text, std::initializer_list<std::string_view> words) {
    return std::ranges::find(words, lowered(text)) != words.end();
}

std::optional<std::string> normalized(Shape shape, const std::string& word) {
    switch (shape) {
    case Shape::Flag: {
        const auto flag = flagOf(word);
        return flag ? std::optional<std::string>(*flag ? "yes" : "no") : std::nullopt;
    }
    case Shape::Seconds: {
        if (word == "none") {
            return "-1";
        }
        const auto seconds = secondsOf(word);
        return seconds ? std::optional(std::to_string(*seconds)) : std::nullopt;
    }
    case Shape::Number: return wholeNumber(word) ? std::optional(word) : std::nullopt;
    case Shape::Port: {
        const auto port = wholeNumber(word);
        return port && *port > 0 && *port <= 65535 ? std::optional(std::to_string(*port)) : std::nullopt;
    }
    case Shape::Strict:
        if (isOneOf(word, {"yes", "true", "no", "false", "off", "ask", "accept-new"})) {
            return isOneOf(word, {"no", "false", "off"}) ? "no"
                   : isOneOf(word, {"yes", "true"})      ? "yes"
                                                         : lowered(word);
        }
        return std::nullopt;
    case Shape::Family: return isOneOf(word, {"any", "inet", "inet6"}) ? std::optional(lowered(word)) : std::nullopt;
    default: return word.empty() ? std::nullopt : std::optional(word);
    }
}

} // namespace

std::optional<std::string> ConfigOptions::take(const ConfigLine& line, bool active) {
    const auto* const option = std::ranges::find(kOptions, line.keyword, &Option::keyword);
    if (option == kOptions.end()) {
        const bool known = std::ranges::find(kOthers, line.keyword) != kOthers.end();
        const bool ignored = std::ranges::any_of(
            m_ignoredUnknown, [&](const std::string& pattern) { return matchesWildcard(line.keyword, pattern); });
        return known || ignored ? std::nullopt : std::optional("'" + line.keyword + "' is not an option of ssh.");
    }
    std::vector<std::string> words;
    if (option->shape == Shape::Rest) {
        words.push_back(line.rest);
    } else if (auto split = splitConfigWords(line.rest)) {
        words = std::move(*split);
    } else {
        return "A quote of '" + line.keyword + "' does not end.";
    }
    if (words.empty() || words.front().empty()) {
        return "'" + line.keyword + "' has no value.";
    }
    if (words.size() > 1 && option->shape != Shape::Words) {
        return "'" + line.keyword + "' takes one value.";
    }
    for (std::string& word : words) {
        auto value = normalized(option->shape, word);
        if (!value) {
            return "'" + word + "' is no value for '" + line.keyword + "'.";
        }
        word = std::move(*value);
    }
    if (!active) {
        return std::nullopt;
    }
    if (option->shape == Shape::Collected) {
        auto& all = m_values[line.keyword];
        if (std::ranges::find(all, words.front()) == all.end()) {
            all.push_back(std::move(words.front()));
        }
        return std::nullopt;
    }
    // A proxy command and a list of jumps exclude each other; what is said first holds.
    const bool jumps = option->shape == Shape::Jumps;
    if ((jumps && has("proxycommand")) || (line.keyword == "proxycommand" && has("proxyjump"))) {
        return std::nullopt;
    }
    if (line.keyword == "ignoreunknown" && !has(line.keyword)) {
        const std::string patterns = lowered(words.front());
        for (const std::string_view pattern : splitAtCommas(patterns)) {
            m_ignoredUnknown.emplace_back(pattern);
        }
    }
    m_values.try_emplace(line.keyword, std::move(words));
    return std::nullopt;
}

bool ConfigOptions::knows(std::string_view keyword) {
    return std::ranges::find(kOptions, keyword, &Option::keyword) != kOptions.end();
}

std::vector<std::string> ConfigOptions::words(std::string_view keyword) const {
    const auto found = m_values.find(keyword);
    return found == m_values.end() ? std::vector<std::string>() : found->second;
}

std::string ConfigOptions::word(std::string_view keyword, std::string_view otherwise) const {
    const auto found = m_values.find(keyword);
    return found == m_values.end() ? std::string(otherwise) : found->second.front();
}

int ConfigOptions::number(std::string_view keyword, int otherwise) const {
    const auto value = wholeNumber(word(keyword));
    return value ? static_cast<int>(*value) : otherwise;
}

bool ConfigOptions::flag(std::string_view keyword, bool otherwise) const {
    return has(keyword) ? word(keyword) == "yes" : otherwise;
}

void ConfigOptions::set(std::string_view keyword, std::vector<std::string> words) {
    m_values.insert_or_assign(std::string(keyword), std::move(words));
}

} // namespace dbv::ssh
