// SPDX-License-Identifier: Apache-2.0
// Restores of PostgreSQL by wish: parts of a dump, beside what is there or in its place, by several sessions; and what is refused before
// anything is changed.
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "postgres/dump_tools.h"
#include "postgres_dump_fixture.h"

namespace dbv::conformance {

namespace {

constexpr const char* kStore = R"(
CREATE SCHEMA app; CREATE TYPE app.mood AS ENUM ('glad', 'sad');
CREATE FUNCTION app.touch() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RETURN new; END$$;
CREATE TABLE app.customer (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, m app.mood);
CREATE TABLE app.orders (id serial PRIMARY KEY, customer integer REFERENCES app.customer, m app.mood);
CREATE INDEX orders_of ON app.orders (customer);
CREATE TRIGGER touched BEFORE UPDATE ON app.orders FOR EACH ROW EXECUTE FUNCTION app.touch();
CREATE VIEW app.seen AS SELECT * FROM app.orders;
INSERT INTO app.customer (m) VALUES ('glad'), ('sad');
INSERT INTO app.orders (customer, m) VALUES (1, 'glad'), (2, 'sad');
)";

RestoreWish wishOf(std::vector<DumpObject> objects) {
    RestoreWish wish;
    wish.objects = std::move(objects);
    return wish;
}

DumpScope scopeOf(const RestoreWish& wish) {
    DumpScope scope;
    scope.objects = wish.objects;
    return scope;
}

bool tells(const Result<void>& done, std::string_view words) {
    return !done && (done.error().message + " " + done.error().hint).find(words) != std::string::npos;
}

} // namespace

class PostgresDumpRestores : public PostgresDumps {
protected:
    void SetUp() override {
        PostgresDumps::SetUp();
        script(kStore);
    }
    [[nodiscard]] std::string whole() const {
        HeardInventory heard;
        const Result<std::string> bytes = dump(session(), heard);
        EXPECT_TRUE(bytes) << bytes.error().message;
        return bytes.value_or("");
    }
};

TEST_F(PostgresDumpRestores, TakeOneTableOfADump) {
    const std::string bytes = whole();
    const std::string other = server().makeDatabase();
    server().run("CREATE TABLE mine (a integer); INSERT INTO mine VALUES (1)", other);
    const RestoreWish wish = wishOf({{"app", "orders"}});
    Result<void> restored = restoreInto(other, bytes, wish);
    ASSERT_TRUE(restored) << restored.error().message;
    EXPECT_EQ(inventoryOf(other, scopeOf(wish)).rows, inventoryOf(database(), scopeOf(wish)).rows);
    EXPECT_EQ(inventoryOf(other, scopeOf(wish)).definitions, inventoryOf(database(), scopeOf(wish)).definitions);
    EXPECT_EQ(textIn(other, "SELECT count(*)::text FROM mine"), "1");
    EXPECT_EQ(textIn(other, "SELECT count(*)::text FROM pg_constraint WHERE contype = 'f'"), "0");
    EXPECT_EQ(textIn(other, "SELECT nextval('app.orders_id_seq')::text"), "3");
    // What it needs is there by now, so the next one takes that, and its foreign keys too.
    const RestoreWish next = wishOf({{"app", "customer"}, {"app", "seen"}});
    restored = restoreInto(other, bytes, next);
    ASSERT_TRUE(restored) << restored.error().message;
    EXPECT_EQ(textIn(other, "SELECT count(*)::text FROM app.seen"), "2");
    EXPECT_TRUE(std::filesystem::is_empty(folder()));
}

TEST_F(PostgresDumpRestores, LeaveOutForeignKeysToNowhereAlone) {
    const std::string bytes = whole();
    const std::string other = server().makeDatabase();
    ASSERT_TRUE(restoreInto(other, bytes, wishOf({{"app", "customer"}})));
    ASSERT_TRUE(restoreInto(other, bytes, wishOf({{"app", "orders"}})));
    EXPECT_EQ(textIn(other, "SELECT conname::text FROM pg_constraint WHERE contype = 'f'"), "orders_customer_fkey");
}

TEST_F(PostgresDumpRestores, RefuseWhatIsNotThereOrInTheWay) {
    const std::string bytes = whole();
    const std::string other = server().makeDatabase();
    Result<void> refused = restoreInto(other, bytes, wishOf({{"app", "lost"}, {"", "orders"}, {"app", "orders"}}));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::NotFound);
    EXPECT_TRUE(tells(refused, "app.lost, orders."));
    refused = restoreInto(other, bytes, wishOf({{"app", "seen"}}));
    EXPECT_TRUE(tells(refused, "the table app.orders (by rule app.\"seen _RETURN\")") ||
                tells(refused, "the table app.orders (by view app.seen)"))
        << refused.error().message;
    EXPECT_TRUE(tells(refused, "Restore app.orders as well"));
    server().run("CREATE SCHEMA app; CREATE VIEW app.customer AS SELECT 1; CREATE TABLE app.orders (a integer)", other);
    refused = restoreInto(other, bytes, wishOf({{"app", "orders"}, {"app", "customer"}}));
    EXPECT_EQ(refused.error().kind, ErrorKind::Unsupported);
    EXPECT_TRUE(tells(refused, "the table app.customer, the table app.orders")) << refused.error().message;
    EXPECT_EQ(textIn(other, "SELECT count(*)::text FROM pg_type WHERE typname = 'mood'"), "0") << "nothing was changed";
    // All of it goes into an empty database alone, whatever is wished.
    RestoreWish wish;
    wish.replace = true;
    refused = restoreInto(other, bytes, wish);
    EXPECT_TRUE(tells(refused, "is not empty"));
}

TEST_F(PostgresDumpRestores, ReplaceWhatIsThere) {
    const std::string bytes = whole();
    run("DELETE FROM app.orders");
    run("ALTER TABLE app.customer ADD COLUMN later integer");
    RestoreWish wish = wishOf({{"app", "orders"}});
    wish.replace = true;
    Result<void> refused = restoreInto(database(), bytes, wish);
    EXPECT_TRUE(tells(refused, "the view app.seen")) << "it would go as well";
    wish.objects.push_back({"app", "seen"});
    wish.jobs = 2;
    refused = restoreInto(database(), bytes, wish);
    EXPECT_TRUE(tells(refused, "by one session"));
    wish.jobs = 1;
    EXPECT_EQ(textOf("SELECT count(*)::text FROM app.orders"), "0");
    const Result<void> restored = restoreInto(database(), bytes, wish);
    ASSERT_TRUE(restored) << restored.error().message;
    EXPECT_EQ(textOf("SELECT count(*)::text FROM app.seen"), "2");
    EXPECT_EQ(textOf("SELECT count(*)::text FROM pg_constraint WHERE conname = 'orders_customer_fkey'"), "1");
    EXPECT_EQ(textOf("SELECT count(*)::text FROM pg_attribute WHERE attname = 'later'"), "1")
        << "others are left alone";
    wish.objects = {{"app", "customer"}};
    refused = restoreInto(database(), bytes, wish);
    EXPECT_TRUE(tells(refused, "the foreign key orders_customer_fkey of app.orders")) << refused.error().message;
}

TEST_F(PostgresDumpRestores, PutRowsInTheOrderOfForeignKeys) {
    script("CREATE TABLE app.a_first (c integer REFERENCES app.customer, o integer REFERENCES app.orders); "
           "INSERT INTO app.a_first VALUES (1, 2)");
    const std::string bytes = whole();
    const std::string other = server().makeDatabase();
    RestoreWish wish;
    wish.content = DumpContent::Structure;
    Result<void> restored = restoreInto(other, bytes, wish);
    ASSERT_TRUE(restored) << restored.error().message;
    wish.content = DumpContent::Rows;
    restored = restoreInto(other, bytes, wish);
    ASSERT_TRUE(restored) << restored.error().message;
    EXPECT_EQ(inventoryOf(other, DumpScope()).rows, inventoryOf(database(), DumpScope()).rows);
}

TEST_F(PostgresDumpRestores, PutRowsWithWhereTheirSequencesStand) {
    script("CREATE TABLE app.numbered (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, s serial, a integer); "
           "INSERT INTO app.numbered (a) SELECT i FROM generate_series(1, 50) i; CREATE SEQUENCE app.other START 7");
    DumpScope scope;
    scope.objects = {{"app", "numbered"}};
    scope.content = DumpContent::Rows;
    HeardInventory heard;
    const Result<std::string> bytes = dumpOf(scope, heard);
    ASSERT_TRUE(bytes) << bytes.error().message;
    const std::string other = server().makeDatabase();
    server().run("CREATE SCHEMA app; CREATE TABLE app.numbered (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, "
                 "s serial, a integer)",
                 other);
    RestoreWish wish = wishOf({{"app", "numbered"}});
    wish.content = DumpContent::Rows;
    const Result<void> restored = restoreInto(other, *bytes, wish);
    ASSERT_TRUE(restored) << restored.error().message;
    EXPECT_EQ(textIn(other, "INSERT INTO app.numbered (a) VALUES (0) RETURNING id || ' ' || s"), "51 51");
}

TEST_F(PostgresDumpRestores, PutRowsOfACircleWhereTheyCan) {
    script("ALTER TABLE app.customer ADD COLUMN last integer REFERENCES app.orders; UPDATE app.customer SET last = id");
    const std::string bytes = whole();
    const std::string other = server().makeDatabase();
    RestoreWish wish;
    wish.content = DumpContent::Structure;
    ASSERT_TRUE(restoreInto(other, bytes, wish));
    wish.content = DumpContent::Rows;
    const Result<void> restored = restoreInto(other, bytes, wish);
    ASSERT_TRUE(restored) << restored.error().message;
    EXPECT_EQ(inventoryOf(other, DumpScope()).rows, inventoryOf(database(), DumpScope()).rows);
    EXPECT_EQ(textIn(other, "SELECT count(*)::text FROM pg_trigger WHERE tgenabled = 'D'"), "0");
    // What sleeps meanwhile is looked at behind it.
    server().run("TRUNCATE app.customer, app.orders; CREATE TABLE app.others (id integer PRIMARY KEY); "
                 "ALTER TABLE app.orders ADD FOREIGN KEY (id) REFERENCES app.others",
                 other);
    EXPECT_TRUE(tells(restoreInto(other, bytes, wish), "orders_id_fkey of app.orders"));
    // Who may not let them sleep is told which tables it is about.
    script("DROP ROLE IF EXISTS circling; CREATE ROLE circling LOGIN");
    server().run("TRUNCATE app.customer, app.orders; GRANT ALL ON ALL TABLES IN SCHEMA app TO circling; GRANT USAGE ON "
                 "SCHEMA app TO circling",
                 other);
    ConnectParams login = params();
    login.user = "circling";
    login.database = other;
    const auto plain = open(login);
    std::string_view left = bytes;
    const Result<void> refused =
        heardRestore(plain->dumper()->restore(groundOf(std::move(login)), wish, sourceOf(left), goOnDumping), m_told);
    EXPECT_TRUE(tells(refused, "in a circle, so no order of their rows is right: app.customer, app.orders.") ||
                tells(refused, "in a circle, so no order of their rows is right: app.orders, app.customer."))
        << refused.error().message;
    server().run("DROP OWNED BY circling; DROP ROLE circling", other);
}

TEST_F(PostgresDumpRestores, NameTheRolesAndExtensionsThatAreMissing) {
    script("DROP ROLE IF EXISTS gone_owner; DROP ROLE IF EXISTS \"Gone Reader\"; CREATE ROLE gone_owner; CREATE ROLE "
           "\"Gone Reader\"; ALTER TABLE app.customer OWNER TO gone_owner; GRANT SELECT (m) ON app.orders TO "
           "\"Gone Reader\"; CREATE EXTENSION hstore");
    std::string bytes = whole();
    script("REASSIGN OWNED BY gone_owner TO postgres; DROP OWNED BY gone_owner, \"Gone Reader\"; DROP ROLE gone_owner; "
           "DROP ROLE \"Gone Reader\"");
    const std::string other = server().makeDatabase();
    Result<void> refused = restoreInto(other, bytes, RestoreWish());
    EXPECT_TRUE(tells(refused, "\"Gone Reader\", gone_owner")) << refused.error().message;
    EXPECT_TRUE(tells(refused, "without owners"));
    EXPECT_EQ(textIn(other, "SELECT count(*)::text FROM pg_class WHERE relnamespace = 'public'::regnamespace"), "0");
    RestoreWish wish;
    wish.isTrial = true;
    EXPECT_TRUE(restoreInto(server().makeDatabase(), bytes, wish)) << "a trial misses no role";
    wish.isTrial = false;
    wish.owners = false;
    EXPECT_TRUE(restoreInto(other, bytes, wish));
    EXPECT_EQ(textIn(other, "SELECT count(*)::text FROM app.customer"), "2");
    // The same dump, of a server that has an extension more.
    const std::string name = "hstore";
    for (std::size_t at = bytes.find(name); at != std::string::npos; at = bytes.find(name, at)) {
        bytes.replace(at, name.size(), "no_one");
    }
    refused = restoreInto(server().makeDatabase(), bytes, wish);
    EXPECT_TRUE(tells(refused, "not installed on the server: no_one")) << refused.error().message;
}

TEST_F(PostgresDumpRestores, PutBackTheSettingsOfTheDatabaseItself) {
    script("DROP ROLE IF EXISTS set_here; CREATE ROLE set_here; ALTER DATABASE \"" + database() +
           "\" SET work_mem = '7MB'; ALTER DATABASE \"" + database() +
           "\" SET search_path = app, public; ALTER ROLE set_here IN DATABASE \"" + database() +
           "\" SET lock_timeout = '3s'; COMMENT ON DATABASE \"" + database() + "\" IS 'it''s; mine'");
    const std::string bytes = whole();
    const std::string question = "SELECT concat_ws(' / ', shobj_description(d.oid, 'pg_database'), (SELECT "
                                 "string_agg(array_to_string(setconfig, "
                                 "' '), ' ' ORDER BY setrole) FROM pg_db_role_setting WHERE setdatabase = d.oid)) FROM "
                                 "pg_database d WHERE datname "
                                 "= current_database()";
    const std::string other = server().makeDatabase();
    const Result<void> restored = restoreInto(other, bytes, RestoreWish());
    ASSERT_TRUE(restored) << restored.error().message;
    EXPECT_EQ(textIn(other, question), "it's; mine / work_mem=7MB search_path=app, public lock_timeout=3s");
    RestoreWish trial;
    trial.isTrial = true;
    const std::string tried = server().makeDatabase();
    ASSERT_TRUE(restoreInto(tried, bytes, trial));
    EXPECT_EQ(textIn(tried, question), "");
    server().run("ALTER ROLE set_here IN DATABASE \"" + database() +
                     "\" RESET ALL; ALTER ROLE set_here IN DATABASE \"" + other + "\" RESET ALL; DROP ROLE set_here",
                 other);
}

TEST_F(PostgresDumpRestores, SayThatADumpIsNewerThanTheServer) {
    std::string bytes = whole();
    const std::string version = textOf("SHOW server_version");
    const std::size_t at = bytes.find(version);
    ASSERT_NE(at, std::string::npos);
    bytes.replace(at, 2, "99");
    bytes.replace(bytes.find("2\tsad\n"), 6, "2\tbad\n");
    EXPECT_TRUE(tells(restoreInto(server().makeDatabase(), bytes, RestoreWish()), "The dump is of PostgreSQL 99"));
}

/// Puts a program of that name before the others, for as long as it lives.
class LyingTool {
public:
    LyingTool(const std::string& folder, const std::string& name, const std::string& body)
        : m_path(std::getenv("PATH")), m_folder(folder + "-lies") {
        std::filesystem::create_directory(m_folder);
        const std::string file = m_folder + "/" + name;
        std::ofstream(file) << "#!/bin/sh\ncase \"$*\" in *--version*) echo '" << name << " (PostgreSQL) "
                            << realMajor() << ".1'; exit 0;; esac\n"
                            << body << "\n";
        std::filesystem::permissions(file, std::filesystem::perms::owner_all);
        ::setenv("PATH", (m_folder + ":" + m_path).c_str(), 1);
    }
    LyingTool(const LyingTool&) = delete;
    LyingTool& operator=(const LyingTool&) = delete;
    ~LyingTool() {
        ::setenv("PATH", m_path.c_str(), 1);
        std::filesystem::remove_all(m_folder);
    }
    static std::string realPath() { return postgres::toolFor("pg_dump", 120'000)->path; }

private:
    static std::string realMajor() { return std::to_string(postgres::toolFor("pg_dump", 120'000)->major); }
    std::string m_path;
    std::string m_folder;
};

TEST_F(PostgresDumpRestores, AreNeverNeededToFindThatADumpIsNone) {
    const std::string real = LyingTool::realPath();
    const auto dumped = [&](const std::string& body) {
        const LyingTool tool(folder(), "pg_dump", body);
        HeardInventory heard;
        return dump(session(), heard);
    };
    EXPECT_TRUE(dumped("exec " + real + " \"$@\"")) << "it is asked at all";
    Result<std::string> bytes = dumped("exit 0");
    ASSERT_FALSE(bytes);
    EXPECT_EQ(bytes.error().kind, ErrorKind::CorruptBackup);
    EXPECT_NE(bytes.error().message.find("wrote no dump"), std::string::npos) << bytes.error().message;
    bytes = dumped("echo garbage of some length; exit 0");
    EXPECT_NE(bytes.error().message.find("wrote no dump"), std::string::npos) << bytes.error().message;
    for (const char* const size : {"1000", "-100", "-1"}) {
        bytes = dumped(real + " \"$@\" | head -c " + size);
        ASSERT_FALSE(bytes) << size;
        EXPECT_NE(bytes.error().message.find("cut off"), std::string::npos) << bytes.error().message;
    }
    bytes = dumped("kill -9 $$");
    EXPECT_NE(bytes.error().message.find("SIGKILL"), std::string::npos) << bytes.error().message;
}

} // namespace dbv::conformance
