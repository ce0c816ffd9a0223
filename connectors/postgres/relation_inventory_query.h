// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace dbv::postgres {

/// As the other questions of an inventory, and of each relation behind that: the names of its parts, the schema of what it is a partition of where
/// that is another, what is set on it besides, and whether it has the rows of its query.
inline constexpr std::string_view kInventoryRelations =
    "SELECT CASE c.relkind WHEN 'f' THEN 'foreignTable' WHEN 'v' THEN 'view' WHEN 'm' THEN 'materializedView' "
    "ELSE 'table' END, n.nspname, c.relname, concat_ws(E'\\n', concat(c.relkind, c.relpersistence, "
    "c.relrowsecurity, c.relforcerowsecurity, c.relreplident), array_to_string(c.reloptions, ','), "
    "CASE WHEN c.relkind IN ('v', 'm') THEN pg_get_viewdef(c.oid) END, "
    "CASE WHEN c.relkind = 'p' THEN pg_get_partkeydef(c.oid) END, "
    "CASE WHEN c.relispartition THEN pg_get_expr(c.relpartbound, c.oid) END, "
    "(SELECT string_agg(i.inhparent::regclass::text, ',' ORDER BY i.inhseqno) FROM pg_inherits i "
    "WHERE i.inhrelid = c.oid), "
    "(SELECT string_agg(a.attname || ' ' || format_type(a.atttypid, a.atttypmod) || ' ' || a.attnotnull || "
    "concat(' ', a.attidentity, a.attgenerated, ' ', a.attstorage) || "
    "coalesce(' collate ' || nullif(a.attcollation, t.typcollation)::regcollation::text, '') || "
    "coalesce(' ' || pg_get_expr(f.adbin, f.adrelid), '') || "
    "coalesce(' ' || (to_jsonb(a) ->> 'attcompression'), '') || "
    "coalesce(' -- ' || col_description(c.oid, a.attnum), ''), E'\\n' ORDER BY a.attnum) FROM pg_attribute a "
    "JOIN pg_type t ON t.oid = a.atttypid LEFT JOIN pg_attrdef f ON f.adrelid = a.attrelid AND f.adnum = a.attnum "
    "WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped), "
    "(SELECT string_agg(k.conname || ' ' || pg_get_constraintdef(k.oid), E'\\n' ORDER BY k.conname) "
    "FROM pg_constraint k WHERE k.conrelid = c.oid AND k.contype NOT IN ('t', 'f') AND k.conparentid = 0), "
    "(SELECT string_agg(pg_get_ruledef(r.oid), E'\\n' ORDER BY r.rulename) FROM pg_rewrite r "
    "WHERE r.ev_class = c.oid AND r.rulename <> '_RETURN'), "
    "(SELECT s.srvname || ' ' || coalesce(ft.ftoptions::text, '') FROM pg_foreign_table ft "
    "JOIN pg_foreign_server s ON s.oid = ft.ftserver WHERE ft.ftrelid = c.oid), "
    "obj_description(c.oid, 'pg_class')), "
    "coalesce((SELECT p.relname FROM pg_inherits i JOIN pg_class p ON p.oid = i.inhparent WHERE c.relispartition "
    "AND i.inhrelid = c.oid), ''), "
    "CASE WHEN c.relkind IN ('r', 'p', 'f') THEN ARRAY(SELECT 'column ' || a.attname FROM pg_attribute a "
    "WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum) || "
    "ARRAY(SELECT CASE k.contype WHEN 'f' THEN 'foreign key ' ELSE 'constraint ' END || k.conname FROM pg_constraint k "
    "WHERE k.conrelid = c.oid AND k.contype NOT IN ('t', 'n') AND k.conparentid = 0 ORDER BY k.conname) || "
    "ARRAY(SELECT 'rule ' || r.rulename FROM pg_rewrite r WHERE r.ev_class = c.oid AND r.rulename <> '_RETURN' "
    "ORDER BY r.rulename) || "
    "ARRAY(SELECT 'parent ' || i.inhparent::regclass::text FROM pg_inherits i WHERE i.inhrelid = c.oid "
    "AND NOT c.relispartition ORDER BY i.inhseqno) || "
    "ARRAY(SELECT 'place in the publication ' || p.pubname FROM pg_publication_rel r JOIN pg_publication p "
    "ON p.oid = r.prpubid WHERE r.prrelid = c.oid ORDER BY p.pubname) || "
    "ARRAY(SELECT 'statistics ' || s.stxname FROM pg_statistic_ext s WHERE s.stxrelid = c.oid ORDER BY s.stxname) || "
    "CASE WHEN c.relrowsecurity THEN ARRAY['row level security'] ELSE ARRAY[]::text[] END || "
    "ARRAY(SELECT concat('right of ', CASE WHEN l.grantee = 0 THEN 'everybody' ELSE l.grantee::regrole::text END, "
    "' to ', l.privilege_type) FROM aclexplode(c.relacl) l WHERE l.grantee <> c.relowner ORDER BY 1) END, "
    "coalesce((SELECT pn.nspname FROM pg_inherits i JOIN pg_class p ON p.oid = i.inhparent JOIN pg_namespace pn "
    "ON pn.oid = p.relnamespace WHERE c.relispartition AND i.inhrelid = c.oid "
    "AND p.relnamespace <> c.relnamespace), ''), "
    "CASE WHEN c.relkind <> 'v' THEN concat_ws(E'\\n', 'set:', (SELECT string_agg(concat_ws(' ', a.attname, "
    "CASE WHEN a.attstattarget >= 0 THEN 'statistics ' || a.attstattarget END, "
    // Servers keep more among these than what somebody has set.
    "(SELECT string_agg(o, ' ' ORDER BY o) FROM unnest(a.attoptions) o WHERE o LIKE 'n_distinct%'), "
    "a.attfdwoptions::text), "
    "E'\\n' ORDER BY a.attnum) FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped), "
    "(SELECT 'clustered by ' || x.relname FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid "
    "WHERE i.indrelid = c.oid AND i.indisclustered)) END, "
    "CASE WHEN c.relkind = 'm' THEN c.relispopulated END "
    "FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
    "WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm') AND c.relpersistence <> 't' AND n.nspname !~ '^pg_' "
    "AND n.nspname <> 'information_schema' AND NOT EXISTS (SELECT FROM pg_depend d "
    "WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')";

} // namespace dbv::postgres
