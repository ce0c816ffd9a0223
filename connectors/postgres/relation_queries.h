// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

/// What is asked about relations. In each, @ stands for the condition on a `pg_class c`, $ for that on a `pg_constraint k`,
/// % for that on a `pg_index x` of a `pg_class i`, # for whether definitions are wanted, and ! for whether a `pg_trigger t`
/// is the table's own and not its parent's. What there is much of is ordered by us and not by the server, which would write
/// it to its disk for that. The plain ones are for servers without some of that.
namespace dbv::postgres {

inline constexpr std::string_view kRelations =
    "SELECT c.oid, c.relname, c.relkind, c.reltuples, pg_catalog.pg_get_userbyid(c.relowner), "
    "CASE WHEN c.relkind = 'p' THEN pg_catalog.pg_get_partkeydef(c.oid) END, "
    "pg_catalog.pg_get_expr(c.relpartbound, c.oid), c.relacl IS NOT NULL, c.relnatts FROM pg_catalog.pg_class c WHERE "
    "@";
inline constexpr std::string_view kPlainRelations =
    "SELECT c.oid, c.relname, c.relkind, c.reltuples, NULL, NULL, NULL, true, 0 FROM pg_catalog.pg_class c WHERE @";
inline constexpr std::string_view kColumns =
    "SELECT a.attrelid, a.attnum, a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod), a.attnotnull, "
    "pg_catalog.pg_get_expr(e.adbin, e.adrelid), CASE WHEN a.attidentity <> '' OR a.attgenerated <> '' THEN true END "
    "FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid "
    "LEFT JOIN pg_catalog.pg_attrdef e ON e.adrelid = a.attrelid AND e.adnum = a.attnum "
    "WHERE @ AND a.attnum > 0 AND NOT a.attisdropped";
inline constexpr std::string_view kPlainColumns =
    "SELECT a.attrelid, a.attnum, a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod), a.attnotnull, "
    "NULL, false FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid "
    "WHERE @ AND a.attnum > 0 AND NOT a.attisdropped";
inline constexpr std::string_view kComments =
    "SELECT d.objoid, d.objsubid, d.description FROM pg_catalog.pg_description d "
    "JOIN pg_catalog.pg_class c ON c.oid = d.objoid "
    "WHERE @ AND d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass";
// Of a foreign key to a table with partitions, the server keeps one for each of those as well.
inline constexpr std::string_view kConstraints =
    "SELECT k.conrelid, k.conname, k.contype, k.conkey, k.confrelid, k.confkey, k.confupdtype, k.confdeltype, "
    "pg_catalog.pg_get_expr(k.conbin, k.conrelid) "
    "FROM pg_catalog.pg_constraint k WHERE $ AND k.contype <> 't' AND k.contype <> 'n' AND NOT (k.contype = 'f' "
    "AND k.conparentid <> 0 AND EXISTS (SELECT 1 FROM pg_catalog.pg_constraint w WHERE w.oid = k.conparentid "
    "AND w.conrelid = k.conrelid))";
inline constexpr std::string_view kPlainConstraints =
    "SELECT k.conrelid, k.conname, k.contype, k.conkey, k.confrelid, k.confkey, k.confupdtype, k.confdeltype, "
    "NULL "
    "FROM pg_catalog.pg_constraint k WHERE $ AND k.contype IN ('p', 'u', 'f')";
// That of a primary key is told with the key. The server writes each of a divided table with ONLY, by which it is made
// without those of the partitions that there are; one that lacks none is made with them.
inline constexpr std::string_view kIndexes =
    "SELECT x.indrelid, i.relname, x.indisunique, pg_catalog.pg_get_expr(x.indpred, x.indrelid), "
    "CASE WHEN x.indexprs IS NULL THEN NULL ELSE ARRAY(SELECT pg_catalog.pg_get_indexdef(x.indexrelid, n, true) "
    "FROM pg_catalog.generate_series(1, x.indnkeyatts) n) END, x.indkey, x.indnkeyatts, "
    "CASE WHEN # THEN CASE WHEN x.indisvalid THEN pg_catalog.regexp_replace(pg_catalog.pg_get_indexdef(x.indexrelid), "
    "E'^(CREATE (UNIQUE )?INDEX (\"([^\"]|\"\")+\"|[^ \"]+) ON )ONLY ', E'\\\\1') "
    "ELSE pg_catalog.pg_get_indexdef(x.indexrelid) END END, x.indisvalid "
    "FROM pg_catalog.pg_index x JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid WHERE % AND NOT x.indisprimary";
inline constexpr std::string_view kPlainIndexes =
    "SELECT x.indrelid, i.relname, x.indisunique, NULL, NULL, x.indkey, 32, NULL, true "
    "FROM pg_catalog.pg_index x JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid WHERE % AND NOT x.indisprimary";
inline constexpr std::string_view kTriggers =
    "SELECT t.tgrelid, t.tgname, CASE WHEN # THEN pg_catalog.pg_get_triggerdef(t.oid) END "
    "FROM pg_catalog.pg_trigger t JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid "
    "WHERE @ AND NOT t.tgisinternal AND ! ORDER BY t.tgrelid, t.tgname";
inline constexpr std::string_view kPlainTriggers =
    "SELECT t.tgrelid, t.tgname, NULL FROM pg_catalog.pg_trigger t JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid "
    "WHERE @ AND NOT t.tgisinternal ORDER BY t.tgrelid, t.tgname";
inline constexpr std::string_view kPolicies =
    "SELECT p.polrelid, p.polname, p.polpermissive, p.polcmd, "
    "ARRAY(SELECT CASE WHEN r = 0 THEN 'PUBLIC' ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(r)) END "
    "FROM pg_catalog.unnest(p.polroles) r), "
    "pg_catalog.pg_get_expr(p.polqual, p.polrelid), pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid), "
    "c.relname FROM pg_catalog.pg_policy p JOIN pg_catalog.pg_class c ON c.oid = p.polrelid "
    "WHERE @ ORDER BY p.polrelid, p.polname";
inline constexpr std::string_view kGrants =
    "SELECT c.oid, CASE WHEN g.grantee = 0 THEN 'PUBLIC' ELSE pg_catalog.pg_get_userbyid(g.grantee) END, "
    "g.privilege_type, g.is_grantable FROM pg_catalog.pg_class c, pg_catalog.aclexplode(c.relacl) g "
    "WHERE @ AND c.relacl IS NOT NULL AND g.grantee <> c.relowner ORDER BY c.oid, 2, 3";

/// What the columns are called at the other ends of foreign keys; their tables' numbers go in place of @.
inline constexpr std::string_view kOtherEnds =
    "SELECT a.attrelid, n.nspname, c.relname, a.attnum, a.attname FROM pg_catalog.pg_attribute a "
    "JOIN pg_catalog.pg_class c ON c.oid = a.attrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace "
    "WHERE a.attnum > 0 AND a.attrelid IN (@) ORDER BY a.attrelid, a.attnum";

} // namespace dbv::postgres
