// SPDX-License-Identifier: Apache-2.0
#include "viewmodel/statement_table.h"

#include <algorithm>
#include <span>

namespace dbv::viewmodel {

namespace {

constexpr std::uint32_t kTerminatedBit = 1;
constexpr std::uint32_t kKindShift = 1;
constexpr std::uint32_t kKindMask = 3;
constexpr std::uint32_t kModeShift = 3;
/// Longer than this nobody looks for one that was there before.
constexpr std::size_t kModesInTurn = 8;

std::ptrdiff_t offsetOf(std::size_t at) {
    return static_cast<std::ptrdiff_t>(at);
}

} // namespace

StatementTable::Record StatementTable::pack(const sql::Statement& statement) {
    const std::size_t known = m_modes.size();
    std::size_t place = known;
    for (std::size_t back = 1; back <= std::min(known, kModesInTurn) && place == known; ++back) {
        place = m_modes[known - back] == statement.mode ? known - back : known;
    }
    if (place == known) {
        m_modes.push_back(statement.mode);
    }
    return {.begin = static_cast<std::uint32_t>(statement.span.begin),
            .size = static_cast<std::uint32_t>(statement.span.size()),
            .gap = static_cast<std::uint32_t>(statement.after - statement.span.end),
            .rest = static_cast<std::uint32_t>(place) << kModeShift |
                    static_cast<std::uint32_t>(statement.kind) << kKindShift |
                    (statement.terminated ? kTerminatedBit : 0U)};
}

sql::Statement StatementTable::operator[](std::size_t at) const {
    const Record& record = m_records[at];
    const std::size_t begin = record.begin;
    const std::size_t end = begin + record.size;
    return {.span = {begin, end},
            .after = record.after(),
            .line = 1,
            .kind = static_cast<sql::StatementKind>(record.rest >> kKindShift & kKindMask),
            .terminated = (record.rest & kTerminatedBit) != 0,
            .mode = m_modes[record.rest >> kModeShift],
            .unclosed = {}};
}

std::size_t StatementTable::firstBehind(std::size_t place, std::size_t from, std::size_t to) const {
    const std::span<const Record> some = std::span(m_records).subspan(from, to - from);
    const auto found =
        std::ranges::upper_bound(some, place, {}, [](const Record& each) { return std::size_t{each.begin}; });
    return from + static_cast<std::size_t>(found - some.begin());
}

std::size_t StatementTable::firstEndingBehind(std::size_t place, std::size_t from, std::size_t to) const {
    const std::span<const Record> some = std::span(m_records).subspan(from, to - from);
    const auto found = std::ranges::upper_bound(some, place, {}, [](const Record& each) { return each.after(); });
    return from + static_cast<std::size_t>(found - some.begin());
}

void StatementTable::move(std::size_t from, std::size_t removed, std::size_t added) {
    // Unsigned, so that it also goes back.
    const auto by = static_cast<std::uint32_t>(added) - static_cast<std::uint32_t>(removed);
    for (Record& record : std::span(m_records).subspan(from)) {
        record.begin += by;
    }
}

void StatementTable::replace(std::size_t from, std::size_t to, const std::vector<sql::Statement>& others) {
    const std::size_t reused = std::min(to - from, others.size());
    for (std::size_t i = 0; i < reused; ++i) {
        m_records[from + i] = pack(others[i]);
    }
    if (reused == others.size()) {
        m_records.erase(m_records.begin() + offsetOf(from + reused), m_records.begin() + offsetOf(to));
        return;
    }
    std::vector<Record> more;
    more.reserve(others.size() - reused);
    for (std::size_t i = reused; i < others.size(); ++i) {
        more.push_back(pack(others[i]));
    }
    m_records.insert(m_records.begin() + offsetOf(to), more.begin(), more.end());
}

std::optional<sql::Statement> KnownStatements::at(std::size_t place) const {
    const std::size_t behind = firstBehind(place);
    const bool here = behind > 0 && m_table.begin(behind - 1) == place;
    return here ? std::optional(m_table[behind - 1]) : std::nullopt;
}

} // namespace dbv::viewmodel
