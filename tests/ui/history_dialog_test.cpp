// SPDX-License-Identifier: Apache-2.0
// The history in a window, by the keyboard.
#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPointer>
#include <QPushButton>
#include <QTest>

#include "ui/history/history_dialog.h"
#include "ui/shell/query_page.h"
#include "window_fixture.h"

namespace dbv::ui {
namespace {

class HistoryDialogs : public WindowOnFakeEngine {
protected:
    HistoryDialogs() {
        engine.on<protocol::SearchHistory>([this](RequestId id, const protocol::SearchHistory& asked) {
            protocol::HistoryFound answer = found;
            std::erase_if(answer.entries, [&](const protocol::HistoryEntry& entry) {
                return entry.sql.find(asked.text) == std::string::npos ||
                       (!asked.connection.empty() && entry.connection != asked.connection) ||
                       (asked.outcome && entry.outcome != *asked.outcome);
            });
            engine.finish(id, answer);
        });
        engine.on<protocol::RemoveHistory>([this](RequestId id, const protocol::RemoveHistory& asked) {
            for (const std::int64_t gone : asked.ids) {
                std::erase_if(found.entries, [gone](const auto& entry) { return entry.id == gone; });
            }
            engine.finish(id, protocol::HistoryRemoved{asked.ids.size()});
        });
        engine.on<protocol::SetHistoryPrivacy>([this](RequestId id, const protocol::SetHistoryPrivacy& asked) {
            asked.connection.empty() ? void(found.isPrivate = asked.isPrivate)
                                     : found.connections.push_back({asked.connection, asked.isPrivate});
            engine.finish(id, protocol::HistoryPrivacySet{asked.isPrivate});
        });
        for (const auto& [sql, outcome] : {std::pair("select 1", protocol::HistoryOutcome::Done),
                                           std::pair("update t\nset a = 1", protocol::HistoryOutcome::Failed),
                                           std::pair("select 3", protocol::HistoryOutcome::Done)}) {
            protocol::HistoryEntry entry;
            entry.id = static_cast<std::int64_t>(found.entries.size()) + 1;
            entry.connection = "shop";
            entry.sql = sql;
            entry.outcome = outcome;
            found.entries.push_back(entry);
        }
        found.connections = {{"shop", false}};
        start();
        drop({u"/a.db"_s});
    }
    HistoryDialog& open() {
        actions.trigger("view.history");
        deliver();
        auto* dialog = window.findChild<HistoryDialog*>();
        EXPECT_NE(dialog, nullptr);
        return *dialog;
    }
    static QLineEdit& typed(HistoryDialog& dialog) { return *dialog.findChild<QLineEdit*>(); }
    static void press(HistoryDialog& dialog, int key, Qt::KeyboardModifiers modifiers = Qt::NoModifier) {
        QTest::keyClick(&typed(dialog), static_cast<Qt::Key>(key), modifiers);
        deliver();
    }

    protocol::HistoryFound found;
};

TEST_F(HistoryDialogs, FindByTypingAndOpenInANewTabByEnter) {
    HistoryDialog& dialog = open();
    EXPECT_EQ(dialog.focusWidget(), &typed(dialog));
    EXPECT_EQ(dialog.list().rowCount(), 3);
    QTest::keyClicks(&typed(dialog), u"update"_s);
    deliver();
    ASSERT_EQ(dialog.list().rowCount(), 1);
    EXPECT_EQ(dialog.findChild<SqlEditor*>()->text(), u"update t\nset a = 1"_s);
    EXPECT_TRUE(dialog.findChild<SqlEditor*>()->isReadOnly());
    const auto tabs = workspace.tabs().size();
    // It goes when it has closed.
    const QPointer<HistoryDialog> closing(&dialog);
    press(dialog, Qt::Key_Return);
    EXPECT_EQ(workspace.tabs().size(), tabs + 1);
    EXPECT_EQ(window.currentPage()->editor().text(), u"update t\nset a = 1"_s);
    EXPECT_TRUE(engine.commands<protocol::RunQuery>().empty());
    EXPECT_TRUE(closing == nullptr || !closing->isVisible());
}

TEST_F(HistoryDialogs, MoveInTheListWhileTypingAndInsertAtTheCaret) {
    SqlEditor& editor = window.currentPage()->editor();
    ASSERT_TRUE(editor.setText(u"-- \n"_s));
    editor.moveCursor(QTextCursor::End);
    HistoryDialog& dialog = open();
    press(dialog, Qt::Key_Down);
    press(dialog, Qt::Key_Down);
    EXPECT_EQ(dialog.findChild<QListView*>()->currentIndex().row(), 2);
    press(dialog, Qt::Key_Return, Qt::ShiftModifier);
    EXPECT_EQ(editor.text(), u"-- \nselect 3"_s);
    editor.undo();
    EXPECT_EQ(editor.text(), u"-- \n"_s);
}

TEST_F(HistoryDialogs, ShowOnlyOneConnectionOrOutcome) {
    HistoryDialog& dialog = open();
    const auto boxes = dialog.findChildren<QComboBox*>();
    ASSERT_EQ(boxes.size(), 2);
    EXPECT_EQ(boxes[0]->count(), 2);
    boxes[1]->setCurrentIndex(boxes[1]->findText(u"Failed"_s));
    deliver();
    EXPECT_EQ(dialog.list().rowCount(), 1);
    boxes[0]->setCurrentIndex(1);
    deliver();
    EXPECT_EQ(engine.commands<protocol::SearchHistory>().back().connection, "shop");
    // The list of connections is filled anew with each answer, and the choice stays.
    EXPECT_EQ(boxes[0]->currentText(), u"shop"_s);
}

TEST_F(HistoryDialogs, RemoveEntriesByDelete) {
    HistoryDialog& dialog = open();
    auto* view = dialog.findChild<QListView*>();
    view->setFocus();
    view->setCurrentIndex(dialog.list().index(1));
    QTest::keyClick(view, Qt::Key_Delete);
    deliver();
    EXPECT_EQ(dialog.list().rowCount(), 2);
    EXPECT_EQ(view->currentIndex().row(), 1);
    EXPECT_EQ(dialog.list().entry(1).sql, "select 3");
}

TEST_F(HistoryDialogs, SwitchPrivacyForTheConnectionAndForAll) {
    HistoryDialog& dialog = open();
    auto* all = dialog.findChild<QCheckBox*>(u"history.privateAll"_s);
    all->click();
    deliver();
    EXPECT_TRUE(found.isPrivate);
    EXPECT_TRUE(all->isChecked());
    all->click();
    deliver();
    EXPECT_FALSE(found.isPrivate);
}

TEST_F(HistoryDialogs, SayWhatToDoWhereTheyAreEmptyAndOfferNothing) {
    found = {};
    HistoryDialog& dialog = open();
    EXPECT_TRUE(dialog.findChild<QLabel*>(u"history.empty"_s)->text().startsWith(u"No statement was sent yet."_s));
    for (const QPushButton* button : dialog.findChildren<QPushButton*>()) {
        EXPECT_FALSE(button->isEnabled()) << qPrintable(button->text());
    }
    press(dialog, Qt::Key_Return);
    EXPECT_TRUE(dialog.isVisible());
}

TEST_F(HistoryDialogs, TellWhatIsWrongWithTheHistory) {
    found.notices = {{.severity = "warning", .message = "It was set aside."}};
    HistoryDialog& dialog = open();
    EXPECT_EQ(dialog.findChild<QLabel*>(u"history.notice"_s)->text(), u"It was set aside."_s);
}

TEST_F(HistoryDialogs, AreOpenOnceAndHaveNamesForAllTheyShow) {
    HistoryDialog& dialog = open();
    EXPECT_EQ(&open(), &dialog);
    EXPECT_EQ(window.findChildren<HistoryDialog*>().size(), 1);
    for (const QWidget* widget : dialog.findChildren<QWidget*>()) {
        const bool named = widget->accessibleName().isEmpty() && (qobject_cast<const QComboBox*>(widget) != nullptr ||
                                                                  qobject_cast<const QListView*>(widget) != nullptr);
        EXPECT_FALSE(named && widget->parentWidget() == &dialog) << widget->metaObject()->className();
    }
}

} // namespace
} // namespace dbv::ui
