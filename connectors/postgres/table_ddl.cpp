// SPDX-License-Identifier: Apache-2.0
#include "postgres/table_ddl.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>
#include <utility>

#include "postgres/sequence_ddl.h"
#include "postgres/statement_text.h"

namespace dbv::postgres {

namespace {

// A value that is no number and no word is a text.
constexpr std::string_view kTableFacts =
    "SELECT c.relpersistence, (SELECT pg_catalog.string_agg(o.prefix || o.option_name || '=' || CASE WHEN "
    "o.option_value ~ '^(-?[0-9]+([.][0-9]+)?|[A-Za-z_]+)$' THEN o.option_value "
    "ELSE pg_catalog.quote_literal(o.option_value) END, ', ') FROM ("
    "SELECT '' AS prefix, * FROM pg_catalog.pg_options_to_table(c.reloptions) "
    "UNION ALL SELECT 'toast.', * FROM pg_catalog.pg_options_to_table("
    "(SELECT k.reloptions FROM pg_catalog.pg_class k WHERE k.oid = c.reltoastrelid))) o), t.spcname, "
    "(SELECT pg_catalog.string_agg(pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(p.relname), ', ' "
    "ORDER BY i.inhseqno) FROM pg_catalog.pg_inherits i JOIN pg_catalog.pg_class p ON p.oid = i.inhparent "
    "JOIN pg_catalog.pg_namespace n ON n.oid = p.relnamespace WHERE i.inhrelid = c.oid), "
    "(SELECT s.srvname FROM pg_catalog.pg_foreign_table f JOIN pg_catalog.pg_foreign_server s ON s.oid = f.ftserver "
    "WHERE f.ftrelid = c.oid), "
    "(SELECT pg_catalog.string_agg(pg_catalog.quote_ident(o.option_name) || ' ' || "
    "pg_catalog.quote_literal(o.option_value), ', ') FROM pg_catalog.pg_foreign_table f, "
    "pg_catalog.pg_options_to_table(f.ftoptions) o WHERE f.ftrelid = c.oid), "
    "CASE WHEN c.reloftype <> 0 THEN c.reloftype::pg_catalog.regtype::text END, a.amname "
    "FROM pg_catalog.pg_class c LEFT JOIN pg_catalog.pg_tablespace t ON t.oid = c.reltablespace "
    "LEFT JOIN pg_catalog.pg_am a ON a.oid = c.relam AND a.amname <> 'heap' WHERE c.oid = {oid}";
// Behind whether a column is the table's own stands what it has other than the tables that it inherits it from. From
// version 18 on, NOT NULL has a name, and may not have been looked after for the rows that there are.
constexpr std::string_view kColumnFacts =
    "SELECT a.attname, CASE WHEN a.attcollation <> t.typcollation THEN "
    "(SELECT pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(l.collname) "
    "FROM pg_catalog.pg_collation l JOIN pg_catalog.pg_namespace n ON n.oid = l.collnamespace "
    "WHERE l.oid = a.attcollation) END, a.attidentity, a.attgenerated, a.attislocal, "
    "EXISTS (SELECT 1 FROM pg_catalog.pg_inherits i JOIN pg_catalog.pg_attribute p ON p.attrelid = i.inhparent "
    "AND p.attname = a.attname AND NOT p.attisdropped LEFT JOIN pg_catalog.pg_attrdef f ON f.adrelid = p.attrelid "
    "AND f.adnum = p.attnum WHERE i.inhrelid = a.attrelid AND pg_catalog.pg_get_expr(f.adbin, f.adrelid) "
    "IS DISTINCT FROM pg_catalog.pg_get_expr(e.adbin, e.adrelid)), "
    "a.attnotnull AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_inherits i JOIN pg_catalog.pg_attribute p "
    "ON p.attrelid = i.inhparent AND p.attname = a.attname AND p.attnotnull WHERE i.inhrelid = a.attrelid), "
    "(SELECT pg_catalog.string_agg(pg_catalog.quote_ident(o.option_name) || ' ' || "
    "pg_catalog.quote_literal(o.option_value), ', ') FROM pg_catalog.pg_options_to_table(a.attfdwoptions) o), "
    "CASE WHEN n.convalidated THEN CASE WHEN n.conname <> c.relname || '_' || a.attname || '_not_null' "
    "THEN 'CONSTRAINT ' || pg_catalog.quote_ident(n.conname) || ' ' ELSE '' END || 'NOT NULL' "
    "|| CASE WHEN n.connoinherit THEN ' NO INHERIT' ELSE '' END END, "
    "CASE WHEN NOT n.convalidated THEN 'CONSTRAINT ' || pg_catalog.quote_ident(n.conname) || ' ' "
    "|| pg_catalog.pg_get_constraintdef(n.oid, true) END "
    "FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid "
    "JOIN pg_catalog.pg_type t ON t.oid = a.atttypid "
    "LEFT JOIN pg_catalog.pg_constraint n ON n.conrelid = a.attrelid AND n.contype = 'n' AND n.conkey = "
    "ARRAY[a.attnum] "
    "LEFT JOIN pg_catalog.pg_attrdef e ON e.adrelid = a.attrelid AND e.adnum = a.attnum "
    "WHERE a.attrelid = {oid} AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum";
// A partition's foreign keys are made when it is attached; its other constraints are found then and taken over.
constexpr std::string_view kConstraintFacts =
    "SELECT k.conname, pg_catalog.pg_get_constraintdef(k.oid, true), "
    "CASE WHEN k.contype IN ('p', 'u') THEN pg_catalog.array_to_string(i.reloptions, ', ') END, "
    "CASE WHEN k.contype IN ('p', 'u', 'x') THEN t.spcname END, k.contype "
    "FROM pg_catalog.pg_constraint k JOIN pg_catalog.pg_class c ON c.oid = k.conrelid "
    "LEFT JOIN pg_catalog.pg_class i ON i.oid = k.conindid "
    "LEFT JOIN pg_catalog.pg_tablespace t ON t.oid = i.reltablespace "
    "WHERE k.conrelid = {oid} AND (k.contype IN ('p', 'u', 'x') OR (k.contype = 'f' AND k.conparentid = 0) "
    "OR (k.contype = 'c' AND (k.conislocal OR c.relispartition))) "
    "ORDER BY k.contype <> 'p', k.contype = 'f', k.conname";

/// Writes the statements for one table.
class TableWriter {
public:
    TableWriter(const DdlSubject& table, const ObjectDescription& description, std::vector<ColumnSequence> sequences)
        : m_table(table), m_description(description), m_sequences(std::move(sequences)) {}

    TableDdl write(const PGresult* facts, const PGresult* columns, const PGresult* constraints) {
        const auto at = [&](int column) { return std::string(textAt(facts, 0, column)); };
        m_isPartition = !m_description.partitionBound.empty();
        m_isTyped = !m_isPartition && !at(6).empty();
        for (const ColumnSequence& sequence : m_sequences) {
            if (!sequence.ofIdentity) {
                addStatement(m_ddl.made, createSequence(sequence));
            }
        }
        std::string text = "CREATE " + persistenceOf(at(0)) + m_table.word + " " + m_table.name;
        text += m_isTyped ? " OF " + at(6) : "";
        const std::string body = bodyOf(columns, constraints);
        text += body.empty() && m_isTyped ? "" : " (" + body + ")";
        text += !m_isPartition && !at(3).empty() ? "\nINHERITS (" + at(3) + ")" : "";
        text += m_description.partitionKey.empty() ? "" : "\nPARTITION BY " + m_description.partitionKey;
        text += at(4).empty() ? "" : "\nSERVER " + quotedName(at(4));
        text += at(4).empty() || at(5).empty() ? "" : "\nOPTIONS (" + at(5) + ")";
        text += at(7).empty() ? "" : "\nUSING " + quotedName(at(7));
        text += at(1).empty() ? "" : "\nWITH (" + at(1) + ")";
        text += at(2).empty() ? "" : "\nTABLESPACE " + quotedName(at(2));
        addStatement(m_ddl.made, text);
        writeOwners();
        writeInherited(columns);
        for (const std::string& constraint : m_late) {
            addStatement(m_ddl.made, "ALTER " + m_table.word + " " + m_table.name + " ADD " + constraint);
        }
        if (m_isPartition) {
            addStatement(m_ddl.attached, "ALTER TABLE ONLY " + at(3) + " ATTACH PARTITION " + m_table.name + " " +
                                             m_description.partitionBound);
        }
        return std::move(m_ddl);
    }

private:
    static std::string persistenceOf(std::string_view letter) {
        return letter == "u" ? "UNLOGGED " : letter == "t" ? "TEMPORARY " : "";
    }
    [[nodiscard]] std::string alter() const { return "ALTER " + m_table.word + " ONLY " + m_table.name; }

    [[nodiscard]] const ColumnInfo* described(int row) const {
        const auto index = static_cast<std::size_t>(row);
        return index < m_description.columns.size() ? &m_description.columns[index] : nullptr;
    }
    /// Whether a column stands in the list; the others come from the tables that are inherited, or from the type.
    [[nodiscard]] bool isListed(const PGresult* columns, int row) const {
        return m_isPartition || trueAt(columns, row, 4);
    }

    /// Columns and constraints, a line each.
    [[nodiscard]] std::string bodyOf(const PGresult* columns, const PGresult* constraints) {
        std::string body;
        const auto addLine = [&](const std::string& text) { body += (body.empty() ? "\n    " : ",\n    ") + text; };
        for (int row = 0; row < PQntuples(columns); ++row) {
            const ColumnInfo* column = described(row);
            if (const std::string_view unproved = textAt(columns, row, 9); !unproved.empty()) {
                m_late.emplace_back(unproved);
            }
            if (column == nullptr || !isListed(columns, row)) {
                continue;
            }
            const std::string rest = restOf(*column, columns, row);
            if (!m_isTyped) {
                addLine(quotedName(column->name) + " " + column->type + rest);
            } else if (!rest.empty()) {
                addLine(quotedName(column->name) + " WITH OPTIONS" + rest);
            }
        }
        for (int row = 0; row < PQntuples(constraints); ++row) {
            const std::string constraint = constraintAt(constraints, row);
            // In the list it would be taken for one that holds for all rows there are: none.
            if (constraint.ends_with(" NOT VALID")) {
                m_late.push_back(constraint);
            } else {
                addLine(constraint);
            }
        }
        return body.empty() ? body : body + "\n";
    }

    static std::string constraintAt(const PGresult* rows, int row) {
        std::string text(textAt(rows, row, 1));
        std::string index(textAt(rows, row, 2));
        index = index.empty() ? index : " WITH (" + index + ")";
        if (const std::string_view space = textAt(rows, row, 3); !space.empty()) {
            index += " USING INDEX TABLESPACE " + quotedName(space);
        }
        // What is about the index stands before what is about transactions, and before the condition of an exclusion.
        std::size_t end = text.size();
        for (const std::string_view last : {" INITIALLY DEFERRED", " DEFERRABLE"}) {
            end -= std::string_view(text).substr(0, end).ends_with(last) ? last.size() : 0;
        }
        if (const std::size_t where = text.rfind(" WHERE ("); textAt(rows, row, 4) == "x" && where < end) {
            end = where;
        }
        text.insert(end, index);
        return "CONSTRAINT " + quotedName(textAt(rows, row, 0)) + " " + text;
    }

    /// What stands behind the type of a column.
    [[nodiscard]] std::string restOf(const ColumnInfo& column, const PGresult* facts, int row) const {
        std::string text;
        if (const std::string_view options = textAt(facts, row, 7); !options.empty()) {
            text += " OPTIONS (" + std::string(options) + ")";
        }
        if (const std::string_view collation = textAt(facts, row, 1); !collation.empty() && !m_isTyped) {
            text += " COLLATE " + std::string(collation);
        }
        const std::string_view identity = textAt(facts, row, 2);
        const std::string_view generated = textAt(facts, row, 3);
        if (generated == "s" || generated == "v") {
            text += " GENERATED ALWAYS AS (" + column.defaultValue.value_or("") + ")";
            text += generated == "s" ? " STORED" : " VIRTUAL";
        } else if (!identity.empty() && !m_isPartition) {
            const auto sequence = std::ranges::find_if(
                m_sequences, [&](const ColumnSequence& each) { return each.ofIdentity && each.column == column.name; });
            text += " " + identityClause(identity, sequence == m_sequences.end() ? nullptr : &*sequence);
        } else if (column.defaultValue) {
            text += " DEFAULT " + *column.defaultValue;
        }
        if (column.nullable || !textAt(facts, row, 9).empty()) {
            return text;
        }
        const std::string_view named = textAt(facts, row, 8);
        return text + " " + std::string(named.empty() ? "NOT NULL" : named);
    }

    void writeOwners() {
        for (const ColumnSequence& sequence : m_sequences) {
            if (!sequence.ofIdentity) {
                addStatement(m_ddl.made, "ALTER SEQUENCE " + sequence.name + " OWNED BY " + m_table.name + "." +
                                             quotedName(sequence.column));
            }
        }
    }

    /// What columns have other than those that they are inherited from.
    void writeInherited(const PGresult* columns) {
        for (int row = 0; !m_isPartition && row < PQntuples(columns); ++row) {
            const ColumnInfo* column = described(row);
            if (column == nullptr) {
                continue;
            }
            const bool listed = isListed(columns, row);
            const std::string begin = alter() + " ALTER COLUMN " + quotedName(column->name);
            if (trueAt(columns, row, 5) && textAt(columns, row, 3).empty() && textAt(columns, row, 2).empty()) {
                if (!column->defaultValue) {
                    addStatement(m_ddl.made, begin + " DROP DEFAULT");
                } else if (!listed) {
                    addStatement(m_ddl.made, begin + " SET DEFAULT " + *column->defaultValue);
                }
            }
            if (trueAt(columns, row, 6) && !listed) {
                addStatement(m_ddl.made, begin + " SET NOT NULL");
            }
            if (const std::string_view options = textAt(columns, row, 7); !options.empty() && !listed) {
                addStatement(m_ddl.made, begin + " OPTIONS (" + std::string(options) + ")");
            }
        }
    }

    const DdlSubject& m_table;
    const ObjectDescription& m_description;
    std::vector<ColumnSequence> m_sequences;
    bool m_isPartition = false;
    bool m_isTyped = false;
    /// Constraints that are added when the table is there.
    std::vector<std::string> m_late;
    TableDdl m_ddl;
};

} // namespace

Result<TableDdl> tableDdl(Line& line, const DdlSubject& table, const ObjectDescription& description,
                          network::RefusedParts& missing) {
    const Result<PgResult> facts = line.query(askedAbout(table, kTableFacts));
    const Result<PgResult> columns = line.query(askedAbout(table, kColumnFacts));
    const Result<PgResult> constraints = line.query(askedAbout(table, kConstraintFacts));
    if (!facts || !columns || !constraints) {
        return std::unexpected(!facts ? facts.error() : !columns ? columns.error() : constraints.error());
    }
    if (PQntuples(facts->get()) == 0) {
        return TableDdl();
    }
    Result<std::vector<ColumnSequence>> sequences = readColumnSequences(line, table, missing);
    if (!sequences) {
        return std::unexpected(sequences.error());
    }
    return TableWriter(table, description, std::move(*sequences))
        .write(facts->get(), columns->get(), constraints->get());
}

} // namespace dbv::postgres
