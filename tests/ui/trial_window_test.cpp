// SPDX-License-Identifier: Apache-2.0
// The window's trial of a change, by keys: what is asked, what is shown, and what becomes of it.
#include <algorithm>

#include <QLabel>
#include <QPointer>
#include <QPushButton>
#include <QTableView>
#include <QTest>

#include "sql/classifier.h"
#include "support/held_change.h"
#include "ui/shell/change_dialog.h"
#include "ui/shell/query_page.h"
#include "ui/shell/run_confirmation_dialog.h"
#include "ui/shell/said_text.h"
#include "window_fixture.h"

namespace dbv::ui {
namespace {

class TrialWindow : public WindowOnFakeEngine {
protected:
    TrialWindow() {
        engine.on<protocol::RunQuery>([this](RequestId id, const protocol::RunQuery& query) {
            protocol::RequestFailed failed{.error = makeError(ErrorKind::ConfirmationRequired, "sure?")};
            failed.confirmation = protocol::Confirmation{.token = "t1", .statements = {}};
            failed.confirmation->statements.push_back(
                {0, {0, query.sql.size()}, sql::classify(query.sql, DialectId::Sqlite)});
            engine.finish(id, failed);
        });
        engine.on<protocol::HoldChange>([this](RequestId id, const protocol::HoldChange&) { held = id; });
        engine.on<protocol::SettleChange>([this](RequestId id, const protocol::SettleChange& command) {
            settle = id;
            wanted = command.end;
        });
        start();
        drop({u"/a.db"_s});
        QObject::connect(&window.currentPage()->query(), &viewmodel::QueryTab::messageAdded, &window,
                         [this](const viewmodel::TabMessage& message) { said << message.text; });
    }
    static void key(QWidget* dialog, Qt::Key which) {
        QTest::keyClick(dialog->focusWidget() != nullptr ? dialog->focusWidget() : dialog, which);
        settleWindow();
    }
    static void settleWindow() {
        deliver();
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    }
    template <class Dialog>
    [[nodiscard]] Dialog* shown() const {
        auto* dialog = window.currentPage()->findChild<Dialog*>(QString(), Qt::FindDirectChildrenOnly);
        return dialog != nullptr && dialog->isVisible() ? dialog : nullptr;
    }
    /// Runs it, and takes the usual button of the question.
    ChangeDialog* tryFirst(const std::string& sql = "DELETE FROM film") {
        window.currentPage()->query().run({.sql = sql, .position = 0, .line = 1});
        deliver();
        auto* question = shown<RunConfirmationDialog>();
        if (question == nullptr) {
            ADD_FAILURE() << "nothing was asked";
            return nullptr;
        }
        key(question, Qt::Key_Return);
        EXPECT_EQ(shown<RunConfirmationDialog>(), nullptr);
        return shown<ChangeDialog>();
    }
    ChangeDialog* heldDialog() {
        ChangeDialog* dialog = tryFirst();
        if (dialog != nullptr) {
            engine.say(held, support::heldUpdate());
            deliver();
        }
        return dialog;
    }
    void settled(const protocol::ChangeSettled& end) {
        engine.finish(settle, end);
        engine.finish(held, end);
        settleWindow();
    }
    static QPushButton* commitOf(const ChangeDialog& dialog) {
        return dialog.findChild<QPushButton*>(u"change.commit"_s);
    }
    static QString toldIn(const ChangeDialog& dialog) {
        return dialog.findChild<SaidText*>(u"change.told"_s)->toPlainText();
    }
    QStringList said;
    RequestId held;
    RequestId settle;
    protocol::TransactionEnd wanted = protocol::TransactionEnd::RollBack;
};

TEST_F(TrialWindow, ShowsWhatItDidAndRollsBackByEnterAndByEscape) {
    for (const Qt::Key which : {Qt::Key_Return, Qt::Key_Escape}) {
        QPointer<ChangeDialog> dialog = heldDialog();
        ASSERT_NE(dialog, nullptr);
        EXPECT_FALSE(dialog->isModal()) << "the data can be looked at meanwhile";
        EXPECT_TRUE(toldIn(*dialog).contains(u"2 rows of film changed."_s));
        EXPECT_TRUE(toldIn(*dialog).contains(u"film_actor: 1,400 deleted"_s));
        EXPECT_EQ(dialog->findChild<QLabel*>(u"change.time"_s)->text(), u"Rolls back in 60 s."_s);
        EXPECT_EQ(dialog->findChild<QTableView*>(u"change.sample"_s)->model()->rowCount(), 2);
        wanted = protocol::TransactionEnd::Commit;
        key(dialog, which);
        EXPECT_EQ(wanted, protocol::TransactionEnd::RollBack);
        ASSERT_NE(dialog, nullptr) << "it is not over before the server says so";
        settled({.end = protocol::TransactionEnd::RollBack});
        EXPECT_EQ(dialog, nullptr);
        EXPECT_EQ(said.value(said.size() - 1), u"Tried and rolled back: 2 rows of film changed."_s);
    }
    EXPECT_EQ(engine.commands<protocol::RunQuery>().size(), 2U) << "it was never run but in its trial";
}

TEST_F(TrialWindow, CommitsWhenThatButtonIsPressed) {
    QPointer<ChangeDialog> dialog = heldDialog();
    ASSERT_NE(dialog, nullptr);
    ASSERT_TRUE(commitOf(*dialog)->isVisible());
    commitOf(*dialog)->setFocus();
    key(dialog, Qt::Key_Space);
    EXPECT_EQ(wanted, protocol::TransactionEnd::Commit);
    settled({.end = protocol::TransactionEnd::Commit});
    EXPECT_EQ(dialog, nullptr);
    EXPECT_EQ(said.value(said.size() - 1), u"Tried and committed: 2 rows of film changed."_s);
}

TEST_F(TrialWindow, StaysReadableWhenTheClockHasRolledBack) {
    QPointer<ChangeDialog> dialog = heldDialog();
    ASSERT_NE(dialog, nullptr);
    engine.finish(held, protocol::ChangeSettled{.end = protocol::TransactionEnd::RollBack, .byClock = true});
    settleWindow();
    ASSERT_NE(dialog, nullptr);
    EXPECT_TRUE(dialog->isVisible());
    EXPECT_TRUE(toldIn(*dialog).startsWith(u"Tried and rolled back, because nobody decided in time"_s));
    EXPECT_FALSE(commitOf(*dialog)->isVisible());
    key(dialog, Qt::Key_Escape);
    EXPECT_EQ(dialog, nullptr);
    EXPECT_TRUE(engine.commands<protocol::SettleChange>().empty());
}

TEST_F(TrialWindow, AFailureStandsInTheDialogAndAtItsPlaceInTheText) {
    QTest::keyClicks(&window.currentPage()->editor(), u"UPDATE film SET nn = 1"_s);
    actions.trigger("query.tryChange");
    ASSERT_TRUE(QTest::qWaitFor([this] { return held.value != 0; }, 60'000));
    QPointer<ChangeDialog> dialog = shown<ChangeDialog>();
    ASSERT_NE(dialog, nullptr);
    Error error = makeError(ErrorKind::SqlError, "no such column: nn");
    error.where = TextSpan{16, 18};
    engine.finish(held, protocol::RequestFailed{error, {}});
    settleWindow();
    ASSERT_NE(dialog, nullptr);
    EXPECT_TRUE(toldIn(*dialog).contains(u"no such column: nn"_s));
    const auto marks = window.currentPage()->editor().extraSelections();
    EXPECT_TRUE(std::ranges::any_of(marks, [](const QTextEdit::ExtraSelection& mark) {
        return mark.cursor.selectionStart() == 16 && mark.cursor.selectionEnd() == 18;
    }));
    key(dialog, Qt::Key_Return);
    EXPECT_EQ(dialog, nullptr);
}

TEST_F(TrialWindow, OffersNoTrialOfWhatCanNotBeTakenBackOrIsASecondStatement) {
    for (const char* sql : {"DROP TABLE film", "DELETE FROM film; DELETE FROM actor"}) {
        window.currentPage()->query().run({.sql = sql, .position = 0, .line = 1});
        deliver();
        auto* question = shown<RunConfirmationDialog>();
        ASSERT_NE(question, nullptr);
        EXPECT_EQ(question->findChild<QPushButton*>(u"confirmation.try"_s), nullptr) << sql;
        key(question, Qt::Key_Escape);
    }
    EXPECT_TRUE(engine.commands<protocol::HoldChange>().empty());
}

TEST_F(TrialWindow, TellsAtTheActionsWhyTheyWait) {
    EXPECT_TRUE(actions.isEnabled("query.tryChange"));
    ASSERT_NE(heldDialog(), nullptr);
    EXPECT_FALSE(actions.isEnabled("query.tryChange"));
    EXPECT_TRUE(actions.whyNot("query.tryChange").contains(u"waits for your decision"_s));
    EXPECT_TRUE(actions.whyNot("query.commit").contains(u"waits for your decision"_s));
    EXPECT_TRUE(actions.isEnabled("query.run"));
}

} // namespace
} // namespace dbv::ui
