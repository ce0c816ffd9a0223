// SPDX-License-Identifier: Apache-2.0
#include "sqlite/ddl_reader.h"

#include <algorithm>
#include <utility>

#include "sqlite/statement_text.h"

namespace dbv::sqlite {

namespace {

/// Walks over the tokens of a statement and knows how deep in brackets it is.
class DdlWalker {
public:
    explicit DdlWalker(std::string_view sql) : m_sql(sql) {}

    bool next() {
        m_depth += m_opens ? 1 : 0;
        m_token = tokenAt(m_sql, skipBlank(m_sql, m_token.end));
        m_opens = text() == "(";
        m_depth -= text() == ")" ? 1 : 0;
        return !m_token.empty();
    }
    [[nodiscard]] std::string_view text() const { return m_sql.substr(m_token.begin, m_token.size()); }
    [[nodiscard]] TextSpan token() const { return m_token; }
    /// Brackets around the current token; a bracket itself counts as outside.
    [[nodiscard]] int depth() const { return m_depth; }
    /// True when the token is this word, unquoted, in any case.
    [[nodiscard]] bool is(std::string_view word) const { return sameName(text(), word); }
    [[nodiscard]] std::string name() const {
        const std::string_view quoted = text();
        const char quote = quoted.empty() ? '\0' : quoted.front();
        if (quoted.size() < 2 || (quote != '"' && quote != '\'' && quote != '`' && quote != '[')) {
            return std::string(quoted);
        }
        std::string plain;
        for (std::size_t i = 1; i + 1 < quoted.size(); ++i) {
            plain += quoted[i];
            i += quoted[i] == quote && quote != '[' ? 1U : 0U;
        }
        return plain;
    }
    /// From the bracket that the current token opens to its end: what is between, without the blanks at both ends.
    std::string skipBrackets() {
        const int outside = m_depth;
        const std::size_t begin = m_token.end;
        while (next() && (m_depth > outside || text() != ")")) {
        }
        return trimmed(begin, m_token.begin);
    }
    [[nodiscard]] std::string trimmed(std::size_t begin, std::size_t end) const {
        const std::string_view part = m_sql.substr(begin, end - begin);
        const std::size_t first = part.find_first_not_of(" \t\r\n");
        return first == std::string_view::npos
                   ? std::string()
                   : std::string(part.substr(first, part.find_last_not_of(" \t\r\n") - first + 1));
    }

private:
    std::string_view m_sql;
    TextSpan m_token;
    int m_depth = 0;
    bool m_opens = false;
};

/// Collects the constraints of a table one token after the other.
class ConstraintCollector {
public:
    void take(DdlWalker& walk) {
        if (walk.is("CONSTRAINT")) {
            walk.next();
            m_name = walk.name();
        } else if (walk.is("CHECK")) {
            takeCheck(walk);
        } else if (walk.is("REFERENCES")) {
            m_found.foreignKeyNames.push_back(std::exchange(m_name, {}));
        } else if (walk.is("PRIMARY")) {
            m_found.primaryKeyName = std::exchange(m_name, {});
        } else if (endsName(walk)) {
            m_name.clear();
        }
    }
    [[nodiscard]] TableDdl found() { return std::move(m_found); }

private:
    static bool endsName(const DdlWalker& walk) {
        return walk.is(",") || walk.is("UNIQUE") || walk.is("NOT") || walk.is("NULL") || walk.is("DEFAULT") ||
               walk.is("COLLATE") || walk.is("GENERATED") || walk.is("AS");
    }
    void takeCheck(DdlWalker& walk) {
        if (walk.next() && walk.text() == "(") {
            m_found.checks.push_back({std::exchange(m_name, {}), walk.skipBrackets()});
        }
    }

    TableDdl m_found;
    std::string m_name;
};

void addPrimaryKey(ObjectDescription& object, const std::string& name) {
    std::vector<const ColumnInfo*> parts;
    for (const ColumnInfo& column : object.columns) {
        if (column.primaryKeyPosition > 0) {
            parts.push_back(&column);
        }
    }
    if (parts.empty()) {
        return;
    }
    std::ranges::sort(parts, {}, &ColumnInfo::primaryKeyPosition);
    KeyInfo key{.name = name, .primary = true, .columns = {}};
    for (const ColumnInfo* part : parts) {
        key.columns.push_back(part->name);
    }
    object.keys.insert(object.keys.begin(), std::move(key));
}

} // namespace

TableDdl readTableDdl(std::string_view sql) {
    DdlWalker walk(sql);
    ConstraintCollector constraints;
    while (walk.next()) {
        if (walk.depth() == 1) {
            constraints.take(walk);
        }
    }
    return constraints.found();
}

IndexDdl readIndexDdl(std::string_view sql) {
    DdlWalker walk(sql);
    IndexDdl found;
    while (walk.next() && (walk.depth() != 0 || walk.text() != "(")) {
    }
    std::size_t begin = walk.token().end;
    while (walk.next()) {
        const bool last = walk.depth() == 0 && walk.text() == ")";
        if (last || (walk.depth() == 1 && walk.text() == ",")) {
            found.terms.push_back(walk.trimmed(begin, walk.token().begin));
            begin = walk.token().end;
        }
        if (last) {
            break;
        }
    }
    if (walk.next() && walk.is("WHERE")) {
        found.predicate = walk.trimmed(walk.token().end, sql.size());
    }
    return found;
}

void applyTableDdl(const std::string& sql, ObjectDescription& object) {
    TableDdl ddl = readTableDdl(sql);
    addPrimaryKey(object, ddl.primaryKeyName);
    object.checks = std::move(ddl.checks);
    if (ddl.foreignKeyNames.size() == object.foreignKeys.size()) {
        for (std::size_t i = 0; i < object.foreignKeys.size(); ++i) {
            object.foreignKeys[i].name = ddl.foreignKeyNames[i];
        }
    }
}

} // namespace dbv::sqlite
