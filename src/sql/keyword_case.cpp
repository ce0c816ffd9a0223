// SPDX-License-Identifier: Apache-2.0
#include "sql/keyword_case.h"

#include <algorithm>
#include <array>

#include "sql/keywords.h"

namespace dbv::sql {
namespace {

// clang-format off: one a line says no more.
/// Words that no dialect here takes for a name without quotes, where they are keywords of it at all; sorted.
constexpr std::array<std::string_view, 75> kNeverNames = {
    "ADD", "ALL", "ALTER", "AND", "AS", "ASC", "AUTOINCREMENT", "BETWEEN", "CASCADE", "CASE", "CHECK", "COLLATE", "CONCURRENTLY",
    "CONSTRAINT", "CREATE", "CROSS", "CURRENT_DATE", "CURRENT_TIME", "CURRENT_TIMESTAMP", "CURRENT_USER", "DEFAULT",
    "DEFERRABLE", "DELETE", "DESC", "DISTINCT", "DROP", "ELSE", "ESCAPE", "EXCEPT", "EXISTS", "EXPLAIN", "FALSE", "FETCH",
    "FOR", "FOREIGN", "FROM", "GRANT", "GROUP", "HAVING", "ILIKE", "IN", "INSERT", "INTERSECT", "INTERVAL", "INTO", "IS",
    "ISNULL", "JOIN", "LATERAL", "LIKE", "LIMIT", "NATURAL", "NOT", "NOTNULL", "NULL", "ON", "OR", "ORDER", "PRIMARY",
    "RECURSIVE", "REFERENCES", "REVOKE", "SELECT", "SIMILAR", "TABLE", "THEN", "TO", "TRUE", "UNION", "UNIQUE", "UPDATE",
    "USING", "WHEN", "WHERE", "WITH",
};
// clang-format on
static_assert(std::ranges::is_sorted(kNeverNames));
constexpr KeywordList kNeverNamesList{kNeverNames};

/// What MySQL or MariaDB lets a table be called.
bool mayNameMySqlTable(FormatWord word) {
    switch (word) {
    case FormatWord::Begin:

    case FormatWord::Event:
    case FormatWord::First:
    case FormatWord::Merge:
    case FormatWord::Next:
    case FormatWord::No:
    case FormatWord::Offset:
    case FormatWord::Returning:
    case FormatWord::Share:
    case FormatWord::View:
    case FormatWord::Window: return true;
    default: return false;
    }
}

/// Words that are keywords when they follow one another.
struct Phrase {
    std::string_view first;
    std::string_view second;
};
constexpr auto kPhrases = std::to_array<Phrase>({
    {"ADD", "COLUMN"},          {"ADD", "INDEX"},         {"ADD", "KEY"},
    {"ALTER", "COLUMN"},        {"ALWAYS", "AS"},         {"AS", "IDENTITY"},
    {"AS", "MATERIALIZED"},     {"BY", "DEFAULT"},        {"CREATE", "FUNCTION"},
    {"CREATE", "INDEX"},        {"CREATE", "TEMP"},       {"CREATE", "TEMPORARY"},
    {"CREATE", "TRIGGER"},      {"CREATE", "VIEW"},       {"CREATE", "VIRTUAL"},
    {"CURRENT", "ROW"},         {"DO", "NOTHING"},        {"DO", "UPDATE"},
    {"DROP", "COLUMN"},         {"DROP", "INDEX"},        {"DROP", "TRIGGER"},
    {"DROP", "VIEW"},           {"DUPLICATE", "KEY"},     {"FOREIGN", "KEY"},
    {"FULL", "JOIN"},           {"FULL", "OUTER"},        {"GENERATED", "ALWAYS"},
    {"GENERATED", "BY"},        {"IF", "EXISTS"},         {"IF", "NOT"},
    {"LEFT", "JOIN"},           {"LEFT", "OUTER"},        {"NOT", "MATERIALIZED"},
    {"NULLS", "FIRST"},         {"NULLS", "LAST"},        {"ON", "CONFLICT"},
    {"OR", "REPLACE"},          {"PRIMARY", "KEY"},       {"RENAME", "COLUMN"},
    {"RENAME", "TO"},           {"RIGHT", "JOIN"},        {"RIGHT", "OUTER"},
    {"TEMP", "TABLE"},          {"TEMPORARY", "TABLE"},   {"UNBOUNDED", "FOLLOWING"},
    {"UNBOUNDED", "PRECEDING"}, {"UNIQUE", "INDEX"},      {"WITH", "TIES"},
    {"CREATE", "MATERIALIZED"}, {"MATERIALIZED", "VIEW"}, {"SKIP", "LOCKED"},
    {"CREATE", "UNLOGGED"},     {"UNIQUE", "KEY"},        {"INSERT", "IGNORE"},
    {"CHARACTER", "SET"},       {"PRECEDING", "AND"},     {"FOLLOWING", "AND"},
});

bool isWord(std::string_view text, std::string_view capitals) {
    return std::ranges::equal(text, capitals, [](char a, char b) {
        return (a >= 'a' && a <= 'z' ? static_cast<char>(a - 'a' + 'A') : a) == b;
    });
}

bool isPhrase(std::string_view first, std::string_view second) {
    return std::ranges::any_of(kPhrases, [first, second](const Phrase& phrase) {
        return isWord(first, phrase.first) && isWord(second, phrase.second);
    });
}

} // namespace

std::string inCase(std::string_view word, KeywordCase wanted) {
    std::string cased(word);
    for (char& unit : cased) {
        if (wanted == KeywordCase::Upper && unit >= 'a' && unit <= 'z') {
            unit = static_cast<char>(unit - 'a' + 'A');
        } else if (wanted == KeywordCase::Lower && unit >= 'A' && unit <= 'Z') {
            unit = static_cast<char>(unit - 'A' + 'a');
        }
    }
    return cased;
}

bool KeywordCasing::isKeyword(const StatementPieces& statement, std::size_t at, std::size_t before) const {
    const std::vector<Piece>& pieces = statement.all();
    const Piece& piece = pieces[at];
    const auto isDot = [&](std::size_t place) { return place < pieces.size() && statement.is(pieces[place], "."); };
    const std::size_t behind = statement.behind(at);
    if (piece.kind != TokenKind::Keyword || isDot(before) || isDot(behind)) {
        return false;
    }
    const bool mySql = m_dialect == DialectId::MySql || m_dialect == DialectId::MariaDb;
    if (before >= pieces.size()) {
        return true;
    }
    if (mySql && mayNameMySqlTable(piece.word)) {
        return false;
    }
    const std::string_view text = statement.text(piece);
    if (piece.keyword || kNeverNamesList.holds(text) || isPhrase(statement.text(pieces[before]), text)) {
        return true;
    }
    if (behind >= pieces.size()) {
        return false;
    }
    const TokenKind next = pieces[behind].kind;
    const bool counted = next == TokenKind::Number || next == TokenKind::Parameter || next == TokenKind::OpenBracket;
    return isPhrase(text, statement.text(pieces[behind])) || (piece.word == FormatWord::Offset && counted) ||
           (piece.word == FormatWord::Filter && next == TokenKind::OpenBracket);
}

void KeywordCasing::append(std::string& out, const StatementPieces& statement, std::size_t at,
                           std::size_t before) const {
    const std::string_view text = statement.text(statement.all()[at]);
    if (m_wanted != KeywordCase::Keep && isKeyword(statement, at, before)) {
        out += inCase(text, m_wanted);
    } else {
        out += text;
    }
}

} // namespace dbv::sql
