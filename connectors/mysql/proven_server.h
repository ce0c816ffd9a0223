// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include <dbv/connector/tls.h>
#include <dbv/core/result.h>

#include "mysql/open_plan.h"
#include "network/socket_io.h"

namespace dbv::mysql {

/// What a server has proved in a handshake of our own.
struct ProvenServer {
    /// Of its own certificate, as the client library compares it. Empty for a server without TLS, where that is only preferred.
    std::string pin;
    std::vector<CertificateInfo> chain;
    /// `TLSv1.3, TLS_AES_256_GCM_SHA384`
    std::string agreed;
};

/// Lets a server prove who it is, as `plan.tlsMode` demands, before the client library says a word to it.
///
/// The library goes on without encryption when the server has none, and checks names against the address that it dials,
/// which is a tunnel's where there is one. So chain, revocation, dates and name are checked here, on a line of its own
/// that ends before anybody logs in, and the library is bound to exactly this certificate: it then refuses a line
/// without TLS or with another certificate before it sends anything.
/// `untilJudged` waits for what a server says that wants a certificate of ours; it says so only after the handshake.
/// Blocks: as `patience` has it.
/// Errors: TlsFailed, ConnectionFailed, Busy, AuthenticationFailed (the host may not come), TimedOut, Cancelled.
[[nodiscard]] Result<ProvenServer> proveServer(const OpenPlan& plan, const network::Address& address,
                                               const network::Patience& patience, bool untilJudged = false);

/// Remembers for a few minutes what servers have proved, so that the next session costs one handshake and not two.
///
/// Thread: any.
class ProvenServers {
public:
    [[nodiscard]] std::optional<ProvenServer> find(const OpenPlan& plan) const;
    void keep(const OpenPlan& plan, ProvenServer server);
    void forget(const OpenPlan& plan);

private:
    struct Entry {
        ProvenServer server;
        std::chrono::steady_clock::time_point until;
    };

    mutable std::mutex m_mutex;
    std::map<std::string, Entry> m_servers;
};

} // namespace dbv::mysql
