// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace dbv::postgres {

/// As the other questions of an inventory, of the database itself, and behind that how it was made, an empty text, what it holds in words that tell more
/// than those of its definition, and nothing. Things that have no kind of their own among objects are named here, one in a line.
inline constexpr std::string_view kInventoryDatabase =
    "SELECT 'database', '', 'database', concat_ws(E'\\n', 'encoding ' || pg_encoding_to_char(d.encoding) || "
    "' collate ' || d.datcollate || ' ctype ' || d.datctype, held.lines), '', "
    // A restore into it does not change these.
    "ARRAY['encoding ' || pg_encoding_to_char(d.encoding), 'collation ' || d.datcollate, 'character type ' || "
    "d.datctype] || CASE to_jsonb(d) ->> 'datlocprovider' WHEN 'i' THEN ARRAY['ICU locale ' || "
    "coalesce(to_jsonb(d) ->> 'datlocale', to_jsonb(d) ->> 'daticulocale')] ELSE ARRAY[]::text[] END, '', "
    "concat_ws(E'\\n', 'holds:', held.lines, more.lines), NULL::boolean FROM pg_database d, "
    // What earlier backups do not tell stands in the details alone.
    "(SELECT string_agg(line, E'\\n' ORDER BY line) AS lines FROM ("
    "SELECT concat_ws(' ', i.type, i.identity) AS line FROM ("
    "SELECT tableoid, oid FROM pg_opclass UNION ALL SELECT tableoid, oid FROM pg_opfamily UNION ALL "
    "SELECT tableoid, oid FROM pg_am UNION ALL SELECT tableoid, oid FROM pg_conversion UNION ALL "
    "SELECT tableoid, oid FROM pg_ts_parser UNION ALL SELECT tableoid, oid FROM pg_ts_template UNION ALL "
    "SELECT tableoid, oid FROM pg_language UNION ALL SELECT tableoid, oid FROM pg_transform UNION ALL "
    "SELECT tableoid, oid FROM pg_type WHERE NOT typisdefined) o, "
    "LATERAL pg_identify_object(o.tableoid, o.oid, 0) i WHERE o.oid >= 16384 AND NOT EXISTS (SELECT FROM pg_depend e "
    "WHERE e.classid = o.tableoid AND e.objid = o.oid AND e.deptype = 'e') "
    "UNION ALL SELECT concat_ws(' ', 'comment on', i.type, i.identity, 'is', c.description) FROM pg_description c, "
    "LATERAL pg_identify_object(c.classoid, c.objoid, c.objsubid) i WHERE c.objoid >= 16384 AND NOT EXISTS "
    "(SELECT FROM pg_depend e WHERE e.classid = c.classoid AND e.objid = c.objoid AND e.deptype = 'e') "
    "UNION ALL SELECT concat_ws(' ', 'foreign data wrapper', f.fdwname, NULLIF(f.fdwhandler, 0)::regproc, "
    "NULLIF(f.fdwvalidator, 0)::regproc, f.fdwoptions::text) FROM pg_foreign_data_wrapper f WHERE NOT EXISTS (SELECT "
    "FROM pg_depend e WHERE e.classid = 'pg_foreign_data_wrapper'::regclass AND e.objid = f.oid AND e.deptype = 'e') "
    "UNION ALL SELECT concat_ws(' ', 'server', s.srvname, 'type', s.srvtype, 'version', s.srvversion) "
    "FROM pg_foreign_server s UNION ALL SELECT concat_ws(' ', 'user mapping', u.usename, 'at', u.srvname) "
    "FROM pg_user_mappings u "
    // What only newer servers have is told where it is set: a backup may be tried at a newer one.
    "UNION ALL SELECT concat_ws(' ', 'publication', p.pubname, 'has', r.prrelid::regclass, to_jsonb(v) ->> "
    "'rowfilter', "
    "CASE WHEN to_jsonb(r) ->> 'prattrs' IS NOT NULL THEN to_jsonb(v) ->> 'attnames' END) FROM pg_publication_rel r "
    "JOIN pg_publication p ON p.oid = r.prpubid JOIN pg_class c ON c.oid = r.prrelid JOIN pg_namespace n "
    "ON n.oid = c.relnamespace LEFT JOIN pg_publication_tables v ON v.pubname = p.pubname AND v.schemaname = n.nspname "
    "AND v.tablename = c.relname "
    "UNION ALL SELECT concat_ws(' ', 'publication', pubname, 'by way of the root') FROM pg_publication p "
    "WHERE to_jsonb(p) ->> 'pubviaroot' = 'true' "
    "UNION ALL SELECT concat_ws(' ', 'text search dictionary', t.oid::regdictionary, t.dictinitoption) "
    "FROM pg_ts_dict t WHERE t.oid >= 16384 AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = "
    "'pg_ts_dict'::regclass AND e.objid = t.oid AND e.deptype = 'e') "
    "UNION ALL SELECT concat_ws(' ', 'text search mapping', m.mapcfg::regconfig, m.maptokentype, m.mapseqno, "
    "m.mapdict::regdictionary) FROM pg_ts_config_map m WHERE m.mapcfg >= 16384 AND NOT EXISTS (SELECT FROM pg_depend e "
    "WHERE e.classid = 'pg_ts_config'::regclass AND e.objid = m.mapcfg AND e.deptype = 'e') "
    "UNION ALL SELECT concat_ws(' ', 'statistics', x.oid::regclass, a.attnum, a.attstattarget) FROM pg_class x "
    "JOIN pg_attribute a ON a.attrelid = x.oid WHERE x.relkind IN ('i', 'I') AND a.attstattarget >= 0 "
    "UNION ALL SELECT concat_ws(' ', 'statistics', t.stxname, to_jsonb(t) ->> 'stxstattarget') "
    "FROM pg_statistic_ext t WHERE (to_jsonb(t) ->> 'stxstattarget')::int >= 0 "
    "UNION ALL SELECT concat_ws(' ', 'rule', r.rulename, 'of', r.ev_class::regclass, r.ev_enabled) FROM pg_rewrite r "
    "WHERE r.ev_enabled <> 'O' AND r.ev_class >= 16384 "
    "UNION ALL SELECT concat_ws(' ', 'toast of', c.oid::regclass, array_to_string(t.reloptions, ',')) "
    "FROM pg_class c JOIN pg_class t ON t.oid = c.reltoastrelid WHERE t.reloptions IS NOT NULL AND c.oid >= 16384) "
    "each) more, "
    "(SELECT string_agg(line, E'\\n' ORDER BY line) AS lines FROM ("
    "SELECT 'operator ' || o.oid::regoperator || ' ' || o.oprcode AS line FROM pg_operator o "
    "JOIN pg_namespace n ON n.oid = o.oprnamespace WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' "
    "AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_operator'::regclass AND d.objid = o.oid AND "
    "d.deptype = 'e') "
    "UNION ALL SELECT 'cast ' || format_type(c.castsource, NULL) || ' ' || format_type(c.casttarget, NULL) || ' ' || "
    "c.castcontext::text || c.castmethod::text FROM pg_cast c WHERE c.oid >= 16384 AND NOT EXISTS (SELECT FROM "
    "pg_depend d "
    "WHERE d.classid = 'pg_cast'::regclass AND d.objid = c.oid AND d.deptype = 'e') "
    "UNION ALL SELECT 'collation ' || c.oid::regcollation FROM pg_collation c JOIN pg_namespace n "
    "ON n.oid = c.collnamespace WHERE n.nspname !~ '^pg_' AND NOT EXISTS (SELECT FROM pg_depend d "
    "WHERE d.classid = 'pg_collation'::regclass AND d.objid = c.oid AND d.deptype = 'e') "
    "UNION ALL SELECT 'text search configuration ' || c.oid::regconfig FROM pg_ts_config c JOIN pg_namespace n "
    "ON n.oid = c.cfgnamespace WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' "
    "UNION ALL SELECT 'statistics ' || pg_get_statisticsobjdef(oid) FROM pg_statistic_ext "
    "UNION ALL SELECT 'publication ' || pubname || ' ' || puballtables || pubinsert || pubupdate || pubdelete "
    "FROM pg_publication "
    "UNION ALL SELECT 'server ' || s.srvname || ' ' || f.fdwname || ' ' || coalesce(s.srvoptions::text, '') "
    "FROM pg_foreign_server s JOIN pg_foreign_data_wrapper f ON f.oid = s.srvfdw "
    "UNION ALL SELECT 'large objects ' || count(*) FROM pg_largeobject_metadata HAVING count(*) > 0) each) held "
    "WHERE d.datname = current_database()";

} // namespace dbv::postgres
