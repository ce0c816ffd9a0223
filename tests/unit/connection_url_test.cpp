// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "connect/clear_secrets.h"
#include "connect/connection_target.h"
#include "connect/connection_url.h"

namespace {

using dbv::ConnectorInfo;
using dbv::ErrorKind;
using dbv::connect::parseConnectionUrl;
using dbv::connect::refuseClearSecrets;
using dbv::connect::resolveTarget;
using dbv::connect::urlScheme;
using dbv::protocol::ConnectionConfig;

std::vector<ConnectorInfo> installed() {
    return {{.id = "sqlite", .displayName = "SQLite", .version = "1", .schemes = {"sqlite"}, .fileExtensions = {"db"}}};
}

std::string databaseOf(std::string_view url) {
    const auto config = parseConnectionUrl(url);
    return config ? config->database : "error: " + config.error().message;
}

std::string messageOf(std::string_view url) {
    const auto config = parseConnectionUrl(url);
    return config ? "no error" : config.error().message;
}

ConnectionConfig byUrl(std::string url) {
    ConnectionConfig config;
    config.url = std::move(url);
    return config;
}

TEST(ConnectionUrl, EveryFormOfAnSqliteUrlGivesItsPath) {
    EXPECT_EQ(databaseOf("sqlite:/path/file.db"), "/path/file.db");
    EXPECT_EQ(databaseOf("sqlite:relative.db"), "relative.db");
    EXPECT_EQ(databaseOf("sqlite::memory:"), ":memory:");
    EXPECT_EQ(databaseOf("sqlite:///abs/file.db"), "/abs/file.db");
    EXPECT_EQ(databaseOf("SQLite:a.db"), "a.db");
    EXPECT_EQ(databaseOf("sqlite:with%20space%3F.db?mode=ro"), "with space?.db");
    EXPECT_EQ(databaseOf("sqlite:file:/x?mode=ro&vfs=unix"), "file:/x?mode=ro&vfs=unix");
    EXPECT_EQ(databaseOf("file:/x?mode=ro"), "file:/x?mode=ro");
}

TEST(ConnectionUrl, APlainPathIsTakenLiterally) {
    EXPECT_EQ(databaseOf("./100%25?.db"), "./100%25?.db");
    EXPECT_EQ(databaseOf("C:\\data\\a.db"), "C:\\data\\a.db");
    EXPECT_FALSE(urlScheme("C:\\data").has_value());
    EXPECT_FALSE(urlScheme("no colon").has_value());
    EXPECT_EQ(urlScheme("sqlite:a"), "sqlite");
}

TEST(ConnectionUrl, QueryParametersBecomeOptions) {
    const auto config = parseConnectionUrl("sqlite:a.db?mode=ro&name=a%26b&empty=&bare");
    ASSERT_TRUE(config);
    const std::map<std::string, std::string, std::less<>> expected{
        {"mode", "ro"}, {"name", "a&b"}, {"empty", ""}, {"bare", ""}};
    EXPECT_EQ(config->options, expected);
}

TEST(ConnectionUrl, AServersUrlGivesUserHostPortAndDatabase) {
    const auto config = parseConnectionUrl("postgresql://us%40er@[::1]:5433/my%2Fdb?sslmode=verify-full");
    ASSERT_TRUE(config) << config.error().message;
    EXPECT_EQ(config->connector, "postgresql");
    EXPECT_EQ(config->user, "us@er");
    EXPECT_EQ(config->host, "::1");
    EXPECT_EQ(config->port, 5433);
    EXPECT_EQ(config->database, "my/db");
}

TEST(ConnectionUrl, AnErrorNamesThePlaceInCharacters) {
    EXPECT_EQ(messageOf("sqlite:ä%4"), "The connection URL can not be read at character 9: a percent sign needs two "
                                       "hexadecimal digits behind it.");
    EXPECT_EQ(
        messageOf("sqlite:a%zz"),
        "The connection URL can not be read at character 9: a percent sign needs two hexadecimal digits behind it.");
    EXPECT_EQ(messageOf("sqlite:a%00"),
              "The connection URL can not be read at character 9: %00 is a NUL, which is not part of any name.");
    EXPECT_EQ(messageOf("sqlite:a.db#x"), "The connection URL can not be read at character 12: a # begins a fragment, "
                                          "which a connection URL does not have.");
    EXPECT_EQ(messageOf("sqlite:a?x=1&x=2"),
              "The connection URL can not be read at character 14: the option x stands there twice.");
    EXPECT_EQ(messageOf("sqlite:a?=1"), "The connection URL can not be read at character 10: an option has no name.");
    EXPECT_EQ(messageOf("mysql://h:99999/d"),
              "The connection URL can not be read at character 11: a port is a number from 1 to 65535.");
    EXPECT_EQ(messageOf(""), "The connection has neither a URL nor a connector.");
}

TEST(ConnectionUrl, APasswordIsRefusedAndNotRepeated) {
    const auto config = parseConnectionUrl("postgresql://me:hunter2@host/db");
    ASSERT_FALSE(config);
    EXPECT_EQ(config.error().kind, ErrorKind::InvalidInput);
    EXPECT_EQ((config.error().message + config.error().hint).find("hunter2"), std::string::npos);
}

TEST(ConnectionUrl, APasswordAmongTheOptionsIsRefusedAndNotRepeated) {
    for (const char* url : {"postgresql://u@h/d?password=s3cret", "mysql://u@h/d?a=b&SSLPassword=s3cret",
                            "jdbc:postgresql://h/d?user=u&pwd=s3cret", "xy:z?passwd=s3cret"}) {
        const auto parts = parseConnectionUrl(url);
        ASSERT_FALSE(parts) << url;
        EXPECT_EQ(parts.error().kind, ErrorKind::InvalidInput);
        EXPECT_EQ((parts.error().message + parts.error().hint).find("s3cret"), std::string::npos);
    }
    EXPECT_TRUE(parseConnectionUrl("postgresql://u@h/d?passfile=/home/u/.pgpass"));
    ConnectionConfig config;
    config.options = {{"application_name", "x"}};
    EXPECT_TRUE(refuseClearSecrets(config));
    config.options["Password"] = "s3cret";
    const auto refused = refuseClearSecrets(config);
    ASSERT_FALSE(refused);
    EXPECT_EQ((refused.error().message + refused.error().hint).find("s3cret"), std::string::npos);
}

TEST(ConnectionTarget, FindsTheConnectorBySchemeIdAndFileName) {
    for (const char* url : {"sqlite:a.db", "a.db", "b.unknown", "./A.DB"}) {
        const auto target = resolveTarget(byUrl(url), installed());
        ASSERT_TRUE(target) << url;
        EXPECT_EQ(target->connectorId, "sqlite");
    }
    ConnectionConfig parts;
    parts.connector = "sqlite";
    parts.database = "x.db";
    parts.options = {{"mode", "ro"}};
    parts.safety = dbv::Safety::ReadOnly;
    parts.workingDirectory = "/w";
    const auto target = resolveTarget(parts, installed());
    ASSERT_TRUE(target);
    EXPECT_EQ(target->params.database, "x.db");
    EXPECT_EQ(target->params.option("mode"), "ro");
    EXPECT_EQ(target->params.safety, dbv::Safety::ReadOnly);
    EXPECT_EQ(target->params.workingDirectory, "/w");
}

TEST(ConnectionTarget, AnUnknownSchemeIsUnsupportedAndTheKnownOnesAreNamed) {
    const auto target = resolveTarget(byUrl("oracle:thing"), installed());
    ASSERT_FALSE(target);
    EXPECT_EQ(target.error().kind, ErrorKind::Unsupported);
    EXPECT_EQ(target.error().message, "No installed connector opens oracle: URLs.");
    EXPECT_EQ(target.error().hint, "Installed are sqlite:. A file whose name begins so is written ./oracle:...");
}

TEST(ConnectionTarget, WhatNothingInstalledOpensIsBadInput) {
    const auto foreign = dbv::connect::checkOpenable(byUrl("foo://host/thing"), installed());
    ASSERT_FALSE(foreign);
    EXPECT_EQ(foreign.error().kind, ErrorKind::InvalidInput);
    EXPECT_EQ(foreign.error().message, "No installed connector opens foo: URLs.");
    EXPECT_TRUE(foreign.error().hint.starts_with("Installed are sqlite:.")) << foreign.error().hint;
    EXPECT_TRUE(dbv::connect::checkOpenable(byUrl("sqlite:a.db"), installed()));
    EXPECT_TRUE(dbv::connect::checkOpenable(byUrl("foo://host/thing"), {}));
}

TEST(ConnectionTarget, ContradictionsAreRefused) {
    ConnectionConfig config = byUrl("sqlite:a.db?mode=ro");
    config.options = {{"mode", "rw"}};
    EXPECT_EQ(resolveTarget(config, installed()).error().kind, ErrorKind::InvalidInput);
    config.options = {{"mode", "ro"}};
    EXPECT_TRUE(resolveTarget(config, installed()));
    config.database = "b.db";
    EXPECT_EQ(resolveTarget(config, installed()).error().kind, ErrorKind::InvalidInput);
    EXPECT_EQ(resolveTarget({}, installed()).error().kind, ErrorKind::InvalidInput);
}

} // namespace
