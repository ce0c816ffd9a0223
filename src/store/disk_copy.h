// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "store/sql_connection.h"

namespace dbv::store {

/// Copies connections, recent URLs and the tabs that were used last from a state file that may only be read into an
/// empty database of the same version. The file and its neighbours are not changed.
///
/// False when there is nothing to copy, or it can not be read, or is of another version; then nothing was copied.
[[nodiscard]] bool copyFromDisk(SqlConnection& memory, const std::filesystem::path& file);

} // namespace dbv::store
