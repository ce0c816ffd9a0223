// SPDX-License-Identifier: Apache-2.0
#include "ssh/ssh_sayings.h"

#include <array>

#include <poll.h>

#include "ssh/child_process.h"
#include "ssh/dialing.h"
#include "ssh/waiting.h"

namespace dbv::ssh {

Result<std::string> sayingsOfSsh(const std::vector<std::string>& words, const std::vector<std::string>& secretVariables,
                                 const std::stop_token& stop) {
    constexpr std::chrono::minutes kLongest{1};
    WakePipe wake;
    const std::stop_callback onStop(stop, [&wake] { wake.wake(); });
    auto child = ChildProcess::start(
        {.words = words, .socket = nullptr, .variables = {}, .secretVariables = secretVariables, .folder = {}});
    if (!child) {
        return std::unexpected(child.error());
    }
    const Deadline deadline = deadlineIn(kLongest);
    while (child->listen()) {
        std::array<pollfd, 3> polled{
            {{child->outputFd(), POLLIN, 0}, {child->errorsFd(), POLLIN, 0}, {wake.fd(), POLLIN, 0}}};
        const int ready = pollUntil(polled, deadline);
        if (stop.stop_requested()) {
            return std::unexpected(tunnelCancelled());
        }
        if (ready <= 0) {
            return fail(ErrorKind::TimedOut, "It does not answer within a minute.",
                        "A command of its configuration may be waiting for something.");
        }
    }
    if (child->output().empty()) {
        return fail(ErrorKind::SshFailed, "It says: " + child->errors(), "Try `ssh -G` with this host in a terminal.");
    }
    return child->output();
}

} // namespace dbv::ssh
