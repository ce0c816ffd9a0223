// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>

#include <dbv/connector/connector.h>
#include <dbv/connector/trial_server.h>

#include "engine/connector_registry.h"
#include "jobs/job_folder.h"

namespace dbv::engine {

/// A server of this machine's own that a backup is drilled on, with the folder it has its data in.
///
/// Owns: both, which are gone with it. Thread: any, one at a time.
class TrialGround {
public:
    /// What a server is started for.
    struct Order {
        /// The connector.
        std::string engine;
        /// As `SessionFacts` has it.
        std::string serverVersion;
        /// Where the folder is made.
        std::filesystem::path parent;
    };
    /// `locks` as `jobs::JobFolder` has them.
    /// Blocks: until the server can be reached. Errors: those of loading the connector and of starting the server.
    [[nodiscard]] static Result<std::unique_ptr<TrialGround>> start(ConnectorRegistry& registry, const Order& order,
                                                                    const std::filesystem::path& locks,
                                                                    const std::stop_token& stop);

    [[nodiscard]] Result<ConnectParams> login() const;
    /// Errors: those of opening it.
    [[nodiscard]] Result<std::unique_ptr<Session>> open(const std::stop_token& stop) const;

private:
    TrialGround(std::shared_ptr<Connector> connector, jobs::JobFolder folder)
        : m_connector(std::move(connector)), m_folder(std::move(folder)) {}

    std::shared_ptr<Connector> m_connector;
    jobs::JobFolder m_folder;
    std::unique_ptr<TrialServer> m_server;
};

} // namespace dbv::engine
