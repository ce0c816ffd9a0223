// SPDX-License-Identifier: Apache-2.0
#include "viewmodel/connection_form.h"

#include <map>

#include <QCoreApplication>

#include <gtest/gtest.h>

#include "bus/command_bus.h"
#include "support/fake_engine.h"

namespace dbv::viewmodel {
namespace {

using Qt::Literals::StringLiterals::operator""_s;
using protocol::SavedConnection;

/// A form over an engine that keeps connections, and reaches every database but those whose URL says "missing".
class ConnectionForms : public ::testing::Test {
protected:
    ConnectionForms() {
        engine.on<protocol::TestConnection>([this](RequestId id, const protocol::TestConnection& command) {
            if (command.target.config.url.find("missing") != std::string::npos) {
                engine.finish(id,
                              protocol::RequestFailed{makeError(ErrorKind::NotFound, "No such file.", "Look."), {}});
            } else {
                engine.finish(id, protocol::ConnectionTested{.serverVersion = "SQLite 3"});
            }
        });
        engine.on<protocol::SaveConnection>([this](RequestId id, const protocol::SaveConnection& command) {
            std::erase_if(kept, [&](const SavedConnection& one) {
                return one.name == command.connection.name || one.name == command.replaces;
            });
            kept.push_back(command.connection);
            engine.finish(id, protocol::SavedConnectionsListed{.connections = kept});
        });
        engine.on<protocol::ReadConnectionText>([this](RequestId id, const protocol::ReadConnectionText& command) {
            const std::string text(bus.secrets()->copyOf(command.text).reveal());
            const auto known = meanings.find(text);
            if (known == meanings.end()) {
                engine.finish(id, protocol::RequestFailed{makeError(ErrorKind::InvalidInput, "What is this?"), {}});
                return;
            }
            protocol::ConnectionTextRead read{.config = known->second, .secrets = {}, .remarks = {}};
            if (text.find(":s3cret@") != std::string::npos) {
                read.secrets.password = bus.secrets()->leave(Secret("s3cret"));
            }
            engine.finish(id, std::move(read));
        });
        engine.on<protocol::KeepSecret>([this](RequestId id, const protocol::KeepSecret& command) {
            if (locked) {
                engine.finish(id, protocol::RequestFailed{makeError(ErrorKind::VaultLocked, "Locked."), {}});
                return;
            }
            stored.emplace_back(bus.secrets()->copyOf(command.secret).reveal());
            engine.finish(id, protocol::SecretKept{command.id.empty() ? "id1" : command.id});
        });
        engine.on<protocol::ListSecrets>([this](RequestId id, const protocol::ListSecrets&) {
            protocol::SecretsListed listed;
            listed.facts.key = masterPassword.empty() ? protocol::SecretsKey::None : protocol::SecretsKey::Password;
            listed.facts.open = !locked;
            engine.finish(id, listed);
        });
        engine.on<protocol::UnlockSecrets>([this](RequestId id, const protocol::UnlockSecrets& command) {
            const Secret given = bus.secrets()->copyOf(command.password);
            if (!masterPassword.empty() && given.reveal() != masterPassword) {
                engine.finish(id, protocol::RequestFailed{makeError(ErrorKind::WrongPassphrase, "No."), {}});
                return;
            }
            masterPassword = given.reveal();
            locked = false;
            engine.finish(id, protocol::SecretsListed{});
        });
        connections.setConnectors({{.id = "postgres",
                                    .displayName = "PostgreSQL",
                                    .version = "1",
                                    .schemes = {"postgresql"},
                                    .fileExtensions = {},
                                    .defaultPort = 5432},
                                   {.id = "sqlite", .displayName = "SQLite", .version = "1", .schemes = {"sqlite"}}});
        meanings["postgresql://me@db.example.com/shop"] = {
            .connector = "postgres", .host = "db.example.com", .user = "me", .database = "shop"};
        meanings["postgresql://me:s3cret@db.example.com/shop"] = meanings["postgresql://me@db.example.com/shop"];
        meanings["/tmp/here.db"] = {.connector = "sqlite", .database = "/tmp/here.db"};
        shop.name = "The shop";
        shop.config.url = "/tmp/shop.db";
        shop.config.workingDirectory = "/tmp";
    }
    void keepTheShop() {
        kept = {shop};
        connections.setSaved(kept);
    }
    void accept(ConnectionForm& form) {
        QObject::connect(&form, &ConnectionForm::told, [this](const QString& text) { told = text; });
        QObject::connect(&form, &ConnectionForm::chosen, [this](const auto& config) { chosen.push_back(config.url); });
        QObject::connect(&form, &ConnectionForm::done, [this] { done = true; });
        form.accept();
        deliver();
    }
    static void deliver() {
        for (int i = 0; i < 8; ++i) {
            QCoreApplication::sendPostedEvents();
        }
    }
    [[nodiscard]] static std::vector<Secret> secretsOf(const QStringList& texts) {
        std::vector<Secret> secrets;
        secrets.reserve(static_cast<std::size_t>(texts.size()));
        for (const QString& text : texts) {
            secrets.emplace_back(text.toStdString());
        }
        return secrets;
    }
    /// Answers the question that waits, if there is one.
    [[nodiscard]] bool answer(const QStringList& texts) {
        for (quint64 number = 1; number < 20; ++number) {
            if (connections.desk().find(number) != nullptr) {
                connections.desk().answer(number, secretsOf(texts));
                deliver();
                return true;
            }
        }
        return false;
    }

    support::FakeEngine engine;
    bus::CommandBus bus{engine};
    ConnectionList connections{bus};
    std::vector<SavedConnection> kept;
    std::map<std::string, protocol::ConnectionConfig> meanings;
    std::vector<std::string> stored;
    std::string masterPassword;
    bool locked = false;
    SavedConnection shop;
    QString told;
    std::vector<std::string> chosen;
    bool done = false;
};

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

/// An opening that asks, and what the engine hears of the answers.
class AskingOpenings : public ConnectionForms {
protected:
    AskingOpenings() {
        engine.on<protocol::OpenConnection>([this](RequestId id, const protocol::OpenConnection& command) {
            opening = id;
            EXPECT_TRUE(command.target.canAnswer);
            engine.say(id, protocol::QuestionRaised{{.kind = protocol::QuestionKind::Password,
                                                     .about = "me@db",
                                                     .text = "Password?",
                                                     .prompts = {{"Password", false}}}});
        });
        engine.on<protocol::AnswerQuestion>([this](RequestId id, const protocol::AnswerQuestion& command) {
            EXPECT_EQ(command.opening, opening);
            engine.finish(id, protocol::QuestionAnswered{});
            if (command.refused) {
                engine.finish(opening, protocol::RequestFailed{makeError(ErrorKind::Cancelled, "Refused."), {}});
            } else {
                answered = std::string(bus.secrets()->copyOf(command.answers.front()).reveal());
                engine.finish(opening, protocol::ConnectionOpened{{.connection = ConnectionId{1}}});
            }
        });
        shop.config = {.connector = "postgres", .host = "db", .user = "me"};
        shop.environment = protocol::Environment::Production;
        keepTheShop();
    }
    RequestId opening;
    std::string answered;
};

TEST_F(AskingOpenings, AreAnsweredAtTheDeskAndTheAnswerIsRememberedForTheRun) {
    bool opened = false;
    connections.open(shop.config, [&opened](const auto& facts) { opened = facts.has_value(); });
    deliver();
    EXPECT_EQ(connections.desk().find(1)->connection, u"The shop"_s);
    EXPECT_TRUE(connections.desk().find(1)->offersKeeping);
    ASSERT_TRUE(answer({u"s3cret"_s}));
    EXPECT_TRUE(opened);
    EXPECT_EQ(answered, "s3cret");
    EXPECT_EQ(bus.secrets()->copyOf(connections.secretsOf(shop.config).password.id()).reveal(), "s3cret");
    EXPECT_EQ(connections.databases()[0].environment, protocol::Environment::Production);
    EXPECT_TRUE(stored.empty());
}

TEST_F(AskingOpenings, StoreAnAnswerThatIsToBeKeptAndTheConnectionRefersToIt) {
    connections.open(shop.config, [](const auto&) {});
    deliver();
    connections.desk().answer(1, secretsOf({u"s3cret"_s}), true);
    deliver();
    EXPECT_EQ(stored, std::vector<std::string>{"s3cret"});
    ASSERT_EQ(kept.size(), 1U);
    EXPECT_EQ(kept[0].config.secrets.password, (protocol::SecretSource{protocol::SecretOrigin::Stored, "id1"}));
    // It is the same connection still.
    EXPECT_EQ(connections.savedFor(shop.config)->name, "The shop");
}

TEST_F(AskingOpenings, EndWhenThePersonRefusesAndForgetTheQuestionWhenTheyAreGivenUp) {
    QString why;
    const auto opened = [&why](const Result<protocol::ConnectionFacts>& facts) {
        why = facts ? QString() : QString::fromStdString(facts.error().message);
    };
    connections.open(shop.config, opened);
    deliver();
    connections.desk().refuse(1);
    deliver();
    EXPECT_EQ(why, u"Refused."_s);
    connections.open(shop.config, opened);
    deliver();
    ASSERT_NE(connections.desk().find(2), nullptr);
    connections.giveUpOpenings();
    EXPECT_EQ(connections.desk().find(2), nullptr);
    EXPECT_EQ(why, u"The connection was given up."_s);
    EXPECT_FALSE(connections.isOpening());
}

} // namespace
} // namespace dbv::viewmodel
