// SPDX-License-Identifier: Apache-2.0
#include "sql/splitter.h"

#include <algorithm>

namespace dbv::sql {
namespace {

template <class Unit>
bool onOneLine(std::basic_string_view<Unit> script, std::size_t begin, std::size_t end) {
    return script.substr(begin, end - begin).find(Unit{'\n'}) == script.npos;
}

bool reaches(const Statement& statement, std::size_t caret) {
    const bool beforeTerminator = statement.kind != StatementKind::Meta && caret < statement.after;
    return caret <= statement.span.end || beforeTerminator || !statement.terminated;
}

/// Whether a caret stands behind the terminator of one statement and before the first character of the next.
bool touches(const Statement& before, const Statement& behind, std::size_t caret) {
    return before.kind != StatementKind::Meta && before.terminated && before.after == caret &&
           behind.span.begin == caret;
}

template <class Unit>
std::optional<std::size_t> findStatementAt(std::span<const Statement> statements, std::basic_string_view<Unit> script,
                                           std::size_t caret) {
    caret = std::min(caret, script.size());
    const auto begins = [](const Statement& statement) { return statement.span.begin; };
    const auto later = std::ranges::upper_bound(statements, caret, {}, begins);
    const auto index = static_cast<std::size_t>(later - statements.begin());
    if (index > 1 && touches(statements[index - 2], statements[index - 1], caret)) {
        return index - 2;
    }
    if (index > 0) {
        const Statement& before = statements[index - 1];
        const std::size_t end = before.kind == StatementKind::Meta ? before.span.end : before.after;
        if (reaches(before, caret) || onOneLine(script, end, caret)) {
            return index - 1;
        }
    }
    if (later != statements.end() && onOneLine(script, caret, later->span.begin)) {
        return index;
    }
    return std::nullopt;
}

} // namespace

std::optional<std::size_t> statementAt(std::span<const Statement> statements, std::string_view script,
                                       std::size_t caret) {
    return findStatementAt(statements, script, caret);
}

std::optional<std::size_t> statementAt(std::span<const Statement> statements, std::u16string_view script,
                                       std::size_t caret) {
    return findStatementAt(statements, script, caret);
}

} // namespace dbv::sql
