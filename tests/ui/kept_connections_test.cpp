// SPDX-License-Identifier: Apache-2.0
// The connections that are kept, with names that nobody expects.
#include <QLineEdit>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTest>
#include <QTreeWidget>

#include "dialogs_fixture.h"
#include "ui/shell/connections_dialog.h"
#include "ui/shell/environment_paint.h"
#include "ui/shell/saved_connection_tree.h"
#include "ui/theme/theme.h"

namespace dbv::ui {
namespace {

/// The connections that are kept, with names that nobody expects.
class KeptConnections : public Dialogs {
protected:
    static SavedConnection keptOne(const std::string& name, const std::string& group = {}) {
        SavedConnection one;
        one.name = name;
        one.group = group;
        one.config = {.connector = "postgres", .host = "<b>h</b>"};
        return one;
    }
    void start(std::vector<SavedConnection> all) {
        connections.setSaved(std::move(all));
        dialog = shown(new ConnectionsDialog(connections, makeTheme(ColorScheme::Light), nullptr));
    }
    ~KeptConnections() override { delete dialog.data(); }
    [[nodiscard]] QStringList rows() const {
        QStringList all;
        for (QTreeWidgetItemIterator item(&dialog->tree()); *item != nullptr; ++item) {
            all << (*item)->text(0);
        }
        return all;
    }
    [[nodiscard]] QString current() const {
        const SavedConnection* one = dialog->tree().current();
        return one != nullptr ? QString::fromStdString(one->name) : QString();
    }
    QPointer<ConnectionsDialog> dialog;
};

TEST_F(KeptConnections, CanBeUsedWithoutAMouse) {
    start({keptOne("a"), keptOne("b", "Work/EU"), keptOne(std::string(10'000, 'n'))});
    check(*dialog);
}

TEST_F(KeptConnections, StandInTheirFoldersWhateverTheFoldersAreCalled) {
    std::string deep;
    for (int i = 0; i < 200'000; ++i) {
        deep += "d/";
    }
    start({keptOne("a", "Z"), keptOne("b", "//A///"), keptOne("c", "/"), keptOne("d", " A / B "), keptOne("e", deep)});
    const QStringList all = rows();
    EXPECT_LT(all.size(), 30);
    EXPECT_FALSE(all.contains(QString()));
    EXPECT_EQ(all.filter(QRegularExpression(u"^A$"_s)).size(), 1);
    EXPECT_LT(all.indexOf(u"A"_s), all.indexOf(u"Z"_s));
    EXPECT_GT(all.indexOf(u"c"_s), all.indexOf(u"a"_s));
}

TEST_F(KeptConnections, KeepTheirPlaceAndTheirClosedFoldersWhenTheListComesAnew) {
    start({keptOne("a"), keptOne("b", "Work"), keptOne("c")});
    QTreeWidgetItem* folder = dialog->tree().topLevelItem(0);
    ASSERT_EQ(folder->text(0), u"Work"_s);
    folder->setExpanded(false);
    dialog->tree().setCurrentItem(dialog->tree().topLevelItem(2));
    ASSERT_EQ(current(), u"c"_s);
    QTest::keyClick(&dialog->tree(), Qt::Key_Asterisk);
    // Nothing else of it is written: another program may have changed the rest.
    EXPECT_TRUE(engine.commands<protocol::SaveConnection>().empty());
    ASSERT_EQ(engine.commands<protocol::MarkFavourite>().size(), 1U);
    EXPECT_EQ(engine.commands<protocol::MarkFavourite>().front().name, "c");
    EXPECT_TRUE(engine.commands<protocol::MarkFavourite>().front().favourite);
    connections.setSaved({keptOne("a"), keptOne("b", "Work"), keptOne("c"), keptOne("d")});
    EXPECT_EQ(current(), u"c"_s);
    EXPECT_FALSE(dialog->tree().topLevelItem(0)->isExpanded());
    connections.setSaved({keptOne("a"), keptOne("b", "Work"), keptOne("d")});
    EXPECT_FALSE(current().isEmpty());
    dialog->tree().setTheme(makeTheme(ColorScheme::Dark));
    EXPECT_FALSE(current().isEmpty());
}

TEST_F(KeptConnections, TellTheirEnvironmentAlsoToWhoDoesNotSeeColours) {
    SavedConnection one = keptOne("a");
    one.environment = protocol::Environment::Production;
    one.favourite = true;
    start({one});
    const QString spoken = dialog->tree().topLevelItem(0)->data(0, Qt::AccessibleTextRole).toString();
    EXPECT_TRUE(spoken.contains(u"production"_s) && spoken.contains(u"favourite"_s)) << spoken.toStdString();
    SavedConnectionTree list(connections, SavedConnectionTree::Shape::List);
    list.setConnections({one});
    EXPECT_TRUE(list.topLevelItem(0)->data(0, Qt::AccessibleTextRole).toString().contains(u"production"_s));
}

TEST_F(KeptConnections, AreChangedAndCopiedFromTheSearch) {
    start({keptOne("a"), keptOne("zebra")});
    QSignalSpy changed(&dialog->tree(), &SavedConnectionTree::changeRequested);
    QSignalSpy copied(&dialog->tree(), &SavedConnectionTree::duplicateRequested);
    auto* search = dialog->findChild<QLineEdit*>();
    QTest::keyClicks(search, u"z"_s);
    QTest::keyClick(search, Qt::Key_F2);
    QTest::keyClick(search, Qt::Key_D, Qt::ControlModifier);
    ASSERT_EQ(changed.count(), 1);
    EXPECT_EQ(changed[0][0].value<SavedConnection>().name, "zebra");
    EXPECT_EQ(copied.count(), 1);
    EXPECT_EQ(search->text(), u"z"_s);
}

TEST_F(KeptConnections, AreSearchedByTypingIntoTheList) {
    start({keptOne("a"), keptOne("zebra")});
    ASSERT_TRUE(dialog->tree().hasFocus());
    auto* search = dialog->findChild<QLineEdit*>();
    QTest::keyClick(&dialog->tree(), Qt::Key_Z);
    EXPECT_TRUE(search->hasFocus());
    EXPECT_EQ(search->text(), u"z"_s);
    EXPECT_EQ(current(), u"zebra"_s);
    QTest::keyClicks(search, u"e"_s);
    EXPECT_EQ(search->text(), u"ze"_s);
    dialog->tree().setFocus();
    QTest::keyClick(&dialog->tree(), Qt::Key_F, Qt::ControlModifier);
    EXPECT_TRUE(search->hasFocus());
    EXPECT_EQ(search->selectedText(), u"ze"_s);
}

TEST_F(KeptConnections, ShowTheirEnvironmentOnAChosenLineToo) {
    for (const ColorScheme scheme : {ColorScheme::Light, ColorScheme::Dark}) {
        const Theme theme = makeTheme(scheme);
        const ColorPair& colors = theme.of(Environment::Test);
        const QImage chosen = environmentMark(colors, 1).pixmap(12, QIcon::Selected).toImage();
        // The edge of the mark is in the colour that is read on it.
        EXPECT_GT(contrastRatio(chosen.pixelColor(6, 1), colors.background), 2.0);
        EXPECT_EQ(chosen.pixelColor(6, 6), colors.background);
    }
}

TEST_F(KeptConnections, AreNeverTakenForMarkup) {
    start({keptOne("<img src=x>")});
    EXPECT_FALSE(dialog->tree().topLevelItem(0)->toolTip(0).contains(u"<b>"_s));
    EXPECT_TRUE(dialog->tree().topLevelItem(0)->toolTip(0).contains(u"&lt;b&gt;"_s));
}

TEST_F(KeptConnections, TheKeyboardIsNotLostWhenNoneIsFound) {
    start({keptOne("a")});
    ASSERT_TRUE(dialog->tree().hasFocus());
    connections.setSaved({});
    EXPECT_NE(dialog->focusWidget(), nullptr);
    EXPECT_TRUE(dialog->focusWidget()->isVisible());
}

} // namespace
} // namespace dbv::ui
