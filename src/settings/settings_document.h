// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include <QJsonObject>

#include <dbv/connector/cursor.h>
#include <dbv/core/result.h>

namespace dbv::settings {

/// The version of the file that this program writes.
inline constexpr std::int64_t kSettingsVersion = 1;
inline constexpr const char* kVersionKey = "version";

/// What the settings file says.
struct SettingsDocument {
    /// Everything in it, known or not.
    QJsonObject values;
    /// It was written by a newer version of the program and must not be changed.
    bool newer = false;
    std::vector<Notice> notices;
};

/// Reads the file. No file and an empty one say nothing; one that is not a JSON object is renamed, and told.
/// Errors: IoError when it can not be read or not be renamed.
[[nodiscard]] Result<SettingsDocument> readSettings(const std::filesystem::path& path);

/// The same for a file that somebody may be writing at this moment: one that is not a JSON object stays, and is an error.
[[nodiscard]] Result<SettingsDocument> peekSettings(const std::filesystem::path& path);

/// Puts the values in the place of what the file says: whole or not at all.
/// Errors: IoError.
[[nodiscard]] Result<void> writeSettings(const std::filesystem::path& path, QJsonObject values);

/// Takes away what a program that was killed while it wrote the file has left beside it.
void removeHalfWrittenSettings(const std::filesystem::path& path);

} // namespace dbv::settings
