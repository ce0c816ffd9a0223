// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>

#include <QJsonValue>
#include <QString>

#include <dbv/core/result.h>

#include "settings/settings_document.h"

namespace dbv::settings {

/// A value that holds and that the file does not say yet.
struct SettingsChange {
    /// Undefined takes the key away.
    QJsonValue json;
    /// Which change it is: a later one of the same key has a larger number.
    std::uint64_t number = 0;
    /// It could not be written, and holds until the program ends, somebody else sets it, or a later change can be written.
    bool lasts = false;
};

/// What is to be written, for whoever writes it.
struct SettingsSave {
    std::filesystem::path file;
    /// By key.
    std::map<QString, SettingsChange> changes;
};

/// What came of it.
struct SettingsSaved {
    std::map<QString, SettingsChange> changes;
    /// What the file says now. Errors: Busy, IoError, VersionMismatch.
    Result<SettingsDocument> written;
    /// Where it was not written: the reason is there to stay (a folder that can not be written, a newer file), so what was
    /// set holds until the program ends. Else (somebody is writing the file, or has spoilt it) it does not hold any more.
    bool lasts = false;
};

/// Writes changes into the file, between those of other programs.
/// Thread: any; the settings themselves may be gone meanwhile.
/// Blocks: on the disk, and up to two seconds on others who write.
[[nodiscard]] SettingsSaved saveSettings(SettingsSave save);

} // namespace dbv::settings
