// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

#include <QString>
#include <QTemporaryDir>

#include <dbv/connector/cursor.h>
#include <dbv/core/result.h>

namespace dbv::settings {

/// The folder where the application keeps everything of its own.
///
/// Owns: the folder itself, when it is a temporary one; it then goes with this.
class DataDirectory {
public:
    /// The folder that was asked for (`--data-dir`), else that of the environment variable DBVIS_HOME, else the one that
    /// the system has for this user; made, for its user alone, if it is not there. Only in the last case, when there is
    /// none or it can not be made, a temporary folder takes its place, and a notice says why.
    /// Errors: InvalidInput or IoError for a folder that was asked for and can not be; IoError without any folder.
    /// Blocks: on the disk.
    [[nodiscard]] static Result<DataDirectory> resolve(const std::optional<QString>& asked);

    /// Absolute.
    [[nodiscard]] const std::filesystem::path& path() const { return m_path; }
    [[nodiscard]] bool isTemporary() const { return m_temporary != nullptr; }
    /// What a person should know about the choice; may be empty.
    [[nodiscard]] const std::vector<Notice>& notices() const { return m_notices; }

private:
    [[nodiscard]] static Result<DataDirectory> named(const QString& path, const char* origin);
    [[nodiscard]] static Result<DataDirectory> temporary(const Error& why);

    std::filesystem::path m_path;
    std::vector<Notice> m_notices;
    std::unique_ptr<QTemporaryDir> m_temporary;
};

} // namespace dbv::settings
