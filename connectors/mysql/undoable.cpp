// SPDX-License-Identifier: Apache-2.0
#include "mysql/undoable.h"

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

/// All that may be a name in a statement, however the server reads its quotes.
std::set<std::string> namesIn(std::string_view statement, EscapeRules rules) {
    std::set<std::string> names;
    TokenReader reader(statement, rules);
    for (Token token = reader.next(); token.kind != TokenKind::End; token = reader.next()) {
        const std::string_view text = reader.text(token);
        if (text.empty() || text.size() > kLongestName + 2) {
            continue;
        }
        if (token.kind == TokenKind::Word) {
            names.emplace(text);
        } else if (token.kind == TokenKind::Name || token.kind == TokenKind::DoubleQuoted) {
            names.insert(unquoted(text));
        }
    }
    return names;
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
