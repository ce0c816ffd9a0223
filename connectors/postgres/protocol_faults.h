// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "postgres/libpq.h"

namespace dbv::postgres {

/// The first line of what the library says, as a sentence.
[[nodiscard]] std::string oneLine(std::string_view text);
/// Whether the library itself found a fault in what has come: such a result has a text and no fields. That the memory does not
/// suffice is no fault of the server's.
[[nodiscard]] bool breaksTheProtocol(const PGresult* result);
/// Whether a result is the beginning of a COPY, in any direction.
[[nodiscard]] bool isCopy(const PGresult* result);

} // namespace dbv::postgres
