// SPDX-License-Identifier: Apache-2.0
#include "viewmodel/meant_word.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <limits>
#include <vector>

namespace dbv::viewmodel {

namespace {

using namespace std::string_view_literals;

constexpr std::array kFirstWords{
    "ALTER"sv,   "ANALYZE"sv, "ATTACH"sv,  "BEGIN"sv,    "CALL"sv,    "COMMENT"sv, "COMMIT"sv,   "COPY"sv,
    "CREATE"sv,  "DECLARE"sv, "DELETE"sv,  "DESCRIBE"sv, "DETACH"sv,  "DROP"sv,    "EXECUTE"sv,  "EXPLAIN"sv,
    "FETCH"sv,   "GRANT"sv,   "INSERT"sv,  "LOAD"sv,     "LOCK"sv,    "MERGE"sv,   "PRAGMA"sv,   "PREPARE"sv,
    "REFRESH"sv, "REINDEX"sv, "RELEASE"sv, "RENAME"sv,   "REPLACE"sv, "REVOKE"sv,  "ROLLBACK"sv, "SAVEPOINT"sv,
    "SELECT"sv,  "SHOW"sv,    "START"sv,   "TRUNCATE"sv, "UPDATE"sv,  "VACUUM"sv,  "VALUES"sv,   "WITH"sv};
/// A longer word is no slip of one of these.
constexpr std::size_t kLongestTyped = 16;

/// How many letters are others, missing, too many, or in the place of their neighbour.
std::size_t slips(std::string_view one, std::string_view other) {
    std::vector<std::vector<std::size_t>> least(one.size() + 1, std::vector<std::size_t>(other.size() + 1));
    for (std::size_t i = 0; i <= one.size(); ++i) {
        for (std::size_t j = 0; j <= other.size(); ++j) {
            if (i == 0 || j == 0) {
                least[i][j] = i + j;
                continue;
            }
            const std::size_t changed = least[i - 1][j - 1] + (one[i - 1] == other[j - 1] ? 0 : 1);
            least[i][j] = std::min({changed, least[i - 1][j] + 1, least[i][j - 1] + 1});
            if (i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1]) {
                least[i][j] = std::min(least[i][j], least[i - 2][j - 2] + 1);
            }
        }
    }
    return least[one.size()][other.size()];
}

} // namespace

bool beginsStatements(std::string_view word) {
    return std::ranges::find(kFirstWords, word) != kFirstWords.end();
}

std::string_view meantWord(std::string_view typed) {
    if (typed.size() < 3 || typed.size() > kLongestTyped) {
        return {};
    }
    const std::size_t most = typed.size() > 5 ? 2 : 1;
    std::size_t least = std::numeric_limits<std::size_t>::max();
    std::string_view nearest;
    for (const std::string_view word : kFirstWords) {
        const std::size_t distance = slips(typed, word);
        if (distance < least) {
            least = distance;
            nearest = word;
        } else if (distance == least) {
            nearest = {};
        }
    }
    return least <= most ? nearest : std::string_view();
}

} // namespace dbv::viewmodel
