// SPDX-License-Identifier: Apache-2.0
// What goes wrong while a connection is described: hasty fingers, second thoughts, words of another engine.
#include "connection_forms_fixture.h"

namespace dbv::viewmodel {
namespace {

using protocol::SecretOrigin;
using protocol::SecretSources;

/// A form of a server.
class ServerForms : public ConnectionForms {
protected:
    ServerForms() {
        QObject::connect(&form, &ConnectionForm::told, [this](const QString& text) { told = text; });
        QObject::connect(&form, &ConnectionForm::chosen,
                         [this](const protocol::ConnectionConfig& config) { taken.push_back(config); });
        paste(u"postgresql://me@db.example.com/shop"_s);
    }
    void paste(const QString& text) {
        form.setLine(text);
        deliver();
    }
    void acceptIt() {
        form.accept();
        deliver();
    }
    ConnectionForm form{bus, connections};
    std::vector<protocol::ConnectionConfig> taken;
};

TEST_F(ServerForms, AreAcceptedOnceHoweverOftenTheButtonIsPressed) {
    form.setName(u"Shop"_s);
    form.accept();
    form.accept();
    deliver();
    EXPECT_EQ(engine.commands<protocol::TestConnection>().size(), 1U);
    EXPECT_EQ(engine.commands<protocol::SaveConnection>().size(), 1U);
    EXPECT_EQ(taken.size(), 1U);
}

TEST_F(ServerForms, AreBusyUntilTheStoreHasSaidWhatBecameOfThem) {
    locked = true;
    masterPassword = "master";
    form.setName(u"Shop"_s);
    form.setSource(&SecretSources::password, SecretOrigin::Stored);
    form.setSecret(&SecretSources::password, Secret("s3cret"));
    acceptIt();
    EXPECT_TRUE(form.isBusy());
    EXPECT_TRUE(form.isKeeping());
    form.stop();
    form.accept();
    EXPECT_EQ(engine.commands<protocol::TestConnection>().size(), 1U);
    ASSERT_TRUE(answer({u"master"_s}));
    EXPECT_FALSE(form.isBusy());
    EXPECT_EQ(taken.size(), 1U);
    EXPECT_EQ(stored, std::vector<std::string>{"s3cret"});
}

TEST_F(ServerForms, CanBeTriedAgainAfterTheStoreHasRefused) {
    engine.on<protocol::SaveConnection>([this](RequestId id, const protocol::SaveConnection&) {
        engine.finish(id,
                      protocol::RequestFailed{makeError(ErrorKind::IoError, "The disk is full.", "Make room."), {}});
    });
    form.setName(u"Shop"_s);
    acceptIt();
    EXPECT_EQ(told, u"The disk is full.\nMake room."_s);
    EXPECT_FALSE(form.isBusy());
    EXPECT_TRUE(taken.empty());
}

TEST_F(ServerForms, ThatBecomeFilesLeaveTheirTlsAndTheirWayBehind) {
    form.setSshWay(u"bastion"_s);
    form.setTls({.mode = TlsMode::VerifyFull});
    form.setName(u"Here"_s);
    paste(u"/tmp/here.db"_s);
    acceptIt();
    ASSERT_EQ(taken.size(), 1U);
    EXPECT_FALSE(taken[0].ssh.used());
    EXPECT_EQ(taken[0].tls, protocol::TlsConfig());
    EXPECT_EQ(kept[0].config.ssh, protocol::SshConfig());
    EXPECT_EQ(engine.commands<protocol::TestConnection>()[0].target.config.ssh, protocol::SshConfig());
    // Back at a server, the way is the one that its field shows.
    form.setConnector("postgres");
    EXPECT_EQ(form.sshWay(), u"bastion"_s);
    EXPECT_EQ(form.config().ssh.target.host, "bastion");
}

TEST_F(ConnectionForms, WordsOfOneEngineAreNotTakenToAnother) {
    meanings["/tmp/shop.db"] = {.connector = "sqlite", .database = "/tmp/shop.db"};
    meanings["/tmp/other.db"] = {.connector = "sqlite", .database = "/tmp/other.db"};
    shop.config.options["mode"] = "ro";
    ConnectionForm form(bus, connections, shop);
    deliver();
    EXPECT_EQ(form.param("mode"), u"ro"_s);
    form.setLine(u"/tmp/other.db"_s);
    deliver();
    EXPECT_EQ(form.param("mode"), u"ro"_s) << "the same engine";
    form.setLine(u"postgresql://me@db.example.com/shop"_s);
    deliver();
    EXPECT_TRUE(form.config().options.empty());
}

TEST_F(ServerForms, KeepWhatWasChosenBesideALineThatIsCorrected) {
    form.setParam("application_name", u"mine"_s);
    meanings["postgresql://me@db2.example.com/shop"] = {
        .connector = "postgres", .host = "db2.example.com", .user = "me", .database = "shop"};
    meanings["postgresql://me@db2.example.com/shop"].options["sslcompression"] = "1";
    paste(u"postgresql://me@db2.example.com/shop"_s);
    EXPECT_EQ(form.param("application_name"), u"mine"_s);
    EXPECT_EQ(form.param("sslcompression"), u"1"_s);
    paste(u"postgresql://me@db.example.com/shop"_s);
    EXPECT_EQ(form.param("application_name"), u"mine"_s);
    EXPECT_EQ(form.param("sslcompression"), QString()) << "it stood in the line before";
}

TEST_F(ServerForms, ShowSeveralHostsEachWithItsPortAndNoNameAsASignOfTheUrl) {
    form.setParam("host", u"a,2001:db8::1,c"_s);
    form.setParam("port", u"6000,,6002"_s);
    form.setParam("user", u"a:b/c"_s);
    form.setParam("database", u"what?#100%"_s);
    EXPECT_EQ(form.line(), u"postgresql://a%3Ab%2Fc@a:6000,[2001:db8::1],c:6002/what%3F%23100%25"_s);
    form.setParam("host", u"/run/postgresql"_s);
    form.setParam("port", {});
    EXPECT_TRUE(form.line().contains(u"@%2Frun%2Fpostgresql/"_s)) << form.line().toStdString();
    form.setParam("host", u"a,2001:db8::1,c"_s);
    form.setParam("port", u"6000"_s);
    // Read again, a host without a port has the usual one.
    EXPECT_TRUE(form.line().contains(u"@a:6000,[2001:db8::1]:6000,c:6000/"_s)) << form.line().toStdString();
    form.setParam("host", u"fe80::1%eth0"_s);
    EXPECT_TRUE(form.line().contains(u"@[fe80::1%25eth0]:6000/"_s)) << form.line().toStdString();
}

TEST_F(ServerForms, AreNotSentWithAPortOrAWayThatIsNone) {
    form.setParam("port", u"70000"_s);
    EXPECT_FALSE(form.portTrouble().isEmpty());
    EXPECT_EQ(form.whyNot(), form.portTrouble());
    acceptIt();
    form.setParam("port", u"5432"_s);
    EXPECT_EQ(form.whyNot(), QString());
    for (const QString& way : {u"ann@"_s, u"bastion:0"_s, u"one,,two"_s}) {
        form.setSshWay(way);
        EXPECT_EQ(form.whyNot(), form.sshTrouble()) << way.toStdString();
        acceptIt();
    }
    EXPECT_TRUE(engine.commands<protocol::TestConnection>().empty());
    form.setSshWay({});
    acceptIt();
    EXPECT_EQ(taken.size(), 1U);
}

TEST_F(ServerForms, NameEachSecretForItselfAndLeaveTheNameOfASharedOne) {
    std::vector<std::string> names;
    engine.on<protocol::KeepSecret>([&](RequestId id, const protocol::KeepSecret& command) {
        names.push_back(command.id + ":" + command.name);
        engine.finish(id, protocol::SecretKept{command.id.empty() ? "new" : command.id});
    });
    form.setName(u"Shop"_s);
    form.setSource(&SecretSources::password, SecretOrigin::Stored, u"shared"_s);
    form.setSecret(&SecretSources::password, Secret("one"));
    form.setSource(&SecretSources::sshPassphrase, SecretOrigin::Stored);
    form.setSecret(&SecretSources::sshPassphrase, Secret("two"));
    acceptIt();
    EXPECT_EQ(names, (std::vector<std::string>{"shared:", ":Shop (SSH key)"}));
}

TEST_F(ServerForms, GoWhileTheMasterPasswordIsAskedForWithoutHarm) {
    locked = true;
    masterPassword = "master";
    {
        ConnectionForm gone(bus, connections);
        gone.setLine(u"postgresql://me@db.example.com/shop"_s);
        deliver();
        gone.setName(u"Shop"_s);
        gone.setSource(&SecretSources::password, SecretOrigin::Stored);
        gone.setSecret(&SecretSources::password, Secret("s3cret"));
        gone.accept();
        deliver();
    }
    ASSERT_TRUE(answer({u"master"_s}));
    EXPECT_TRUE(kept.empty());
}

TEST_F(ConnectionForms, ACopyHasANameThatIsFree) {
    SavedConnection copy = shop;
    copy.name = "The shop (copy)";
    connections.setSaved({shop, copy});
    const ConnectionForm form(bus, connections, shop, true);
    EXPECT_EQ(form.name(), u"The shop (copy 2)"_s);
    EXPECT_FALSE(form.changes());
    EXPECT_EQ(form.connection().used, 0);
}

TEST_F(ConnectionForms, ALineOfAnyLengthIsNoMoreThanUnreadable) {
    ConnectionForm form(bus, connections);
    for (const QString& line : {QString(100'000, u'x'), u"a\nb"_s, u"\u202Epostgres"_s, u"   "_s}) {
        form.setLine(line);
        deliver();
        EXPECT_EQ(form.line(), line);
        EXPECT_FALSE(form.isServer());
    }
    EXPECT_FALSE(form.whyNot().isEmpty());
}

TEST_F(ConnectionForms, SayWhatTheyHaveReadAndShowWhatIsKeptNowWhenThatIsAnother) {
    keepTheShop();
    SavedConnection careful = shop;
    careful.environment = protocol::Environment::Production;
    engine.on<protocol::SaveConnection>([this](RequestId id, const protocol::SaveConnection&) {
        engine.finish(
            id, protocol::RequestFailed{makeError(ErrorKind::InvalidInput, "It was changed.", "Look again."), {}});
    });
    engine.on<protocol::ListSavedConnections>([&](RequestId id, const protocol::ListSavedConnections&) {
        engine.finish(id, protocol::SavedConnectionsListed{.connections = {careful}});
    });
    ConnectionForm form(bus, connections, shop);
    form.setGroup(u"Work"_s);
    accept(form);
    ASSERT_EQ(engine.commands<protocol::SaveConnection>().size(), 1U);
    const auto read = engine.commands<protocol::SaveConnection>().front().read;
    ASSERT_TRUE(read && read->kept);
    EXPECT_EQ(*read->kept, shop);
    EXPECT_FALSE(done);
    EXPECT_EQ(told, u"It was changed.\nLook again."_s);
    EXPECT_EQ(connections.saved(), std::vector{careful});
}

TEST_F(ServerForms, StoreNoSecretForWhatIsNotKept) {
    engine.on<protocol::SaveConnection>([this](RequestId id, const protocol::SaveConnection&) {
        engine.finish(id,
                      protocol::RequestFailed{makeError(ErrorKind::InvalidInput, "It is there by now.", "Look."), {}});
    });
    form.setName(u"Shop"_s);
    form.setSource(&SecretSources::password, SecretOrigin::Stored);
    form.setSecret(&SecretSources::password, Secret("s3cret"));
    acceptIt();
    EXPECT_EQ(told, u"It is there by now.\nLook."_s);
    EXPECT_TRUE(stored.empty());
    EXPECT_TRUE(engine.commands<protocol::KeepSecret>().empty());
    EXPECT_FALSE(form.isBusy());
    ASSERT_EQ(engine.commands<protocol::SaveConnection>().size(), 1U);
    EXPECT_TRUE(engine.commands<protocol::SaveConnection>().front().onlyCheck);
}

TEST_F(ConnectionForms, OfSomethingNewReplaceNothing) {
    keepTheShop();
    ConnectionForm form(bus, connections, shop, true);
    accept(form);
    const auto saved = engine.commands<protocol::SaveConnection>();
    ASSERT_EQ(saved.size(), 1U);
    ASSERT_TRUE(saved.front().read);
    EXPECT_FALSE(saved.front().read->kept);
}

} // namespace
} // namespace dbv::viewmodel
