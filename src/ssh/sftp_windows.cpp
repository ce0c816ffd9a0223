// SPDX-License-Identifier: Apache-2.0
#include "ssh/sftp.h"

namespace dbv::ssh {

Result<std::shared_ptr<Sftp>> openSftp(const TunnelSpec& /*spec*/, const TunnelListener& /*listener*/,
                                       const SftpPatience& /*patience*/, std::stop_token /*stop*/) {
    return fail(ErrorKind::Unsupported, "SFTP is not available on this system yet.",
                "Mount the folder of the server, and name that.");
}

} // namespace dbv::ssh
