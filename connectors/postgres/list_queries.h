// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

/// What a schema's list of objects is asked with. In each, @ stands for the schema's number and ! for whether a
/// `pg_trigger t` is its table's own. The plain ones are for servers without some of that.
namespace dbv::postgres {

// One letter for what a row is: a relkind, or P routine, T trigger, Y type, X extension, O policy.
// Each part gives name, letter, parent, comment, rows, and by which number and catalogue others know it.
inline constexpr std::string_view kListedRelations =
    "SELECT c.relname, c.relkind::text, pp.relname, d.description, c.reltuples, c.oid, "
    "'pg_catalog.pg_class'::pg_catalog.regclass FROM pg_catalog.pg_class c "
    "LEFT JOIN pg_catalog.pg_inherits i ON i.inhrelid = c.oid AND c.relispartition AND c.relkind IN ('r', 'p', 'f') "
    "LEFT JOIN pg_catalog.pg_class pp ON pp.oid = i.inhparent "
    "LEFT JOIN pg_catalog.pg_description d ON d.objsubid = 0 AND d.objoid = c.oid "
    "AND d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass "
    "WHERE c.relnamespace = @ AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')";
// The same piece by piece, which takes half the time where there are many: what few of them have is looked for by itself and
// not once for each. In a schema a name means one relation.
inline constexpr std::string_view kListedBareRelations =
    "SELECT c.relname, c.relkind, c.reltuples FROM pg_catalog.pg_class c "
    "WHERE c.relnamespace = @ AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')";
inline constexpr std::string_view kListedRelationComments =
    "SELECT c.relname, d.description FROM pg_catalog.pg_description d JOIN pg_catalog.pg_class c ON c.oid = d.objoid "
    "WHERE d.objsubid = 0 AND d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass AND c.relnamespace = @";
// Only what is divided has partitions.
inline constexpr std::string_view kListedPartitions =
    "SELECT c.relname, p.relname FROM pg_catalog.pg_inherits i JOIN pg_catalog.pg_class p ON p.oid = i.inhparent "
    "JOIN pg_catalog.pg_class c ON c.oid = i.inhrelid WHERE p.relkind = 'p' AND c.relnamespace = @";
inline constexpr std::string_view kListedExtensionRelations =
    "SELECT c.relname FROM pg_catalog.pg_depend e JOIN pg_catalog.pg_class c ON c.oid = e.objid "
    "WHERE e.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass "
    "AND e.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND e.deptype = 'e' AND e.objsubid = 0 "
    "AND c.relnamespace = @";
// For servers without some of that.
inline constexpr std::string_view kListedPlainRelations =
    "SELECT c.relname, c.relkind, NULL, NULL, c.reltuples, c.oid, 0 FROM pg_catalog.pg_class c "
    "WHERE c.relnamespace = @ AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')";
inline constexpr std::string_view kListedIndexes =
    "SELECT c.relname, c.relkind::text, t.relname, d.description, -1, c.oid, "
    "'pg_catalog.pg_class'::pg_catalog.regclass FROM pg_catalog.pg_class c "
    "LEFT JOIN pg_catalog.pg_index x ON x.indexrelid = c.oid LEFT JOIN pg_catalog.pg_class t ON t.oid = x.indrelid "
    "LEFT JOIN pg_catalog.pg_description d ON d.objoid = c.oid AND d.objsubid = 0 "
    "AND d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass "
    "WHERE c.relnamespace = @ AND c.relkind IN ('i', 'I')";
inline constexpr std::string_view kListedPlainIndexes =
    "SELECT c.relname, c.relkind, NULL, NULL, -1, c.oid, 0 FROM pg_catalog.pg_class c "
    "WHERE c.relnamespace = @ AND c.relkind IN ('i', 'I')";
// Those that make a range of its ends are part of the range's type.
inline constexpr std::string_view kListedRoutines =
    "SELECT p.proname || '(' || CASE WHEN p.pronargs = 0 AND EXISTS (SELECT 1 FROM pg_catalog.pg_aggregate a "
    "WHERE a.aggfnoid = p.oid) THEN '*' ELSE pg_catalog.pg_get_function_identity_arguments(p.oid) END || ')', 'P', "
    "NULL, "
    "d.description, -1, p.oid, 'pg_catalog.pg_proc'::pg_catalog.regclass FROM pg_catalog.pg_proc p "
    "LEFT JOIN pg_catalog.pg_description d ON d.objoid = p.oid "
    "AND d.classoid = 'pg_catalog.pg_proc'::pg_catalog.regclass WHERE p.pronamespace = @ AND p.oid NOT IN ("
    "SELECT m.objid FROM pg_catalog.pg_depend m WHERE m.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass "
    "AND m.deptype = 'i' AND m.refclassid = 'pg_catalog.pg_type'::pg_catalog.regclass)";
inline constexpr std::string_view kListedPlainRoutines =
    "SELECT p.proname || '(' || pg_catalog.pg_get_function_identity_arguments(p.oid) || ')', 'P', NULL, NULL, -1, "
    "p.oid, "
    "0 FROM pg_catalog.pg_proc p WHERE p.pronamespace = @";
inline constexpr std::string_view kListedTriggers =
    "SELECT t.tgname, 'T', c.relname, d.description, -1, t.oid, 'pg_catalog.pg_trigger'::pg_catalog.regclass "
    "FROM pg_catalog.pg_trigger t JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid "
    "LEFT JOIN pg_catalog.pg_description d ON d.objoid = t.oid "
    "AND d.classoid = 'pg_catalog.pg_trigger'::pg_catalog.regclass "
    "WHERE NOT t.tgisinternal AND ! AND c.relnamespace = @";
inline constexpr std::string_view kListedPlainTriggers =
    "SELECT t.tgname, 'T', c.relname, NULL, -1, t.oid, 0 "
    "FROM pg_catalog.pg_trigger t JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid "
    "WHERE NOT t.tgisinternal AND c.relnamespace = @";
// The array of a type comes with that.
inline constexpr std::string_view kListedTypes =
    "SELECT t.typname, 'Y', NULL, d.description, -1, t.oid, 'pg_catalog.pg_type'::pg_catalog.regclass "
    "FROM pg_catalog.pg_type t LEFT JOIN pg_catalog.pg_description d ON d.objoid = t.oid "
    "AND d.classoid = 'pg_catalog.pg_type'::pg_catalog.regclass "
    "WHERE t.typnamespace = @ AND t.typtype IN ('b', 'd', 'e', 'r') AND NOT EXISTS ("
    "SELECT 1 FROM pg_catalog.pg_type e WHERE e.oid = t.typelem AND e.typarray = t.oid)";
// A type that is the shape of rows is a relation of its own kind, but others know it as a type.
inline constexpr std::string_view kListedRowTypes =
    "SELECT c.relname, 'Y', NULL, d.description, -1, c.reltype, 'pg_catalog.pg_type'::pg_catalog.regclass "
    "FROM pg_catalog.pg_class c LEFT JOIN pg_catalog.pg_description d ON d.objsubid = 0 AND d.objoid = c.reltype "
    "AND d.classoid = 'pg_catalog.pg_type'::pg_catalog.regclass WHERE c.relnamespace = @ AND c.relkind = 'c'";
inline constexpr std::string_view kListedExtensions =
    "SELECT e.extname, 'X', NULL, d.description, -1, 0::pg_catalog.oid, "
    "'pg_catalog.pg_extension'::pg_catalog.regclass FROM pg_catalog.pg_extension e "
    "LEFT JOIN pg_catalog.pg_description d ON d.objoid = e.oid "
    "AND d.classoid = 'pg_catalog.pg_extension'::pg_catalog.regclass WHERE e.extnamespace = @";
inline constexpr std::string_view kListedPolicies =
    "SELECT p.polname, 'O', c.relname, d.description, -1, 0::pg_catalog.oid, "
    "'pg_catalog.pg_policy'::pg_catalog.regclass FROM pg_catalog.pg_policy p "
    "JOIN pg_catalog.pg_class c ON c.oid = p.polrelid "
    "LEFT JOIN pg_catalog.pg_description d ON d.objoid = p.oid "
    "AND d.classoid = 'pg_catalog.pg_policy'::pg_catalog.regclass WHERE c.relnamespace = @";

} // namespace dbv::postgres
