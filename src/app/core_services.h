// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <filesystem>
#include <memory>

#include <QString>

#include "bus/command_bus.h"
#include "engine/engine.h"
#include "protocol/usual_safety.h"
#include "results/result_shelf.h"
#include "settings/data_directory.h"
#include "settings/policy.h"
#include "settings/settings_file.h"

namespace dbv::app {

/// What is fixed for all users of this installation: the policy beside the program, or the one of its package.
/// Blocks: on the disk.
[[nodiscard]] settings::Policy installedPolicy();
/// The program of the command line, which lies beside that of the window.
[[nodiscard]] std::filesystem::path commandLineProgram();

/// Everything that both programs are made of, built in order and taken down in reverse.
///
/// Thread: made and destroyed on the main thread, under a QCoreApplication.
/// Blocks: the destructor, until what runs has stopped; see `endProgram`.
class CoreServices {
public:
    CoreServices(settings::DataDirectory directory, settings::Policy policy);

    [[nodiscard]] const settings::Policy& policy() const { return m_policy; }
    [[nodiscard]] settings::SettingsFile& settings() { return m_settings; }
    [[nodiscard]] results::ResultShelf& shelf() { return m_shelf; }
    [[nodiscard]] bus::CommandBus& bus() { return m_bus; }
    /// What a new connection may do, as the settings say now.
    [[nodiscard]] protocol::UsualSafety usualSafety() const;
    /// Takes over what the settings say now.
    void adoptSettings();
    [[nodiscard]] const settings::DataDirectory& directory() const { return m_directory; }

    /// Ends what runs. Some steps can not be stopped (SQLite looks for an interrupt between its instructions only, and
    /// one of them may take hours): when the limit is over the process ends with this exit code as if it had been
    /// killed, which every file of ours survives. Otherwise returns.
    /// Blocks: at most that long.
    void endProgram(int exitCode, std::chrono::milliseconds limit);

private:
    settings::DataDirectory m_directory;
    settings::Policy m_policy;
    settings::SettingsFile m_settings;
    std::filesystem::path m_spoolDirectory;
    std::shared_ptr<results::SpoolBudget> m_budget;
    results::ResultShelf m_shelf;
    engine::Engine m_engine;
    bus::CommandBus m_bus;
};

} // namespace dbv::app
