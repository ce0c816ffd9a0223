// SPDX-License-Identifier: Apache-2.0
// The catalogue of backups.
#include <gtest/gtest.h>

#include "store/application_store.h"
#include "store/sql_connection.h"
#include "store_workshop.h"

namespace {

namespace protocol = dbv::protocol;
using dbv::ErrorKind;
using dbv::protocol::BackupEntry;
using dbv::protocol::BackupState;
using dbv::store::ApplicationStore;

using StoreBackupsTest = dbv::store::workshop::StoreTest;

BackupEntry fullEntry() {
    BackupEntry entry;
    entry.id = "20261129T120000Z-abc";
    entry.state = BackupState::Proved;
    entry.trouble = "none";
    entry.connection = "shop ü";
    entry.engine = "sqlite";
    entry.serverVersion = "SQLite 3";
    entry.server = "here";
    entry.database = "/data/shop.db";
    entry.scope = {.objects = {{"", "orders"}}, .content = dbv::DumpContent::Rows};
    entry.tool = "SQLite";
    entry.path = "/backups/shop.dbvbackup";
    entry.begunAt = 1'795'000'000'123;
    entry.endedAt = 1'795'000'001'000;
    entry.verifiedAt = 1'795'000'002'000;
    entry.provedAt = 1'795'000'003'000;
    entry.recoveryMs = 12'345;
    entry.bytes = (std::uint64_t{1} << 62U) + 1;
    entry.objects = 7;
    entry.rows = (std::uint64_t{1} << 53U) + 1;
    entry.digest = "d1";
    entry.sha256 = "d2";
    entry.compression = "gzip";
    entry.encrypted = true;
    return entry;
}

TEST_F(StoreBackupsTest, AreKeptAsTheyAreAndListedNewestFirst) {
    const BackupEntry full = fullEntry();
    BackupEntry plain;
    plain.id = "later";
    plain.path = "/b";
    plain.begunAt = full.begunAt + 1;
    {
        ApplicationStore store(folder());
        ASSERT_TRUE(store.keepBackup(full));
        ASSERT_TRUE(store.keepBackup(plain));
        plain.state = BackupState::Failed;
        plain.trouble = "the disk is full";
        ASSERT_TRUE(store.keepBackup(plain));
    }
    ApplicationStore store(folder());
    const auto list = store.backups();
    ASSERT_TRUE(list) << list.error().message;
    EXPECT_EQ(list->entries, (std::vector<BackupEntry>{plain, full}));
    EXPECT_TRUE(list->notices.empty());
    ASSERT_TRUE(store.removeBackup(full.id));
    EXPECT_EQ(store.removeBackup(full.id).error().kind, ErrorKind::NotFound);
    EXPECT_EQ(store.backups()->entries.size(), 1U);
}

TEST_F(StoreBackupsTest, WhatIsGarbageIsSaidAndTheRestIsRead) {
    ASSERT_TRUE(ApplicationStore(folder()).keepBackup(fullEntry()));
    {
        const auto raw = dbv::store::SqlConnection::open(QString::fromStdString(file().string()), "state");
        ASSERT_TRUE(raw);
        for (const char* const facts : {"nonsense", "[]", "{}", R"({"path":"/x","bytes":"-1"})"}) {
            ASSERT_TRUE((*raw)->run(QStringLiteral("INSERT INTO backups VALUES (?, 1, 2, ?)"),
                                    {QString::fromLatin1(facts), QByteArray(facts)}));
        }
        ASSERT_TRUE((*raw)->run(QStringLiteral("INSERT INTO backups SELECT 'state', begun, 99, facts FROM backups "
                                               "WHERE state = 4")));
    }
    const auto list = ApplicationStore(folder()).backups();
    ASSERT_TRUE(list) << list.error().message;
    EXPECT_EQ(list->entries, std::vector<BackupEntry>{fullEntry()});
    EXPECT_EQ(list->notices.size(), 5U);
}

TEST_F(StoreBackupsTest, AFileFromBeforeThemGetsTheirTable) {
    leaveSomething();
    {
        const auto raw = dbv::store::SqlConnection::open(QString::fromStdString(file().string()), "state");
        ASSERT_TRUE(raw);
        ASSERT_TRUE((*raw)->run(QStringLiteral("DROP TABLE backups")));
        ASSERT_TRUE((*raw)->run(QStringLiteral("DROP TABLE schedules")));
        ASSERT_TRUE((*raw)->run(QStringLiteral("PRAGMA user_version=2")));
    }
    ApplicationStore store(folder());
    ASSERT_TRUE(store.keepBackup(fullEntry()));
    EXPECT_EQ(store.savedConnections()->connections.size(), 1U);
}

} // namespace
