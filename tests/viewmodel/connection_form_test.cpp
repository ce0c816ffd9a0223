// SPDX-License-Identifier: Apache-2.0
#include "connection_forms_fixture.h"

namespace dbv::viewmodel {
namespace {

TEST_F(ConnectionForms, ANewOneIsTriedBeforeItIsKept) {
    ConnectionForm form(bus, connections);
    EXPECT_NE(form.whyNot(), QString());
    form.setName(u"Gone"_s);
    form.setLine(u"/tmp/missing.db"_s);
    EXPECT_EQ(form.whyNot(), QString());
    accept(form);
    EXPECT_TRUE(told.contains(u"No such file."_s)) << told.toStdString();
    EXPECT_TRUE(kept.empty());
    EXPECT_FALSE(done);

    form.setLine(u"/tmp/here.db"_s);
    accept(form);
    EXPECT_TRUE(done);
    ASSERT_EQ(connections.saved().size(), 1U);
    EXPECT_EQ(connections.saved()[0].name, "Gone");
    EXPECT_EQ(chosen.back(), "/tmp/here.db");
}

TEST_F(ConnectionForms, ANameThatIsTakenIsNotTakenOver) {
    keepTheShop();
    ConnectionForm form(bus, connections);
    form.setName(u"The shop"_s);
    form.setLine(u"/tmp/other.db"_s);
    accept(form);
    EXPECT_TRUE(told.contains(u"The shop"_s));
    EXPECT_FALSE(done);
    EXPECT_EQ(kept, std::vector{shop});
}

TEST_F(ConnectionForms, AChangeKeepsWhatTheFormDoesNotShowAndMayGiveAnotherName) {
    keepTheShop();
    ConnectionForm form(bus, connections, shop);
    EXPECT_TRUE(form.changes());
    form.setSafety(Safety::ReadOnly);
    accept(form);
    EXPECT_TRUE(done);
    SavedConnection changed = shop;
    changed.config.safety = Safety::ReadOnly;
    EXPECT_EQ(connections.saved(), std::vector{changed});

    form.setName(u"Shop of old"_s);
    form.setLine(u"/tmp/missing.db"_s);
    accept(form);
    changed.name = "Shop of old";
    changed.config.url = "/tmp/missing.db";
    EXPECT_EQ(engine.commands<protocol::SaveConnection>().back().replaces, "The shop");
    EXPECT_EQ(connections.saved(), std::vector{changed});
    EXPECT_TRUE(chosen.empty());

    form.setName(QString());
    EXPECT_NE(form.whyNot(), QString());
}

TEST_F(ConnectionForms, AServersSecretsAreNumbersOnTheBusAndRememberedForTheRun) {
    ConnectionForm form(bus, connections);
    form.setLine(u"postgresql://me@db.example.com/shop"_s);
    deliver();
    EXPECT_TRUE(form.isServer());
    form.setSecret(&protocol::SecretSources::password, Secret("s3cret"));
    form.setSshWay(u"hop, me@bastion:2222, root@[::1]:22"_s);
    EXPECT_EQ(form.sshWay(), u"hop, me@bastion:2222, root@[::1]:22"_s);
    EXPECT_EQ(form.config().ssh.jump.size(), 2U);
    EXPECT_EQ(form.config().ssh.target, (protocol::SshHop{"::1", 22, "root"}));
    accept(form);
    const auto tested = engine.commands<protocol::TestConnection>();
    ASSERT_EQ(tested.size(), 1U);
    EXPECT_EQ(bus.secrets()->copyOf(tested[0].target.secrets.password).reveal(), "s3cret");
    connections.open(form.config(), [](const auto&) {});
    EXPECT_EQ(engine.commands<protocol::OpenConnection>()[0].target.secrets.password,
              tested[0].target.secrets.password);
}

TEST_F(ConnectionForms, APasswordIsGivenToNoOtherServer) {
    ConnectionForm form(bus, connections);
    form.setLine(u"postgresql://me@db.example.com/shop"_s);
    deliver();
    form.setSecret(&protocol::SecretSources::password, Secret("s3cret"));
    form.setParam("database", u"stock"_s);
    form.setParam("user", u"you"_s);
    EXPECT_TRUE(form.secretId(&protocol::SecretSources::password));
    form.setParam("host", u"elsewhere.example.com"_s);
    EXPECT_FALSE(form.secretId(&protocol::SecretSources::password));
    shop.config = {.connector = "postgres", .host = "db.example.com"};
    shop.config.secrets.password = {protocol::SecretOrigin::Stored, "id1"};
    ConnectionForm copy(bus, connections, shop, true);
    QObject::connect(&copy, &ConnectionForm::told, [this](const QString& text) { told = text; });
    copy.setParam("port", u"5433"_s);
    EXPECT_EQ(copy.config().secrets.password, (protocol::SecretSource{protocol::SecretOrigin::Stored, {}}));
    EXPECT_TRUE(told.contains(u"db.example.com"_s)) << told.toStdString();
}

TEST_F(ConnectionForms, APasswordOfSshIsGivenToNoOtherMachine) {
    const auto sshPassword = &protocol::SecretSources::sshPassword;
    ConnectionForm form(bus, connections);
    QObject::connect(&form, &ConnectionForm::told, [this](const QString& text) { told = text; });
    form.setLine(u"postgresql://me@db.example.com/shop"_s);
    deliver();
    for (const QString& other :
         {u"you@gate, me@bastion:2222"_s, u"me@gate:2200, me@bastion:2222"_s, u"me@gate, me@bastion"_s,
          u"me@gate, me@other:2222"_s, u"me@first, me@gate, me@bastion:2222"_s}) {
        form.setSshWay(u"me@gate, me@bastion:2222"_s);
        form.setSecret(sshPassword, Secret("s3cret"));
        // What is not understood, or not there, leads nowhere; a part of the way has been given it before.
        for (const QString& harmless : {u"me@gate, me@bastion:2222"_s, u"me@gate,"_s, QString(), u"me@gate"_s}) {
            form.setSshWay(harmless);
            EXPECT_TRUE(form.hasSecret(sshPassword)) << harmless.toStdString();
        }
        form.setSshWay(u"me@gate, me@bastion:2222"_s);
        form.setSecret(sshPassword, Secret("s3cret"));
        form.setSshWay(other);
        EXPECT_FALSE(form.hasSecret(sshPassword)) << other.toStdString();
    }
    EXPECT_TRUE(told.contains(u"me@first"_s)) << told.toStdString();
    shop.config = {.connector = "postgres", .host = "db.example.com"};
    shop.config.ssh.target = {.host = "bastion", .port = 22, .user = "me"};
    shop.config.secrets.sshPassword = {protocol::SecretOrigin::Stored, "id1"};
    ConnectionForm copy(bus, connections, shop, true);
    copy.setSshWay(u"you@bastion:22"_s);
    EXPECT_EQ(copy.config().secrets.sshPassword, (protocol::SecretSource{protocol::SecretOrigin::Stored, {}}));
}

TEST_F(ConnectionForms, APasswordForThisMachineIsNotThatOfTheOneBehindSsh) {
    ConnectionForm form(bus, connections);
    form.setConnector("postgres");
    form.setParam("host", u"localhost"_s);
    form.setSecret(&protocol::SecretSources::password, Secret("s3cret"));
    form.setSshWay(u"me@bastion"_s);
    EXPECT_FALSE(form.hasSecret(&protocol::SecretSources::password));
    form.setParam("host", u"db.example.com"_s);
    form.setSecret(&protocol::SecretSources::password, Secret("s3cret"));
    form.setSshWay(u"me@other"_s);
    EXPECT_TRUE(form.hasSecret(&protocol::SecretSources::password));
}

TEST_F(ConnectionForms, APastedUrlFillsThePartsAndItsPasswordLeavesTheLine) {
    ConnectionForm form(bus, connections);
    form.setLine(u"postgresql://me:s3cret@db.example.com/shop"_s);
    deliver();
    EXPECT_EQ(form.param("host"), u"db.example.com"_s);
    EXPECT_EQ(form.param("database"), u"shop"_s);
    EXPECT_EQ(form.line(), u"postgresql://me@db.example.com/shop"_s);
    EXPECT_EQ(form.config().url, "");
    accept(form);
    EXPECT_EQ(bus.secrets()->copyOf(engine.commands<protocol::TestConnection>()[0].target.secrets.password).reveal(),
              "s3cret");
}

TEST_F(ConnectionForms, ATypedUrlKeepsItsPasswordUntilTheLineIsLeft) {
    ConnectionForm form(bus, connections);
    const QString typed = u"postgresql://me:s3cret@db.example.com/shop"_s;
    for (qsizetype i = 1; i <= typed.size(); ++i) {
        form.setLine(typed.left(i), true);
        deliver();
        EXPECT_EQ(form.line(), typed.left(i));
    }
    EXPECT_EQ(form.param("database"), u"shop"_s);
    EXPECT_EQ(form.config().url, "");
    form.finishLine();
    EXPECT_EQ(form.line(), u"postgresql://me@db.example.com/shop"_s);
    accept(form);
    EXPECT_EQ(bus.secrets()->copyOf(engine.commands<protocol::TestConnection>()[0].target.secrets.password).reveal(),
              "s3cret");
}

TEST_F(ConnectionForms, APasswordThatIsTakenOutOfATypedUrlIsForgotten) {
    ConnectionForm form(bus, connections);
    form.setLine(u"postgresql://me:s3cret@db.example.com/shop"_s, true);
    deliver();
    form.setLine(u"postgresql://me@db.example.com/shop"_s, true);
    deliver();
    form.finishLine();
    EXPECT_FALSE(form.hasSecret(&protocol::SecretSources::password));
}

TEST_F(ConnectionForms, WhatALineSaysOfTlsGoesWithItAndWhatWasChosenComesBack) {
    const QString strict = u"postgresql://me@db.example.com/shop?sslmode=require"_s;
    meanings[strict.toStdString()] = meanings.at("postgresql://me@db.example.com/shop");
    meanings[strict.toStdString()].tls.mode = TlsMode::Require;
    for (const std::optional<TlsMode> byHand : {std::optional<TlsMode>(), std::optional(TlsMode::VerifyCa)}) {
        ConnectionForm form(bus, connections);
        form.setTls({.mode = byHand});
        form.setLine(strict);
        deliver();
        EXPECT_EQ(form.config().tls.mode, TlsMode::Require);
        form.setLine(u"postgresql://me@db.example.com/shop"_s);
        deliver();
        EXPECT_EQ(form.config().tls.mode, byHand);
        form.setLine(strict);
        deliver();
        form.setTls({.mode = TlsMode::Disable});
        form.setLine(u"postgresql://me@db.example.com/shop"_s);
        deliver();
        EXPECT_EQ(form.config().tls.mode, TlsMode::Disable) << "byHand by hand after the line";
    }
}

TEST_F(ConnectionForms, PartsAreShownInTheLineAndAnotherKindForgetsTheWordsOfTheFirst) {
    ConnectionForm form(bus, connections);
    EXPECT_NE(form.whyNot(), QString());
    form.setConnector("postgres");
    form.setParam("host", u"::1"_s);
    form.setParam("port", u"5433"_s);
    form.setParam("search_path", u"a, b"_s);
    EXPECT_EQ(form.line(), u"postgresql://[::1]:5433"_s);
    EXPECT_EQ(form.config().options.at("search_path"), "a, b");
    form.setParam("search_path", QString());
    EXPECT_TRUE(form.config().options.empty());
    form.setParam("search_path", u"a"_s);
    form.setConnector("sqlite");
    EXPECT_TRUE(form.config().options.empty());
    EXPECT_EQ(form.config().host, "");
    EXPECT_NE(form.whyNot(), QString());
    form.setParam("database", u"/tmp/x.db"_s);
    EXPECT_EQ(form.whyNot(), QString());
    EXPECT_EQ(form.line(), u"/tmp/x.db"_s);
}

TEST_F(ConnectionForms, AFileStaysAsItWasNamedUntilOneOfItsPartsIsChanged) {
    ConnectionForm form(bus, connections);
    form.setLine(u"/tmp/here.db"_s);
    deliver();
    EXPECT_EQ(form.config().url, "/tmp/here.db");
    EXPECT_EQ(form.param("database"), u"/tmp/here.db"_s);
    form.setParam("mode", u"ro"_s);
    EXPECT_EQ(form.config().url, "");
    EXPECT_EQ(form.config().connector, "sqlite");
    EXPECT_EQ(form.config().database, "/tmp/here.db");
}

TEST_F(ConnectionForms, ProductionIsReadOnlyUntilSomebodyHasChosenOtherwise) {
    ConnectionForm form(bus, connections);
    form.setEnvironment(protocol::Environment::Production);
    EXPECT_EQ(form.config().safety, Safety::ReadOnly);
    form.setEnvironment(protocol::Environment::Test);
    EXPECT_EQ(form.config().safety, Safety::Confirm);
    form.setSafety(Safety::Confirm);
    form.setEnvironment(protocol::Environment::Production);
    EXPECT_EQ(form.config().safety, Safety::Confirm);
}

TEST_F(ConnectionForms, AKeptConnectionThatBecomesProductionIsReadOnlyUnlessAnotherSafetyIsChosenThen) {
    ConnectionForm form(bus, connections, shop);
    form.setEnvironment(protocol::Environment::Production);
    EXPECT_EQ(form.config().safety, Safety::ReadOnly);
    ConnectionForm chosenHere(bus, connections, shop);
    chosenHere.setSafety(Safety::Off);
    chosenHere.setEnvironment(protocol::Environment::Production);
    EXPECT_EQ(chosenHere.config().safety, Safety::Off);
    // What was chosen at another time is not loosened by a new colour.
    shop.config.safety = Safety::ReadOnly;
    ConnectionForm strict(bus, connections, shop);
    strict.setEnvironment(protocol::Environment::Staging);
    EXPECT_EQ(strict.config().safety, Safety::ReadOnly);
}

TEST_F(ConnectionForms, ANewNameOfAKeptConnectionIsToldToWhatIsOpen) {
    keepTheShop();
    std::vector<std::string> names;
    QObject::connect(&connections, &ConnectionList::renamed,
                     [&names](const std::string& before, const std::string& now) { names = {before, now}; });
    ConnectionForm form(bus, connections, shop);
    accept(form);
    EXPECT_TRUE(names.empty());
    form.setName(u"Shop of old"_s);
    accept(form);
    EXPECT_EQ(names, (std::vector<std::string>{"The shop", "Shop of old"}));
}

TEST_F(ConnectionForms, ASecretThatIsToBeStoredIsWhenTheConnectionIsKept) {
    ConnectionForm form(bus, connections);
    form.setLine(u"postgresql://me@db.example.com/shop"_s);
    deliver();
    form.setName(u"Far shop"_s);
    form.setSource(&protocol::SecretSources::password, protocol::SecretOrigin::Stored);
    form.setSecret(&protocol::SecretSources::password, Secret("s3cret"));
    accept(form);
    EXPECT_TRUE(done);
    EXPECT_EQ(stored, std::vector<std::string>{"s3cret"});
    ASSERT_EQ(kept.size(), 1U);
    EXPECT_EQ(kept[0].config.secrets.password, (protocol::SecretSource{protocol::SecretOrigin::Stored, "id1"}));
}

TEST_F(ConnectionForms, TheFirstStoredSecretOfASystemWithoutKeychainAsksForAMasterPasswordTwice) {
    locked = true;
    ConnectionForm form(bus, connections);
    form.setLine(u"postgresql://me@db.example.com/shop"_s);
    deliver();
    form.setName(u"Far shop"_s);
    form.setSource(&protocol::SecretSources::password, protocol::SecretOrigin::Stored);
    form.setSecret(&protocol::SecretSources::password, Secret("s3cret"));
    accept(form);
    EXPECT_FALSE(done);
    ASSERT_TRUE(answer({u"master"_s, u"mister"_s}));
    EXPECT_EQ(masterPassword, "");
    ASSERT_TRUE(answer({u"master"_s, u"master"_s}));
    EXPECT_EQ(masterPassword, "master");
    EXPECT_TRUE(done);
    EXPECT_EQ(stored, std::vector<std::string>{"s3cret"});
}

TEST_F(ConnectionForms, NoMasterPasswordMeansThatNothingIsKept) {
    locked = true;
    masterPassword = "master";
    ConnectionForm form(bus, connections);
    form.setLine(u"postgresql://me@db.example.com/shop"_s);
    deliver();
    form.setName(u"Far shop"_s);
    form.setSource(&protocol::SecretSources::password, protocol::SecretOrigin::Stored);
    form.setSecret(&protocol::SecretSources::password, Secret("s3cret"));
    accept(form);
    ASSERT_TRUE(answer({u"wrong"_s}));
    connections.desk().refuse(2);
    deliver();
    EXPECT_TRUE(told.contains(u"stay locked"_s)) << told.toStdString();
    EXPECT_FALSE(done);
    EXPECT_TRUE(kept.empty());
}

TEST_F(ConnectionForms, WhatIsTypedAfterAWrongAnswerIsWhatIsStored) {
    RequestId test;
    engine.on<protocol::TestConnection>([&](RequestId id, const protocol::TestConnection& command) {
        test = id;
        if (command.target.secrets.password) {
            engine.finish(id, protocol::ConnectionTested{});
            return;
        }
        engine.say(id, protocol::QuestionRaised{{.kind = protocol::QuestionKind::Password,
                                                 .about = "me@db",
                                                 .text = "Password?",
                                                 .prompts = {{"Password", false}}}});
    });
    engine.on<protocol::AnswerQuestion>([&](RequestId id, const protocol::AnswerQuestion&) {
        engine.finish(id, protocol::QuestionAnswered{});
        engine.finish(test, protocol::RequestFailed{makeError(ErrorKind::AuthenticationFailed, "Wrong."), {}});
    });
    ConnectionForm form(bus, connections);
    form.setLine(u"postgresql://me@db.example.com/shop"_s);
    deliver();
    form.setName(u"Far shop"_s);
    form.setSource(&protocol::SecretSources::password, protocol::SecretOrigin::Stored);
    form.test();
    deliver();
    ASSERT_TRUE(answer({u"wrong"_s}));
    form.setSecret(&protocol::SecretSources::password, Secret("right"));
    accept(form);
    EXPECT_TRUE(done);
    EXPECT_EQ(stored, std::vector<std::string>{"right"});
    EXPECT_EQ(bus.secrets()->copyOf(connections.secretsOf(form.config()).password.id()).reveal(), "right");
}

TEST_F(ConnectionForms, WhatWasAnsweredInATestIsNotAskedForAgain) {
    std::vector<std::string> sent;
    RequestId test;
    engine.on<protocol::TestConnection>([&](RequestId id, const protocol::TestConnection& command) {
        sent.emplace_back(bus.secrets()->copyOf(command.target.secrets.password).reveal());
        if (sent.back().empty()) {
            test = id;
            engine.say(id, protocol::QuestionRaised{{.kind = protocol::QuestionKind::Password,
                                                     .about = "me@db",
                                                     .text = "Password?",
                                                     .prompts = {{"Password", false}}}});
        } else {
            engine.finish(id, protocol::ConnectionTested{});
        }
    });
    engine.on<protocol::AnswerQuestion>([&](RequestId id, const protocol::AnswerQuestion&) {
        engine.finish(id, protocol::QuestionAnswered{});
        engine.finish(test, protocol::ConnectionTested{});
    });
    ConnectionForm form(bus, connections);
    form.setLine(u"postgresql://me@db.example.com/shop"_s);
    deliver();
    form.test();
    deliver();
    ASSERT_TRUE(answer({u"s3cret"_s}));
    EXPECT_TRUE(form.hasSecret(&protocol::SecretSources::password));
    accept(form);
    EXPECT_EQ(sent, (std::vector<std::string>{"", "s3cret"}));
    EXPECT_EQ(bus.secrets()->copyOf(connections.secretsOf(form.config()).password.id()).reveal(), "s3cret");
}

} // namespace
} // namespace dbv::viewmodel
