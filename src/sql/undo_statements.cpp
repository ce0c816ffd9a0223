// SPDX-License-Identifier: Apache-2.0
#include "sql/undo_statements.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "sql/literal.h"

namespace dbv::sql {

namespace {

// A server reads a statement as a whole. Units: rows; bytes.
constexpr std::size_t kRowsOfInsert = 100;
constexpr std::size_t kBytesOfInsert = std::size_t{256} << 10U;

bool isMysql(DialectId dialect) {
    return dialect == DialectId::MySql || dialect == DialectId::MariaDb;
}

std::string hexOf(std::string_view bytes) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string hex;
    hex.reserve(bytes.size() * 2);
    for (const char byte : bytes) {
        const auto number = static_cast<unsigned char>(byte);
        hex += kDigits[number >> 4U];
        hex += kDigits[number & 15U];
    }
    return hex;
}

std::string filledIn(std::string_view pattern, std::string_view with) {
    std::string text;
    for (std::size_t at = 0; at < pattern.size();) {
        const std::size_t mark = std::min(pattern.find("{}", at), pattern.size());
        text += pattern.substr(at, mark - at);
        if (mark < pattern.size()) {
            text += with;
        }
        at = mark + 2;
    }
    return text;
}

std::string madeAgain(const KeptColumn& column, const KeptValue& value, DialectId dialect) {
    return value.kind == KeptKind::Null ? "NULL" : filledIn(column.write, keptLiteral(value, dialect));
}

/// Holds where the column still has this value, NULL or not.
std::string stillHas(const KeptColumn& column, const KeptValue& value, DialectId dialect) {
    const std::string read = readOf(column, {}, dialect);
    if (value.kind == KeptKind::Null) {
        return read + " IS NULL";
    }
    const std::string literal = keptLiteral(value, dialect);
    switch (dialect) {
    case DialectId::PostgreSql: return read + " COLLATE \"C\" = " + literal;
    case DialectId::Sqlite: return read + " IS " + literal + (value.kind == KeptKind::Text ? " COLLATE BINARY" : "");
    case DialectId::MySql:
    case DialectId::MariaDb: break;
    }
    return read + " <=> " + literal;
}

std::string stillIs(const KeptTable& table, const KeptRow& row, DialectId dialect) {
    const KeptRow key = keyOf(table, row);
    std::string condition = keyCondition(table, std::span(&key, 1), dialect);
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
        condition += " AND " + stillHas(table.columns[i], row[i], dialect);
    }
    return condition;
}

/// Such columns may get a new value by themselves wherever they are not named.
bool maySetItself(const KeptColumn& column, DialectId dialect) {
    return isMysql(dialect) && (column.type.starts_with("timestamp") || column.type.starts_with("datetime"));
}

UndoStatement updateTo(const KeptTable& table, const ChangedRow& row, DialectId dialect) {
    std::string assignments;
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
        if ((*row.before)[i] != (*row.after)[i] || maySetItself(table.columns[i], dialect)) {
            assignments += (assignments.empty() ? "" : ", ") + quoteIdentifier(table.columns[i].name, dialect) + " = " +
                           madeAgain(table.columns[i], (*row.before)[i], dialect);
        }
    }
    return {"UPDATE " + table.quotedName(dialect) + " SET " + assignments + " WHERE " +
                stillIs(table, *row.after, dialect),
            1};
}

/// Rows that go into one INSERT, as long as it is not too long.
class InsertRows {
public:
    InsertRows(const KeptTable& table, DialectId dialect) : m_table(table), m_dialect(dialect) {}

    void add(const KeptRow& row, std::vector<UndoStatement>& statements) {
        std::string values;
        for (std::size_t i = 0; i < row.size(); ++i) {
            values += (i == 0 ? "(" : ", ") + madeAgain(m_table.columns[i], row[i], m_dialect);
        }
        if (m_rows == kRowsOfInsert || m_values.size() + values.size() > kBytesOfInsert) {
            flush(statements);
        }
        m_values += (m_values.empty() ? "\n  " : ",\n  ") + values + ")";
        ++m_rows;
    }
    void flush(std::vector<UndoStatement>& statements) {
        if (m_rows > 0) {
            statements.push_back({head() + m_values, std::exchange(m_rows, 0)});
            m_values.clear();
        }
    }

private:
    [[nodiscard]] std::string head() const {
        std::string names;
        for (const KeptColumn& column : m_table.columns) {
            names += (names.empty() ? "" : ", ") + quoteIdentifier(column.name, m_dialect);
        }
        const bool identity = std::ranges::any_of(m_table.columns, &KeptColumn::identity);
        return "INSERT INTO " + m_table.quotedName(m_dialect) + " (" + names + ")" +
               (identity ? " OVERRIDING SYSTEM VALUE" : "") + " VALUES";
    }

    const KeptTable& m_table;
    DialectId m_dialect;
    std::string m_values;
    std::size_t m_rows = 0;
};

} // namespace

std::string keptLiteral(const KeptValue& value, DialectId dialect) {
    switch (value.kind) {
    case KeptKind::Null: return "NULL";
    case KeptKind::Number:
        if (value.bytes == "Inf" || value.bytes == "-Inf") {
            return value.bytes == "Inf" ? "9e999" : "-9e999";
        }
        return value.bytes;
    case KeptKind::Bytes: return "x'" + hexOf(value.bytes) + "'";
    case KeptKind::Text: break;
    }
    // What a backslash means is a setting there; a NUL may end a text on its way.
    const bool byHex =
        isMysql(dialect) && (value.bytes.contains('\\') || value.bytes.contains('\0') || value.bytes.contains('\x1a'));
    return byHex ? "_utf8mb4 x'" + hexOf(value.bytes) + "'" : quoteLiteral(value.bytes, dialect);
}

std::string readOf(const KeptColumn& column, const std::string& row, DialectId dialect) {
    return filledIn(column.read, (row.empty() ? "" : row + ".") + quoteIdentifier(column.name, dialect));
}

std::string readsOf(const KeptTable& table, const std::string& row, DialectId dialect) {
    std::string reads;
    for (const KeptColumn& column : table.columns) {
        reads += (reads.empty() ? "" : ", ") + readOf(column, row, dialect);
    }
    return reads;
}

KeptRow keyOf(const KeptTable& table, const KeptRow& row) {
    KeptRow key;
    for (const std::size_t place : table.key()) {
        key.push_back(row[place]);
    }
    return key;
}

std::string keyCondition(const KeptTable& table, std::span<const KeptRow> keys, DialectId dialect) {
    const std::vector<std::size_t> places = table.key();
    const bool several = places.size() > 1;
    std::string names;
    for (const std::size_t place : places) {
        names += (names.empty() ? "" : ", ") + quoteIdentifier(table.columns[place].name, dialect);
    }
    // SQLite compares rows with a list only where that is a query.
    const bool asQuery = several && dialect == DialectId::Sqlite;
    std::string all;
    for (const KeptRow& key : keys) {
        std::string one;
        for (std::size_t i = 0; i < key.size(); ++i) {
            one += (i == 0 ? "" : ", ") + madeAgain(table.columns[places[i]], key[i], dialect);
        }
        all += (all.empty() ? "" : ", ") + (several ? "(" + one + ")" : one);
    }
    if (!several && keys.size() == 1) {
        return names + " = " + all;
    }
    return (several ? "(" + names + ")" : names) + " IN (" + (asQuery ? "VALUES " : "") + all + ")";
}

std::vector<UndoStatement> undoStatements(const KeptTable& table, std::span<const ChangedRow> rows, DialectId dialect) {
    std::vector<UndoStatement> statements;
    InsertRows inserts(table, dialect);
    for (const ChangedRow& row : rows) {
        if (row.before && row.after) {
            if (row.before != row.after) {
                statements.push_back(updateTo(table, row, dialect));
            }
        } else if (row.before) {
            inserts.add(*row.before, statements);
        } else if (row.after) {
            statements.push_back(
                {"DELETE FROM " + table.quotedName(dialect) + " WHERE " + stillIs(table, *row.after, dialect), 1});
        }
    }
    inserts.flush(statements);
    return statements;
}

} // namespace dbv::sql
