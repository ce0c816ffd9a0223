// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include <QString>

#include <dbv/core/error.h>

namespace dbv::settings {

/// A path as Qt takes it.
[[nodiscard]] QString qtPath(const std::filesystem::path& path);
/// A path from Qt.
[[nodiscard]] std::filesystem::path pathFrom(const QString& path);
/// A path as people read it, in UTF-8.
[[nodiscard]] std::string shownPath(const std::filesystem::path& path);

/// `<path>.broken-<UTC time>`: the name, free at this moment, under which an unreadable file is kept.
[[nodiscard]] std::filesystem::path brokenName(const std::filesystem::path& path);

/// The error of a file operation: "<what> <path>: <the system's words>.".
[[nodiscard]] Error pathError(std::string_view what, const std::filesystem::path& path, std::string_view reason);

} // namespace dbv::settings
