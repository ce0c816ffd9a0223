// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <dbv/core/result.h>
#include <dbv/core/secret.h>

#include "protocol/connection_config.h"

namespace dbv::connect {

/// The secrets of a section of a `pg_service.conf`; empty where it has none.
struct ServiceSecrets {
    Secret password;
    /// Of the client's key.
    Secret keyPassword;
};

/// Where the option `service` names a section of the user's `pg_service.conf`, what that says goes behind what the connection
/// says itself, as libpq has it.
/// Errors: NotFound, IoError; InvalidInput with file and line. Blocks: on the disk.
[[nodiscard]] Result<ServiceSecrets> takeService(protocol::ConnectionConfig& parts);

} // namespace dbv::connect
