// SPDX-License-Identifier: Apache-2.0
// What is pasted and what is typed on a command line lead to the same place.
#include <gtest/gtest.h>

#include "connect/connection_target.h"
#include "imports/found_connection.h"
#include "imports/pasted_connection.h"

namespace {

using dbv::ConnectorInfo;
using dbv::connect::resolveTarget;
using dbv::imports::readPastedConnection;
using dbv::protocol::ConnectionConfig;

std::string placeOfConfig(const ConnectionConfig& config) {
    const std::vector<ConnectorInfo> servers = {
        {.id = "postgres",
         .displayName = "PostgreSQL",
         .version = "1",
         .schemes = {"postgresql", "postgres"},
         .defaultPort = 5432},
        {.id = "mysql", .displayName = "MySQL", .version = "1", .schemes = {"mysql", "mariadb"}, .defaultPort = 3306}};
    const auto target = resolveTarget(config, servers);
    if (!target) {
        return "refused";
    }
    const dbv::ConnectParams& to = target->params;
    return target->connectorId + " " + to.user + "@" + to.host + ":" + std::to_string(to.port) + "/" + to.database +
           " " + std::string(to.option("port")) + std::string(to.option("socket"));
}

std::string typedPlace(const std::string& url) {
    return placeOfConfig({.url = url, .tls = {}, .ssh = {}, .secrets = {}, .options = {}});
}

std::string pastedPlace(const std::string& url) {
    const auto read = readPastedConnection(url);
    return read ? placeOfConfig(read->config) : "refused";
}

TEST(OneReading, AUrlLeadsToOnePlaceAtEveryDoor) {
    for (const char* url : {"postgresql://bob@localhost:1/shop?host=192.0.2.2&port=56500",
                            "postgresql://bob@localhost:1/shop?host=192.0.2.2",
                            "postgresql://bob@127.0.0.1:56432,127.0.0.1:56433/shop",
                            "postgresql://a:1,b/shop?port=3",
                            "postgresql://a:1,b:2/shop?host=c",
                            "postgresql://a,b/shop?port=1,2",
                            "postgresql://a:7,b:7/shop",
                            "postgresql://bob@h/shop?user=ann&dbname=other",
                            "postgresql://h/shop?hostaddr=192.0.2.7",
                            "postgresql:///shop?hostaddr=192.0.2.7",
                            "postgresql:///shop?host=/run/postgresql&port=5433",
                            "postgres://%2Frun%2Fpostgresql/shop",
                            "postgresql://[fe80::1%25eth0]:5433/shop",
                            "postgresql://[fe80::1%eth0]/shop",
                            "postgresql://h:/shop",
                            "postgresql://h:0/shop",
                            "mysql://carl@10.9.9.9:3307/shop",
                            "mysql://carl@10.9.9.9/shop?socket=/path/s.sock",
                            "mariadb://carl@[::1]:3307/shop",
                            "postgresql://bob@h/d --password x",
                            "mysql://h/d -u bob -p x"}) {
        EXPECT_EQ(pastedPlace(url), typedPlace(url)) << url;
    }
}

TEST(OneReading, TheQueryOfAMysqlUrlDoesNotContradictWhatStandsInFrontOfIt) {
    for (const char* url : {"mysql://carl@h/shop?host=other", "mysql://carl@h:1/shop?port=2",
                            "mysql://carl@h/shop?user=ann", "jdbc:mysql://h/shop?database=other"}) {
        const auto read = readPastedConnection(url);
        ASSERT_FALSE(read) << url;
        EXPECT_NE(read.error().message.find("another one than the URL has"), std::string::npos) << read.error().message;
        EXPECT_EQ(typedPlace(url).find("other"), std::string::npos) << url;
    }
    EXPECT_EQ(pastedPlace("jdbc:mysql://h:3307/shop?user=carl&port=3307"), "mysql carl@h:3307/shop ");
}

TEST(OneReading, AnAddressBesideAHostStaysWhereThatHostIsDialled) {
    for (const char* text : {"host=h hostaddr=192.0.2.7 dbname=d", "hostaddr=192.0.2.7 host=h dbname=d",
                             "postgresql://h/d?hostaddr=192.0.2.7"}) {
        const auto read = readPastedConnection(text);
        ASSERT_TRUE(read) << read.error().message;
        EXPECT_EQ(read->config.host, "h") << text;
        EXPECT_EQ(read->config.options.at("hostaddr"), "192.0.2.7") << text;
    }
    EXPECT_EQ(pastedPlace("hostaddr=192.0.2.7 dbname=d"), "postgres @192.0.2.7:0/d ");
}

TEST(OneReading, ASocketBesideAnotherMachineIsLeftOutWhereTheClientWouldAndSaid) {
    const auto read = readPastedConnection("mysql -h 10.9.9.9 -S /run/s.sock shop");
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(placeOfConfig(read->config), "mysql @10.9.9.9:0/shop ");
    ASSERT_FALSE(read->remarks.empty());
    EXPECT_NE(read->remarks.front().find("The socket was left out"), std::string::npos) << read->remarks.front();
    EXPECT_EQ(pastedPlace("mysql -h localhost -S /run/s.sock shop"), "mysql @/run/s.sock:0/shop ");
}

} // namespace
