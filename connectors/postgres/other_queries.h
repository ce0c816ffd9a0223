// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

/// How objects are found that are no relations, and what makes them again. In the first of each kind $S is the schema's
/// number, $N the name and $P the parent as literals; it gives what makes the object, comment, owner, number, and what
/// COMMENT ON calls it. In the others {oid} stands for the number.
namespace dbv::postgres {

// In the order in which the server tells them itself; each only where it is not what an aggregate has by itself. One of
// ordered rows may change its state in the end by itself, another may not.
inline constexpr std::string_view kAggregateOptions =
    "SELECT pg_catalog.string_agg(E'\\n    ' || o.option, ',' ORDER BY o.place) FROM (VALUES "
    "(1, 'SFUNC = ' || a.aggtransfn::text), (2, 'STYPE = ' || pg_catalog.format_type(a.aggtranstype, NULL)), "
    "(3, CASE WHEN a.aggtransspace <> 0 THEN 'SSPACE = ' || a.aggtransspace END), "
    "(4, CASE WHEN a.aggfinalfn <> 0 THEN 'FINALFUNC = ' || a.aggfinalfn::text END), "
    "(5, CASE WHEN a.aggfinalextra THEN 'FINALFUNC_EXTRA' END), "
    "(6, CASE WHEN a.aggfinalmodify <> CASE a.aggkind WHEN 'n' THEN 'r' ELSE 'w' END THEN 'FINALFUNC_MODIFY = ' || "
    "CASE a.aggfinalmodify WHEN 'r' THEN 'READ_ONLY' WHEN 's' THEN 'SHAREABLE' ELSE 'READ_WRITE' END END), "
    "(7, CASE WHEN a.aggcombinefn <> 0 THEN 'COMBINEFUNC = ' || a.aggcombinefn::text END), "
    "(8, CASE WHEN a.aggserialfn <> 0 THEN 'SERIALFUNC = ' || a.aggserialfn::text END), "
    "(9, CASE WHEN a.aggdeserialfn <> 0 THEN 'DESERIALFUNC = ' || a.aggdeserialfn::text END), "
    "(10, 'INITCOND = ' || pg_catalog.quote_literal(a.agginitval)), "
    "(11, CASE WHEN a.aggmtransfn <> 0 THEN 'MSFUNC = ' || a.aggmtransfn::text END), "
    "(12, CASE WHEN a.aggminvtransfn <> 0 THEN 'MINVFUNC = ' || a.aggminvtransfn::text END), "
    "(13, CASE WHEN a.aggmtranstype <> 0 THEN 'MSTYPE = ' || pg_catalog.format_type(a.aggmtranstype, NULL) END), "
    "(14, CASE WHEN a.aggmtransspace <> 0 THEN 'MSSPACE = ' || a.aggmtransspace END), "
    "(15, CASE WHEN a.aggmfinalfn <> 0 THEN 'MFINALFUNC = ' || a.aggmfinalfn::text END), "
    "(16, CASE WHEN a.aggmfinalextra THEN 'MFINALFUNC_EXTRA' END), "
    "(17, CASE WHEN a.aggmfinalmodify <> CASE a.aggkind WHEN 'n' THEN 'r' ELSE 'w' END THEN 'MFINALFUNC_MODIFY = ' || "
    "CASE a.aggmfinalmodify WHEN 'r' THEN 'READ_ONLY' WHEN 's' THEN 'SHAREABLE' ELSE 'READ_WRITE' END END), "
    "(18, 'MINITCOND = ' || pg_catalog.quote_literal(a.aggminitval)), "
    "(19, (SELECT 'SORTOP = OPERATOR(' || pg_catalog.quote_ident(s.nspname) || '.' || x.oprname || ')' "
    "FROM pg_catalog.pg_operator x JOIN pg_catalog.pg_namespace s ON s.oid = x.oprnamespace "
    "WHERE x.oid = a.aggsortop)), "
    "(20, CASE p.proparallel WHEN 's' THEN 'PARALLEL = SAFE' WHEN 'r' THEN 'PARALLEL = RESTRICTED' END), "
    "(21, CASE WHEN a.aggkind = 'h' THEN 'HYPOTHETICAL' END)) o (place, option)";

// What makes a range of its ends is made with the range's type. {options} stands for the options of an aggregate `a`.
inline constexpr std::string_view kRoutineDdl =
    "SELECT CASE WHEN p.prokind = 'a' THEN 'CREATE AGGREGATE ' || q.name || '(' || CASE WHEN p.pronargs = 0 THEN '*' "
    "ELSE pg_catalog.pg_get_function_arguments(p.oid) END || ') (' || ({options}) || E'\\n)' "
    "ELSE pg_catalog.pg_get_functiondef(p.oid) END, pg_catalog.obj_description(p.oid, 'pg_proc'), "
    "pg_catalog.pg_get_userbyid(p.proowner), p.oid, CASE p.prokind WHEN 'a' THEN 'AGGREGATE ' WHEN 'p' THEN 'PROCEDURE "
    "' ELSE 'FUNCTION ' END || q.name || '(' || q.arguments || ')' "
    "FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace "
    "LEFT JOIN pg_catalog.pg_aggregate a ON a.aggfnoid = p.oid CROSS JOIN LATERAL ("
    "SELECT pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(p.proname), "
    "CASE WHEN p.prokind = 'a' AND p.pronargs = 0 THEN '*' "
    "ELSE pg_catalog.pg_get_function_identity_arguments(p.oid) END) q (name, arguments) WHERE p.pronamespace = $S "
    "AND (p.proname || '(' || q.arguments || ')' = $N OR (p.proname = $N "
    "AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend m WHERE m.objid = p.oid AND m.deptype = 'i' "
    "AND m.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass "
    "AND m.refclassid = 'pg_catalog.pg_type'::pg_catalog.regclass))) ORDER BY q.arguments";
// An aggregate is granted like a function of the same arguments.
inline constexpr std::string_view kGrantedRoutine =
    "SELECT CASE WHEN p.prokind = 'p' THEN 'PROCEDURE ' ELSE 'FUNCTION ' END || pg_catalog.quote_ident(n.nspname) || "
    "'.' "
    "|| pg_catalog.quote_ident(p.proname) || '(' || CASE WHEN p.prokind = 'a' THEN "
    "pg_catalog.oidvectortypes(p.proargtypes) ELSE pg_catalog.pg_get_function_identity_arguments(p.oid) END || ')', "
    "p.proacl, pg_catalog.acldefault('f', p.proowner), NULL::pg_catalog.name, 0 FROM pg_catalog.pg_proc p "
    "JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace WHERE p.oid = {oid}";

// A range whose values are brought into one form needs the function for that before itself, and that needs the name.
inline constexpr std::string_view kTypeDdl =
    "SELECT CASE t.typtype WHEN 'e' THEN 'CREATE TYPE ' || q.name || ' AS ENUM (' || COALESCE(("
    "SELECT pg_catalog.string_agg(E'\\n    ' || pg_catalog.quote_literal(e.enumlabel), ',' ORDER BY e.enumsortorder) "
    "FROM pg_catalog.pg_enum e WHERE e.enumtypid = t.oid) || E'\\n', '') || ')' "
    "WHEN 'd' THEN 'CREATE DOMAIN ' || q.name || ' AS ' || pg_catalog.format_type(t.typbasetype, t.typtypmod) || "
    "COALESCE(' COLLATE ' || (SELECT pg_catalog.quote_ident(cn.nspname) || '.' || pg_catalog.quote_ident(l.collname) "
    "FROM pg_catalog.pg_collation l JOIN pg_catalog.pg_namespace cn ON cn.oid = l.collnamespace "
    "JOIN pg_catalog.pg_type b ON b.oid = t.typbasetype WHERE l.oid = t.typcollation "
    "AND b.typcollation <> t.typcollation), '') || "
    "COALESCE(' DEFAULT ' || pg_catalog.pg_get_expr(t.typdefaultbin, 0), ' DEFAULT ' || t.typdefault, '') || "
    "CASE WHEN t.typnotnull THEN COALESCE((SELECT ' CONSTRAINT ' || pg_catalog.quote_ident(k.conname) "
    "FROM pg_catalog.pg_constraint k WHERE k.contypid = t.oid AND k.contype = 'n' "
    "AND k.conname <> t.typname || '_not_null'), '') || ' NOT NULL' ELSE '' END || COALESCE(("
    "SELECT pg_catalog.string_agg(E'\\n    CONSTRAINT ' || pg_catalog.quote_ident(k.conname) || ' ' || "
    "pg_catalog.pg_get_constraintdef(k.oid), '' ORDER BY k.conname) FROM pg_catalog.pg_constraint k "
    "WHERE k.contypid = t.oid AND k.contype = 'c' AND k.convalidated), '') "
    "WHEN 'c' THEN 'CREATE TYPE ' || q.name || ' AS (' || COALESCE(("
    "SELECT pg_catalog.string_agg(E'\\n    ' || pg_catalog.quote_ident(a.attname) || ' ' || "
    "pg_catalog.format_type(a.atttypid, a.atttypmod) || COALESCE(' COLLATE ' || ("
    "SELECT pg_catalog.quote_ident(cn.nspname) || '.' || pg_catalog.quote_ident(l.collname) "
    "FROM pg_catalog.pg_collation l JOIN pg_catalog.pg_namespace cn ON cn.oid = l.collnamespace "
    "JOIN pg_catalog.pg_type b ON b.oid = a.atttypid WHERE l.oid = a.attcollation "
    "AND b.typcollation <> a.attcollation), ''), ',' ORDER BY a.attnum) FROM pg_catalog.pg_attribute a "
    "WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped) || E'\\n', '') || ')' "
    "WHEN 'r' THEN (SELECT COALESCE('CREATE TYPE ' || q.name || E';\\n' || CASE WHEN r.rngcanonical <> 0 THEN "
    "pg_catalog.pg_get_functiondef(r.rngcanonical) END || E';\\n', '') || "
    "'CREATE TYPE ' || q.name || E' AS RANGE (\\n    SUBTYPE = ' || pg_catalog.format_type(r.rngsubtype, NULL) || "
    "COALESCE((SELECT E',\\n    SUBTYPE_OPCLASS = ' || pg_catalog.quote_ident(o.nspname) || '.' || "
    "pg_catalog.quote_ident(c.opcname) FROM pg_catalog.pg_opclass c "
    "JOIN pg_catalog.pg_namespace o ON o.oid = c.opcnamespace WHERE c.oid = r.rngsubopc AND NOT c.opcdefault), '') || "
    "COALESCE((SELECT E',\\n    COLLATION = ' || pg_catalog.quote_ident(o.nspname) || '.' || "
    "pg_catalog.quote_ident(l.collname) FROM pg_catalog.pg_collation l "
    "JOIN pg_catalog.pg_namespace o ON o.oid = l.collnamespace "
    "JOIN pg_catalog.pg_type b ON b.oid = r.rngsubtype WHERE l.oid = r.rngcollation "
    "AND b.typcollation <> r.rngcollation), '') || "
    "COALESCE((SELECT pg_catalog.string_agg(CASE WHEN f.oid = r.rngcanonical THEN E',\\n    CANONICAL = ' "
    "ELSE E',\\n    SUBTYPE_DIFF = ' END || pg_catalog.quote_ident(o.nspname) || '.' || "
    "pg_catalog.quote_ident(f.proname), '' ORDER BY f.oid <> r.rngcanonical) FROM pg_catalog.pg_proc f "
    "JOIN pg_catalog.pg_namespace o ON o.oid = f.pronamespace "
    "WHERE f.oid IN (r.rngcanonical::pg_catalog.oid, r.rngsubdiff::pg_catalog.oid)), '') || "
    "COALESCE((SELECT E',\\n    MULTIRANGE_TYPE_NAME = ' || pg_catalog.quote_ident(o.nspname) || '.' || "
    "pg_catalog.quote_ident(m.typname) FROM pg_catalog.pg_type m JOIN pg_catalog.pg_namespace o ON o.oid = "
    "m.typnamespace "
    "WHERE m.oid = (pg_catalog.to_jsonb(r) ->> 'rngmultitypid')::pg_catalog.oid), '') || E'\\n)' "
    "FROM pg_catalog.pg_range r WHERE r.rngtypid = t.oid) "
    "ELSE '-- The type ' || q.name || ' is made by code of the server.' END, "
    "pg_catalog.obj_description(t.oid, 'pg_type'), pg_catalog.pg_get_userbyid(t.typowner), t.oid, "
    "CASE WHEN t.typtype = 'd' THEN 'DOMAIN ' ELSE 'TYPE ' END || q.name "
    "FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace CROSS JOIN LATERAL ("
    "SELECT pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(t.typname)) q (name) "
    "WHERE t.typnamespace = $S AND t.typname = $N AND (t.typrelid = 0 OR EXISTS (SELECT 1 FROM pg_catalog.pg_class c "
    "WHERE c.oid = t.typrelid AND c.relkind = 'c'))";
inline constexpr std::string_view kTypeRest =
    "SELECT s.statement FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace "
    "CROSS JOIN LATERAL (SELECT pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(t.typname)) q "
    "(name) "
    "CROSS JOIN LATERAL (SELECT 1, k.conname, 0, 'ALTER DOMAIN ' || q.name || ' ADD CONSTRAINT ' || "
    "pg_catalog.quote_ident(k.conname) || ' ' || pg_catalog.pg_get_constraintdef(k.oid) FROM pg_catalog.pg_constraint "
    "k "
    "WHERE k.contypid = t.oid AND k.contype = 'c' AND NOT k.convalidated "
    "UNION ALL SELECT 2, k.conname, 0, 'COMMENT ON CONSTRAINT ' || pg_catalog.quote_ident(k.conname) || ' ON DOMAIN ' "
    "|| "
    "q.name || ' IS ' || pg_catalog.quote_literal(pg_catalog.obj_description(k.oid, 'pg_constraint')) "
    "FROM pg_catalog.pg_constraint k WHERE k.contypid = t.oid "
    "UNION ALL SELECT 3, '', d.objsubid, 'COMMENT ON COLUMN ' || q.name || '.' || pg_catalog.quote_ident(a.attname) || "
    "' IS ' || pg_catalog.quote_literal(d.description) FROM pg_catalog.pg_description d "
    "JOIN pg_catalog.pg_attribute a ON a.attrelid = d.objoid AND a.attnum = d.objsubid "
    "WHERE d.objoid = t.typrelid AND d.objsubid > 0 AND d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass"
    ") s (place, name, number, statement) "
    "WHERE t.oid = {oid} AND s.statement IS NOT NULL ORDER BY s.place, s.name, s.number";
inline constexpr std::string_view kGrantedType =
    "SELECT 'TYPE ' || pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(t.typname), t.typacl, "
    "pg_catalog.acldefault('T', t.typowner), NULL::pg_catalog.name, 0 FROM pg_catalog.pg_type t "
    "JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace WHERE t.oid = {oid}";

inline constexpr std::string_view kTriggerDdl =
    "SELECT pg_catalog.pg_get_triggerdef(t.oid), pg_catalog.obj_description(t.oid, 'pg_trigger'), "
    "pg_catalog.pg_get_userbyid(c.relowner), t.oid, 'TRIGGER ' || pg_catalog.quote_ident(t.tgname) || ' ON ' || "
    "pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname) FROM pg_catalog.pg_trigger t "
    "JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace "
    "WHERE c.relnamespace = $S AND t.tgname = $N "
    "AND NOT t.tgisinternal AND ($P = '' OR c.relname = $P) ORDER BY c.relname";
inline constexpr std::string_view kTriggerRest =
    "SELECT 'ALTER TABLE ' || pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname) || "
    "CASE t.tgenabled WHEN 'D' THEN ' DISABLE' WHEN 'R' THEN ' ENABLE REPLICA' ELSE ' ENABLE ALWAYS' END || "
    "' TRIGGER ' || pg_catalog.quote_ident(t.tgname) FROM pg_catalog.pg_trigger t "
    "JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace "
    "WHERE t.oid = {oid} AND t.tgenabled <> 'O'";

inline constexpr std::string_view kPolicyDdl =
    "SELECT 'CREATE POLICY ' || pg_catalog.quote_ident(p.polname) || ' ON ' || p.polrelid::pg_catalog.regclass || "
    "CASE WHEN p.polpermissive THEN '' ELSE ' AS RESTRICTIVE' END || ' FOR ' || "
    "CASE p.polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE' WHEN 'd' THEN 'DELETE' "
    "ELSE 'ALL' END || ' TO ' || (SELECT pg_catalog.string_agg(CASE WHEN r = 0 THEN 'PUBLIC' ELSE "
    "pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(r)) END, ', ') FROM pg_catalog.unnest(p.polroles) r) || "
    "COALESCE(' USING (' || pg_catalog.pg_get_expr(p.polqual, p.polrelid) || ')', '') || "
    "COALESCE(' WITH CHECK (' || pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid) || ')', ''), "
    "pg_catalog.obj_description(p.oid, 'pg_policy'), pg_catalog.pg_get_userbyid(c.relowner), p.oid, "
    "'POLICY ' || pg_catalog.quote_ident(p.polname) || ' ON ' || pg_catalog.quote_ident(n.nspname) || '.' || "
    "pg_catalog.quote_ident(c.relname) FROM pg_catalog.pg_policy p "
    "JOIN pg_catalog.pg_class c ON c.oid = p.polrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace "
    "WHERE c.relnamespace = $S AND p.polname = $N AND ($P = '' OR c.relname = $P) ORDER BY c.relname";

inline constexpr std::string_view kExtensionDdl =
    "SELECT 'CREATE EXTENSION ' || pg_catalog.quote_ident(e.extname) || ' SCHEMA ' || "
    "pg_catalog.quote_ident(n.nspname) || ' VERSION ' || pg_catalog.quote_literal(e.extversion), "
    "pg_catalog.obj_description(e.oid, 'pg_extension'), pg_catalog.pg_get_userbyid(e.extowner), e.oid, "
    "'EXTENSION ' || pg_catalog.quote_ident(e.extname) "
    "FROM pg_catalog.pg_extension e JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace "
    "WHERE e.extnamespace = $S AND e.extname = $N";

} // namespace dbv::postgres
