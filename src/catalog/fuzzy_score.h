// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string_view>

/// How well a word fits a text whose letters hold it in order, with others between: the one ranking of everything that is found by
/// a few of its letters. `worth` says of each letter what a match of it is worth beyond being one.
namespace dbv::catalog::fuzzy {

inline constexpr int kMatchWorth = 16;
inline constexpr int kFirstLetterWorth = 12;
inline constexpr int kWordStartWorth = 9;
inline constexpr int kFollowsWorth = 10;
inline constexpr int kGapCost = 3;
inline constexpr int kGapLetterCost = 1;
inline constexpr int kMostLeadCost = 6;
/// Low enough to lose against every real score, high enough to be added to.
inline constexpr int kNoMatch = std::numeric_limits<int>::min() / 4;
/// Letters beyond are not searched.
inline constexpr std::size_t kMostLetters = 512;

/// Whether a text has the letters of a word in their order.
template <class Unit>
[[nodiscard]] constexpr bool isSubsequence(std::basic_string_view<Unit> word, std::basic_string_view<Unit> letters) {
    std::size_t found = 0;
    for (std::size_t at = 0; at < letters.size() && found < word.size(); ++at) {
        found += letters[at] == word[found] ? 1U : 0U;
    }
    return found == word.size();
}

/// What one more letter of a word makes of the scores that end at each place of the text.
/// `before` are those of the letter before; for the first letter it is empty.
template <class Unit>
constexpr void scoreLetter(Unit letter, std::basic_string_view<Unit> letters, std::span<const std::int8_t> worth,
                           std::span<const int> before, std::span<int> scores) {
    int afterGap = kNoMatch;
    for (std::size_t at = 0; at < scores.size(); ++at) {
        int reached = -std::min(static_cast<int>(at), kMostLeadCost);
        if (!before.empty()) {
            afterGap -= kGapLetterCost;
            if (at >= 2) {
                afterGap = std::max(afterGap, before[at - 2] - kGapCost);
            }
            reached = std::max(afterGap, at >= 1 ? before[at - 1] + kFollowsWorth : kNoMatch);
        }
        const bool matches = letters[at] == letter && reached > kNoMatch / 2;
        scores[at] = matches ? reached + kMatchWorth + worth[at] : kNoMatch;
    }
}

/// The best score of a word in a text that holds it; both are of folded letters, and the text of at most `kMostLetters`.
template <class Unit>
[[nodiscard]] constexpr int bestScore(std::basic_string_view<Unit> word, std::basic_string_view<Unit> letters,
                                      std::span<const std::int8_t> worth) {
    // Only what is written before is read; filling them would cost more than the search.
    std::array<std::array<int, kMostLetters>, 2> rows; // NOLINT(cppcoreguidelines-pro-type-member-init)
    std::span<const int> before;
    for (std::size_t row = 0; row < word.size(); ++row) {
        const std::span<int> scores = std::span(rows[row % 2]).first(letters.size());
        scoreLetter(word[row], letters, worth, before, scores);
        before = scores;
    }
    return before.empty() ? 0 : *std::ranges::max_element(before);
}

} // namespace dbv::catalog::fuzzy
