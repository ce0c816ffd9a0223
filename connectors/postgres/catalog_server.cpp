// SPDX-License-Identifier: Apache-2.0
#include "postgres/catalog_server.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <string_view>

#include "postgres/ddl_statements.h"
#include "postgres/statement_text.h"

namespace dbv::postgres {

namespace {

// In these statements @ stands for the name as a literal.
constexpr std::string_view kRole =
    "SELECT r.rolcanlogin, r.rolsuper, r.rolinherit, r.rolcreaterole, r.rolcreatedb, r.rolreplication, r.rolbypassrls, "
    "r.rolconnlimit, r.rolvaliduntil, pg_catalog.shobj_description(r.oid, 'pg_authid') "
    "FROM pg_catalog.pg_roles r WHERE r.rolname = @";
// What only newer versions have is read from the row as JSON. Several may have granted the same.
constexpr std::string_view kMemberships =
    "SELECT g.rolname, pg_catalog.concat_ws(', ', CASE WHEN pg_catalog.bool_or(m.admin_option) THEN 'ADMIN OPTION' "
    "END, "
    "CASE WHEN pg_catalog.bool_or(j.inherits) <> r.rolinherit THEN 'INHERIT ' || pg_catalog.bool_or(j.inherits) END, "
    "CASE WHEN NOT pg_catalog.bool_or(j.sets) THEN 'SET false' END) FROM pg_catalog.pg_auth_members m "
    "JOIN pg_catalog.pg_roles g ON g.oid = m.roleid JOIN pg_catalog.pg_roles r ON r.oid = m.member "
    "CROSS JOIN LATERAL (SELECT (pg_catalog.to_jsonb(m) ->> 'inherit_option')::boolean, "
    "(pg_catalog.to_jsonb(m) ->> 'set_option')::boolean) j (inherits, sets) "
    "WHERE r.rolname = @ GROUP BY g.rolname, r.rolinherit ORDER BY 1";
constexpr std::string_view kSettings =
    "SELECT c.entry, b.datname FROM pg_catalog.pg_db_role_setting s JOIN pg_catalog.pg_roles r ON r.oid = s.setrole "
    "LEFT JOIN pg_catalog.pg_database b ON b.oid = s.setdatabase, pg_catalog.unnest(s.setconfig) c (entry) "
    "WHERE r.rolname = @ ORDER BY b.datname NULLS FIRST, 1";
constexpr std::string_view kDatabaseSettings =
    "SELECT c.entry, NULL FROM pg_catalog.pg_db_role_setting s JOIN pg_catalog.pg_database b ON b.oid = s.setdatabase, "
    "pg_catalog.unnest(s.setconfig) c (entry) WHERE b.datname = @ AND s.setrole = 0 ORDER BY 1";
// Columns that only some versions have are read from the row as JSON. A database's size is a look at each of its files.
constexpr std::string_view kDatabase =
    "SELECT pg_catalog.pg_get_userbyid(d.datdba), pg_catalog.shobj_description(d.oid, 'pg_database'), "
    "pg_catalog.pg_encoding_to_char(d.encoding), d.datcollate, d.datctype, d.datconnlimit, t.spcname, "
    "j.row ->> 'datlocprovider', COALESCE(j.row ->> 'datlocale', j.row ->> 'daticulocale'), d.datallowconn, "
    "CASE WHEN pg_catalog.has_database_privilege(d.oid, 'CONNECT') THEN pg_catalog.pg_database_size(d.oid) END "
    "FROM pg_catalog.pg_database d LEFT JOIN pg_catalog.pg_tablespace t ON t.oid = d.dattablespace "
    "AND t.spcname <> 'pg_default', pg_catalog.to_jsonb(d) j (row) WHERE d.datname = @";
constexpr std::string_view kGrantedDatabase =
    "SELECT 'DATABASE ' || pg_catalog.quote_ident(d.datname), d.datacl, pg_catalog.acldefault('d', d.datdba), "
    "NULL::pg_catalog.name, 0 FROM pg_catalog.pg_database d WHERE d.datname = @";
constexpr std::string_view kSchema =
    "SELECT pg_catalog.pg_get_userbyid(n.nspowner), pg_catalog.obj_description(n.oid, 'pg_namespace') "
    "FROM pg_catalog.pg_namespace n WHERE n.nspname = @";
// In a new database everybody may use "public", which is there already: whoever may not is told of it.
constexpr std::string_view kGrantedSchema =
    "SELECT 'SCHEMA ' || pg_catalog.quote_ident(n.nspname), n.nspacl, pg_catalog.acldefault('n', n.nspowner) || "
    "CASE WHEN n.nspname = 'public' AND NOT EXISTS (SELECT 1 FROM pg_catalog.aclexplode(n.nspacl) a "
    "WHERE a.grantee = 0 AND a.privilege_type = 'USAGE') "
    "THEN ARRAY[pg_catalog.makeaclitem(0, n.nspowner, 'USAGE', false)] ELSE '{}' END, "
    "NULL::pg_catalog.name, 0 FROM pg_catalog.pg_namespace n WHERE n.nspname = @";

// Settings that are lists of names: the server keeps them quoted one by one.
constexpr std::array kLists = std::to_array<std::string_view>(
    {"local_preload_libraries", "search_path", "session_preload_libraries", "temp_tablespaces"});

/// Writes what makes one object of the server again.
class ServerObject {
public:
    ServerObject(Line& line, const std::string& name, ObjectType type) : m_line(line), m_name(quotedName(name)) {
        m_object.path.name = name;
        m_object.type = type;
    }

    Result<ObjectDescription> describe() {
        Result<void> done;
        switch (m_object.type) {
        case ObjectType::Role: done = describeRole(); break;
        case ObjectType::Database: done = describeDatabase(); break;
        case ObjectType::Schema: done = describeSchema(); break;
        default: done = notThere(); break;
        }
        return done ? Result<ObjectDescription>(std::move(m_object)) : std::unexpected(done.error());
    }

private:
    [[nodiscard]] Result<PgResult> ask(std::string_view sql) const {
        std::string text(sql);
        text.replace(text.find('@'), 1, quotedText(m_object.path.name));
        return m_line.query(text);
    }
    [[nodiscard]] std::unexpected<Error> notThere() const {
        return fail(ErrorKind::NotFound, "The server has no such object: \"" + m_object.path.name + "\".",
                    "Refresh the explorer; it may have been dropped or renamed.");
    }
    void add(const std::string& statement) { m_object.ddl += statement + ";\n"; }
    void addComment(const std::string& word) {
        if (!m_object.comment.empty()) {
            add("COMMENT ON " + word + " " + m_name + " IS " + quotedText(m_object.comment));
        }
    }

    Result<void> describeRole() {
        const Result<PgResult> role = ask(kRole);
        if (!role) {
            return std::unexpected(role.error());
        }
        if (PQntuples(role->get()) == 0) {
            return notThere();
        }
        const PGresult* facts = role->get();
        constexpr std::array kWords = std::to_array<std::string_view>(
            {"LOGIN", "SUPERUSER", "INHERIT", "CREATEROLE", "CREATEDB", "REPLICATION", "BYPASSRLS"});
        std::string text = "CREATE ROLE " + m_name;
        for (int column = 0; column < static_cast<int>(kWords.size()); ++column) {
            const std::string_view word = kWords.at(static_cast<std::size_t>(column));
            const bool isUsual = word == "INHERIT";
            if (trueAt(facts, 0, column) != isUsual) {
                text += (isUsual ? " NO" : " ") + std::string(word);
            }
        }
        if (const std::string_view limit = textAt(facts, 0, 7); limit != "-1") {
            text += " CONNECTION LIMIT " + std::string(limit);
        }
        if (const std::string_view until = textAt(facts, 0, 8); !until.empty()) {
            text += " VALID UNTIL " + quotedText(until);
        }
        if (trueAt(facts, 0, 0)) {
            m_object.ddl = "-- The server keeps the password to itself; it is not part of this.\n";
        }
        add(text);
        m_object.comment = textAt(facts, 0, 9);
        addComment("ROLE");
        const Result<void> members = writeMemberships();
        return members ? writeSettings(kSettings, "ROLE") : members;
    }

    Result<void> writeMemberships() {
        const Result<PgResult> rows = ask(kMemberships);
        if (!rows) {
            return std::unexpected(rows.error());
        }
        for (int row = 0; row < PQntuples(rows->get()); ++row) {
            add("GRANT " + quotedName(textAt(rows->get(), row, 0)) + " TO " + m_name +
                (textAt(rows->get(), row, 1).empty() ? "" : " WITH " + std::string(textAt(rows->get(), row, 1))));
        }
        return {};
    }

    Result<void> writeSettings(std::string_view sql, const std::string& word) {
        const Result<PgResult> rows = ask(sql);
        if (!rows) {
            return std::unexpected(rows.error());
        }
        for (int row = 0; row < PQntuples(rows->get()); ++row) {
            const std::string_view entry = textAt(rows->get(), row, 0);
            const std::string_view setting = entry.substr(0, entry.find('='));
            const std::string_view value = entry.substr(std::min(entry.size(), setting.size() + 1));
            const std::string_view database = textAt(rows->get(), row, 1);
            const bool isList = std::ranges::find(kLists, setting) != kLists.end();
            add("ALTER " + word + " " + m_name + (database.empty() ? "" : " IN DATABASE " + quotedName(database)) +
                " SET " + std::string(setting) + " TO " + (isList ? std::string(value) : quotedText(value)));
        }
        return {};
    }

    Result<void> describeDatabase() {
        const Result<PgResult> database = ask(kDatabase);
        if (!database) {
            return std::unexpected(database.error());
        }
        if (PQntuples(database->get()) == 0) {
            return notThere();
        }
        const auto at = [&](int column) { return std::string(textAt(database->get(), 0, column)); };
        m_object.owner = at(0);
        m_object.comment = at(1);
        if (!at(10).empty()) {
            m_object.sizeBytes = std::strtoll(at(10).c_str(), nullptr, 10);
        }
        // Only the empty template can be copied with another encoding or collation than its own.
        std::string text = "CREATE DATABASE " + m_name + "\n    OWNER " + quotedName(m_object.owner) +
                           "\n    TEMPLATE template0\n    ENCODING " + quotedText(at(2));
        if (at(7) == "i" || at(7) == "b") {
            text += at(7) == "i" ? "\n    LOCALE_PROVIDER icu\n    ICU_LOCALE "
                                 : "\n    LOCALE_PROVIDER builtin\n    BUILTIN_LOCALE ";
            text += quotedText(at(8));
        }
        text += "\n    LC_COLLATE " + quotedText(at(3)) + "\n    LC_CTYPE " + quotedText(at(4));
        text += at(6).empty() ? "" : "\n    TABLESPACE " + quotedName(at(6));
        text += at(9) == "f" ? "\n    ALLOW_CONNECTIONS false" : "";
        text += at(5) == "-1" ? "" : "\n    CONNECTION LIMIT " + at(5);
        add(text);
        addComment("DATABASE");
        const Result<void> settings = writeSettings(kDatabaseSettings, "DATABASE");
        return settings ? writeGrants(kGrantedDatabase) : settings;
    }

    Result<void> describeSchema() {
        const Result<PgResult> schema = ask(kSchema);
        if (!schema) {
            return std::unexpected(schema.error());
        }
        if (PQntuples(schema->get()) == 0) {
            return notThere();
        }
        m_object.owner = textAt(schema->get(), 0, 0);
        m_object.comment = textAt(schema->get(), 0, 1);
        add("CREATE SCHEMA " + m_name + " AUTHORIZATION " + quotedName(m_object.owner));
        addComment("SCHEMA");
        return writeGrants(kGrantedSchema);
    }

    /// `objects` is what `grantsQuestion` takes.
    Result<void> writeGrants(std::string_view objects) {
        const Result<PgResult> statements = ask(grantsQuestion(objects));
        const Result<PgResult> list = ask(grantsList(objects));
        if (!statements || !list) {
            return std::unexpected(!statements ? statements.error() : list.error());
        }
        for (int row = 0; row < PQntuples(statements->get()); ++row) {
            addStatement(m_object.ddl, textAt(statements->get(), row, 0));
        }
        for (int row = 0; row < PQntuples(list->get()); ++row) {
            const std::string_view grantee = textAt(list->get(), row, 0);
            if (grantee != m_object.owner) {
                addGrant(m_object.grants, grantee, textAt(list->get(), row, 1), trueAt(list->get(), row, 2));
            }
        }
        return {};
    }

    Line& m_line;
    std::string m_name;
    ObjectDescription m_object;
};

} // namespace

Result<ObjectDescription> describeServerObject(Line& line, const std::string& name, ObjectType type) {
    return ServerObject(line, name, type).describe();
}

} // namespace dbv::postgres
