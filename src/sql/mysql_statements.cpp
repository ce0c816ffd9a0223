// SPDX-License-Identifier: Apache-2.0
// What the command-line client of MySQL and MariaDB finds in a script.
#include "sql/splitter.h"

#include "sql/mysql_scanner.h"
#include "sql/script_text.h"

#include <algorithm>
#include <array>

namespace dbv::sql {
namespace {

/// A command of the client: its word, the letter that says the same behind a backslash, and whether it takes arguments.
struct ClientCommand {
    std::string_view word;
    char letter;
    bool takesArguments;
};

constexpr auto kCommands = std::to_array<ClientCommand>({
    {"?", '?', true},
    {"charset", 'C', true},
    {"clear", 'c', false},
    {"connect", 'r', true},
    {"delimiter", 'd', true},
    {"edit", 'e', false},
    {"ego", '\0', false},
    {"exit", 'q', false},
    {"go", '\0', false},
    {"help", 'h', true},
    {"nopager", 'n', false},
    {"notee", 't', false},
    {"nowarning", 'w', false},
    {"pager", 'P', true},
    {"print", 'p', false},
    {"prompt", 'R', true},
    {"quit", 'q', false},
    {"rehash", '#', false},
    {"resetconnection", 'x', false},
    {"sandbox", '-', false},
    {"source", '.', true},
    {"status", 's', false},
    {"system", '!', true},
    {"tee", 'T', true},
    {"use", 'u', true},
    {"warnings", 'W', false},
});

/// Of a line that begins with more no command begins it.
constexpr std::size_t kLongestWord =
    std::ranges::max(kCommands, {}, [](const ClientCommand& command) { return command.word.size(); }).word.size();

template <class Unit>
std::basic_string_view<Unit> withoutBlanksBefore(std::basic_string_view<Unit> text) {
    const auto first = std::ranges::find_if_not(text, isSpaceUnit<Unit>);
    return text.substr(static_cast<std::size_t>(first - text.begin()));
}

template <class Unit>
bool isQuote(Unit unit) {
    return unit == Unit{'\''} || unit == Unit{'"'} || unit == Unit{'`'};
}

/// The command that a line is, or begins with behind a backslash.
template <class Unit>
const ClientCommand* clientCommandOf(std::basic_string_view<Unit> line) {
    if (line.size() > 1 && line[0] == Unit{'\\'}) {
        const auto* found = std::ranges::find_if(kCommands, [unit = line[1]](const ClientCommand& command) {
            return command.letter != '\0' && static_cast<Unit>(command.letter) == unit;
        });
        return found == kCommands.end() ? nullptr : found;
    }
    const auto head = line.substr(0, kLongestWord + 1);
    const auto stop = std::ranges::find_if(head, isSpaceUnit<Unit>);
    const auto word = head.substr(0, static_cast<std::size_t>(stop - head.begin()));
    const auto* found =
        std::ranges::find_if(kCommands, [word](const ClientCommand& command) { return isWord(word, command.word); });
    if (found == kCommands.end()) {
        return nullptr;
    }
    const bool hasArguments = !withoutBlanksBefore(line.substr(word.size())).empty();
    return hasArguments && !found->takesArguments ? nullptr : found;
}

/// Whether a line that begins with USE is a statement by itself: not where it opens the quotes of a name and leaves them open.
template <class Unit>
bool isWholeUse(std::basic_string_view<Unit> line) {
    const ClientCommand* command = clientCommandOf(line);
    if (command == nullptr || command->letter != 'u' || line[0] == Unit{'\\'} || line.size() == command->word.size()) {
        return false;
    }
    const std::basic_string_view<Unit> name = withoutBlanksBefore(line.substr(command->word.size()));
    return name.empty() || !isQuote(name[0]) || name.find(name[0], 1) != name.npos;
}

/// Whether the client obeys a statement itself, which it finds when it has read the end of it. A USE and a HELP go to the server.
template <class Unit>
bool isClientStatement(std::basic_string_view<Unit> text) {
    const ClientCommand* command = text.starts_with(Unit{'\\'}) ? nullptr : clientCommandOf(text);
    if (command == nullptr || command->letter == 'u' || command->letter == 'h' || command->letter == 'd') {
        return false;
    }
    const std::size_t behind = command->word.size();
    return behind == text.size() || text[behind] == Unit{' '} || text[behind] == Unit{'\t'};
}

/// What holds behind a line `DELIMITER x` or `\d x`; nothing when it is none, or `x` is more than can be kept: one that is
/// longer, beyond ASCII, or with a backslash. Quotes around it are none of it.
template <class Unit>
std::optional<ScriptMode> modeBehind(std::basic_string_view<Unit> line) {
    const ClientCommand* command = clientCommandOf(line);
    if (command == nullptr || command->letter != 'd') {
        return std::nullopt;
    }
    line = withoutBlanksBefore(line.substr(line[0] == Unit{'\\'} ? 2 : command->word.size()));
    if (!line.empty() && isQuote(line[0])) {
        const std::size_t close = line.find(line[0], 1);
        line = close == line.npos ? std::basic_string_view<Unit>() : line.substr(1, close - 1);
    } else {
        const auto stop = std::ranges::find_if(line, isSpaceUnit<Unit>);
        line = line.substr(0, static_cast<std::size_t>(stop - line.begin()));
    }
    ScriptMode mode;
    const bool odd = std::ranges::any_of(line, [](Unit unit) { return isBeyondAscii(unit) || unit == Unit{'\\'}; });
    if (line.empty() || line.size() > mode.delimiter.size() || odd || isQuote(line[0])) {
        return std::nullopt;
    }
    if (line.size() > 1 || line[0] != Unit{';'}) {
        mode.delimiterSize = static_cast<std::uint8_t>(line.size());
        std::ranges::transform(line, mode.delimiter.begin(), [](Unit unit) { return static_cast<char>(unit); });
    }
    return mode;
}

} // namespace

template <class Unit>
std::size_t BasicStatementScanner<Unit>::delimiterAt(std::size_t offset) const {
    const std::size_t size = m_mode.delimiterSize;
    if (size == 0 || m_script.size() - offset < size) {
        return 0;
    }
    for (std::size_t i = 0; i < size; ++i) {
        if (m_script[offset + i] != static_cast<Unit>(m_mode.delimiter[i])) {
            return 0;
        }
    }
    return size;
}

template <class Unit>
bool BasicStatementScanner<Unit>::hasDelimiterAt(std::size_t offset) const {
    return delimiterAt(offset) > 0 || (m_mode.delimiterSize == 0 && m_script[offset] == Unit{';'});
}

template <class Unit>
bool BasicStatementScanner<Unit>::hasMySqlEndInLine() {
    const std::size_t end = m_position + lineAt(m_position).size();
    if (!m_endInLine || *m_endInLine < m_position) {
        std::size_t offset = m_position;
        const auto isGo = [this, end](std::size_t at) {
            return m_script[at] == Unit{'\\'} && at + 1 < end && m_script[at + 1] == Unit{'g'};
        };
        while (offset < end && !hasDelimiterAt(offset) && !isGo(offset)) {
            ++offset;
        }
        m_endInLine = offset;
    }
    return *m_endInLine < end;
}

template <class Unit>
bool BasicStatementScanner<Unit>::atMySqlMeta() {
    std::size_t before = m_position;
    while (before > 0 && m_script[before - 1] != Unit{'\n'} && isSpaceUnit(m_script[before - 1])) {
        --before;
    }
    const std::basic_string_view<Unit> line = lineAt(m_position);
    const ClientCommand* command = clientCommandOf(line);
    if (command == nullptr) {
        return false;
    }
    if (line[0] == Unit{'\\'}) {
        return true;
    }
    if (before > 0 && m_script[before - 1] != Unit{'\n'}) {
        return false;
    }
    if (command->letter == 'd') {
        return true;
    }
    // A USE goes to the server. What has an end in it, the client reads as a statement.
    return command->letter != 'u' && !hasMySqlEndInLine();
}

template <class Unit>
std::size_t BasicStatementScanner<Unit>::readMySqlMeta(std::basic_string_view<Unit> line) {
    const std::size_t begin = m_position;
    const ClientCommand* command = clientCommandOf(line);
    if (const std::optional<ScriptMode> mode = modeBehind(line)) {
        m_mode = *mode;
    }
    if (line[0] != Unit{'\\'} || command->letter == 'd') {
        return begin + line.size();
    }
    std::size_t end = begin + 2;
    while (command->takesArguments && end < begin + line.size() && !hasDelimiterAt(end)) {
        ++end;
    }
    return end;
}

template <class Unit>
void BasicStatementScanner<Unit>::readMySql(Statement& statement) {
    const Unit* const base = m_script.data();
    const Unit* const end = base + m_script.size();
    const Unit* p = base + m_position;
    StatementEnd<Unit> textEnd(p);
    const std::basic_string_view<Unit> line = lineAt(m_position);
    if (isWholeUse(line) && !hasMySqlEndInLine()) {
        statement.terminated = m_position + line.size() < m_script.size();
        statement.span.end = trimmedEnd(m_script, m_position, m_position + line.size());
        m_position += line.size() + (statement.terminated ? 1 : 0);
        return;
    }
    bool sent = false;
    while (p != end && !statement.terminated) {
        if (const std::size_t size = delimiterAt(static_cast<std::size_t>(p - base)); size > 0) {
            statement.terminated = true;
            p += size;
            break;
        }
        const Unit second = unitAt(p, end, 1);
        if (*p == Unit{'\\'} && (second == Unit{'g'} || second == Unit{'G'})) {
            statement.terminated = true;
            sent = true;
            p += 2;
            break;
        }
        ScannedToken<Unit> token = resumeMySql(p, end, LexerState::Plain, m_grammar);
        // A delimiter ends a statement within what would be one token, too: `END//`.
        if (m_mode.delimiterSize > 0 && (token.kind == TokenKind::Operator || token.kind == TokenKind::Identifier ||
                                         token.kind == TokenKind::Number)) {
            for (const Unit* q = p + 1; q < token.end; ++q) {
                if (delimiterAt(static_cast<std::size_t>(q - base)) > 0) {
                    token.end = q;
                }
            }
        }
        note(p, token, statement.unclosed);
        statement.terminated = token.kind == TokenKind::Semicolon && m_mode.delimiterSize == 0;
        p = token.end;
        if (!statement.terminated) {
            textEnd.pass(token);
        }
    }
    statement.span.end = textEnd.in(m_script, statement.span.begin);
    m_position = static_cast<std::size_t>(p - base);
    const auto text = m_script.substr(statement.span.begin, statement.span.size());
    if (statement.terminated && !sent && isClientStatement(text)) {
        statement.kind = StatementKind::Meta;
    }
}

bool isObeyedByReading(std::string_view meta, DialectId dialect) {
    const bool mySql = dialect == DialectId::MySql || dialect == DialectId::MariaDb;
    return mySql && modeBehind(meta).has_value();
}

template std::size_t BasicStatementScanner<char>::delimiterAt(std::size_t) const;
template std::size_t BasicStatementScanner<char16_t>::delimiterAt(std::size_t) const;
template bool BasicStatementScanner<char>::hasDelimiterAt(std::size_t) const;
template bool BasicStatementScanner<char16_t>::hasDelimiterAt(std::size_t) const;
template bool BasicStatementScanner<char>::hasMySqlEndInLine();
template bool BasicStatementScanner<char16_t>::hasMySqlEndInLine();
template bool BasicStatementScanner<char>::atMySqlMeta();
template bool BasicStatementScanner<char16_t>::atMySqlMeta();
template std::size_t BasicStatementScanner<char>::readMySqlMeta(std::string_view);
template std::size_t BasicStatementScanner<char16_t>::readMySqlMeta(std::u16string_view);
template void BasicStatementScanner<char>::readMySql(Statement&);
template void BasicStatementScanner<char16_t>::readMySql(Statement&);

} // namespace dbv::sql
