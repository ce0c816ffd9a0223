// SPDX-License-Identifier: Apache-2.0
// The parts of the window's frame.
#include <QApplication>
#include <QCommandLinkButton>
#include <QKeyEvent>
#include <QLabel>
#include <QListWidget>
#include <QMainWindow>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

#include <algorithm>
#include <vector>

#include <gtest/gtest.h>

#include "support/fake_engine.h"
#include "support/qt_printers.h"
#include "ui/editor/statement_words.h"
#include "ui/grid/go_to_row_bar.h"
#include "ui/shell/action_binder.h"
#include "ui/shell/message_list.h"
#include "ui/shell/notice_bar.h"
#include "ui/shell/saved_connection_tree.h"
#include "ui/shell/start_page.h"

namespace dbv::ui {
namespace {

using Qt::Literals::StringLiterals::operator""_s;

TEST(NoticeBar, TakesNoRoomUntilThereIsSomethingToSay) {
    QWidget window;
    auto* bar = new NoticeBar(&window);
    EXPECT_TRUE(bar->isHidden());
    bar->add(NoticeBar::Kind::Error, u"The file does not exist."_s);
    EXPECT_FALSE(bar->isHidden());
}

TEST(NoticeBar, KeepsEachLineUntilItIsDismissed) {
    QWidget window;
    auto* bar = new NoticeBar(&window);
    bar->add(NoticeBar::Kind::Error, u"one"_s);
    bar->add(NoticeBar::Kind::Info, u"two"_s);
    bar->add(NoticeBar::Kind::Error, u"one"_s);
    ASSERT_EQ(bar->lines(), (QStringList{u"one"_s, u"two"_s}));
    bar->findChildren<QToolButton*>().first()->click();
    EXPECT_EQ(bar->lines(), QStringList{u"two"_s});
    bar->findChildren<QToolButton*>().last()->click();
    EXPECT_TRUE(bar->isHidden());
}

TEST(NoticeBar, SaysOnlyTheLastWordAboutOneThing) {
    QWidget window;
    auto* bar = new NoticeBar(&window);
    bar->add(NoticeBar::Kind::Error, u"wrong password"_s, u"shop"_s);
    bar->add(NoticeBar::Kind::Error, u"other"_s);
    bar->add(NoticeBar::Kind::Error, u"no such host"_s, u"shop"_s);
    EXPECT_EQ(bar->lines(), (QStringList{u"other"_s, u"no such host"_s}));
}

TEST(NoticeBar, DropsTheOldestOfTooMany) {
    QWidget window;
    auto* bar = new NoticeBar(&window);
    for (int i = 0; i <= NoticeBar::kMost; ++i) {
        bar->add(NoticeBar::Kind::Error, QString::number(i));
    }
    EXPECT_EQ(bar->lines().size(), NoticeBar::kMost);
    EXPECT_EQ(bar->lines().first(), u"1"_s);
}

TEST(NoticeBar, ShowsTheWordsOfAServerAsTheyAre) {
    QWidget window;
    auto* bar = new NoticeBar(&window);
    bar->add(NoticeBar::Kind::Error, u"<b>no</b>"_s);
    const auto labels = bar->findChildren<QLabel*>();
    EXPECT_TRUE(std::ranges::any_of(labels, [](const QLabel* label) {
        return label->text() == u"<b>no</b>"_s && label->textFormat() == Qt::PlainText;
    }));
}

TEST(MessageList, KeepsErrorsLongerThanAnythingElse) {
    MessageList list;
    list.add({viewmodel::TabMessage::Severity::Error, u"it failed"_s, {}});
    for (int i = 0; i < 3 * MessageList::kMost; ++i) {
        list.add({viewmodel::TabMessage::Severity::Info, QString::number(i), {}});
    }
    ASSERT_TRUE(QTest::qWaitFor([&list] { return list.count() == MessageList::kMost; }));
    EXPECT_TRUE(list.item(0)->text().endsWith(u"it failed"_s));
    EXPECT_TRUE(list.item(MessageList::kMost - 1)->text().endsWith(QString::number(3 * MessageList::kMost - 1)));
}

TEST(OwnEscape, ABarThatIsOpenHasTheKeyBeforeTheWindow) {
    QMainWindow window;
    auto* bar = new GoToRowBar(&window);
    QKeyEvent question(QEvent::ShortcutOverride, Qt::Key_Escape, Qt::NoModifier);
    question.ignore();
    QApplication::sendEvent(bar, &question);
    EXPECT_TRUE(question.isAccepted());
    QKeyEvent other(QEvent::ShortcutOverride, Qt::Key_Return, Qt::ControlModifier);
    other.ignore();
    QApplication::sendEvent(bar, &other);
    EXPECT_FALSE(other.isAccepted());
}

/// A start page over an engine that says nothing.
class StartPages : public ::testing::Test {
protected:
    support::FakeEngine engine;
    bus::CommandBus bus{engine};
    viewmodel::ConnectionList connections{bus};
    viewmodel::ActionCatalog actions;
    StartPage page{actions, connections};
};

TEST_F(StartPages, OpensAKeptConnectionByOneClick) {
    protocol::SavedConnection kept;
    kept.name = "Shop";
    kept.config.url = "/tmp/shop.db";
    kept.config.safety = Safety::ReadOnly;
    kept.group = "a/b";
    connections.setSaved({kept});
    page.updateSaved();
    page.show();
    QSignalSpy chosen(&page.saved(), &SavedConnectionTree::chosen);
    SavedConnectionTree& tree = page.saved();
    ASSERT_EQ(tree.topLevelItemCount(), 1);
    EXPECT_EQ(tree.topLevelItem(0)->text(0), u"Shop (read only)"_s);
    QTest::mouseClick(tree.viewport(), Qt::LeftButton, {}, tree.visualItemRect(tree.topLevelItem(0)).center());
    ASSERT_EQ(chosen.count(), 1);
    EXPECT_EQ(chosen[0][0].value<protocol::SavedConnection>().name, "Shop");
}

TEST_F(StartPages, ShowFavouritesFirstAndThenWhatWasUsedLast) {
    std::vector<protocol::SavedConnection> saved(12);
    for (std::size_t i = 0; i < saved.size(); ++i) {
        saved[i].name = std::string("c") + std::to_string(i);
        saved[i].used = static_cast<std::int64_t>(i);
    }
    saved[1].favourite = true;
    connections.setSaved(saved);
    page.updateSaved();
    EXPECT_EQ(page.saved().topLevelItemCount(), 8);
    EXPECT_EQ(page.saved().topLevelItem(0)->text(0), u"★ c1"_s);
    EXPECT_EQ(page.saved().topLevelItem(1)->text(0), u"c11"_s);
}

TEST_F(StartPages, PutsTheKeyboardOnTheSample) {
    bool opened = false;
    actions.setHandler("file.sample", [&opened] { opened = true; });
    page.show();
    page.setFocus();
    QTest::keyClick(page.focusProxy(), Qt::Key_Return);
    EXPECT_TRUE(opened);
}

TEST(ActionBinder, SaysWhyTheKeyOfADisabledActionDoesNothing) {
    viewmodel::ActionCatalog actions;
    QMainWindow window;
    ActionBinder binder(actions, window);
    QSignalSpy refused(&actions, &viewmodel::ActionCatalog::refused);
    actions.setHandler("query.run", [] {});
    EXPECT_FALSE(binder.refuse(Qt::CTRL | Qt::Key_Return));
    actions.setEnabled("query.run", false, u"This tab has no connection."_s);
    EXPECT_TRUE(binder.refuse(Qt::CTRL | Qt::Key_Return));
    ASSERT_EQ(refused.count(), 1);
    EXPECT_EQ(refused[0][0].toString(), u"This tab has no connection."_s);
    actions.setEnabled("query.stop", false, u"Nothing is running in this tab."_s);
    EXPECT_FALSE(binder.refuse(Qt::Key_Escape));
}

TEST(StatementWords, AFailureIsToldBeforeASuccessInTheSameLine) {
    const std::vector<viewmodel::StatementMark> marks{{{0, 5}, viewmodel::StatementFailed{"no such table"}},
                                                      {{6, 9}, viewmodel::StatementSucceeded{1, false, false, 1}}};
    EXPECT_EQ(&worstOf(marks), &marks[0]);
    EXPECT_EQ(&worstOf(std::span(marks).subspan(1)), &marks[1]);
}

} // namespace
} // namespace dbv::ui
