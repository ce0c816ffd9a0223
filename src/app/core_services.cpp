// SPDX-License-Identifier: Apache-2.0
#include "app/core_services.h"

#include <array>
#include <csignal>
#include <cstdlib>
#include <utility>

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <spdlog/spdlog.h>

#include "app/usual_safety.h"
#include "secrets/keychain.h"
#include "settings/file_paths.h"
#include "settings/known_settings.h"

namespace dbv::app {

namespace {

constexpr const char* kPolicyName = "policy.json";

std::filesystem::path spoolDirectory(const settings::SettingsFile& settings) {
    const std::string chosen = settings.value(settings::kSpoolDirectory);
    if (!chosen.empty()) {
        return settings::pathFrom(QString::fromStdString(chosen));
    }
    // Qt has no name for a folder that is not there, but the error that will follow needs one.
    const QString temporary = QDir::tempPath();
    return settings::pathFrom(temporary.isEmpty() ? qEnvironmentVariable("TMPDIR") : temporary);
}

std::shared_ptr<results::SpoolBudget> makeBudget(const settings::SettingsFile& settings,
                                                 const std::filesystem::path& directory) {
    return std::make_shared<results::SpoolBudget>(
        static_cast<std::uint64_t>(settings.value(settings::kSpoolMemoryBytes)),
        static_cast<std::uint64_t>(settings.value(settings::kSpoolDiskBytes)), directory);
}

// Beside the program, the user's own, the system's; the first that has a connector wins.
std::vector<std::filesystem::path> connectorFolders(const settings::DataDirectory& directory) {
    const std::filesystem::path program = settings::pathFrom(QCoreApplication::applicationDirPath());
    return {program / "connectors", directory.path() / "connectors",
            program / ".." / "lib" / "db-visualizer" / "connectors"};
}

std::string sampleRecipe() {
    std::string recipe;
    const QDir folder(QStringLiteral(":/sample"));
    for (const QString& name : folder.entryList({QStringLiteral("*.sql")}, QDir::Files, QDir::Name)) {
        QFile file(folder.filePath(name));
        if (file.open(QIODevice::ReadOnly)) {
            recipe += file.readAll().toStdString();
        }
    }
    return recipe;
}

std::optional<std::uint64_t> askAbove(const settings::SettingsFile& settings) {
    const std::int64_t rows = settings.value(settings::kSafetyAskAbove);
    return rows < 0 ? std::nullopt : std::optional(static_cast<std::uint64_t>(rows));
}

store::HistoryLimits historyLimits(const settings::SettingsFile& settings) {
    store::HistoryLimits limits;
    if (const std::int64_t days = settings.value(settings::kHistoryKeepDays); days > 0) {
        limits.longest = std::chrono::days(days);
    }
    if (const std::int64_t entries = settings.value(settings::kHistoryKeepEntries); entries > 0) {
        limits.mostEntries = static_cast<std::uint64_t>(entries);
    }
    return limits;
}

/// What of the engine's settings may change while it runs.
engine::EngineSettings changeableSettings(const settings::SettingsFile& settings) {
    return {.parkedLimit = std::chrono::milliseconds(settings.value(settings::kQueryParkedLimitMs)),
            .secretsIdleLimit = std::chrono::milliseconds(settings.value(settings::kSecretsIdleLimitMs)),
            .maxSessions = static_cast<std::size_t>(settings.value(settings::kSessionsBudget)),
            .askAbove = askAbove(settings),
            .usualSafety = usualSafetyBy(settings),
            .manners = {.idleLimit = std::chrono::milliseconds(settings.value(settings::kSessionsIdleLimitMs)),
                        .keepAlive = std::chrono::milliseconds(settings.value(settings::kSessionsKeepAliveMs)),
                        .reminder = std::chrono::milliseconds(settings.value(settings::kSessionsReminderMs))},
            .undo = {.changeBytes = static_cast<std::uint64_t>(settings.value(settings::kUndoMaxBytes)),
                     .totalBytes = static_cast<std::uint64_t>(settings.value(settings::kUndoTotalBytes)),
                     .days = settings.value(settings::kUndoKeepDays)},
            .maxStatementBytes = static_cast<std::size_t>(settings.value(settings::kScriptsMaxStatementBytes)),
            .recordsHistory = settings.value(settings::kHistoryRecords),
            .historyLimits = historyLimits(settings),
            .queriesFolder = settings::pathFrom(QString::fromStdString(settings.value(settings::kQueriesFolder))),
            .versions = {.longest = std::chrono::days(settings.value(settings::kVersionsKeepDays)),
                         .totalBytes = static_cast<std::uint64_t>(settings.value(settings::kVersionsTotalBytes))},
            .silentLimit = std::chrono::milliseconds(settings.value(settings::kBackupsSilentLimitMs))};
}

engine::EngineSettings engineSettings(const settings::DataDirectory& directory, const settings::SettingsFile& settings,
                                      settings::Policy policy) {
    engine::EngineSettings all = changeableSettings(settings);
    all.programVersion = DBV_VERSION;
    all.dataDirectory = directory.path();
    all.connectorFolders = connectorFolders(directory);
    all.jobProgram = commandLineProgram();
    all.sampleRecipe = sampleRecipe;
    all.keychain = std::make_shared<secrets::Keychain>();
    all.policy = std::move(policy);
    return all;
}

} // namespace

std::filesystem::path commandLineProgram() {
#if defined(Q_OS_WIN)
    constexpr const char* kName = "dbvis.exe";
#else
    constexpr const char* kName = "dbvis";
#endif
    return settings::pathFrom(QCoreApplication::applicationDirPath()) / kName;
}

settings::Policy installedPolicy() {
    const std::filesystem::path program = settings::pathFrom(QCoreApplication::applicationDirPath());
    // As connectors are looked for, but never in the user's own folder: nobody loosens a policy by a file of theirs.
    const std::array places{program / kPolicyName, program / ".." / "share" / "db-visualizer" / kPolicyName,
                            program / ".." / "Resources" / kPolicyName};
    return settings::Policy::read(places);
}

CoreServices::CoreServices(settings::DataDirectory directory, settings::Policy policy)
    : m_directory(std::move(directory)),
      m_policy(std::move(policy)),
      m_settings(m_directory.path()),
      m_spoolDirectory(spoolDirectory(m_settings)),
      m_budget(makeBudget(m_settings, m_spoolDirectory)),
      m_shelf(m_budget, std::make_shared<results::SpoolWriter>(m_budget)),
      m_engine(engineSettings(m_directory, m_settings, m_policy), m_shelf),
      m_bus(m_engine) {
#ifdef SIGXFSZ
    // A file that may not grow is an error of a write, told like a full disk.
    std::signal(SIGXFSZ, SIG_IGN);
#endif
}

protocol::UsualSafety CoreServices::usualSafety() const {
    return usualSafetyBy(m_settings);
}

void CoreServices::adoptSettings() {
    m_budget->setMemoryLimit(static_cast<std::uint64_t>(m_settings.value(settings::kSpoolMemoryBytes)));
    m_budget->setDiskLimit(static_cast<std::uint64_t>(m_settings.value(settings::kSpoolDiskBytes)));
    if (const std::filesystem::path now = spoolDirectory(m_settings); now != m_spoolDirectory) {
        m_spoolDirectory = now;
        m_budget->setDirectory(now);
    }
    m_engine.adopt(changeableSettings(m_settings));
}

void CoreServices::endProgram(int exitCode, std::chrono::milliseconds limit) {
    if (m_engine.shutDown(limit)) {
        return;
    }
    spdlog::warn("a statement could not be stopped; the program ends without waiting for it");
    spdlog::shutdown();
    std::_Exit(exitCode);
}

} // namespace dbv::app
