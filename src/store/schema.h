// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include <dbv/core/result.h>

#include "store/sql_connection.h"

namespace dbv::store {

/// What the header of a state file says: "dbvs".
inline constexpr std::uint32_t kApplicationId = 0x64627673;
/// The `user_version` that this program reads and writes.
inline constexpr std::int64_t kSchemaVersion = 4;

/// The version of the database, 0 for an empty one. Changes nothing.
/// Errors: those of the connection; InvalidInput when the database is somebody else's.
[[nodiscard]] Result<std::int64_t> readVersion(SqlConnection& connection);

/// Brings an empty or older database to `kSchemaVersion`, all steps or none.
/// Errors: as `readVersion`.
[[nodiscard]] Result<void> migrate(SqlConnection& connection);

/// Reads the whole file once and sees whether it is sound and has our tables.
/// Errors: those of the connection; InvalidInput, saying what is wrong.
[[nodiscard]] Result<void> checkSoundness(SqlConnection& connection);

} // namespace dbv::store
