// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <dbv/connector/params.h>

namespace dbv {

/// A server of this machine's own, without any data, for a trial. Destroyed, it is ended; its files are in a folder of whoever asked for
/// it. It is ended as well, where the system can do that, when our process is killed.
class TrialServer {
public:
    TrialServer() = default;
    TrialServer(const TrialServer&) = delete;
    TrialServer& operator=(const TrialServer&) = delete;
    virtual ~TrialServer() = default;

    /// What opens a session to it, as a user who may do everything there; nobody else can reach it.
    [[nodiscard]] virtual ConnectParams login() const = 0;
};

} // namespace dbv
