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

} // namespace

Result<std::vector<ViewQuery>> readViewQueries(Line& line, const std::vector<ViewName>& names) {
    std::string list;
    for (const ViewName& each : names) {
        list += (list.empty() ? "" : ",") + quotedText(each.name);
    }
    if (list.empty()) {
        return std::vector<ViewQuery>();
    }
    const Result<PgResult> asked = line.query(
        "SELECT c.relname, pg_catalog.pg_get_viewdef(c.oid), NOT EXISTS (SELECT FROM pg_catalog.pg_rewrite w "
        "JOIN pg_catalog.pg_depend d ON d.classid OPERATOR(pg_catalog.=) w.tableoid "
        "AND d.objid OPERATOR(pg_catalog.=) w.oid JOIN pg_catalog.pg_proc p "
        "ON d.refclassid OPERATOR(pg_catalog.=) p.tableoid AND d.refobjid OPERATOR(pg_catalog.=) p.oid "
        "WHERE w.ev_class OPERATOR(pg_catalog.=) c.oid AND p.provolatile OPERATOR(pg_catalog.=) 'v') "
        "FROM pg_catalog.pg_class c "
        "JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace "
        "WHERE c.relkind OPERATOR(pg_catalog.=) 'v' AND n.nspname OPERATOR(pg_catalog.<>) 'pg_catalog' "
        "AND n.nspname OPERATOR(pg_catalog.<>) 'information_schema' "
        "AND c.relname OPERATOR(pg_catalog.=) ANY (ARRAY[" +
        list + "]::pg_catalog.name[])");
    if (!asked) {
        return std::unexpected(asked.error());
    }
    std::vector<ViewQuery> views;
    views.reserve(static_cast<std::size_t>(PQntuples(asked->get())));
    for (int row = 0; row < PQntuples(asked->get()); ++row) {
        views.push_back({{{}, std::string(textAt(asked->get(), row, 0))},
                         std::string(textAt(asked->get(), row, 1)),
                         textAt(asked->get(), row, 2) == "t"});
    }
    return views;
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
