// SPDX-License-Identifier: Apache-2.0
#include "postgres/restore_facts.h"

#include <charconv>
#include <functional>

#include "postgres/inventory_queries.h"
#include "postgres/statement_text.h"

namespace dbv::postgres {

namespace {

constexpr std::size_t kTablesAskedAtOnce = 100;

constexpr std::string_view kRestoreThere =
    "SELECT 'relation', n.nspname::text, c.relname::text, coalesce((SELECT t.relname::text FROM pg_index i "
    "JOIN pg_class t ON t.oid = i.indrelid WHERE i.indexrelid = c.oid), '') FROM pg_class c "
    "JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' "
    "AND c.relkind <> 'c' "
    "UNION ALL SELECT 'type', n.nspname::text, t.typname::text, '' FROM pg_type t JOIN pg_namespace n "
    "ON n.oid = t.typnamespace LEFT JOIN pg_class c ON c.oid = t.typrelid WHERE n.nspname !~ '^pg_' "
    "AND (t.typrelid = 0 OR c.relkind = 'c') "
    "UNION ALL SELECT 'routine', n.nspname::text, p.proname || '(' || CASE WHEN p.prokind = 'a' AND p.pronargs = 0 "
    "THEN '*' ELSE array_to_string(ARRAY(SELECT format_type(a.t, NULL) FROM unnest(p.proargtypes) WITH ORDINALITY "
    "a(t, i) ORDER BY a.i), ', ') END || ')', '' FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace "
    "WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' "
    "UNION ALL SELECT 'owned sequence', n.nspname::text, s.relname::text, t.relname::text FROM pg_depend d "
    "JOIN pg_class s ON s.oid = d.objid AND s.relkind = 'S' JOIN pg_class t ON t.oid = d.refobjid "
    "JOIN pg_namespace n ON n.oid = s.relnamespace WHERE d.classid = 'pg_class'::regclass "
    "AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a', 'i') "
    "UNION ALL SELECT 'schema', '', nspname::text, '' FROM pg_namespace "
    "UNION ALL SELECT 'extension', '', extname::text, '' FROM pg_extension "
    "UNION ALL SELECT 'language', '', lanname::text, '' FROM pg_language "
    "UNION ALL SELECT 'server', '', srvname::text, '' FROM pg_foreign_server "
    "UNION ALL SELECT 'wrapper', '', fdwname::text, '' FROM pg_foreign_data_wrapper "
    "UNION ALL SELECT 'collation', n.nspname::text, collname::text, '' FROM pg_collation "
    "JOIN pg_namespace n ON n.oid = collnamespace "
    "UNION ALL SELECT 'operator', n.nspname::text, oprname::text, '' FROM pg_operator "
    "JOIN pg_namespace n ON n.oid = oprnamespace "
    "UNION ALL SELECT 'operator class', n.nspname::text, opcname::text, '' FROM pg_opclass "
    "JOIN pg_namespace n ON n.oid = opcnamespace "
    "UNION ALL SELECT 'operator family', n.nspname::text, opfname::text, '' FROM pg_opfamily "
    "JOIN pg_namespace n ON n.oid = opfnamespace "
    "UNION ALL SELECT 'text search', n.nspname::text, cfgname::text, '' FROM pg_ts_config "
    "JOIN pg_namespace n ON n.oid = cfgnamespace "
    "UNION ALL SELECT 'text search', n.nspname::text, dictname::text, '' FROM pg_ts_dict "
    "JOIN pg_namespace n ON n.oid = dictnamespace";

/// `$names` stands for schemas and names.
constexpr std::string_view kRestoreDependents =
    "WITH named AS (SELECT c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
    "WHERE (n.nspname::text, c.relname::text) IN (SELECT * FROM unnest($names))), "
    // Its own sequences go with a table.
    "gone AS (SELECT oid FROM named UNION SELECT d.objid FROM pg_depend d JOIN pg_class s ON s.oid = d.objid "
    "WHERE d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass AND d.refobjid IN "
    "(SELECT oid FROM named) AND d.deptype IN ('a', 'i') AND s.relkind = 'S'), "
    "rows AS (SELECT t.oid FROM pg_type t WHERE t.typrelid IN (SELECT oid FROM gone) UNION "
    "SELECT t.typarray FROM pg_type t WHERE t.typrelid IN (SELECT oid FROM gone)) "
    "SELECT DISTINCT told FROM ("
    "SELECT 'the foreign key ' || quote_ident(k.conname) || ' of ' || k.conrelid::regclass AS told FROM pg_constraint "
    "k "
    "WHERE k.contype = 'f' AND k.conparentid = 0 AND k.confrelid IN (SELECT oid FROM gone) "
    "AND k.conrelid NOT IN (SELECT oid FROM gone) "
    "UNION ALL SELECT CASE r.rulename WHEN '_RETURN' THEN 'the view ' ELSE 'the rule ' || quote_ident(r.rulename) || "
    "' of ' END || r.ev_class::regclass FROM pg_depend d JOIN pg_rewrite r ON r.oid = d.objid "
    "WHERE d.classid = 'pg_rewrite'::regclass AND d.refclassid = 'pg_class'::regclass "
    "AND d.refobjid IN (SELECT oid FROM gone) AND r.ev_class NOT IN (SELECT oid FROM gone) "
    "UNION ALL SELECT 'the table ' || i.inhrelid::regclass FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid "
    "WHERE c.relkind IN ('r', 'p', 'f') AND i.inhparent IN (SELECT oid FROM gone) "
    "AND i.inhrelid NOT IN (SELECT oid FROM gone) "
    "UNION ALL SELECT 'the default of ' || f.adrelid::regclass FROM pg_depend d JOIN pg_attrdef f ON f.oid = d.objid "
    "WHERE d.classid = 'pg_attrdef'::regclass AND d.refclassid = 'pg_class'::regclass AND d.deptype = 'n' "
    "AND d.refobjid IN (SELECT oid FROM gone) AND f.adrelid NOT IN (SELECT oid FROM gone) "
    "UNION ALL SELECT 'the function ' || d.objid::regprocedure FROM pg_depend d WHERE d.classid = "
    "'pg_proc'::regclass AND ((d.refclassid = 'pg_type'::regclass AND d.refobjid IN (SELECT oid FROM rows)) "
    "OR (d.refclassid = 'pg_class'::regclass AND d.refobjid IN (SELECT oid FROM gone))) "
    // Columns, domains, policies, ..., in the server's own words.
    "UNION ALL SELECT 'the ' || pg_describe_object(d.classid, d.objid, d.objsubid) FROM pg_depend d WHERE "
    "d.deptype = 'n' AND d.classid NOT IN ('pg_rewrite'::regclass, 'pg_attrdef'::regclass, 'pg_proc'::regclass, "
    "'pg_constraint'::regclass) AND ((d.refclassid = 'pg_type'::regclass AND d.refobjid IN (SELECT oid FROM rows)) "
    "OR (d.refclassid = 'pg_class'::regclass AND d.refobjid IN (SELECT oid FROM gone))) "
    "AND NOT (d.classid = 'pg_class'::regclass AND (d.objsubid = 0 OR d.objid IN (SELECT oid FROM gone))) "
    "AND NOT (d.classid = 'pg_policy'::regclass AND (SELECT p.polrelid FROM pg_policy p WHERE p.oid = d.objid) "
    "IN (SELECT oid FROM gone)) "
    "AND NOT (d.classid = 'pg_trigger'::regclass AND (SELECT t.tgrelid FROM pg_trigger t WHERE t.oid = d.objid) "
    "IN (SELECT oid FROM gone))) each ORDER BY told";

constexpr std::string_view kAwakeTriggers =
    "SELECT quote_ident(t.tgname) || ' of ' || t.tgrelid::regclass FROM pg_trigger t JOIN pg_class c ON c.oid = "
    "t.tgrelid "
    "JOIN pg_namespace n ON n.oid = c.relnamespace WHERE NOT t.tgisinternal AND t.tgenabled IN ('O', 'A') "
    "AND (t.tgtype::int & 4) <> 0 AND (n.nspname::text, c.relname::text) IN (SELECT * FROM unnest($names)) ORDER BY 1";

/// Gives questions, each of which gives the name of a foreign key that is not held to.
constexpr std::string_view kDanglingQuestions =
    "SELECT format('SELECT %L WHERE EXISTS (SELECT FROM %s c WHERE %s AND NOT EXISTS (SELECT FROM %s p WHERE %s))', "
    "quote_ident(k.conname) || ' of ' || k.conrelid::regclass, k.conrelid::regclass, "
    "(SELECT string_agg(format('c.%I IS NOT NULL', a.attname), ' AND ') FROM unnest(k.conkey) u(n) "
    "JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = u.n), k.confrelid::regclass, "
    "(SELECT string_agg(format('p.%I OPERATOR(%I.%s) c.%I', pa.attname, n.nspname, o.oprname, ca.attname), ' AND ') "
    "FROM unnest(k.conkey, k.confkey, k.conpfeqop) u(c, p, o) "
    "JOIN pg_attribute ca ON ca.attrelid = k.conrelid AND ca.attnum = u.c "
    "JOIN pg_attribute pa ON pa.attrelid = k.confrelid AND pa.attnum = u.p JOIN pg_operator o ON o.oid = u.o "
    "JOIN pg_namespace n ON n.oid = o.oprnamespace)) FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid "
    "JOIN pg_namespace n ON n.oid = c.relnamespace WHERE k.contype = 'f' "
    "AND (n.nspname::text, c.relname::text) IN (SELECT * FROM unnest($names)) ORDER BY 1";

std::string askedAbout(std::string_view question, const std::vector<ObjectName>& names) {
    std::string schemas = "ARRAY[";
    std::string plain = "ARRAY[";
    for (const auto& [schema, name] : names) {
        schemas += (schemas.ends_with('[') ? "" : ",") + quotedText(schema);
        plain += (plain.ends_with('[') ? "" : ",") + quotedText(name);
    }
    const std::size_t place = question.find("$names");
    constexpr std::size_t kPlace = 6;
    return std::string(question.substr(0, place)) + schemas + "]::text[], " + plain + "]::text[]" +
           std::string(question.substr(place + kPlace));
}

Result<void> eachRow(Line& line, const std::string& question, const std::function<void(const PGresult*, int)>& take) {
    const Result<PgResult> asked = line.query(question);
    if (!asked) {
        return std::unexpected(asked.error());
    }
    for (int row = 0; row < PQntuples(asked->get()); ++row) {
        take(asked->get(), row);
    }
    return {};
}

Result<std::vector<std::string>> firstColumn(Line& line, const std::string& question) {
    std::vector<std::string> texts;
    const Result<void> asked = eachRow(
        line, question, [&texts](const PGresult* result, int row) { texts.emplace_back(textAt(result, row, 0)); });
    return asked ? Result<std::vector<std::string>>(std::move(texts)) : std::unexpected(asked.error());
}

} // namespace

Result<RestoreFacts> readRestoreFacts(Line& line) {
    RestoreFacts facts;
    Result<void> done = eachRow(line, std::string(kRestoreThere), [&facts](const PGresult* result, int row) {
        const std::string schema(textAt(result, row, 1));
        const std::string name(textAt(result, row, 2));
        facts.there.emplace(textAt(result, row, 0), schema, name);
        if (const std::string_view table = textAt(result, row, 3); !table.empty()) {
            const bool isSequence = textAt(result, row, 0) == "owned sequence";
            (isSequence ? facts.sequenceTables : facts.indexTables)[{schema, name}] = table;
        }
    });
    done =
        done ? eachRow(line, std::string(kInventoryPartitions),
                       [&facts](const PGresult* result, int row) {
                           facts.partitions[{std::string(textAt(result, row, 2)), std::string(textAt(result, row, 3))}]
                               .emplace(textAt(result, row, 0), textAt(result, row, 1));
                       })
             : done;
    done = done ? eachRow(line, "SELECT rolname FROM pg_catalog.pg_roles",
                          [&facts](const PGresult* result, int row) { facts.roles.emplace(textAt(result, row, 0)); })
                : done;
    done =
        done ? eachRow(line, "SELECT name FROM pg_catalog.pg_available_extensions",
                       [&facts](const PGresult* result, int row) { facts.extensions.emplace(textAt(result, row, 0)); })
             : done;
    return done ? Result<RestoreFacts>(std::move(facts)) : std::unexpected(done.error());
}

Result<std::vector<std::string>> dependentsOf(Line& line, const std::vector<ObjectName>& relations) {
    return firstColumn(line, askedAbout(kRestoreDependents, relations));
}

Result<std::vector<std::string>> filledTables(Line& line, const std::vector<ObjectName>& tables) {
    std::vector<std::string> filled;
    std::string question;
    std::size_t asked = 0;
    for (std::size_t i = 0; i < tables.size(); ++i) {
        const std::string name = quotedName(tables[i].first) + "." + quotedName(tables[i].second);
        question += (question.empty() ? "SELECT " : " UNION ALL SELECT ") + quotedText(name) +
                    " WHERE EXISTS (SELECT FROM ONLY " + name + ")";
        ++asked;
        if (asked < kTablesAskedAtOnce && i + 1 < tables.size()) {
            continue;
        }
        Result<std::vector<std::string>> some = firstColumn(line, question);
        if (!some) {
            return some;
        }
        filled.insert(filled.end(), some->begin(), some->end());
        question.clear();
        asked = 0;
    }
    return filled;
}

Result<std::vector<std::string>> awakeTriggers(Line& line, const std::vector<ObjectName>& tables) {
    return firstColumn(line, askedAbout(kAwakeTriggers, tables));
}

Result<std::vector<std::string>> danglingKeys(Line& line, const std::vector<ObjectName>& tables) {
    Result<std::vector<std::string>> questions = firstColumn(line, askedAbout(kDanglingQuestions, tables));
    std::vector<std::string> dangling;
    for (const std::string& question : questions ? *questions : std::vector<std::string>()) {
        Result<std::vector<std::string>> found = firstColumn(line, question);
        if (!found) {
            return found;
        }
        dangling.insert(dangling.end(), found->begin(), found->end());
    }
    return questions ? Result<std::vector<std::string>>(std::move(dangling)) : questions;
}

Result<std::vector<std::pair<ObjectName, ObjectName>>> references(Line& line) {
    std::vector<std::pair<ObjectName, ObjectName>> found;
    const Result<void> asked = eachRow(
        line,
        "SELECT n.nspname, c.relname, fn.nspname, f.relname FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid "
        "JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_class f ON f.oid = k.confrelid "
        "JOIN pg_namespace fn ON fn.oid = f.relnamespace WHERE k.contype = 'f' AND NOT k.condeferred",
        [&found](const PGresult* result, int row) {
            found.emplace_back(ObjectName(textAt(result, row, 0), textAt(result, row, 1)),
                               ObjectName(textAt(result, row, 2), textAt(result, row, 3)));
        });
    return asked ? Result<std::vector<std::pair<ObjectName, ObjectName>>>(std::move(found))
                 : std::unexpected(asked.error());
}

Result<std::uint64_t> lockCapacity(Line& line) {
    const Result<PgResult> asked =
        line.query("SELECT pg_catalog.current_setting('max_locks_per_transaction', true)::bigint * "
                   "(pg_catalog.current_setting('max_connections', true)::bigint + "
                   "pg_catalog.current_setting('max_prepared_transactions', true)::bigint)");
    if (!asked) {
        return std::unexpected(asked.error());
    }
    const std::string_view text = textAt(asked->get(), 0, 0);
    std::uint64_t capacity = 0;
    std::from_chars(text.data(), text.data() + text.size(), capacity);
    return capacity;
}

} // namespace dbv::postgres
