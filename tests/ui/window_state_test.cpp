// SPDX-License-Identifier: Apache-2.0
// What the window says and asks while connections come and go, and where it stands on a screen.
#include <QLineEdit>
#include <QScreen>
#include <QTabWidget>
#include <QTest>

#include "ui/backup/backups_page.h"
#include "ui/shell/query_page.h"
#include "ui/shell/question_dialog.h"
#include "window_fixture.h"

namespace dbv::ui {
namespace {

class WindowState : public WindowOnFakeEngine {
protected:
    [[nodiscard]] std::vector<QuestionDialog*> shownQuestions() const {
        std::vector<QuestionDialog*> shown;
        for (auto* dialog : window.findChildren<QuestionDialog*>()) {
            if (dialog->isVisible()) {
                shown.push_back(dialog);
            }
        }
        return shown;
    }
    std::uint64_t ask(const char* prompt) {
        protocol::Question question{.kind = protocol::QuestionKind::Password, .text = prompt};
        question.prompts = {{prompt, false}};
        return workspace.connections().desk().ask(question, {}, false, [this](const auto&) {
            ++answered;
            workspace.connections().desk().answerTried();
        });
    }
    int answered = 0;
};

TEST_F(WindowState, AsksOneQuestionAtATimeAndEachHasTheKeyboard) {
    start();
    static_cast<void>(ask("First"));
    static_cast<void>(ask("Second"));
    deliver();
    for (int asked = 1; asked <= 2; ++asked) {
        const auto shown = shownQuestions();
        ASSERT_EQ(shown.size(), 1U);
        ASSERT_TRUE(QTest::qWaitForWindowActive(shown.front()));
        auto* field = shown.front()->findChild<QLineEdit*>();
        ASSERT_TRUE(QTest::qWaitFor([field] { return QApplication::focusWidget() == field; }));
        EXPECT_EQ(field->accessibleName(), asked == 1 ? u"First"_s : u"Second"_s);
        QTest::keyClicks(field, u"x"_s);
        QTest::keyClick(field, Qt::Key_Return);
        EXPECT_EQ(answered, asked);
        // Also when what was closed goes at once.
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
        deliver();
    }
    EXPECT_TRUE(shownQuestions().empty());
}

TEST_F(WindowState, TakesBackThatAConnectionIsRefusedWhenItWorksAgain) {
    protocol::SavedConnection shop;
    shop.name = "Shop";
    shop.config.url = "/missing.db";
    state.savedConnections = {shop};
    start();
    workspace.openSaved("Shop");
    drop({u"/other/missing.db"_s});
    ASSERT_EQ(notices().lines().size(), 2);
    engine.on<protocol::OpenConnection>([this](RequestId id, const protocol::OpenConnection& command) {
        protocol::ConnectionFacts facts;
        facts.connection = ConnectionId{++lastConnection};
        facts.database = command.target.config.url;
        engine.finish(id, protocol::ConnectionOpened{facts});
    });
    workspace.openSaved("Shop");
    deliver();
    EXPECT_EQ(notices().lines(), QStringList{u"There is no /other/missing.db."_s});
    drop({u"/other/missing.db"_s});
    EXPECT_TRUE(notices().lines().isEmpty());
    EXPECT_FALSE(notices().isVisible());
}

TEST_F(WindowState, FitsOntoItsScreenWhateverWasKept) {
    start();
    const QSize room = window.screen()->availableGeometry().size();
    EXPECT_LE(window.width(), room.width());
    EXPECT_LE(window.height(), room.height());
    window.resize(room * 3);
    window.close();
    deliver();
    state.layout = workspace.layout();
    viewmodel::Workspace nextWorkspace{bus, engine.shelf(), 500};
    MainWindow next{bus, nextWorkspace, actions, ownSettings.chosen};
    next.show();
    nextWorkspace.restore();
    deliver();
    EXPECT_TRUE(next.screen()->availableGeometry().contains(next.frameGeometry()));
}

TEST_F(WindowState, HasTheTabOfBackupsAgain) {
    start();
    workspace.openTab({}, u"one"_s, {}, false);
    actions.trigger("backup.show");
    window.findChild<QTabWidget*>()->setCurrentIndex(0);
    window.close();
    deliver();
    state.layout = workspace.layout();
    viewmodel::Workspace nextWorkspace{bus, engine.shelf(), 500};
    MainWindow next{bus, nextWorkspace, actions, ownSettings.chosen};
    next.show();
    EXPECT_EQ(next.findChild<BackupsPage*>(), nullptr);
    nextWorkspace.restore();
    deliver();
    EXPECT_NE(next.findChild<BackupsPage*>(), nullptr);
}

TEST_F(WindowState, ShowsATitleWithALineEndOnOneLine) {
    start();
    workspace.openTab({}, u"two\nlines & more"_s, {}, false);
    const auto* tabs = window.findChild<QTabWidget*>();
    EXPECT_EQ(tabs->tabText(0), u"two↵lines && more"_s);
    EXPECT_EQ(workspace.titleOf(window.currentPage()->query().session()), u"two\nlines & more"_s);
}

} // namespace
} // namespace dbv::ui
