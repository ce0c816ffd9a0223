// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>

#include "sql/scanned_token.h"
#include "sql/server_units.h"
#include "sql/sqlite_units.h"

namespace dbv::sql {

/// The end of [begin, end) without the white space before it.
template <class Unit>
std::size_t trimmedEnd(std::basic_string_view<Unit> text, std::size_t begin, std::size_t end) {
    while (end > begin && isSqliteSpace(text[end - 1])) {
        --end;
    }
    return end;
}

/// Where the text of a statement ends: behind its last token that is not white space. A comment at the end of a line goes with
/// it without the blanks behind it.
template <class Unit>
class StatementEnd {
public:
    explicit StatementEnd(const Unit* begin) : m_end(begin) {}

    void pass(const ScannedToken<Unit>& token) {
        if (token.kind != TokenKind::Whitespace) {
            m_end = token.end;
            m_inLineComment = token.kind == TokenKind::LineComment;
        }
    }
    [[nodiscard]] std::size_t in(std::basic_string_view<Unit> script, std::size_t begin) const {
        const auto end = static_cast<std::size_t>(m_end - script.data());
        return m_inLineComment ? trimmedEnd(script, begin, end) : end;
    }

private:
    const Unit* m_end;
    bool m_inLineComment = false;
};

template <class Unit>
std::basic_string_view<Unit> lineFrom(std::basic_string_view<Unit> script, std::size_t begin) {
    return script.substr(begin, std::min(script.find(Unit{'\n'}, begin), script.size()) - begin);
}

} // namespace dbv::sql
