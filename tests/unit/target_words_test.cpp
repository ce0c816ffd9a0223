// SPDX-License-Identifier: Apache-2.0
#include <fstream>
#include <string>

#include <QByteArray>
#include <QTemporaryDir>
#include <QtGlobal>

#include <gtest/gtest.h>

#include "connect/clear_secrets.h"
#include "connect/connection_target.h"
#include "connect/connection_url.h"

namespace {

using dbv::ConnectorInfo;
using dbv::Error;
using dbv::ErrorKind;
using dbv::connect::maskedPlace;
using dbv::connect::parseConnectionUrl;
using dbv::connect::resolveTarget;
using dbv::protocol::ConnectionConfig;

std::vector<ConnectorInfo> servers() {
    return {
        {.id = "postgres",
         .displayName = "PostgreSQL",
         .version = "1",
         .schemes = {"postgresql", "postgres"},
         .defaultPort = 5432},
        {.id = "mysql", .displayName = "MySQL", .version = "1", .schemes = {"mysql", "mariadb"}, .defaultPort = 3306}};
}

/// Where a configuration leads: `user@host:port/database`, and the option `port` where there is one.
std::string ledTo(const ConnectionConfig& config) {
    const auto target = resolveTarget(config, servers());
    if (!target) {
        return "refused: " + target.error().message;
    }
    const dbv::ConnectParams& to = target->params;
    const std::string_view ports = to.option("port");
    return to.user + "@" + to.host + ":" + std::to_string(to.port) + "/" + to.database +
           (ports.empty() ? "" : " ports " + std::string(ports));
}

std::string urlLeadsTo(std::string url) {
    return ledTo({.url = std::move(url), .tls = {}, .ssh = {}, .secrets = {}, .options = {}});
}

TEST(TargetWords, TheQueryOfAPostgresUrlGoesBeforeWhatStandsInFrontOfIt) {
    EXPECT_EQ(urlLeadsTo("postgresql://bob@localhost:1/shop?host=192.0.2.2&port=56500"), "bob@192.0.2.2:56500/shop");
    EXPECT_EQ(urlLeadsTo("postgresql://bob@localhost:1/shop?host=192.0.2.2"), "bob@192.0.2.2:1/shop");
    EXPECT_EQ(urlLeadsTo("postgres://bob@h:1/shop?port=2&user=ann&dbname=other"), "ann@h:2/other");
    EXPECT_EQ(urlLeadsTo("postgresql:///shop?host=/run/postgresql&port=5433"), "@/run/postgresql:5433/shop");
    EXPECT_EQ(urlLeadsTo("postgresql:///shop?hostaddr=192.0.2.7"), "@192.0.2.7:0/shop");
    EXPECT_EQ(urlLeadsTo("postgresql://h/shop?host="), "@:0/shop");
}

TEST(TargetWords, AnAddressBesideAHostIsWhereThatHostIsDialled) {
    const auto dialled = [](std::string url) {
        const auto target =
            resolveTarget({.url = std::move(url), .tls = {}, .ssh = {}, .secrets = {}, .options = {}}, servers());
        return target ? target->params.host + " at " + std::string(target->params.option("hostaddr"))
                      : target.error().message;
    };
    EXPECT_EQ(dialled("postgresql://h/shop?hostaddr=192.0.2.7"), "h at 192.0.2.7");
    EXPECT_EQ(dialled("postgresql://a,b/shop?hostaddr=192.0.2.7,192.0.2.8"), "a,b at 192.0.2.7,192.0.2.8");
    EXPECT_EQ(dialled("postgresql://192.0.2.7/shop?hostaddr=192.0.2.7"), "192.0.2.7 at ");
    EXPECT_EQ(dialled("postgresql:///shop?hostaddr=192.0.2.7,192.0.2.8"), "192.0.2.7,192.0.2.8 at ");
    ConnectionConfig config{.connector = "postgres", .host = "h", .tls = {}, .ssh = {}, .secrets = {}, .options = {}};
    config.options = {{"hostaddr", "192.0.2.7"}};
    EXPECT_EQ(resolveTarget(config, servers())->params.option("hostaddr"), "192.0.2.7");
    config.ssh.target.host = "bastion";
    EXPECT_EQ(ledTo(config),
              "refused: The option hostaddr (\"192.0.2.7\") beside a host is not taken behind SSH, where "
              "\"bastion\" finds the host.");
}

TEST(TargetWords, ASectionOfTheServiceFileFillsWhatIsLeftOpen) {
    const QTemporaryDir folder;
    const std::string file = folder.filePath(QStringLiteral("services.conf")).toStdString();
    std::ofstream(file) << "[shop]\nhost=db.example.com\nport=5433\nuser=ann\ndbname=shop\nsslmode=require\n"
                           "password=of-the-service\nsslpassword=of-the-key\n[broken]\nno equals sign\n";
    qputenv("PGSERVICEFILE", QByteArray::fromStdString(file));
    EXPECT_EQ(urlLeadsTo("postgresql:///?service=shop"), "ann@db.example.com:5433/shop");
    EXPECT_EQ(urlLeadsTo("postgresql://bob@h:1/other?service=shop"), "bob@h:1/other");
    EXPECT_EQ(urlLeadsTo("postgresql://h,k/?service=shop"), "ann@h,k:5433/shop");
    ConnectionConfig config{.connector = "postgres", .tls = {}, .ssh = {}, .secrets = {}, .options = {}};
    config.options = {{"service", "shop"}};
    const auto target = resolveTarget(config, servers());
    ASSERT_TRUE(target) << target.error().message;
    EXPECT_EQ(target->params.host, "db.example.com");
    EXPECT_EQ(target->params.option("sslmode"), "require");
    EXPECT_EQ(target->params.password.reveal(), "of-the-service");
    EXPECT_EQ(target->params.tls.keyPassword.reveal(), "of-the-key");
    EXPECT_TRUE(target->params.option("service").empty());
    config.tls.mode = dbv::TlsMode::VerifyFull;
    EXPECT_TRUE(resolveTarget(config, servers())->params.option("sslmode").empty());
    config.options = {{"service", "shop"}, {"sslmode", "verify-ca"}};
    config.tls.mode.reset();
    EXPECT_EQ(resolveTarget(config, servers())->params.option("sslmode"), "verify-ca");
    config.options = {{"service", "gone"}};
    EXPECT_EQ(resolveTarget(config, servers()).error().kind, ErrorKind::NotFound);
    config.options = {{"service", "broken"}};
    EXPECT_EQ(resolveTarget(config, servers()).error().kind, ErrorKind::InvalidInput);
    // Another engine has no such word.
    config.connector = "mysql";
    EXPECT_EQ(resolveTarget(config, servers())->params.option("service"), "broken");
    qunsetenv("PGSERVICEFILE");
}

TEST(TargetWords, OldWordsForTheTlsModeMustNotContradictIt) {
    ConnectionConfig config{.connector = "postgres", .host = "h", .tls = {}, .ssh = {}, .secrets = {}, .options = {}};
    const auto mode = [&] {
        const auto target = resolveTarget(config, servers());
        return target ? std::string(target->params.option("sslmode")) : "refused: " + target.error().message;
    };
    config.options = {{"ssl", "true"}};
    EXPECT_EQ(mode(), "require");
    config.options = {{"ssl", "true"}, {"requiressl", "1"}, {"sslmode", "require"}};
    EXPECT_EQ(mode(), "require");
    config.options = {{"ssl", "true"}, {"sslmode", "verify-full"}};
    EXPECT_EQ(mode(), "refused: The option ssl means sslmode=require, and sslmode is \"verify-full\".");
    config.options = {{"ssl", "false"}};
    EXPECT_EQ(mode(), "refused: The option ssl can not be taken: ssl has one value, true, which is sslmode=require.");
}

TEST(TargetWords, AColonInTheNameOfAUserIsOneThatIsWrittenAsThat) {
    EXPECT_EQ(urlLeadsTo("mysql://ann%3Areports@h/shop"), "ann:reports@h:0/shop");
    EXPECT_EQ(urlLeadsTo("postgresql://ann%3Areports@h/shop"), "ann:reports@h:0/shop");
    EXPECT_EQ(urlLeadsTo("postgresql://h/shop?user=ann%3Areports"), "ann:reports@h:0/shop");
    ConnectionConfig config{.connector = "mysql", .host = "h", .tls = {}, .ssh = {}, .secrets = {}, .options = {}};
    config.user = "ann:reports";
    EXPECT_EQ(ledTo(config), "ann:reports@h:0/");
    for (const char* url : {"mysql://ann:reports@h/shop", "postgresql://h/shop?user=ann:reports"}) {
        const auto parts = parseConnectionUrl(url);
        ASSERT_FALSE(parts) << url;
        EXPECT_NE(parts.error().message.find("a password in a URL would be kept"), std::string::npos);
        EXPECT_NE(parts.error().hint.find("%3A"), std::string::npos) << parts.error().hint;
        EXPECT_EQ((parts.error().message + parts.error().hint).find("reports"), std::string::npos);
    }
}

TEST(TargetWords, SeveralHostsAreReadWithTheirPorts) {
    EXPECT_EQ(urlLeadsTo("postgresql://bob@127.0.0.1:56432,127.0.0.1:56433/shop"),
              "bob@127.0.0.1,127.0.0.1:0/shop ports 56432,56433");
    EXPECT_EQ(urlLeadsTo("postgresql://a:1,b:2/d?port=3"), "@a,b:3/d");
    EXPECT_EQ(urlLeadsTo("postgresql://a:1,[::1]/d"), "@a,::1:0/d ports 1,");
    EXPECT_EQ(urlLeadsTo("postgresql://localhost:1/d?host=a,b"), "@a,b:1/d");
    const auto mysql = parseConnectionUrl("mysql://a,b/d");
    ASSERT_FALSE(mysql);
    EXPECT_EQ(mysql.error().message,
              "The connection URL can not be read at character 10: a connection of this kind leads to one host.");
}

TEST(TargetWords, OptionsBesideTheTargetMustNotContradictIt) {
    ConnectionConfig config{.tls = {}, .ssh = {}, .secrets = {}, .options = {}};
    config.url = "postgresql://bob@localhost:5432/shop";
    config.options = {{"host", "192.0.2.2"}};
    EXPECT_EQ(ledTo(config), "refused: The connection names two places: the host is \"localhost\" and the option host "
                             "is \"192.0.2.2\".");
    config.options = {{"port", "56500"}};
    EXPECT_EQ(ledTo(config),
              "refused: The connection names two places: the port is \"5432\" and the option port is \"56500\".");
    config.options = {{"host", "localhost"}, {"port", "5432"}, {"user", "bob"}, {"dbname", "shop"}};
    EXPECT_EQ(ledTo(config), "bob@localhost:5432/shop");
    config.url.clear();
    config.connector = "postgres";
    EXPECT_EQ(ledTo(config), "bob@localhost:5432/shop");
    config.user = "ann";
    EXPECT_EQ(ledTo(config),
              "refused: The connection names two places: the user is \"ann\" and the option user is \"bob\".");
}

TEST(TargetWords, ASocketAndSeveralHostsAreNotReachedThroughSsh) {
    ConnectionConfig config{.connector = "mysql", .tls = {}, .ssh = {}, .secrets = {}, .options = {}};
    config.ssh.target.host = "bastion";
    config.options = {{"socket", "/run/s.sock"}};
    EXPECT_EQ(ledTo(config), "refused: The socket \"/run/s.sock\" is one of this machine, and is not reached through "
                             "SSH to \"bastion\".");
    config.connector = "postgres";
    config.options.clear();
    config.host = "/run/postgresql";
    EXPECT_TRUE(ledTo(config).starts_with("refused: The socket \"/run/postgresql\"")) << ledTo(config);
    config.host = "a,b";
    EXPECT_EQ(ledTo(config), "refused: SSH leads to one host, and the connection names several: \"a,b\".");
    config.host = "a";
    EXPECT_EQ(ledTo(config), "@a:0/");
}

TEST(TargetWords, ABlankInAUrlIsRefusedAndWhatFollowsItIsNotRepeated) {
    for (const char* url :
         {"postgresql://bob@h/d --password Zq7Sec", "mysql://bob@h/d -pZq7Sec", "mysql://h/d -u bob -p Zq7Sec",
          "postgresql://bob@h/d password Zq7Sec", "postgresql://bob@h/d?options=-c Zq7Sec", "mysql://h\tZq7Sec/d"}) {
        const auto parts = parseConnectionUrl(url);
        ASSERT_FALSE(parts) << url;
        EXPECT_EQ(parts.error().kind, ErrorKind::InvalidInput) << url;
        const std::string text = parts.error().message + parts.error().hint;
        EXPECT_NE(text.find("a blank stands in the URL"), std::string::npos) << text;
        EXPECT_NE(text.find("%20"), std::string::npos) << text;
        EXPECT_EQ(text.find("Zq7Sec"), std::string::npos) << text;
        EXPECT_EQ(maskedPlace(url).find("Zq7Sec"), std::string::npos) << maskedPlace(url);
    }
    EXPECT_EQ(urlLeadsTo("postgresql://bob@h/my%20shop"), "bob@h:0/my shop");
    EXPECT_TRUE(parseConnectionUrl("sqlite:/data/my shop.db"));
    EXPECT_EQ(maskedPlace("sqlite:/data/my shop.db"), "sqlite:/data/my shop.db");
}

TEST(TargetWords, TheZoneOfAnAddressIsReadAsPeopleAndAsUrlsWriteIt) {
    EXPECT_EQ(urlLeadsTo("postgresql://[fe80::1%25eth0]:5433/d"), "@fe80::1%eth0:5433/d");
    EXPECT_EQ(urlLeadsTo("mysql://[fe80::1%eth0]/d"), "@fe80::1%eth0:0/d");
    EXPECT_EQ(urlLeadsTo("mysql://[fe80::1%2525]/d"), "@fe80::1%25:0/d");
}

} // namespace
