// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include <dbv/core/result.h>

#include "mysql/line.h"

namespace dbv::mysql {

/// What the user of a session may do, in sentences for a person.
/// Blocks: for two round trips. Errors: those of `Line::query`.
[[nodiscard]] Result<std::string> readPrivileges(Line& line);

/// A line of SHOW GRANTS without whom it is for, which may hold the digest of a password: `SELECT on `d`.*`. Pure.
[[nodiscard]] std::string shortGrant(std::string_view grant);

} // namespace dbv::mysql
