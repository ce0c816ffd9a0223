// SPDX-License-Identifier: Apache-2.0
// Scripts on the disk that are run in the window.
#include <QComboBox>
#include <QFileDialog>
#include <QLabel>
#include <QMessageBox>
#include <QPushButton>
#include <QTabWidget>
#include <QTest>
#include <QTreeView>

#include "ui/scripts/script_page.h"
#include "ui/shell/query_page.h"
#include "ui/shell/run_confirmation_dialog.h"
#include "ui/shell/said_text.h"
#include "window_fixture.h"

namespace dbv::ui {
namespace {

using protocol::RunScriptFile;

class ScriptWindow : public WindowOnFakeEngine {
protected:
    ScriptWindow() {
        engine.on<RunScriptFile>([this](RequestId id, const RunScriptFile&) { run = id; });
        engine.on<protocol::ReadQueryFile>([this](RequestId id, const protocol::ReadQueryFile& asked) {
            engine.finish(id, protocol::QueryFileRead{asked.path, u"one\ntwo\nthree 3"_s, "s", false});
        });
        start();
        drop({u"/a.db"_s});
        actions.trigger("query.runFile");
        auto* dialog = window.findChild<QFileDialog*>();
        Q_EMIT dialog->filesSelected({u"/s/shop & co.sql"_s});
        dialog->close();
        deliver();
        window.activateWindow();
        EXPECT_TRUE(QTest::qWaitForWindowActive(&window));
    }
    [[nodiscard]] QTabWidget& tabs() const { return *window.findChild<QTabWidget*>(); }
    [[nodiscard]] ScriptPage& page() const { return *window.findChild<ScriptPage*>(); }
    template <class T>
    [[nodiscard]] T& part(const QString& name) const {
        return *page().findChild<T*>(name);
    }
    [[nodiscard]] QPushButton& button(const char* name) const {
        return part<QPushButton>(u"script."_s + QLatin1String(name));
    }
    [[nodiscard]] std::size_t runs() const { return engine.commands<RunScriptFile>().size(); }

    RequestId run;
};

TEST_F(ScriptWindow, OpensATabWithTheFileOnTheShownDatabase) {
    EXPECT_EQ(tabs().tabText(tabs().currentIndex()), u"Run shop && co.sql"_s);
    EXPECT_EQ(page().script().files(), QStringList{u"/s/shop & co.sql"_s});
    ASSERT_TRUE(page().script().connection());
    EXPECT_EQ(page().script().connection()->database, "/a.db");
    EXPECT_EQ(runs(), 0U) << "it is begun by a person";
    EXPECT_EQ(window.currentPage(), nullptr);
    EXPECT_TRUE(button("run").hasFocus());
    EXPECT_FALSE(button("pause").isEnabled());
}

TEST_F(ScriptWindow, RunsPausesAndStopsByKeys) {
    ASSERT_TRUE(actions.isEnabled("query.runScript"));
    QTest::keyClick(&window, Qt::Key_Return, Qt::ControlModifier | Qt::ShiftModifier);
    deliver();
    ASSERT_EQ(runs(), 1U);
    EXPECT_FALSE(actions.isEnabled("query.runScript"));
    EXPECT_TRUE(button("pause").hasFocus()) << "the keyboard is not lost";
    actions.trigger("query.pauseFile");
    deliver();
    EXPECT_TRUE(engine.commands<protocol::PauseScript>().back().paused);
    EXPECT_EQ(button("pause").text(), u"&Go on"_s);
    QTest::keyClick(&window, Qt::Key_Escape);
    deliver();
    ASSERT_EQ(engine.commands<protocol::CancelRequest>().size(), 1U);
    EXPECT_EQ(engine.commands<protocol::CancelRequest>().back().target, run);
    protocol::ScriptFinished end;
    end.stoppedBy = protocol::ScriptStatementFailed{.place = {"/s/shop & co.sql", 4, 2, 1},
                                                    .error = makeError(ErrorKind::Cancelled, "Stopped.")};
    end.continueFrom = end.stoppedBy->place;
    engine.finish(run, end);
    deliver();
    EXPECT_TRUE(button("continue").hasFocus());
    actions.trigger("query.continueFile");
    deliver();
    EXPECT_EQ(engine.commands<RunScriptFile>().back().from,
              (protocol::ScriptStart{protocol::ScriptStart::By::Offset, 4}));
}

TEST_F(ScriptWindow, OpensThePlaceOfAFailure) {
    button("run").click();
    deliver();
    engine.say(run, protocol::ScriptStatementFailed{.place = {"/s/x.sql", 4, 2, 1},
                                                    .at = protocol::FilePlace{"/s/x.sql", 14, 3, 7},
                                                    .text = "three",
                                                    .error = makeError(ErrorKind::SqlError, "No such thing.")});
    deliver();
    auto& list = part<QTreeView>(u"script.failures"_s);
    ASSERT_EQ(list.model()->rowCount(), 1);
    list.setFocus();
    list.setCurrentIndex(list.model()->index(0, 0));
    QTest::keyClick(&list, Qt::Key_Return);
    deliver();
    ASSERT_NE(window.currentPage(), nullptr);
    EXPECT_EQ(window.currentPage()->editor().textCursor().position(), 14);
}

TEST_F(ScriptWindow, AsksAsForStatementsBeforeItRuns) {
    button("run").click();
    deliver();
    protocol::RequestFailed failed{makeError(ErrorKind::ConfirmationRequired, "Confirm it."), {}};
    protocol::ClassifiedStatement drops{.statement = 4, .span = {0, 12}};
    drops.found.kind = StatementClass::Destructive;
    drops.found.effects = {{StatementClass::Destructive, EffectReason::Drops, "TABLE"}};
    drops.place = "line 9 of /s/x.sql";
    drops.text = "DROP TABLE t";
    failed.confirmation = protocol::Confirmation{.token = "t1", .statements = {drops}};
    engine.finish(run, failed);
    deliver();
    auto* dialog = window.findChild<RunConfirmationDialog*>();
    ASSERT_NE(dialog, nullptr);
    const QString told = dialog->findChild<SaidText*>(u"confirmation.statements"_s)->toPlainText();
    EXPECT_TRUE(told.startsWith(u"Line 9 of /s/x.sql: DROP TABLE t"_s)) << told.toStdString();
    dialog->accept();
    deliver();
    EXPECT_EQ(engine.commands<RunScriptFile>().back().confirm, "t1");
}

TEST_F(ScriptWindow, AsksBeforeATabWithARunningScriptIsClosed) {
    protocol::ConnectionFacts facts = *page().script().connection();
    facts.safety = Safety::Confirm;
    page().script().setConnection(facts);
    button("run").click();
    deliver();
    actions.trigger("tab.close");
    deliver();
    auto* box = window.findChild<QMessageBox*>();
    ASSERT_NE(box, nullptr);
    EXPECT_TRUE(box->text().contains(u"a script"_s)) << box->text().toStdString();
    box->reject();
    deliver();
    ASSERT_EQ(window.findChildren<ScriptPage*>().size(), 1);
    EXPECT_FALSE(window.close());
    engine.finish(run, protocol::ScriptFinished{.statements = 1});
    deliver();
    actions.trigger("tab.close");
    deliver();
    EXPECT_TRUE(window.findChildren<ScriptPage*>().isEmpty());
    EXPECT_EQ(engine.commands<protocol::CloseSession>().size(), 1U);
    EXPECT_NE(window.currentPage(), nullptr);
}

TEST_F(ScriptWindow, PutsTheKeyboardToTheEncodingThatIsNotClear) {
    button("run").click();
    deliver();
    protocol::RequestFailed failed{makeError(ErrorKind::InvalidInput, "The encoding is not clear.", "Say it."), {}};
    failed.encodingUnclear = true;
    engine.finish(run, failed);
    deliver();
    auto& encoding = part<QComboBox>(u"script.encoding"_s);
    EXPECT_TRUE(encoding.hasFocus());
    EXPECT_TRUE(part<QLabel>(u"script.encodingHint"_s).isVisibleTo(&page()));
    encoding.setCurrentIndex(encoding.findData(u"latin1"_s));
    button("run").click();
    deliver();
    EXPECT_EQ(engine.commands<RunScriptFile>().back().encoding, "latin1");
    EXPECT_FALSE(part<QLabel>(u"script.encodingHint"_s).isVisibleTo(&page()));
}

TEST_F(ScriptWindow, LosesItsDatabaseWithTheConnection) {
    workspace.connections().close(page().script().connection()->connection);
    deliver();
    EXPECT_FALSE(page().script().connection());
    EXPECT_FALSE(button("run").isEnabled());
}

TEST_F(ScriptWindow, EveryPartHasANameForAScreenReader) {
    for (const QWidget* each : page().findChildren<QWidget*>()) {
        if (each->focusPolicy() != Qt::NoFocus && qobject_cast<const QPushButton*>(each) == nullptr &&
            each->parentWidget()->focusProxy() != each && each->objectName().startsWith(u"script."_s)) {
            EXPECT_FALSE(each->accessibleName().isEmpty()) << each->objectName().toStdString();
        }
    }
}

} // namespace
} // namespace dbv::ui
