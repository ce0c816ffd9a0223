// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

/// What only the definition of one relation tells. {oid} stands for its number, {name} and {word} for its name and what it
/// is called, as literals. What only some versions have is read from the row as JSON.
namespace dbv::postgres {

/// The sequences of columns: `a` is one that was made by itself or by SERIAL, `i` that of an identity column.
inline constexpr std::string_view kOwnedSequences =
    "SELECT a.attname, d.deptype, pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(s.relname), "
    "s.relnamespace = c.relnamespace AND s.relname = c.relname || '_' || a.attname || '_seq', s.relpersistence, "
    "pg_catalog.format_type(q.seqtypid, NULL), q.seqstart, q.seqincrement, q.seqmin, q.seqmax, q.seqcache, q.seqcycle "
    "FROM pg_catalog.pg_depend d JOIN pg_catalog.pg_class s ON s.oid = d.objid AND s.relkind = 'S' "
    "JOIN pg_catalog.pg_namespace n ON n.oid = s.relnamespace JOIN pg_catalog.pg_sequence q ON q.seqrelid = s.oid "
    "JOIN pg_catalog.pg_class c ON c.oid = d.refobjid "
    "JOIN pg_catalog.pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid "
    "WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.refclassid = d.classid AND d.objsubid = 0 "
    "AND d.refobjid = {oid} AND d.refobjsubid > 0 AND d.deptype IN ('a', 'i') ORDER BY a.attnum, s.relname";

// The option pg_attver is a note of newer servers for themselves: nobody can set it.
inline constexpr std::string_view kColumnSettings =
    "SELECT 'ALTER ' || {word} || ' ' || CASE WHEN {word} LIKE '%VIEW' THEN '' ELSE 'ONLY ' END || {name} || "
    "' ALTER COLUMN ' || pg_catalog.quote_ident(a.attname) || ' SET ' || v.setting FROM pg_catalog.pg_attribute a "
    "JOIN pg_catalog.pg_type t ON t.oid = a.atttypid CROSS JOIN LATERAL (VALUES "
    "(1, CASE WHEN a.attstorage <> t.typstorage THEN 'STORAGE ' || CASE a.attstorage WHEN 'p' THEN 'PLAIN' "
    "WHEN 'e' THEN 'EXTERNAL' WHEN 'm' THEN 'MAIN' ELSE 'EXTENDED' END END), "
    "(2, CASE pg_catalog.to_jsonb(a) ->> 'attcompression' WHEN 'p' THEN 'COMPRESSION pglz' "
    "WHEN 'l' THEN 'COMPRESSION lz4' END), "
    "(3, CASE WHEN a.attstattarget >= 0 THEN 'STATISTICS ' || a.attstattarget END), "
    "(4, '(' || (SELECT pg_catalog.string_agg(o.option_name || '=' || o.option_value, ', ') "
    "FROM pg_catalog.pg_options_to_table(a.attoptions) o WHERE o.option_name <> 'pg_attver') || ')')) v (place, "
    "setting) "
    "WHERE a.attrelid = {oid} AND a.attnum > 0 AND NOT a.attisdropped AND v.setting IS NOT NULL "
    "AND {word} NOT IN ('VIEW', 'INDEX', 'SEQUENCE') ORDER BY a.attnum, v.place";

inline constexpr std::string_view kIndexSettings =
    "SELECT s.statement FROM pg_catalog.pg_index x JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid "
    "JOIN pg_catalog.pg_namespace n ON n.oid = i.relnamespace CROSS JOIN LATERAL ("
    "SELECT 1, 'ALTER INDEX ' || pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(i.relname) || "
    "' ALTER COLUMN ' || a.attnum || ' SET STATISTICS ' || a.attstattarget FROM pg_catalog.pg_attribute a "
    "WHERE a.attrelid = i.oid AND a.attstattarget >= 0 "
    "UNION ALL SELECT 2, 'ALTER ' || {word} || ' ' || {name} || ' CLUSTER ON ' || pg_catalog.quote_ident(i.relname) "
    "WHERE x.indisclustered AND x.indrelid = {oid} "
    "UNION ALL SELECT 3, 'ALTER ' || {word} || ' ONLY ' || {name} || ' REPLICA IDENTITY USING INDEX ' || "
    "pg_catalog.quote_ident(i.relname) WHERE x.indisreplident AND x.indrelid = {oid}) s (place, statement) "
    "WHERE (x.indrelid = {oid} AND x.indisvalid) OR x.indexrelid = {oid} ORDER BY s.place, i.relname, s.statement";

inline constexpr std::string_view kRowSecurity =
    "SELECT 'ALTER TABLE ' || {name} || v.what FROM pg_catalog.pg_class c CROSS JOIN LATERAL (VALUES "
    "(1, CASE WHEN c.relrowsecurity THEN ' ENABLE ROW LEVEL SECURITY' END), "
    "(2, CASE WHEN c.relforcerowsecurity THEN ' FORCE ROW LEVEL SECURITY' END), "
    "(3, CASE WHEN c.relkind IN ('r', 'p') THEN CASE c.relreplident WHEN 'f' THEN ' REPLICA IDENTITY FULL' "
    "WHEN 'n' THEN ' REPLICA IDENTITY NOTHING' END END)) v (place, what) "
    "WHERE c.oid = {oid} AND v.what IS NOT NULL ORDER BY v.place";

inline constexpr std::string_view kStatistics =
    "SELECT v.statement FROM pg_catalog.pg_statistic_ext s JOIN pg_catalog.pg_namespace n ON n.oid = s.stxnamespace "
    "CROSS JOIN LATERAL (SELECT 'ALTER STATISTICS ' || pg_catalog.quote_ident(n.nspname) || '.' || "
    "pg_catalog.quote_ident(s.stxname)) a (begin) CROSS JOIN LATERAL (VALUES "
    "(1, pg_catalog.pg_get_statisticsobjdef(s.oid)), "
    "(2, a.begin || ' OWNER TO ' || pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(s.stxowner))), "
    "(3, CASE WHEN (pg_catalog.to_jsonb(s) ->> 'stxstattarget')::integer >= 0 THEN a.begin || ' SET STATISTICS ' || "
    "(pg_catalog.to_jsonb(s) ->> 'stxstattarget') END)) v (place, statement) "
    "WHERE s.stxrelid = {oid} AND v.statement IS NOT NULL ORDER BY s.stxname, v.place";

inline constexpr std::string_view kRules =
    "SELECT CASE v.place WHEN 1 THEN pg_catalog.pg_get_ruledef(r.oid) ELSE 'ALTER TABLE ' || {name} || "
    "CASE r.ev_enabled WHEN 'D' THEN ' DISABLE' WHEN 'R' THEN ' ENABLE REPLICA' ELSE ' ENABLE ALWAYS' END || ' RULE ' "
    "|| "
    "pg_catalog.quote_ident(r.rulename) END FROM pg_catalog.pg_rewrite r CROSS JOIN (VALUES (1), (2)) v (place) "
    "WHERE r.ev_class = {oid} AND r.rulename <> '_RETURN' AND (v.place = 1 OR r.ev_enabled <> 'O') "
    "ORDER BY r.rulename, v.place";

/// Also of those that a partition has from its parent, when they are not as there.
inline constexpr std::string_view kTriggerStates =
    "SELECT 'ALTER TABLE ' || {name} || CASE t.tgenabled WHEN 'D' THEN ' DISABLE' WHEN 'R' THEN ' ENABLE REPLICA' "
    "WHEN 'A' THEN ' ENABLE ALWAYS' ELSE ' ENABLE' END || ' TRIGGER ' || pg_catalog.quote_ident(t.tgname) "
    "FROM pg_catalog.pg_trigger t LEFT JOIN pg_catalog.pg_trigger p "
    "ON p.oid = (pg_catalog.to_jsonb(t) ->> 'tgparentid')::pg_catalog.oid AND NOT p.tgisinternal "
    "WHERE t.tgrelid = {oid} AND (NOT t.tgisinternal OR p.oid IS NOT NULL) "
    "AND t.tgenabled <> COALESCE(p.tgenabled, 'O') ORDER BY t.tgname";

/// On what belongs to the relation; its own and those of its columns are part of its description.
inline constexpr std::string_view kCommentsOnParts =
    "SELECT 'COMMENT ON ' || o.object || ' IS ' || pg_catalog.quote_literal(d.description) FROM ("
    "SELECT 1, i.relname, 'INDEX ' || pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(i.relname), "
    "i.oid, 'pg_catalog.pg_class'::pg_catalog.regclass FROM pg_catalog.pg_index x "
    "JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid JOIN pg_catalog.pg_namespace n ON n.oid = i.relnamespace "
    "WHERE x.indrelid = {oid} AND x.indisvalid "
    "UNION ALL SELECT 2, k.conname, 'CONSTRAINT ' || pg_catalog.quote_ident(k.conname) || ' ON ' || {name}, k.oid, "
    "'pg_catalog.pg_constraint'::pg_catalog.regclass FROM pg_catalog.pg_constraint k WHERE k.conrelid = {oid} "
    "UNION ALL SELECT 3, t.tgname, 'TRIGGER ' || pg_catalog.quote_ident(t.tgname) || ' ON ' || {name}, t.oid, "
    "'pg_catalog.pg_trigger'::pg_catalog.regclass FROM pg_catalog.pg_trigger t WHERE t.tgrelid = {oid} "
    "UNION ALL SELECT 4, p.polname, 'POLICY ' || pg_catalog.quote_ident(p.polname) || ' ON ' || {name}, p.oid, "
    "'pg_catalog.pg_policy'::pg_catalog.regclass FROM pg_catalog.pg_policy p WHERE p.polrelid = {oid} "
    "UNION ALL SELECT 5, r.rulename, 'RULE ' || pg_catalog.quote_ident(r.rulename) || ' ON ' || {name}, r.oid, "
    "'pg_catalog.pg_rewrite'::pg_catalog.regclass FROM pg_catalog.pg_rewrite r WHERE r.ev_class = {oid} "
    "UNION ALL SELECT 6, s.stxname, 'STATISTICS ' || pg_catalog.quote_ident(n.nspname) || '.' || "
    "pg_catalog.quote_ident(s.stxname), s.oid, 'pg_catalog.pg_statistic_ext'::pg_catalog.regclass "
    "FROM pg_catalog.pg_statistic_ext s JOIN pg_catalog.pg_namespace n ON n.oid = s.stxnamespace "
    "WHERE s.stxrelid = {oid} "
    "UNION ALL SELECT 7, s.relname, 'SEQUENCE ' || pg_catalog.quote_ident(n.nspname) || '.' || "
    "pg_catalog.quote_ident(s.relname), s.oid, d.classid FROM pg_catalog.pg_depend d "
    "JOIN pg_catalog.pg_class s ON s.oid = d.objid AND s.relkind = 'S' "
    "JOIN pg_catalog.pg_namespace n ON n.oid = s.relnamespace "
    "WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.refclassid = d.classid "
    "AND d.refobjid = {oid} AND d.refobjsubid > 0 AND d.deptype IN ('a', 'i')) o (place, name, object, oid, class) "
    "JOIN pg_catalog.pg_description d ON d.objoid = o.oid AND d.classoid = o.class AND d.objsubid = 0 "
    "ORDER BY o.place, o.name";

/// The objects of `grantsQuestion`: the relation, its columns, and the sequences of those.
inline constexpr std::string_view kGrantedParts =
    "SELECT CASE WHEN c.relkind = 'S' THEN 'SEQUENCE ' ELSE '' END || {name}, c.relacl, "
    "pg_catalog.acldefault((CASE WHEN c.relkind = 'S' THEN 's' ELSE 'r' END)::\"char\", c.relowner), "
    "NULL::pg_catalog.name, 0 "
    "FROM pg_catalog.pg_class c WHERE c.oid = {oid} "
    "UNION ALL SELECT {name}, a.attacl, pg_catalog.acldefault('c', c.relowner), a.attname, a.attnum "
    "FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid "
    "WHERE a.attrelid = {oid} AND a.attacl IS NOT NULL AND NOT a.attisdropped "
    "UNION ALL SELECT 'SEQUENCE ' || pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(s.relname), "
    "s.relacl, pg_catalog.acldefault('s', s.relowner), NULL, 0 FROM pg_catalog.pg_depend d "
    "JOIN pg_catalog.pg_class s ON s.oid = d.objid AND s.relkind = 'S' "
    "JOIN pg_catalog.pg_namespace n ON n.oid = s.relnamespace "
    "WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.refclassid = d.classid "
    "AND d.refobjid = {oid} AND d.refobjsubid > 0 AND d.deptype IN ('a', 'i')";

} // namespace dbv::postgres
