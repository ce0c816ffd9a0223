// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace dbv::cli {

/// A text for people at a terminal, whoever wrote it: what would move the cursor, colour, hide or turn text comes as an escape
/// (`\u{1b}`), bytes that are no UTF-8 as `\xff`. Line ends and tabs stay.
[[nodiscard]] std::string terminalText(std::string_view text);

/// The same for what is to stay in one line of a list: what would break it comes as all that steers a terminal does.
[[nodiscard]] std::string terminalLine(std::string_view text);

} // namespace dbv::cli
