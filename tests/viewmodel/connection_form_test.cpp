// SPDX-License-Identifier: Apache-2.0
#include "viewmodel/connection_form.h"

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
            std::erase_if(kept, [&](const SavedConnection& one) { return one.name == command.connection.name; });
            kept.push_back(command.connection);
            engine.finish(id, protocol::SavedConnectionsListed{.connections = kept});
        });
        engine.on<protocol::RemoveSavedConnection>(
            [this](RequestId id, const protocol::RemoveSavedConnection& command) {
                std::erase_if(kept, [&](const SavedConnection& one) { return one.name == command.name; });
                engine.finish(id, protocol::SavedConnectionsListed{.connections = kept});
            });
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
        for (int i = 0; i < 5; ++i) {
            QCoreApplication::sendPostedEvents();
        }
    }

    support::FakeEngine engine;
    bus::CommandBus bus{engine};
    ConnectionList connections{bus};
    std::vector<SavedConnection> kept;
    SavedConnection shop;
    QString told;
    std::vector<std::string> chosen;
    bool done = false;
};

TEST_F(ConnectionForms, ANewOneIsTriedBeforeItIsKept) {
    ConnectionForm form(bus, connections);
    EXPECT_NE(form.whyNot(), QString());
    form.setName(u"Gone"_s);
    form.setUrl(u"/tmp/missing.db"_s);
    EXPECT_EQ(form.whyNot(), QString());
    accept(form);
    EXPECT_TRUE(told.contains(u"No such file."_s)) << told.toStdString();
    EXPECT_TRUE(kept.empty());
    EXPECT_FALSE(done);

    form.setUrl(u"/tmp/here.db"_s);
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
    form.setUrl(u"/tmp/other.db"_s);
    accept(form);
    EXPECT_TRUE(told.contains(u"The shop"_s));
    EXPECT_FALSE(done);
    EXPECT_EQ(kept, std::vector{shop});
}

TEST_F(ConnectionForms, AChangeKeepsWhatTheFormDoesNotShowAndMayGiveAnotherName) {
    keepTheShop();
    ConnectionForm form(bus, connections, shop);
    EXPECT_TRUE(form.changes());
    form.setReadOnly(true);
    accept(form);
    EXPECT_TRUE(done);
    SavedConnection changed = shop;
    changed.config.safety = Safety::ReadOnly;
    EXPECT_EQ(connections.saved(), std::vector{changed});

    form.setName(u"Shop of old"_s);
    form.setUrl(u"/tmp/missing.db"_s);
    accept(form);
    changed.name = "Shop of old";
    changed.config.url = "/tmp/missing.db";
    EXPECT_EQ(connections.saved(), std::vector{changed});
    EXPECT_TRUE(chosen.empty());

    form.setName(QString());
    EXPECT_NE(form.whyNot(), QString());
}

TEST_F(ConnectionForms, AServersSecretsAreNumbersOnTheBusAndRememberedForTheRun) {
    ConnectionForm form(bus, connections);
    form.setUrl(u"postgresql://me@db.example.com/shop"_s);
    EXPECT_TRUE(form.isServer());
    form.setPassword(u"s3cret"_s);
    form.setSsh(u"hop, me@bastion:2222, root@[::1]:22"_s);
    EXPECT_EQ(form.ssh(), u"hop, me@bastion:2222, root@[::1]:22"_s);
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

TEST_F(ConnectionForms, AnUnknownHostKeyIsAcceptedForOneAttempt) {
    engine.on<protocol::TestConnection>([this](RequestId id, const protocol::TestConnection& command) {
        Error unknown =
            makeError(ErrorKind::HostKeyUnknown, "The key of bastion is not known: SHA256:abc+/1.", "Look.");
        command.target.config.ssh.acceptFingerprint == "SHA256:abc+/1"
            ? engine.finish(id, protocol::ConnectionTested{.serverVersion = "PostgreSQL 15"})
            : engine.finish(id, protocol::RequestFailed{unknown, {}});
    });
    ConnectionForm form(bus, connections);
    form.setUrl(u"postgresql://me@db.example.com/shop"_s);
    QString offered;
    QObject::connect(&form, &ConnectionForm::hostKeyUnknown, [&](const QString& key) { offered = key; });
    accept(form);
    EXPECT_EQ(offered, u"SHA256:abc+/1"_s);
    form.acceptHostKey();
    EXPECT_EQ(form.config().ssh.acceptFingerprint, "");
    for (int i = 0; i < 5; ++i) {
        QCoreApplication::sendPostedEvents();
    }
    EXPECT_TRUE(told.startsWith(u"It works"_s)) << told.toStdString();
}

} // namespace
} // namespace dbv::viewmodel
