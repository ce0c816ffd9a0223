// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dbv::ssh {

/// A line of an ssh configuration: its keyword in small letters and what follows, as it stands.
struct ConfigLine {
    std::string keyword;
    std::string rest;
};

/// Nothing for a blank line or a comment; an empty keyword when a quote of the keyword does not end.
[[nodiscard]] std::optional<ConfigLine> splitConfigLine(std::string_view line);

/// The words of the rest of a line: quotes and backslashes as ssh has them, a `#` outside of a word ends it.
/// Nothing when a quote does not end.
[[nodiscard]] std::optional<std::vector<std::string>> splitConfigWords(std::string_view rest);

} // namespace dbv::ssh
