// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include <QCoreApplication>

#include <gtest/gtest.h>

#include "bus/command_bus.h"
#include "support/fake_engine.h"
#include "support/qt_printers.h"
#include "viewmodel/connection_form.h"

namespace dbv::viewmodel {

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
            if (command.onlyCheck) {
                engine.finish(id, protocol::SavedConnectionsListed{.connections = kept});
                return;
            }
            std::erase_if(kept, [&](const SavedConnection& one) {
                return one.name == command.connection.name || one.name == command.replaces;
            });
            kept.push_back(command.connection);
            engine.finish(id, protocol::SavedConnectionsListed{.connections = kept});
        });
        engine.on<protocol::ListSavedConnections>([this](RequestId id, const protocol::ListSavedConnections&) {
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

} // namespace dbv::viewmodel
