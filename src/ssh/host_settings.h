// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace dbv::ssh {

enum class HostKeyPolicy {
    Ask,       ///< an unknown key is a question
    Strict,    ///< an unknown key is refused
    AcceptNew, ///< an unknown key is kept, a changed one refused
    Off,       ///< as AcceptNew: a changed key is never let through silently
};

enum class AddressFamily { Any, Inet, Inet6 };

/// A line of the configuration that only ssh itself can hold to.
struct SshOnlyLine {
    std::string keyword;
    std::string value;
    /// `FILE, line N`; empty where it is not known.
    std::string place;
};

/// What holds for one host, with every `~`, `%` and `${}` replaced.
struct HostSettings {
    /// The host as it was typed.
    std::string alias;
    std::string hostName;
    std::string user;
    std::uint16_t port = 22;
    std::vector<std::string> identityFiles;
    /// False when these are the usual ones, of which most are not there.
    bool identityFilesGiven = false;
    std::vector<std::string> certificateFiles;
    bool identitiesOnly = false;
    /// The socket of the agent; empty for none.
    std::string agentSocket;
    /// `[user@]host[:port]` each, the first that is dialled first.
    std::vector<std::string> proxyJump;
    std::string proxyCommand;
    std::vector<std::string> userKnownHostsFiles;
    std::vector<std::string> globalKnownHostsFiles;
    HostKeyPolicy hostKeyPolicy = HostKeyPolicy::Ask;
    std::string hostKeyAlias;
    /// As written: a list, or one that begins with `+`, `-` or `^`.
    std::string hostKeyAlgorithms;
    bool hashKnownHosts = false;
    /// The methods in their order.
    std::vector<std::string> authentications;
    std::string securityKeyProvider;
    AddressFamily addressFamily = AddressFamily::Any;
    /// 0 is never.
    int serverAliveIntervalS = 0;
    int serverAliveCountMax = 3;
    /// 0 when nothing is said.
    int connectTimeoutS = 0;
    std::vector<SshOnlyLine> sshOnly;
    /// The line that leaves it to ssh itself what holds, as `'Match exec' (FILE, line N)`; empty when all is known here.
    std::string undecided;
    /// Whether ssh has been asked, so that all of this holds.
    bool settled = false;
};

} // namespace dbv::ssh
