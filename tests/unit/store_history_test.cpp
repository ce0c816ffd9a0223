// SPDX-License-Identifier: Apache-2.0
#include "store/history_store.h"

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include <gmock/gmock.h>

#include "store_workshop.h"

namespace dbv::store {

namespace {

using protocol::HistoryEntry;
using protocol::HistoryOutcome;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr std::int64_t kNow = 1'795'000'000'000;
constexpr std::int64_t kDay = 24LL * 3'600'000;

class HistoryStoreTest : public workshop::StoreTest {
protected:
    [[nodiscard]] std::unique_ptr<HistoryStore> open(HistoryLimits limits = {}) const {
        return std::make_unique<HistoryStore>(folder(), limits, [] { return kNow; });
    }
    [[nodiscard]] std::filesystem::path historyFile() const { return folder() / "history.db"; }
    static HistoryEntry entry(std::string sql, std::int64_t at = kNow, std::string connection = "shop") {
        return {.at = at, .connection = std::move(connection), .sql = std::move(sql)};
    }
    void record(const std::vector<HistoryEntry>& entries) {
        const Result<void> recorded = store->record(entries);
        ASSERT_TRUE(recorded) << recorded.error().message;
    }
    [[nodiscard]] protocol::HistoryFound find(const protocol::SearchHistory& asked) const {
        Result<protocol::HistoryFound> found = store->search(asked);
        EXPECT_TRUE(found) << found.error().message;
        return found.value_or(protocol::HistoryFound());
    }
    [[nodiscard]] std::vector<std::string> texts(const protocol::SearchHistory& asked) const {
        std::vector<std::string> all;
        for (const HistoryEntry& found : find(asked).entries) {
            all.push_back(found.sql);
        }
        return all;
    }

    std::unique_ptr<HistoryStore> store = open();
};

TEST_F(HistoryStoreTest, GivesBackWhatWasRecorded) {
    HistoryEntry failed = entry("SELECT 'é' FROM t");
    failed.database = "db";
    failed.dialect = DialectId::MariaDb;
    failed.source = protocol::StatementSource::CommandLine;
    failed.outcome = HistoryOutcome::Failed;
    failed.error = "no such table";
    failed.timeMs = 1.5;
    failed.rows = 3;
    failed.affectedRows = -1;
    record({failed});
    protocol::HistoryFound found = find({});
    ASSERT_EQ(found.entries.size(), 1U);
    failed.id = kNow << 6;
    EXPECT_EQ(found.entries[0], failed);
    EXPECT_THAT(found.connections, ElementsAre(protocol::HistoryConnection{"shop", false}));
    EXPECT_FALSE(found.more);
    store = open();
    EXPECT_EQ(find({}).entries, found.entries);
}

TEST_F(HistoryStoreTest, FindsAllWordsByTheirBeginningsTheNewestFirst) {
    record({entry("SELECT * FROM order_items"), entry("UPDATE customers SET name = 'Ørsted'"),
            entry("DELETE FROM orders WHERE id = 12345")});
    EXPECT_THAT(texts({}), ElementsAre("DELETE FROM orders WHERE id = 12345", "UPDATE customers SET name = 'Ørsted'",
                                       "SELECT * FROM order_items"));
    EXPECT_THAT(texts({.text = "ord"}),
                ElementsAre("DELETE FROM orders WHERE id = 12345", "SELECT * FROM order_items"));
    EXPECT_THAT(texts({.text = "from ITEM"}), ElementsAre("SELECT * FROM order_items"));
    EXPECT_THAT(texts({.text = "order_items"}), ElementsAre("SELECT * FROM order_items"));
    EXPECT_THAT(texts({.text = "ør"}), ElementsAre("UPDATE customers SET name = 'Ørsted'"));
    EXPECT_THAT(texts({.text = "123"}), ElementsAre("DELETE FROM orders WHERE id = 12345"));
    EXPECT_THAT(texts({.text = "customersx"}), IsEmpty());
    // Signs are no words, and no syntax of the index either.
    EXPECT_EQ(texts({.text = "\"*) NEAR ("}).size(), 0U);
    EXPECT_EQ(texts({.text = " = * "}).size(), 3U);
    EXPECT_THAT(texts({.text = "sql"}), IsEmpty());
}

TEST_F(HistoryStoreTest, FindsByConnectionOutcomeAndTime) {
    HistoryEntry refused = entry("DROP TABLE a", kNow - kDay, "prod");
    refused.outcome = HistoryOutcome::Refused;
    record({entry("SELECT 1", kNow - 2 * kDay), refused, entry("SELECT 2", kNow, "prod")});
    EXPECT_THAT(texts({.connection = "prod"}), ElementsAre("SELECT 2", "DROP TABLE a"));
    EXPECT_THAT(texts({.connection = "prod", .outcome = HistoryOutcome::Refused}), ElementsAre("DROP TABLE a"));
    EXPECT_THAT(texts({.text = "drop", .outcome = HistoryOutcome::Done}), IsEmpty());
    EXPECT_THAT(texts({.since = kNow - kDay}), ElementsAre("SELECT 2", "DROP TABLE a"));
    EXPECT_THAT(texts({.text = "select", .since = kNow - kDay}), ElementsAre("SELECT 2"));
    EXPECT_THAT(texts({.connection = "nobody's"}), IsEmpty());
}

TEST_F(HistoryStoreTest, GoesOnBehindWhatIsKnown) {
    std::vector<HistoryEntry> many;
    for (int i = 0; i < 5; ++i) {
        many.push_back(entry("SELECT " + std::to_string(i)));
    }
    record(many);
    const protocol::HistoryFound first = find({.text = "select", .limit = 2});
    ASSERT_EQ(first.entries.size(), 2U);
    EXPECT_TRUE(first.more);
    EXPECT_EQ(first.entries[1].sql, "SELECT 3");
    const protocol::HistoryFound last = find({.text = "select", .before = first.entries[1].id, .limit = 3});
    ASSERT_EQ(last.entries.size(), 3U);
    EXPECT_FALSE(last.more);
    EXPECT_EQ(last.entries[2].sql, "SELECT 0");
    EXPECT_EQ(find({.before = first.entries[1].id, .limit = 3}).entries, last.entries);
}

TEST_F(HistoryStoreTest, KeepsNoSecretNorWhatTheServerSaidOfIt) {
    HistoryEntry secret = entry("ALTER ROLE ann PASSWORD 'hunter2'");
    secret.dialect = DialectId::PostgreSql;
    secret.outcome = HistoryOutcome::Failed;
    secret.error = "syntax error at or near \"'hunter2'\"";
    record({secret});
    const HistoryEntry kept = find({}).entries.at(0);
    EXPECT_EQ(kept.sql, "ALTER ROLE ann PASSWORD '***'");
    EXPECT_THAT(kept.error, HasSubstr("not kept"));
    EXPECT_THAT(texts({.text = "hunter2"}), IsEmpty());
    store.reset();
    for (const auto& file : std::filesystem::directory_iterator(folder())) {
        EXPECT_EQ(contentOf(file.path()).find("hunter2"), std::string::npos) << file.path();
    }
}

TEST_F(HistoryStoreTest, KeepsTheBeginningOfALongTextAndNoHalfOfACharacter) {
    const std::string beginning(HistoryStore::kMostTextBytes - 1, 'a');
    record({entry(beginning + "é and more")});
    const HistoryEntry kept = find({}).entries.at(0);
    EXPECT_EQ(kept.sql, beginning);
    EXPECT_TRUE(kept.shortened);
}

TEST_F(HistoryStoreTest, RecordsNothingOfWhatIsPrivate) {
    record({entry("SELECT 1", kNow, "prod")});
    ASSERT_TRUE(store->setPrivate("prod", true));
    record({entry("SELECT 2", kNow, "prod"), entry("SELECT 3")});
    EXPECT_THAT(texts({}), ElementsAre("SELECT 3", "SELECT 1"));
    EXPECT_THAT(find({}).connections,
                ElementsAre(protocol::HistoryConnection{"prod", true}, protocol::HistoryConnection{"shop", false}));
    // Another program with the same folder holds to it, also when all is private.
    auto other = open();
    ASSERT_TRUE(other->record({entry("SELECT 4", kNow, "prod")}));
    ASSERT_TRUE(store->setPrivate({}, true));
    ASSERT_TRUE(other->record({entry("SELECT 5")}));
    EXPECT_EQ(texts({}).size(), 2U);
    EXPECT_TRUE(find({}).isPrivate);
    ASSERT_TRUE(store->setPrivate({}, false));
    ASSERT_TRUE(other->record({entry("SELECT 6")}));
    EXPECT_EQ(texts({}).size(), 3U);
}

TEST_F(HistoryStoreTest, FollowsTheNameOfAConnection) {
    record({entry("SELECT 1", kNow, "old")});
    ASSERT_TRUE(store->setPrivate("old", true));
    ASSERT_TRUE(store->rename("old", "new"));
    EXPECT_EQ(find({.connection = "new"}).entries.at(0).connection, "new");
    record({entry("SELECT 2", kNow, "new")});
    EXPECT_EQ(texts({}).size(), 1U);
    ASSERT_TRUE(store->rename("nobody", "else"));
    // What is private stays that under a name that had entries of its own.
    record({entry("SELECT 3", kNow, "third")});
    ASSERT_TRUE(store->rename("new", "third"));
    record({entry("SELECT 4", kNow, "third")});
    EXPECT_THAT(texts({.text = "4"}), IsEmpty());
}

TEST_F(HistoryStoreTest, RemovesEntriesFromTheTableAndTheIndex) {
    record({entry("SELECT one"), entry("SELECT two"), entry("SELECT three")});
    const std::int64_t second = find({.text = "two"}).entries.at(0).id;
    Result<protocol::HistoryRemoved> removed = store->remove({.ids = {second, 7}});
    ASSERT_TRUE(removed) << removed.error().message;
    EXPECT_EQ(removed->removed, 1U);
    EXPECT_THAT(texts({.text = "two"}), IsEmpty());
    EXPECT_THAT(texts({.text = "select"}), ElementsAre("SELECT three", "SELECT one"));
    removed = store->remove({.ids = {}, .all = true});
    ASSERT_TRUE(removed) << removed.error().message;
    EXPECT_EQ(removed->removed, 2U);
    EXPECT_THAT(texts({}), IsEmpty());
    EXPECT_THAT(texts({.text = "select"}), IsEmpty());
    record({entry("SELECT four")});
    EXPECT_THAT(texts({.text = "select"}), ElementsAre("SELECT four"));
}

TEST_F(HistoryStoreTest, ForgetsWhatIsTooOld) {
    store = open({.longest = std::chrono::hours(48), .mostEntries = {}});
    record({entry("SELECT old", kNow - 3 * kDay), entry("SELECT young", kNow - kDay)});
    EXPECT_THAT(texts({.text = "select"}), ElementsAre("SELECT young"));
    EXPECT_THAT(texts({.text = "old"}), IsEmpty());
}

TEST_F(HistoryStoreTest, ForgetsTheOldestOfTooMany) {
    store = open({.longest = {}, .mostEntries = 2});
    record({entry("SELECT 1"), entry("SELECT 2"), entry("SELECT 3")});
    EXPECT_THAT(texts({.text = "select"}), ElementsAre("SELECT 3", "SELECT 2"));
}

TEST_F(HistoryStoreTest, SetsABrokenFileAsideAndSaysSo) {
    record({entry("SELECT 1")});
    store.reset();
    put(historyFile(), std::string(5000, 'x'));
    store = open();
    record({entry("SELECT 2")});
    const protocol::HistoryFound found = find({});
    EXPECT_EQ(found.entries.size(), 1U);
    ASSERT_EQ(found.notices.size(), 1U);
    EXPECT_THAT(found.notices[0].message, HasSubstr("history.db.broken-"));
    EXPECT_GE(filesNamed("history.db.broken-"), 1);
}

TEST_F(HistoryStoreTest, SetsAFileAsideThatIsBrokenBehindItsHeader) {
    record({entry("SELECT 1")});
    ASSERT_TRUE(store->remove({.ids = {1}}));
    store.reset();
    std::fstream file(historyFile(), std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(4096);
    file << std::string(40'000, 'x');
    file.close();
    store = open();
    record({entry("SELECT 2")});
    EXPECT_THAT(texts({}), ElementsAre("SELECT 2"));
    EXPECT_EQ(find({}).notices.size(), 1U);
}

TEST_F(HistoryStoreTest, LeavesAFileOfANewerVersionAsItIs) {
    record({entry("SELECT 1")});
    store.reset();
    {
        auto newer = SqlConnection::open(QString::fromStdString(historyFile().string()), "history");
        ASSERT_TRUE(newer);
        ASSERT_TRUE((*newer)->run(QStringLiteral("PRAGMA user_version=99")));
    }
    store = open();
    const Result<void> recorded = store->record({entry("SELECT 2")});
    ASSERT_FALSE(recorded);
    EXPECT_EQ(recorded.error().kind, ErrorKind::VersionMismatch);
    EXPECT_EQ(filesNamed("history.db.broken-"), 0);
}

TEST_F(HistoryStoreTest, BeginsAFileAnewThatHasVanished) {
    record({entry("SELECT 1")});
    std::filesystem::remove(historyFile());
    record({entry("SELECT 2")});
    EXPECT_THAT(texts({}), ElementsAre("SELECT 2"));
    EXPECT_TRUE(std::filesystem::exists(historyFile()));
}

TEST_F(HistoryStoreTest, SaysWhereItCanNotBeKept) {
    std::filesystem::create_directory(historyFile());
    const Result<void> recorded = store->record({entry("SELECT 1")});
    ASSERT_FALSE(recorded);
    EXPECT_EQ(recorded.error().kind, ErrorKind::IoError);
    EXPECT_THAT(recorded.error().message, HasSubstr("history.db"));
}

} // namespace

} // namespace dbv::store
