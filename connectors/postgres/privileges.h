// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <dbv/core/result.h>

#include "postgres/line.h"

namespace dbv::postgres {

/// What the user of a session may do, in sentences for a person.
/// Blocks: for one round trip. Errors: those of `Line::query`; SqlError from a server that lacks what is asked.
[[nodiscard]] Result<std::string> readPrivileges(Line& line);

} // namespace dbv::postgres
