// SPDX-License-Identifier: Apache-2.0
#include "postgres/named_objects.h"

#include <charconv>
#include <string>
#include <utility>

#include "postgres/libpq.h"
#include "postgres/statement_text.h"

namespace dbv::postgres {

namespace {

/// A number of the server's, or nothing for NULL and for what it does not know.
std::optional<std::int64_t> knownNumber(const PGresult* result, int column) {
    if (PQntuples(result) == 0 || PQgetisnull(result, 0, column) != 0) {
        return std::nullopt;
    }
    const std::string_view text = textAt(result, 0, column);
    std::int64_t number = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
    return failed == std::errc() && end == text.data() + text.size() && number >= 0 ? std::optional(number)
                                                                                    : std::nullopt;
}

/// A database's name without its quotes, as the server stores it.
std::string storedName(std::string_view written) {
    if (written.size() < 2 || written.front() != '"') {
        std::string small(written);
        for (char& c : small) {
            c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        }
        return small;
    }
    std::string name;
    for (std::size_t i = 1; i + 1 < written.size(); ++i) {
        name += written[i];
        i += written[i] == '"' ? 1U : 0U;
    }
    return name;
}

/// Objects that the server brings along have smaller numbers than those that somebody makes, wherever these lie.
constexpr std::string_view kMade = " OPERATOR(pg_catalog.>=) 16384";

std::string listOfNames(const std::string& list) {
    return "(ARRAY[" + list + "]::pg_catalog.name[])";
}

/// The names of the parts at a place, as a list of texts.
std::string namesAt(const StatementNames& named, CodePlace place) {
    std::string list;
    for (const NamedPart& part : named.parts) {
        if (part.place == place && !part.name.empty()) {
            list += (list.empty() ? "" : ",") + quotedText(part.name);
        }
    }
    return list;
}

/// Whether the function `p` may write by what it is declared, and an aggregate by what its functions are.
constexpr std::string_view kWrites =
    "(p.provolatile OPERATOR(pg_catalog.=) 'v' OR EXISTS (SELECT FROM pg_catalog.pg_aggregate g JOIN "
    "pg_catalog.pg_proc "
    "s ON s.oid OPERATOR(pg_catalog.=) ANY (ARRAY[g.aggtransfn, g.aggfinalfn, g.aggcombinefn, g.aggmtransfn, "
    "g.aggminvtransfn, g.aggmfinalfn]::pg_catalog.oid[]) WHERE g.aggfnoid OPERATOR(pg_catalog.=) p.oid AND "
    "s.provolatile OPERATOR(pg_catalog.=) 'v'))";

/// The functions that an object of a catalogue depends on, by themselves and as those of operators.
std::string functionsBelow(std::string_view catalogue, std::string_view object) {
    const std::string from = " FROM pg_catalog.pg_depend d WHERE d.classid OPERATOR(pg_catalog.=) 'pg_catalog." +
                             std::string(catalogue) + "'::pg_catalog.regclass AND d.objid OPERATOR(pg_catalog.=) " +
                             std::string(object) + " AND d.refclassid OPERATOR(pg_catalog.=) 'pg_catalog.";
    return "(SELECT d.refobjid" + from + "pg_proc'::pg_catalog.regclass UNION ALL SELECT (SELECT o.oprcode FROM " +
           "pg_catalog.pg_operator o WHERE o.oid OPERATOR(pg_catalog.=) d.refobjid)" + from +
           "pg_operator'::pg_catalog.regclass)";
}

/// `place, name, function` for all that the parts may reach.
std::string reachedFunctions(const StatementNames& named) {
    std::string all;
    const auto reach = [&all](CodePlace place, std::string_view name, const std::string& function,
                              const std::string& from) {
        all += std::string(all.empty() ? "" : " UNION ALL ") + "SELECT " + std::to_string(static_cast<int>(place)) +
               ", " + std::string(name) + "::pg_catalog.text, " + function + "::pg_catalog.oid FROM " + from;
    };
    const std::string functions =
        "pg_catalog.pg_proc p WHERE p.oid" + std::string(kMade) + " AND p.proname OPERATOR(pg_catalog.=) ANY ";
    if (const std::string called = namesAt(named, CodePlace::Call); !called.empty()) {
        reach(CodePlace::Call, "p.proname", "p.oid", functions + listOfNames(called));
    }
    if (const std::string columns = namesAt(named, CodePlace::Column); !columns.empty()) {
        // `row.name` calls those that take one row, or anything.
        reach(CodePlace::Column, "p.proname", "p.oid",
              functions + listOfNames(columns) +
                  " AND p.pronargs OPERATOR(pg_catalog.-) p.pronargdefaults OPERATOR(pg_catalog.<=) 1"
                  " AND (p.provariadic OPERATOR(pg_catalog.<>) 0 OR EXISTS (SELECT FROM pg_catalog.pg_type t"
                  " WHERE t.oid OPERATOR(pg_catalog.=) p.proargtypes[0]"
                  " AND t.typtype OPERATOR(pg_catalog.=) ANY (ARRAY['c','d','p']::pg_catalog.\"char\"[])))");
    }
    if (const std::string operators = namesAt(named, CodePlace::Operator); !operators.empty()) {
        reach(CodePlace::Operator, "o.oprname", "o.oprcode",
              "pg_catalog.pg_operator o WHERE o.oid" + std::string(kMade) +
                  " AND o.oprname OPERATOR(pg_catalog.=) ANY " + listOfNames(operators));
    }
    if (const std::string types = namesAt(named, CodePlace::Type); !types.empty()) {
        // A domain's conditions, also where it lies in another, in an array or in a row.
        reach(CodePlace::Type, "r.name", "f.refobjid",
              "(WITH RECURSIVE r (name, oid) AS (SELECT t.typname, t.oid FROM pg_catalog.pg_type t WHERE t.oid" +
                  std::string(kMade) + " AND t.typname OPERATOR(pg_catalog.=) ANY " + listOfNames(types) +
                  " UNION SELECT r.name, x.oid FROM r, LATERAL (SELECT t.typbasetype FROM pg_catalog.pg_type t WHERE "
                  "t.oid OPERATOR(pg_catalog.=) r.oid UNION ALL SELECT t.typelem FROM pg_catalog.pg_type t WHERE "
                  "t.oid OPERATOR(pg_catalog.=) r.oid UNION ALL SELECT a.atttypid FROM pg_catalog.pg_type t JOIN "
                  "pg_catalog.pg_attribute a ON a.attrelid OPERATOR(pg_catalog.=) t.typrelid WHERE t.oid "
                  "OPERATOR(pg_catalog.=) r.oid AND a.attnum OPERATOR(pg_catalog.>) 0) x (oid) WHERE x.oid" +
                  std::string(kMade) +
                  ") SELECT * FROM r) r JOIN pg_catalog.pg_constraint k ON k.contypid "
                  "OPERATOR(pg_catalog.=) r.oid, LATERAL " +
                  functionsBelow("pg_constraint", "k.oid") + " f");
    }
    const std::string casts = "pg_catalog.pg_cast c JOIN pg_catalog.pg_type t ON t.oid OPERATOR(pg_catalog.=) "
                              "c.casttarget WHERE c.oid" +
                              std::string(kMade) + " AND ";
    if (named.parts.contains({CodePlace::Anywhere, {}})) {
        reach(CodePlace::Anywhere, "''", "c.castfunc", casts + "c.castcontext OPERATOR(pg_catalog.=) 'i'");
    }
    if (named.parts.contains({CodePlace::Cast, {}})) {
        reach(CodePlace::Cast, "''", "c.castfunc", casts + "c.castcontext OPERATOR(pg_catalog.=) 'a'");
    }
    if (const std::string targets = namesAt(named, CodePlace::Cast); !targets.empty()) {
        reach(CodePlace::Cast, "t.typname", "c.castfunc",
              casts + "t.typname OPERATOR(pg_catalog.=) ANY " + listOfNames(targets));
    }
    if (named.parts.contains({CodePlace::Sort, {}})) {
        reach(CodePlace::Sort, "''", "a.amproc", "pg_catalog.pg_amproc a WHERE a.oid" + std::string(kMade));
    }
    return all;
}

/// `kind, name, query or function, whether it is declared to write nothing` of views and what tables hold their rows to.
std::string viewsNamed(const std::string& list) {
    const auto harmless = [](std::string_view catalogue, std::string_view object) {
        return "NOT EXISTS (SELECT FROM " + functionsBelow(catalogue, object) +
               " f JOIN pg_catalog.pg_proc p ON p.oid OPERATOR(pg_catalog.=) f.refobjid WHERE " + std::string(kWrites) +
               ")";
    };
    const std::string named =
        " AND c.oid" + std::string(kMade) + " AND c.relname OPERATOR(pg_catalog.=) ANY " + listOfNames(list);
    return "SELECT -1, c.relname::pg_catalog.text, pg_catalog.pg_get_viewdef(c.oid), " +
           harmless("pg_rewrite", "w.oid") +
           " FROM pg_catalog.pg_class c JOIN pg_catalog.pg_rewrite w ON w.ev_class OPERATOR(pg_catalog.=) c.oid"
           " AND w.ev_type OPERATOR(pg_catalog.=) '1' WHERE c.relkind OPERATOR(pg_catalog.=) 'v'" +
           named +
           " UNION ALL SELECT -1, c.relname::pg_catalog.text, pg_catalog.concat('SELECT ', pg_catalog.concat_ws(', ',"
           " pg_catalog.pg_get_expr(y.polqual, c.oid), pg_catalog.pg_get_expr(y.polwithcheck, c.oid))), " +
           harmless("pg_policy", "y.oid") +
           " FROM pg_catalog.pg_class c JOIN pg_catalog.pg_policy y ON y.polrelid OPERATOR(pg_catalog.=) c.oid"
           " WHERE c.relrowsecurity" +
           named;
}

} // namespace

Result<NamedObjects> readNamedObjects(Line& line, const StatementNames& named) {
    std::string list;
    for (const ViewName& each : named.names) {
        list += (list.empty() ? "" : ",") + quotedText(each.name);
    }
    std::string sql = list.empty() ? std::string() : viewsNamed(list);
    if (const std::string reached = reachedFunctions(named); !reached.empty()) {
        // What an extension brings is taken at its word.
        sql += (sql.empty() ? "" : " UNION ALL ") +
               ("SELECT DISTINCT f.place, f.name, p.proname::pg_catalog.text, NOT " + std::string(kWrites) + " FROM (" +
                reached +
                ") f (place, name, oid) JOIN pg_catalog.pg_proc p ON p.oid OPERATOR(pg_catalog.=) f.oid WHERE p.oid" +
                std::string(kMade) + " AND (" + std::string(kWrites) +
                " OR NOT EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.classid OPERATOR(pg_catalog.=) "
                "'pg_catalog.pg_proc'::pg_catalog.regclass AND d.objid "
                "OPERATOR(pg_catalog.=) p.oid AND d.deptype OPERATOR(pg_catalog.=) 'e'))");
    }
    NamedObjects objects;
    if (sql.empty()) {
        return objects;
    }
    const Result<PgResult> asked = line.query(sql);
    if (!asked) {
        return std::unexpected(asked.error());
    }
    const PGresult* const rows = asked->get();
    for (int row = 0; row < PQntuples(rows); ++row) {
        const std::string name(textAt(rows, row, 1));
        const bool harmless = textAt(rows, row, 3) == "t";
        int place = 0;
        const std::string_view told = textAt(rows, row, 0);
        std::from_chars(told.data(), told.data() + told.size(), place);
        if (place < 0) {
            objects.views.push_back({{{}, name}, std::string(textAt(rows, row, 2)), harmless});
        } else {
            objects.code.push_back(
                {{static_cast<CodePlace>(place), name}, std::string(textAt(rows, row, 2)), harmless});
        }
    }
    return objects;
}

Result<ObjectSize> readObjectSize(Line& line, ObjectType type, std::string_view name) {
    if (type != ObjectType::Table && type != ObjectType::Database) {
        return ObjectSize();
    }
    const Result<PgResult> asked =
        type == ObjectType::Database
            ? line.query("SELECT NULL, pg_catalog.pg_database_size(oid) FROM pg_catalog.pg_database "
                         "WHERE datname OPERATOR(pg_catalog.=) " +
                         quotedText(storedName(name)))
            : line.query("SELECT c.reltuples::pg_catalog.int8, pg_catalog.pg_total_relation_size(c.oid) "
                         "FROM pg_catalog.pg_class c WHERE c.oid OPERATOR(pg_catalog.=) pg_catalog.to_regclass(" +
                         quotedText(name) + ")");
    if (!asked) {
        return std::unexpected(asked.error());
    }
    return ObjectSize{knownNumber(asked->get(), 0), knownNumber(asked->get(), 1)};
}

} // namespace dbv::postgres
