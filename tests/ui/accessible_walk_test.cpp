// SPDX-License-Identifier: Apache-2.0
// Every panel as a screen reader and a keyboard see it: what can have the keyboard has a name, and can be reached.
#include <QAccessible>
#include <QTest>

#include "dialog_walk.h"
#include "support/qt_printers.h"
#include "ui/editor/extra_carets.h"
#include "ui/explorer/explorer_panel.h"
#include "ui/grid/grid_table.h"
#include "ui/grid/result_grid.h"
#include "ui/shell/query_page.h"
#include "ui/shell/result_area.h"
#include "window_fixture.h"

namespace dbv::ui {
namespace {

class AccessibleWalk : public WindowOnFakeEngine {
protected:
    AccessibleWalk() {
        engine.on<protocol::SearchHistory>([this](RequestId id, const protocol::SearchHistory&) {
            protocol::HistoryFound found;
            protocol::HistoryEntry entry;
            entry.id = 1;
            entry.sql = "SELECT 1";
            found.entries = {entry};
            engine.finish(id, found);
        });
        engine.on<protocol::ListUndo>(
            [this](RequestId id, const protocol::ListUndo&) { engine.finish(id, protocol::UndoListed()); });
        engine.on<protocol::ListSecrets>([this](RequestId id, const protocol::ListSecrets&) {
            protocol::SecretsListed listed;
            listed.facts = {.key = protocol::SecretsKey::Password, .open = true, .file = "/home/ann/secrets"};
            listed.secrets = {{.id = "1", .name = "Shop", .users = {"Shop"}}};
            engine.finish(id, listed);
        });
        engine.on<protocol::FindImportSources>([this](RequestId id, const protocol::FindImportSources&) {
            engine.finish(id, protocol::ImportSourcesFound{.found = {{"own", "Own", "/x/c.json"}}, .known = {}});
        });
        start();
        drop({u"/a.db"_s});
        window.resize(1200, 800);
        window.activateWindow();
        EXPECT_TRUE(QTest::qWaitForWindowActive(&window));
    }
    void showRows() {
        QueryPage& page = *window.currentPage();
        page.query().run({.sql = "SELECT 1", .position = 0, .line = 1});
        engine.sayNumbers(engine.lastRequest(), 0, 3);
        deliver();
        ASSERT_NE(page.results().shownGrid(), nullptr);
    }
    /// What can have the keyboard, and has no name in the tree that screen readers walk.
    static void addNameless(QAccessibleInterface* spoken, QStringList& found, int depth = 0) {
        if (spoken == nullptr || !spoken->isValid() || spoken->state().invisible || depth > 40) {
            return;
        }
        const QAccessible::Role role = spoken->role();
        const auto* widget = qobject_cast<QWidget*>(spoken->object());
        if (widget != nullptr && spoken->state().focusable && spoken->text(QAccessible::Name).trimmed().isEmpty() &&
            widget->focusProxy() == nullptr && (widget->focusPolicy() & Qt::TabFocus) != 0) {
            found << QString::fromLatin1(widget->metaObject()->className()) + u' ' + widget->objectName();
        }
        // Cells and lines are named by what they show.
        if (role == QAccessible::Table || role == QAccessible::Tree || role == QAccessible::List ||
            role == QAccessible::ComboBox) {
            return;
        }
        for (int i = 0; i < spoken->childCount(); ++i) {
            addNameless(spoken->child(i), found, depth + 1);
        }
    }
    [[nodiscard]] static QStringList nameless(QWidget& root) {
        QStringList found;
        addNameless(QAccessible::queryAccessibleInterface(&root), found);
        return found + DialogWalk(root).nameless();
    }
    /// What the Tab key would have to reach in a window.
    [[nodiscard]] static std::vector<QWidget*> keyboardTargets(const QWidget& root) {
        std::vector<QWidget*> found;
        for (QWidget* widget : root.findChildren<QWidget*>()) {
            const QWidget* parent = widget->parentWidget();
            const bool isPart =
                parent != nullptr &&
                (parent->inherits("QComboBox") || parent->inherits("QAbstractItemView") || parent->inherits("QTabBar"));
            if (widget->isVisible() && widget->isEnabled() && widget->window() == &root && !isPart &&
                (widget->focusPolicy() & Qt::TabFocus) == Qt::TabFocus && widget->focusProxy() == nullptr) {
                found.push_back(widget);
            }
        }
        return found;
    }
    [[nodiscard]] static QStringList unreached(const QWidget& root, const std::vector<QWidget*>& stops) {
        QStringList found;
        for (const QWidget* widget : keyboardTargets(root)) {
            const bool reached = std::ranges::any_of(
                stops, [widget](const QWidget* stop) { return stop == widget || stop->focusProxy() == widget; });
            const auto* radio = qobject_cast<const QAbstractButton*>(widget);
            // The arrow keys go from one button of a group to the next.
            if (!reached && (radio == nullptr || !radio->autoExclusive())) {
                found << QString::fromLatin1(widget->metaObject()->className()) + u' ' + widget->objectName() + u' ' +
                             widget->accessibleName() + (radio != nullptr ? radio->text() : QString());
            }
        }
        return found;
    }
    /// What Tab and Shift+Tab reach from where the keyboard is in a window.
    [[nodiscard]] static std::vector<QWidget*> stopsIn(QWidget& root) {
        QWidget* const start = root.focusWidget();
        std::vector<QWidget*> all;
        for (const Qt::Key key : {Qt::Key_Tab, Qt::Key_Backtab}) {
            if (start != nullptr) {
                start->setFocus();
            }
            for (int i = 0; i < 200; ++i) {
                QWidget* now = root.focusWidget();
                if (now != nullptr && std::ranges::find(all, now) == all.end()) {
                    all.push_back(now);
                } else if (i > 0 && (now == start || key == Qt::Key_Tab)) {
                    break;
                }
                QTest::keyClick(now != nullptr ? now : &root, key,
                                key == Qt::Key_Backtab ? Qt::ShiftModifier : Qt::NoModifier);
            }
        }
        return all;
    }
    /// The window that an action opens.
    [[nodiscard]] QWidget* openedBy(const char* action) {
        std::vector<QWidget*> before;
        for (QWidget* widget : QApplication::topLevelWidgets()) {
            if (widget->isVisible()) {
                before.push_back(widget);
            }
        }
        actions.trigger(action);
        deliver();
        for (QWidget* widget : QApplication::topLevelWidgets()) {
            if (widget->isVisible() && std::ranges::find(before, widget) == before.end()) {
                return widget;
            }
        }
        return nullptr;
    }
};

TEST_F(AccessibleWalk, TheWindowWithAllItsPartsIsNamedAndReached) {
    showRows();
    actions.trigger("edit.replace");
    actions.trigger("result.goToRow");
    deliver();
    EXPECT_EQ(nameless(window), QStringList());
    // The editor keeps Tab for itself: its neighbours are reached from the other side, and all three by a key of their own.
    std::vector<QWidget*> stops;
    for (const char* action : {"view.explorer", "view.editor", "view.grid", "edit.find", "result.goToRow"}) {
        actions.trigger(action);
        deliver();
        ASSERT_NE(window.focusWidget(), nullptr) << action;
        for (QWidget* stop : stopsIn(window)) {
            stops.push_back(stop);
        }
    }
    EXPECT_EQ(unreached(window, stops), QStringList());
}

TEST_F(AccessibleWalk, TheStartPageIsNamedAndReached) {
    actions.trigger("tab.close");
    deliver();
    actions.trigger("file.disconnect");
    deliver();
    EXPECT_EQ(nameless(window), QStringList());
    EXPECT_EQ(unreached(window, stopsIn(window)), QStringList());
}

TEST_F(AccessibleWalk, EachDialogIsNamedAndReached) {
    showRows();
    for (const char* action : {"view.palette", "view.openAnything", "view.history", "view.keys", "view.settings",
                               "edit.snippets", "edit.insertSnippet", "file.versions", "file.connections",
                               "file.connect", "file.import", "file.exportConnections", "file.secrets", "file.details",
                               "query.undoCommitted", "edit.goToLine", "help.about"}) {
        QWidget* opened = openedBy(action);
        if (opened == nullptr) {
            // It is a part of the window.
            EXPECT_EQ(nameless(window), QStringList()) << action;
            QTest::keyClick(QApplication::focusWidget() != nullptr ? QApplication::focusWidget() : &window,
                            Qt::Key_Escape);
            deliver();
            continue;
        }
        EXPECT_TRUE(QTest::qWaitForWindowActive(opened)) << action;
        EXPECT_FALSE(opened->windowTitle().isEmpty() && opened->accessibleName().isEmpty()) << action;
        EXPECT_EQ(nameless(*opened), QStringList()) << action;
        EXPECT_EQ(unreached(*opened, stopsIn(*opened)), QStringList()) << action;
        opened->close();
        deliver();
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
        window.activateWindow();
        EXPECT_TRUE(QTest::qWaitForWindowActive(&window)) << action;
    }
}

TEST_F(AccessibleWalk, FoldsAndSelectsColumnsByTheKeysOfTheTable) {
    SqlEditor& editor = window.currentPage()->editor();
    ASSERT_TRUE(editor.setText(u"SELECT (\n1,\n2);\nSELECT 3;"_s));
    actions.trigger("view.editor");
    QTest::keyClick(&editor, Qt::Key_BracketLeft, Qt::ControlModifier | Qt::ShiftModifier);
    EXPECT_FALSE(editor.document()->findBlockByNumber(1).isVisible());
    QTest::keyClick(&editor, Qt::Key_Down, Qt::AltModifier | Qt::ShiftModifier);
    EXPECT_EQ(editor.carets().all().size(), 1U);
    QTest::keyClick(&editor, Qt::Key_BracketRight, Qt::ControlModifier | Qt::AltModifier);
    EXPECT_TRUE(editor.document()->findBlockByNumber(1).isVisible());
}

TEST_F(AccessibleWalk, SpeaksOfTheMarksOfEditorAndGridByTheirTexts) {
    showRows();
    QAccessibleInterface* editor = QAccessible::queryAccessibleInterface(&window.currentPage()->editor());
    ASSERT_NE(editor, nullptr);
    EXPECT_EQ(editor->text(QAccessible::Name), u"SQL editor"_s);
    EXPECT_NE(editor->textInterface(), nullptr);
    const GridTable& table = window.currentPage()->results().shownGrid()->table();
    EXPECT_FALSE(table.accessibleName().isEmpty());
}

} // namespace
} // namespace dbv::ui
