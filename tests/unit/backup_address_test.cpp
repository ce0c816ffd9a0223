// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "backup/backup_address.h"

namespace dbv::backup {

TEST(BackupAddresses, AreReadAsTheyAreWritten) {
    const SftpAddress whole = *readSftpAddress("sftp://ann@nas.example:2222/srv/a%20b/x.dbvbackup");
    EXPECT_EQ(whole.user, "ann");
    EXPECT_EQ(whole.host, "nas.example");
    EXPECT_EQ(whole.port, 2222);
    EXPECT_EQ(whole.path, "/srv/a b/x.dbvbackup");
    const SftpAddress ofHome = *readSftpAddress("sftp://[fe80::1]/~/backups/");
    EXPECT_EQ(ofHome.host, "fe80::1");
    EXPECT_EQ(ofHome.port, 0);
    EXPECT_EQ(ofHome.path, "backups/");
    EXPECT_EQ(readSftpAddress("sftp://nas/~/")->path, "./");
    EXPECT_EQ(readSftpAddress("sftp://nas/")->path, "/");
}

TEST(BackupAddresses, OfOneFileAreOne) {
    const std::string file = "sftp://ann@nas/a/b";
    for (const char* name : {"sftp://ann@nas/a/b", "sftp://ann@nas:22/a/b", "sftp://ann@nas//a/./b",
                             "sftp://ann@nas/%61/b", "sftp://%61nn@nas/a///b"}) {
        EXPECT_EQ(settledName(name).value_or("none"), file) << name;
        EXPECT_EQ(settledName(file).value_or("none"), file);
    }
    for (const char* name :
         {"sftp://nas/a/", "sftp://nas/~/a/b", "sftp://nas/~/", "sftp://nas/", "sftp://[::1]:23/a%25b",
          "sftp://nas/a%0Ab", "sftp://nas/ü ä", "/tmp//a/./b", "relative", ""}) {
        EXPECT_EQ(settledName(name).value_or("none"), name) << "is as it is kept";
    }
}

TEST(BackupAddresses, ThatSayNothingAreRefused) {
    for (const char* name : {"sftp://", "sftp:///a", "sftp://nas", "sftp://nas:0/a", "sftp://nas:70000/a",
                             "sftp://nas:x/a", "sftp://@nas/a", "sftp://nas/a%", "sftp://nas/a%4", "sftp://nas/a%zz",
                             "sftp://nas/a%00b", "sftp://[::1/a", "sftp://nas:/a"}) {
        const Result<std::string> settled = settledName(name);
        ASSERT_FALSE(settled) << name << " was " << *settled;
        EXPECT_EQ(settled.error().kind, ErrorKind::InvalidInput) << name;
    }
}

TEST(BackupAddresses, HoldNoPassword) {
    const Result<std::string> settled = settledName("sftp://ann:hunter2@nas/a");
    ASSERT_FALSE(settled);
    EXPECT_FALSE(settled.error().message.contains("hunter2"));
    EXPECT_FALSE(settled.error().hint.contains("hunter2"));
}

TEST(BackupAddresses, HaveFoldersAndEntries) {
    EXPECT_EQ(folderOf("sftp://nas/a/b"), "sftp://nas/a/");
    EXPECT_EQ(inFolder("sftp://nas/a", "b"), "sftp://nas/a/b");
    EXPECT_EQ(inFolder("sftp://nas/a/", "x%y\nz"), "sftp://nas/a/x%25y%0Az");
    EXPECT_EQ(readSftpAddress(inFolder("sftp://nas/a/", "x%y\nz"))->path, "/a/x%y\nz");
    EXPECT_EQ(folderOf("/a/b"), "/a");
    EXPECT_EQ(folderOf("b"), ".");
    EXPECT_EQ(inFolder("/a", "b"), "/a/b");
}

} // namespace dbv::backup
