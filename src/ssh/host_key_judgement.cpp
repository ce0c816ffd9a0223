// SPDX-License-Identifier: Apache-2.0
#include "ssh/host_key_judgement.h"

#include "ssh/host_key_algorithms.h"
#include "ssh/key_print.h"

namespace dbv::ssh {

namespace {

std::string storedKeys(const HostKeyCheck& check) {
    std::string text;
    for (const StoredHostKey& key : check.stored) {
        text += (text.empty() ? "" : ", ") + key.type + " " + key.fingerprint + " (" + key.file + ":" +
                std::to_string(key.line) + ")";
    }
    return text;
}

} // namespace

Error hostKeyRefusal(const HostSettings& settings, const HostKeyCheck& check, std::string_view blob) {
    const std::string offered = keyTypeOf(blob) + " " + fingerprintOf(blob);
    Error error =
        check.verdict == HostKeyVerdict::Revoked
            ? makeError(ErrorKind::HostKeyChanged,
                        "the host key is revoked: the server shows " + offered + ", revoked by " + storedKeys(check) +
                            ".",
                        "Do not connect. Ask who runs the server.")
            : makeError(
                  ErrorKind::HostKeyChanged,
                  "the host key has changed: the server shows " + offered + ", known is " + storedKeys(check) + ".",
                  "Somebody may be in between. If the server was set up anew, remove the old line: ssh-keygen -R '" +
                      knownHostsName(hostKeyName(settings), hostKeyPort(settings)) + "'.");
    error.detail = "offered: " + offered + "\nstored: " + storedKeys(check);
    return error;
}

HostKeyQuestion hostKeyQuestion(const std::string& hop, const HostSettings& settings, const HostKeyCheck& check,
                                std::string_view blob) {
    return {.hop = hop,
            .host = hostKeyName(settings),
            .port = hostKeyPort(settings),
            .type = keyTypeOf(blob),
            .fingerprint = fingerprintOf(blob),
            .md5Fingerprint = md5FingerprintOf(blob),
            .otherKeys = check.stored};
}

Error strictlyUnknown(const HostKeyQuestion& question) {
    Error error = hostKeyUnknownError(question);
    error.hint = "StrictHostKeyChecking forbids new keys: add it to known_hosts after you have compared it.";
    return error;
}

std::string keepHostKey(const HostSettings& settings, std::string_view blob) {
    if (settings.userKnownHostsFiles.empty()) {
        return {};
    }
    const std::string& file = settings.userKnownHostsFiles.front();
    const auto kept =
        appendKnownHost(file, hostKeyName(settings), hostKeyPort(settings), blob, settings.hashKnownHosts);
    return kept ? ", kept in " + file : ", not kept: " + kept.error().message;
}

} // namespace dbv::ssh
