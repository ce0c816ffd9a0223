// SPDX-License-Identifier: Apache-2.0
#include "mysql/next_number.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>

#include "mysql/dump_values.h"
#include "mysql/statement_text.h"

namespace dbv::mysql {

namespace {

using namespace std::string_view_literals;

/// Nothing for one that has no room in 64 bits.
std::optional<std::int64_t> numberIn(std::string_view text) {
    std::int64_t number = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
    return failed == std::errc() && end == text.data() + text.size() ? std::optional(number) : std::nullopt;
}

/// Of a type of whole numbers, as far as one with a sign has room for it; else 0.
std::int64_t highestOf(std::string_view type) {
    struct WholeNumbers {
        std::string_view name;
        unsigned bits;
    };
    constexpr std::array kWhole{WholeNumbers{"tinyint", 8}, WholeNumbers{"smallint", 16}, WholeNumbers{"mediumint", 24},
                                WholeNumbers{"int", 32}, WholeNumbers{"bigint", 64}};
    const std::string_view word = type.substr(0, type.find_first_of("( "));
    const auto* const found = std::ranges::find(kWhole, word, &WholeNumbers::name);
    if (found == kWhole.end()) {
        return 0;
    }
    const unsigned bits = found->bits - (type.contains("unsigned") && found->bits < 64 ? 0U : 1U);
    return static_cast<std::int64_t>((std::uint64_t{1} << bits) - 1);
}

/// Whether a key begins with the column: else each group of rows has numbers of its own.
bool leadsAKey(std::string_view ddl, std::string_view column) {
    const std::string begin = joined({" (", quotedName(column)});
    return std::ranges::any_of(std::array{","sv, ")"sv, " DESC"sv},
                               [&](std::string_view behind) { return ddl.contains(joined({begin, behind})); });
}

} // namespace

void NextNumber::begin(std::string_view column, std::string_view type) {
    // Of these it is known that they keep it.
    constexpr std::array kEngines{"InnoDB"sv, "MyISAM"sv, "Aria"sv};
    const std::string_view ddl = m_ddl;
    const std::size_t options = std::min(ddl.rfind("\n)"), ddl.size());
    const std::string_view behind = ddl.substr(options);
    const bool isKept = std::ranges::any_of(
        kEngines, [&](std::string_view engine) { return behind.starts_with(joined({"\n) ENGINE=", engine, " "})); });
    m_highest = highestOf(type);
    m_isKnown = isKept && m_highest > 0 && leadsAKey(ddl, column);
    if (const std::optional<std::string_view> written = m_isKnown ? nextNumberIn(ddl) : std::nullopt) {
        const std::optional<std::int64_t> next = numberIn(*written);
        m_isKnown = next.has_value();
        m_next = std::max(m_next, next.value_or(0));
    }
}

void NextNumber::take(std::string_view number) {
    const std::optional<std::int64_t> given = m_isKnown ? numberIn(number) : std::nullopt;
    m_isKnown = given && *given < std::numeric_limits<std::int64_t>::max();
    m_next = m_isKnown ? std::max(m_next, *given + 1) : m_next;
}

std::optional<std::int64_t> NextNumber::value() const {
    return m_isKnown && m_next <= m_highest ? std::optional(m_next) : std::nullopt;
}

} // namespace dbv::mysql
