// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

/// What is asked of the server about a part of a database. `$schemas` stands for the schemas that are meant, `$objects` for the schemas
/// and the names of the objects, `$objectSchemas` for the former alone. They are asked under an empty search path.
namespace dbv::postgres {

inline constexpr std::string_view kScopeSchemas =
    "SELECT nspname FROM pg_namespace WHERE nspname = ANY($schemas) AND nspname !~ '^pg_' "
    "AND nspname <> 'information_schema'";

inline constexpr std::string_view kScopeRelations =
    "SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
    "WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm', 'S') AND c.relpersistence <> 't' AND n.nspname !~ '^pg_' "
    "AND n.nspname <> 'information_schema' AND (n.nspname::text, c.relname::text) IN (SELECT * FROM unnest($objects))";

/// All that the scope holds and all that this needs, by what the server notes of who depends on whom; of what a routine does within, it
/// notes nothing. Foreign keys need nothing: they can be left out. Numbers below 16384 are in every database.
inline constexpr std::string_view kScopeNeeds =
    "WITH RECURSIVE need(classid, objid) AS ("
    "SELECT 'pg_class'::regclass::oid, c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
    "WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm', 'S', 'c') AND (n.nspname = ANY($schemas) "
    "OR (n.nspname::text, c.relname::text) IN (SELECT * FROM unnest($objects))) "
    "UNION SELECT 'pg_proc'::regclass::oid, p.oid FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace "
    "WHERE n.nspname = ANY($schemas) "
    "UNION SELECT 'pg_type'::regclass::oid, t.oid FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace "
    "WHERE n.nspname = ANY($schemas) "
    "UNION SELECT x.classid, x.objid FROM need CROSS JOIN LATERAL ("
    "SELECT d.refclassid, d.refobjid FROM pg_depend d WHERE d.classid = need.classid AND d.objid = need.objid "
    "AND d.refobjid >= 16384 "
    "UNION ALL SELECT d.classid, d.objid FROM pg_depend d WHERE d.refclassid = need.classid "
    "AND d.refobjid = need.objid AND d.deptype IN ('a', 'i', 'P', 'S') AND d.objid >= 16384 "
    "AND d.classid IN ('pg_class'::regclass, 'pg_constraint'::regclass, 'pg_attrdef'::regclass, "
    "'pg_trigger'::regclass, 'pg_rewrite'::regclass, 'pg_policy'::regclass)) x(classid, objid) "
    "WHERE NOT EXISTS (SELECT FROM pg_constraint k WHERE x.classid = 'pg_constraint'::regclass AND k.oid = x.objid "
    "AND k.contype = 'f')), "
    "own AS (SELECT classid, objid FROM need WHERE NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = need.classid "
    "AND e.objid = need.objid AND e.deptype = 'e')) "
    "SELECT CASE c.relkind WHEN 'S' THEN 'sequence' WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view' "
    "WHEN 'f' THEN 'foreign table' ELSE 'table' END, n.nspname::text, c.relname::text FROM own "
    "JOIN pg_class c ON own.classid = 'pg_class'::regclass AND c.oid = own.objid JOIN pg_namespace n "
    "ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm', 'S') "
    "UNION ALL SELECT 'function', n.nspname::text, p.proname || '(' || pg_get_function_identity_arguments(p.oid) || "
    "')' "
    "FROM own JOIN pg_proc p ON own.classid = 'pg_proc'::regclass AND p.oid = own.objid JOIN pg_namespace n "
    "ON n.oid = p.pronamespace "
    "UNION ALL SELECT 'type', n.nspname::text, t.typname::text FROM own JOIN pg_type t "
    "ON own.classid = 'pg_type'::regclass AND t.oid = own.objid JOIN pg_namespace n ON n.oid = t.typnamespace "
    "LEFT JOIN pg_class c ON c.oid = t.typrelid WHERE (t.typrelid = 0 OR c.relkind = 'c') AND NOT EXISTS ("
    "SELECT FROM pg_depend i WHERE i.classid = 'pg_type'::regclass AND i.objid = t.oid AND i.deptype = 'i' "
    "AND i.refclassid = 'pg_type'::regclass) "
    "UNION ALL SELECT 'operator', n.nspname::text, o.oprname::text FROM own JOIN pg_operator o "
    "ON own.classid = 'pg_operator'::regclass AND o.oid = own.objid JOIN pg_namespace n ON n.oid = o.oprnamespace "
    "UNION ALL SELECT 'operator class', n.nspname::text, o.opcname::text FROM own JOIN pg_opclass o "
    "ON own.classid = 'pg_opclass'::regclass AND o.oid = own.objid JOIN pg_namespace n ON n.oid = o.opcnamespace "
    "UNION ALL SELECT 'collation', n.nspname::text, o.collname::text FROM own JOIN pg_collation o "
    "ON own.classid = 'pg_collation'::regclass AND o.oid = own.objid JOIN pg_namespace n ON n.oid = o.collnamespace "
    "UNION ALL SELECT 'text search configuration', n.nspname::text, o.cfgname::text FROM own JOIN pg_ts_config o "
    "ON own.classid = 'pg_ts_config'::regclass AND o.oid = own.objid JOIN pg_namespace n ON n.oid = o.cfgnamespace "
    "UNION ALL SELECT 'server', '', s.srvname::text FROM own JOIN pg_foreign_server s "
    "ON own.classid = 'pg_foreign_server'::regclass AND s.oid = own.objid "
    "UNION ALL SELECT 'foreign data wrapper', '', w.fdwname::text FROM own JOIN pg_foreign_data_wrapper w "
    "ON own.classid = 'pg_foreign_data_wrapper'::regclass AND w.oid = own.objid "
    "UNION ALL SELECT 'language', '', l.lanname::text FROM own JOIN pg_language l "
    "ON own.classid = 'pg_language'::regclass AND l.oid = own.objid "
    "UNION ALL SELECT 'extension', n.nspname::text, e.extname::text FROM need JOIN pg_extension e "
    "ON need.classid = 'pg_extension'::regclass AND e.oid = need.objid JOIN pg_namespace n ON n.oid = e.extnamespace "
    "WHERE e.extname <> 'plpgsql' ORDER BY 1, 2, 3";

/// Of all that may hold rows in the schemas that are dumped: schema, name, size.
inline constexpr std::string_view kScopeSizes =
    "SELECT n.nspname, c.relname, pg_table_size(c.oid) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
    "WHERE c.relkind IN ('r', 'm') AND c.relpersistence <> 't' AND (n.nspname = ANY($schemas) "
    "OR n.nspname = ANY($objectSchemas)) ORDER BY 1, 2";

/// The foreign keys of the scope's tables to other tables: schema, table, name, schema and table there.
inline constexpr std::string_view kScopeForeignKeys =
    "WITH meant AS (SELECT c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
    "WHERE n.nspname = ANY($schemas) OR (n.nspname::text, c.relname::text) IN (SELECT * FROM unnest($objects))) "
    "SELECT n.nspname, c.relname, k.conname, fn.nspname, f.relname FROM pg_constraint k "
    "JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace "
    "JOIN pg_class f ON f.oid = k.confrelid JOIN pg_namespace fn ON fn.oid = f.relnamespace "
    "WHERE k.contype = 'f' AND k.conparentid = 0 AND k.conrelid IN (SELECT oid FROM meant) "
    "AND k.confrelid NOT IN (SELECT oid FROM meant) ORDER BY 1, 2, 3";

} // namespace dbv::postgres
