// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "ssh/host_key_algorithms.h"
#include "ssh/system_ssh.h"

namespace dbv::ssh {

namespace {

/// In quotes, as ssh reads it. Line breaks have no way to be written.
std::string inQuotes(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '\n' || c == '\r') {
            continue;
        }
        if (c == '"' || c == '\\') {
            out += '\\';
        }
        out += c;
    }
    return out + "\"";
}

/// A text whose `%` are no tokens any more.
std::string withoutTokens(std::string_view text) {
    std::string out;
    for (const char c : text) {
        out += c == '%' ? "%%" : std::string(1, c);
    }
    return out;
}

std::string plain(std::string_view text) {
    return inQuotes(withoutTokens(text));
}

class HostBlock {
public:
    explicit HostBlock(const std::string& name) : m_text("Host " + name + "\n") {}
    void add(std::string_view keyword, const std::string& value) {
        m_text.append("  ").append(keyword).append(" ").append(value).append("\n");
    }
    void addEach(std::string_view keyword, const std::vector<std::string>& values) {
        for (const std::string& value : values) {
            add(keyword, plain(value));
        }
    }
    void addAll(std::string_view keyword, const std::vector<std::string>& values) {
        std::string all;
        for (const std::string& value : values) {
            all += (all.empty() ? "" : " ") + plain(value);
        }
        add(keyword, all.empty() ? "none" : all);
    }
    void addIf(std::string_view keyword, const std::string& value) {
        if (!value.empty()) {
            add(keyword, inQuotes(value));
        }
    }
    [[nodiscard]] const std::string& text() const { return m_text; }

private:
    std::string m_text;
};

std::string familyName(AddressFamily family) {
    return family == AddressFamily::Inet ? "inet" : family == AddressFamily::Inet6 ? "inet6" : "any";
}

/// A command for whom the host is called otherwise than here: `%n` is the host as the user has typed it, and `%k`, where
/// the command may have that, the name of its key.
std::string commandOf(const HostSettings& settings, std::string_view command, bool knowsKeyNames) {
    std::string text;
    for (std::size_t i = 0; i < command.size(); ++i) {
        const char token = command[i] == '%' && i + 1 < command.size() ? command[i + 1] : '\0';
        if (token == 'n') {
            text += withoutTokens(settings.alias);
        } else if (token == 'k' && knowsKeyNames) {
            text += withoutTokens(settings.hostKeyAlias.empty() ? settings.alias : settings.hostKeyAlias);
        } else {
            text += command.substr(i, token == '\0' ? 1 : 2);
        }
        i += token == '\0' ? 0 : 1;
    }
    return text;
}

/// The user's own command for known keys; empty for none.
std::string keyCommandOf(const HostSettings& settings) {
    const auto own = std::ranges::find(settings.sshOnly, "KnownHostsCommand", &SshOnlyLine::keyword);
    return own == settings.sshOnly.end() ? std::string() : commandOf(settings, own->value, true);
}

std::string hostName(std::size_t hop, std::size_t hops) {
    return hop + 1 == hops ? kSystemSshHost : "dbvis-jump-" + std::to_string(hop + 1);
}

} // namespace

std::string systemSshConfig(const TunnelSpec& spec, const std::filesystem::path& folder) {
    std::string text;
    for (std::size_t hop = 0; hop < spec.hops.size(); ++hop) {
        const HostSettings& settings = spec.hops[hop];
        HostBlock block(hostName(hop, spec.hops.size()));
        block.add("HostName", plain(settings.hostName));
        block.add("Port", std::to_string(settings.port));
        block.add("User", inQuotes(settings.user));
        block.addEach("IdentityFile", settings.identityFiles);
        block.addEach("CertificateFile", settings.certificateFiles);
        block.add("IdentitiesOnly", settings.identitiesOnly ? "yes" : "no");
        block.add("IdentityAgent", settings.agentSocket.empty() ? "none" : plain(settings.agentSocket));
        const std::string keyCommand = keyCommandOf(settings);
        std::vector<std::string> known = settings.userKnownHostsFiles;
        if (!folder.empty()) {
            known.insert(known.begin(), (folder / "new-keys").string());
            if (keyCommand.empty()) {
                // Versions before 8.5 do not know it.
                block.add("IgnoreUnknown", "KnownHostsCommand");
            }
            block.add("KnownHostsCommand",
                      plain((folder / kNoteKeyName).string()) + " " + std::to_string(hop) + " %I %K " + keyCommand);
        } else if (!keyCommand.empty()) {
            block.add("KnownHostsCommand", keyCommand);
        }
        for (const SshOnlyLine& line : settings.sshOnly) {
            if (line.keyword != "KnownHostsCommand") {
                block.add(line.keyword, line.keyword == "RevokedHostKeys" ? plain(line.value) : inQuotes(line.value));
            }
        }
        block.addAll("UserKnownHostsFile", known);
        block.addAll("GlobalKnownHostsFile", settings.globalKnownHostsFiles);
        const bool acceptsNew =
            settings.hostKeyPolicy == HostKeyPolicy::AcceptNew || settings.hostKeyPolicy == HostKeyPolicy::Off;
        const bool asks = settings.hostKeyPolicy == HostKeyPolicy::Ask && !folder.empty();
        block.add("StrictHostKeyChecking", acceptsNew ? "accept-new" : asks ? "ask" : "yes");
        block.add("HashKnownHosts", settings.hashKnownHosts ? "yes" : "no");
        block.add("UpdateHostKeys", "no");
        block.addIf("HostKeyAlias", settings.hostKeyAlias);
        block.addIf("HostKeyAlgorithms", settings.hostKeyAlgorithms);
        block.addIf("SecurityKeyProvider", settings.securityKeyProvider);
        block.addIf("PreferredAuthentications", joinedWithCommas(settings.authentications));
        block.add("AddressFamily", familyName(settings.addressFamily));
        block.add("ServerAliveInterval", std::to_string(settings.serverAliveIntervalS));
        block.add("ServerAliveCountMax", std::to_string(settings.serverAliveCountMax));
        const auto seconds = std::max<std::uint64_t>((std::uint64_t{spec.connectTimeoutMs} + 999) / 1000, 1);
        // The time in which a person is asked about the jump before it would count for a hop; the tunnel's own limit holds.
        block.add("ConnectTimeout", hop > 0                        ? "none"
                                    : settings.connectTimeoutS > 0 ? std::to_string(settings.connectTimeoutS)
                                                                   : std::to_string(seconds));
        if (hop > 0) {
            block.add("ProxyJump", hostName(hop - 1, spec.hops.size()));
        } else if (!settings.proxyCommand.empty()) {
            block.add("ProxyCommand", commandOf(settings, settings.proxyCommand, false));
        }
        block.add("BatchMode", folder.empty() ? "yes" : "no");
        block.add("Compression", "no");
        block.add("ForwardAgent", "no");
        block.add("ForwardX11", "no");
        text += block.text();
    }
    return text;
}

} // namespace dbv::ssh
