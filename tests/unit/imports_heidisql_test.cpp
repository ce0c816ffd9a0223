// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <QString>

#include "imports/heidisql_text.h"
#include "imports_files.h"

namespace {

using namespace dbv::imports::workshop;
using dbv::imports::importHeidiSql;
using dbv::imports::unshiftedPassword;

TEST(ImportHeidiSql, PasswordsAreMovedBack) {
    EXPECT_EQ(unshiftedPassword("7668667568773"), "secret");
    EXPECT_EQ(unshiftedPassword("7375726762736476767a7275673"), "prod_password");
    EXPECT_EQ(unshiftedPassword("4"), "");
    EXPECT_EQ(unshiftedPassword("20AD10"), "\u20ac");
    EXPECT_EQ(unshiftedPassword("32FOPIR1SIha"), std::nullopt);
    EXPECT_EQ(unshiftedPassword("7x3"), std::nullopt);
    EXPECT_EQ(unshiftedPassword(""), std::nullopt);
}

constexpr const char* kSettings = "Language<|||>1<|||>en\r\n"
                                  "Servers\\Local\\Host<|||>1<|||>127.0.0.1\r\n"
                                  "Servers\\Local\\User<|||>1<|||>root\r\n"
                                  "Servers\\Local\\Password<|||>1<|||>7668667568773\r\n"
                                  "Servers\\Local\\Port<|||>1<|||>3307\r\n"
                                  "Servers\\Local\\NetType<|||>3<|||>0\r\n"
                                  "Servers\\Local\\Compressed<|||>3<|||>1\r\n"
                                  "Servers\\Local\\Databases<|||>1<|||>shop;crm\r\n"
                                  "Servers\\Customers\\Folder<|||>3<|||>1\r\n"
                                  "Servers\\Customers\\PG\\Host<|||>1<|||>pg.example.org\r\n"
                                  "Servers\\Customers\\PG\\NetType<|||>3<|||>9\r\n"
                                  "Servers\\Customers\\PG\\Port<|||>1<|||>5432\r\n"
                                  "Servers\\Customers\\PG\\User<|||>1<|||>ann\r\n"
                                  "Servers\\Customers\\PG\\Password<|||>1<|||>garbage\r\n"
                                  "Servers\\Customers\\PG\\SSHtunnelHost<|||>1<|||>bastion\r\n"
                                  "Servers\\Customers\\PG\\SSHtunnelHostPort<|||>3<|||>2222\r\n"
                                  "Servers\\Customers\\PG\\SSHtunnelUser<|||>1<|||>deploy\r\n"
                                  "Servers\\Customers\\PG\\SSHtunnelPrivateKey<|||>1<|||>C:\\k.ppk\r\n"
                                  "Servers\\Customers\\PG\\SSL_Active<|||>3<|||>1\r\n"
                                  "Servers\\Customers\\PG\\SSL_CA<|||>1<|||>C:\\ca.pem\r\n"
                                  "Servers\\MS\\Host<|||>1<|||>h\r\n"
                                  "Servers\\MS\\NetType<|||>3<|||>4\r\n"
                                  "Servers\\File\\Host<|||>1<|||>C:\\a.db\r\n"
                                  "Servers\\File\\NetType<|||>3<|||>10\r\n"
                                  "Servers\\New\\Host<|||>1<|||>h\r\n"
                                  "Servers\\New\\NetType<|||>3<|||>99\r\n";

TEST(ImportHeidiSql, ThePortableSettingsGiveTheirSessions) {
    const auto report = importHeidiSql(fileOf(kSettings));
    EXPECT_EQ(shown(report), "Local: mysql root@127.0.0.1:3307 /shop compress=1 | secret\n"
                             "Customers | PG: postgres ann@pg.example.org:5432 verify-ca ca=C:\\ca.pem via "
                             "deploy@bastion:2222 key C:\\k.ppk (partly)\n"
                             "MS: refused\n"
                             "File: sqlite  /C:\\a.db\n"
                             "New: refused\n");
    EXPECT_NE(remarks(report, 0).find("opens the first"), std::string::npos);
    EXPECT_NE(remarks(report, 1).find("could not be read"), std::string::npos);
    EXPECT_NE(remarks(report, 1).find("puttygen"), std::string::npos);
    EXPECT_NE(remarks(report, 2).find("SQL Server"), std::string::npos);
    EXPECT_NE(remarks(report, 4).find("number 99"), std::string::npos);
}

constexpr const char* kRegistry = "Windows Registry Editor Version 5.00\r\n\r\n"
                                  "[HKEY_CURRENT_USER\\Software\\HeidiSQL\\Servers]\r\n\r\n"
                                  "[HKEY_CURRENT_USER\\Software\\HeidiSQL\\Servers\\Work\\Shop]\r\n"
                                  "\"Host\"=\"db\"\r\n"
                                  "\"User\"=\"a\\\\b\\\"c\"\r\n"
                                  "\"Password\"=\"7668667568773\"\r\n"
                                  "\"Port\"=\"3306\"\r\n"
                                  "\"NetType\"=dword:00000000\r\n"
                                  "\"SSHtunnelActive\"=dword:ffffffff\r\n\r\n"
                                  "[HKEY_CURRENT_USER\\Software\\Other]\r\n\"Host\"=\"no\"\r\n";

TEST(ImportHeidiSql, AnExportOfTheRegistryIsReadInEitherEncoding) {
    const std::string expected = "Work | Shop: mysql a\\b\"c@db:3306 | secret\n";
    EXPECT_EQ(shown(importHeidiSql(fileOf(kRegistry))), expected);
    const QString text = QString::fromLatin1(kRegistry);
    std::string wide = "\xff\xfe";
    for (const QChar c : text) {
        wide += static_cast<char>(c.unicode() & 0xff);
        wide += static_cast<char>(c.unicode() >> 8);
    }
    EXPECT_EQ(shown(importHeidiSql(fileOf(wide))), expected);
    EXPECT_FALSE(importHeidiSql(fileOf(wide + "\x01")));
}

TEST(ImportHeidiSql, WhatHasNoSessionIsNamed) {
    EXPECT_EQ(errorOf(importHeidiSql(fileOf("Language<|||>1<|||>en\n"))).message,
              "/home/ann/list: it has no session of HeidiSQL.");
    EXPECT_EQ(errorOf(importHeidiSql(fileOf("a\n\xff"))).message,
              "/home/ann/list, line 2: it is neither UTF-8 nor UTF-16.");
    EXPECT_EQ(errorOf(importHeidiSql(fileOf(std::string("a\n\0", 3)))).message,
              "/home/ann/list, line 2: it is no text: there is a NUL in it.");
    EXPECT_FALSE(importHeidiSql(fileOf("Servers\\<|||><|||>\nServers<|||>x<|||>\n[\\HeidiSQL\\Servers\\]\n\"=\n")));
}

} // namespace
