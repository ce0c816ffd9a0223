// SPDX-License-Identifier: Apache-2.0
#include "mysql/undoable.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <set>
#include <string>
#include <vector>

#include "mysql/statement_text.h"

namespace dbv::mysql {

namespace {

// A name takes as many characters at most; longer words are none.
constexpr std::size_t kLongestName = std::size_t{64} * 4;
// More are no names that anybody has written.
constexpr std::size_t kMostNames = 2000;

/// A quoted name without its quotes.
std::string unquoted(std::string_view text) {
    const char quote = text.front();
    std::string name;
    for (std::size_t i = 1; i + 1 < text.size(); ++i) {
        name += text[i];
        i += text[i] == quote ? 1U : 0U;
    }
    return name;
}

/// Follows a statement that changes or reads rows from clause to clause, and knows where a table can stand: what is only the name of a
/// column is none. Where in doubt, one can.
class TablePlaces {
public:
    /// The next token: a word in capitals, of what is quoted the quote; `next` is the one behind it. Whether a table can stand there.
    bool take(const std::string& word, std::string_view next, bool isName) {
        Level& open = m_open.back();
        const bool here = open.tables && m_before[0] != "AS";
        // Behind these every word is a name.
        const bool mayBeKeyword = isName && m_before[0] != "." && m_before[0] != "@";
        bool isClause = false;
        if (word == "(") {
            // Behind a name it begins a list of columns, or the arguments of a function.
            const bool inner = open.tables && !m_afterName;
            m_open.push_back({inner, inner});
        } else if (word == ")") {
            m_open.resize(std::max<std::size_t>(m_open.size() - 1, 1));
        } else if (word == ",") {
            open.tables = open.inFrom;
        } else if (mayBeKeyword && beginsTables(word, next)) {
            open = {true, true};
            isClause = true;
        } else if (mayBeKeyword && endsTables(word)) {
            open = {false, false};
        } else if (mayBeKeyword && word == "ON") {
            // Behind a comma that follows, tables stand again.
            open.tables = false;
        }
        m_afterName = isName && !isClause && !listed(kModifiers, word);
        std::ranges::rotate(m_before, m_before.end() - 1);
        m_before[0] = word;
        return here;
    }

private:
    struct Level {
        bool tables = true;
        bool inFrom = true;
    };

    [[nodiscard]] bool beginsTables(std::string_view word, std::string_view next) const {
        // INSERT() and REPLACE() are functions of texts as well; ON DUPLICATE KEY UPDATE sets columns.
        const bool other =
            ((word == "INSERT" || word == "REPLACE") && next == "(") || (word == "UPDATE" && m_before[0] == "KEY");
        return listed(kTableClauses, word) && !other;
    }
    [[nodiscard]] bool endsTables(std::string_view word) const {
        // USE INDEX FOR ORDER BY stands between tables.
        const bool ofIndex = word == "BY" && m_before[1] == "FOR";
        return (listed(kOtherClauses, word) && !ofIndex) || (word == "UPDATE" && m_before[0] == "KEY");
    }

    static constexpr auto kTableClauses = std::to_array<std::string_view>(
        {"DELETE", "FROM", "INSERT", "INTO", "JOIN", "REPLACE", "STRAIGHT_JOIN", "TABLE", "UPDATE", "WITH"});
    // Words that are reserved: none of them is a name by itself.
    static constexpr auto kOtherClauses =
        std::to_array<std::string_view>({"BY", "HAVING", "LIMIT", "SELECT", "SET", "VALUES", "WHERE"});
    static constexpr auto kModifiers =
        std::to_array<std::string_view>({"DELAYED", "HIGH_PRIORITY", "IGNORE", "LOW_PRIORITY", "OJ", "QUICK"});

    std::vector<Level> m_open{Level()};
    /// The last words, the latest first.
    std::array<std::string, 2> m_before;
    bool m_afterName = false;
};

/// Whether the clauses of a statement are those that `TablePlaces` knows.
bool hasKnownClauses(std::string_view statement) {
    static constexpr auto kKnown = std::to_array<std::string_view>({"DELETE", "INSERT", "REPLACE", "SELECT", "UPDATE"});
    return listed(kKnown, commandOf(statement));
}

/// All that may be the name of a table in a statement, or of its schema, however the server reads its quotes.
std::set<std::string> namesIn(std::string_view statement, EscapeRules rules) {
    // A sequence is a table, and stands among values.
    static constexpr auto kOfSequences =
        std::to_array<std::string_view>({"LASTVAL", "NEXT", "NEXTVAL", "PREVIOUS", "SETVAL"});
    std::set<std::string> all;
    std::set<std::string> tables;
    bool isKnown = hasKnownClauses(statement);
    TokenReader reader(statement, rules);
    TablePlaces places;
    Token token = reader.next();
    while (token.kind != TokenKind::End) {
        const std::string_view text = reader.text(token);
        const Token following = reader.next();
        const bool quoted = token.kind == TokenKind::Name || token.kind == TokenKind::DoubleQuoted;
        const bool isName = token.kind == TokenKind::Word || quoted;
        const bool fits = !text.empty() && text.size() <= kLongestName + 2;
        const std::string word =
            token.kind == TokenKind::Word && fits ? upperCase(text) : std::string(text.substr(0, 1));
        const bool here = places.take(word, reader.text(following), isName);
        isKnown = isKnown && !listed(kOfSequences, word);
        if (isName && fits) {
            const std::string name = quoted ? unquoted(text) : std::string(text);
            here ? static_cast<void>(tables.insert(name)) : static_cast<void>(all.insert(name));
        }
        token = following;
    }
    if (!isKnown) {
        tables.merge(all);
    }
    return tables;
}

std::string listOf(const std::set<std::string>& names) {
    std::string list;
    for (const std::string& name : names) {
        list += (list.empty() ? "" : ",") + textLiteral(name);
    }
    return list;
}

std::unexpected<Error> refusal(const std::string& what) {
    return fail(ErrorKind::RefusedBySandbox, "The statement was not sent, since " + what + ".",
                "Leave it out of the dry run, or run it with another safety.", Damage::Statement);
}

/// One row of the answer: a table's schema, name, kind, engine, and whether that has transactions.
struct NamedTable {
    explicit NamedTable(const TextTable::value_type& row)
        : schema(row[0].value_or("")),
          name(schema + "." + row[1].value_or("")),
          kind(row[2].value_or("")),
          engine(row[3].value_or("no engine that is known")),
          holds(row[4].value_or("") == "YES") {}

    [[nodiscard]] bool leadsElsewhere() const { return kind == "VIEW" || kind == "TRIGGER"; }

    std::string schema;
    std::string name;
    std::string kind;
    std::string engine;
    bool holds;
};

/// Whether a view or a trigger may reach a table without transactions.
Result<void> judgeDetour(Line& line, const NamedTable& detour) {
    const Result<TextTable> tables = line.query(
        "SELECT TABLE_SCHEMA, TABLE_NAME, TABLE_TYPE, ENGINE, 'NO' FROM information_schema.TABLES "
        "WHERE TABLE_TYPE = 'BASE TABLE' AND (TABLE_SCHEMA = " +
        textLiteral(detour.schema) +
        " OR TABLE_SCHEMA NOT IN ('information_schema', 'performance_schema', 'mysql', 'sys')) AND (ENGINE IS NULL OR "
        "ENGINE NOT IN (SELECT ENGINE FROM information_schema.ENGINES WHERE TRANSACTIONS = 'YES')) LIMIT 1");
    if (!tables) {
        return std::unexpected(tables.error());
    }
    if (tables->empty()) {
        return {};
    }
    const NamedTable table(tables->front());
    return refusal((detour.kind == "VIEW" ? "it may reach tables by way of the view \""
                                          : "it may reach tables by way of the triggers of \"") +
                   detour.name + "\", and no rollback would take back what it does to \"" + table.name + "\" (" +
                   table.engine + ")");
}

} // namespace

Result<void> judgeUndoable(Line& line, std::string_view statement) {
    const std::set<std::string> names = namesIn(statement, line.escapeRules());
    if (names.size() > kMostNames) {
        return refusal("it has more names than are looked at: " + std::to_string(names.size()));
    }
    if (names.empty()) {
        return {};
    }
    const std::string list = listOf(names);
    const auto isNamed = [&list](const std::string& schema, const std::string& name) {
        return name + " IN (" + list + ") AND (" + schema + " = DATABASE() OR " + schema + " IN (" + list + "))";
    };
    const Result<TextTable> rows = line.query(
        "SELECT t.TABLE_SCHEMA, t.TABLE_NAME, t.TABLE_TYPE, t.ENGINE, e.TRANSACTIONS "
        "FROM information_schema.TABLES t LEFT JOIN information_schema.ENGINES e ON e.ENGINE = t.ENGINE WHERE " +
        isNamed("t.TABLE_SCHEMA", "t.TABLE_NAME") +
        " UNION ALL SELECT EVENT_OBJECT_SCHEMA, EVENT_OBJECT_TABLE, 'TRIGGER', NULL, NULL "
        "FROM information_schema.TRIGGERS WHERE " +
        isNamed("EVENT_OBJECT_SCHEMA", "EVENT_OBJECT_TABLE"));
    if (!rows) {
        return std::unexpected(rows.error());
    }
    const NamedTable* detour = nullptr;
    std::vector<NamedTable> tables;
    tables.reserve(rows->size());
    for (const TextTable::value_type& row : *rows) {
        const NamedTable& table = tables.emplace_back(row);
        if (table.leadsElsewhere()) {
            detour = &table;
        } else if (!table.holds && table.kind != "SYSTEM VIEW") {
            return refusal("no rollback would take back what it does to \"" + table.name + "\" (" + table.engine + ")");
        }
    }
    return detour != nullptr ? judgeDetour(line, *detour) : Result<void>();
}

} // namespace dbv::mysql
