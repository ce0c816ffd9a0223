// SPDX-License-Identifier: Apache-2.0
// Restores of PostgreSQL that several sessions share.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "postgres_dump_fixture.h"

namespace dbv::conformance {

class PostgresSharedRestores : public PostgresDumps {
protected:
    void SetUp() override {
        PostgresDumps::SetUp();
        script("CREATE SCHEMA app; "
               "CREATE TABLE app.\"A first;\" (id integer PRIMARY KEY, t text); "
               "CREATE TABLE app.second (id integer PRIMARY KEY REFERENCES app.\"A first;\", t text, "
               "twice integer GENERATED ALWAYS AS (id * 2) STORED); "
               "CREATE TABLE app.third (LIKE app.second); CREATE TABLE app.none (a integer); "
               "CREATE TABLE app.lists (a integer[]); INSERT INTO app.lists VALUES (ARRAY[1, NULL]); "
               "CREATE INDEX ON app.second (t); "
               "INSERT INTO app.\"A first;\" SELECT i, repeat(md5(i::text), 20) FROM generate_series(1, 16000) i; "
               "INSERT INTO app.\"A first;\" VALUES (-1, E'\\\\.\\n\\\\.'), (-2, NULL), (-3, ''); "
               "INSERT INTO app.second (id, t) SELECT i, repeat(md5(i::text), 20) FROM generate_series(1, 16000) i; "
               "INSERT INTO app.third SELECT id, t FROM app.second; "
               "CREATE SEQUENCE app.counter START 41; SELECT nextval('app.counter'); "
               "CREATE MATERIALIZED VIEW app.counted AS SELECT count(*) FROM app.second; "
               "SELECT lo_from_bytea(0, 'large')");
        HeardInventory heard;
        Result<std::string> bytes = dump(session(), heard);
        ASSERT_TRUE(bytes) << bytes.error().message;
        m_bytes = *std::move(bytes);
        m_wish.jobs = 3;
    }
    [[nodiscard]] std::string objectsIn(const std::string& other) const {
        return textIn(other, "SELECT (SELECT count(*) FROM pg_namespace WHERE nspname = 'app') || ' ' || "
                             "(SELECT count(*) FROM pg_largeobject_metadata)");
    }
    void replace(const std::string& text, const std::string& by) {
        const std::size_t at = m_bytes.rfind(text);
        ASSERT_NE(at, std::string::npos);
        ASSERT_EQ(text.size(), by.size());
        m_bytes.replace(at, text.size(), by);
    }

    std::string m_bytes;
    RestoreWish m_wish;
};

TEST_F(PostgresSharedRestores, AreTheSameAsWhatWasDumped) {
    const std::string other = server().makeDatabase();
    const Result<void> restored = restoreInto(other, m_bytes, m_wish);
    ASSERT_TRUE(restored) << restored.error().message;
    const HeardThings there = inventoryOf(other, DumpScope());
    const HeardThings here = inventoryOf(database(), DumpScope());
    EXPECT_EQ(there.definitions, here.definitions);
    EXPECT_EQ(there.rows, here.rows);
    EXPECT_EQ(there.values, here.values);
    EXPECT_EQ(textIn(other, "SELECT count::text FROM app.counted"), "16000");
    EXPECT_EQ(objectsIn(other), "1 1") << "with the large object";
    EXPECT_TRUE(std::filesystem::is_empty(folder()));
    // A part of it, with what a part leaves out.
    const std::string part = server().makeDatabase();
    m_wish.objects = {{"app", "A first;"}, {"app", "third"}, {"app", "none"}};
    const Result<void> some = restoreInto(part, m_bytes, m_wish);
    ASSERT_TRUE(some) << some.error().message;
    EXPECT_EQ(textIn(part, "SELECT (SELECT count(*) FROM app.third) || ' ' || (SELECT count(*) FROM app.\"A first;\")"),
              "16000 16003");
    EXPECT_EQ(textIn(part, "SELECT (to_regclass('app.second') IS NULL)::text"), "true");
}

TEST_F(PostgresSharedRestores, KeepTheEncodingOfTheDump) {
    const auto make = [](const std::string& name) {
        server().run("CREATE DATABASE " + name + " ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0");
    };
    make("latin");
    for (const char* const table : {"a", "b"}) {
        server().run(std::string("CREATE TABLE ") + table +
                         " AS SELECT i, repeat(U&'\\00e9', 700) AS t FROM generate_series(1, 16000) i",
                     "latin");
    }
    ConnectParams there = params();
    there.database = "latin";
    const std::unique_ptr<Session> at = open(there);
    for (const bool hasNames : {false, true}) {
        if (hasNames) {
            // Names are in the encoding of the dump, too.
            server().run(R"(CREATE TABLE U&"t\00e4" AS SELECT i AS U&"\00f6", t FROM a)", "latin");
        }
        std::string bytes;
        HeardInventory heard;
        const Result<std::string> dumped = at->dumper()->dump(
            groundOf(there.clone()), DumpScope(),
            [&bytes](std::string_view some) {
                bytes += some;
                return Result<void>();
            },
            heard, goOnDumping);
        ASSERT_TRUE(dumped) << dumped.error().message;
        make("latin_too");
        const Result<void> restored = restoreInto("latin_too", bytes, m_wish);
        ASSERT_TRUE(restored) << restored.error().message;
        EXPECT_EQ(inventoryOf("latin_too", DumpScope()).rows, heard.rows);
        server().run("DROP DATABASE latin_too WITH (FORCE)");
    }
}

/// The transaction that begins before the dump is known to be whole is not kept where it turns out not to be.
TEST_F(PostgresSharedRestores, LeaveNothingOfADamagedDump) {
    const std::string other = server().makeDatabase();
    ConnectParams there = params();
    there.database = other;
    const std::unique_ptr<Session> at = open(there);
    std::string_view left = m_bytes;
    bool hasBegun = false;
    const DumpSource source = [&](std::span<char> into) -> Result<std::size_t> {
        const std::size_t some = std::min(into.size(), left.size());
        std::copy_n(left.data(), some, into.data());
        left.remove_prefix(some);
        if (some > 0) {
            return some;
        }
        // pg_restore has made the tables.
        const std::string question = "SELECT count(*)::text FROM pg_locks l JOIN pg_database d ON d.oid = l.database "
                                     "WHERE d.datname = '" +
                                     other + "' AND l.mode = 'AccessExclusiveLock'";
        constexpr int kLooks = 4000;
        for (int i = 0; i < kLooks && textOf(question) == "0"; ++i) {
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        }
        hasBegun = textOf(question) != "0";
        return fail(ErrorKind::CorruptBackup, "It is not as it was written.");
    };
    const Result<void> damaged =
        heardRestore(at->dumper()->restore(groundOf(std::move(there)), m_wish, source, goOnDumping), m_told);
    ASSERT_FALSE(damaged);
    EXPECT_TRUE(hasBegun);
    EXPECT_EQ(damaged.error().kind, ErrorKind::CorruptBackup);
    EXPECT_EQ(damaged.error().message, "It is not as it was written. Nothing of it is in the database " + other + ".");
    EXPECT_EQ(objectsIn(other), "0 0");
    EXPECT_TRUE(std::filesystem::is_empty(folder()));
}

TEST_F(PostgresSharedRestores, TellWhatTheyLeave) {
    // A row that the table does not take, among those that are left for others.
    replace("15000\t", "1xyz0\t");
    std::string other = server().makeDatabase();
    Result<void> failed = restoreInto(other, m_bytes, m_wish);
    ASSERT_FALSE(failed);
    EXPECT_NE(failed.error().message.find("The rows of app.third can't be restored: "), std::string::npos)
        << failed.error().message;
    EXPECT_NE(failed.error().message.find("1xyz0"), std::string::npos);
    EXPECT_NE(failed.error().message.find(" holds a part: app."), std::string::npos) << failed.error().message;
    EXPECT_NE(failed.error().message.find(
                  "Its indexes, keys, triggers and the rows of materialized views are missing. Rows are missing in "),
              std::string::npos)
        << failed.error().message;
    EXPECT_NE(failed.error().message.find("app.third", failed.error().message.find("Rows are missing")),
              std::string::npos)
        << failed.error().message;
    EXPECT_NE(failed.error().hint.find("Drop the database"), std::string::npos);
    EXPECT_EQ(textIn(other, "SELECT count(*)::text FROM app.third"), "0") << "a table is loaded as a whole";
    EXPECT_TRUE(std::filesystem::is_empty(folder()));
    m_wish.isTrial = true;
    failed = restoreInto(server().makeDatabase(), m_bytes, m_wish);
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().message.find("holds a part"), std::string::npos) << "nobody keeps a trial";
    // What one transaction has not done to its end is not there.
    m_wish.isTrial = false;
    script("DROP TABLE app.third; DELETE FROM app.second; DROP MATERIALIZED VIEW app.counted; DELETE FROM "
           "app.\"A first;\" WHERE id > 100");
    HeardInventory heard;
    m_bytes = dump(session(), heard).value();
    replace("100\t", "abc\t");
    other = server().makeDatabase();
    failed = restoreInto(other, m_bytes, m_wish);
    ASSERT_FALSE(failed);
    EXPECT_NE(failed.error().message.find("Nothing of it is in the database"), std::string::npos)
        << failed.error().message;
    EXPECT_EQ(objectsIn(other), "0 0");
}

TEST_F(PostgresSharedRestores, StopWhereverTheyAre) {
    // Before the first row, while rows are loaded by several, and at a lock that somebody holds.
    for (const std::uint64_t stopAt : {std::uint64_t{0}, std::uint64_t{12'000'000}}) {
        const std::string other = server().makeDatabase();
        ConnectParams there = params();
        there.database = other;
        const std::unique_ptr<Session> at = open(there);
        std::string_view left = m_bytes;
        const DumpProgress stopping = [&](const DumpAdvance& advance) { return advance.done <= stopAt; };
        const Result<void> stopped =
            heardRestore(at->dumper()->restore(groundOf(std::move(there)), m_wish, sourceOf(left), stopping), m_told);
        ASSERT_FALSE(stopped) << stopAt;
        EXPECT_EQ(stopped.error().kind, ErrorKind::Cancelled) << stopped.error().message;
        const bool isThere = textIn(other, "SELECT count(*)::text FROM pg_namespace WHERE nspname = 'app'") == "1";
        EXPECT_NE(stopped.error().message.find(isThere ? "holds a part: app." : "Nothing of it is in"),
                  std::string::npos)
            << stopped.error().message;
        EXPECT_TRUE(std::filesystem::is_empty(folder()));
    }
}

TEST_F(PostgresSharedRestores, GoOnUnderWhateverTheRoleAndTheDatabaseSet) {
    const std::string other = server().makeDatabase();
    for (const char* const setting : {"default_transaction_read_only = on", "standard_conforming_strings = off",
                                      "array_nulls = off", "search_path = app"}) {
        server().run("ALTER DATABASE " + other + " SET " + setting);
    }
    const Result<void> restored = restoreInto(other, m_bytes, m_wish);
    ASSERT_TRUE(restored) << restored.error().message;
    EXPECT_EQ(inventoryOf(other, DumpScope()).rows, inventoryOf(database(), DumpScope()).rows);
}

} // namespace dbv::conformance
