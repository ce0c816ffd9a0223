// SPDX-License-Identifier: Apache-2.0
#include "sqlite/open_plan.h"
#include "sqlite_workshop.h"

namespace dbv::sqlite {

class SqliteOpening : public workshop::Workshop {
protected:
    [[nodiscard]] ErrorKind kindOf(const ConnectParams& wanted) const {
        const auto opened = tryOpen(wanted);
        EXPECT_FALSE(opened) << wanted.database;
        EXPECT_FALSE(!opened && opened.error().hint.empty()) << wanted.database;
        return opened ? ErrorKind::Internal : opened.error().kind;
    }
};

TEST_F(SqliteOpening, NeverMakesAFileUnlessAsked) {
    EXPECT_EQ(kindOf(params("new.db")), ErrorKind::NotFound);
    EXPECT_FALSE(std::filesystem::exists(path("new.db")));
    const auto session = open("new.db", {{"mode", "rwc"}});
    EXPECT_TRUE(run(*session, "CREATE TABLE t (a)"));
    EXPECT_TRUE(std::filesystem::exists(path("new.db")));
    EXPECT_EQ(session->facts().database, path("new.db"));
    EXPECT_EQ(session->facts().serverVersion, std::string("SQLite ") + sqlite3_libversion());
}

TEST_F(SqliteOpening, KnowsMemoryByEveryName) {
    for (const auto& wanted : {params(":memory:"), params("", {{"mode", "memory"}}), params("file:x?mode=memory"),
                               params("file::memory:")}) {
        const auto session = tryOpen(wanted);
        ASSERT_TRUE(session) << wanted.database << session.error().message;
        EXPECT_EQ((*session)->facts().database, ":memory:");
        EXPECT_TRUE(run(**session, "CREATE TABLE t (a)"));
    }
    EXPECT_TRUE(std::filesystem::is_empty(folder()));
}

TEST_F(SqliteOpening, ReadsUrisAndNamesFullOfSpecialCharacters) {
    const std::string odd = "a b%20?#&=ü'\".db";
    shell(path(odd), "CREATE TABLE t (a)");
    EXPECT_TRUE(open(odd));
    EXPECT_TRUE(open(path(odd)));
    EXPECT_TRUE(open("file:a%20b%2520%3F%23%26%3Dü'\".db?mode=ro"));
    EXPECT_TRUE(open("file://localhost" + path("a%20b%2520%3F%23%26%3Dü'\".db")));
    EXPECT_EQ(kindOf(params("file://elsewhere/x.db")), ErrorKind::InvalidInput);
}

TEST_F(SqliteOpening, NamesAnOptionThatItDoesNotUnderstand) {
    EXPECT_EQ(kindOf(params(":memory:", {{"tmieout", "1"}})), ErrorKind::InvalidInput);
    EXPECT_EQ(kindOf(params(":memory:", {{"mode", "write"}})), ErrorKind::InvalidInput);
    EXPECT_EQ(kindOf(params(":memory:", {{"foreignKeys", "perhaps"}})), ErrorKind::InvalidInput);
    EXPECT_EQ(kindOf(params(std::string("a\0b", 3))), ErrorKind::InvalidInput);
    EXPECT_EQ(kindOf(params("")), ErrorKind::InvalidInput);
    ConnectParams wrong = params(":memory:");
    wrong.options["busyTimeoutMs"] = "soon";
    EXPECT_EQ(kindOf(wrong), ErrorKind::InvalidInput);
}

TEST_F(SqliteOpening, RefusesWhatWouldHaveNoEffect) {
    EXPECT_EQ(kindOf(params(":memory:", {{"cache", "shared"}})), ErrorKind::InvalidInput);
    EXPECT_EQ(kindOf(params("file:x?mode=memory&cache=shared")), ErrorKind::InvalidInput);
    EXPECT_EQ(kindOf(params(":memory:", {{"immutable", "1"}})), ErrorKind::InvalidInput);
    EXPECT_EQ(kindOf(params(":memory:", {{"attach.main", "a.db"}})), ErrorKind::InvalidInput);
    EXPECT_EQ(kindOf(params(makeDatabase("vfs.db"), {{"vfs", "nope"}})), ErrorKind::InvalidInput);
    EXPECT_EQ(kindOf(params(path("vfs.db"), {{"cache", "nope"}})), ErrorKind::InvalidInput);
    ConnectParams elsewhere = params(makeDatabase("a.db"));
    elsewhere.host = "host";
    EXPECT_EQ(kindOf(elsewhere), ErrorKind::InvalidInput);
    elsewhere.host.clear();
    elsewhere.port = 5432;
    EXPECT_EQ(kindOf(elsewhere), ErrorKind::InvalidInput);
    elsewhere.port = 0;
    elsewhere.user = "me";
    EXPECT_EQ(kindOf(elsewhere), ErrorKind::InvalidInput);
}

TEST_F(SqliteOpening, AppliesForeignKeysOnlyWhenAsked) {
    const auto off = open(":memory:");
    EXPECT_EQ(run(*off, "PRAGMA foreign_keys"), "0");
    const auto on = open(":memory:", {{"foreignKeys", "on"}});
    EXPECT_EQ(run(*on, "PRAGMA foreign_keys"), "1");
}

TEST_F(SqliteOpening, AttachesFilesAsSchemas) {
    shell(path("other.db"), "CREATE TABLE o (a); INSERT INTO o VALUES ('from other')");
    static_cast<void>(makeDatabase("main.db"));
    const auto session = open("main.db", {{"attach.other \"db\"", "other.db"}});
    EXPECT_EQ(run(*session, "SELECT a FROM \"other \"\"db\"\"\".o"), "from other");
    const auto schemas = session->catalog().schemas();
    ASSERT_TRUE(schemas);
    ASSERT_EQ(schemas->size(), 2U);
    EXPECT_EQ((*schemas)[1].name, "other \"db\"");
    EXPECT_EQ((*schemas)[1].location, path("other.db"));
    const auto described = session->catalog().describe({"other \"db\"", "o"}, {});
    ASSERT_TRUE(described);
    EXPECT_EQ(described->columns.size(), 1U);
    EXPECT_EQ(kindOf(params("main.db", {{"attach.x", "missing.db"}})), ErrorKind::NotFound);
}

TEST_F(SqliteOpening, OpensWalAndImmutableFiles) {
    const std::string file = makeDatabase("wal.db", "PRAGMA journal_mode = WAL;");
    EXPECT_EQ(run(*open(file), "SELECT count(*) FROM t"), "2000");
    EXPECT_EQ(run(*open(file, {{"mode", "ro"}, {"immutable", "1"}}), "SELECT count(*) FROM t"), "2000");
    EXPECT_FALSE(std::filesystem::exists(file + "-wal"));
}

TEST_F(SqliteOpening, EndsWhenItIsNoLongerWanted) {
    const std::string file = makeDatabase("a.db");
    std::stop_source stop;
    stop.request_stop();
    SqliteConnector connector;
    const auto opened = openSession(connector, params(file), stop.get_token());
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().kind, ErrorKind::Cancelled);
}

TEST_F(SqliteOpening, DoesNotTakeImmutableForAMissingPermission) {
    EXPECT_TRUE(open(makeDatabase("a.db"), {{"immutable", "1"}})->facts().notices.empty());
}

TEST_F(SqliteOpening, ReadsAUriAsItIsWritten) {
    EXPECT_EQ(tryOpen(params("file:" + makeDatabase("a.db") + "%00.txt")).error().kind, ErrorKind::InvalidInput);
    EXPECT_EQ(open("file:" + path("a.db") + "?x=mode=memory")->facts().database, path("a.db"));
}

TEST_F(SqliteOpening, WarnsThatImmutableLeavesTheWriteAheadLogUnread) {
    const auto writer = open(makeDatabase("a.db", "PRAGMA journal_mode = WAL;"));
    ASSERT_TRUE(run(*writer, "INSERT INTO t(b) VALUES ('new')"));
    const auto notices = open("a.db", {{"immutable", "1"}})->facts().notices;
    ASSERT_EQ(notices.size(), 1U);
    EXPECT_TRUE(notices.front().message.contains("a.db-wal")) << notices.front().message;
}

} // namespace dbv::sqlite
