// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <stop_token>
#include <string_view>

#include <dbv/connector/connector.h>

namespace dbv::engine {

/// Where the sample database of a data directory is.
[[nodiscard]] std::filesystem::path samplePath(const std::filesystem::path& dataDirectory);

/// Makes the sample database from its recipe unless it is there; whoever looks sees the whole of it or none.
/// Errors: IoError, Cancelled, or what a statement of the recipe says.
/// Blocks: on the disk, a second or so.
[[nodiscard]] Result<void> makeSampleDatabase(Connector& sqlite, const std::filesystem::path& path,
                                              std::string_view recipe, const std::stop_token& stop);

/// Takes away what a program that was killed has left of a sample that it was making.
/// Blocks: on the disk, shortly.
void removeAbandonedSample(const std::filesystem::path& path);

} // namespace dbv::engine
