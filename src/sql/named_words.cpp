// SPDX-License-Identifier: Apache-2.0
#include "sql/named_words.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <utility>

#include "sql/builtin_functions.h"
#include "sql/statement_words.h"

namespace dbv::sql {

namespace {

// More are no names that anybody has written.
constexpr std::size_t kMostNames = 5000;

std::string nameOf(const StatementWord& word, Grammar grammar) {
    std::string name = word.text;
    if (word.isPlain()) {
        for (char& c : name) {
            c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        }
    }
    // PostgreSQL cuts off what is longer, between two letters.
    constexpr std::size_t kLongestName = 63;
    if (grammar.dialect == DialectId::PostgreSql && name.size() > kLongestName) {
        std::size_t end = kLongestName;
        while (end > 0 && (static_cast<unsigned char>(name[end]) & 0xC0U) == 0x80U) {
            --end;
        }
        name.resize(end);
    }
    return name;
}

/// A name as it stands in the statement, without quotes.
std::string asWritten(const StatementWord& word, std::string_view statement) {
    return word.isPlain() ? std::string(statement.substr(word.span.begin, word.span.size())) : word.text;
}

/// A function's name as MySQL compares it.
std::string smallName(std::string name) {
    std::ranges::transform(name, name.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return name;
}

/// Whether a call by this name would be let through as one of the server's own; others are told by the text.
bool mayBeServersOwn(const std::string& name, DialectId dialect) {
    const std::string capitals = inCapitals(name);
    constexpr auto kOthers = std::to_array<std::string_view>({"LO", "NEXTVAL", "PG_", "SETVAL", "SET_CONFIG"});
    const bool other = dialect == DialectId::PostgreSql
                           ? std::ranges::any_of(kOthers, [&](auto begin) { return capitals.starts_with(begin); })
                           : capitals.starts_with("ST_") || capitals.ends_with("VAL") || capitals.ends_with("_WAIT");
    return other || std::ranges::binary_search(functionNames(dialect), std::string_view(capitals));
}

/// A keyword that only stands for itself is no name, and there are many of them.
bool isOnlyKeyword(const StatementWords& words, std::size_t at) {
    return words.isOneOf(at, {"SELECT", "FROM", "WHERE", "INSERT", "INTO", "VALUES", "AND", "OR", "NOT", "NULL", "AS",
                              "ON", "SET", "IN", "IS", "JOIN"});
}

bool mayName(const StatementWord& word) {
    return word.isPlain() || word.kind == TokenKind::QuotedIdentifier;
}

/// PostgreSQL's `U&"..."`.
bool isHidden(const StatementWord& word) {
    return word.kind == TokenKind::QuotedIdentifier && word.text.size() > 2 && word.text[1] == '&' &&
           (word.text[0] == 'U' || word.text[0] == 'u');
}

/// Words of PostgreSQL that stand for operators, which are looked up like those that are written.
constexpr auto kWordOperators = std::to_array<std::pair<std::string_view, std::string_view>>({
    {"IN", "="},
    {"IN", "<>"},
    {"CASE", "="},
    {"NULLIF", "="},
    {"DISTINCT", "="},
    {"USING", "="},
    {"NATURAL", "="},
    {"BETWEEN", ">="},
    {"BETWEEN", "<="},
    {"BETWEEN", "<"},
    {"BETWEEN", ">"},
    {"LIKE", "~~"},
    {"LIKE", "!~~"},
    {"ILIKE", "~~*"},
    {"ILIKE", "!~~*"},
    {"SIMILAR", "~"},
    {"SIMILAR", "!~"},
});

/// What the language calls types otherwise than the catalogue.
constexpr auto kTypeNames = std::to_array<std::pair<std::string_view, std::string_view>>({
    {"int", "int4"},         {"integer", "int4"},      {"bigint", "int8"},  {"smallint", "int2"},
    {"real", "float4"},      {"float", "float4"},      {"float", "float8"}, {"double", "float8"},
    {"decimal", "numeric"},  {"dec", "numeric"},       {"boolean", "bool"}, {"char", "bpchar"},
    {"character", "bpchar"}, {"character", "varchar"}, {"nchar", "bpchar"}, {"national", "bpchar"},
    {"national", "varchar"}, {"bit", "varbit"},        {"time", "timetz"},  {"timestamp", "timestamptz"},
});

/// Collects from one reading of a statement of PostgreSQL by what it may reach code.
class CodeFinder {
public:
    CodeFinder(const StatementWords& words, Grammar grammar, std::set<NamedPart>& parts)
        : m_words(words), m_grammar(grammar), m_parts(parts) {}

    void readWord(std::size_t at) {
        if (m_words[at].kind == TokenKind::Operator) {
            readOperator(m_words[at].text);
            return;
        }
        if (!mayName(m_words[at])) {
            return;
        }
        if (m_words[at].isPlain()) {
            readKeyword(at);
        }
        if (isOnlyKeyword(m_words, at)) {
            return;
        }
        std::string name = nameOf(m_words[at], m_grammar);
        if (m_words[at + 1].kind == TokenKind::OpenBracket && mayBeServersOwn(name, m_grammar.dialect)) {
            m_parts.insert({CodePlace::Call, name});
        }
        if (mayBeType(at)) {
            readType(name);
        }
        m_parts.insert({CodePlace::Column, std::move(name)});
    }

private:
    void readKeyword(std::size_t at) {
        for (const auto& [word, mark] : kWordOperators) {
            if (m_words.is(at, word)) {
                m_parts.insert({CodePlace::Operator, std::string(mark)});
            }
        }
        if (m_words.isOneOf(at, {"SELECT", "VALUES", "TABLE", "INSERT", "UPDATE", "DELETE", "MERGE"})) {
            m_parts.insert({CodePlace::Anywhere, {}});
        }
        if (m_words.isOneOf(at, {"INSERT", "UPDATE", "MERGE"})) {
            // To the types of columns.
            m_parts.insert({CodePlace::Cast, {}});
        }
        if (m_words.isOneOf(at, {"ORDER", "GROUP", "PARTITION", "DISTINCT", "UNION", "INTERSECT", "EXCEPT"})) {
            m_parts.insert({CodePlace::Sort, {}});
        }
    }

    void readType(const std::string& name) {
        m_parts.insert({CodePlace::Type, name});
        m_parts.insert({CodePlace::Cast, name});
        for (const auto& [written, type] : kTypeNames) {
            if (name == written) {
                m_parts.insert({CodePlace::Cast, std::string(type)});
            }
        }
    }

    void readOperator(const std::string& run) {
        if (run == "::") {
            return;
        }
        // As the server cuts them: one that ends in + or - has one of the other marks, or ends before these.
        std::string_view rest = run;
        while (!rest.empty() && rest.find_first_not_of("+-*/<>=~!@#%^&|`?") == std::string_view::npos) {
            std::size_t size = rest.size();
            if (rest.find_first_of("~!@#%^&|`?") == std::string_view::npos) {
                while (size > 1 && (rest[size - 1] == '+' || rest[size - 1] == '-')) {
                    --size;
                }
            }
            m_parts.insert(
                {CodePlace::Operator, std::string(rest.substr(0, size) == "!=" ? "<>" : rest.substr(0, size))});
            rest.remove_prefix(size);
        }
    }

    /// Not where a column, a table or a word of the language can stand alone: behind another name, `::`, or before a text.
    [[nodiscard]] bool mayBeType(std::size_t at) const {
        if (m_words[at + 1].kind == TokenKind::String) {
            return true;
        }
        std::size_t first = at;
        while (first >= 2 && m_words.is(first - 1, ".")) {
            first -= 2;
        }
        if (first == 0) {
            return false;
        }
        const std::size_t before = first - 1;
        if (m_words.is(before, "::") || m_words[before].kind == TokenKind::QuotedIdentifier) {
            return true;
        }
        const bool clause = m_words.isOneOf(
            before, {"SELECT", "DISTINCT", "ALL",    "WHERE", "AND",   "OR",    "NOT",     "BY",     "ON",
                     "HAVING", "WHEN",     "THEN",   "ELSE",  "CASE",  "FROM",  "JOIN",    "IN",     "LIKE",
                     "ILIKE",  "BETWEEN",  "LIMIT",  "SET",   "USING", "IS",    "INTO",    "TABLE",  "ONLY",
                     "UPDATE", "INNER",    "LEFT",   "RIGHT", "FULL",  "CROSS", "LATERAL", "OFFSET", "FILTER",
                     "END",    "UNION",    "EXCEPT", "WITH",  "EXISTS"});
        return m_words[before].isPlain() && !clause && (!m_words.is(before, "RETURNING") || m_words[before].depth > 0);
    }

    const StatementWords& m_words;
    Grammar m_grammar;
    std::set<NamedPart>& m_parts;
};

} // namespace

std::optional<StatementNames> namesIn(std::string_view statement, Grammar grammar) {
    StatementNames found;
    bool hidden = false;
    const bool postgres = grammar.dialect == DialectId::PostgreSql;
    const bool complete = readInAllWays(statement, grammar, [&](const StatementWords& words) {
        CodeFinder code(words, grammar, found.parts);
        for (std::size_t at = 0; at < words.size() && found.names.size() <= kMostNames; ++at) {
            if (postgres) {
                code.readWord(at);
            }
            if (!mayName(words[at])) {
                continue;
            }
            hidden = hidden || (postgres && isHidden(words[at]));
            const bool behindDot = at >= 2 && words.is(at - 1, ".") && mayName(words[at - 2]);
            std::string name = nameOf(words[at], grammar);
            if (!postgres && words[at + 1].kind == TokenKind::OpenBracket && !behindDot &&
                mayBeServersOwn(name, grammar.dialect)) {
                found.parts.insert({CodePlace::Call, smallName(name)});
            }
            if (!behindDot && isOnlyKeyword(words, at)) {
                continue;
            }
            found.names.insert({behindDot ? nameOf(words[at - 2], grammar) : std::string(), std::move(name)});
            if (!postgres) {
                // A server of MySQL tells capitals from small letters, or does not: both are looked for.
                found.names.insert(
                    {behindDot ? asWritten(words[at - 2], statement) : std::string(), asWritten(words[at], statement)});
            }
        }
    });
    return complete && !hidden && found.names.size() <= kMostNames ? std::optional(std::move(found)) : std::nullopt;
}

bool addsConstants(std::string_view statement, Grammar grammar) {
    if (!grammar.told && statement.contains('\\')) {
        return false;
    }
    bool values = false;
    Lexer<char> lexer(statement, grammar);
    for (Token token = lexer.next(); token.kind != TokenKind::End; token = lexer.next()) {
        const std::string_view text = statement.substr(token.span.begin, token.span.size());
        switch (token.kind) {
        case TokenKind::Operator:
            if (text == "," || text == "-" || text == "+" || (!values && text == ".")) {
                continue;
            }
            return false;
        case TokenKind::Identifier:
        case TokenKind::Keyword: {
            const std::string word = inCapitals(text);
            values = values || word == "VALUES";
            constexpr auto kConstants = std::to_array<std::string_view>({"VALUES", "NULL", "DEFAULT", "TRUE", "FALSE"});
            // MySQL writes the set of a text's letters in front of it.
            const bool introduces = grammar.dialect != DialectId::PostgreSql && text.starts_with('_');
            if (values && !introduces && std::ranges::find(kConstants, word) == kConstants.end()) {
                return false;
            }
            continue;
        }
        case TokenKind::QuotedIdentifier:
        case TokenKind::Invalid:
            if (values) {
                return false;
            }
            continue;
        default: continue;
        }
    }
    return values;
}

} // namespace dbv::sql
