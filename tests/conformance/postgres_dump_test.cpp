// SPDX-License-Identifier: Apache-2.0
// Dumps of PostgreSQL: everything that a database may hold comes back, and what can't be done is said.
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "network/tool_process.h"
#include "postgres/dump_tools.h"
#include "postgres_dump_fixture.h"
#include "postgres_museum.h"

namespace dbv::conformance {

TEST_F(PostgresDumps, BringEverythingBack) {
    script(museumGround());
    script(museumPieces());
    run("CREATE TABLE \"Odd \"\"name\"\"\n\" (\"a b\" text, c bytea, d double precision, e timestamptz, f money)");
    run("INSERT INTO \"Odd \"\"name\"\"\n\" VALUES (E'x\\ty\\nz\\\\', '\\x00ff', 'NaN', 'infinity', 12.34), "
        "(NULL, NULL, 0.1, '2026-03-29 02:30:00+01', NULL), ('', '', '-0', NULL, NULL)");
    run("CREATE TABLE nothing ()");
    run("INSERT INTO nothing DEFAULT VALUES");
    script("CREATE SEQUENCE called INCREMENT 10; CREATE SEQUENCE uncalled START 7");
    run("SELECT nextval('called'), nextval('called')");
    run("SELECT lo_from_bytea(0, 'large')");
    HeardInventory dumped;
    const Result<std::string> bytes = dump(session(), dumped);
    ASSERT_TRUE(bytes) << bytes.error().message;
    EXPECT_EQ(dumped.rows.at("table public.nothing").size(), 1U);
    EXPECT_EQ(dumped.values.at("sequence public.called"), 21);
    EXPECT_EQ(dumped.values.at("sequence public.uncalled"), 7);
    EXPECT_EQ(dumped.rows.at("table pg_catalog.pg_largeobject").size(), 1U);
    EXPECT_GT(dumped.definitions.size(), exhibits().size());
    HeardInventory found;
    restore(*bytes, found);
    for (const auto& [name, definition] : dumped.definitions) {
        EXPECT_EQ(found.definitions[name], definition) << name;
    }
    EXPECT_EQ(found.definitions.size(), dumped.definitions.size());
    EXPECT_EQ(found.values, dumped.values);
    EXPECT_EQ(found.rows, dumped.rows);
    EXPECT_EQ(drills(), "0");
    EXPECT_TRUE(std::filesystem::is_empty(folder()));
}

TEST_F(PostgresDumps, HaveRowsInTheSameWordsWhateverTheSettings) {
    script(
        "CREATE TYPE pair AS (a timestamptz, b bytea); CREATE TABLE t (i interval, z timestamptz, r tstzrange, b "
        "bytea, d float8, p pair, "
        "x text, g integer GENERATED ALWAYS AS (1) STORED); "
        "INSERT INTO t VALUES ('1 day 2 hours', '2026-03-29 02:30:00+01', '[2026-01-01, infinity)', '\\x00ff5c', 0.1, "
        "ROW('2026-03-29 02:30:00+01', '\\x5c'), E'\\\\.'), (NULL, NULL, NULL, NULL, NULL, NULL, E'a\nb\tc'); "
        "CREATE TABLE one (x text); INSERT INTO one VALUES (''), (E'\\\\.'), (NULL), ('')");
    for (const char* const setting :
         {"timezone = 'Asia/Kolkata'", "intervalstyle = 'iso_8601'", "datestyle = 'SQL, DMY'", "extra_float_digits = 0",
          "client_encoding = 'LATIN1'", "search_path = 'pg_catalog'", "bytea_output = 'escape'"}) {
        run("ALTER DATABASE \"" + database() + "\" SET " + setting);
    }
    const auto other = open(params());
    HeardInventory dumped;
    const Result<std::string> bytes = dump(*other, dumped);
    ASSERT_TRUE(bytes) << bytes.error().message;
    EXPECT_EQ(dumped.rows.at("table public.t").size(), 2U);
    EXPECT_EQ(dumped.rows.at("table public.one").at(""), 2);
    HeardInventory asked;
    ASSERT_TRUE(other->dumper()->takeInventory(ground(), DumpScope(), asked, goOnDumping));
    EXPECT_EQ(dumped.rows, asked.rows);
    EXPECT_EQ(dumped.definitions, asked.definitions);
    // Then the rows come with the dump.
    run("ALTER DATABASE \"" + database() + "\" RESET bytea_output");
    HeardInventory streamed;
    const Result<std::string> again = dump(*open(params()), streamed);
    ASSERT_TRUE(again) << again.error().message;
    EXPECT_EQ(streamed.rows, asked.rows);
    HeardInventory found;
    restore(*again, found);
    EXPECT_EQ(found.rows, asked.rows);
}

TEST_F(PostgresDumps, ShowTheMomentAtWhichTheyBegan) {
    script("CREATE TABLE t (a integer); INSERT INTO t SELECT generate_series(1, 20000); CREATE SEQUENCE s");
    const auto other = open(params());
    HeardInventory dumped;
    bool changed = false;
    const Result<std::string> bytes = dump(session(), dumped, [&](const DumpAdvance& /*advance*/) {
        if (!changed) {
            changed = true;
            EXPECT_TRUE(runAll(*other, {.sql = "DELETE FROM t WHERE a > 10", .positional = {}, .named = {}}));
            EXPECT_TRUE(runAll(*other, {.sql = "SELECT nextval('s')", .positional = {}, .named = {}}));
        }
        return true;
    });
    ASSERT_TRUE(bytes) << bytes.error().message;
    EXPECT_EQ(dumped.rows.at("table public.t").size(), 20'000U);
    // Of a sequence that was moved meanwhile nobody knows at which number the dump has found it.
    EXPECT_FALSE(dumped.values.contains("sequence public.s"));
    HeardInventory found;
    restore(*bytes, found);
    EXPECT_EQ(found.rows, dumped.rows);
}

TEST_F(PostgresDumps, OfUsersWithFewRightsAreMadeAndTried) {
    run("DO $$ BEGIN CREATE ROLE dump_owner LOGIN CREATEDB; EXCEPTION WHEN duplicate_object THEN END $$");
    script("CREATE SCHEMA own AUTHORIZATION dump_owner; CREATE TABLE own.t (a integer); ALTER TABLE own.t OWNER TO "
           "dump_owner; "
           "INSERT INTO own.t VALUES (1)");
    ConnectParams login = params();
    login.user = "dump_owner";
    const auto owner = open(login);
    HeardInventory dumped;
    Result<std::string> bytes = dump(*owner, dumped);
    ASSERT_TRUE(bytes) << bytes.error().message;
    script("CREATE TABLE own.secret AS SELECT 1; REVOKE ALL ON own.secret FROM dump_owner");
    bytes = dump(*owner, dumped);
    ASSERT_FALSE(bytes);
    EXPECT_NE(bytes.error().message.find("secret"), std::string::npos) << bytes.error().message;
    EXPECT_TRUE(std::filesystem::is_empty(folder()));
}

TEST_F(PostgresDumps, RemoveWhatKilledDrillsHaveLeft) {
    const std::string now = textOf("SELECT extract(epoch FROM now())::bigint::text");
    const std::string old = std::to_string(std::stoll(now) - 3600);
    const std::string forgotten = "db_visualizer_drill_" + old + "_abcdefghjk";
    const std::vector<std::string> others{"db_visualizer_drill_" + now + "_abcdefghjk", "db_visualizer_drill_" + old,
                                          "db_visualizer_drill_of_mine"};
    server().run("CREATE DATABASE " + forgotten, database());
    for (const std::string& name : others) {
        server().run("CREATE DATABASE " + name, database());
    }
    EXPECT_EQ(drills(), "4");
    const Result<std::unique_ptr<ScratchDatabase>> scratch = session().dumper()->makeScratch(ground());
    ASSERT_TRUE(scratch) << scratch.error().message;
    EXPECT_TRUE((*scratch)->remove());
    EXPECT_EQ(textOf("SELECT count(*)::text FROM pg_database WHERE datname = '" + forgotten + "'"), "0");
    EXPECT_EQ(drills(), "3");
    for (const std::string& name : others) {
        server().run("DROP DATABASE " + name, database());
    }
}

TEST_F(PostgresDumps, RemoveTheDatabaseOfADrillThatAnotherSessionIsIn) {
    const Result<std::unique_ptr<ScratchDatabase>> scratch = session().dumper()->makeScratch(ground());
    ASSERT_TRUE(scratch) << scratch.error().message;
    ConnectParams there = params();
    there.database = (*scratch)->session().facts().database;
    const auto stays = open(there);
    const Result<void> removed = (*scratch)->remove();
    EXPECT_TRUE(removed) << removed.error().message;
    EXPECT_EQ(drills(), "0");
}

TEST_F(PostgresDumps, AreNotPutWhereSomethingIs) {
    run("CREATE TABLE t (a integer)");
    HeardInventory dumped;
    Result<std::string> bytes = dump(session(), dumped);
    ASSERT_TRUE(bytes);
    std::string_view left = *bytes;
    const auto refused = session().dumper()->restore(ground(), RestoreWish(), sourceOf(left), goOnDumping);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::Unsupported);
    run("DROP TABLE t");
    left = "no dump at all";
    EXPECT_EQ(session().dumper()->restore(ground(), RestoreWish(), sourceOf(left), goOnDumping).error().kind,
              ErrorKind::CorruptBackup);
    const std::string damaged = bytes->substr(0, bytes->size() / 2);
    left = damaged;
    EXPECT_FALSE(session().dumper()->restore(ground(), RestoreWish(), sourceOf(left), goOnDumping));
    EXPECT_EQ(textOf("SELECT count(*)::text FROM pg_class WHERE relnamespace = 'public'::regnamespace"), "0");
    run("BEGIN");
    EXPECT_EQ(dump(session(), dumped).error().kind, ErrorKind::Busy);
    run("ROLLBACK");
    EXPECT_TRUE(std::filesystem::is_empty(folder()));
}

TEST_F(PostgresDumps, AreWhatTheyAreWhateverTheRoleAndTheDatabaseSet) {
    script(museumGround());
    script(museumPieces());
    run("CREATE TABLE lists (a text[], b interval, c bytea, d date)");
    run("INSERT INTO lists VALUES ('{NULL,\"NULL\",x}', '-1 day +02:03:04', '\\x00ff', '2026-03-04')");
    run("CREATE VIEW texts AS SELECT 'a\\b'::text AS t, NULL::int IS NULL AS n, \"user\" FROM (SELECT 1 AS \"user\") "
        "u");
    run("DO $$ BEGIN CREATE ROLE hindered LOGIN SUPERUSER; EXCEPTION WHEN duplicate_object THEN END $$");
    for (const char* setting :
         {"default_transaction_read_only = on", "statement_timeout = '5s'", "lock_timeout = '5s'",
          "quote_all_identifiers = on", "standard_conforming_strings = off", "search_path = nowhere",
          "array_nulls = off", "transform_null_equals = on", "datestyle = 'SQL, DMY'", "intervalstyle = 'sql_standard'",
          "bytea_output = 'escape'", "default_transaction_isolation = 'serializable'", "timezone = 'Asia/Kolkata'"}) {
        run("ALTER ROLE hindered SET " + std::string(setting));
    }
    script("ALTER DATABASE " + database() + " SET quote_all_identifiers = on; COMMENT ON DATABASE " + database() +
           " IS 'a comment of its own'");
    const Result<DumpPlan> plan = session().dumper()->plan(DumpScope());
    ASSERT_TRUE(plan);
    EXPECT_NE(plan->notices.front().message.find("of which there are 1, are put back"), std::string::npos);
    HeardInventory plain;
    const Result<std::string> usual = dump(session(), plain);
    ASSERT_TRUE(usual) << usual.error().message;
    ConnectParams login = params();
    login.user = "hindered";
    const auto hindered = open(login);
    HeardInventory dumped;
    const Result<std::string> bytes = dump(*hindered, dumped);
    ASSERT_TRUE(bytes) << bytes.error().message;
    EXPECT_EQ(dumped.definitions, plain.definitions);
    EXPECT_EQ(dumped.rows, plain.rows);
    EXPECT_NE(bytes->find("SET quote_all_identifiers TO 'on'"), std::string::npos);
    EXPECT_NE(bytes->find("a comment of its own"), std::string::npos);
    {
        const Result<std::unique_ptr<ScratchDatabase>> scratch =
            hindered->dumper()->makeScratch(groundOf(login.clone()));
        ASSERT_TRUE(scratch) << scratch.error().message;
        login.database = (*scratch)->session().facts().database;
        Dumper& other = *(*scratch)->session().dumper();
        std::string_view left = *bytes;
        const auto restored = other.restore(groundOf(login.clone()), RestoreWish(), sourceOf(left), goOnDumping);
        ASSERT_TRUE(restored) << restored.error().message;
        HeardInventory found;
        ASSERT_TRUE(other.takeInventory(groundOf(login.clone()), DumpScope(), found, goOnDumping));
        for (const auto& [name, definition] : plain.definitions) {
            EXPECT_EQ(found.definitions[name], definition) << name;
        }
        EXPECT_EQ(found.rows, plain.rows);
        EXPECT_TRUE((*scratch)->remove());
    }
    EXPECT_EQ(drills(), "0");
    // The session has again what its role sets.
    const Result<ResultTable> again =
        runAll(*hindered, "SELECT current_setting('statement_timeout') || current_setting('lock_timeout') || "
                          "current_setting('default_transaction_read_only')");
    ASSERT_TRUE(again) << again.error().message;
    EXPECT_EQ(again->rows[0][0], textValue("5s5son"));
    // Who asks for reading only makes no database.
    login.database = database();
    login.options["options"] = "-c default_transaction_read_only=on";
    const auto reading = open(login);
    const Result<std::unique_ptr<ScratchDatabase>> none = reading->dumper()->makeScratch(groundOf(login.clone()));
    ASSERT_FALSE(none);
    EXPECT_EQ(none.error().kind, ErrorKind::RefusedReadOnly);
}

TEST(ToolProcesses, EndAsTheyDidAndAreStopped) {
    const auto run = [](std::vector<std::string> arguments, std::string* out = nullptr, bool goOn = true) {
        return network::runTool(
            {"/bin/sh", std::move(arguments), {{"DBV_GIVEN", "it is"}, {"HOME", ""}}},
            [out](std::string_view some) {
                if (out != nullptr) {
                    *out += some;
                }
                return Result<void>();
            },
            [goOn] { return goOn; });
    };
    std::string out;
    Result<network::ToolEnd> end =
        run({"-c", "echo $DBV_GIVEN $HOME; echo trouble >&2; head -c 1000000 /dev/zero; exit 3"}, &out);
    ASSERT_TRUE(end) << end.error().message;
    EXPECT_EQ(end->exitCode, 3);
    EXPECT_EQ(end->said, "trouble\n");
    EXPECT_EQ(out.size(), 1'000'006U);
    EXPECT_EQ(run({"-c", "kill -9 $$"})->exitCode, -9);
    EXPECT_EQ(run({"-c", "sleep 1000 & sleep 1000"}, nullptr, false).error().kind, ErrorKind::Cancelled);
    const Result<network::ToolEnd> none = network::runTool(
        {"/no/such/tool", {}, {}}, [](std::string_view) { return Result<void>(); }, [] { return true; });
    EXPECT_EQ(none.error().kind, ErrorKind::NotFound);
    const Result<network::ToolEnd> full = network::runTool(
        {"/bin/sh", {"-c", "yes"}, {}}, [](std::string_view) { return fail(ErrorKind::IoError, "full"); },
        [] { return true; });
    EXPECT_EQ(full.error().message, "full");
}

TEST(DumpTools, FailByTheirWordsToo) {
    const postgres::DumpTool tool{"/usr/bin/pg_dump", "pg_dump (PostgreSQL) 15.1", 15};
    EXPECT_TRUE(postgres::judgeTool(tool, {0, ""})->empty());
    EXPECT_EQ(postgres::judgeTool(tool, {0, "pg_dump: warning: there are circular foreign-key constraints\n"})->size(),
              1U);
    EXPECT_FALSE(postgres::judgeTool(tool, {0, "pg_dump: error: something\n"}));
    EXPECT_FALSE(postgres::judgeTool(tool, {1, ""}));
    const Error killed = postgres::judgeTool(tool, {-9, ""}).error();
    EXPECT_EQ(killed.message, "pg_dump was ended from outside, by the signal SIGKILL.");
    EXPECT_NE(killed.hint.find("memory"), std::string::npos);
    // No program is newer than this.
    const Result<postgres::DumpTool> none = postgres::toolFor("pg_dump", 990'000);
    ASSERT_FALSE(none);
    EXPECT_EQ(none.error().kind, ErrorKind::Unsupported);
    EXPECT_NE(none.error().hint.find("postgresql-client-99"), std::string::npos);
    EXPECT_TRUE(postgres::toolFor("pg_dump", 120'000));
}

} // namespace dbv::conformance
