// SPDX-License-Identifier: Apache-2.0
#include "postgres/ddl_statements.h"

#include <array>
#include <cstddef>
#include <utility>

#include "postgres/catalog_questions.h"
#include "postgres/statement_text.h"

namespace dbv::postgres {

namespace {

// Here {} stands for the objects. Privileges of one role are one statement, and so are those on its columns.
constexpr std::string_view kGrantStatements =
    "WITH o (object, acl, usual, name, number) AS ({}), "
    "g AS (SELECT o.object, o.name, o.number, a.grantee, a.privilege_type, a.is_grantable "
    "FROM o, pg_catalog.aclexplode(o.acl) a), "
    "u AS (SELECT o.object, o.name, o.number, a.grantee, a.privilege_type, a.is_grantable "
    "FROM o, pg_catalog.aclexplode(o.usual) a WHERE o.acl IS NOT NULL), "
    "d (given, object, name, number, grantee, privilege, grantable) AS ("
    "SELECT true, n.* FROM (TABLE g EXCEPT TABLE u) n UNION ALL SELECT false, r.*, false FROM ("
    "SELECT u.object, u.name, u.number, u.grantee, u.privilege_type FROM u EXCEPT "
    "SELECT g.object, g.name, g.number, g.grantee, g.privilege_type FROM g) r) "
    "SELECT CASE WHEN t.given THEN 'GRANT ' ELSE 'REVOKE ' END || pg_catalog.string_agg(t.privilege || "
    "COALESCE(' (' || t.names || ')', ''), ', ' ORDER BY t.privilege) || ' ON ' || t.object || "
    "CASE WHEN t.given THEN ' TO ' ELSE ' FROM ' END || t.grantee || "
    "CASE WHEN t.grantable THEN ' WITH GRANT OPTION' ELSE '' END "
    "FROM (SELECT d.given, d.object, CASE WHEN d.grantee = 0 THEN 'PUBLIC' ELSE "
    "pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(d.grantee)) END, d.privilege, d.grantable, d.name IS NULL, "
    "pg_catalog.string_agg(pg_catalog.quote_ident(d.name), ', ' ORDER BY d.number) "
    "FROM d GROUP BY d.given, d.object, d.grantee, d.privilege, d.grantable, d.name IS NULL) "
    "t (given, object, grantee, privilege, grantable, whole, names) "
    "GROUP BY t.object, t.given, t.grantee, t.grantable, t.whole "
    "ORDER BY t.object, t.whole DESC, t.given, t.grantee, t.grantable";

constexpr std::string_view kGrantsList =
    "SELECT CASE WHEN a.grantee = 0 THEN 'PUBLIC' ELSE pg_catalog.pg_get_userbyid(a.grantee) END, a.privilege_type, "
    "a.is_grantable FROM ({}) o (object, acl, usual, name, number), pg_catalog.aclexplode(o.acl) a ORDER BY 1, 2";

std::string about(std::string_view frame, std::string_view objects) {
    std::string text(frame);
    return text.replace(text.find("{}"), 2, objects);
}

} // namespace

std::string askedAbout(const DdlSubject& subject, std::string_view sql) {
    const std::array<std::pair<std::string_view, std::string>, 3> places{
        {{"{oid}", subject.number}, {"{name}", quotedText(subject.name)}, {"{word}", quotedText(subject.word)}}};
    std::string text;
    while (!sql.empty()) {
        bool filled = false;
        for (const auto& [place, value] : places) {
            if (sql.starts_with(place)) {
                text += value;
                sql.remove_prefix(place.size());
                filled = true;
            }
        }
        if (!filled) {
            text += sql.front();
            sql.remove_prefix(1);
        }
    }
    return text;
}

std::string grantsQuestion(std::string_view objects) {
    return about(kGrantStatements, objects);
}

std::string grantsList(std::string_view objects) {
    return about(kGrantsList, objects);
}

Result<std::vector<std::vector<std::string>>> readStatements(Line& line, const std::vector<DdlPart>& parts,
                                                             network::RefusedParts& missing) {
    std::vector<std::vector<std::string>> statements(parts.size());
    std::vector<std::string> together;
    together.reserve(parts.size());
    for (const DdlPart& part : parts) {
        together.push_back(part.sql);
    }
    const auto take = [&](std::size_t part, const PGresult* row) { statements[part].emplace_back(textAt(row, 0, 0)); };
    const Result<void> done = line.queryEach(together, {take, [](std::size_t) {}});
    if (done) {
        return statements;
    }
    if (!network::RefusedParts::isRefusal(done.error())) {
        return std::unexpected(done.error());
    }
    for (std::size_t part = 0; part < parts.size(); ++part) {
        statements[part].clear();
        const Result<CatalogAnswer> answer = askCatalog(line, {parts[part].sql});
        if (!answer) {
            return std::unexpected(answer.error());
        }
        if (!answer->rows) {
            missing.add(parts[part].name, *answer->refusal);
        }
        for (int row = 0; answer->rows && row < PQntuples(answer->rows.get()); ++row) {
            statements[part].emplace_back(textAt(answer->rows.get(), row, 0));
        }
    }
    return statements;
}

std::string ownerStatement(std::string_view called, std::string_view owner) {
    return owner.empty() ? std::string() : "ALTER " + std::string(called) + " OWNER TO " + quotedName(owner);
}

void addStatement(std::string& ddl, std::string_view statement) {
    while (statement.ends_with(';') || statement.ends_with('\n')) {
        statement.remove_suffix(1);
    }
    if (!statement.empty()) {
        ddl += statement;
        ddl += ";\n";
    }
}

void addGrant(std::vector<GrantInfo>& grants, std::string_view grantee, std::string_view privilege, bool grantable) {
    if (grants.empty() || grants.back().grantee != grantee) {
        grants.push_back({std::string(grantee), {}, {}});
    }
    grants.back().privileges.emplace_back(privilege);
    if (grantable) {
        grants.back().grantable.emplace_back(privilege);
    }
}

} // namespace dbv::postgres
