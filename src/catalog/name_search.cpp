// SPDX-License-Identifier: Apache-2.0
#include "catalog/name_search.h"

#include <algorithm>
#include <array>
#include <tuple>

#include "catalog/fuzzy_score.h"

namespace dbv::catalog {

namespace {

constexpr int kDefaultSchemaWorth = 12;
constexpr int kSystemSchemaCost = 12;

char folded(char letter) {
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

bool isLetterOrDigit(char unit) {
    const char letter = folded(unit);
    return (letter >= 'a' && letter <= 'z') || (unit >= '0' && unit <= '9') || static_cast<unsigned char>(unit) >= 0x80;
}

bool isCapital(char unit) {
    return unit >= 'A' && unit <= 'Z';
}

int worthAt(std::string_view name, std::size_t at) {
    if (at == 0) {
        return fuzzy::kFirstLetterWorth;
    }
    const bool begins = (isLetterOrDigit(name[at]) && !isLetterOrDigit(name[at - 1])) ||
                        (isCapital(name[at]) && !isCapital(name[at - 1]));
    return begins ? fuzzy::kWordStartWorth : 0;
}

/// Of names that begin alike the shorter is nearer, and the whole name the nearest.
int lengthWorth(std::size_t size, std::size_t typed) {
    return (size == typed ? fuzzy::kFirstLetterWorth : 0) - static_cast<int>(std::min<std::size_t>(size, 40) / 8);
}

/// Keeps the best of many.
class BestFound {
public:
    explicit BestFound(std::size_t most) : m_most(most) { m_found.reserve(most * 2 + 1); }

    /// Whether one with this score would be kept.
    [[nodiscard]] bool takes(int score) const { return score > m_floor; }
    void add(FoundName name) {
        if (!takes(name.score)) {
            return;
        }
        m_found.push_back(name);
        if (m_found.size() > m_most * 2) {
            cut();
        }
    }
    [[nodiscard]] std::vector<FoundName> take() {
        cut();
        return std::move(m_found);
    }

private:
    void cut() {
        // Of equals those that stand first, which is the order of names.
        const auto rank = [](const FoundName& name) { return std::tuple(-name.score, name.at); };
        std::ranges::sort(m_found, {}, rank);
        if (m_found.size() >= m_most) {
            m_found.resize(m_most);
            m_floor = m_found.empty() ? m_floor : m_found.back().score;
        }
    }

    std::size_t m_most;
    int m_floor = fuzzy::kNoMatch;
    std::vector<FoundName> m_found;
};

template <class Entries>
std::vector<FoundName> search(const CatalogIndex& index, const NamePattern& pattern, const Entries& entries,
                              std::span<const std::uint32_t> letters, std::optional<std::uint32_t> schema,
                              std::size_t most) {
    BestFound best(most);
    for (std::uint32_t at = 0; at < entries.size(); ++at) {
        if ((letters[at] & pattern.letters()) != pattern.letters() || (schema && entries[at].schema != *schema)) {
            continue;
        }
        const int place = schema ? 0
                                 : (index.isDefault(entries[at].schema) ? kDefaultSchemaWorth : 0) -
                                       (index.isSystem(entries[at].schema) ? kSystemSchemaCost : 0);
        const std::string_view name = index.name(entries[at].name);
        if (!best.takes(pattern.mostFor(name) + place)) {
            continue;
        }
        if (const std::optional<int> score = pattern.score(name)) {
            best.add({at, *score + place});
        }
    }
    return best.take();
}

} // namespace

bool sameLetters(std::string_view a, std::string_view b) {
    return std::ranges::equal(a, b, {}, folded, folded);
}

bool isBeforeInLetters(std::string_view a, std::string_view b) {
    return std::ranges::lexicographical_compare(a, b, {}, folded, folded);
}

std::uint32_t lettersOf(std::string_view name) {
    std::uint32_t letters = 0;
    for (const char unit : name) {
        const char letter = folded(unit);
        const bool plain = letter >= 'a' && letter <= 'z';
        const unsigned bit = plain                        ? static_cast<unsigned>(letter - 'a')
                             : unit >= '0' && unit <= '4' ? 26U
                             : unit >= '5' && unit <= '9' ? 27U
                             : unit == '_'                ? 28U
                                                          : 29U;
        letters |= 1U << bit;
    }
    return letters;
}

NamePattern::NamePattern(std::string_view typed) : m_letters(typed.substr(0, kMostLetters)) {
    std::ranges::transform(m_letters, m_letters.begin(), folded);
    m_has = lettersOf(m_letters);
}

int NamePattern::mostFor(std::string_view name) const {
    if (m_letters.empty() || name.empty()) {
        return 0;
    }
    const auto letters = static_cast<int>(m_letters.size());
    const bool first = folded(name.front()) == m_letters.front();
    return letters * fuzzy::kMatchWorth + (letters - 1) * (fuzzy::kFollowsWorth + fuzzy::kWordStartWorth) +
           (first ? fuzzy::kFirstLetterWorth : fuzzy::kWordStartWorth - 1) + lengthWorth(name.size(), m_letters.size());
}

std::optional<int> NamePattern::scoreOfLetter(std::string_view name) const {
    std::optional<int> best;
    const std::size_t size = std::min(name.size(), fuzzy::kMostLetters);
    for (std::size_t at = 0; at < size; ++at) {
        if (folded(name[at]) == m_letters.front()) {
            const int lead = std::min(static_cast<int>(at), fuzzy::kMostLeadCost);
            best = std::max(best.value_or(fuzzy::kNoMatch), fuzzy::kMatchWorth - lead + worthAt(name, at));
        }
        if (at >= static_cast<std::size_t>(fuzzy::kMostLeadCost) && best) {
            // Further on only the beginning of a word counts for more.
            const int most = fuzzy::kMatchWorth - fuzzy::kMostLeadCost + fuzzy::kWordStartWorth;
            if (*best >= most) {
                break;
            }
        }
    }
    return best ? std::optional(*best + lengthWorth(size, 1)) : std::nullopt;
}

std::optional<int> NamePattern::score(std::string_view name) const {
    if (m_letters.empty()) {
        return 0;
    }
    if (m_letters.size() == 1) {
        return scoreOfLetter(name);
    }
    // Only what is written before is read.
    std::array<char, fuzzy::kMostLetters> letters;      // NOLINT(cppcoreguidelines-pro-type-member-init)
    std::array<std::int8_t, fuzzy::kMostLetters> worth; // NOLINT(cppcoreguidelines-pro-type-member-init)
    const std::size_t size = std::min(name.size(), letters.size());
    for (std::size_t at = 0; at < size; ++at) {
        letters[at] = folded(name[at]);
    }
    const std::string_view own(letters.data(), size);
    if (!fuzzy::isSubsequence(std::string_view(m_letters), own)) {
        return std::nullopt;
    }
    for (std::size_t at = 0; at < size; ++at) {
        worth[at] = static_cast<std::int8_t>(worthAt(name, at));
    }
    return fuzzy::bestScore(std::string_view(m_letters), own, std::span(worth).first(size)) +
           lengthWorth(size, m_letters.size());
}

std::vector<FoundName> searchTables(const CatalogIndex& index, const NamePattern& pattern,
                                    std::optional<std::uint32_t> schema, std::size_t most) {
    return search(index, pattern, index.tables(), index.tableLetters(), schema, most);
}

std::vector<FoundName> searchRoutines(const CatalogIndex& index, const NamePattern& pattern,
                                      std::optional<std::uint32_t> schema, std::size_t most) {
    return search(index, pattern, index.routines(), index.routineLetters(), schema, most);
}

} // namespace dbv::catalog
