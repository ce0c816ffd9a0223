// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "cli/verb_table.h"

namespace dbv::cli {

/// The help of the program.
[[nodiscard]] std::string helpText();
/// The help of one verb.
[[nodiscard]] std::string helpText(const VerbRule& verb);
[[nodiscard]] std::string helpText(const VerbGroup& group);

} // namespace dbv::cli
