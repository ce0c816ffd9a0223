// SPDX-License-Identifier: Apache-2.0
// "Undo a committed change" from the window: for the database of the shown tab, by keys, and what the window says of it.
#include <QLabel>
#include <QTableView>
#include <QTest>

#include "ui/shell/query_page.h"
#include "ui/shell/said_text.h"
#include "ui/shell/undo_dialog.h"
#include "window_fixture.h"

namespace dbv::ui {
namespace {

class UndoWindow : public WindowOnFakeEngine {
protected:
    UndoWindow() {
        protocol::UndoEntry entry;
        entry.id = "1";
        entry.madeAt = 1'796'000'000'000;
        entry.until = entry.madeAt + 604'800'000;
        entry.change = RowChange::Delete;
        entry.table = "film";
        entry.rows = 3;
        entry.statement = "DELETE FROM film";
        engine.on<protocol::ListUndo>([this, entry](RequestId id, const protocol::ListUndo& command) {
            listed.push_back(command.connection.value_or(ConnectionId{}));
            protocol::UndoListed answer;
            answer.entries = {entry};
            engine.finish(id, answer);
        });
        engine.on<protocol::UndoChange>([this, entry](RequestId id, const protocol::UndoChange& command) {
            applied += command.apply ? 1 : 0;
            protocol::UndoDone done{.entry = entry, .found = {.restorable = 3, .changedSince = 0}};
            done.applied = command.apply;
            engine.finish(id, done);
        });
        engine.on<protocol::WriteUndoScript>([this, entry](RequestId id, const protocol::WriteUndoScript&) {
            engine.finish(id, protocol::UndoScriptWritten{entry, DialectId::Sqlite, "INSERT INTO film VALUES (1);"});
        });
        start();
    }
    UndoDialog* open() {
        actions.trigger("query.undoCommitted");
        deliver();
        return window.findChild<UndoDialog*>();
    }
    static void press(QWidget& dialog, const QString& button) {
        auto* found = dialog.findChild<QWidget*>(button);
        ASSERT_NE(found, nullptr);
        ASSERT_TRUE(found->isEnabled());
        found->setFocus();
        QTest::keyClick(found, Qt::Key_Space);
        deliver();
    }
    [[nodiscard]] bool windowSays(const QString& words) const {
        const auto labels = window.findChildren<QLabel*>();
        return std::ranges::any_of(labels, [&words](const QLabel* label) { return label->text().contains(words); });
    }
    std::vector<ConnectionId> listed;
    int applied = 0;
};

TEST_F(UndoWindow, SaysWhyNothingCanBeUndoneWithoutAConnection) {
    EXPECT_FALSE(actions.isEnabled("query.undoCommitted"));
    EXPECT_FALSE(actions.whyNot("query.undoCommitted").isEmpty());
    drop({u"/a.db"_s});
    EXPECT_TRUE(actions.isEnabled("query.undoCommitted"));
}

TEST_F(UndoWindow, PutsTheRowsBackByKeysAndSaysSo) {
    drop({u"/a.db"_s});
    UndoDialog* dialog = open();
    ASSERT_NE(dialog, nullptr);
    EXPECT_TRUE(dialog->isVisible());
    ASSERT_EQ(listed.size(), 1U);
    EXPECT_EQ(listed[0], window.currentPage()->query().connection()->connection);
    auto* table = dialog->findChild<QTableView*>(u"undo.changes"_s);
    table->setFocus();
    if (!table->currentIndex().isValid()) {
        QTest::keyClick(table, Qt::Key_Down);
    }
    deliver();
    EXPECT_EQ(applied, 0) << "first it is only looked";
    EXPECT_TRUE(dialog->findChild<SaidText*>(u"undo.told"_s)->toPlainText().contains(u"3"_s));
    press(*dialog, u"undo.putBack"_s);
    EXPECT_EQ(applied, 1);
    EXPECT_TRUE(windowSays(u"3 rows of film"_s));
}

TEST_F(UndoWindow, OpensTheScriptInATabOfTheSameDatabaseAndRunsNothing) {
    drop({u"/a.db"_s});
    UndoDialog* dialog = open();
    ASSERT_NE(dialog, nullptr);
    auto* table = dialog->findChild<QTableView*>(u"undo.changes"_s);
    table->setCurrentIndex(table->model()->index(0, 0));
    deliver();
    press(*dialog, u"undo.script"_s);
    EXPECT_EQ(window.currentPage()->editor().text(), u"INSERT INTO film VALUES (1);"_s);
    EXPECT_EQ(window.currentPage()->query().connection()->connection, listed.at(0));
    EXPECT_EQ(applied, 0);
    EXPECT_TRUE(engine.commands<protocol::RunQuery>().empty());
}

} // namespace
} // namespace dbv::ui
