// SPDX-License-Identifier: Apache-2.0
#include "ssh/ssh_sayings.h"

namespace dbv::ssh {

Result<std::string> sayingsOfSsh(const std::vector<std::string>& /*words*/, const std::vector<std::string>& /*secret*/,
                                 const std::stop_token& /*stop*/) {
    return fail(ErrorKind::Unsupported, "The system's ssh is not started on this system yet.",
                "Open the tunnel with `ssh -L`, and connect to its port.");
}

} // namespace dbv::ssh
