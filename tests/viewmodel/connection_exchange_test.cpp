// SPDX-License-Identifier: Apache-2.0
// Connections that come from other programs, and those that go to another machine.
#include <QCoreApplication>
#include <QPointer>

#include <gtest/gtest.h>

#include "bus/command_bus.h"
#include "support/fake_engine.h"
#include "support/qt_printers.h"
#include "viewmodel/connection_export.h"
#include "viewmodel/connection_import.h"

namespace dbv::viewmodel {
namespace {

using Qt::Literals::StringLiterals::operator""_s;
using protocol::ImportedConnection;
using protocol::ImportOutcome;
using protocol::SavedConnection;

void deliver() {
    for (int i = 0; i < 20; ++i) {
        QCoreApplication::sendPostedEvents();
    }
}

/// An import over an engine that keeps all but what is called "bad".
class Imports : public ::testing::Test {
protected:
    Imports() {
        engine.on<protocol::FindImportSources>([this](RequestId id, const protocol::FindImportSources&) {
            engine.finish(id, protocol::ImportSourcesFound{.found = {{"dbeaver", "DBeaver", "/d"}},
                                                           .known = {{"dbeaver", "DBeaver", ""}, {"own", "Own", ""}}});
        });
        engine.on<protocol::ReadConnections>([this](RequestId id, const protocol::ReadConnections&) {
            if (error) {
                engine.finish(id, protocol::RequestFailed{*error, {}});
                return;
            }
            protocol::ConnectionsRead read = found;
            for (ImportedConnection& one : read.connections) {
                one.secrets.password = bus.secrets()->leave(Secret("s3cret of " + one.connection.name));
            }
            engine.finish(id, std::move(read));
        });
        engine.on<protocol::SaveConnection>([this](RequestId id, const protocol::SaveConnection& command) {
            if (holds) {
                held = id;
                return;
            }
            save(id, command);
        });
        engine.on<protocol::KeepSecret>([this](RequestId id, const protocol::KeepSecret& command) {
            if (locked) {
                engine.finish(id, protocol::RequestFailed{makeError(ErrorKind::VaultLocked, "Locked."), {}});
                return;
            }
            names.push_back(command.name);
            stored.emplace_back(bus.secrets()->copyOf(command.secret).reveal());
            engine.finish(id, protocol::SecretKept{"id" + std::to_string(stored.size())});
        });
        engine.on<protocol::ListSecrets>([this](RequestId id, const protocol::ListSecrets&) {
            protocol::SecretsListed listed;
            listed.facts.key = protocol::SecretsKey::Password;
            engine.finish(id, listed);
        });
        QObject::connect(&import, &ConnectionImport::told, [this](const QString& text) { told = text; });
        QObject::connect(&import, &ConnectionImport::done, [this](int taken, int failed, const QString& why) {
            outcomes.emplace_back(taken, failed);
            unstored = why;
        });
    }
    void save(RequestId id, const protocol::SaveConnection& command) {
        if (command.connection.name.starts_with("bad")) {
            engine.finish(id, protocol::RequestFailed{makeError(ErrorKind::InvalidInput, "Bad.", "Good."), {}});
            return;
        }
        if (!command.onlyCheck) {
            std::erase_if(kept, [&](const SavedConnection& one) { return one.name == command.connection.name; });
            kept.push_back(command.connection);
        }
        engine.finish(id, protocol::SavedConnectionsListed{.connections = kept});
    }
    void offer(const std::vector<std::string>& offered, ImportOutcome outcome = ImportOutcome::Complete) {
        for (const std::string& name : offered) {
            ImportedConnection one;
            one.connection.name = name;
            one.connection.config.connector = "postgres";
            one.connection.config.host = name + ".example";
            one.outcome = outcome;
            found.connections.push_back(one);
        }
    }
    void read() {
        import.read({"own", "Own", "/file"}, {});
        deliver();
    }
    void take(bool storeSecrets = true) {
        import.take(storeSecrets);
        deliver();
    }
    [[nodiscard]] std::string savedNames() const {
        std::string all;
        for (const SavedConnection& one : connections.saved()) {
            all += one.name + ";";
        }
        return all;
    }

    support::FakeEngine engine;
    bus::CommandBus bus{engine};
    ConnectionList connections{bus};
    ConnectionImport import{bus, connections};
    protocol::ConnectionsRead found;
    std::optional<Error> error;
    std::vector<SavedConnection> kept;
    std::vector<std::string> stored;
    std::vector<std::string> names;
    std::vector<std::pair<int, int>> outcomes;
    QString told;
    QString unstored;
    RequestId held;
    bool locked = false;
    bool holds = false;
};

TEST_F(Imports, ShowWhatWasFoundBeforeWhatCouldBe) {
    import.findSources();
    deliver();
    ASSERT_EQ(import.sources().size(), 3U);
    EXPECT_EQ(import.sources()[0].file, "/d");
    EXPECT_EQ(import.sources()[2].program, "own");
}

TEST_F(Imports, KeepWhatIsWantedWithItsSecretsAndNothingElse) {
    offer({"a", "b"});
    offer({"no"}, ImportOutcome::Refused);
    read();
    import.setWanted(1, false);
    import.setWanted(2, true);
    EXPECT_EQ(import.wantedCount(), 1U);
    take();
    EXPECT_EQ(savedNames(), "a;");
    EXPECT_EQ(stored, std::vector<std::string>{"s3cret of a"});
    EXPECT_EQ(kept[0].config.secrets.password, (protocol::SecretSource{protocol::SecretOrigin::Stored, "id1"}));
    EXPECT_EQ(outcomes, (std::vector{std::pair(1, 0)}));
    EXPECT_EQ(import.wantedCount(), 0U);
    import.setWanted(0, true);
    EXPECT_EQ(import.wantedCount(), 0U) << "it was taken over already";
    import.setWanted(4711, true);
}

TEST_F(Imports, CountOnlyWhatThisGoHasTakenOver) {
    offer({"a", "bad", "c"});
    read();
    import.setWanted(2, false);
    take();
    import.setWanted(1, false);
    import.setWanted(2, true);
    take();
    EXPECT_EQ(outcomes, (std::vector{std::pair(1, 1), std::pair(1, 0)}));
    EXPECT_EQ(savedNames(), "a;c;");
    EXPECT_EQ(import.items()[1].trouble, u"Bad. Good."_s);
}

TEST_F(Imports, GiveNamesThatAreFreeToWhatIsCalledTheSame) {
    connections.setSaved({SavedConnection{.name = "a"}, SavedConnection{.name = "a (2)"}});
    kept = connections.saved();
    offer({"a", "a", "Emoji 🐘 \"quoted\""});
    read();
    take(false);
    EXPECT_EQ(savedNames(), "a;a (2);a (3);a (4);Emoji 🐘 \"quoted\";");
}

TEST_F(Imports, RememberForThisRunWhatIsNotToBeStored) {
    offer({"a"});
    read();
    take(false);
    EXPECT_TRUE(stored.empty());
    const SecretId id = connections.secretsOf(kept[0].config).password.id();
    EXPECT_EQ(bus.secrets()->copyOf(id).reveal(), "s3cret of a");
    EXPECT_EQ(kept[0].config.secrets, protocol::SecretSources());
}

TEST_F(Imports, SayThatPasswordsWereNotStoredWhenTheStoreStaysLocked) {
    locked = true;
    offer({"a", "b"});
    read();
    take();
    connections.desk().refuse(1);
    deliver();
    EXPECT_EQ(savedNames(), "a;b;");
    EXPECT_TRUE(unstored.contains(u"locked"_s));
    EXPECT_EQ(connections.desk().find(2), nullptr) << "it is asked for once, not for each";
    EXPECT_EQ(outcomes, (std::vector{std::pair(2, 0)}));
}

TEST_F(Imports, StoreNoSecretOfWhatIsNotKept) {
    offer({"bad", "good"});
    read();
    take(true);
    EXPECT_EQ(savedNames(), "good;");
    EXPECT_EQ(stored, std::vector<std::string>{"s3cret of good"});
}

TEST_F(Imports, AreNotDoneTwiceNorOverwrittenWhileTheyGoOn) {
    offer({"a", "b"});
    read();
    holds = true;
    take(false);
    ASSERT_TRUE(import.isTaking());
    take(false);
    read();
    import.setWanted(1, false);
    EXPECT_EQ(engine.commands<protocol::SaveConnection>().size(), 1U);
    EXPECT_EQ(engine.commands<protocol::ReadConnections>().size(), 1U);
    holds = false;
    save(held, engine.commands<protocol::SaveConnection>().front());
    deliver();
    EXPECT_EQ(savedNames(), "a;b;");
    EXPECT_FALSE(import.isTaking());
}

TEST_F(Imports, ThatGoAwayWhileAPasswordIsAskedForHarmNobody) {
    locked = true;
    offer({"a"});
    auto gone = std::make_unique<ConnectionImport>(bus, connections);
    gone->read({"own", "Own", "/file"}, {});
    deliver();
    gone->take(true);
    deliver();
    gone.reset();
    connections.desk().refuse(1);
    deliver();
    EXPECT_TRUE(kept.empty());
}

TEST_F(Imports, OfAFileThatCanNotBeReadShowNothingOfTheOneBefore) {
    found.remarks = {"one", "two"};
    found.wantsPassphrase = true;
    offer({"a"});
    read();
    EXPECT_EQ(import.remarks(), u"one\ntwo"_s);
    EXPECT_TRUE(import.wantsPassphrase());
    const SecretId left = import.items()[0].secrets.password.id();
    error = makeError(ErrorKind::WrongPassphrase, "Wrong.", "Again.");
    read();
    EXPECT_TRUE(import.items().empty());
    EXPECT_TRUE(import.remarks().isEmpty());
    EXPECT_TRUE(import.wantsPassphrase());
    EXPECT_EQ(told, u"Wrong.\nAgain."_s);
    EXPECT_TRUE(bus.secrets()->copyOf(left).empty());
    error = makeError(ErrorKind::NotFound, "No file.", "Look.");
    read();
    EXPECT_FALSE(import.wantsPassphrase());
}

TEST_F(Imports, StoreEachSecretUnderANameThatTellsItApart) {
    offer({"a"});
    read();
    take();
    EXPECT_EQ(names, std::vector<std::string>{"a"});
}

/// An export over an engine that has a file of that name already.
class Exports : public ::testing::Test {
protected:
    Exports() {
        engine.on<protocol::ExportConnections>([this](RequestId id, const protocol::ExportConnections& command) {
            passphrase = command.passphrase;
            last = command;
            given = std::string(bus.secrets()->copyOf(command.passphrase).reveal());
            if (!command.replaces && exists) {
                engine.finish(id,
                              protocol::RequestFailed{makeError(ErrorKind::ConfirmationRequired, "There is one."), {}});
                return;
            }
            engine.finish(id, protocol::ConnectionsExported{
                                  .connections = connections, .secrets = 1, .remarks = {"One was left out."}});
        });
        QObject::connect(&subject, &ConnectionExport::told, [this](const QString& text) { told = text; });
        QObject::connect(&subject, &ConnectionExport::mistyped, [this](const QString& text) { mistyped = text; });
        QObject::connect(&subject, &ConnectionExport::existsAlready, [this](const QString& text) { question = text; });
    }
    support::FakeEngine engine;
    bus::CommandBus bus{engine};
    QuestionDesk desk{bus};
    SecretKeeper keeper{bus, desk};
    ConnectionExport subject{bus, keeper};
    protocol::ExportConnections last;
    SecretId passphrase;
    std::string given;
    std::size_t connections = 2;
    bool exists = false;
    QString told;
    QString mistyped;
    QString question;
};

TEST_F(Exports, SayWhatWentAlongAndWhatDidNot) {
    subject.write(u"/tmp/x y.json"_s, Secret("correct horse"), Secret("correct horse"));
    EXPECT_TRUE(subject.isWriting());
    deliver();
    EXPECT_EQ(last.file, "/tmp/x y.json");
    EXPECT_EQ(given, "correct horse");
    EXPECT_EQ(told, u"2 connections written, with 1 password.\nOne was left out."_s);
    EXPECT_FALSE(subject.isWriting());
    EXPECT_TRUE(bus.secrets()->copyOf(passphrase).empty());
    connections = 1;
    subject.write(u"/tmp/x y.json"_s, {}, {});
    deliver();
    EXPECT_FALSE(last.passphrase);
    EXPECT_TRUE(told.startsWith(u"1 connection written"_s));
}

TEST_F(Exports, WriteNothingUnderAPassphraseThatWasMistyped) {
    subject.write(u"/tmp/x"_s, Secret("one"), Secret("two"));
    subject.write(u"/tmp/x"_s, Secret("one"), {});
    subject.write(u"/tmp/x"_s, {}, Secret("two"));
    deliver();
    EXPECT_TRUE(engine.commands<protocol::ExportConnections>().empty());
    EXPECT_FALSE(mistyped.isEmpty());
}

TEST_F(Exports, ReplaceAFileOnlyWhenThatIsSaid) {
    exists = true;
    subject.write(u"/tmp/x"_s, {}, {});
    deliver();
    EXPECT_EQ(question, u"There is one."_s);
    EXPECT_TRUE(told.isEmpty());
    subject.write(u"/tmp/x"_s, {}, {}, true);
    deliver();
    EXPECT_FALSE(told.isEmpty());
}

TEST_F(Exports, AreDoneOnceHoweverOftenTheButtonIsPressed) {
    subject.write(u"/tmp/x"_s, {}, {});
    subject.write(u"/tmp/x"_s, {}, {});
    deliver();
    EXPECT_EQ(engine.commands<protocol::ExportConnections>().size(), 1U);
}

} // namespace
} // namespace dbv::viewmodel
