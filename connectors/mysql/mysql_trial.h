// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <stop_token>
#include <string>
#include <string_view>

#include <dbv/connector/trial_server.h>
#include <dbv/core/result.h>

#include "network/trial_process.h"

namespace dbv::mysql {

/// A server of MySQL or MariaDB on this machine, of the flavour that a version says, reached by a socket of this user's alone. What it
/// holds is not safe from a crash.
class MysqlTrial final : public TrialServer {
public:
    /// As `Connector::startTrialServer`.
    [[nodiscard]] static Result<std::unique_ptr<TrialServer>>
    start(const std::string& folder, std::string_view serverVersion, const std::stop_token& stop);

    [[nodiscard]] ConnectParams login() const override;

private:
    MysqlTrial() = default;

    std::string m_socket;
    network::TrialProcess m_process;
};

} // namespace dbv::mysql
