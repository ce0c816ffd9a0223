// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include <QComboBox>
#include <QPointer>
#include <QPushButton>

#include <gtest/gtest.h>

#include "bus/command_bus.h"
#include "dialog_walk.h"
#include "support/fake_engine.h"
#include "support/qt_printers.h"
#include "ui/shell/connection_dialog.h"
#include "ui/shell/question_dialog.h"

namespace dbv::ui {

using Qt::Literals::StringLiterals::operator""_s;
using protocol::QuestionKind;
using protocol::SavedConnection;
using protocol::SecretOrigin;

inline ParamSpec param(const char* name, ParamKind kind = ParamKind::Text) {
    ParamSpec spec;
    spec.name = name;
    spec.label = std::string("Label of ") + name;
    spec.kind = kind;
    return spec;
}

/// What dialogs need of a window, over an engine that says what it is told.
class Dialogs : public ::testing::Test {
protected:
    Dialogs() {
        ConnectorInfo postgres{.id = "postgres",
                               .displayName = "PostgreSQL",
                               .version = "1",
                               .schemes = {"postgresql"},
                               .fileExtensions = {},
                               .defaultPort = 5432};
        postgres.params = {param("host"),     param("port", ParamKind::Number), param("user"),
                           param("database"), param("application_name"),        param("startupSql", ParamKind::Script)};
        ConnectorInfo sqlite{.id = "sqlite", .displayName = "SQLite", .version = "1", .schemes = {"sqlite"}};
        sqlite.params = {param("database", ParamKind::File)};
        connections.setConnectors({postgres, sqlite});
        engine.on<protocol::ReadConnectionText>([this](RequestId id, const protocol::ReadConnectionText& command) {
            read = std::string(bus.secrets()->copyOf(command.text).reveal());
            if (read.find("://") == std::string::npos) {
                engine.finish(id, protocol::RequestFailed{makeError(ErrorKind::InvalidInput, "What is this?"), {}});
                return;
            }
            protocol::ConnectionTextRead answer{.config = {.connector = "postgres", .host = "db.example.com"}};
            answer.secrets.password = bus.secrets()->leave(Secret("pasted"));
            engine.finish(id, std::move(answer));
        });
        engine.on<protocol::SaveConnection>([this](RequestId id, const protocol::SaveConnection& command) {
            saved = command.connection;
            engine.finish(id, protocol::SavedConnectionsListed{.connections = {command.connection}});
        });
        engine.on<protocol::KeepSecret>([this](RequestId id, const protocol::KeepSecret& command) {
            stored.emplace_back(bus.secrets()->copyOf(command.secret).reveal());
            engine.finish(id, protocol::SecretKept{"id1"});
        });
        engine.on<protocol::TestConnection>([this](RequestId id, const protocol::TestConnection& command) {
            triedPassword = std::string(bus.secrets()->copyOf(command.target.secrets.password).reveal());
            engine.finish(id, protocol::ConnectionTested{.serverVersion = "15"});
        });
        engine.on<protocol::FindImportSources>([this](RequestId id, const protocol::FindImportSources&) {
            engine.finish(id, protocol::ImportSourcesFound{
                                  .found = {{"own", "Own", "/x/" + std::string(4'000, 'p') + "/c.json"}}, .known = {}});
        });
        engine.on<protocol::ReadConnections>(
            [this](RequestId id, const protocol::ReadConnections&) { engine.finish(id, imported); });
        engine.on<protocol::ListSecrets>(
            [this](RequestId id, const protocol::ListSecrets&) { engine.finish(id, listed); });
        listed.facts = {.key = protocol::SecretsKey::Password, .open = true, .file = "/home/ann/secrets"};
        listed.secrets = {{.id = "1", .name = "Shop", .users = {"Shop", "Shop (copy)"}},
                          {.id = "2", .name = std::string(10'000, 'n'), .users = {}}};
    }
    static void deliver() {
        for (int i = 0; i < 10; ++i) {
            QCoreApplication::sendPostedEvents();
        }
    }
    static void dropClosed() {
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
        deliver();
    }
    template <class Dialog>
    Dialog* shown(Dialog* dialog) {
        dialog->show();
        EXPECT_TRUE(QTest::qWaitForWindowActive(dialog));
        deliver();
        return dialog;
    }
    [[nodiscard]] ConnectionDialog* describe(bool server = true) {
        auto* form = new viewmodel::ConnectionForm(bus, connections);
        form->setConnector(server ? "postgres" : "sqlite");
        return shown(new ConnectionDialog(form, nullptr));
    }
    [[nodiscard]] QuestionDialog* ask(protocol::Question question, const QString& connection = u"Shop"_s) {
        const std::uint64_t number = desk().ask(std::move(question), connection, true, [this](const auto& given) {
            ++heard;
            answers.clear();
            refused = !given;
            if (given) {
                for (const bus::LeftSecret& one : given->secrets) {
                    answers << QString::fromStdString(std::string(bus.secrets()->copyOf(one.id()).reveal()));
                }
            }
        });
        return shown(new QuestionDialog(desk(), *desk().find(number), nullptr));
    }
    viewmodel::QuestionDesk& desk() { return connections.desk(); }
    static QPushButton* button(const QWidget& dialog, const QString& text) {
        for (QPushButton* one : dialog.findChildren<QPushButton*>()) {
            if (QString(one->text()).remove(u'&').startsWith(text)) {
                return one;
            }
        }
        ADD_FAILURE() << "there is no button " << text.toStdString();
        return nullptr;
    }
    static void typeInto(const QWidget& dialog, const QString& accessibleName, const QString& text) {
        for (QLineEdit* line : dialog.findChildren<QLineEdit*>()) {
            if (line->accessibleName() == accessibleName) {
                QTest::keyClicks(line, text);
                return;
            }
        }
        ADD_FAILURE() << "there is no field " << accessibleName.toStdString();
    }
    static void pick(QComboBox& box, const QVariant& data) {
        box.setCurrentIndex(box.findData(data));
        Q_EMIT box.activated(box.currentIndex());
    }
    /// The rules that hold for each of them.
    static void check(QWidget& dialog) {
        const DialogWalk walk(dialog);
        EXPECT_EQ(walk.nameless(), QStringList());
        EXPECT_EQ(walk.doubleMnemonics(), QStringList());
        EXPECT_EQ(walk.jumps(), QStringList());
        EXPECT_EQ(walk.outside(), QStringList());
        // Half of 1024 x 700: what a factor of two leaves.
        EXPECT_LE(dialog.minimumSizeHint().width(), 512) << dialog.metaObject()->className();
        EXPECT_LE(dialog.minimumSizeHint().height(), 350) << dialog.metaObject()->className();
        EXPECT_LE(dialog.height(), dialog.screen()->availableGeometry().height());
        dialog.resize(512, 350);
        deliver();
        EXPECT_EQ(walk.outside(), QStringList());
    }

    support::FakeEngine engine;
    bus::CommandBus bus{engine};
    viewmodel::ConnectionList connections{bus};
    protocol::ConnectionsRead imported;
    protocol::SecretsListed listed;
    std::string read;
    std::string triedPassword;
    std::vector<std::string> stored;
    SavedConnection saved;
    QStringList answers;
    bool refused = false;
    int heard = 0;
};

} // namespace dbv::ui
