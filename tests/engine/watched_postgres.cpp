// SPDX-License-Identifier: Apache-2.0
#include <fstream>
#include <memory>
#include <string>

#include <gtest/gtest.h>
#include <libpq-fe.h>

#include "support/postgres_server.h"
#include "watched_database.h"

namespace dbv::testing {

namespace {

// Run as one query, which gives one text. A table's rows are read by a query that is made here; XML carries them.
constexpr const char* kState = R"(
WITH r AS (SELECT c.*, n.nspname || '.' || replace(c.relname, ' ', '_') AS name FROM pg_class c
           JOIN pg_namespace n ON n.oid = c.relnamespace
           WHERE n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast') AND n.nspname NOT LIKE 'pg\_temp%'
           AND n.nspname NOT LIKE 'pg\_toast\_temp%'),
lines (line) AS (
SELECT unnest(xpath('//t/text()', query_to_xml(format('SELECT %L || replace(x::text, chr(10), ''~'') AS t FROM ONLY %s x', 'row ' || name || ' ', oid::regclass),
              true, false, '')))::text FROM r WHERE relkind IN ('r', 'm') AND relispopulated
UNION ALL SELECT unnest(xpath('//t/text()', query_to_xml(format('SELECT %L || last_value || is_called AS t FROM %s', 'number ' || name || ' ', oid::regclass),
              true, false, '')))::text FROM r WHERE relkind = 'S'
UNION ALL SELECT 'object ' || pg_describe_object(k, o, 0) FROM (
  SELECT 'pg_class'::regclass::oid k, oid o FROM r UNION ALL SELECT 'pg_proc'::regclass, oid FROM pg_proc
  UNION ALL SELECT 'pg_type'::regclass, oid FROM pg_type WHERE typrelid = 0 AND typelem = 0
  UNION ALL SELECT 'pg_namespace'::regclass, oid FROM pg_namespace WHERE nspname NOT LIKE 'pg\_t%'
  UNION ALL SELECT 'pg_trigger'::regclass, oid FROM pg_trigger UNION ALL SELECT 'pg_rewrite'::regclass, oid FROM pg_rewrite
  UNION ALL SELECT 'pg_constraint'::regclass, oid FROM pg_constraint UNION ALL SELECT 'pg_cast'::regclass, oid FROM pg_cast
  UNION ALL SELECT 'pg_operator'::regclass, oid FROM pg_operator UNION ALL SELECT 'pg_extension'::regclass, oid FROM pg_extension
  UNION ALL SELECT 'pg_language'::regclass, oid FROM pg_language UNION ALL SELECT 'pg_foreign_server'::regclass, oid FROM pg_foreign_server
  UNION ALL SELECT 'pg_event_trigger'::regclass, oid FROM pg_event_trigger UNION ALL SELECT 'pg_policy'::regclass, oid FROM pg_policy
  UNION ALL SELECT 'pg_statistic_ext'::regclass, oid FROM pg_statistic_ext UNION ALL SELECT 'pg_publication'::regclass, oid FROM pg_publication
  UNION ALL SELECT 'pg_largeobject'::regclass, oid FROM pg_largeobject_metadata) all_of WHERE o >= 16384 OR k = 'pg_largeobject'::regclass
UNION ALL SELECT 'shape ' || name || ' ' || concat_ws('|', relkind, relpersistence, reloptions, relrowsecurity,
  relforcerowsecurity, (SELECT string_agg(concat_ws(' ', attname, format_type(atttypid, atttypmod), attnotnull, attidentity, attgenerated,
  attstattarget, (SELECT pg_get_expr(adbin, adrelid) FROM pg_attrdef WHERE adrelid = attrelid AND adnum = attnum)), ', ' ORDER BY attnum)
  FROM pg_attribute WHERE attrelid = r.oid AND attnum > 0 AND NOT attisdropped),
  CASE relkind WHEN 'v' THEN pg_get_viewdef(oid) WHEN 'm' THEN pg_get_viewdef(oid) WHEN 'i' THEN pg_get_indexdef(oid) END) FROM r
UNION ALL SELECT 'shape ' || r.name || ' constraint ' || conname || ' ' || pg_get_constraintdef(o.oid) FROM pg_constraint o JOIN r ON r.oid = conrelid
UNION ALL SELECT 'shape ' || r.name || ' trigger ' || tgenabled::text || pg_get_triggerdef(t.oid) FROM pg_trigger t JOIN r ON r.oid = tgrelid WHERE NOT tgisinternal
UNION ALL SELECT 'shape ' || r.name || ' rule ' || ev_enabled::text || pg_get_ruledef(w.oid) FROM pg_rewrite w JOIN r ON r.oid = ev_class
UNION ALL SELECT 'shape ' || r.name || ' sequence ' || seqstart || ' ' || seqincrement || ' ' || seqmax FROM pg_sequence JOIN r ON r.oid = seqrelid
UNION ALL SELECT 'shape ' || r.name || ' policy ' || polname || pg_get_expr(polqual, polrelid) FROM pg_policy JOIN r ON r.oid = polrelid
UNION ALL SELECT 'shape ' || oid::regprocedure || ' ' || proowner::regrole || coalesce(proacl::text, '') || provolatile::text || prosecdef || coalesce(proconfig::text, '') ||
  CASE WHEN prokind IN ('f', 'p') THEN pg_get_functiondef(oid) ELSE prosrc END FROM pg_proc WHERE oid >= 16384
UNION ALL SELECT 'shape ' || enumtypid::regtype || ' ' || string_agg(enumlabel, ',' ORDER BY enumsortorder) FROM pg_enum GROUP BY enumtypid
UNION ALL SELECT 'shape ' || nspname || ' ' || nspowner::regrole || coalesce(nspacl::text, '') FROM pg_namespace WHERE nspname NOT LIKE 'pg\_t%'
UNION ALL SELECT 'shape comment ' || classoid::regclass || ' ' || description FROM pg_description WHERE objoid >= 16384
UNION ALL SELECT 'right ' || name || ' ' || relowner::regrole || coalesce(relacl::text, '') FROM r
UNION ALL SELECT 'outside column ' || attrelid || attname || attacl::text FROM pg_attribute WHERE attacl IS NOT NULL AND attrelid >= 16384
UNION ALL SELECT 'outside default ' || defaclrole::regrole || defaclobjtype::text || defaclacl::text FROM pg_default_acl
UNION ALL SELECT 'row largeobject ' || loid || ' ' || md5(string_agg(data, '' ORDER BY pageno)) FROM pg_largeobject GROUP BY loid
UNION ALL SELECT 'outside role ' || concat_ws('|', rolname, rolsuper, rolinherit, rolcreaterole, rolcreatedb, rolcanlogin, rolreplication, rolbypassrls,
  rolconnlimit, rolpassword, rolvaliduntil) FROM pg_authid
UNION ALL SELECT 'outside member ' || roleid::regrole || ' ' || member::regrole || admin_option FROM pg_auth_members
UNION ALL SELECT 'outside setting ' || setdatabase || ' ' || setrole || setconfig::text FROM pg_db_role_setting
UNION ALL SELECT 'outside database ' || concat_ws('|', datname, datallowconn, datconnlimit, datdba::regrole, datacl) FROM pg_database
UNION ALL SELECT 'outside tablespace ' || spcname FROM pg_tablespace UNION ALL SELECT 'outside slot ' || slot_name FROM pg_replication_slots
UNION ALL SELECT 'outside prepared ' || gid FROM pg_prepared_xacts
UNION ALL SELECT 'outside bystander ' || count(*) FROM pg_stat_activity WHERE pid = )";
constexpr const char* kStateEnd = R"()
SELECT string_agg(replace(line, chr(10), '~'), chr(10)) FROM lines)";

// Puts rows, numbers and large objects back; whatever stands in its way fails as a whole.
constexpr const char* kPostgresMend = R"(
SET client_min_messages = error; SET session_replication_role = replica;
DO $$ DECLARE kind text; BEGIN
FOREACH kind IN ARRAY ARRAY['TABLE', 'VIEW', 'SEQUENCE', 'TYPE', 'SCHEMA', 'FUNCTION', 'PROCEDURE', 'INDEX'] LOOP
  BEGIN EXECUTE 'DROP ' || kind || ' IF EXISTS made CASCADE'; EXCEPTION WHEN others THEN NULL; END;
END LOOP;
FOREACH kind IN ARRAY ARRAY['owner', 'item', 'note', 'words', 'drawn', 'told', 'part_one', 'part_two'] LOOP
  EXECUTE 'DELETE FROM ' || kind || '; INSERT INTO ' || kind || ' SELECT * FROM as_it_was.' || kind; END LOOP;
END $$;
ALTER TABLE ruled DISABLE RULE noting; DELETE FROM ruled; INSERT INTO ruled SELECT * FROM as_it_was.ruled; ALTER TABLE ruled ENABLE RULE noting;
DELETE FROM attic.box; INSERT INTO attic.box SELECT * FROM as_it_was.box;
SELECT lo_unlink(oid) FROM pg_largeobject_metadata WHERE oid NOT IN (4242, 4243);
SELECT lo_truncate(lo_open(4242, 131072), 0), lo_put(4242, 0, 'kept in the database');
REFRESH MATERIALIZED VIEW sums; SELECT setval('num', 1, false), setval('drawn_id_seq', 2);
SET session_replication_role = origin)";

/// A connection that is kept: what a server has learned about its catalogue is not learned anew for each question.
class PlainPostgres {
public:
    explicit PlainPostgres(const std::string& address) : m_line(PQconnectdb(address.c_str()), &PQfinish) {}

    /// The first cell of the last result; nothing after an error.
    [[nodiscard]] std::optional<std::string> run(const std::string& sql) const {
        const std::unique_ptr<PGresult, decltype(&PQclear)> result(PQexec(m_line.get(), sql.c_str()), &PQclear);
        const ExecStatusType status = PQresultStatus(result.get());
        if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK) {
            return std::nullopt;
        }
        return PQntuples(result.get()) > 0 ? PQgetvalue(result.get(), 0, 0) : "";
    }
    [[nodiscard]] std::string problem() const { return PQerrorMessage(m_line.get()); }

private:
    std::unique_ptr<PGconn, decltype(&PQfinish)> m_line;
};

class WatchedPostgres final : public WatchedDatabase {
public:
    WatchedPostgres() {
        if (!server().problem().empty()) {
            return;
        }
        std::filesystem::create_directories(files());
        server().run("CREATE ROLE reader");
        server().run("CREATE ROLE clerk");
        server().run("CREATE DATABASE elsewhere");
        server().run("CREATE TABLE kept (a int); INSERT INTO kept VALUES (1), (2)", "elsewhere");
        server().run("CREATE DATABASE shop_as_it_was");
        server().run(readSafetyFile("postgres.sql"), "shop_as_it_was");
        restoreFiles();
        server().run("CREATE DATABASE shop TEMPLATE shop_as_it_was");
    }
    [[nodiscard]] protocol::ConnectionConfig config() const override { return configFor("shop"); }
    [[nodiscard]] protocol::ConnectionConfig bystanderConfig() const override { return configFor("postgres"); }
    [[nodiscard]] DialectId dialect() const override { return DialectId::PostgreSql; }
    [[nodiscard]] std::string table() const override { return "postgres.txt"; }
    [[nodiscard]] std::filesystem::path files() const override { return server().folder() / "files"; }
    [[nodiscard]] DatabaseState state() const override {
        const std::optional<std::string> inside = line().run(kState + bystander() + kStateEnd);
        EXPECT_TRUE(inside) << line().problem();
        return linesOf(inside.value_or("") + "\n" +
                       server().run("SELECT string_agg('outside kept ' || a, chr(10)) FROM kept", "elsewhere") + "\n" +
                       linesOfFiles(files()) + linesOfFiles(server().folder() / "data" / "postgresql.auto.conf"));
    }
    void mend() override {
        // Where that is not enough, it is seen.
        if (!line().run(kPostgresMend)) {
            m_line.reset();
        }
        restoreFiles();
    }
    void restore() override {
        m_line.reset();
        const std::string prepared = "SELECT gid FROM pg_prepared_xacts LIMIT 1";
        for (std::string gid = server().run(prepared); !gid.empty(); gid = server().run(prepared)) {
            server().run("ROLLBACK PREPARED '" + gid + "'", "shop");
        }
        server().run("DROP DATABASE IF EXISTS shop WITH (FORCE)");
        server().run("CREATE DATABASE shop TEMPLATE shop_as_it_was");
        server().run(
            "SET client_min_messages = error; DO $$ DECLARE r text; BEGIN FOR r IN SELECT rolname FROM pg_roles WHERE "
            "oid >= 16384 AND rolname NOT "
            "IN ('reader', 'clerk') LOOP EXECUTE format('DROP ROLE %I', r); END LOOP; END $$;"
            "REVOKE reader FROM clerk; ALTER ROLE clerk NOSUPERUSER NOLOGIN PASSWORD NULL; ALTER ROLE clerk RESET ALL; "
            "ALTER ROLE postgres RESET ALL; ALTER ROLE clerk CONNECTION LIMIT -1 VALID UNTIL 'infinity'");
        server().run("UPDATE pg_authid SET rolvaliduntil = NULL WHERE rolname = 'clerk'");
        restoreFiles();
    }

private:
    [[nodiscard]] const PlainPostgres& line() const {
        if (!m_line) {
            m_line = std::make_unique<PlainPostgres>("host=" + server().socketFolder() + " port=" +
                                                     std::to_string(server().port()) + " user=postgres dbname=shop");
        }
        return *m_line;
    }
    [[nodiscard]] static support::PostgresServer& server() {
        static support::PostgresServer server(
            {.settings = {"max_prepared_transactions = 5", "client_min_messages = warning", "autovacuum = off"},
             .hba = {}});
        return server;
    }
    [[nodiscard]] static protocol::ConnectionConfig configFor(std::string database) {
        protocol::ConnectionConfig config;
        config.connector = "postgres";
        config.host = server().host();
        config.port = server().port();
        config.user = "postgres";
        config.database = std::move(database);
        return config;
    }
    void restoreFiles() const {
        std::filesystem::remove_all(files());
        std::filesystem::create_directories(files());
        std::filesystem::permissions(files(), std::filesystem::perms::all);
        std::ofstream(files() / "kept.txt") << "90\tfrom a file\t1.00\t1\n";
    }

    mutable std::unique_ptr<PlainPostgres> m_line;
};

} // namespace

std::unique_ptr<WatchedDatabase> watchedPostgres() {
    return std::make_unique<WatchedPostgres>();
}

} // namespace dbv::testing
