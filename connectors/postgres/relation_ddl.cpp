// SPDX-License-Identifier: Apache-2.0
#include "postgres/relation_ddl.h"

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <vector>

#include "postgres/ddl_questions.h"
#include "postgres/ddl_statements.h"
#include "postgres/sequence_ddl.h"
#include "postgres/statement_text.h"
#include "postgres/table_ddl.h"

namespace dbv::postgres {

namespace {

constexpr std::string_view kViewFacts =
    "SELECT pg_catalog.pg_get_viewdef(c.oid, true), pg_catalog.array_to_string(c.reloptions, ', '), t.spcname, "
    "a.amname, "
    "c.relkind = 'm' AND NOT c.relispopulated FROM pg_catalog.pg_class c "
    "LEFT JOIN pg_catalog.pg_tablespace t ON t.oid = c.reltablespace "
    "LEFT JOIN pg_catalog.pg_am a ON a.oid = c.relam AND a.amname <> 'heap' WHERE c.oid = {oid}";
// The index of a key is made with the key. One of a divided table that is whole is made whole again; of another, and of a
// part of one, the parts are told.
constexpr std::string_view kIndexFacts =
    "SELECT CASE WHEN k.oid IS NULL THEN CASE WHEN x.indisvalid THEN pg_catalog.regexp_replace("
    "pg_catalog.pg_get_indexdef(x.indexrelid), E'^(CREATE (UNIQUE )?INDEX (\"([^\"]|\"\")+\"|[^ \"]+) ON )ONLY ', "
    "E'\\\\1') ELSE pg_catalog.pg_get_indexdef(x.indexrelid) END ELSE 'ALTER TABLE ' || "
    "CASE WHEN x.indisvalid THEN '' ELSE 'ONLY ' END || "
    "pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname) || ' ADD CONSTRAINT ' || "
    "pg_catalog.quote_ident(k.conname) || ' ' || pg_catalog.pg_get_constraintdef(k.oid, true) END, "
    "(SELECT pg_catalog.string_agg('ALTER INDEX ' || pg_catalog.quote_ident(w.nspname) || '.' || "
    "pg_catalog.quote_ident(d.relname) || ' ATTACH PARTITION ' || pg_catalog.quote_ident(o.nspname) || '.' || "
    "pg_catalog.quote_ident(p.relname), E';\\n' ORDER BY h.inhparent <> x.indexrelid, p.relname) "
    "FROM pg_catalog.pg_inherits h JOIN pg_catalog.pg_class d ON d.oid = h.inhparent "
    "JOIN pg_catalog.pg_namespace w ON w.oid = d.relnamespace JOIN pg_catalog.pg_class p ON p.oid = h.inhrelid "
    "JOIN pg_catalog.pg_namespace o ON o.oid = p.relnamespace "
    "WHERE h.inhrelid = x.indexrelid OR (h.inhparent = x.indexrelid AND NOT x.indisvalid)) "
    "FROM pg_catalog.pg_index x JOIN pg_catalog.pg_class c ON c.oid = x.indrelid "
    "JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace LEFT JOIN pg_catalog.pg_constraint k "
    "ON k.conindid = x.indexrelid AND k.conrelid = x.indrelid AND k.contype IN ('p', 'u', 'x') "
    "WHERE x.indexrelid = {oid}";

/// What is read of every relation's belongings, in this order.
enum BelongingPart : std::uint8_t {
    ColumnSettings,
    IndexSettings,
    ExtendedStatistics,
    Rules,
    TriggerStates,
    RowSecurity,
    CommentsOnParts,
    Grants,
};

std::string wordFor(ObjectType type) {
    switch (type) {
    case ObjectType::View: return "VIEW";
    case ObjectType::MaterializedView: return "MATERIALIZED VIEW";
    case ObjectType::ForeignTable: return "FOREIGN TABLE";
    case ObjectType::Sequence: return "SEQUENCE";
    case ObjectType::Index: return "INDEX";
    default: return "TABLE";
    }
}

/// The schema in which a relation is made again: what is temporary is in the one of the session that makes it.
std::string schemaFor(std::string_view schema) {
    constexpr std::string_view kTemporary = "pg_temp_";
    return schema.starts_with(kTemporary) ? "pg_temp" : quotedName(schema);
}

/// Writes the statements for one relation.
class DdlWriter {
public:
    DdlWriter(Line& line, const std::string& number, const Relation& relation, network::RefusedParts& missing)
        : m_line(line),
          m_relation(relation),
          m_description(relation.description),
          m_missing(missing),
          m_subject{.number = number,
                    .name = schemaFor(m_description.path.schema) + "." + quotedName(m_description.path.name),
                    .word = wordFor(m_description.type)} {}

    Result<std::string> write() {
        Result<void> done;
        switch (m_description.type) {
        case ObjectType::View:
        case ObjectType::MaterializedView: done = writeView(); break;
        case ObjectType::Sequence: done = writeSequence(); break;
        case ObjectType::Index: done = writeIndex(); break;
        default: done = writeTable(); break;
        }
        done = done ? writeBelongings() : done;
        return done ? Result<std::string>(std::move(m_ddl)) : std::unexpected(done.error());
    }

private:
    void add(const std::string& statement) { addStatement(m_ddl, statement); }

    Result<void> writeView() {
        const Result<PgResult> view = m_line.query(askedAbout(m_subject, kViewFacts));
        if (!view) {
            return std::unexpected(view.error());
        }
        if (PQntuples(view->get()) == 0) {
            return {};
        }
        const auto at = [&](int column) { return std::string(textAt(view->get(), 0, column)); };
        std::string names;
        for (const ColumnInfo& column : m_description.columns) {
            names += (names.empty() ? "" : ", ") + quotedName(column.name);
        }
        std::string text = "CREATE " + m_subject.word + " " + m_subject.name;
        text += names.empty() ? "" : " (" + names + ")";
        text += at(3).empty() ? "" : "\nUSING " + quotedName(at(3));
        text += at(1).empty() ? "" : " WITH (" + at(1) + ")";
        text += at(2).empty() ? "" : "\nTABLESPACE " + quotedName(at(2));
        std::string_view body = textAt(view->get(), 0, 0);
        while (body.ends_with(';') || body.ends_with('\n')) {
            body.remove_suffix(1);
        }
        add(text + " AS\n" + std::string(body) + (at(4) == "t" ? "\nWITH NO DATA" : ""));
        writeOwner();
        for (const ColumnInfo& column : m_description.columns) {
            if (column.defaultValue) {
                add("ALTER VIEW " + m_subject.name + " ALTER COLUMN " + quotedName(column.name) + " SET DEFAULT " +
                    *column.defaultValue);
            }
        }
        return {};
    }

    void writeOwner() { add(ownerStatement(m_subject.word + " " + m_subject.name, m_description.owner)); }

    Result<void> writeIndex() {
        const Result<PgResult> index = m_line.query(askedAbout(m_subject, kIndexFacts));
        if (!index) {
            return std::unexpected(index.error());
        }
        if (PQntuples(index->get()) > 0) {
            add(std::string(textAt(index->get(), 0, 0)));
            add(std::string(textAt(index->get(), 0, 1)));
        }
        return {};
    }

    Result<void> writeSequence() {
        const Result<std::string> made = sequenceDdl(m_line, m_subject, m_description.owner);
        if (!made) {
            return std::unexpected(made.error());
        }
        m_ddl += *made;
        return {};
    }

    Result<void> writeTable() {
        Result<TableDdl> made = tableDdl(m_line, m_subject, m_description, m_missing);
        if (!made) {
            return std::unexpected(made.error());
        }
        m_ddl += made->made;
        writeOwner();
        m_attached = std::move(made->attached);
        return {};
    }

    Result<void> writeBelongings() {
        const auto asked = [this](std::string_view sql) { return askedAbout(m_subject, sql); };
        // In the order of BelongingPart.
        const Result<std::vector<std::vector<std::string>>> read =
            readStatements(m_line,
                           {{"Settings of columns", asked(kColumnSettings)},
                            {"Settings of indexes", asked(kIndexSettings)},
                            {"Extended statistics", asked(kStatistics)},
                            {"Rules", asked(kRules)},
                            {"Which triggers fire", asked(kTriggerStates)},
                            {"Row level security", asked(kRowSecurity)},
                            {"Comments on parts", asked(kCommentsOnParts)},
                            {"Grants", asked(grantsQuestion(kGrantedParts))}},
                           m_missing);
        if (!read) {
            return std::unexpected(read.error());
        }
        const auto addAll = [&](BelongingPart part) {
            for (const std::string& statement : (*read)[part]) {
                add(statement);
            }
        };
        addAll(ColumnSettings);
        for (const IndexInfo& index : m_description.indexes) {
            if (!isUnfinished(index)) {
                add(index.ddl);
            }
        }
        addAll(IndexSettings);
        m_ddl += m_attached;
        addAll(ExtendedStatistics);
        addAll(Rules);
        for (const TriggerInfo& trigger : m_description.triggers) {
            add(trigger.ddl);
        }
        addAll(TriggerStates);
        addAll(RowSecurity);
        for (const PolicyInfo& policy : m_description.policies) {
            add(policy.ddl);
        }
        writeComments();
        addAll(CommentsOnParts);
        addAll(Grants);
        writeUnfinished();
        return {};
    }

    [[nodiscard]] bool isUnfinished(const IndexInfo& index) const {
        return std::ranges::find(m_relation.unfinished, index.name) != m_relation.unfinished.end();
    }

    /// Here they would be finished: without rows, and passed on to each partition that comes.
    void writeUnfinished() {
        for (const IndexInfo& index : m_description.indexes) {
            if (isUnfinished(index)) {
                std::string line = index.ddl;
                std::ranges::replace(line, '\n', ' ');
                m_ddl += "-- Left out, since a partition lacks its part of it, or making it was broken off:\n-- " +
                         line + ";\n";
            }
        }
    }

    void writeComments() {
        if (!m_description.comment.empty()) {
            add("COMMENT ON " + m_subject.word + " " + m_subject.name + " IS " + quotedText(m_description.comment));
        }
        for (const ColumnInfo& column : m_description.columns) {
            if (!column.comment.empty()) {
                add("COMMENT ON COLUMN " + m_subject.name + "." + quotedName(column.name) + " IS " +
                    quotedText(column.comment));
            }
        }
    }

    Line& m_line;
    const Relation& m_relation;
    const ObjectDescription& m_description;
    network::RefusedParts& m_missing;
    DdlSubject m_subject;
    std::string m_attached;
    std::string m_ddl;
};

} // namespace

Result<std::string> relationDdl(Line& line, const std::string& number, const Relation& relation,
                                network::RefusedParts& missing) {
    return DdlWriter(line, number, relation, missing).write();
}

} // namespace dbv::postgres
