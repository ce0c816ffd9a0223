// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <dbv/core/secret.h>

#include "protocol/connection_config.h"
#include "protocol/usual_safety.h"

namespace dbv::imports {

/// How much of a connection was taken over.
enum class ImportState : std::uint8_t {
    Complete, ///< all that the other program had
    Partly,   ///< something is missing, which the remarks name
    Refused,  ///< it can not be opened here; the configuration holds no more than a name
};

/// One connection of another program. Its secrets are beside the configuration, never in it.
struct ImportItem {
    protocol::SavedConnection connection;
    Secret password;
    /// For an encrypted key of TLS.
    Secret tlsKeyPassword;
    Secret sshPassword;
    /// For an encrypted key of SSH.
    Secret sshPassphrase;
    ImportState state = ImportState::Complete;
    /// Sentences: what was left out, and what to do.
    std::vector<std::string> remarks;
    /// The other side has not said what may be done with it: `takeUsualSafety` does.
    bool takesUsualSafety = false;
};

/// All connections of one source, in its order.
struct ImportReport {
    std::vector<ImportItem> items;
    /// About the source as a whole.
    std::vector<std::string> remarks;
};

/// What those may do that do not say it themselves.
void takeUsualSafety(ImportReport& report, const protocol::UsualSafety& usual);

/// Gives every item a name of its own, different from those that are `taken`: "Shop", "Shop (2)", ...
void giveUniqueNames(ImportReport& report, std::span<const std::string> taken = {});

} // namespace dbv::imports
