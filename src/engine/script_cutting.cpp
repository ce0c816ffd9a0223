// SPDX-License-Identifier: Apache-2.0
// How a script is cut into statements while it runs.
#include "engine/script_runner.h"

#include <utility>

#include "engine/script_refusals.h"

namespace dbv::engine {

Result<void> ScriptRunner::judge(Session& session, SessionCompanion& companion) {
    return m_safety.begin(m_query, {session, companion}, m_control->stop.get_token());
}

bool ScriptRunner::readNext(const Session& session) {
    if (const Grammar grammar = session.grammar(); grammar != m_grammar) {
        m_grammar = grammar;
        m_scanner = sql::StatementScanner(m_query.sql, grammar, m_behind);
        m_next.reset();
        m_toldUnclosed = false;
    }
    if (m_next) {
        return true;
    }
    m_next = m_scanner.next();
    const std::optional<sql::Token>& open = m_scanner.unclosedComment();
    if (!m_next && open && !std::exchange(m_toldUnclosed, true)) {
        const sql::Statement comment{.span = open->span, .after = open->span.end, .unclosed = open};
        // Only to be refused.
        m_next = checkClosed(m_query.sql, comment, m_grammar.dialect) ? std::nullopt : std::optional(comment);
    }
    return m_next.has_value();
}

sql::Statement ScriptRunner::takeNext() {
    const sql::Statement statement = *std::exchange(m_next, std::nullopt);
    // Nobody asks for lines here.
    m_behind = {statement.after, 1, statement.mode};
    return statement;
}

std::optional<std::string_view> ScriptRunner::takeCopyLines() {
    m_next = m_scanner.next();
    if (!m_next || m_next->kind != sql::StatementKind::CopyData) {
        return std::nullopt;
    }
    const sql::Statement lines = takeNext();
    return std::string_view(m_query.sql).substr(lines.span.begin, lines.span.size());
}

} // namespace dbv::engine
