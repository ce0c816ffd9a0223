// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "store/sql_connection.h"

namespace dbv::store {

/// Copies connections, recent URLs, the tabs that were used last, the catalogue of backups and their schedules from a state file that may
/// only be read into an empty database of the same version. The file and its neighbours are not changed. One that somebody may be
/// changing (`isInUse`) is read by nobody who would pass over that.
///
/// False when there is nothing to copy, or it can not be read, or is of another version; then nothing was copied.
[[nodiscard]] bool copyFromDisk(SqlConnection& memory, const std::filesystem::path& file, bool isInUse);

} // namespace dbv::store
