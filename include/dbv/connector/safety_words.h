// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <utility>

#include <dbv/connector/params.h>

namespace dbv {

/// The words for a safety in everything that is written down: configurations, files, options of the command line.
inline constexpr std::array<std::pair<Safety, std::string_view>, 5> kSafetyWords = {{
    {Safety::Off, "off"},
    {Safety::Confirm, "confirm"},
    {Safety::Sandbox, "sandbox"},
    {Safety::DryRun, "dryRun"},
    {Safety::ReadOnly, "readOnly"},
}};

/// The word for a safety. Pure.
[[nodiscard]] constexpr std::string_view safetyWord(Safety safety) {
    return std::ranges::find(kSafetyWords, safety, &std::pair<Safety, std::string_view>::first)->second;
}

/// The safety that a word stands for; none for another word. Pure.
[[nodiscard]] constexpr std::optional<Safety> safetyFromWord(std::string_view name) {
    const auto* const found = std::ranges::find(kSafetyWords, name, &std::pair<Safety, std::string_view>::second);
    return found == kSafetyWords.end() ? std::nullopt : std::optional(found->first);
}

} // namespace dbv
