// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>

#include <dbv/connector/connector_info.h>
#include <dbv/connector/params.h>
#include <dbv/core/result.h>

#include "protocol/values.h"

namespace dbv::connect {

/// Which connector opens a configuration, and what it is given.
struct ResolvedTarget {
    std::string connectorId;
    ConnectParams params;
};

/// A file as the user names it, from the folder where the connection's relative paths start; `~/` is the user's own.
/// Empty stays empty.
[[nodiscard]] std::string absoluteFile(const std::string& file, const std::string& workingDirectory);

/// Reads a configuration, by its URL or by its parts, and finds the connector for it among those that are installed.
///
/// A URL's own parts come first; `options` of the configuration are added to them, and two different values for one
/// option are an error. A plain file path goes to the connector that opens its file name ending, or to the only one
/// that opens files at all.
/// Secrets are the caller's to add, but for those of a section of `pg_service.conf` that the configuration names (`takeService`).
/// Files of TLS become absolute.
/// Errors: InvalidInput with the place in the URL; Unsupported, naming what is installed, when no connector fits; those of
/// `takeService`. Blocks: on the disk.
[[nodiscard]] Result<ResolvedTarget> resolveTarget(const protocol::ConnectionConfig& config,
                                                   std::span<const ConnectorInfo> connectors);

/// Whether something that is installed opens such a configuration at all: one that nothing opens is a slip of the pen. Where
/// nothing is installed, nothing is known.
/// Errors: InvalidInput, naming what is installed.
[[nodiscard]] Result<void> checkOpenable(const protocol::ConnectionConfig& config,
                                         std::span<const ConnectorInfo> connectors);

} // namespace dbv::connect
