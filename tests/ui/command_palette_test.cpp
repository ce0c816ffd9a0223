// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <QApplication>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QMainWindow>
#include <QPointer>
#include <QSignalSpy>
#include <QTest>
#include <QVBoxLayout>

#include <gtest/gtest.h>

#include "support/qt_printers.h"
#include "ui/palette/command_palette.h"

namespace {

using dbv::ui::CommandPalette;
using dbv::viewmodel::ActionCatalog;

/// A window with a line to type in, as any place that may have the focus.
class CommandPaletteTest : public testing::Test {
protected:
    void SetUp() override {
        auto* middle = new QWidget;
        auto* lines = new QVBoxLayout(middle);
        lines->addWidget(m_editor);
        lines->addWidget(m_other);
        m_window.setCentralWidget(middle);
        m_window.resize(900, 600);
        m_window.show();
        m_window.activateWindow();
        ASSERT_TRUE(QTest::qWaitForWindowActive(&m_window));
        m_editor->setFocus();
        for (const auto& action : ActionCatalog::all()) {
            m_actions.setHandler(action.id, [this, id = std::string(action.id)] { m_done.push_back(id); });
        }
    }
    void open() { m_palette = CommandPalette::openActions(m_actions, m_window); }
    [[nodiscard]] QLineEdit& typed() const { return *m_palette->findChild<QLineEdit*>(); }
    [[nodiscard]] QListView& list() const { return *m_palette->findChild<QListView*>(); }
    void press(Qt::Key key) const { QTest::keyClick(&typed(), key); }
    [[nodiscard]] bool isGone() const {
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
        return m_palette.isNull();
    }

    QMainWindow m_window;
    QLineEdit* m_editor = new QLineEdit;
    QLineEdit* m_other = new QLineEdit;
    ActionCatalog m_actions;
    std::vector<std::string> m_done;
    QPointer<CommandPalette> m_palette;
};

TEST_F(CommandPaletteTest, TakesTheFocusAndShowsEveryAction) {
    open();
    EXPECT_TRUE(typed().hasFocus());
    EXPECT_EQ(list().model()->rowCount(), static_cast<int>(ActionCatalog::all().size()));
    EXPECT_TRUE(list().currentIndex().isValid());
}

TEST_F(CommandPaletteTest, DoesNotShowWhatThisInstallationHides) {
    m_actions.hide(std::vector<std::string>{"query.runScript"});
    open();
    EXPECT_EQ(list().model()->rowCount(), static_cast<int>(ActionCatalog::all().size()) - 1);
    QTest::keyClicks(&typed(), QStringLiteral("run whole script"));
    press(Qt::Key_Return);
    m_actions.trigger("query.runScript");
    EXPECT_TRUE(std::ranges::find(m_done, "query.runScript") == m_done.end());
}

TEST_F(CommandPaletteTest, DoesTheBestMatchOnEnterAndGivesTheFocusBack) {
    open();
    QTest::keyClicks(&typed(), QStringLiteral("run whole"));
    press(Qt::Key_Return);
    EXPECT_EQ(m_done, std::vector<std::string>{"query.runScript"});
    EXPECT_TRUE(isGone());
    EXPECT_TRUE(m_editor->hasFocus());
}

TEST_F(CommandPaletteTest, SaysWhatCanBeDoneWhereNothingFits) {
    open();
    const auto* nothing = m_palette->findChild<QLabel*>(QStringLiteral("palette.nothing"));
    EXPECT_FALSE(nothing->isVisible());
    const QSize size = m_palette->size();
    QTest::keyClicks(&typed(), QStringLiteral("zzqq"));
    EXPECT_TRUE(nothing->isVisible());
    EXPECT_FALSE(list().isVisible());
    EXPECT_TRUE(nothing->text().contains(QStringLiteral("Ctrl+P"))) << qPrintable(nothing->text());
    EXPECT_EQ(m_palette->size(), size);
    press(Qt::Key_Return);
    EXPECT_TRUE(m_done.empty());
    typed().clear();
    EXPECT_FALSE(nothing->isVisible());
    EXPECT_TRUE(list().isVisible());
}

TEST_F(CommandPaletteTest, MovesByLinesAndPages) {
    open();
    press(Qt::Key_Down);
    press(Qt::Key_Down);
    press(Qt::Key_Up);
    EXPECT_EQ(list().currentIndex().row(), 1);
    press(Qt::Key_PageDown);
    EXPECT_GT(list().currentIndex().row(), 4);
    for (int i = 0; i < 20; ++i) {
        press(Qt::Key_PageDown);
    }
    EXPECT_EQ(list().currentIndex().row(), list().model()->rowCount() - 1);
    for (int i = 0; i < 20; ++i) {
        press(Qt::Key_PageUp);
    }
    EXPECT_EQ(list().currentIndex().row(), 0);
    EXPECT_TRUE(typed().hasFocus());
}

TEST_F(CommandPaletteTest, KeepsEscapeFromTheShortcutsOfTheWindow) {
    auto* stop = new QAction(&m_window);
    stop->setShortcut(Qt::Key_Escape);
    m_window.addAction(stop);
    const QSignalSpy stopped(stop, &QAction::triggered);
    open();
    press(Qt::Key_Escape);
    EXPECT_TRUE(isGone());
    EXPECT_EQ(stopped.count(), 0);
    EXPECT_TRUE(m_editor->hasFocus());
    EXPECT_TRUE(m_done.empty());
}

TEST_F(CommandPaletteTest, GoesAwayWhenTheFocusGoesElsewhere) {
    open();
    m_other->setFocus();
    EXPECT_TRUE(isGone());
    EXPECT_TRUE(m_other->hasFocus());
}

TEST_F(CommandPaletteTest, SaysWhyNotAndStaysForAnActionThatIsDisabled) {
    m_actions.setEnabled("query.stop", false, QStringLiteral("Nothing runs in this tab."));
    const QSignalSpy refused(&m_actions, &ActionCatalog::refused);
    open();
    QTest::keyClicks(&typed(), QStringLiteral("stop"));
    press(Qt::Key_Return);
    ASSERT_EQ(refused.count(), 1);
    EXPECT_EQ(refused.front().front().toString(), QStringLiteral("Nothing runs in this tab."));
    EXPECT_FALSE(isGone());
}

TEST_F(CommandPaletteTest, EnterOnNoMatchDoesNothing) {
    open();
    QTest::keyClicks(&typed(), QStringLiteral("qqqqq"));
    EXPECT_EQ(list().model()->rowCount(), 0);
    press(Qt::Key_Return);
    press(Qt::Key_Down);
    EXPECT_TRUE(m_done.empty());
    EXPECT_FALSE(isGone());
}

TEST_F(CommandPaletteTest, ASecondOneReplacesTheFirstAndStillGivesTheFocusBack) {
    open();
    const QPointer<CommandPalette> first = m_palette;
    open();
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    EXPECT_TRUE(first.isNull());
    EXPECT_TRUE(typed().hasFocus());
    press(Qt::Key_Escape);
    EXPECT_TRUE(isGone());
    EXPECT_TRUE(m_editor->hasFocus());
}

TEST_F(CommandPaletteTest, StandsAtTheTopInTheMiddleOfTheWindowEvenWhenThatIsResized) {
    open();
    m_window.resize(400, 300);
    QCoreApplication::processEvents();
    EXPECT_TRUE(m_window.rect().contains(m_palette->geometry()));
    EXPECT_NEAR(m_palette->geometry().center().x(), m_window.rect().center().x(), 1);
}

TEST_F(CommandPaletteTest, ShowsTheFirstShortcutOfAnAction) {
    open();
    QTest::keyClicks(&typed(), QStringLiteral("run statement"));
    EXPECT_EQ(list().currentIndex().data(dbv::viewmodel::PaletteList::KeysRole).toString(),
              QKeySequence(Qt::CTRL | Qt::Key_Return).toString(QKeySequence::NativeText));
    EXPECT_FALSE(list().grab().isNull());
}

} // namespace
