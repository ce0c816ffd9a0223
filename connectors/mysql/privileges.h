// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <dbv/core/result.h>
#include <dbv/data/object_path.h>

#include "mysql/line.h"

namespace dbv::mysql {

/// What the user of a session may do, in sentences for a person.
/// Blocks: for two round trips. Errors: those of `Line::query`.
[[nodiscard]] Result<std::string> readPrivileges(Line& line);

/// A line of SHOW GRANTS without whom it is for, which may hold the digest of a password: `SELECT on `d`.*`. Pure.
[[nodiscard]] std::string shortGrant(std::string_view grant);

/// Whether the user of a session, with the roles that are active, has a privilege on a table.
/// Blocks: for a round trip. Errors: those of `Line::query`.
[[nodiscard]] Result<bool> hasPrivilege(Line& line, std::string_view privilege, const ObjectPath& table);

/// What a line of SHOW GRANTS says about a privilege on a table: that it is given or taken there, on the whole database (whose
/// name may be a pattern) or on everything. Pure.
enum class GrantWord : std::uint8_t { Nothing, Gives, Takes };
[[nodiscard]] GrantWord grantOn(std::string_view grant, std::string_view privilege, const ObjectPath& table);

} // namespace dbv::mysql
