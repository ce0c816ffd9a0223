// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <string_view>

#include "postgres/database_inventory_query.h"
#include "postgres/relation_inventory_query.h"

/// What a database holds, in words that are the same wherever it was restored: no numbers of objects, no times. Each question gives
/// rows of type, schema, name, definition, the table or view that it belongs to; those about relations and the database itself more, that about sequences their
/// increment, too, and that about foreign keys the schema they refer to. What belongs to an extension comes with it; owners and grants are left out.
///
/// They are asked under an empty search path, so that every name has its schema. What versions differ in is read by way of JSON.
namespace dbv::postgres {

inline constexpr std::string_view kInventorySchemas =
    "SELECT 'schema', '', nspname, coalesce(obj_description(oid, 'pg_namespace'), ''), '' FROM pg_namespace n "
    "WHERE nspname !~ '^pg_' AND nspname <> 'information_schema' AND NOT EXISTS (SELECT FROM pg_depend d "
    "WHERE d.classid = 'pg_namespace'::regclass AND d.objid = n.oid AND d.deptype = 'e')";

inline constexpr std::string_view kInventoryExtensions =
    "SELECT 'extension', n.nspname, e.extname, e.extname, '' FROM pg_extension e JOIN pg_namespace n "
    "ON n.oid = e.extnamespace";

inline constexpr std::string_view kInventoryIndexes =
    "SELECT 'index', n.nspname, c.relname, pg_get_indexdef(c.oid), t.relname FROM pg_index i JOIN pg_class c ON c.oid "
    "= "
    "i.indexrelid "
    "JOIN pg_class t ON t.oid = i.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace "
    "WHERE n.nspname !~ '^pg_' AND t.relpersistence <> 't' AND NOT c.relispartition "
    // Those that were never finished are in no dump.
    "AND i.indisready AND (i.indisvalid OR t.relkind = 'p') "
    "AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = c.oid AND k.contype IN ('p', 'u', 'x')) "
    "AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid IN (c.oid, t.oid) "
    "AND d.deptype = 'e')";

inline constexpr std::string_view kInventoryTriggers =
    "SELECT 'trigger', n.nspname, c.relname || '.' || t.tgname, t.tgenabled::text || ' ' || pg_get_triggerdef(t.oid), "
    "c.relname "
    "FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace "
    "WHERE NOT t.tgisinternal AND coalesce(to_jsonb(t) ->> 'tgparentid', '0') = '0' AND n.nspname !~ '^pg_' "
    "AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid "
    "AND d.deptype = 'e') "
    "UNION ALL SELECT 'event', '', evtname, evtevent || ' ' || evtfoid::regproc || ' ' || evtenabled::text || ' ' || "
    "coalesce(evttags::text, ''), '' FROM pg_event_trigger e WHERE NOT EXISTS (SELECT FROM pg_depend d "
    "WHERE d.classid = 'pg_event_trigger'::regclass AND d.objid = e.oid AND d.deptype = 'e')";

inline constexpr std::string_view kInventoryPolicies =
    "SELECT 'policy', schemaname, tablename || '.' || policyname, concat_ws(' ', permissive, roles::text, cmd, qual, "
    "'check', with_check), tablename FROM pg_policies";

/// A foreign key is a trigger of its table, of a kind of its own: a part of a database may hold a table and leave it out.
inline constexpr std::string_view kInventoryForeignKeys =
    "SELECT 'trigger', n.nspname, c.relname || '.' || k.conname, pg_get_constraintdef(k.oid), '', f.nspname, "
    "c.relname, r.relname "
    "FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace "
    "JOIN pg_class r ON r.oid = k.confrelid JOIN pg_namespace f ON f.oid = r.relnamespace "
    "WHERE k.contype = 'f' AND k.conparentid = 0 AND c.relpersistence <> 't' AND n.nspname !~ '^pg_' "
    "AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid "
    "AND d.deptype = 'e')";

inline constexpr std::string_view kInventoryRoutines =
    "SELECT 'routine', n.nspname, p.proname || '(' || pg_get_function_identity_arguments(p.oid) || ')', "
    "CASE WHEN p.prokind = 'a' THEN (SELECT concat_ws(' ', pg_get_function_result(p.oid), a.aggkind, a.aggtransfn, "
    "a.aggfinalfn, a.aggcombinefn, format_type(a.aggtranstype, NULL), a.agginitval, "
    "CASE WHEN a.aggsortop <> 0 THEN a.aggsortop::regoperator::text END) FROM pg_aggregate a WHERE a.aggfnoid = p.oid) "
    "ELSE pg_get_functiondef(p.oid) END || coalesce(obj_description(p.oid, 'pg_proc'), ''), '' "
    "FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname !~ '^pg_' "
    "AND n.nspname <> 'information_schema' AND NOT EXISTS (SELECT FROM pg_depend d "
    "WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype IN ('e', 'i'))";

inline constexpr std::string_view kInventoryTypes =
    "SELECT 'type', n.nspname, t.typname, concat_ws(E'\\n', t.typtype, "
    "(SELECT string_agg(e.enumlabel, E'\\n' ORDER BY e.enumsortorder) FROM pg_enum e WHERE e.enumtypid = t.oid), "
    "CASE WHEN t.typtype = 'd' THEN format_type(t.typbasetype, t.typtypmod) || ' ' || t.typnotnull || ' ' || "
    "coalesce(t.typdefault, '') END, "
    "(SELECT string_agg(k.conname || ' ' || pg_get_constraintdef(k.oid), E'\\n' ORDER BY k.conname) "
    "FROM pg_constraint k WHERE k.contypid = t.oid AND k.contype = 'c'), "
    "(SELECT string_agg(a.attname || ' ' || format_type(a.atttypid, a.atttypmod), E'\\n' ORDER BY a.attnum) "
    "FROM pg_attribute a WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped), "
    "(SELECT format_type(r.rngsubtype, NULL) FROM pg_range r WHERE r.rngtypid = t.oid), "
    "obj_description(t.oid, 'pg_type')), '' "
    "FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace LEFT JOIN pg_class c ON c.oid = t.typrelid "
    "WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND (t.typrelid = 0 OR c.relkind = 'c') "
    "AND t.typtype <> 'p' AND NOT EXISTS (SELECT FROM pg_type e WHERE e.typarray = t.oid) "
    "AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_type'::regclass AND d.objid = t.oid "
    "AND d.deptype IN ('e', 'i'))";

inline constexpr std::string_view kInventorySequences =
    "SELECT 'sequence', n.nspname, c.relname, concat_ws(' ', format_type(s.seqtypid, NULL), s.seqstart, "
    "s.seqincrement, "
    "s.seqmin, s.seqmax, s.seqcache, s.seqcycle, (SELECT d.refobjid::regclass::text || '.' || d.refobjsubid "
    "FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'a' "
    "AND d.refobjsubid <> 0 AND d.refclassid = 'pg_class'::regclass LIMIT 1)), "
    "coalesce((SELECT o.relname FROM pg_depend d JOIN pg_class o ON o.oid = d.refobjid WHERE d.classid = "
    "'pg_class'::regclass AND d.objid = c.oid AND d.refclassid = 'pg_class'::regclass AND d.refobjsubid <> 0 "
    "AND d.deptype IN ('a', 'i') AND o.relnamespace = c.relnamespace LIMIT 1), ''), s.seqincrement "
    "FROM pg_sequence s JOIN pg_class c ON c.oid = s.seqrelid JOIN pg_namespace n ON n.oid = c.relnamespace "
    "WHERE n.nspname !~ '^pg_' AND c.relpersistence <> 't' AND NOT EXISTS (SELECT FROM pg_depend d "
    "WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')";

inline constexpr std::array kInventoryQuestions{
    kInventoryDatabase, kInventorySchemas,  kInventoryExtensions, kInventoryRelations, kInventoryIndexes,
    kInventoryTriggers, kInventoryPolicies, kInventoryRoutines,   kInventoryTypes,     kInventoryForeignKeys,
};

/// Partitions and what they are of: schema and name of each.
inline constexpr std::string_view kInventoryPartitions =
    "SELECT n.nspname, c.relname, pn.nspname, p.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid "
    "JOIN pg_class p ON p.oid = i.inhparent JOIN pg_namespace n ON n.oid = c.relnamespace "
    "JOIN pg_namespace pn ON pn.oid = p.relnamespace WHERE c.relispartition AND c.relkind IN ('r', 'p', 'f')";

/// Of each table that holds rows of its own: schema, name, and the statement that copies them out.
inline constexpr std::string_view kInventoryCopies =
    "SELECT n.nspname, c.relname, format('COPY %I.%I (%s) TO STDOUT', n.nspname, c.relname, "
    "(SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum) FROM pg_attribute a WHERE a.attrelid = c.oid "
    "AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '')), EXISTS (SELECT FROM pg_attribute a "
    "WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '') "
    "FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind = 'r' AND c.relpersistence <> 't' "
    "AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND NOT EXISTS (SELECT FROM pg_depend d "
    "WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')";

/// Whether pg_dump writes every row as an inventory has it, where it is led to dump in UTF-8 and in the time zone UTC: amounts of money it writes
/// as the database does, and has to, since who restores them reads them so.
inline constexpr std::string_view kDumpSpeaksTheSame =
    "SELECT getdatabaseencoding() = 'UTF8' "
    "AND EXISTS (SELECT FROM pg_settings WHERE name = 'bytea_output' AND reset_val = 'hex') "
    "AND (EXISTS (SELECT FROM pg_settings WHERE name = 'lc_monetary' AND reset_val = 'C') "
    "OR NOT EXISTS (SELECT FROM pg_attribute WHERE atttypid IN (790, 791) AND attrelid >= 16384) "
    "AND NOT EXISTS (SELECT FROM pg_type WHERE typbasetype IN (790, 791)) "
    "AND NOT EXISTS (SELECT FROM pg_range WHERE rngsubtype = 790))";

} // namespace dbv::postgres
