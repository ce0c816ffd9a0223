// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/shell/main_window.h"

#include <QApplication>
#include <QDragEnterEvent>
#include <QDropEvent>
#include <QMimeData>
#include <QUrl>

#include <gtest/gtest.h>

#include "bus/command_bus.h"
#include "support/fake_engine.h"
#include "support/qt_printers.h"
#include "support/user_settings_of_test.h"
#include "ui/shell/notice_bar.h"

namespace dbv::ui {

using Qt::Literals::StringLiterals::operator""_s;

/// A window over an engine that opens every database but those whose URL says "missing".
class WindowOnFakeEngine : public ::testing::Test {
protected:
    WindowOnFakeEngine() {
        engine.on<protocol::OpenConnection>([this](RequestId id, const protocol::OpenConnection& command) {
            const std::string& url = command.target.config.url;
            if (url.find("missing") != std::string::npos) {
                engine.finish(
                    id, protocol::RequestFailed{makeError(ErrorKind::NotFound, "There is no " + url + ".", ""), {}});
                return;
            }
            protocol::ConnectionFacts facts;
            facts.connection = ConnectionId{++lastConnection};
            facts.database = url;
            facts.dialect = dialect;
            engine.finish(id, protocol::ConnectionOpened{facts});
        });
        engine.on<protocol::ListSavedConnections>([this](RequestId id, const protocol::ListSavedConnections&) {
            engine.finish(id, protocol::SavedConnectionsListed{workspace.connections().saved()});
        });
        engine.on<protocol::OpenWorkspace>([this](RequestId id, const protocol::OpenWorkspace&) {
            engine.finish(id, protocol::WorkspaceOpened{state});
        });
        window.show();
    }
    void start() {
        workspace.restore();
        deliver();
    }
    static void deliver() {
        for (int i = 0; i < 5; ++i) {
            QCoreApplication::sendPostedEvents();
        }
    }
    void drop(const QStringList& paths) {
        QMimeData data;
        QList<QUrl> urls;
        for (const QString& path : paths) {
            urls << QUrl::fromLocalFile(path);
        }
        data.setUrls(urls);
        QDragEnterEvent enter(QPoint(10, 10), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(&window, &enter);
        ASSERT_TRUE(enter.isAccepted());
        QDropEvent event(QPointF(10, 10), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(&window, &event);
        deliver();
    }
    [[nodiscard]] const NoticeBar& notices() const { return *window.findChild<NoticeBar*>(); }

    support::FakeEngine engine;
    bus::CommandBus bus{engine};
    viewmodel::Workspace workspace{bus, engine.shelf(), 500};
    viewmodel::ActionCatalog actions;
    support::SettingsOfTest ownSettings;
    MainWindow window{bus, workspace, actions, ownSettings.chosen};
    protocol::WorkspaceState state;
    std::uint64_t lastConnection = 0;
    DialectId dialect = DialectId::Sqlite;
};

} // namespace dbv::ui
