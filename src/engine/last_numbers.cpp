// SPDX-License-Identifier: Apache-2.0
#include "engine/last_numbers.h"

#include <algorithm>
#include <array>

#include "connect/connection_url.h"
#include "engine/statement_words.h"

namespace dbv::engine {

namespace {

// PostgreSQL's own of this kind fail by themselves where there is no number.
constexpr auto kOfLastChange =
    std::to_array<std::string_view>({"LAST_INSERT_ID", "LAST_INSERT_ROWID", "CHANGES", "TOTAL_CHANGES"});
constexpr auto kOfLastStatement = std::to_array<std::string_view>({"ROW_COUNT", "FOUND_ROWS"});
constexpr auto kVariables = std::to_array<std::string_view>(
    {"@@IDENTITY", "@@LAST_INSERT_ID", "@@SESSION.IDENTITY", "@@SESSION.LAST_INSERT_ID"});

template <class List>
bool isIn(const List& list, std::string_view word) {
    return std::ranges::find(list, word) != list.end();
}

} // namespace

void LastNumbers::sent(bool mayChange) {
    m_ran = true;
    m_ranBefore = false;
    if (mayChange) {
        m_changed = true;
        m_changedBefore = false;
    }
}

void LastNumbers::sessionOpened() {
    m_ranBefore = m_ranBefore || m_ran;
    m_changedBefore = m_changedBefore || m_changed;
    m_ran = false;
    m_changed = false;
}

std::string LastNumbers::missedBy(std::string_view statement, Grammar grammar) {
    if ((!m_ranBefore && !m_changedBefore) || grammar.dialect == DialectId::PostgreSql) {
        return {};
    }
    StatementWords words(statement, grammar);
    std::string before;
    while (words.next()) {
        const bool called =
            words.kind() == sql::TokenKind::OpenBracket &&
            ((m_changedBefore && isIn(kOfLastChange, before)) || (m_ranBefore && isIn(kOfLastStatement, before)));
        const bool read = m_changedBefore && isIn(kVariables, words.word());
        if (called || read) {
            m_ranBefore = false;
            m_changedBefore = false;
            return called ? connect::lowered(before) + "()" : connect::lowered(words.word());
        }
        before = words.word();
    }
    return {};
}

} // namespace dbv::engine
