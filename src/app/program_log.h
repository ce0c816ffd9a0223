// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace dbv::app {

/// Sends what the program and Qt have to say to `dbvis.log` in the data directory, three files of 2 MB in turn, and from
/// a level on (`trace` to `critical`) to the error output. A log that can not be written is done without.
///
/// Limits: no statement, no value and no secret is ever logged.
void startLog(const std::filesystem::path& dataDirectory, const std::optional<std::string>& errorOutputLevel);

} // namespace dbv::app
