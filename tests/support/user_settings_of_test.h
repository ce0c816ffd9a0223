// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include <QTemporaryDir>
#include <QThreadPool>

#include "settings/settings_file.h"
#include "viewmodel/user_settings.h"

namespace dbv::support {

/// Settings in a folder of the test's own; without a file they are the program's.
struct SettingsOfTest {
    SettingsOfTest() = default;
    SettingsOfTest(const SettingsOfTest&) = delete;
    SettingsOfTest& operator=(const SettingsOfTest&) = delete;
    SettingsOfTest(SettingsOfTest&&) = delete;
    SettingsOfTest& operator=(SettingsOfTest&&) = delete;
    /// What is just being saved would make the folder anew.
    ~SettingsOfTest() { QThreadPool::globalInstance()->waitForDone(); }

    QTemporaryDir folder;
    settings::SettingsFile file{std::filesystem::path(folder.path().toStdString())};
    viewmodel::UserSettings chosen{file};
};

} // namespace dbv::support
