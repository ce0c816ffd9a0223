// SPDX-License-Identifier: Apache-2.0
// What a form says and keeps when what it describes is changed.
#include <QSignalSpy>

#include "connection_forms_fixture.h"
#include "viewmodel/connection_export.h"

namespace dbv::viewmodel {
namespace {

using protocol::SecretOrigin;
using protocol::SecretSources;

TEST_F(ConnectionForms, WhatAnAttemptHasFoundGoesWithTheNextChange) {
    ConnectionForm form(bus, connections);
    form.setLine(u"postgresql://me@db.example.com/shop"_s);
    deliver();
    QSignalSpy tried(&form, &ConnectionForm::tried);
    QObject::connect(&form, &ConnectionForm::told, [this](const QString& text) { told = text; });
    const std::vector<std::function<void()>> changes = {
        [&form] { form.setParam("user", u"ann"_s); },
        [&form] { form.setTls({.mode = TlsMode::Require}); },
        [&form] { form.setSshWay(u"ann@bastion"_s); },
        [&form] { form.setSecret(&SecretSources::password, Secret("s3cret")); },
        [&form] { form.setSource(&SecretSources::password, SecretOrigin::Ask); },
        [&form] { form.setLine(u"/tmp/here.db"_s); },
    };
    for (std::size_t i = 0; i < changes.size(); ++i) {
        form.test();
        deliver();
        ASSERT_FALSE(form.diagnosis().isEmpty()) << i;
        ASSERT_TRUE(told.startsWith(u"It works"_s)) << i;
        tried.clear();
        changes[i]();
        EXPECT_EQ(form.diagnosis(), QString()) << i;
        EXPECT_EQ(told, QString()) << i;
        EXPECT_GE(tried.count(), 1) << i;
    }
}

TEST_F(ConnectionForms, AnAttemptIsNotAboutWhatWasChangedMeanwhile) {
    RequestId attempt;
    engine.on<protocol::TestConnection>([&](RequestId id, const protocol::TestConnection&) { attempt = id; });
    ConnectionForm form(bus, connections);
    form.setLine(u"postgresql://me@db.example.com/shop"_s);
    deliver();
    QObject::connect(&form, &ConnectionForm::told, [this](const QString& text) { told = text; });
    form.test();
    deliver();
    form.setParam("user", u"ann"_s);
    engine.finish(attempt, protocol::ConnectionTested{.serverVersion = "15"});
    deliver();
    EXPECT_TRUE(told.contains(u"was changed while"_s)) << told.toStdString();
    EXPECT_EQ(form.diagnosis(), QString());
}

TEST_F(ConnectionForms, APastedPasswordThatIsToBeStoredIsKeptUntilItIs) {
    ConnectionForm form(bus, connections);
    form.setLine(u"postgresql://me:s3cret@db.example.com/shop"_s);
    deliver();
    form.setSource(&SecretSources::password, SecretOrigin::Stored);
    ASSERT_TRUE(form.hasSecret(&SecretSources::password));
    form.setName(u"Far shop"_s);
    accept(form);
    EXPECT_TRUE(done);
    EXPECT_EQ(stored, std::vector<std::string>{"s3cret"});
    EXPECT_EQ(kept.at(0).config.secrets.password, (protocol::SecretSource{SecretOrigin::Stored, "id1"}));
}

TEST_F(ConnectionForms, WithoutANameNothingIsStoredAndNobodyLooksForIt) {
    ConnectionForm form(bus, connections);
    form.setLine(u"postgresql://me:s3cret@db.example.com/shop"_s);
    deliver();
    form.setSource(&SecretSources::password, SecretOrigin::Stored);
    protocol::ConnectionConfig opened;
    QObject::connect(&form, &ConnectionForm::chosen, [&opened](const auto& config) { opened = config; });
    accept(form);
    ASSERT_TRUE(done);
    EXPECT_EQ(opened.secrets.password, protocol::SecretSource());
    const SecretId password = connections.secretsOf(opened).password.id();
    EXPECT_EQ(bus.secrets()->copyOf(password).reveal(), "s3cret") << "it holds for this run";
}

TEST_F(ConnectionForms, AStoredPasswordThatIsNotThereAnyMoreIsStoredAnew) {
    engine.on<protocol::KeepSecret>([this](RequestId id, const protocol::KeepSecret& command) {
        if (command.id == "gone") {
            engine.finish(id, protocol::RequestFailed{makeError(ErrorKind::NotFound, "It is not there."), {}});
            return;
        }
        stored.push_back(command.name);
        engine.finish(id, protocol::SecretKept{"id2"});
    });
    shop.config.secrets.password = {SecretOrigin::Stored, "gone"};
    keepTheShop();
    ConnectionForm form(bus, connections, shop);
    form.setSecret(&SecretSources::password, Secret("s3cret"));
    accept(form);
    EXPECT_TRUE(done) << told.toStdString();
    EXPECT_EQ(stored, std::vector<std::string>{"The shop"});
    EXPECT_EQ(kept.at(0).config.secrets.password, (protocol::SecretSource{SecretOrigin::Stored, "id2"}));
}

/// An export of connections whose passwords lie in a store that is locked.
class LockedExport : public ConnectionForms {
protected:
    LockedExport() {
        locked = true;
        masterPassword = "master";
        engine.on<protocol::ExportConnections>([this](RequestId id, const protocol::ExportConnections& command) {
            if (locked) {
                engine.finish(id, protocol::RequestFailed{makeError(ErrorKind::VaultLocked, "It is locked."), {}});
                return;
            }
            passphrase = bus.secrets()->copyOf(command.passphrase).reveal();
            engine.finish(id, protocol::ConnectionsExported{.connections = 1, .secrets = 1});
        });
        QObject::connect(&subject, &ConnectionExport::told, [this](const QString& text) { told = text; });
        subject.write(u"/tmp/all.json"_s, Secret("along"), Secret("along"));
        deliver();
    }

    ConnectionExport subject{bus, connections.keeper()};
    std::string passphrase;
};

TEST_F(LockedExport, AsksForTheMasterPasswordAndGoesOn) {
    EXPECT_TRUE(subject.isWriting());
    ASSERT_TRUE(answer({u"wrong"_s}));
    ASSERT_TRUE(answer({u"master"_s}));
    EXPECT_EQ(told, u"1 connection written, with 1 password."_s);
    EXPECT_EQ(passphrase, "along");
    EXPECT_FALSE(subject.isWriting());
}

TEST_F(LockedExport, WritesNothingWhenTheStoreStaysLocked) {
    connections.desk().refuse(1);
    deliver();
    EXPECT_TRUE(told.endsWith(u"Nothing was written."_s)) << told.toStdString();
    EXPECT_FALSE(subject.isWriting());
    EXPECT_EQ(passphrase, "");
}

} // namespace
} // namespace dbv::viewmodel
