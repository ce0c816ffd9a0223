// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "imports_workshop.h"

namespace {

using dbv::ErrorKind;
using dbv::imports::readPastedConnection;
using dbv::imports::workshop::errorOf;

std::string messageOf(std::string_view text) {
    return errorOf(readPastedConnection(text)).message;
}

TEST(PastedTrouble, ErrorsNameThePlaceInWhatWasPasted) {
    EXPECT_EQ(messageOf("postgres://ann@h:port/d"),
              "The pasted text can not be read at character 18: a port is a number from 1 to 65535.");
    EXPECT_EQ(messageOf("  postgres://[::1/d"),
              "The pasted text can not be read at character 14: the bracket of the address is not closed.");
    EXPECT_EQ(
        messageOf("postgres://h/d?a=%zz"),
        "The pasted text can not be read at character 18: a percent sign needs two hexadecimal digits behind it.");
    EXPECT_EQ(messageOf("host=h password='x"),
              "The pasted text can not be read at character 17: the quote that begins here is not closed.");
    EXPECT_EQ(messageOf("PGHOST=\u00fc\nPGPORT=70000"),
              "The pasted text can not be read at character 17: the value of PGPORT can not be right.");
    EXPECT_EQ(messageOf("DATABASE_URL='postgres://h:0/d'"),
              "The pasted text can not be read at character 28: a port is a number from 1 to 65535.");
    EXPECT_EQ(errorOf(readPastedConnection("postgres://h:x/")).where->begin, 13U);
}

TEST(PastedTrouble, OtherEnginesAreNamedAndNotMistaken) {
    for (const char* text : {"mongodb+srv://ann:s3cret@h/d", "redis://h:6379", "jdbc:oracle:thin:@//h:1521/svc",
                             "jdbc:sqlserver://h:1433;user=sa;password=s3cret", "https://ann:s3cret@example.org/"}) {
        const auto error = errorOf(readPastedConnection(text));
        EXPECT_EQ(error.kind, ErrorKind::Unsupported) << text;
        EXPECT_EQ(error.message.find("s3cret"), std::string::npos) << text;
    }
    EXPECT_EQ(messageOf("Server=h\\SQLEXPRESS;Database=d;User Id=sa;Password=s3cret"),
              "The pasted text leads to SQL Server, for which there is no connector.");
    EXPECT_EQ(messageOf("mongodb://h"), "The pasted URL is one of \"mongodb\", for which there is no connector.");
}

TEST(PastedTrouble, NothingOfAPasswordIsEverRepeated) {
    const std::vector<std::string> texts = {
        "postgres://ann:s3cret@h:bad/d",
        "postgres://ann:s3cret@h/%zz",
        "postgres://ann:s3cret@[h/d",
        "postgres://h/d?password=s3cret&port=x",
        "host=h password=s3cret port=x",
        "host=h password='s3cret",
        "host=h password=s3cret s3cret",
        "Server=h;Pwd=s3cret;Port=x",
        "Server=h;Pwd=\"s3cret;Port=1",
        "ann:s3cret@tcp(h)/d?tls=mine",
        "ann:s3cret@tcp(h)/d?x=%zz",
        "PGHOST=h\nPGPASSWORD=s3cret\nPGPORT=x",
        "mysql -h h -ps3cret -P x",
        "mysql --password=s3cret -P x",
        "mysql -ps3cret 'open",
        "DB_PASSWORD=s3cret",
        "s3cret",
    };
    for (const std::string& text : texts) {
        const auto error = errorOf(readPastedConnection(text));
        EXPECT_FALSE(error.message.empty()) << text;
        EXPECT_FALSE(error.hint.empty()) << text;
        EXPECT_EQ((error.message + error.hint + error.detail).find("s3cret"), std::string::npos) << error.message;
    }
}

TEST(PastedTrouble, NoPasswordEndsInTheConfiguration) {
    for (const char* text :
         {"postgres://ann:s3cret@h/d?password=s3cret",
          "jdbc:mysql://h/d?user=a&password=s3cret&trustStorePassword=s3cret",
          "host=h password=s3cret sslpassword=s3cret", "Server=h;Uid=a;Pwd=s3cret;CertificatePassword=s3cret",
          "ann:s3cret@tcp(h)/d", "PGHOST=h\nPGPASSWORD=s3cret", "mysql -h h -ps3cret d",
          "postgres://ann:s3/cret@h/d?authToken=s3cret", "psql 'postgres://a:s3cret@h/d' -U b"}) {
        const auto read = readPastedConnection(text);
        ASSERT_TRUE(read) << text;
        std::string all = dbv::imports::workshop::shown(read->config);
        for (const std::string& remark : read->remarks) {
            all += remark;
        }
        EXPECT_EQ(all.find("s3"), std::string::npos) << all;
    }
}

TEST(PastedTrouble, WhatIsNoTextOrNoConnectionIsRefusedAtOnce) {
    EXPECT_EQ(messageOf(""), "There is nothing to read: the pasted text is empty.");
    EXPECT_EQ(messageOf(" \n\t"), "There is nothing to read: the pasted text is empty.");
    EXPECT_EQ(messageOf(std::string_view("postgres://h\0x", 14)),
              "The pasted text can not be read at character 13: a NUL is not part of any connection.");
    EXPECT_EQ(messageOf("postgres://h\xff"), "The pasted text can not be read at character 13: this is not UTF-8.");
    EXPECT_EQ(messageOf(std::string(2 << 20, 'x')), "The pasted text is too long: it has more than a megabyte.");
    EXPECT_EQ(messageOf("SELECT 1"),
              "The pasted text can not be read at character 1: it is none of the known forms of a connection.");
    EXPECT_EQ(messageOf("ssh -L 5432:db:5432 bastion"),
              "The pasted text can not be read at character 1: it is none of the known forms of a connection.");
    EXPECT_EQ(messageOf("postgres://h/d?sslmode=sometimes"),
              "The pasted text can not be read at character 24: the TLS mode "
              "is none of disable, prefer, require, verify-ca, verify-full.");
}

TEST(PastedTrouble, LongRunsOfSignsAreReadOrRefusedWithoutWaiting) {
    for (const char sign : {'@', ':', '/', '%', '\'', '"', '=', ';', '(', ',', '\\', '-', '[', '?', '&', '\n'}) {
        for (const char* before : {"postgres://", "host=", "mysql -", "Server=", "a@tcp(", "PGHOST=", "jdbc:mysql:"}) {
            const auto read = readPastedConnection(before + std::string(50000, sign));
            EXPECT_TRUE(read || !read.error().message.empty());
        }
    }
}

} // namespace
