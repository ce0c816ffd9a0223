// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <dbv/connector/opening_steps.h>
#include <dbv/core/result.h>

#include "mysql/client.h"
#include "mysql/open_plan.h"
#include "mysql/proven_server.h"
#include "network/socket_io.h"

namespace dbv::mysql {

/// An open connection, and how it came about.
struct OpenedLine {
    Connection connection;
    /// Where the line was laid to in the end; another line there leads to the same server.
    network::Address address;
    std::vector<CertificateInfo> chain;
};

/// Finds the addresses of a plan. Errors: ConnectionFailed, TimedOut, Cancelled.
[[nodiscard]] Result<std::vector<network::Address>> findAddresses(const OpenPlan& plan,
                                                                  const network::Patience& patience);

/// Lays the line to a server and logs in: tries the addresses one after the other.
/// Blocks: as `patience` has it.
/// Errors: ConnectionFailed, AuthenticationFailed, TlsFailed, TimedOut, NotFound, Busy, Cancelled.
[[nodiscard]] Result<OpenedLine> openLine(const OpenPlan& plan, const std::vector<network::Address>& addresses,
                                          ProvenServers& proven, const network::Patience& patience,
                                          OpeningSteps& steps);

} // namespace dbv::mysql
