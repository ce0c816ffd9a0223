// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>
#include <string_view>

#include <dbv/core/result.h>

#include "catalog/catalog_index.h"

namespace dbv::catalog {

/// Puts an index into a file, in the place of the one that is there. `identity` is the database that it is of.
/// Shape: as this machine has it in memory, with a version and a checksum before it.
/// Blocks: on the disk. Errors: IoError; what was there before is still there.
[[nodiscard]] Result<void> keepIndex(const std::filesystem::path& path, std::string_view identity,
                                     const CatalogIndex& index);

/// The index that a file holds.
/// Blocks: on the disk. Errors: NotFound where there is none; VersionMismatch for one of another version, machine or database;
/// IoError for one that can not be read or is damaged.
[[nodiscard]] Result<std::shared_ptr<const CatalogIndex>> readIndex(const std::filesystem::path& path,
                                                                    std::string_view identity);

} // namespace dbv::catalog
