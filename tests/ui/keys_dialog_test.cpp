// SPDX-License-Identifier: Apache-2.0
#include "ui/keys/keys_dialog.h"

#include <map>
#include <set>

#include <QAction>
#include <QApplication>
#include <QLineEdit>
#include <QMainWindow>
#include <QPointer>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>

#include <gtest/gtest.h>

#include "support/qt_printers.h"
#include "ui/keys/key_field.h"
#include "ui/keys/key_text.h"
#include "ui/shell/action_binder.h"
#include "ui/shell/said_text.h"

namespace {

using namespace Qt::StringLiterals;
using dbv::ui::ActionBinder;
using dbv::ui::KeyField;
using dbv::ui::KeysDialog;
using dbv::ui::keysFrom;
using dbv::viewmodel::ActionCatalog;
using dbv::viewmodel::ActionSpec;
using dbv::viewmodel::KeyList;

class KeysDialogTest : public testing::Test {
protected:
    void SetUp() override {
        m_window.show();
        m_dialog->show();
        ASSERT_TRUE(QTest::qWaitForWindowActive(m_dialog));
    }
    [[nodiscard]] QTableView& list() const { return *m_dialog->findChild<QTableView*>(); }
    [[nodiscard]] KeyField& field() const { return *m_dialog->findChild<KeyField*>(); }
    [[nodiscard]] QPushButton& button(const QString& text) const {
        for (auto* each : m_dialog->findChildren<QPushButton*>()) {
            if (each->text().remove(u'&') == text) {
                return *each;
            }
        }
        throw std::logic_error("no button " + text.toStdString());
    }
    [[nodiscard]] QString said() const { return m_dialog->findChild<dbv::ui::SaidText*>()->toPlainText(); }
    void search(const QString& text) const {
        auto* line = m_dialog->findChild<QLineEdit*>();
        line->clear();
        QTest::keyClicks(line, text);
    }
    /// Chooses an action by its name and types a key for it.
    void type(const QString& action, Qt::Key key, Qt::KeyboardModifiers modifiers) const {
        search(action);
        ASSERT_EQ(list().model()->index(0, 0).data().toString(), action);
        field().setFocus();
        QTest::keyClick(&field(), key, modifiers);
    }
    [[nodiscard]] QString keys(const char* id) const { return m_actions.keys(id); }

    ActionCatalog m_actions;
    QMainWindow m_window;
    ActionBinder m_binder{m_actions, m_window};
    QPointer<KeysDialog> m_dialog = new KeysDialog(m_actions, &m_window);
};

TEST_F(KeysDialogTest, GivesAnActionAKeyThatWorksAtOnce) {
    const QAction* refresh = m_binder.action("view.refresh");
    EXPECT_EQ(refresh->shortcuts(), QList{QKeySequence(u"F5"_s)});
    type(u"Refresh explorer"_s, Qt::Key_F9, Qt::ControlModifier);
    EXPECT_EQ(said(), QString());
    button(u"Use it"_s).click();
    EXPECT_EQ(keys("view.refresh"), u"Ctrl+F9"_s);
    EXPECT_TRUE(m_actions.hasOwnKeys("view.refresh"));
    EXPECT_EQ(refresh->shortcuts(), QList{QKeySequence(u"Ctrl+F9"_s)});
}

TEST_F(KeysDialogTest, SaysWhoWouldLoseAKeyAndTakesItAway) {
    type(u"Refresh explorer"_s, Qt::Key_T, Qt::ControlModifier);
    EXPECT_TRUE(said().contains(u"New query"_s)) << said().toStdString();
    EXPECT_EQ(keys("tab.new"), u"Ctrl+T"_s);
    button(u"Use it"_s).click();
    EXPECT_EQ(keys("view.refresh"), u"Ctrl+T"_s);
    EXPECT_EQ(keys("tab.new"), QString());
    // One of several.
    type(u"Refresh explorer"_s, Qt::Key_Period, Qt::ControlModifier);
    button(u"Use it"_s).click();
    EXPECT_EQ(keys("query.stop"), u"Esc"_s);
}

TEST_F(KeysDialogTest, TakesNoKeyThatWritesALetter) {
    type(u"Refresh explorer"_s, Qt::Key_A, Qt::NoModifier);
    EXPECT_FALSE(button(u"Use it"_s).isEnabled());
    EXPECT_TRUE(said().contains(u"letter"_s)) << said().toStdString();
}

TEST_F(KeysDialogTest, GoesBackToTheDefaults) {
    type(u"Refresh explorer"_s, Qt::Key_F9, Qt::ControlModifier);
    button(u"Use it"_s).click();
    button(u"Default"_s).click();
    EXPECT_EQ(keys("view.refresh"), u"F5"_s);
    EXPECT_FALSE(m_actions.hasOwnKeys("view.refresh"));
    button(u"No key"_s).click();
    EXPECT_EQ(keys("view.refresh"), QString());
    EXPECT_TRUE(m_actions.hasOwnKeys("view.refresh"));
    button(u"All to their defaults"_s).click();
    EXPECT_EQ(keys("view.refresh"), u"F5"_s);
}

TEST_F(KeysDialogTest, FindsByKeyAndTellsWhatIsFixed) {
    search(u"F5"_s);
    ASSERT_GE(list().model()->rowCount(), 1);
    EXPECT_EQ(list().model()->index(0, KeyList::ActionColumn).data().toString(), u"Refresh explorer"_s);
    search(u"Inspect cell"_s);
    EXPECT_FALSE(field().isEnabled());
    EXPECT_TRUE(said().contains(u"focus"_s)) << said().toStdString();
    search(u"there is no such action"_s);
    EXPECT_FALSE(field().isEnabled());
    EXPECT_FALSE(button(u"No key"_s).isEnabled());
}

TEST_F(KeysDialogTest, EscClosesIt) {
    QTest::keyClick(&list(), Qt::Key_Escape);
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    EXPECT_TRUE(m_dialog.isNull());
}

TEST(Keys, NoTwoActionsOfTheWholeWindowHaveTheSameByDefault) {
    std::map<QString, std::string> seen;
    for (const ActionSpec& action : ActionCatalog::all()) {
        const QString all = QLatin1String(action.keys);
        // Those of a part may write a letter, as the space that inspects a cell.
        EXPECT_TRUE(action.shownOnly || keysFrom(all) == all) << action.id;
        for (const QString& key : all.split(u"; "_s, Qt::SkipEmptyParts)) {
            if (!action.shownOnly) {
                EXPECT_TRUE(seen.try_emplace(key, action.id).second)
                    << key.toStdString() << ": " << seen[key] << " and " << action.id;
            }
        }
    }
    EXPECT_GT(seen.size(), 20U);
}

TEST(Keys, OfASettingsFileAreReadOrRefused) {
    EXPECT_EQ(keysFrom(u"ctrl+k"_s), u"Ctrl+K"_s);
    EXPECT_EQ(keysFrom(u" F5; Ctrl+R "_s), u"F5; Ctrl+R"_s);
    EXPECT_EQ(keysFrom(QString()), QString());
    EXPECT_FALSE(keysFrom(u"k"_s));
    EXPECT_FALSE(keysFrom(u"Shift+K"_s));
    EXPECT_FALSE(keysFrom(u"Ctrl+Nonsense"_s));
    EXPECT_FALSE(keysFrom(u"F5; k"_s));
}

} // namespace
