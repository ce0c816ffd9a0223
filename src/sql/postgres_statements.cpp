// SPDX-License-Identifier: Apache-2.0
// What psql finds in a script.
#include "sql/splitter.h"

#include "sql/postgres_completion.h"
#include "sql/postgres_scanner.h"
#include "sql/script_text.h"

#include <algorithm>
#include <array>

namespace dbv::sql {
namespace {

/// The name of the command at a backslash.
template <class Unit>
std::basic_string_view<Unit> psqlCommandAt(std::basic_string_view<Unit> line) {
    line.remove_prefix(1);
    const auto stop = std::ranges::find_if(line, [](Unit unit) { return isSpaceUnit(unit) || unit == Unit{'\\'}; });
    return line.substr(0, static_cast<std::size_t>(stop - line.begin()));
}

template <class Unit, std::size_t Count>
bool isOneOf(std::basic_string_view<Unit> word, const std::array<std::string_view, Count>& words) {
    return std::ranges::any_of(words, [word](std::string_view each) {
        return std::ranges::equal(word, each, [](Unit a, char b) { return a == static_cast<Unit>(b); });
    });
}

/// Whether a command runs what has been written before it.
template <class Unit>
bool sendsStatement(std::basic_string_view<Unit> command) {
    static constexpr auto kSending =
        std::to_array<std::string_view>({"g", "gx", "gset", "gexec", "crosstabview", "watch"});
    return isOneOf(command, kSending);
}

/// Whether a command does away with what has been written before it, which psql then runs no more: it only describes it, or
/// forgets it.
template <class Unit>
bool discardsStatement(std::basic_string_view<Unit> command) {
    static constexpr auto kDiscarding = std::to_array<std::string_view>({"gdesc", "r", "reset"});
    return isOneOf(command, kDiscarding);
}

/// Where the command at the start of a text ends: at the next one, or with the line. Some take the line as it is.
template <class Unit>
std::size_t psqlCommandEnd(std::basic_string_view<Unit> line) {
    static constexpr auto kWholeLine =
        std::to_array<std::string_view>({"!", "copy", "ef", "ev", "h", "help", "sf", "sv"});
    const std::basic_string_view<Unit> command = psqlCommandAt(line);
    if (isOneOf(command, kWholeLine)) {
        return line.size();
    }
    Unit quote{};
    for (std::size_t i = 1 + command.size(); i < line.size(); ++i) {
        const Unit unit = line[i];
        if (quote != Unit{}) {
            if (unit == Unit{'\\'} && quote == Unit{'\''}) {
                ++i;
            } else if (unit == quote) {
                quote = Unit{};
            }
        } else if (unit == Unit{'\''} || unit == Unit{'"'} || unit == Unit{'`'}) {
            quote = unit;
        } else if (unit == Unit{'\\'}) {
            return i;
        }
    }
    return line.size();
}

/// Behind a command that ends at a place in its line: two backslashes end one and begin none.
template <class Unit>
std::size_t behindPsqlCommand(std::basic_string_view<Unit> line, std::size_t size) {
    return size + (size + 1 < line.size() && line[size + 1] == Unit{'\\'} ? 2 : 0);
}

/// For how many COPY from the lines that follow a line asks psql itself: for one or none.
template <class Unit>
std::uint8_t psqlCopiesIn(std::basic_string_view<Unit> line) {
    if (!isWord(psqlCommandAt(line), "copy")) {
        return 0;
    }
    PostgresCompletion completion;
    const Unit* p = line.data() + 1;
    const Unit* const end = line.data() + line.size();
    while (p != end) {
        const ScannedToken<Unit> token = resumePostgres(p, end, LexerState::Plain, DialectId::PostgreSql);
        static_cast<void>(completion.feed(token.kind, std::basic_string_view<Unit>(p, token.end)));
        p = token.end;
    }
    return completion.copiesIn();
}

} // namespace

template <class Unit>
std::size_t BasicStatementScanner<Unit>::readPostgresMeta(std::basic_string_view<Unit> line) {
    m_mode.copies = psqlCopiesIn(line);
    return m_position + behindPsqlCommand(line, psqlCommandEnd(line));
}

template <class Unit>
void BasicStatementScanner<Unit>::readPostgres(Statement& statement) {
    const Unit* const base = m_script.data();
    const Unit* const end = base + m_script.size();
    const Unit* p = base + m_position;
    StatementEnd<Unit> textEnd(p);
    PostgresCompletion completion;
    while (p != end && !statement.terminated) {
        if (*p != Unit{'\\'}) {
            const ScannedToken<Unit> token = resumePostgres(p, end, LexerState::Plain, m_grammar);
            note(p, token, statement.unclosed);
            statement.terminated = completion.feed(token.kind, std::basic_string_view<Unit>(p, token.end));
            p = token.end;
            if (!statement.terminated) {
                textEnd.pass(token);
            }
            continue;
        }
        const std::basic_string_view<Unit> line = lineAt(static_cast<std::size_t>(p - base));
        const Unit second = unitAt(p, end, 1);
        if (second == Unit{';'} || second == Unit{':'}) {
            completion.beginAnother(second == Unit{';'});
            p += 2;
            textEnd.pass({TokenKind::Operator, p});
            continue;
        }
        const std::size_t size = psqlCommandEnd(line);
        const std::basic_string_view<Unit> command = psqlCommandAt(line);
        if (sendsStatement(command)) {
            const bool plainGo = second == Unit{'g'} && trimmedEnd(line, 0, size) == 2;
            statement.terminated = true;
            p += plainGo ? 2 : 0;
            break;
        }
        p += behindPsqlCommand(line, size);
        textEnd.pass({TokenKind::LineComment, p});
        statement.terminated = discardsStatement(command);
        completion = statement.terminated ? PostgresCompletion() : completion;
    }
    statement.span.end = textEnd.in(m_script, statement.span.begin);
    m_position = static_cast<std::size_t>(p - base);
    m_mode.copies = statement.terminated ? completion.copiesIn() : std::uint8_t{0};
}

template <class Unit>
bool BasicStatementScanner<Unit>::skipToCopyData() {
    const std::size_t begin = m_position;
    // Behind a Meta statement this is the start of the first row.
    if (begin > 0 && m_script[begin - 1] == Unit{'\n'}) {
        return begin < m_script.size();
    }
    // What stands on the same line behind the statement is SQL, and then there are no rows.
    const std::basic_string_view<Unit> line = lineAt(begin);
    const Unit* p = line.data();
    const Unit* const end = p + line.size();
    while (p != end) {
        const ScannedToken<Unit> token = resumePostgres(p, end, LexerState::Plain, m_grammar);
        if (!isBlank(token.kind) || token.open != LexerState::Plain) {
            return false;
        }
        p = token.end;
    }
    if (begin + line.size() == m_script.size()) {
        return false;
    }
    m_position += line.size() + 1;
    return true;
}

template <class Unit>
void BasicStatementScanner<Unit>::readCopyData(Statement& statement) {
    statement.kind = StatementKind::CopyData;
    while (m_position < m_script.size()) {
        std::basic_string_view<Unit> line = lineAt(m_position);
        const std::size_t begin = m_position;
        m_position = std::min(begin + line.size() + 1, m_script.size());
        if (line.size() == 3 && line[2] == Unit{'\r'}) {
            line.remove_suffix(1);
        }
        if (line.size() == 2 && line[0] == Unit{'\\'} && line[1] == Unit{'.'}) {
            statement.span.end = begin;
            statement.terminated = true;
            return;
        }
    }
    statement.span.end = m_script.size();
}

template std::size_t BasicStatementScanner<char>::readPostgresMeta(std::string_view);
template std::size_t BasicStatementScanner<char16_t>::readPostgresMeta(std::u16string_view);
template void BasicStatementScanner<char>::readPostgres(Statement&);
template void BasicStatementScanner<char16_t>::readPostgres(Statement&);
template bool BasicStatementScanner<char>::skipToCopyData();
template bool BasicStatementScanner<char16_t>::skipToCopyData();
template void BasicStatementScanner<char>::readCopyData(Statement&);
template void BasicStatementScanner<char16_t>::readCopyData(Statement&);

} // namespace dbv::sql
