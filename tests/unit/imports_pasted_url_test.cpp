// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "imports_workshop.h"

namespace {

using dbv::imports::readPastedConnection;
using dbv::imports::workshop::pasted;
using dbv::imports::workshop::remarksOf;

TEST(PastedUrl, AUrlOfPostgresGivesAllItsParts) {
    EXPECT_EQ(pasted("postgresql://ann:s3cret@db.example.org:5433/shop?sslmode=verify-full&application_name=x"),
              "postgres ann@db.example.org:5433 /shop verify-full application_name=x | s3cret");
    EXPECT_EQ(pasted("postgres://db.example.org"), "postgres db.example.org");
    EXPECT_EQ(pasted("postgresql://"), "postgres ");
    EXPECT_EQ(pasted("postgresql:///mydb"), "postgres  /mydb");
    EXPECT_EQ(pasted("postgresql://ann@/mydb?host=/run/postgresql&port=5433"),
              "postgres ann@/run/postgresql:5433 /mydb");
    EXPECT_EQ(pasted("postgresql://%2Frun%2Fpostgresql/mydb"), "postgres /run/postgresql /mydb");
}

TEST(PastedUrl, SeveralHostsKeepTheirPortsAndTheirWish) {
    EXPECT_EQ(pasted("postgresql://ann:pw@h1:5432,h2/db?target_session_attrs=read-write"),
              "postgres ann@h1,h2 /db port=5432, target_session_attrs=read-write | pw");
    EXPECT_EQ(pasted("postgresql://h1:6000,h2:6000/db"), "postgres h1,h2:6000 /db");
    EXPECT_EQ(pasted("postgresql://[2001:db8::1]:6000,[::1]:6001/db"), "postgres 2001:db8::1,::1 /db port=6000,6001");
    EXPECT_EQ(pasted("jdbc:postgresql://h1:1,h2:2/db?targetServerType=preferSecondary"),
              "postgres h1,h2 /db port=1,2 target_session_attrs=prefer-standby");
    EXPECT_NE(remarksOf("mysql://a,b/db").find("Only the first of 2 hosts"), std::string::npos);
}

TEST(PastedUrl, Ipv6PercentSignsAndForeignLettersAreTakenApart) {
    EXPECT_EQ(pasted("mysql://ann%40corp:p%3Aa%2Fss%25@[::1]:3307/a%2Fb"), "mysql ann@corp@::1:3307 /a/b | p:a/ss%");
    EXPECT_EQ(pasted("postgres://j%C3%BCrgen:gr\u00fc\u00dfe@h/d"), "postgres j\u00fcrgen@h /d | gr\u00fc\u00dfe");
    EXPECT_EQ(pasted("postgres://:pw@h/d"), "postgres h /d | pw");
    EXPECT_EQ(pasted("postgres://ann:@h/d"), "postgres ann@h /d");
}

TEST(PastedUrl, APasswordThatNobodyHasEncodedIsStillUnderstood) {
    EXPECT_EQ(pasted("postgres://ann:p@ss:w@h:5432/d"), "postgres ann@h:5432 /d | p@ss:w");
    EXPECT_EQ(pasted("postgres://ann:pa/ss#?x@h/d"), "postgres ann@h /d | pa/ss#?x");
    EXPECT_EQ(pasted("postgres://ann:100%@h/d"), "postgres ann@h /d | 100%");
    EXPECT_NE(remarksOf("postgres://ann:pa/ss@h/d").find("taken as it stands"), std::string::npos);
    EXPECT_NE(remarksOf("postgres://ann:100%@h/d").find("stands for itself"), std::string::npos);
}

TEST(PastedUrl, UrlsOfJdbcAreReadWithTheirParameters) {
    EXPECT_EQ(pasted("jdbc:postgresql://h:5432/db?user=ann&password=a%26b&ssl=true&currentSchema=app"),
              "postgres ann@h:5432 /db verify-full search_path=app | a&b");
    EXPECT_EQ(pasted("jdbc:postgresql:mydb"), "postgres  /mydb");
    EXPECT_EQ(pasted("jdbc:mysql://h:3306/db?useSSL=true&requireSSL=true&user=root&password=x&connectTimeout=5000"),
              "mysql root@h:3306 /db require connect-timeout=5 | x");
    EXPECT_EQ(pasted("jdbc:mysql://h/db?useSSL=false&serverTimezone=UTC"), "mysql h /db disable");
    EXPECT_EQ(pasted("jdbc:mysql://h/db?sslMode=VERIFY_IDENTITY"), "mysql h /db verify-full");
    EXPECT_EQ(pasted("jdbc:mysql://h/db?useSSL=true&verifyServerCertificate=true"), "mysql h /db verify-ca");
    EXPECT_EQ(pasted("jdbc:mariadb://h/db?sslMode=trust&user=a"), "mysql a@h /db require");
    EXPECT_EQ(pasted("jdbc:mysql:replication://h/db"), "mysql h /db");
    EXPECT_EQ(pasted("jdbc:sqlite:/var/lib/app.db"), "sqlite  //var/lib/app.db");
    EXPECT_EQ(pasted("jdbc:sqlite:C:\\data\\app.db"), "sqlite  /C:\\data\\app.db");
    EXPECT_EQ(pasted("jdbc:sqlite::memory:"), "sqlite  /:memory:");
}

TEST(PastedUrl, UrlsOfSqlAlchemyNameTheirDriverAndAreReadAllTheSame) {
    EXPECT_EQ(pasted("postgresql+psycopg2://ann:pw@h/db"), "postgres ann@h /db | pw");
    EXPECT_EQ(pasted("mysql+pymysql://ann:pw@h/db?charset=utf8mb4"), "mysql ann@h /db | pw");
    EXPECT_EQ(pasted("mysql+pymysql://ann@/db?unix_socket=/run/mysqld/mysqld.sock"),
              "mysql ann@/run/mysqld/mysqld.sock /db");
    EXPECT_EQ(pasted("sqlite+pysqlite:///data/app.db"), "sqlite  /data/app.db");
    EXPECT_EQ(pasted("sqlite+pysqlite:////data/app.db"), "sqlite  //data/app.db");
}

TEST(PastedUrl, UrlsAndPathsOfFilesStayFiles) {
    EXPECT_EQ(pasted("sqlite:/path/file.db?mode=ro"), "sqlite  //path/file.db mode=ro");
    EXPECT_EQ(pasted("sqlite:relative.db"), "sqlite  /relative.db");
    EXPECT_EQ(pasted("sqlite:///abs/file.db"), "sqlite  //abs/file.db");
    EXPECT_EQ(pasted("/home/ann/shop.sqlite3"), "sqlite  //home/ann/shop.sqlite3");
    EXPECT_EQ(pasted("  ./shop.db  "), "sqlite  /./shop.db");
    EXPECT_EQ(pasted("my shop 100%.sqlite"), "sqlite  /my shop 100%.sqlite");
    EXPECT_EQ(pasted("C:\\shop\\a.db"), "sqlite  /C:\\shop\\a.db");
    EXPECT_EQ(pasted("file:/x/y.db?immutable=1"), "sqlite  /file:/x/y.db?immutable=1");
    EXPECT_NE(remarksOf("sqlite:///app.db").find("SQLAlchemy would mean"), std::string::npos);
}

TEST(PastedUrl, FilesAndNamesOfTlsGoWhereTlsIsKept) {
    EXPECT_EQ(
        pasted("postgres://h/d?sslmode=verify-ca&sslrootcert=/ca.pem&sslcert=~/c.pem&sslkey=~/k.pem&sslcrl=/r.pem"),
        "postgres h /d verify-ca ca=/ca.pem cert=~/c.pem key=~/k.pem crl=/r.pem");
    EXPECT_EQ(pasted("mysql://h/d?ssl-mode=VERIFY_CA&ssl-ca=/ca.pem"), "mysql h /d verify-ca ca=/ca.pem");
    EXPECT_EQ(pasted("postgres://h/d?sslmode=no-verify"), "postgres h /d require");
    EXPECT_EQ(pasted("postgres://h/d?sslmode=verify-full&sslrootcert=system"), "postgres h /d verify-full");
    const auto withKey = readPastedConnection("postgres://h/d?sslkey=/k.pem&sslpassword=hush");
    ASSERT_TRUE(withKey);
    EXPECT_EQ(withKey->tlsKeyPassword.reveal(), "hush");
    EXPECT_TRUE(withKey->config.options.empty());
}

TEST(PastedUrl, WhatIsNotKnownHereIsLeftOutAndNamed) {
    EXPECT_EQ(pasted("postgres://h/d?pgbouncer=true&schema=app"), "postgres h /d search_path=app");
    EXPECT_EQ(remarksOf("postgres://h/d?pgbouncer=true"),
              "The parameter pgbouncer was left out: connections here have nothing like it.\n");
    EXPECT_NE(remarksOf("cockroachdb://h/d").find("opened as PostgreSQL"), std::string::npos);
}

} // namespace
