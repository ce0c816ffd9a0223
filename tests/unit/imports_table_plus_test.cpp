// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "imports_files.h"

namespace {

using namespace dbv::imports::workshop;
using dbv::ErrorKind;
using dbv::imports::importTablePlus;

constexpr const char* kPlist = R"(<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0"><array>
  <dict>
    <key>ConnectionName</key><string>Prod</string>
    <key>DatabaseHost</key><string>db.example.org</string>
    <key>DatabaseName</key><string>shop</string>
    <key>DatabasePort</key><string>5433</string>
    <key>DatabaseUser</key><string>ann</string>
    <key>Driver</key><string>PostgreSQL</string>
    <key>Enviroment</key><string>production</string>
    <key>GroupID</key><string>g-2</string>
    <key>ID</key><string>c-1</string>
    <key>ServerAddress</key><string>bastion</string>
    <key>ServerPort</key><string>22</string>
    <key>ServerUser</key><string>deploy</string>
    <key>ServerPrivateKeyName</key><string>/Users/ann/.ssh/id_rsa</string>
    <key>isOverSSH</key><true/>
    <key>isUsePrivateKey</key><integer>1</integer>
    <key>tLSMode</key><integer>3</integer>
    <key>TlsKeyPaths</key><array><string></string><string></string><string></string></array>
  </dict>
  <dict>
    <key>ConnectionName</key><string>File</string>
    <key>DatabasePath</key><string>/Users/ann/app.db</string>
    <key>Driver</key><string>SQLite</string>
  </dict>
  <dict>
    <key>ConnectionName</key><string>Socket</string>
    <key>Driver</key><string>MariaDB</string>
    <key>isUseSocket</key><true/>
    <key>DatabaseSocket</key><string>/tmp/mysql.sock</string>
    <key>GroupID</key><string>round</string>
  </dict>
  <dict><key>ConnectionName</key><string>Cache</string><key>Driver</key><string>Redis</string></dict>
</array></plist>)";

constexpr const char* kGroups = R"(<plist version="1.0"><array>
  <dict><key>ID</key><string>g-1</string><key>Name</key><string>Work</string></dict>
  <dict><key>ID</key><string>g-2</string><key>Name</key><string>Shop</string><key>GroupID</key><string>g-1</string></dict>
  <dict><key>ID</key><string>round</string><key>Name</key><string>R</string><key>GroupID</key><string>round</string></dict>
</array></plist>)";

TEST(ImportTablePlus, APropertyListGivesConnectionsGroupsAndTunnels) {
    const auto report = importTablePlus(fileOf(kPlist), fileOf(kGroups));
    EXPECT_EQ(shown(report), "Work/Shop | Prod: postgres ann@db.example.org:5433 /shop via deploy@bastion:22 key "
                             "/Users/ann/.ssh/id_rsa (partly)\n"
                             "File: sqlite  //Users/ann/app.db\n"
                             "Socket: mysql /tmp/mysql.sock (partly)\n"
                             "Cache: refused\n");
    EXPECT_NE(remarks(report, 0).find("keychain of TablePlus"), std::string::npos);
    EXPECT_NE(remarks(report, 0).find("TLS mode was left out"), std::string::npos);
    EXPECT_NE(remarks(report, 2).find("form a circle"), std::string::npos);
    EXPECT_NE(remarks(report, 3).find("Redis"), std::string::npos);
    EXPECT_EQ(report->items[0].connection.environment, dbv::protocol::Environment::Production);
}

TEST(ImportTablePlus, TheSameAsJsonIsReadAsWell) {
    EXPECT_EQ(shown(importTablePlus(fileOf(R"([{"ConnectionName": "A", "Driver": "MySQL", "DatabaseHost": "h",
                                               "DatabasePort": 3306, "DatabasePassword": "pw"}, 7])"),
                                    {})),
              "A: mysql h:3306 | pw\nUnnamed connection: refused\n");
}

TEST(ImportTablePlus, BinaryListsAndEncryptedExportsAreRefusedWithTheStepThatHelps) {
    const auto binary = errorOf(importTablePlus(fileOf("bplist00\xd1\x01"), {}));
    EXPECT_EQ(binary.kind, ErrorKind::Unsupported);
    EXPECT_NE(binary.hint.find("plutil -convert xml1"), std::string::npos);
    const auto encrypted = errorOf(importTablePlus(fileOf(std::string(200, '\x03')), {}));
    EXPECT_EQ(encrypted.kind, ErrorKind::Unsupported);
    EXPECT_NE(encrypted.hint.find("Connections.plist"), std::string::npos);
    EXPECT_FALSE(importTablePlus(fileOf(""), {}));
    EXPECT_FALSE(importTablePlus(fileOf("<plist><string>x</string></plist>"), {}));
    const auto badGroups = importTablePlus(fileOf(kPlist), fileOf("<plist>"));
    ASSERT_TRUE(badGroups);
    EXPECT_NE(badGroups->remarks.front().find("The groups were left out"), std::string::npos);
}

} // namespace
