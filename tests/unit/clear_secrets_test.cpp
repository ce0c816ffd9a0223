// SPDX-License-Identifier: Apache-2.0
// Passwords in the forms in which people write connections, where they would be kept and shown in clear.
#include "connect/clear_secrets.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "connect/connection_target.h"
#include "connect/connection_url.h"

namespace {

using dbv::ConnectorInfo;
using dbv::ErrorKind;
using dbv::connect::maskedPlace;
using dbv::connect::parseConnectionUrl;
using dbv::connect::refuseClearSecrets;
using dbv::connect::refuseSecretInName;
using dbv::connect::resolveTarget;
using dbv::protocol::ConnectionConfig;

std::vector<ConnectorInfo> installedOnes() {
    return {{.id = "sqlite", .displayName = "SQLite", .version = "1", .schemes = {"sqlite"}, .fileExtensions = {"db"}},
            {.id = "postgres",
             .displayName = "PostgreSQL",
             .version = "1",
             .schemes = {"postgresql"},
             .fileExtensions = {},
             .defaultPort = 5432}};
}

void expectRefused(const ConnectionConfig& config, const std::string& what) {
    for (const auto& refused : {refuseClearSecrets(config), [&]() -> dbv::Result<void> {
                                    const auto target = resolveTarget(config, installedOnes());
                                    return target ? dbv::Result<void>() : std::unexpected(target.error());
                                }()}) {
        ASSERT_FALSE(refused) << what;
        const dbv::Error& error = refused.error();
        EXPECT_EQ(error.kind, ErrorKind::InvalidInput) << what;
        EXPECT_EQ((error.message + error.hint + error.detail).find("hunter2"), std::string::npos) << error.message;
        EXPECT_FALSE(error.hint.empty()) << what;
    }
}

TEST(ClearSecrets, InEveryFormOfATargetAreRefusedAndNotRepeated) {
    for (const char* target : {" postgresql://u:hunter2@h/d",
                               "\tpostgresql://u@h/d?password=hunter2",
                               "\u00a0postgresql://u:hunter2@h/d",
                               "postgresql://u:hunter2@h/d",
                               "postgresql:/u:hunter2@h",
                               "postgresql:u:hunter2@h/d",
                               "postgresql:///u:hunter2@h/d",
                               "postgresql:hunter2@h/d",
                               "mysql:u:hunter2@h",
                               "mysql:hunter2@h/d",
                               "mysql:u:hunter2",
                               "mysql://u:12/hunter2@h/d",
                               "mysql://u:12?hunter2@h/d",
                               "postgresql:host=h password=hunter2",
                               "jdbc:postgresql://u:hunter2@h/d",
                               "sqlite://u:hunter2@h/d",
                               "file://u:hunter2@h/d",
                               "//u:hunter2@h/d",
                               "u:hunter2@h/d",
                               "me:hunter2@h/d",
                               "u:/hunter2@h/d",
                               "u:hunter2@tcp(h:3306)/d",
                               "host=h password=hunter2",
                               "host=h user=u password = 'hunter2 hunter2'",
                               "password=hunter2",
                               "host=h sslpassword=hunter2",
                               "Server=h;Uid=u;Pwd=hunter2",
                               "DB_PASSWORD=hunter2",
                               R"({"host": "h", "password": "hunter2"})",
                               "mysql -u root -phunter2",
                               "/usr/bin/psql -h h -W hunter2",
                               "PGPASSWORD=hunter2 psql -h h",
                               "postgresql://u@h/d?password=hunter2",
                               "postgresql://u@h/d?PASSWORD=hunter2",
                               "postgresql://u@h/d?sslpassword=hunter2",
                               "postgresql://u@h/d?p%61ssword=hunter2",
                               "postgresql://u@h/d?a=b&%50%57%44=hunter2",
                               "postgresql://u@h/d?oauth_client_secret=hunter2",
                               "postgresql://sec;password=hunter2@h/d",
                               "postgresql://sec;PWD%3Dhunter2@h/d",
                               "mysql://sec/hunter2@h/d",
                               "sec;password=hunter2@h",
                               "sec:hunter2@h",
                               "postgresql://h;password=hunter2/d",
                               "postgresql://h:5432/d;password=hunter2",
                               "jdbc:sqlserver://h;user=u;password=hunter2",
                               "file:/data/a.db?key=hunter2",
                               "sqlite:a.db?cache=shared&hexkey=hunter2",
                               "sqlite:file:a.db?password=hunter2",
                               "postgresql://h/d?host=u:hunter2@h",
                               "postgresql://h/d?user=u:hunter2"}) {
        ConnectionConfig config;
        config.url = target;
        expectRefused(config, target);
    }
}

TEST(ClearSecrets, AreMaskedWhereTheFormIsShown) {
    EXPECT_EQ(maskedPlace("postgresql:/u:hunter2@h"), "postgresql:/u:***@h");
    EXPECT_EQ(maskedPlace("mysql:u:hunter2@h"), "mysql:u:***@h");
    EXPECT_EQ(maskedPlace("mysql:hunter2@h"), "mysql:***@h");
    EXPECT_EQ(maskedPlace("mysql://sec/hunter2@h/d"), "mysql://sec/***@h/d");
    EXPECT_EQ(maskedPlace("sec/hunter2@h"), "sec/***@h");
    EXPECT_EQ(maskedPlace("me:hun@ter2@h/d"), "me:***@h/d");
    EXPECT_EQ(maskedPlace("host=h password=hunter2 dbname=d"), "host=h password=***");
    EXPECT_EQ(maskedPlace("mysql -phunter2"), "mysql ***");
    EXPECT_EQ(maskedPlace("  postgresql://u:hunter2@h/d "), "postgresql://u:***@h/d");
    EXPECT_EQ(maskedPlace("ann@h/d"), "ann@h/d");
    const auto refused = parseConnectionUrl("host=h password=hunter2");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().message, "This form of a connection is not understood: host=h password=***.");
    EXPECT_TRUE(refused.error().hint.starts_with("Write postgresql://user@host:port/database")) << refused.error().hint;
}

TEST(ClearSecrets, AreNotSeenWhereThereAreNone) {
    for (const char* target : {"postgresql://ann@h:5432/shop?user=ann@corp",
                               "postgresql:shop",
                               "postgresql:///shop?host=/run/postgresql",
                               "postgresql://us%40er@[::1]:5433/my%2Fdb",
                               "mysql://h/d?startupSql=SET%20@a=1",
                               "postgresql://h?passfile=/p",
                               "sqlite:/data/a:b@c.db",
                               "sqlite:me@work.db",
                               "sqlite::memory:",
                               "sqlite:C:/x@y.db",
                               "file:/x?mode=ro",
                               "/data/host=h password=x.db",
                               "./u:pw@h",
                               "~/a:b@c",
                               "C:\\data\\a.db",
                               "me@work.db",
                               "my file.db",
                               "2026-11-28T10:00.db",
                               "mysql",
                               "sec/word@h",
                               "postgresql://ann%2Fadmin@h/d",
                               "sqlite:a.db?mode=ro&key_x=1",
                               "file:/data/key=x.db"}) {
        const auto parts = parseConnectionUrl(target);
        EXPECT_TRUE(parts) << target << ": " << parts.error().message;
    }
}

TEST(ClearSecrets, InTheWayThroughSshAndInPartsAreRefused) {
    ConnectionConfig clean;
    clean.connector = "postgres";
    clean.host = "h,@abstract";
    clean.database = "shop";
    clean.options = {{"application_name", "x"}, {"host", "/run/postgresql"}};
    clean.ssh.target = {.host = "bastion", .port = 22, .user = "ann"};
    EXPECT_TRUE(refuseClearSecrets(clean));
    clean.user = "ann:reports";
    EXPECT_TRUE(refuseClearSecrets(clean)) << "a colon may be one of the name";
    const auto changed = [&](auto change) {
        ConnectionConfig config = clean;
        change(config);
        return config;
    };
    expectRefused(changed([](auto& config) { config.ssh.target.user = "ann:hunter2"; }), "ssh user");
    expectRefused(changed([](auto& config) { config.ssh.target.user = "ann;password=hunter2"; }), "ssh user's words");
    expectRefused(changed([](auto& config) { config.user = "sec;password=hunter2"; }), "user");
    expectRefused(changed([](auto& config) { config.host = "h;pwd=hunter2"; }), "host's words");
    expectRefused(changed([](auto& config) { config.ssh.target.host = "ann:hunter2@bastion"; }), "ssh host");
    expectRefused(changed([](auto& config) { config.ssh.jump = {{.host = "gate", .port = 0, .user = "a:hunter2"}}; }),
                  "jump");
    expectRefused(changed([](auto& config) { config.host = "ann:hunter2@h"; }), "host");
    expectRefused(changed([](auto& config) { config.database = "postgresql://u:hunter2@h/d"; }), "database");
    expectRefused(changed([](auto& config) { config.database = "dbname=d password=hunter2"; }), "keywords");
    expectRefused(changed([](auto& config) { config.options["SSLPassword"] = "hunter2"; }), "option");
}

TEST(ClearSecrets, InTheValueOfAnOptionAreRefused) {
    ConnectionConfig config;
    config.connector = "postgres";
    config.host = "h";
    for (const char* value :
         {"host=h password=hunter2", "-c x password=hunter2", "password=hunter2", "postgresql://u:hunter2@h/d",
          "set password='hunter2'", "SET PASSWORD FOR u = 'hunter2'", "alter user u identified by 'hunter2'",
          "create user u identified with x by 'hunter2'", "ALTER ROLE u PASSWORD 'hunter2'", "sslpassword = hunter2",
          "/* */ set password = 'hunter2'", "a=1;client_secret=hunter2"}) {
        config.options = {{"application_name", value}};
        expectRefused(config, value);
    }
    for (const char* value :
         {"SET password_encryption = 'scram-sha-256'", "password=", "set search_path to password", "Password: none",
          "/keys/password=x.pem", "http://h:80/a@b", "SELECT 'password'", "SET @a=1", "-c search_path=token"}) {
        config.options = {{"startupSql", value}};
        EXPECT_TRUE(refuseClearSecrets(config)) << value;
    }
}

TEST(ClearSecrets, MayBeInWhatIsTakenForAFile) {
    for (const char* text : {"sec/word@h", "sec/word@h.example.com"}) {
        EXPECT_TRUE(dbv::connect::mayBeLogin(text)) << text;
    }
    for (const char* text : {"./sec/word@h", "/sec/word@h", "~/word@h", "work@home.db", "data/a@b/c.db", "data/a.db",
                             "postgresql://h/d@e", "sqlite:sec/word@h"}) {
        EXPECT_FALSE(dbv::connect::mayBeLogin(text)) << text;
    }
}

TEST(ClearSecrets, InANameAreRefused) {
    for (const char* name : {"postgresql://u:hunter2@h/d", "u:hunter2@h", "host=h password=hunter2"}) {
        const auto refused = refuseSecretInName(name);
        ASSERT_FALSE(refused) << name;
        EXPECT_EQ(refused.error().message.find("hunter2"), std::string::npos) << refused.error().message;
    }
    for (const char* name : {"Shop", "ann@db.example/shop", "Shop: ann@db", "Password: none", "db:5432", "\u00fc"}) {
        EXPECT_TRUE(refuseSecretInName(name)) << name;
    }
}

} // namespace
