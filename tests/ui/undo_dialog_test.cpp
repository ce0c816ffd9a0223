// SPDX-License-Identifier: Apache-2.0
// The committed changes that can be undone: chosen, looked at, put back.
#include "ui/shell/undo_dialog.h"

#include <QTableView>

#include "dialogs_fixture.h"
#include "ui/shell/said_text.h"

namespace dbv::ui {
namespace {

class UndoDialogs : public Dialogs {
protected:
    UndoDialogs() {
        entry.id = "1";
        entry.madeAt = 1'796'000'000'000;
        entry.until = entry.madeAt + 604'800'000;
        entry.change = RowChange::Delete;
        entry.table = "public.film";
        entry.rows = 194;
        entry.statement = "DELETE FROM film\nWHERE n = 1";
        engine.on<protocol::ListUndo>([this](RequestId id, const protocol::ListUndo& command) {
            EXPECT_EQ(command.connection, ConnectionId{7});
            protocol::UndoListed answer;
            if (!empty) {
                answer.entries = {entry};
            }
            engine.finish(id, answer);
        });
        engine.on<protocol::UndoChange>([this](RequestId id, const protocol::UndoChange& command) {
            asked.push_back(command);
            if (refuses && command.apply) {
                engine.finish(id, protocol::RequestFailed{makeError(ErrorKind::Unsupported, "A trigger did it."), {}});
                return;
            }
            protocol::UndoDone done{.entry = entry, .found = found};
            done.applied = command.apply;
            engine.finish(id, done);
        });
        engine.on<protocol::WriteUndoScript>([this](RequestId id, const protocol::WriteUndoScript&) {
            engine.finish(id, protocol::UndoScriptWritten{entry, DialectId::PostgreSql, "INSERT"});
        });
    }
    UndoDialog* show(bool typesName = false) {
        UndoDialog* dialog =
            shown(new UndoDialog(bus, ConnectionId{7}, DatabasePlace{.name = u"Shop"_s}, typesName, nullptr));
        check(*dialog);
        deliver();
        check(*dialog);
        return dialog;
    }
    void choose(UndoDialog& dialog) {
        auto* table = dialog.findChild<QTableView*>(u"undo.changes"_s);
        table->setCurrentIndex(table->model()->index(0, 0));
        deliver();
        check(dialog);
    }
    [[nodiscard]] static QPushButton* button(const QWidget& dialog, const QString& name) {
        return dialog.findChild<QPushButton*>(name);
    }
    [[nodiscard]] static QString told(const QWidget& dialog) {
        return dialog.findChild<SaidText*>(u"undo.told"_s)->toPlainText();
    }

    protocol::UndoEntry entry;
    protocol::UndoCounts found{.restorable = 190, .changedSince = 4};
    std::vector<protocol::UndoChange> asked;
    bool empty = false;
    bool refuses = false;
};

TEST_F(UndoDialogs, TellsHowTheRowsAreBeforeAnythingIsPutBack) {
    UndoDialog* dialog = show();
    choose(*dialog);
    ASSERT_EQ(asked.size(), 1U);
    EXPECT_FALSE(asked[0].apply);
    EXPECT_TRUE(told(*dialog).contains(u"190 of 194 rows can be put back."_s)) << told(*dialog).toStdString();
    EXPECT_TRUE(told(*dialog).contains(u"left alone: 4."_s));
    button(*dialog, u"undo.putBack"_s)->click();
    deliver();
    ASSERT_EQ(asked.size(), 2U);
    EXPECT_TRUE(asked[1].apply && asked[1].partly);
    EXPECT_TRUE(told(*dialog).contains(u"Put back and committed: 190 rows of public.film."_s));
    EXPECT_FALSE(button(*dialog, u"undo.putBack"_s)->isEnabled());
    delete dialog;
}

TEST_F(UndoDialogs, TellsWhyNothingWasPutBack) {
    refuses = true;
    UndoDialog* dialog = show();
    choose(*dialog);
    button(*dialog, u"undo.putBack"_s)->click();
    deliver();
    EXPECT_TRUE(told(*dialog).contains(u"A trigger did it."_s));
    EXPECT_EQ(dialog->changes().state(), viewmodel::CommittedChanges::State::Failed);
    delete dialog;
}

TEST_F(UndoDialogs, InProductionTheNameIsTypedFirst) {
    UndoDialog* dialog = show(true);
    choose(*dialog);
    EXPECT_FALSE(button(*dialog, u"undo.putBack"_s)->isEnabled());
    typeInto(*dialog, u"Name to confirm"_s, u"public.film"_s);
    EXPECT_TRUE(button(*dialog, u"undo.putBack"_s)->isEnabled());
    delete dialog;
}

TEST_F(UndoDialogs, OpensTheScript) {
    UndoDialog* dialog = show();
    choose(*dialog);
    QString script;
    QObject::connect(&dialog->changes(), &viewmodel::CommittedChanges::scriptWritten,
                     [&](const QString&, const QString& text) { script = text; });
    button(*dialog, u"undo.script"_s)->click();
    deliver();
    EXPECT_EQ(script, u"INSERT"_s);
    delete dialog;
}

TEST_F(UndoDialogs, SaysThatThereIsNothing) {
    empty = true;
    UndoDialog* dialog = show();
    EXPECT_TRUE(told(*dialog).contains(u"No change of this database can be undone."_s));
    EXPECT_FALSE(button(*dialog, u"undo.putBack"_s)->isEnabled());
    EXPECT_FALSE(button(*dialog, u"undo.script"_s)->isEnabled());
    delete dialog;
}

} // namespace
} // namespace dbv::ui
