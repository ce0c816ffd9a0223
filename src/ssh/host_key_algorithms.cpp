// SPDX-License-Identifier: Apache-2.0
#include "ssh/host_key_algorithms.h"

#include <algorithm>
#include <iterator>

#include "ssh/host_pattern.h"
#include "ssh/wire.h"

namespace dbv::ssh {

namespace {

bool isIn(const std::vector<std::string>& words, std::string_view word) {
    return std::ranges::find(words, word) != words.end();
}

/// Those that are wanted come first; both parts keep their order.
template <class Wanted>
void putFirst(std::vector<std::string>& words, const Wanted& wanted) {
    std::vector<std::string> ordered;
    ordered.reserve(words.size());
    std::ranges::copy_if(words, std::back_inserter(ordered), wanted);
    std::ranges::copy_if(words, std::back_inserter(ordered), [&](const std::string& word) { return !wanted(word); });
    words = std::move(ordered);
}

/// Those that match one of the patterns come first (or, not `wanted`, are left out).
void order(std::vector<std::string>& algorithms, std::string_view list, bool wanted) {
    const std::vector<std::string_view> patterns = splitAtCommas(list);
    const auto matches = [&](const std::string& algorithm) {
        return matchPatterns(algorithm, patterns) == PatternMatch::Matched;
    };
    if (wanted) {
        putFirst(algorithms, matches);
    } else {
        std::erase_if(algorithms, matches);
    }
}

} // namespace

KnownHosts knownHostsOf(const HostSettings& settings) {
    KnownHosts known;
    for (const auto* files : {&settings.userKnownHostsFiles, &settings.globalKnownHostsFiles}) {
        for (const std::string& file : *files) {
            known.readFile(file);
        }
    }
    return known;
}

std::string hostKeyName(const HostSettings& settings) {
    return settings.hostKeyAlias.empty() ? settings.hostName : settings.hostKeyAlias;
}

std::uint16_t hostKeyPort(const HostSettings& settings) {
    return settings.hostKeyAlias.empty() ? settings.port : std::uint16_t{22};
}

std::vector<std::string> hostKeyAlgorithms(const HostSettings& settings, const KnownHosts& known, bool rsa) {
    std::vector<std::string> algorithms{"ssh-ed25519", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384",
                                        "ecdsa-sha2-nistp521"};
    if (rsa) {
        algorithms.insert(algorithms.end(), {"rsa-sha2-512", "rsa-sha2-256"});
    }
    const std::string_view list = settings.hostKeyAlgorithms;
    if (!list.empty() && list.find_first_of("+-^") != 0) {
        std::vector<std::string> named;
        for (const std::string_view name : splitAtCommas(list)) {
            if (isIn(algorithms, name)) {
                named.emplace_back(name);
            }
        }
        return named;
    }
    std::vector<std::string> stored = known.keyTypes(hostKeyName(settings), hostKeyPort(settings));
    if (isIn(stored, "ssh-rsa")) {
        stored.insert(stored.end(), {"rsa-sha2-512", "rsa-sha2-256"});
    }
    putFirst(algorithms, [&](const std::string& algorithm) { return isIn(stored, algorithm); });
    if (list.starts_with('-') || list.starts_with('^')) {
        order(algorithms, list.substr(1), list.starts_with('^'));
    }
    return algorithms;
}

std::vector<std::string> offeredHostKeyAlgorithms(std::string_view greeting) {
    while (!greeting.starts_with("SSH-")) {
        const std::size_t end = greeting.find('\n');
        if (end == std::string_view::npos) {
            return {};
        }
        greeting.remove_prefix(end + 1);
    }
    const std::size_t end = greeting.find('\n');
    if (end == std::string_view::npos) {
        return {};
    }
    WireReader packet(greeting.substr(end + 1));
    const auto size = packet.number();
    const auto padding = packet.byte();
    const auto kind = packet.byte();
    constexpr std::uint8_t kKeyExchangeInit = 20;
    if (!size || !padding || kind != kKeyExchangeInit || packet.rest().size() < 16) {
        return {};
    }
    WireReader lists(packet.rest().substr(16));
    const auto exchanges = lists.text();
    const auto hostKeys = lists.text();
    std::vector<std::string> offered;
    if (exchanges && hostKeys) {
        for (const std::string_view name : splitAtCommas(*hostKeys)) {
            offered.emplace_back(name);
        }
    }
    return offered;
}

std::string joinedWithCommas(const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& word : words) {
        text += (text.empty() ? "" : ",") + word;
    }
    return text;
}

} // namespace dbv::ssh
