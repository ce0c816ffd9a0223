// SPDX-License-Identifier: Apache-2.0
#include "bench/engine_rig.h"

#include <filesystem>

namespace dbv::bench {

namespace {

constexpr std::uint64_t kMebi = std::uint64_t{1} << 20U;
constexpr std::uint64_t kDiskMebibytes = 8192;

engine::EngineSettings rigSettings(const QTemporaryDir& folder) {
    engine::EngineSettings settings;
    settings.programVersion = "bench";
    settings.dataDirectory = folder.path().toStdString();
    settings.connectorFolders = {DBV_CONNECTOR_DIR};
    return settings;
}

} // namespace

EngineRig::EngineRig(std::uint64_t spoolMemory)
    : m_budget(std::make_shared<results::SpoolBudget>(spoolMemory * kMebi, kDiskMebibytes * kMebi,
                                                      std::filesystem::path(m_folder.path().toStdString()))),
      m_writer(std::make_shared<results::SpoolWriter>(m_budget)),
      m_shelf(m_budget, m_writer),
      m_engine(rigSettings(m_folder), m_shelf),
      m_bus(m_engine) {}

ConnectionId EngineRig::open(const std::string& path, const std::string& password, Safety safety) {
    const bus::LeftSecret left(m_bus.secrets(), Secret(password));
    protocol::OpenConnection command;
    command.target.config.url = path;
    command.target.config.safety = safety;
    command.target.secrets.password = left.id();
    return ask(std::move(command)).facts.connection;
}

RunOutcome EngineRig::run(ConnectionId connection, const std::string& sql) {
    RunOutcome outcome;
    QEventLoop loop;
    protocol::RunQuery query;
    query.connection = connection;
    query.session = SessionKey{1};
    query.sql = sql;
    const bus::Request request = m_bus.send(std::move(query), [&](const protocol::Event& event, bool last) {
        if (const auto* arrived = std::get_if<protocol::ColumnsArrived>(&event)) {
            outcome.result = arrived->result;
        } else if (const auto* finished = std::get_if<protocol::StatementFinished>(&event)) {
            outcome.rows = finished->report.rows;
            outcome.error = finished->report.error;
        } else if (const auto* failed = std::get_if<protocol::RequestFailed>(&event)) {
            giveUp(failed->error.message);
        }
        if (last) {
            loop.quit();
        }
    });
    loop.exec();
    return outcome;
}

void EngineRig::release(ResultId result) {
    static_cast<void>(ask(protocol::ReleaseResult{result}));
    m_writer->waitUntilIdle();
}

} // namespace dbv::bench
