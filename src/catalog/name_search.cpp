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

/// Keeps the best of many.
class BestFound {
public:
    explicit BestFound(std::size_t most) : m_most(most) { m_found.reserve(most * 2 + 1); }

    void add(FoundName name) {
        if (m_found.size() >= m_most && name.score <= m_floor) {
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
            m_floor = m_most == 0 ? 0 : m_found.back().score;
        }
    }

    std::size_t m_most;
    int m_floor = 0;
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
        const std::optional<int> score = pattern.score(index.name(entries[at].name));
        if (!score) {
            continue;
        }
        const int place = schema ? 0
                                 : (index.isDefault(entries[at].schema) ? kDefaultSchemaWorth : 0) -
                                       (index.isSystem(entries[at].schema) ? kSystemSchemaCost : 0);
        best.add({at, *score + place});
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

NamePattern::NamePattern(std::string_view typed) : m_letters(typed.substr(0, kMostLetters)), m_has(0) {
    std::ranges::transform(m_letters, m_letters.begin(), folded);
    m_has = lettersOf(m_letters);
}

std::optional<int> NamePattern::score(std::string_view name) const {
    if (m_letters.empty()) {
        return 0;
    }
    std::array<char, fuzzy::kMostLetters> letters;
    std::array<std::int8_t, fuzzy::kMostLetters> worth;
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
    // Of names that begin alike the shorter is nearer.
    const int length = -static_cast<int>(std::min<std::size_t>(size, 40) / 8);
    const int whole = size == m_letters.size() ? fuzzy::kFirstLetterWorth : 0;
    return fuzzy::bestScore(std::string_view(m_letters), own, std::span(worth).first(size)) + length + whole;
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
