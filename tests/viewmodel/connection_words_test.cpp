// SPDX-License-Identifier: Apache-2.0
// Connections in words: ways through SSH, ports, environments, the order of a list, what is known of an open one.
#include <limits>

#include <gtest/gtest.h>

#include "support/qt_printers.h"
#include "viewmodel/config_params.h"
#include "viewmodel/connection_facts_text.h"
#include "viewmodel/connection_order.h"
#include "viewmodel/environment_text.h"
#include "viewmodel/ssh_way.h"

namespace dbv::viewmodel {
namespace {

using Qt::Literals::StringLiterals::operator""_s;
using protocol::ConnectionConfig;
using protocol::Environment;
using protocol::SavedConnection;
using protocol::SshHop;

protocol::SshConfig wayOf(const QString& text) {
    protocol::SshConfig ssh;
    readSshWay(text, ssh);
    return ssh;
}

TEST(SshWay, IsReadAsPeopleWriteIt) {
    EXPECT_EQ(wayOf(u"bastion"_s).target, (SshHop{"bastion", 0, ""}));
    EXPECT_EQ(wayOf(u" ann@bastion:2222 "_s).target, (SshHop{"bastion", 2222, "ann"}));
    EXPECT_EQ(wayOf(u"ssh://ann@bastion:2222"_s).target, (SshHop{"bastion", 2222, "ann"}));
    EXPECT_EQ(wayOf(u"a@corp@bastion"_s).target, (SshHop{"bastion", 0, "a@corp"}));
    EXPECT_EQ(wayOf(u"[::1]:22"_s).target, (SshHop{"::1", 22, ""}));
    EXPECT_EQ(wayOf(u"ann@[fe80::1%eth0]"_s).target, (SshHop{"fe80::1%eth0", 0, "ann"}));
    EXPECT_EQ(wayOf(u"ann@2001:db8::1"_s).target, (SshHop{"2001:db8::1", 0, "ann"}));
    EXPECT_EQ(wayOf(u"one, two ,three"_s).jump, (std::vector<SshHop>{{"one", 0, ""}, {"two", 0, ""}}));
    EXPECT_FALSE(wayOf(u" \n"_s).used());
}

TEST(SshWay, AnotherTextReplacesTheWayAsAWholeAndNoneTakesItOut) {
    protocol::SshConfig ssh = wayOf(u"one, two"_s);
    readSshWay(u"three"_s, ssh);
    EXPECT_TRUE(ssh.jump.empty());
    EXPECT_EQ(sshWayText(ssh), u"three"_s);
    readSshWay({}, ssh);
    EXPECT_EQ(sshWayText(ssh), QString());
}

TEST(SshWay, ComesBackAsItWasWritten) {
    for (const QString& way : {u"bastion"_s, u"ann@bastion:2222"_s, u"one, ann@[::1]:22, [fe80::1%eth0]"_s}) {
        EXPECT_TRUE(sshWayTrouble(way).isEmpty()) << way.toStdString();
        EXPECT_EQ(sshWayText(wayOf(way)), way);
    }
}

TEST(SshWay, WhatCanNotBeGoneIsSaidAndNeverTakenForADirectLine) {
    EXPECT_TRUE(sshWayTrouble(u"  "_s).isEmpty());
    for (const char* way : {"bastion:0", "bastion:65536", "bastion:99999", "bastion:ssh", "bastion:", "bastion:22 22",
                            "[::1]:x", "bastion:-1"}) {
        EXPECT_TRUE(sshWayTrouble(QString::fromUtf8(way)).contains(u"port"_s)) << way;
    }
    for (const char* way : {"ann@", "@", "@:22", ":22", "[]", "two words", "ssh://host/path", "-oProxyCommand=touch x",
                            "ann@-oProxyCommand=x", "host/path", "a\nb"}) {
        EXPECT_TRUE(sshWayTrouble(QString::fromUtf8(way)).contains(u"names no machine"_s)) << way;
    }
    for (const char* way : {"one,", ",one", "one,,two", ","}) {
        EXPECT_TRUE(sshWayTrouble(QString::fromUtf8(way)).contains(u"comma"_s)) << way;
    }
    EXPECT_FALSE(sshWayTrouble(QString(1'000'000, u'@')).isEmpty());
    EXPECT_FALSE(sshWayTrouble(QString(100'000, u':')).contains(u"comma"_s));
}

TEST(ConfigParams, EachNameGoesToItsOwnPlaceAndNothingIsAnOptionToo) {
    ConnectionConfig config;
    setConfigParam(config, "host", u" db.example.com "_s);
    setConfigParam(config, "port", u" 5433 "_s);
    setConfigParam(config, "user", u"ann"_s);
    setConfigParam(config, "database", u"shop"_s);
    EXPECT_EQ(config, (ConnectionConfig{.host = "db.example.com", .port = 5433, .user = "ann", .database = "shop"}));
    EXPECT_EQ(configParam(config, "port"), u"5433"_s);
    setConfigParam(config, "port", {});
    EXPECT_EQ(config.port, 0);
    EXPECT_EQ(configParam(config, "port"), QString());
    setConfigParam(config, "application_name", u" two words "_s);
    EXPECT_EQ(config.options.at("application_name"), " two words ");
    setConfigParam(config, "application_name", u"  "_s);
    EXPECT_TRUE(config.options.empty());
}

TEST(ConfigParams, SeveralPortsAreShownAndCanBeChanged) {
    ConnectionConfig config{.host = "a,b"};
    config.options["port"] = "6000,6001";
    EXPECT_EQ(configParam(config, "port"), u"6000,6001"_s);
    EXPECT_EQ(portTrouble(config), QString());
    setConfigParam(config, "port", u"5432"_s);
    EXPECT_EQ(config.port, 5432);
    EXPECT_TRUE(config.options.empty());
    setConfigParam(config, "port", u"6000,"_s);
    EXPECT_EQ(config.port, 0);
    EXPECT_EQ(configParam(config, "port"), u"6000,"_s);
    EXPECT_EQ(portTrouble(config), QString());
    setConfigParam(config, "port", {});
    EXPECT_TRUE(config.options.empty());
}

TEST(ConfigParams, APortThatIsNoneIsSaidAndNotTurnedIntoTheUsualOne) {
    for (const char* port : {"0", "65536", "70000", "-1", "http", "1,2,x", "5432 5433"}) {
        ConnectionConfig config;
        setConfigParam(config, "port", QString::fromUtf8(port));
        EXPECT_FALSE(portTrouble(config).isEmpty()) << port;
        EXPECT_EQ(configParam(config, "port"), QString::fromUtf8(port));
    }
}

TEST(EnvironmentText, EveryEnvironmentAndEverySafetyHasAWordOfItsOwn) {
    QStringList words;
    for (const auto one : {Environment::Local, Environment::Test, Environment::Staging, Environment::Production}) {
        words << environmentName(one);
    }
    for (const auto one : {Safety::Off, Safety::Confirm, Safety::Sandbox, Safety::DryRun, Safety::ReadOnly}) {
        words << safetyName(one);
    }
    EXPECT_FALSE(words.contains(QString()));
    EXPECT_EQ(words.removeDuplicates(), 0);
    EXPECT_EQ(environmentName(Environment::None), QString());
    EXPECT_EQ(environmentName(static_cast<Environment>(99)), QString());
}

SavedConnection named(const char* name, std::int64_t used = 0, Environment environment = Environment::None,
                      bool favourite = false) {
    SavedConnection saved;
    saved.name = name;
    saved.used = used;
    saved.environment = environment;
    saved.favourite = favourite;
    return saved;
}

QString namesOf(const std::vector<SavedConnection>& connections, const QString& filter = {},
                ConnectionOrder order = ConnectionOrder::ByName) {
    QStringList names;
    for (const SavedConnection& one : arranged(connections, {}, filter, order)) {
        names << QString::fromStdString(one.name);
    }
    return names.join(u' ');
}

TEST(ConnectionOrder, IsByNameWithoutRegardToCaseAndTheSameEachTime) {
    EXPECT_EQ(namesOf({named("b"), named("C"), named("a"), named("A"), named("Ä")}), u"A a b C Ä"_s);
    EXPECT_EQ(namesOf({named("A"), named("a")}), namesOf({named("a"), named("A")}));
    EXPECT_EQ(namesOf({}), QString());
}

TEST(ConnectionOrder, FavouritesComeFirstInEveryOrder) {
    const std::vector<SavedConnection> all = {named("a", 9, Environment::Production), named("b", 0, {}, true),
                                              named("c", 1, {}, true)};
    EXPECT_EQ(namesOf(all), u"b c a"_s);
    EXPECT_EQ(namesOf(all, {}, ConnectionOrder::ByUse), u"c b a"_s);
    EXPECT_EQ(namesOf(all, {}, ConnectionOrder::ByEnvironment), u"b c a"_s);
}

TEST(ConnectionOrder, TheOneThatWasUsedLastComesFirstAndThoseNeverUsedLast) {
    EXPECT_EQ(namesOf({named("a"), named("b", 3), named("c", std::numeric_limits<std::int64_t>::max()), named("d")}, {},
                      ConnectionOrder::ByUse),
              u"c b a d"_s);
}

TEST(ConnectionOrder, ProductionComesBeforeWhatHurtsLess) {
    EXPECT_EQ(namesOf({named("a"), named("b", 0, Environment::Local), named("c", 0, Environment::Production),
                       named("d", 0, Environment::Staging), named("e", 0, Environment::Test)},
                      {}, ConnectionOrder::ByEnvironment),
              u"c d e b a"_s);
}

TEST(ConnectionOrder, EveryWordOfAFilterIsFoundInAnyPlaceOfAConnection) {
    SavedConnection shop = named("The Shop", 0, Environment::Production);
    shop.group = "Customers/EU";
    shop.config = {.connector = "postgres", .host = "db.example.com", .database = "orders"};
    const std::vector<SavedConnection> all = {shop, named("Other")};
    for (const QString& filter :
         {u"shop"_s, u"SHOP eu"_s, u"production example"_s, u"orders\tcustomers"_s, u"  shop \u00a0 the "_s, u"@"_s}) {
        EXPECT_EQ(namesOf(all, filter), filter == u"@"_s ? QString() : u"The Shop"_s) << filter.toStdString();
    }
    EXPECT_EQ(namesOf(all, u"shop other"_s), QString());
    EXPECT_EQ(namesOf(all, u" \t "_s), u"Other The Shop"_s);
    EXPECT_EQ(namesOf(all, QString(10'000, u'x')), QString());
}

OpenDatabase far() {
    OpenDatabase database;
    database.name = u"Shop"_s;
    database.config.host = "db.example.com";
    database.facts.database = "orders";
    database.facts.serverVersion = "15.4";
    return database;
}

TEST(ConnectionFacts, ACertificateThatHasEndedTodayHasEnded) {
    const QDateTime now = QDateTime::fromSecsSinceEpoch(1'700'000'000, Qt::UTC);
    OpenDatabase database = far();
    database.facts.tls.version = "TLSv1.3";
    for (const auto& [offset, word] : {std::pair(-60, u"ended"_s), std::pair(60, u"ends"_s),
                                       std::pair(40 * 86'400, u"in 40 days"_s), std::pair(-40 * 86'400, u"ended"_s)}) {
        database.facts.tls.chain = {{.subject = "CN=x", .issuer = "CN=y", .notAfter = 1'700'000'000 + offset}};
        EXPECT_TRUE(connectionFactsText(database, now).contains(word + u' ') ||
                    connectionFactsText(database, now).contains(word))
            << connectionFactsText(database, now).toStdString();
        EXPECT_EQ(connectionFactsText(database, now).contains(u"ended"_s), offset < 0);
    }
    database.facts.tls.chain.front().notAfter = std::numeric_limits<std::int64_t>::max();
    EXPECT_FALSE(connectionFactsText(database, now).isEmpty());
}

TEST(ConnectionFacts, AnUnprotectedLineIsNeverPassedOver) {
    OpenDatabase database = far();
    EXPECT_EQ(protectionText(database), u"not encrypted"_s);
    EXPECT_TRUE(connectionFactsText(database, {}).contains(u"not encrypted"_s));
    for (const char* url : {"postgres://ann@db.example.com:5432/orders", "mysql://[2001:db8::1]/x",
                            "postgres://db.example.com?x=@", "postgres://a.example,b.example/x"}) {
        database.config = {.url = url};
        EXPECT_EQ(protectionText(database), u"not encrypted"_s) << url;
        EXPECT_TRUE(connectionFactsText(database, {}).contains(u"not encrypted"_s)) << url;
    }
    for (const char* url : {"sqlite:///tmp/a.db", "/tmp/a@b.db", "postgres://localhost/x", "postgres:///x",
                            "postgres://[::1]:5432/x", "postgres://ann@127.0.0.1/x"}) {
        database.config = {.url = url};
        EXPECT_EQ(protectionText(database), QString()) << url;
    }
}

TEST(ConnectionFacts, NameTheEnvironmentTheWayAndTheSafety) {
    OpenDatabase database = far();
    database.environment = Environment::Production;
    database.facts.safety = Safety::ReadOnly;
    database.facts.ssh = "bastion";
    database.facts.tls.version = "TLSv1.3";
    database.facts.tls.mode = TlsMode::VerifyFull;
    EXPECT_EQ(protectionText(database), u"production · verify-full · SSH · read-only"_s);
    EXPECT_TRUE(protectionHelp(database).contains(u"verify-full"_s));
    // What was asked for says less than what came of it.
    for (const TlsMode mode : {TlsMode::Prefer, TlsMode::Require}) {
        database.facts.tls.mode = mode;
        EXPECT_EQ(protectionText(database), u"production · encrypted, not verified · SSH · read-only"_s);
        EXPECT_TRUE(protectionHelp(database).contains(u"Nobody has looked"_s));
    }
    database.facts.tls.mode = TlsMode::VerifyCa;
    EXPECT_EQ(protectionText(database), u"production · encrypted, name not verified · SSH · read-only"_s);
    database.facts.tls.version.clear();
    EXPECT_EQ(protectionText(database), u"production · no TLS · SSH · read-only"_s);
    // Percent signs of a server are not places to fill in.
    database.facts.database = "%1 %2 100%";
    database.name = u"%1"_s;
    EXPECT_TRUE(connectionFactsText(database, {}).contains(u"Database: %1 %2 100%"_s));
}

} // namespace
} // namespace dbv::viewmodel
