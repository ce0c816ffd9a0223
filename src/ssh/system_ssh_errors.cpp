// SPDX-License-Identifier: Apache-2.0
#include "ssh/system_ssh_errors.h"

#include <algorithm>
#include <array>

namespace dbv::ssh {

namespace {

struct Saying {
    std::string_view text;
    ErrorKind kind;
    std::string_view hint;
};

/// The first that is found decides.
constexpr std::array<Saying, 9> kSayings{{
    {"REMOTE HOST IDENTIFICATION HAS CHANGED", ErrorKind::HostKeyChanged,
     "Somebody may be in between. If the server was set up anew, remove the old line with `ssh-keygen -R`."},
    {"REVOKED HOST KEY", ErrorKind::HostKeyChanged, "Do not connect. Ask who runs the server."},
    {"host key is known for", ErrorKind::HostKeyUnknown,
     "Log in once with ssh in a terminal, compare the fingerprint, and accept it."},
    {"Host key verification failed", ErrorKind::HostKeyUnknown,
     "Log in once with ssh in a terminal, compare the fingerprint, and accept it."},
    {"Permission denied", ErrorKind::AuthenticationFailed,
     "Check the user name, and which of your keys the server knows."},
    {"Too many authentication failures", ErrorKind::AuthenticationFailed,
     "Each key is an attempt: choose the key file of this connection, or set IdentitiesOnly yes and one IdentityFile."},
    {"timed out", ErrorKind::TimedOut, "Check the host and port, firewalls, and the network."},
    {"Could not resolve hostname", ErrorKind::ConnectionFailed,
     "Check the spelling of the host name, and the network."},
    {"Connection refused", ErrorKind::ConnectionFailed, "Check the host and port, and that the SSH server runs."},
}};

std::string lastLine(std::string_view text) {
    while (!text.empty()) {
        const std::size_t end = text.find_last_not_of("\r\n ");
        if (end == std::string_view::npos) {
            return {};
        }
        text = text.substr(0, end + 1);
        const std::size_t begin = text.rfind('\n');
        const std::string_view line = begin == std::string_view::npos ? text : text.substr(begin + 1);
        // What the end of a jump says is only a consequence.
        if (!line.starts_with("Connection closed by UNKNOWN") && !line.starts_with("kex_exchange_identification")) {
            return std::string(line);
        }
        text = text.substr(0, begin == std::string_view::npos ? 0 : begin);
    }
    return {};
}

} // namespace

Error systemSshError(std::string_view output, const std::string& hop) {
    Error error = makeError(ErrorKind::SshFailed, {}, "Try the same with ssh in a terminal.");
    const auto* const found = std::ranges::find_if(
        kSayings, [&](const Saying& saying) { return output.find(saying.text) != std::string_view::npos; });
    if (found != kSayings.end()) {
        error.kind = found->kind;
        error.hint = found->hint;
    }
    const std::string line = lastLine(output);
    error.message = hop + ": the system's ssh says: " + (line.empty() ? "nothing, and it ended." : line);
    error.detail = output;
    return error;
}

} // namespace dbv::ssh
