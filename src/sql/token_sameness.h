// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <dbv/connector/grammar.h>

#include <stop_token>
#include <string_view>

namespace dbv::sql {

/// Whether two scripts say the same to a server: the same statements, each of the same words, marks and comments in the same
/// order, byte for byte, with gaps where they mean something. With `anyCase` keywords may differ in the case of their letters.
/// Stops looking, and says yes, when `stop` says so.
[[nodiscard]] bool sayTheSame(std::string_view before, std::string_view after, Grammar grammar, bool anyCase,
                              const std::stop_token& stop);

} // namespace dbv::sql
