// SPDX-License-Identifier: Apache-2.0
#include "ssh/agent.h"

namespace dbv::ssh {

Result<std::unique_ptr<Agent>> connectAgent(const std::string& /*socketPath*/, std::stop_token /*stop*/) {
    return fail(ErrorKind::Unsupported, "The agent of this system is not reached yet.", "Use a key file.");
}

} // namespace dbv::ssh
