// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <QComboBox>
#include <QMessageBox>
#include <QPushButton>
#include <QTest>
#include <QToolBar>

#include <gtest/gtest.h>

#include "ui/palette/command_palette.h"
#include "ui/shell/connection_dialog.h"
#include "ui/shell/connections_dialog.h"
#include "ui/shell/query_page.h"
#include "ui/shell/saved_connection_tree.h"
#include "window_fixture.h"

namespace dbv::ui {
namespace {

/// A window with two connections that are kept, and the dialog that shows them.
class ConnectionsWindow : public WindowOnFakeEngine {
protected:
    void SetUp() override {
        protocol::SavedConnection archive;
        archive.name = "Archive";
        archive.config.url = "/tmp/archive.db";
        protocol::SavedConnection shop;
        shop.name = "Shop";
        shop.config.url = "/tmp/shop.db";
        state.savedConnections = {archive, shop};
        engine.on<protocol::RemoveSavedConnection>(
            [this, archive](RequestId id, const protocol::RemoveSavedConnection&) {
                engine.finish(id, protocol::SavedConnectionsListed{.connections = {archive}});
            });
        start();
        actions.trigger("file.connections");
        m_dialog = window.findChild<ConnectionsDialog*>();
        ASSERT_NE(m_dialog, nullptr);
        // Keys of a list are those of the active window only.
        ASSERT_TRUE(QTest::qWaitForWindowActive(m_dialog));
    }

    QPointer<ConnectionsDialog> m_dialog;
};

TEST_F(ConnectionsWindow, IsOneHoweverOftenItIsAskedFor) {
    actions.trigger("file.connections");
    EXPECT_EQ(window.findChildren<ConnectionsDialog*>().size(), 1);
    for (const char* action : {"file.secrets", "file.import", "file.exportConnections"}) {
        actions.trigger(action);
        const auto dialogs = window.findChildren<QDialog*>(QString(), Qt::FindDirectChildrenOnly);
        actions.trigger(action);
        EXPECT_EQ(window.findChildren<QDialog*>(QString(), Qt::FindDirectChildrenOnly), dialogs) << action;
    }
    m_dialog->close();
    actions.trigger("file.connections");
    const auto dialogs = window.findChildren<ConnectionsDialog*>();
    EXPECT_TRUE(std::ranges::any_of(dialogs, &QWidget::isVisible)) << "it opens again once it is closed";
}

TEST_F(ConnectionsWindow, AsksWithFewWordsBeforeALongNameIsRemoved) {
    Q_EMIT m_dialog->tree().removeRequested(QString(60, u'a') + u'\n' + QString(4000, u'b'));
    const auto* box = window.findChild<QMessageBox*>();
    ASSERT_NE(box, nullptr);
    EXPECT_LT(box->text().size(), 200);
    EXPECT_EQ(box->text().count(u'\n'), 2);
}

TEST_F(ConnectionsWindow, OpensAKeptConnectionByTheKeyboard) {
    QTest::keyClick(&m_dialog->tree(), Qt::Key_Down);
    QTest::keyClick(&m_dialog->tree(), Qt::Key_Return);
    deliver();
    const auto opened = engine.commands<protocol::OpenConnection>();
    ASSERT_EQ(opened.size(), 1U);
    EXPECT_EQ(opened[0].target.config.url, "/tmp/shop.db");
    EXPECT_TRUE(m_dialog.isNull() || !m_dialog->isVisible());
    ASSERT_EQ(workspace.connections().databases().size(), 1U);
    EXPECT_EQ(workspace.connections().databases()[0].name, u"Shop"_s);
}

TEST_F(ConnectionsWindow, ChangesOneInTheDialogThatMadeIt) {
    QTest::keyClick(&m_dialog->tree(), Qt::Key_F2);
    const auto* form = window.findChild<ConnectionDialog*>();
    ASSERT_NE(form, nullptr);
    EXPECT_EQ(form->findChild<viewmodel::ConnectionForm*>()->name(), u"Archive"_s);
}

TEST_F(ConnectionsWindow, RemovesOneWhenAsked) {
    QTest::keyClick(&m_dialog->tree(), Qt::Key_Down);
    QTest::keyClick(&m_dialog->tree(), Qt::Key_Delete);
    EXPECT_TRUE(engine.commands<protocol::RemoveSavedConnection>().empty());
    auto* question = window.findChild<QMessageBox*>();
    ASSERT_NE(question, nullptr);
    EXPECT_TRUE(question->text().contains(u"Shop"_s));
    for (QAbstractButton* button : question->buttons()) {
        if (question->buttonRole(button) == QMessageBox::DestructiveRole) {
            button->click();
        }
    }
    deliver();
    ASSERT_EQ(engine.commands<protocol::RemoveSavedConnection>().size(), 1U);
    EXPECT_EQ(engine.commands<protocol::RemoveSavedConnection>()[0].name, "Shop");
    EXPECT_EQ(m_dialog->tree().connectionCount(), 1);
}

TEST_F(ConnectionsWindow, FindsAKeptConnectionInOpenAnything) {
    m_dialog->close();
    window.activateWindow();
    ASSERT_TRUE(QTest::qWaitForWindowActive(&window));
    actions.trigger("view.openAnything");
    auto* palette = window.findChild<CommandPalette*>();
    ASSERT_NE(palette, nullptr);
    auto* line = palette->findChild<QLineEdit*>();
    QTest::keyClicks(line, u"shop"_s);
    QTest::keyClick(line, Qt::Key_Return);
    deliver();
    const auto opened = engine.commands<protocol::OpenConnection>();
    ASSERT_EQ(opened.size(), 1U);
    EXPECT_EQ(opened[0].target.config.url, "/tmp/shop.db");
}

TEST_F(ConnectionsWindow, ShowsTheDialogOfAConnectionOverTheWindow) {
    m_dialog->close();
    window.resize(500, 300);
    window.move(120, 90);
    actions.trigger("file.connect");
    const auto* dialog = window.findChild<ConnectionDialog*>();
    ASSERT_NE(dialog, nullptr);
    EXPECT_TRUE(dialog->testAttribute(Qt::WA_Moved)) << "no window manager chooses the place";
    EXPECT_NE(dialog->pos(), QPoint());
    EXPECT_TRUE(window.frameGeometry().intersects(dialog->frameGeometry()));
}

TEST_F(ConnectionsWindow, ReconnectsADisconnectedTab) {
    drop({u"/tmp/a.db"_s});
    actions.trigger("file.disconnect");
    EXPECT_TRUE(actions.isEnabled("file.reconnect"));
    EXPECT_TRUE(actions.whyNot("query.run").contains(u"Ctrl+R"_s));
    actions.trigger("file.reconnect");
    deliver();
    EXPECT_TRUE(actions.isEnabled("query.run"));
    // That a tab has a connection does not say that its session still stands.
    actions.trigger("file.reconnect");
    deliver();
    ASSERT_EQ(engine.commands<protocol::RunQuery>().size(), 1U);
    EXPECT_EQ(engine.commands<protocol::RunQuery>()[0].sql, "");
}

/// A window with one tab, whose statement has left a transaction open.
class TransactionWindow : public WindowOnFakeEngine {
protected:
    void SetUp() override {
        engine.on<protocol::RunQuery>([this](RequestId id, const protocol::RunQuery&) {
            protocol::QueryFinished finished;
            finished.transaction = TransactionState::Open;
            engine.finish(id, finished);
        });
        start();
        drop({u"/tmp/a.db"_s});
        window.currentPage()->query().run({.sql = "BEGIN", .position = 0, .line = 1});
        deliver();
        ASSERT_TRUE(window.currentPage()->query().loss().transaction);
    }
    /// Answers the question that is open, if there is one.
    bool answer(QMessageBox::ButtonRole role) {
        auto* question = window.findChild<QMessageBox*>();
        if (question == nullptr) {
            return false;
        }
        for (QAbstractButton* button : question->buttons()) {
            if (question->buttonRole(button) == role) {
                button->click();
                break;
            }
        }
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
        deliver();
        return true;
    }
};

TEST_F(TransactionWindow, IsSaidInTheStatusLine) {
    EXPECT_TRUE(window.currentPage()->query().statusLine({}).endsWith(u"transaction open"_s));
}

TEST_F(TransactionWindow, AsksBeforeATabOrAConnectionIsClosed) {
    for (const char* const action : {"tab.close", "file.disconnect"}) {
        actions.trigger(action);
        EXPECT_TRUE(window.currentPage()->query().connection()) << action;
        ASSERT_TRUE(answer(QMessageBox::RejectRole)) << action;
        EXPECT_TRUE(window.currentPage()->query().connection()) << action;
    }
    actions.trigger("file.disconnect");
    ASSERT_TRUE(answer(QMessageBox::DestructiveRole));
    EXPECT_FALSE(window.currentPage()->query().connection());
    EXPECT_FALSE(window.currentPage()->query().loss().transaction);
    actions.trigger("tab.close");
    EXPECT_FALSE(answer(QMessageBox::RejectRole));
    EXPECT_EQ(window.currentPage(), nullptr);
}

TEST_F(TransactionWindow, AsksBeforeTheWindowCloses) {
    EXPECT_FALSE(window.close());
    ASSERT_TRUE(answer(QMessageBox::RejectRole));
    EXPECT_TRUE(window.isVisible());
    EXPECT_FALSE(window.close());
    ASSERT_TRUE(answer(QMessageBox::DestructiveRole));
    EXPECT_FALSE(window.isVisible());
}

TEST_F(TransactionWindow, CommitIsReachedOnANarrowScreen) {
    // Half of 1366: what a factor of two leaves.
    window.resize(683, 380);
    deliver();
    for (const QString& name : {u"commit"_s, u"rollBack"_s}) {
        const auto* button = window.findChild<QPushButton*>(name);
        ASSERT_TRUE(button->isVisible()) << name.toStdString();
        const QRect place(button->mapTo(&window, QPoint()), button->size());
        EXPECT_TRUE(window.rect().contains(place)) << place.left() << " " << window.width();
    }
}

TEST_F(TransactionWindow, AsksBeforeTheTabGetsAnotherConnection) {
    auto* list = window.findChild<QToolBar*>()->findChild<QComboBox*>();
    const int now = list->currentIndex();
    Q_EMIT list->activated(0);
    ASSERT_TRUE(answer(QMessageBox::RejectRole));
    EXPECT_EQ(list->currentIndex(), now);
    EXPECT_TRUE(window.currentPage()->query().connection());
    Q_EMIT list->activated(0);
    ASSERT_TRUE(answer(QMessageBox::DestructiveRole));
    EXPECT_FALSE(window.currentPage()->query().connection());
}

TEST_F(TransactionWindow, AsksBeforeARunningChangeIsThrownAwayAndNotBeforeARead) {
    engine.on<protocol::RunQuery>([](RequestId, const protocol::RunQuery&) {});
    window.currentPage()->query().transactions().noteState(TransactionState::None);
    window.currentPage()->query().run({.sql = "DELETE FROM t", .position = 0, .line = 1});
    deliver();
    EXPECT_FALSE(window.close());
    ASSERT_TRUE(answer(QMessageBox::RejectRole));
    actions.trigger("tab.close");
    ASSERT_TRUE(answer(QMessageBox::DestructiveRole));
    EXPECT_EQ(window.currentPage(), nullptr);
    drop({u"/tmp/a.db"_s});
    window.currentPage()->query().run({.sql = "SELECT 1", .position = 0, .line = 1});
    deliver();
    actions.trigger("tab.close");
    EXPECT_FALSE(answer(QMessageBox::RejectRole));
    EXPECT_EQ(window.currentPage(), nullptr);
}

TEST_F(TransactionWindow, ClosesWithoutAQuestionWhenNobodyCouldAnswer) {
    window.closeUnasked();
    EXPECT_FALSE(window.isVisible());
}

} // namespace
} // namespace dbv::ui
