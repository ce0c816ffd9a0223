// SPDX-License-Identifier: Apache-2.0
#include "postgres/relation_ddl.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include "postgres/statement_text.h"

namespace dbv::postgres {

namespace {

constexpr std::string_view kTableFacts =
    "SELECT c.relpersistence, c.relrowsecurity, c.relforcerowsecurity, "
    "pg_catalog.array_to_string(c.reloptions, ', '), t.spcname, "
    "(SELECT pg_catalog.string_agg(i.inhparent::pg_catalog.regclass::text, ', ' ORDER BY i.inhseqno) "
    "FROM pg_catalog.pg_inherits i WHERE i.inhrelid = c.oid), "
    "(SELECT s.srvname FROM pg_catalog.pg_foreign_table f JOIN pg_catalog.pg_foreign_server s ON s.oid = f.ftserver "
    "WHERE f.ftrelid = c.oid), "
    "(SELECT pg_catalog.string_agg(pg_catalog.quote_ident(o.option_name) || ' ' || "
    "pg_catalog.quote_literal(o.option_value), ', ') FROM pg_catalog.pg_foreign_table f, "
    "pg_catalog.pg_options_to_table(f.ftoptions) o WHERE f.ftrelid = c.oid), "
    "CASE WHEN c.reloftype <> 0 THEN c.reloftype::pg_catalog.regtype::text END, "
    "CASE WHEN c.relreplident = 'f' THEN true END, a.amname "
    "FROM pg_catalog.pg_class c LEFT JOIN pg_catalog.pg_tablespace t ON t.oid = c.reltablespace "
    "LEFT JOIN pg_catalog.pg_am a ON a.oid = c.relam AND a.amname <> 'heap' WHERE c.oid = ";
constexpr std::string_view kColumnFacts =
    "SELECT a.attname, CASE WHEN a.attcollation <> t.typcollation THEN "
    "(SELECT pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(l.collname) "
    "FROM pg_catalog.pg_collation l JOIN pg_catalog.pg_namespace n ON n.oid = l.collnamespace "
    "WHERE l.oid = a.attcollation) END, a.attidentity, a.attgenerated, "
    "a.attislocal "
    "FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_type t ON t.oid = a.atttypid "
    "WHERE a.attrelid = ";
constexpr std::string_view kConstraintFacts =
    "SELECT conname, pg_catalog.pg_get_constraintdef(oid, true) FROM pg_catalog.pg_constraint "
    "WHERE contype IN ('p', 'u', 'f', 'c', 'x') AND conparentid = 0 AND (contype <> 'c' OR conislocal) AND conrelid = ";
constexpr std::string_view kSequenceFacts =
    "SELECT pg_catalog.format_type(s.seqtypid, NULL), s.seqstart, s.seqincrement, s.seqmin, s.seqmax, s.seqcache, "
    "s.seqcycle, d.refobjid::pg_catalog.regclass::text || '.' || pg_catalog.quote_ident(a.attname) "
    "FROM pg_catalog.pg_sequence s LEFT JOIN pg_catalog.pg_depend d ON d.objid = s.seqrelid AND d.deptype = 'a' "
    "AND d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass "
    "LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid WHERE s.seqrelid = ";

/// Writes the statements for one relation.
class DdlWriter {
public:
    DdlWriter(Line& line, const std::string& number, const Relation& relation)
        : m_line(line),
          m_number(number),
          m_kind(relation.kind),
          m_description(relation.description),
          m_name(quotedName(m_description.path.schema) + "." + quotedName(m_description.path.name)) {}

    Result<std::string> write() {
        Result<void> done;
        switch (m_description.type) {
        case ObjectType::View:
        case ObjectType::MaterializedView: done = writeView(); break;
        case ObjectType::Sequence: done = writeSequence(); break;
        case ObjectType::Index: done = writeIndex(); break;
        default: done = writeTable(); break;
        }
        if (!done) {
            return std::unexpected(done.error());
        }
        writeBelongings();
        return std::move(m_ddl);
    }

private:
    void add(const std::string& statement) { m_ddl += statement.empty() ? "" : statement + ";\n"; }

    [[nodiscard]] std::string_view word() const {
        switch (m_description.type) {
        case ObjectType::View: return "VIEW";
        case ObjectType::MaterializedView: return "MATERIALIZED VIEW";
        case ObjectType::ForeignTable: return "FOREIGN TABLE";
        case ObjectType::Sequence: return "SEQUENCE";
        case ObjectType::Index: return "INDEX";
        default: return "TABLE";
        }
    }

    Result<void> writeView() {
        const Result<PgResult> view = m_line.query(
            "SELECT pg_catalog.pg_get_viewdef(" + m_number +
            ", true), (SELECT pg_catalog.array_to_string(reloptions, ', ') FROM pg_catalog.pg_class WHERE oid = " +
            m_number + ")");
        if (!view) {
            return std::unexpected(view.error());
        }
        std::string names;
        for (const ColumnInfo& column : m_description.columns) {
            names += (names.empty() ? "" : ", ") + quotedName(column.name);
        }
        const std::string_view options = textAt(view->get(), 0, 1);
        std::string_view body = textAt(view->get(), 0, 0);
        while (body.ends_with(';') || body.ends_with('\n')) {
            body.remove_suffix(1);
        }
        add("CREATE " + std::string(word()) + " " + m_name + " (" + names + ")" +
            (options.empty() ? "" : " WITH (" + std::string(options) + ")") + " AS\n" + std::string(body));
        return {};
    }

    Result<void> writeIndex() {
        const Result<PgResult> index = m_line.query("SELECT pg_catalog.pg_get_indexdef(" + m_number + ")");
        if (!index) {
            return std::unexpected(index.error());
        }
        add(std::string(textAt(index->get(), 0, 0)));
        return {};
    }

    Result<void> writeSequence() {
        const Result<PgResult> facts = m_line.query(std::string(kSequenceFacts) + m_number);
        if (!facts) {
            return std::unexpected(facts.error());
        }
        if (PQntuples(facts->get()) == 0) {
            return {};
        }
        const auto at = [&](int column) { return std::string(textAt(facts->get(), 0, column)); };
        add("CREATE SEQUENCE " + m_name + " AS " + at(0) + " INCREMENT BY " + at(2) + " MINVALUE " + at(3) +
            " MAXVALUE " + at(4) + " START WITH " + at(1) + " CACHE " + at(5) + (at(6) == "t" ? " CYCLE" : ""));
        if (!at(7).empty()) {
            add("ALTER SEQUENCE " + m_name + " OWNED BY " + at(7));
        }
        return {};
    }

    Result<void> writeTable() {
        const Result<PgResult> facts = m_line.query(std::string(kTableFacts) + m_number);
        const Result<PgResult> columns = m_line.query(std::string(kColumnFacts) + m_number +
                                                      " AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum");
        const Result<PgResult> constraints =
            m_line.query(std::string(kConstraintFacts) + m_number + " ORDER BY contype <> 'p', contype = 'f', conname");
        if (!facts || !columns || !constraints) {
            return std::unexpected(!facts ? facts.error() : !columns ? columns.error() : constraints.error());
        }
        if (PQntuples(facts->get()) == 0) {
            return {};
        }
        const auto at = [&](int column) { return std::string(textAt(facts->get(), 0, column)); };
        const bool foreign = m_description.type == ObjectType::ForeignTable;
        const bool partition = !m_description.partitionBound.empty();
        m_ddl += "CREATE " +
                 std::string(at(0) == "u"   ? "UNLOGGED "
                             : at(0) == "t" ? "TEMPORARY "
                                            : "") +
                 std::string(word()) + " " + m_name;
        if (partition) {
            m_ddl += " PARTITION OF " + at(5);
        } else if (!at(8).empty()) {
            m_ddl += " OF " + at(8);
        }
        const std::string body = bodyOf(columns->get(), constraints->get(), partition || !at(8).empty());
        m_ddl += body.empty() && (partition || !at(8).empty()) ? "" : " (" + body + ")";
        m_ddl += partition ? "\n" + m_description.partitionBound : "";
        m_ddl += !partition && !at(5).empty() ? "\nINHERITS (" + at(5) + ")" : "";
        m_ddl += m_description.partitionKey.empty() ? "" : "\nPARTITION BY " + m_description.partitionKey;
        m_ddl += foreign ? "\nSERVER " + quotedName(at(6)) : "";
        m_ddl += foreign && !at(7).empty() ? "\nOPTIONS (" + at(7) + ")" : "";
        m_ddl += at(10).empty() ? "" : "\nUSING " + at(10);
        m_ddl += at(3).empty() ? "" : "\nWITH (" + at(3) + ")";
        m_ddl += at(4).empty() ? "" : "\nTABLESPACE " + quotedName(at(4));
        m_ddl += ";\n";
        if (at(1) == "t") {
            add("ALTER TABLE " + m_name + " ENABLE ROW LEVEL SECURITY");
        }
        if (at(2) == "t") {
            add("ALTER TABLE " + m_name + " FORCE ROW LEVEL SECURITY");
        }
        if (at(9) == "t") {
            add("ALTER TABLE " + m_name + " REPLICA IDENTITY FULL");
        }
        return {};
    }

    /// Columns and constraints, a line each. A partition has its columns from its parent, and so has a typed table.
    [[nodiscard]] std::string bodyOf(const PGresult* columns, const PGresult* constraints, bool inherited) const {
        std::string body;
        const auto addLine = [&](const std::string& text) { body += (body.empty() ? "\n    " : ",\n    ") + text; };
        for (int row = 0; !inherited && row < PQntuples(columns); ++row) {
            const auto index = static_cast<std::size_t>(row);
            if (trueAt(columns, row, 4) && index < m_description.columns.size()) {
                addLine(columnLine(m_description.columns[index], columns, row));
            }
        }
        for (int row = 0; row < PQntuples(constraints); ++row) {
            addLine("CONSTRAINT " + quotedName(textAt(constraints, row, 0)) + " " +
                    std::string(textAt(constraints, row, 1)));
        }
        return body.empty() ? body : body + "\n";
    }

    static std::string columnLine(const ColumnInfo& column, const PGresult* facts, int row) {
        std::string text = quotedName(column.name) + " " + column.type;
        if (const std::string_view collation = textAt(facts, row, 1); !collation.empty()) {
            text += " COLLATE " + std::string(collation);
        }
        const std::string_view identity = textAt(facts, row, 2);
        const std::string_view generated = textAt(facts, row, 3);
        if (generated == "s" || generated == "v") {
            text += " GENERATED ALWAYS AS (" + column.defaultValue.value_or("") + ")";
            text += generated == "s" ? " STORED" : " VIRTUAL";
        } else if (!identity.empty()) {
            text += identity == "a" ? " GENERATED ALWAYS AS IDENTITY" : " GENERATED BY DEFAULT AS IDENTITY";
        } else if (column.defaultValue) {
            text += " DEFAULT " + *column.defaultValue;
        }
        return column.nullable ? text : text + " NOT NULL";
    }

    void writeBelongings() {
        for (const IndexInfo& index : m_description.indexes) {
            add(index.ddl);
        }
        for (const TriggerInfo& trigger : m_description.triggers) {
            add(trigger.ddl);
        }
        for (const PolicyInfo& policy : m_description.policies) {
            add(policy.ddl);
        }
        if (!m_description.comment.empty()) {
            add("COMMENT ON " + std::string(word()) + " " + m_name + " IS " + quotedText(m_description.comment));
        }
        for (const ColumnInfo& column : m_description.columns) {
            if (!column.comment.empty()) {
                add("COMMENT ON COLUMN " + m_name + "." + quotedName(column.name) + " IS " +
                    quotedText(column.comment));
            }
        }
        for (const GrantInfo& grant : m_description.grants) {
            writeGrant(grant);
        }
    }

    void writeGrant(const GrantInfo& grant) {
        const std::string object = (m_description.type == ObjectType::Sequence ? "SEQUENCE " : "") + m_name;
        const std::string to = grant.grantee == "PUBLIC" ? grant.grantee : quotedName(grant.grantee);
        for (const bool grantable : {false, true}) {
            std::string privileges;
            for (const std::string& each : grant.privileges) {
                const bool given = std::ranges::find(grant.grantable, each) != grant.grantable.end();
                if (given == grantable) {
                    privileges += (privileges.empty() ? "" : ", ") + each;
                }
            }
            if (!privileges.empty()) {
                std::string grantText = "GRANT ";
                grantText += privileges;
                grantText += " ON ";
                grantText += object;
                grantText += " TO ";
                grantText += to;
                add(grantText + (grantable ? " WITH GRANT OPTION" : ""));
            }
        }
    }

    Line& m_line;
    const std::string& m_number;
    const std::string& m_kind;
    const ObjectDescription& m_description;
    std::string m_name;
    std::string m_ddl;
};

} // namespace

Result<std::string> relationDdl(Line& line, const std::string& number, const Relation& relation) {
    return DdlWriter(line, number, relation).write();
}

} // namespace dbv::postgres
