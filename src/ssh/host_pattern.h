// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace dbv::ssh {

/// True when `text` matches a pattern of `*` and `?`, case for case.
[[nodiscard]] bool matchesWildcard(std::string_view text, std::string_view pattern);

enum class PatternMatch { None, Matched, Refused };

/// The patterns of a list against a text: a pattern with `!` that matches refuses, whatever else matches.
[[nodiscard]] PatternMatch matchPatterns(std::string_view text, std::span<const std::string_view> patterns);

/// The parts between commas.
[[nodiscard]] std::vector<std::string_view> splitAtCommas(std::string_view list);

/// ASCII letters as small ones.
[[nodiscard]] std::string lowered(std::string_view text);

} // namespace dbv::ssh
