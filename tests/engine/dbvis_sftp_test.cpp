// SPDX-License-Identifier: Apache-2.0
// Backups that lie at a server.
#include <csignal>
#include <filesystem>
#include <fstream>
#include <string>

#include <sys/mount.h>
#include <unistd.h>

#include "dbvis_places_fixture.h"
#include "support/postgres_server.h"

namespace dbv::testing {

namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class DbvisSftp : public DbvisPlaces {};

TEST_F(DbvisSftp, HoldsBackupsWithWhichAllCanBeDone) {
    serve();
    makeDatabase("shop.db");
    ASSERT_EQ(run({"backup", "make", path("shop.db"), "--to", address(), "--check", "drill"}), 0) << errors();
    EXPECT_THAT(output(), AllOf(HasSubstr("proved: 2 objects, 1000 rows"), HasSubstr(address("shop.db-"))));
    ASSERT_EQ(files().size(), 1U);
    const std::string file = address(files().front());
    EXPECT_THAT(list(), AllOf(HasSubstr("\tproved\t"), HasSubstr(file)));
    const std::string id = newest();
    for (const std::string& name : {id, file}) {
        EXPECT_EQ(run({"backup", "verify", name}), 0) << errors();
        EXPECT_EQ(run({"backup", "show", name}), 0) << errors();
        EXPECT_THAT(output(), HasSubstr("1000"));
        EXPECT_EQ(run({"backup", "compare", name, path("shop.db")}), 0) << errors();
        EXPECT_EQ(run({"backup", "drill", name}), 0) << errors();
    }
    EXPECT_EQ(run({"backup", "diff", id, file}), 0) << errors();
    EXPECT_EQ(run({"backup", "restore", file, url("again.db")}), 0) << errors();
    EXPECT_EQ(run({"query", url("again.db"), "select count(*) from t", "--format", "csv"}), 0);
    EXPECT_THAT(output(), HasSubstr("1000"));
    EXPECT_EQ(run({"backup", "unpack", file, path("dump.db")}), 0) << errors();
    EXPECT_EQ(std::filesystem::file_size(path("dump.db")), std::filesystem::file_size(path("shop.db")));

    EXPECT_EQ(run({"backup", "remove", id, "--keep-file"}), 0) << errors();
    EXPECT_EQ(files().size(), 1U);
    EXPECT_EQ(run({"backup", "scan", address()}), 0) << errors();
    EXPECT_THAT(output(), AllOf(HasSubstr(file), HasSubstr("1000")));
    EXPECT_EQ(run({"backup", "scan", address()}), 0) << errors();
    EXPECT_THAT(output(), Not(HasSubstr(file))) << "it is known by now";
    EXPECT_EQ(run({"backup", "remove", newest()}), 0) << errors();
    EXPECT_THAT(files(), IsEmpty());
}

TEST_F(DbvisSftp, HoldsBackupsOfServersAndEncryptedOnes) {
    serve();
    support::PostgresServer postgres;
    ASSERT_EQ(postgres.problem(), "");
    const std::string database = postgres.makeDatabase();
    postgres.run("create table t as select i, md5(i::text) from generate_series(1, 5000) i", database);
    ::setenv("DBVIS_TEST_WORDS", "correct horse", 1);
    EXPECT_EQ(
        run({"backup", "make", "postgres://postgres@127.0.0.1:" + std::to_string(postgres.port()) + "/" + database,
             "--to", address("pg.dbvbackup"), "--check", "drill", "--passphrase-from", "environment:DBVIS_TEST_WORDS"}),
        0)
        << errors();
    EXPECT_THAT(output(), HasSubstr("proved: "));
    EXPECT_THAT(files(), ElementsAre("pg.dbvbackup"));
}

TEST_F(DbvisSftp, ReplacesNothingAndSaysWhatIsRefused) {
    serve();
    makeDatabase("shop.db");
    std::ofstream(there("mine.dbvbackup")) << "mine";
    EXPECT_EQ(run({"backup", "make", path("shop.db"), "--to", address("mine.dbvbackup")}), 1);
    EXPECT_THAT(errors(), HasSubstr("is there already"));
    EXPECT_EQ(std::filesystem::file_size(there("mine.dbvbackup")), 4U);

    EXPECT_EQ(run({"backup", "make", path("shop.db"), "--to", address("none/")}), 1);
    EXPECT_THAT(errors(), HasSubstr("there is no such file or folder"));
    EXPECT_EQ(run({"backup", "verify", address("none.dbvbackup")}), 1);
    EXPECT_THAT(errors(),
                AllOf(HasSubstr("there is no such file or folder"), HasSubstr("where the file was moved to")));
    EXPECT_EQ(run({"backup", "make", path("shop.db"), "--to", address(std::string(300, 'n'))}), 1);
    EXPECT_THAT(errors(), AllOf(HasSubstr("which may be too long"), HasSubstr("Choose a shorter name")));
    EXPECT_EQ(run({"backup", "scan", address("none")}), 1);
    EXPECT_EQ(run({"backup", "make", path("shop.db"), "--to", "sftp://ann:secret@lab/x/"}), 1);
    EXPECT_THAT(errors(), AllOf(HasSubstr("password"), Not(HasSubstr("secret"))));
    EXPECT_THAT(list(), Not(HasSubstr("ann:")));
    if (::geteuid() == 0) {
        std::filesystem::create_directory(there("locked"));
        EXPECT_EQ(run({"backup", "make", path("shop.db"), "--to", address("locked/")}), 1);
        EXPECT_THAT(errors(), AllOf(HasSubstr("the server does not permit it: this user may not write in the folder "),
                                    HasSubstr("/locked.")));
    }
}

TEST_F(DbvisSftp, RefusesAHostWhoseKeyHasChanged) {
    serve();
    makeDatabase("shop.db");
    m_ssh.makeKey("other", {"-t", "ed25519"});
    m_ssh.write("known_hosts", "[127.0.0.1]:" + std::to_string(m_server->port()) + " " + m_ssh.publicWord("other", 0) +
                                   " " + m_ssh.publicWord("other", 1) + "\n");
    EXPECT_EQ(run({"backup", "make", path("shop.db"), "--to", address()}), 1);
    EXPECT_THAT(errors(), HasSubstr("key"));
    EXPECT_THAT(files(), IsEmpty());
    m_ssh.write("known_hosts", "");
    EXPECT_EQ(run({"backup", "make", path("shop.db"), "--to", address()}), 1) << "nobody is there who could be asked";
    EXPECT_THAT(files(), IsEmpty());
}

TEST_F(DbvisSftp, AFileThatCanNotBeReachedIsNoFailedBackup) {
    serve();
    makeDatabase("shop.db");
    ASSERT_EQ(run({"backup", "make", path("shop.db"), "--to", address("a.dbvbackup")}), 0) << errors();
    const std::string id = newest();
    std::filesystem::rename(there("a.dbvbackup"), there("b.dbvbackup"));
    EXPECT_EQ(run({"backup", "verify", id}), 1);
    EXPECT_THAT(list(), AllOf(HasSubstr("\tverified\t"), Not(HasSubstr("\tfailed\t"))));
    m_server->kill();
    EXPECT_EQ(run({"backup", "verify", id}), 1);
    EXPECT_EQ(run({"backup", "remove", id}), 1);
    EXPECT_THAT(errors(), HasSubstr("remove the entry alone"));
    EXPECT_THAT(list(), AllOf(HasSubstr("\tverified\t"), Not(HasSubstr("\tfailed\t"))));
    EXPECT_EQ(run({"backup", "remove", id, "--keep-file"}), 0) << errors();
    EXPECT_THAT(list(), Not(HasSubstr(id)));
}

TEST_F(DbvisSftp, AStopLeavesNothingAtTheServer) {
    serve();
    makeDatabase("large.db", 60'000, 1000);
    start({"backup", "make", path("large.db"), "--to", address(), "--compression", "gzip", "--level", "9"});
    ASSERT_TRUE(appears(".partial-"));
    m_program.signal(SIGINT);
    m_program.closeInput();
    EXPECT_NE(m_program.wait(), 0);
    EXPECT_THAT(files(), IsEmpty());
    EXPECT_THAT(list(), Not(HasSubstr("large.db")));
}

TEST_F(DbvisSftp, WhatAKilledProcessLeavesIsRemovedByTheNextBackupThere) {
    serve();
    makeDatabase("large.db", 60'000, 1000);
    makeDatabase("small.db");
    start({"backup", "make", path("large.db"), "--to", address(), "--compression", "gzip", "--level", "9"});
    ASSERT_TRUE(appears(".partial-"));
    m_program.signal(SIGKILL);
    m_program.closeInput();
    static_cast<void>(m_program.wait());
    EXPECT_THAT(list(), AllOf(HasSubstr("\tfailed\t"), HasSubstr("is removed by the next backup there")));
    // Nobody else's is touched.
    std::ofstream(there("other.dbvbackup.partial-abcdefgh")) << "other";
    ASSERT_EQ(run({"backup", "make", path("small.db"), "--to", address("small.dbvbackup")}), 0) << errors();
    EXPECT_THAT(files(), ElementsAre("other.dbvbackup.partial-abcdefgh", "small.dbvbackup"));
    EXPECT_THAT(list(), AllOf(HasSubstr("The program ended while the backup was made."),
                              Not(HasSubstr("is removed by the next backup there"))));
}

TEST_F(DbvisSftp, AFullDiskAtTheServerLeavesNothing) {
    // Space is not told, so it is found out.
    serve("internal-sftp -P statvfs");
    if (::mount("none", there().c_str(), "tmpfs", 0, "size=3m,mode=0777") != 0) {
        GTEST_SKIP() << "no disk of its own can be had here";
    }
    makeDatabase("large.db", 20'000, 500);
    EXPECT_EQ(run({"backup", "make", path("large.db"), "--to", address()}), 1);
    EXPECT_THAT(errors(), AllOf(HasSubstr("Could not write"), HasSubstr("disk")));
    EXPECT_THAT(files(), IsEmpty());
    EXPECT_THAT(list(), HasSubstr("\tfailed\t"));
    EXPECT_EQ(::umount2(there().c_str(), MNT_DETACH), 0);
}

TEST_F(DbvisSftp, TooLittleRoomIsSaidBefore) {
    serve();
    if (::mount("none", there().c_str(), "tmpfs", 0, "size=70m,mode=0777") != 0) {
        GTEST_SKIP() << "no disk of its own can be had here";
    }
    makeDatabase("large.db", 20'000, 500);
    EXPECT_EQ(run({"backup", "make", path("large.db"), "--to", address()}), 1);
    EXPECT_THAT(errors(), HasSubstr("There is too little room for the backup"));
    EXPECT_THAT(files(), IsEmpty());
    EXPECT_EQ(::umount2(there().c_str(), MNT_DETACH), 0);
}

TEST_F(DbvisSftp, SchedulesWriteThereAndKeepWhatTheirRulesKeep) {
    serve();
    makeDatabase("shop.db");
    ASSERT_EQ(run({"connections", "add", "shop", "sqlite:" + path("shop.db")}), 0) << errors();
    ASSERT_EQ(run({"schedule", "add", "nightly", "--connection", "shop", "--when", "every day at 02:00", "--to",
                   address(), "--keep-newest", "1"}),
              0)
        << errors();
    // As if it had been made long ago, and had not run since.
    ASSERT_EQ(run({"query", "sqlite:" + m_home.path().toStdString() + "/dbvis.db",
                   "update schedules set created = created - 3 * 86400000", "--safety", "off"}),
              0)
        << errors();
    EXPECT_EQ(run({"job", "run", "nightly"}), 0) << errors();
    EXPECT_EQ(run({"job", "run", "nightly"}), 0) << errors();
    EXPECT_EQ(run({"job", "run", "nightly"}), 0) << errors();
    std::size_t marks = 0;
    std::size_t backups = 0;
    for (const std::string& name : files()) {
        marks += name.starts_with(".db-visualizer-") && name.ends_with(".run") ? 1U : 0U;
        backups += name.ends_with(".dbvbackup") ? 1U : 0U;
    }
    EXPECT_EQ(marks, 1U);
    // The one that was proved stays beside the newest.
    EXPECT_LE(backups, 2U);
    EXPECT_GE(backups, 1U);
    m_server->kill();
    EXPECT_EQ(run({"job", "run", "nightly"}), 1);
    EXPECT_EQ(run({"schedule", "list"}), 0);
    EXPECT_THAT(output(), HasSubstr("failed"));
}

} // namespace

} // namespace dbv::testing
