// SPDX-License-Identifier: Apache-2.0
#include "sql/cursor_words.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

#include "sql/cursor_scope.h"
#include "sql/splitter.h"
#include "sql/statement_words.h"

namespace dbv::sql {

namespace {

constexpr std::array<std::string_view, 20> kFirstWords = {
    "ALTER",  "ANALYZE", "BEGIN",  "CALL",   "COMMIT",   "CREATE", "DELETE", "DROP",     "EXPLAIN", "GRANT",
    "INSERT", "MERGE",   "PRAGMA", "REVOKE", "ROLLBACK", "SELECT", "SHOW",   "TRUNCATE", "UPDATE",  "WITH"};
static_assert(std::ranges::is_sorted(kFirstWords));

constexpr std::array<std::string_view, 6> kQueryWords = {"SELECT", "DELETE", "VALUES", "WITH", "INSERT", "UPDATE"};

const CursorWord kNoCursorWord;

char closingQuote(char open) {
    return open == '[' ? ']' : open;
}

bool isQuoteOfName(char unit) {
    return unit == '"' || unit == '`' || unit == '[';
}

/// What a name's letters are between quotes, with doubled quotes as one.
std::string undoubled(std::string_view inner, char close) {
    std::string name;
    name.reserve(inner.size());
    for (std::size_t i = 0; i < inner.size(); ++i) {
        name.push_back(inner[i]);
        if (inner[i] == close && i + 1 < inner.size() && inner[i + 1] == close) {
            ++i;
        }
    }
    return name;
}

} // namespace

std::string nameWithoutQuotes(std::string_view written, DialectId dialect) {
    if (!written.empty() && isQuoteOfName(written.front())) {
        const char close = closingQuote(written.front());
        const bool closed = written.size() > 1 && written.back() == close;
        return undoubled(written.substr(1, written.size() - (closed ? 2 : 1)), close);
    }
    std::string name(written);
    if (dialect == DialectId::PostgreSql) {
        std::ranges::transform(name, name.begin(), [](char unit) {
            return unit >= 'A' && unit <= 'Z' ? static_cast<char>(unit - 'A' + 'a') : unit;
        });
    }
    return name;
}

CursorWords::CursorWords(std::string_view script, std::size_t cursor, Grammar grammar)
    : m_script(script), m_grammar(grammar) {
    cursor = std::min(cursor, script.size());
    m_replaces = {cursor, cursor};
    findStatement(script, cursor);
    if (!m_open) {
        return;
    }
    m_cursor = kNone;
    read(m_region.begin, cursor, false);
    m_cursor = std::min(m_cursor, m_words.size());
    if (!m_open) {
        return;
    }
    takeQualifiers();
    cutAtBlankLines();
    cutAtBodies();
    pairBrackets();
}

void CursorWords::findStatement(std::string_view script, std::size_t cursor) {
    m_region = {0, script.size()};
    for (const Statement& statement : split(script, m_grammar)) {
        const bool isSql = statement.kind == StatementKind::Sql;
        const bool isBehind = isSql ? statement.terminated && statement.after <= cursor : statement.span.end < cursor;
        if (isBehind) {
            m_region.begin = std::min(statement.after, cursor);
        } else if (statement.span.begin <= cursor) {
            m_open = isSql;
            m_region.end = std::max(statement.span.end, cursor);
            return;
        } else {
            m_region.end = statement.span.begin;
            return;
        }
    }
}

/// Reads to the cursor, and behind what is typed there to the end of the statement.
void CursorWords::read(std::size_t begin, std::size_t end, bool behindCursor) {
    const std::size_t cursor = end;
    const std::size_t last = m_region.end;
    Lexer<char> lexer(m_script.substr(begin, last - begin), m_grammar);
    for (Token token = lexer.next(); token.kind != TokenKind::End; token = lexer.next()) {
        token.span = {token.span.begin + begin, token.span.end + begin};
        const bool reaches = !behindCursor && token.span.end >= cursor;
        if (reaches && (token.span.begin < cursor || token.span.begin > cursor)) {
            const std::size_t from = token.span.begin > cursor ? cursor : takeTyped(token, cursor);
            if (m_open) {
                m_cursor = m_words.size();
                read(from, last, true);
            }
            return;
        }
        if (reaches && token.span.begin == cursor) {
            m_cursor = m_words.size();
            read(cursor, last, true);
            return;
        }
        if (token.kind == TokenKind::Semicolon) {
            if (behindCursor) {
                return;
            }
            m_words.clear();
            continue;
        }
        if (m_words.size() >= kMostScopeWords) {
            m_open = false;
            return;
        }
        if (!isBlank(token.kind)) {
            add(token, 0);
        }
    }
}

std::size_t CursorWords::takeTyped(const Token& token, std::size_t cursor) {
    const std::string_view all = m_script.substr(token.span.begin, token.span.size());
    const std::string_view typed = m_script.substr(token.span.begin, cursor - token.span.begin);
    const bool inside = cursor < token.span.end || token.unterminated;
    switch (token.kind) {
    case TokenKind::Identifier:
    case TokenKind::Keyword:
        m_replaces = {token.span.begin, cursor};
        m_prefix = std::string(typed);
        return token.span.end;
    case TokenKind::QuotedIdentifier: {
        if (!inside) {
            add(token, 0);
            return cursor;
        }
        m_replaces = {token.span.begin, cursor};
        m_quoted = true;
        m_prefix = undoubled(typed.substr(1), closingQuote(typed.front()));
        // The quote that closes it may be that of a later name; only one in the same word is its own.
        const std::string_view rest = all.substr(typed.size());
        const bool own = !token.unterminated && rest.find_first_of(" \t\r\n.,()=") == rest.npos;
        m_replaces.end = own ? token.span.end : cursor;
        return m_replaces.end;
    }
    case TokenKind::LineComment: m_open = false; return cursor;
    case TokenKind::String:
    case TokenKind::BlockComment:
    case TokenKind::BlobLiteral:
    case TokenKind::Invalid:
        m_open = !inside;
        add(token, 0);
        return cursor;
    case TokenKind::Number:
    case TokenKind::Parameter: m_open = false; return cursor;
    case TokenKind::Semicolon: m_words.clear(); return cursor;
    case TokenKind::Whitespace: return cursor;
    default: add(token, 0); return token.span.end;
    }
}

void CursorWords::add(const Token& token, std::size_t base) {
    if (isBlank(token.kind)) {
        return;
    }
    CursorWord word;
    word.kind = token.kind;
    word.span = {token.span.begin + base, token.span.end + base};
    const std::string_view written = m_script.substr(word.span.begin, word.span.size());
    if (word.isPlain()) {
        word.text = inCapitals(written);
    }
    if (word.isName()) {
        word.name = nameWithoutQuotes(written, m_grammar.dialect);
    } else if (token.kind == TokenKind::Operator || token.kind == TokenKind::OpenBracket ||
               token.kind == TokenKind::CloseBracket) {
        word.text = std::string(written);
    }
    m_words.push_back(std::move(word));
}

void CursorWords::takeQualifiers() {
    while (m_cursor >= 2 && is(m_cursor - 1, ".") && m_words[m_cursor - 2].isName()) {
        m_qualifiers.insert(m_qualifiers.begin(), m_words[m_cursor - 2].name);
        m_words.erase(m_words.begin() + static_cast<std::ptrdiff_t>(m_cursor - 2),
                      m_words.begin() + static_cast<std::ptrdiff_t>(m_cursor));
        m_cursor -= 2;
    }
}

bool CursorWords::isBlankLineBefore(std::size_t at) const {
    const std::size_t from = at == 0 ? m_region.begin : m_words[at - 1].span.end;
    const std::string_view gap = m_script.substr(from, m_words[at].span.begin - from);
    return std::ranges::count(gap, '\n') > 1;
}

bool CursorWords::beginsStatement(std::size_t at) const {
    const CursorWord& word = m_words[at];
    if (!word.isPlain() || !std::ranges::binary_search(kFirstWords, std::string_view(word.text))) {
        return false;
    }
    if (at == 0) {
        return true;
    }
    // Behind these a query goes on.
    return !isOneOf(at - 1, {"UNION", "ALL", "EXCEPT", "INTERSECT", "MINUS", "DISTINCT", "AS", "(", "FOR", "ON",
                             "AFTER", "BEFORE", ","});
}

/// A statement without its semicolon before the next one: an empty line and a first word part the two, where that word does not
/// go on with what stands before (WITH, INSERT, CREATE … AS).
void CursorWords::cutAtBlankLines() {
    std::size_t begin = 0;
    std::size_t depth = 0;
    std::string_view verb;
    for (std::size_t at = 0; at < m_words.size(); ++at) {
        const CursorWord& word = m_words[at];
        depth += word.kind == TokenKind::OpenBracket ? 1U : 0U;
        depth -= word.kind == TokenKind::CloseBracket && depth > 0 ? 1U : 0U;
        const bool first = beginsStatement(at);
        if (at == begin) {
            verb = word.text;
            continue;
        }
        const bool mayGoOn = verb == "WITH" || verb == "INSERT" || verb == "CREATE" || verb == "EXPLAIN" ||
                             verb == "REPLACE" || verb == "MERGE";
        if (!first || !isBlankLineBefore(at) || (mayGoOn && (depth > 0 || word.text != verb))) {
            continue;
        }
        if (at >= m_cursor) {
            keep(begin, at);
            return;
        }
        begin = at;
        verb = word.text;
        depth = 0;
    }
    keep(begin, m_words.size());
}

/// In the body of a routine or trigger the statement is what counts.
void CursorWords::cutAtBodies() {
    for (std::size_t at = m_cursor; at-- > 1;) {
        if (isOneOf(at - 1, {"BEGIN", "THEN", "ELSE", "LOOP", "DO", "ATOMIC"}) && m_words[at - 1].isPlain() &&
            isOneOf(at, {"SELECT", "INSERT", "UPDATE", "DELETE", "WITH", "CALL", "REPLACE", "MERGE"}) &&
            !isOneOf(at - 2, {"MATCHED", "CONFLICT"}) && !(is(at - 1, "DO") && is(at - 2, ")"))) {
            keep(at, m_words.size());
            return;
        }
    }
}

void CursorWords::keep(std::size_t begin, std::size_t end) {
    m_words.erase(m_words.begin() + static_cast<std::ptrdiff_t>(end), m_words.end());
    m_words.erase(m_words.begin(), m_words.begin() + static_cast<std::ptrdiff_t>(begin));
    m_cursor -= begin;
}

void CursorWords::pairBrackets() {
    for (std::size_t at = m_words.size(); at-- > 0;) {
        const CursorWord& inner = (*this)[at + 1];
        const bool begins =
            inner.isPlain() && std::ranges::find(kQueryWords, std::string_view(inner.text)) != kQueryWords.end();
        m_words[at].query = m_words[at].kind == TokenKind::OpenBracket && (inner.query || begins);
    }
    std::vector<std::size_t> open;
    for (std::size_t at = 0; at < m_words.size(); ++at) {
        CursorWord& word = m_words[at];
        if (word.kind == TokenKind::OpenBracket) {
            open.push_back(at);
        } else if (word.kind == TokenKind::CloseBracket && !open.empty()) {
            word.partner = open.back();
            m_words[open.back()].partner = at;
            open.pop_back();
        } else if (word.text == "FROM" && word.isPlain() && !open.empty() && !opensQuery(open.back()) &&
                   !isOneOf(open.back() - 1, {"EXTRACT", "SUBSTRING", "TRIM", "OVERLAY", "POSITION", "SUBSTR"}) &&
                   !is(at - 1, "DISTINCT")) {
            // A bracket that was never closed: a FROM is of the query around it.
            open.pop_back();
        }
    }
}

const CursorWord& CursorWords::operator[](std::size_t at) const {
    return at < m_words.size() ? m_words[at] : kNoCursorWord;
}

bool CursorWords::isOneOf(std::size_t at, std::initializer_list<std::string_view> texts) const {
    const std::string_view text = (*this)[at].text;
    return std::ranges::find(texts, text) != texts.end();
}

bool CursorWords::opens(std::size_t at) const {
    return (*this)[at].kind == TokenKind::OpenBracket && ((*this)[at].partner != kNone || opensQuery(at));
}

std::size_t CursorWords::closing(std::size_t at) const {
    const std::size_t partner = (*this)[at].partner;
    return partner == kNone ? m_words.size() : partner;
}

std::size_t CursorWords::behind(std::size_t at) const {
    return opens(at) ? std::min(closing(at), m_words.size() - 1) + 1 : at + 1;
}

} // namespace dbv::sql
