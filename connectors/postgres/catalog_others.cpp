// SPDX-License-Identifier: Apache-2.0
#include "postgres/catalog_others.h"

#include <array>
#include <string_view>
#include <utility>

#include "postgres/statement_text.h"

namespace dbv::postgres {

namespace {

/// How one kind of object is found. In the statement, $S is the schema's number, $N the name and $P the parent as
/// literals; it gives DDL, comment and owner.
struct Kind {
    ObjectType type;
    /// As the beginning of a sentence.
    std::string_view name;
    std::string_view sql;
};

constexpr std::array kKinds = std::to_array<Kind>({
    {ObjectType::Routine, "Routines",
     "SELECT CASE WHEN p.prokind = 'a' THEN 'CREATE AGGREGATE ' || p.oid::pg_catalog.regprocedure::text || "
     "' (SFUNC = ' || a.aggtransfn || ', STYPE = ' || pg_catalog.format_type(a.aggtranstype, NULL) || "
     "CASE WHEN a.aggfinalfn <> 0 THEN ', FINALFUNC = ' || a.aggfinalfn ELSE '' END || "
     "CASE WHEN a.agginitval IS NOT NULL THEN ', INITCOND = ' || pg_catalog.quote_literal(a.agginitval) ELSE '' END || "
     "')' ELSE pg_catalog.pg_get_functiondef(p.oid) END, pg_catalog.obj_description(p.oid, 'pg_proc'), "
     "pg_catalog.pg_get_userbyid(p.proowner) FROM pg_catalog.pg_proc p "
     "LEFT JOIN pg_catalog.pg_aggregate a ON a.aggfnoid = p.oid WHERE p.pronamespace = $S "
     "AND (p.proname || '(' || pg_catalog.pg_get_function_identity_arguments(p.oid) || ')' = $N OR p.proname = $N) "
     "ORDER BY pg_catalog.pg_get_function_identity_arguments(p.oid)"},
    {ObjectType::Type, "Types",
     "SELECT CASE t.typtype WHEN 'e' THEN 'CREATE TYPE ' || t.oid::pg_catalog.regtype || ' AS ENUM (' || "
     "(SELECT pg_catalog.string_agg(pg_catalog.quote_literal(e.enumlabel), ', ' ORDER BY e.enumsortorder) "
     "FROM pg_catalog.pg_enum e WHERE e.enumtypid = t.oid) || ')' "
     "WHEN 'd' THEN 'CREATE DOMAIN ' || t.oid::pg_catalog.regtype || ' AS ' || "
     "pg_catalog.format_type(t.typbasetype, t.typtypmod) || COALESCE(' DEFAULT ' || t.typdefault, '') || "
     "CASE WHEN t.typnotnull THEN ' NOT NULL' ELSE '' END || COALESCE((SELECT pg_catalog.string_agg(' CONSTRAINT ' || "
     "pg_catalog.quote_ident(k.conname) || ' ' || pg_catalog.pg_get_constraintdef(k.oid), '' ORDER BY k.conname) "
     "FROM pg_catalog.pg_constraint k WHERE k.contypid = t.oid AND k.contype = 'c'), '') "
     "WHEN 'c' THEN 'CREATE TYPE ' || t.oid::pg_catalog.regtype || ' AS (' || "
     "(SELECT pg_catalog.string_agg(pg_catalog.quote_ident(a.attname) || ' ' || "
     "pg_catalog.format_type(a.atttypid, a.atttypmod), ', ' ORDER BY a.attnum) FROM pg_catalog.pg_attribute a "
     "WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped) || ')' "
     "WHEN 'r' THEN 'CREATE TYPE ' || t.oid::pg_catalog.regtype || ' AS RANGE (SUBTYPE = ' || "
     "(SELECT pg_catalog.format_type(r.rngsubtype, NULL) FROM pg_catalog.pg_range r WHERE r.rngtypid = t.oid) || ')' "
     "ELSE '-- The type ' || t.oid::pg_catalog.regtype || ' is made by code of the server.' END, "
     "pg_catalog.obj_description(t.oid, 'pg_type'), pg_catalog.pg_get_userbyid(t.typowner) "
     "FROM pg_catalog.pg_type t WHERE t.typnamespace = $S AND t.typname = $N"},
    {ObjectType::Trigger, "Triggers",
     "SELECT pg_catalog.pg_get_triggerdef(t.oid), pg_catalog.obj_description(t.oid, 'pg_trigger'), "
     "pg_catalog.pg_get_userbyid(c.relowner) FROM pg_catalog.pg_trigger t "
     "JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid WHERE c.relnamespace = $S AND t.tgname = $N "
     "AND NOT t.tgisinternal AND ($P = '' OR c.relname = $P) ORDER BY c.relname"},
    {ObjectType::Policy, "Policies",
     "SELECT 'CREATE POLICY ' || pg_catalog.quote_ident(p.polname) || ' ON ' || p.polrelid::pg_catalog.regclass || "
     "CASE WHEN p.polpermissive THEN '' ELSE ' AS RESTRICTIVE' END || ' FOR ' || "
     "CASE p.polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE' WHEN 'd' THEN 'DELETE' "
     "ELSE 'ALL' END || ' TO ' || (SELECT pg_catalog.string_agg(CASE WHEN r = 0 THEN 'PUBLIC' ELSE "
     "pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(r)) END, ', ') FROM pg_catalog.unnest(p.polroles) r) || "
     "COALESCE(' USING (' || pg_catalog.pg_get_expr(p.polqual, p.polrelid) || ')', '') || "
     "COALESCE(' WITH CHECK (' || pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid) || ')', ''), "
     "pg_catalog.obj_description(p.oid, 'pg_policy'), pg_catalog.pg_get_userbyid(c.relowner) "
     "FROM pg_catalog.pg_policy p JOIN pg_catalog.pg_class c ON c.oid = p.polrelid "
     "WHERE c.relnamespace = $S AND p.polname = $N AND ($P = '' OR c.relname = $P) ORDER BY c.relname"},
    {ObjectType::Extension, "Extensions",
     "SELECT 'CREATE EXTENSION ' || pg_catalog.quote_ident(e.extname) || ' SCHEMA ' || "
     "pg_catalog.quote_ident(n.nspname) || ' VERSION ' || pg_catalog.quote_literal(e.extversion), "
     "pg_catalog.obj_description(e.oid, 'pg_extension'), pg_catalog.pg_get_userbyid(e.extowner) "
     "FROM pg_catalog.pg_extension e JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace "
     "WHERE e.extnamespace = $S AND e.extname = $N"},
});

std::string filled(std::string_view sql, const std::string& schemaNumber, const ObjectPath& path) {
    std::string text;
    for (std::size_t at = 0; at < sql.size(); ++at) {
        if (sql[at] != '$') {
            text += sql[at];
            continue;
        }
        ++at;
        text += sql[at] == 'S' ? schemaNumber : sql[at] == 'N' ? quotedText(path.name) : quotedText(path.parent);
    }
    return text;
}

} // namespace

Result<std::optional<ObjectDescription>> describeOther(Line& line, const ObjectPath& path,
                                                       const std::string& schemaNumber, std::optional<ObjectType> type,
                                                       network::RefusedParts& refused) {
    std::optional<Error> refusal;
    for (const Kind& kind : kKinds) {
        if (type && *type != kind.type) {
            continue;
        }
        const Result<PgResult> found = line.query(filled(kind.sql, schemaNumber, path));
        if (!found) {
            if (!network::RefusedParts::isRefusal(found.error())) {
                return std::unexpected(found.error());
            }
            refused.add(kind.name, found.error());
            refusal = refusal ? refusal : found.error();
            continue;
        }
        if (PQntuples(found->get()) == 0) {
            continue;
        }
        ObjectDescription description;
        description.path = path;
        description.type = kind.type;
        // A name alone may be that of several routines, which differ in their arguments: then all are told.
        const int last = kind.type == ObjectType::Routine ? PQntuples(found->get()) : 1;
        for (int row = 0; row < last; ++row) {
            description.ddl += row == 0 ? "" : "\n";
            description.ddl += textAt(found->get(), row, 0);
            while (description.ddl.ends_with('\n')) {
                description.ddl.pop_back();
            }
            description.ddl += ";\n";
        }
        description.comment = textAt(found->get(), 0, 1);
        description.owner = textAt(found->get(), 0, 2);
        return description;
    }
    return refusal ? Result<std::optional<ObjectDescription>>(std::unexpected(*refusal)) : std::nullopt;
}

} // namespace dbv::postgres
