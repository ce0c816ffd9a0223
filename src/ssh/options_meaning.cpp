// SPDX-License-Identifier: Apache-2.0
#include "ssh/options_meaning.h"

#include <algorithm>
#include <array>
#include <utility>

#include "ssh/config_tokens.h"
#include "ssh/host_pattern.h"

namespace dbv::ssh {

namespace {

constexpr auto kUsualKeys =
    std::to_array<std::string_view>({"id_rsa", "id_ecdsa", "id_ecdsa_sk", "id_ed25519", "id_ed25519_sk"});

/// Options that ssh alone holds to, and how they are written.
constexpr auto kSshOnly = std::to_array<std::pair<std::string_view, std::string_view>>({
    {"bindaddress", "BindAddress"},
    {"bindinterface", "BindInterface"},
    {"casignaturealgorithms", "CASignatureAlgorithms"},
    {"checkhostip", "CheckHostIP"},
    {"ciphers", "Ciphers"},
    {"kexalgorithms", "KexAlgorithms"},
    {"knownhostscommand", "KnownHostsCommand"},
    {"macs", "MACs"},
    {"pubkeyacceptedalgorithms", "PubkeyAcceptedAlgorithms"},
    {"requiredrsasize", "RequiredRSASize"},
    {"revokedhostkeys", "RevokedHostKeys"},
});

HostKeyPolicy policyOf(std::string_view word) {
    if (word == "yes") {
        return HostKeyPolicy::Strict;
    }
    if (word == "accept-new") {
        return HostKeyPolicy::AcceptNew;
    }
    return word == "no" ? HostKeyPolicy::Off : HostKeyPolicy::Ask;
}

AddressFamily familyOf(std::string_view word) {
    return word == "inet" ? AddressFamily::Inet : word == "inet6" ? AddressFamily::Inet6 : AddressFamily::Any;
}

/// Turns the options that were found into what they mean.
class SettingsBuilder {
public:
    SettingsBuilder(const ConfigPlace& place, const ConfigQuestion& question, const ConfigOptions& options,
                    const OptionPlaces& places, std::vector<Note>& notes)
        : m_place(place), m_options(options), m_places(places), m_notes(notes) {
        m_settings.alias = question.host;
        m_settings.hostName = lowered(expandHostName(options.word("hostname", question.host), question.host));
        m_settings.user = options.word("user", place.localUser);
        m_settings.port = static_cast<std::uint16_t>(options.number("port", 22));
        m_settings.hostKeyAlias = options.word("hostkeyalias");
        m_values = {question.host, m_settings.hostName, m_settings.hostKeyAlias, m_settings.user,
                    std::to_string(m_settings.port)};
    }

    HostSettings build() {
        setKeys();
        setHostKeys();
        setRoute();
        setSshOnly();
        return std::move(m_settings);
    }

private:
    std::vector<std::string> paths(std::string_view keyword) {
        std::vector<std::string> expanded;
        for (const std::string& word : m_options.words(keyword)) {
            if (lowered(word) == "none") {
                continue;
            }
            if (auto path = expandPath(word, m_place, m_values)) {
                expanded.push_back(std::move(*path));
            } else {
                m_notes.push_back({{}, 0, "'" + word + "' of '" + std::string(keyword) + "' can not be resolved."});
            }
        }
        return expanded;
    }

    void setKeys() {
        m_settings.identityFiles = paths("identityfile");
        m_settings.identityFilesGiven = m_options.has("identityfile");
        if (!m_settings.identityFilesGiven) {
            for (const std::string_view name : kUsualKeys) {
                m_settings.identityFiles.push_back((m_place.home / ".ssh" / name).string());
            }
        }
        m_settings.certificateFiles = paths("certificatefile");
        m_settings.identitiesOnly = m_options.flag("identitiesonly", false);
        m_settings.securityKeyProvider = m_options.word("securitykeyprovider");
        setAgent();
        const std::string methods =
            m_options.word("preferredauthentications", "publickey,keyboard-interactive,password");
        for (const std::string_view method : splitAtCommas(methods)) {
            if (!isSwitchedOff(method)) {
                m_settings.authentications.emplace_back(method);
            }
        }
    }

    bool isSwitchedOff(std::string_view method) const {
        return (method == "publickey" && m_options.word("pubkeyauthentication") == "no") ||
               (method == "password" && !m_options.flag("passwordauthentication", true)) ||
               (method == "keyboard-interactive" && !m_options.flag("kbdinteractiveauthentication", true));
    }

    void setAgent() {
        const std::string word = m_options.word("identityagent", "SSH_AUTH_SOCK");
        const bool named = word == "SSH_AUTH_SOCK" || (word.starts_with('$') && !word.starts_with("${"));
        if (named) {
            const auto found = m_place.environment.find(word.starts_with('$') ? word.substr(1) : word);
            m_settings.agentSocket = found == m_place.environment.end() ? std::string() : found->second;
            return;
        }
        const std::vector<std::string> found = paths("identityagent");
        m_settings.agentSocket = found.empty() ? std::string() : found.front();
    }

    void setHostKeys() {
        m_settings.hostKeyPolicy = policyOf(m_options.word("stricthostkeychecking"));
        m_settings.hostKeyAlgorithms = m_options.word("hostkeyalgorithms");
        m_settings.hashKnownHosts = m_options.flag("hashknownhosts", false);
        const std::filesystem::path ssh = m_place.home / ".ssh";
        m_settings.userKnownHostsFiles =
            m_options.has("userknownhostsfile")
                ? paths("userknownhostsfile")
                : std::vector{(ssh / "known_hosts").string(), (ssh / "known_hosts2").string()};
        m_settings.globalKnownHostsFiles =
            m_options.has("globalknownhostsfile")
                ? paths("globalknownhostsfile")
                : std::vector<std::string>{"/etc/ssh/ssh_known_hosts", "/etc/ssh/ssh_known_hosts2"};
    }

    void setRoute() {
        const std::string jumps = m_options.word("proxyjump");
        if (!jumps.empty() && lowered(jumps) != "none") {
            for (const std::string_view jump : splitAtCommas(jumps)) {
                m_settings.proxyJump.emplace_back(jump);
            }
        }
        const std::string command = m_options.word("proxycommand");
        m_settings.proxyCommand = lowered(command) == "none" ? std::string() : command;
        m_settings.addressFamily = familyOf(m_options.word("addressfamily"));
        m_settings.serverAliveIntervalS = std::max(m_options.number("serveraliveinterval", 0), 0);
        m_settings.serverAliveCountMax = std::max(m_options.number("serveralivecountmax", 3), 0);
        m_settings.connectTimeoutS = std::max(m_options.number("connecttimeout", 0), 0);
    }

    /// What the built-in SSH can not hold to must not be passed over: ssh would refuse where we would connect.
    void setSshOnly() {
        for (const auto& [keyword, name] : kSshOnly) {
            std::string value = m_options.word(keyword);
            const bool isPath = keyword == "revokedhostkeys";
            const bool mayBeNone = isPath || keyword == "knownhostscommand";
            if (value.empty() || (mayBeNone && lowered(value) == "none") ||
                (keyword == "checkhostip" && value == "no")) {
                continue;
            }
            if (isPath) {
                value = expandPath(value, m_place, m_values).value_or(value);
            }
            const auto place = m_places.find(keyword);
            m_settings.sshOnly.push_back(
                {std::string(name), std::move(value), place == m_places.end() ? std::string() : place->second});
        }
    }

    const ConfigPlace& m_place;
    const ConfigOptions& m_options;
    const OptionPlaces& m_places;
    std::vector<Note>& m_notes;
    HostSettings m_settings;
    TokenValues m_values;
};

} // namespace

HostSettings meaningOf(const ConfigPlace& place, const ConfigQuestion& question, const ConfigOptions& options,
                       const OptionPlaces& places, std::vector<Note>& notes) {
    return SettingsBuilder(place, question, options, places, notes).build();
}

} // namespace dbv::ssh
