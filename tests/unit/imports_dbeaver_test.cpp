// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "imports_encryption.h"
#include "imports_files.h"

namespace {

using namespace dbv::imports::workshop;
using dbv::imports::ForeignFile;
using dbv::imports::importDBeaver;
using dbv::imports::ImportState;

constexpr const char* kSources = R"({
  "folders": {"Production": {}, "EU": {"parent": "Production"}, "A": {"parent": "B"}, "B": {"parent": "A"}},
  "connections": {
    "mysql8-18f0a1": {
      "provider": "mysql", "driver": "mysql8", "name": "Shop", "save-password": true, "folder": "A",
      "configuration": {
        "host": "shop.example.org", "port": "3307", "database": "shop",
        "url": "jdbc:mysql://shop.example.org:3307/shop", "configurationType": "MANUAL", "type": "dev",
        "properties": {"connectTimeout": "20000", "useSSL": "false", "@dbeaver-x": "y"},
        "handlers": {"mysql_ssl": {"type": "CONFIG", "enabled": true,
                     "properties": {"ssl.require": true, "ssl.verify.server": true, "ssl.ca.cert": "/ca.pem"}}}
      }
    },
    "oracle-1": {"provider": "oracle", "driver": "oracle_thin", "name": "Legacy",
                 "configuration": {"host": "ora", "port": "1521", "database": "XE"}},
    "postgres-jdbc-18f0a0": {
      "provider": "postgresql", "driver": "postgres-jdbc", "name": "Billing", "save-password": true,
      "read-only": true, "folder": "EU",
      "configuration": {
        "host": "db.example.org", "port": "5433", "database": "billing",
        "url": "jdbc:postgresql://db.example.org:5433/billing", "configurationType": "MANUAL", "type": "prod",
        "auth-model": "native",
        "handlers": {
          "postgre_ssl": {"type": "CONFIG", "enabled": true,
                          "properties": {"sslMode": "verify-full", "ssl.ca.cert": "/etc/ca.pem"}},
          "ssh_tunnel": {"type": "TUNNEL", "enabled": true, "save-password": true,
            "properties": {"host": "bastion.example.org", "port": 2222, "authType": "PUBLIC_KEY",
                           "keyPath": "/home/ann/.ssh/id_ed25519", "implementation": "sshj",
                           "jumpServer0.enabled": true, "jumpServer0.host": "gate", "jumpServer0.port": 22,
                           "jumpServer0.name": "jane", "jumpServer0.authType": "PUBLIC_KEY",
                           "jumpServer0.keyPath": "/home/ann/.ssh/id_ed25519"}},
          "socks_proxy": {"enabled": false}
        }
      }
    },
    "sqlite_jdbc-1": {"provider": "sqlite", "driver": "sqlite_jdbc", "name": "Local",
                      "configuration": {"database": "/data/app.db", "url": "jdbc:sqlite:/data/app.db"}},
    "url-1": {"provider": "postgresql", "driver": "postgres-jdbc", "name": "Shop", "save-password": true,
              "configuration": {"url": "jdbc:postgresql://h1:1,h2:2/d?targetServerType=primary",
                                "configurationType": "URL"}}
  }
})";

constexpr const char* kCredentials = R"({
  "postgres-jdbc-18f0a0": {"#connection": {"user": "ann", "password": "b\u00e4r"},
                           "network/ssh_tunnel": {"user": "deploy", "password": "phrase"}},
  "mysql8-18f0a1": {"#connection": {"user": "shop", "password": "shop-pw"}}
})";

TEST(ImportDBeaver, ConnectionsComeWithUsersPasswordsTunnelsAndTls) {
    const auto report = importDBeaver(fileOf(kSources), fileOf(dbeaverEncrypted(kCredentials)));
    EXPECT_EQ(
        shown(report),
        "Shop: mysql shop@shop.example.org:3307 /shop verify-ca ca=/ca.pem connect-timeout=20 | shop-pw (partly)\n"
        "Legacy: refused\n"
        "Production/EU | Billing: postgres ann@db.example.org:5433 /billing verify-full ca=/etc/ca.pem via "
        "jane@gate:22 > deploy@bastion.example.org:2222 key /home/ann/.ssh/id_ed25519 | b\u00e4r | phrase:phrase\n"
        "Local: sqlite  //data/app.db\n"
        "Shop (2): postgres h1,h2 /d port=1,2 target_session_attrs=primary (partly)\n");
    ASSERT_EQ(report->items.size(), 5U);
    EXPECT_EQ(report->items[2].connection.environment, dbv::protocol::Environment::Production);
    EXPECT_EQ(report->items[2].connection.config.safety, dbv::Safety::ReadOnly);
    EXPECT_EQ(report->items[2].state, ImportState::Complete);
    EXPECT_EQ(report->items[0].connection.environment, dbv::protocol::Environment::Local);
}

TEST(ImportDBeaver, WhatIsLostIsSaidWithTheNextStep) {
    const auto report = importDBeaver(fileOf(kSources), fileOf(dbeaverEncrypted(kCredentials)));
    EXPECT_EQ(remarks(report, 0), "Its folder A was left out: the folders around it form a circle.\n"
                                  "That the TLS certificate is for this server's name is not verified (TLS mode "
                                  "verify-ca).\n");
    EXPECT_EQ(remarks(report, 1), "It leads to oracle, for which there is no connector.\n");
    EXPECT_EQ(remarks(report, 4),
              "DBeaver has no password for it in credentials-config.json: enter it at the first use.\n");
}

TEST(ImportDBeaver, WithoutReadableCredentialsEverythingElseComesStill) {
    const auto none = importDBeaver(fileOf(kSources), std::nullopt);
    ASSERT_TRUE(none);
    EXPECT_EQ(none->items.size(), 5U);
    EXPECT_NE(none->remarks.front().find("no credentials-config.json"), std::string::npos);
    const auto locked = importDBeaver(fileOf(kSources), ForeignFile{"/c.json", std::string(64, 'x')});
    ASSERT_TRUE(locked);
    EXPECT_NE(locked->remarks.front().find("master password"), std::string::npos);
    EXPECT_NE(remarks(locked, 2).find("could not be read"), std::string::npos);
}

TEST(ImportDBeaver, NetworkProfilesAreWrittenIntoTheirConnections) {
    const auto report =
        importDBeaver(fileOf(R"({"network-profiles": {"gate": {"handlers": {"ssh_tunnel": {"enabled": true, "user": "u",
                   "properties": {"host": "b", "port": "22", "authType": "AGENT"}}}}},
                   "connections": {"a": {"provider": "mysql", "driver": "mariaDB", "name": "M",
                   "configuration": {"host": "h", "config-profile": "gate"}},
                   "b": {"provider": "mysql", "name": "N", "configuration": {"host": "h", "config-profile": "gone"}}}})"),
                      fileOf(dbeaverEncrypted("{}")));
    EXPECT_EQ(shown(report), "M: mysql h via u@b:22 agent\nN: mysql h (partly)\n");
    EXPECT_NE(remarks(report, 1).find("gone is not in the file"), std::string::npos);
}

TEST(ImportDBeaver, AFileThatIsNoListNamesFileAndLine) {
    EXPECT_EQ(errorOf(importDBeaver(fileOf("{\n\n\"connections\": {,}"), std::nullopt)).message,
              "/home/ann/list, line 3: it is not JSON: unterminated object.");
    EXPECT_EQ(errorOf(importDBeaver(fileOf("{}"), std::nullopt)).message,
              "/home/ann/list: it is not a list of connections of DBeaver: it has no \"connections\".");
    EXPECT_FALSE(importDBeaver(fileOf(std::string(200000, '[')), std::nullopt));
    EXPECT_FALSE(importDBeaver(fileOf(""), std::nullopt));
    EXPECT_FALSE(importDBeaver(fileOf("\xff\xfe\x00"), std::nullopt));
    EXPECT_NE(errorOf(importDBeaver(fileOf(std::string(100 << 20, ' ')), std::nullopt)).message.find("too large"),
              std::string::npos);
    EXPECT_TRUE(importDBeaver(fileOf("\xEF\xBB\xBF{\"connections\": {}}"), std::nullopt));
    EXPECT_EQ(shown(importDBeaver(fileOf(R"({"connections": {"x": 5, "y": {"configuration": {"port": "x"}}}})"),
                                  std::nullopt)),
              "Unnamed connection: refused\nUnnamed connection (2): refused\n");
}

} // namespace
