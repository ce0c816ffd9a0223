// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <dbv/connector/connector.h>

#include "engine/session_care.h"
#include "engine/undo_store.h"
#include "protocol/usual_safety.h"
#include "secrets/secret_store.h"
#include "settings/policy.h"
#include "store/draft_versions.h"
#include "store/history_store.h"

namespace dbv::engine {

/// A connector that is part of the program.
struct BuiltInConnector {
    ConnectorInfo info;
    std::shared_ptr<Connector> connector;
};

/// What an engine is given.
struct EngineSettings {
    std::string programVersion;
    std::filesystem::path dataDirectory;
    std::vector<std::filesystem::path> connectorFolders;
    std::vector<BuiltInConnector> builtIn;
    /// The statements that make the sample database, for the connector `sqlite`. Called on a lane.
    std::function<std::string()> sampleRecipe;
    std::chrono::milliseconds parkedLimit = std::chrono::minutes(10);
    /// Where the key of the stored secrets is kept; null for no such place.
    std::shared_ptr<secrets::KeyHolder> keychain;
    /// How long nobody may ask for a stored secret before they are locked; nothing for never.
    std::optional<std::chrono::milliseconds> secretsIdleLimit;
    /// How many sessions a connection may have that does not say so itself; 0 is as many as are asked for.
    std::size_t maxSessions = 0;
    /// As `protocol::ConnectionConfig::askAbove`, of connections that do not say so themselves.
    std::optional<std::uint64_t> askAbove = std::nullopt;
    /// Of connections that are imported and do not say theirs.
    protocol::UsualSafety usualSafety = protocol::programsSafety();
    SessionManners manners = {};
    /// How much is kept of committed changes.
    UndoLimits undo = {};
    /// A statement of a script on the disk that is longer is refused. Unit: bytes.
    std::size_t maxStatementBytes = std::size_t{256} << 20U;
    /// What is fixed for every connection, whoever asks for it.
    settings::Policy policy = {};
    /// Whether statements are kept in the history, and for how long.
    bool recordsHistory = true;
    store::HistoryLimits historyLimits = {};
    /// Where saved queries are; empty is `queries` in the data directory.
    std::filesystem::path queriesFolder = {};
    store::VersionLimits versions = {};
    /// The program of the command line, which runs schedules in processes of their own; empty where there is none.
    std::filesystem::path jobProgram = {};
    /// For how long work on a backup may stand still at a server that can be reached; 0 is for ever.
    std::chrono::milliseconds silentLimit = std::chrono::hours(6);
};

} // namespace dbv::engine
