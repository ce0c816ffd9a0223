// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <stop_token>
#include <string>
#include <string_view>

#include <dbv/connector/trial_server.h>
#include <dbv/core/result.h>

#include "network/trial_process.h"

namespace dbv::postgres {

/// A server of PostgreSQL on this machine, reached by a socket of this user's alone. What it holds is not safe from a crash.
class PostgresTrial final : public TrialServer {
public:
    /// As `Connector::startTrialServer`.
    [[nodiscard]] static Result<std::unique_ptr<TrialServer>>
    start(const std::string& folder, std::string_view serverVersion, const std::stop_token& stop);
    ~PostgresTrial() override;

    [[nodiscard]] ConnectParams login() const override;

private:
    PostgresTrial(std::string programs, std::string data) : m_programs(std::move(programs)), m_data(std::move(data)) {}
    [[nodiscard]] Result<void> begin(const std::stop_token& stop);

    /// The folder of its programs, and that of its data.
    std::string m_programs;
    std::string m_data;
    std::string m_socketFolder;
    network::TrialProcess m_process;
};

} // namespace dbv::postgres
