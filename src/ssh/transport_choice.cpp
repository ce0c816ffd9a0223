// SPDX-License-Identifier: Apache-2.0
#include "ssh/transport_choice.h"

#include <algorithm>
#include <filesystem>

#include <libssh2.h>

#include "ssh/host_key_algorithms.h"
#include "ssh/key_print.h"
#include "ssh/private_key.h"

namespace dbv::ssh {

namespace {

/// A certificate that ssh would use: one that is named, or that lies beside a key.
std::string certificateOf(const HostSettings& settings) {
    if (!settings.certificateFiles.empty()) {
        return settings.certificateFiles.front();
    }
    for (const std::string& file : settings.identityFiles) {
        std::error_code code;
        if (std::string beside = file + "-cert.pub"; std::filesystem::exists(beside, code)) {
            return beside;
        }
    }
    return {};
}

/// A key on a device that the user has named; the usual names are tried only when nothing else works.
std::string deviceKeyOf(const HostSettings& settings) {
    if (!settings.identityFilesGiven) {
        return {};
    }
    const auto onDevice = [](const std::string& file) {
        const auto blob = publicBlobOf(file);
        return blob && keyTypeOf(*blob).starts_with("sk-");
    };
    const auto found = std::ranges::find_if(settings.identityFiles, onDevice);
    return found == settings.identityFiles.end() ? std::string() : *found;
}

std::string reasonFor(const HostSettings& settings) {
    if (!settings.undecided.empty()) {
        return settings.undecided + " decides what holds for it";
    }
    if (!settings.sshOnly.empty()) {
        const SshOnlyLine& line = settings.sshOnly.front();
        return line.keyword + " is set" + (line.place.empty() ? std::string() : " (" + line.place + ")");
    }
    if (!settings.proxyCommand.empty()) {
        return "ProxyCommand is set";
    }
    if (const std::string file = certificateOf(settings); !file.empty()) {
        return "it logs in with the certificate " + file;
    }
    if (const std::string file = deviceKeyOf(settings); !file.empty()) {
        return "the key " + file + " is on a device";
    }
    const KnownHosts known = knownHostsOf(settings);
    const std::vector<std::string> types = known.keyTypes(hostKeyName(settings), hostKeyPort(settings));
    if (types.empty() && known.hasCertificateAuthority(hostKeyName(settings), hostKeyPort(settings))) {
        return "a certificate authority vouches for the host";
    }
    const bool onlyRsa =
        !types.empty() && std::ranges::all_of(types, [](const auto& type) { return type == "ssh-rsa"; });
    if (onlyRsa && libssh2_version(0x010b00) == nullptr) {
        return "only an RSA key of the host is known";
    }
    if (hostKeyAlgorithms(settings, known, libssh2_version(0x010b00) != nullptr).empty()) {
        return "HostKeyAlgorithms names nothing that the built-in SSH can check";
    }
    return {};
}

} // namespace

std::string reasonForSystemSsh(const TunnelSpec& spec) {
    for (std::size_t hop = 0; hop < spec.hops.size(); ++hop) {
        if (const std::string reason = reasonFor(spec.hops[hop]); !reason.empty()) {
            return hopName(spec, hop) + ": " + reason;
        }
    }
    return {};
}

} // namespace dbv::ssh
