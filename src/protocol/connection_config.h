// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <dbv/connector/params.h>
#include <dbv/connector/tls.h>
#include <dbv/core/ids.h>

namespace dbv::protocol {

/// What a connection asks of TLS: `TlsParams` without its secret, and with files as the user names them.
struct TlsConfig {
    std::optional<TlsMode> mode;
    std::string ca;
    std::string crl;
    std::string cert;
    std::string key;
    std::string serverName;
    std::string minVersion;

    friend bool operator==(const TlsConfig&, const TlsConfig&) = default;
};

/// One machine on the way to a server.
struct SshHop {
    /// A name, an address, or a Host of ssh_config.
    std::string host;
    std::uint16_t port = 0;
    std::string user;

    friend bool operator==(const SshHop&, const SshHop&) = default;
};

/// A way to a server through SSH. What is left empty is read from ssh_config.
struct SshConfig {
    /// The last machine, from which the server is reached; empty for no tunnel.
    SshHop target;
    /// The machines before it, in the order in which they are passed.
    std::vector<SshHop> jump;
    /// `password`, `key`, `agent`, `keyboard-interactive`; empty tries what there is.
    std::string auth;
    std::string keyFile;
    std::string knownHosts;
    /// A host key that was not known, and that the user has looked at: it is accepted, and kept among the known ones.
    std::string acceptFingerprint;

    [[nodiscard]] bool used() const { return !target.host.empty(); }
    friend bool operator==(const SshConfig&, const SshConfig&) = default;
};

/// Where a secret comes from when a front end does not give it.
enum class SecretOrigin : std::uint8_t {
    Usual,       ///< where the engine's own client would find it: its variables and files
    Ask,         ///< from the person, each time; nothing is kept
    Stored,      ///< the store of secrets, under the id in `what`
    Command,     ///< what the command in `what` writes; run again for each session, as tokens expire
    Environment, ///< the environment variable in `what`, of this process
};

struct SecretSource {
    SecretOrigin origin = SecretOrigin::Usual;
    /// An id, a command line or the name of a variable, never a secret.
    std::string what;

    friend bool operator==(const SecretSource&, const SecretSource&) = default;
};

/// Where the secrets of a connection come from.
struct SecretSources {
    SecretSource password;
    SecretSource tlsKeyPassword;
    SecretSource sshPassword;
    SecretSource sshPassphrase;

    friend bool operator==(const SecretSources&, const SecretSources&) = default;
};

/// How a user names a database: a URL, or the same in parts. Never carries a secret.
struct ConnectionConfig {
    /// `sqlite:/path/file.db` and the like; empty when the parts below are used.
    std::string url;
    /// The connector's id; empty asks for the one that opens the URL's scheme.
    std::string connector;
    std::string host;
    std::uint16_t port = 0;
    std::string user;
    std::string database;
    TlsConfig tls;
    SshConfig ssh;
    SecretSources secrets;
    std::map<std::string, std::string, std::less<>> options;
    Safety safety = Safety::Confirm;
    /// Where `safety` confirms: an UPDATE, DELETE or MERGE, or an INSERT that overwrites, of more rows than these is asked about, which
    /// is measured first; with 0 each is. Nothing: those alone whose condition no row fails.
    std::optional<std::uint64_t> askAbove;
    /// Relative paths start here; empty is the process's working directory.
    std::string workingDirectory;

    friend bool operator==(const ConnectionConfig&, const ConnectionConfig&) = default;
};

/// What a server is for. It gives a connection its colour, and a new one its safety.
enum class Environment : std::uint8_t { None, Local, Test, Staging, Production };

/// What a connection may do where nobody has chosen it: one of production is not written to.
[[nodiscard]] constexpr Safety usualSafety(Environment environment) {
    return environment == Environment::Production ? Safety::ReadOnly : Safety::Confirm;
}

/// A connection that the user keeps.
struct SavedConnection {
    std::string name;
    ConnectionConfig config;
    /// Folders from the outside in, divided by `/`; empty for none.
    std::string group;
    Environment environment = Environment::None;
    bool favourite = false;
    /// Larger is more recent; 0 was never opened. Kept by the store.
    std::int64_t used = 0;

    /// Below this `used` counts uses, as it once did; from it on it is the moment of the last one, in milliseconds since
    /// 1970, UTC.
    static constexpr std::int64_t kFirstMoment = 1'000'000'000'000;

    friend bool operator==(const SavedConnection&, const SavedConnection&) = default;
};

/// The secrets of a connection, by where a front end has left them; 0 where there is none.
struct SecretIds {
    SecretId password;
    SecretId tlsKeyPassword;
    SecretId sshPassword;
    SecretId sshPassphrase;

    friend bool operator==(const SecretIds&, const SecretIds&) = default;
};

/// What to connect to: a saved connection by its name, or a configuration.
struct ConnectionTarget {
    std::string saved;
    ConnectionConfig config;
    SecretIds secrets;
    /// Whether somebody hears the questions of the opening (`QuestionRaised`) and answers them.
    bool canAnswer = false;
    /// What people call it, where `saved` does not name it: the history keeps its statements under this name.
    std::string title = {};

    friend bool operator==(const ConnectionTarget&, const ConnectionTarget&) = default;
};

} // namespace dbv::protocol
