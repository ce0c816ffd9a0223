// SPDX-License-Identifier: Apache-2.0
// The page that restores a backup.

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPushButton>
#include <QTest>

#include "backups_fixture.h"
#include "ui/backup/restore_dialog.h"
#include "ui/shell/said_text.h"

namespace dbv::ui {
namespace {

TEST_F(BackupsInTheWindow, ChosenObjectsAreRestored) {
    open().choose("b2");
    actions.trigger("backup.restore");
    deliver();
    auto& restore = dialog<RestoreDialog>();
    part<QComboBox>(restore, "restore.place").setCurrentIndex(1);
    auto& what = part<QComboBox>(restore, "restore.what");
    what.setFocus();
    QTest::keyClick(&what, Qt::Key_Down);
    ASSERT_TRUE(QTest::qWaitFor([&] { return part<QListView>(restore, "restore.objects").model()->rowCount() == 1; }));
    check(restore);
    auto& go = part<QPushButton>(restore, "restore.start");
    EXPECT_FALSE(go.isEnabled()) << "nothing is chosen yet";
    QTest::keyClick(restore.focusWidget(), Qt::Key_Down);
    QTest::keyClick(restore.focusWidget(), Qt::Key_Space);
    EXPECT_TRUE(go.isEnabled());
    part<QAbstractButton>(restore, "restore.owners").click();
    go.click();
    const auto sent = engine.commands<protocol::RestoreBackup>();
    ASSERT_EQ(sent.size(), 1U);
    EXPECT_EQ(sent[0].wish.objects, (std::vector<DumpObject>{{"", "orders"}}));
    EXPECT_FALSE(sent[0].wish.owners);
    EXPECT_FALSE(sent[0].wish.replace);
    fail(ErrorKind::ConfirmationRequired, "Of what is wished, the database has some: 1 table would be replaced.");
    EXPECT_EQ(QString(go.text()).remove(u'&'), u"Replace what is there"_s);
    // What is meant now is something else, and was not shown yet.
    part<QAbstractButton>(restore, "restore.owners").click();
    EXPECT_EQ(QString(go.text()).remove(u'&'), u"Restore"_s);
}

TEST_F(BackupsInTheWindow, ARestoreShowsWhatWouldBeReplacedBeforeItIsDone) {
    open().choose("b2");
    actions.trigger("backup.restore");
    deliver();
    auto& restore = dialog<RestoreDialog>();
    check(restore);
    auto& go = part<QPushButton>(restore, "restore.start");
    EXPECT_FALSE(go.isEnabled()) << "nothing is chosen by itself";
    auto& places = part<QComboBox>(restore, "restore.place");
    ASSERT_EQ(places.count(), 2);
    EXPECT_EQ(part<QComboBox>(restore, "restore.into").currentIndex(), 1) << "nobody knows of which kind it is";
    places.setCurrentIndex(1);
    go.click();
    ASSERT_EQ(engine.commands<protocol::RestoreBackup>().size(), 1U);
    EXPECT_FALSE(engine.commands<protocol::RestoreBackup>()[0].wish.replace);
    fail(ErrorKind::ConfirmationRequired, "The database is not empty: 3 tables would be replaced by the backup.");
    EXPECT_EQ(QString(go.text()).remove(u'&'), u"Replace what is there"_s);
    go.click();
    ASSERT_EQ(engine.commands<protocol::RestoreBackup>().size(), 2U);
    EXPECT_TRUE(engine.commands<protocol::RestoreBackup>()[1].wish.replace);
    finish(protocol::BackupRestored{listed.entries[0], {}, 12, {}, 1'000});
    EXPECT_TRUE(part<SaidText>(restore, "restore.told").toPlainText().contains(u"everything is as it was backed up"_s));
    EXPECT_FALSE(go.isEnabled());
}

TEST_F(BackupsInTheWindow, ProductionIsRestoredIntoOnlyAfterItsNameWasTyped) {
    protocol::SavedConnection saved;
    saved.name = "shop";
    saved.config.url = "/prod.db";
    saved.environment = protocol::Environment::Production;
    workspace.connections().setSaved({saved});
    workspace.connections().open(saved.config, [](const auto&) {}, "shop");
    deliver();
    open().choose("b2");
    actions.trigger("backup.restore");
    deliver();
    auto& restore = dialog<RestoreDialog>();
    auto& places = part<QComboBox>(restore, "restore.place");
    places.setCurrentIndex(places.findText(u"shop"_s));
    auto& go = part<QPushButton>(restore, "restore.start");
    auto& name = part<QLineEdit>(restore, "restore.name");
    EXPECT_TRUE(name.isVisible());
    EXPECT_FALSE(go.isEnabled());
    QTest::keyClicks(&name, u"shop"_s);
    EXPECT_TRUE(go.isEnabled());
    go.click();
    fail(ErrorKind::ConfirmationRequired, "3 tables would be replaced.");
    EXPECT_FALSE(go.isEnabled()) << "it is typed once more for what is lost";
}

TEST_F(BackupsInTheWindow, ARestoreGoesIntoANewDatabaseUnlessSomebodyWishesSomethingElse) {
    protocol::SavedConnection saved;
    saved.name = "shop";
    saved.config.connector = "postgres";
    saved.config.host = "db";
    saved.config.database = "shop";
    saved.environment = protocol::Environment::Production;
    workspace.connections().setSaved({saved});
    listed.entries[0].engine = "postgres";
    listed.entries[0].connection = "shop";
    listed.entries[0].database = "shop";
    open().choose("b2");
    actions.trigger("backup.restore");
    deliver();
    auto& restore = dialog<RestoreDialog>();
    check(restore);
    EXPECT_EQ(part<QComboBox>(restore, "restore.into").currentText(), u"A new database"_s);
    EXPECT_EQ(part<QComboBox>(restore, "restore.place").currentText(), u"shop (is opened for it)"_s);
    auto& name = part<QLineEdit>(restore, "restore.newName");
    EXPECT_EQ(name.text(), u"shop_restored"_s);
    EXPECT_FALSE(part<QLineEdit>(restore, "restore.name").isVisible()) << "nothing of production is replaced";
    auto& go = part<QPushButton>(restore, "restore.start");
    name.setFocus();
    name.selectAll();
    QTest::keyClick(&name, Qt::Key_Delete);
    EXPECT_FALSE(go.isEnabled());
    QTest::keyClicks(&name, u"shop2"_s);
    ASSERT_TRUE(go.isEnabled());
    go.click();
    deliver();
    const auto sent = engine.commands<protocol::RestoreBackup>();
    ASSERT_EQ(sent.size(), 1U);
    EXPECT_EQ(sent[0].newDatabase, "shop2");
    const viewmodel::OpenDatabase* beside = workspace.connections().find(sent[0].connection);
    ASSERT_NE(beside, nullptr);
    EXPECT_EQ(beside->config.database, "shop");
    fail(ErrorKind::IoError, "The disk is full. The new database \"shop2\" is left: drop it, or restore into it.");
    EXPECT_TRUE(part<SaidText>(restore, "restore.told").toPlainText().contains(u"\"shop2\" is left"_s));
    const std::size_t open = workspace.connections().databases().size();
    go.click();
    deliver();
    EXPECT_EQ(engine.commands<protocol::RestoreBackup>().size(), 2U);
    finish(protocol::BackupRestored{listed.entries[0], {}, 12, {}, 1'000});
    deliver();
    ASSERT_EQ(workspace.connections().databases().size(), open + 1) << "the new one is opened";
    EXPECT_EQ(workspace.connections().databases().back().config.database, "shop2");
    EXPECT_FALSE(go.isEnabled());
    part<QComboBox>(restore, "restore.into").setFocus();
    QTest::keyClick(&part<QComboBox>(restore, "restore.into"), Qt::Key_Down);
    EXPECT_FALSE(name.isVisible());
    EXPECT_TRUE(part<QLineEdit>(restore, "restore.name").isVisible() || !go.isEnabled());
    check(restore);
}

TEST_F(BackupsInTheWindow, ABackupOfAFileIsRestoredIntoANewFile) {
    listed.entries[0].engine = "sqlite";
    listed.entries[0].database = "/srv/a.db";
    open().choose("b2");
    actions.trigger("backup.restore");
    deliver();
    auto& restore = dialog<RestoreDialog>();
    check(restore);
    EXPECT_FALSE(part<QComboBox>(restore, "restore.place").isVisible());
    auto& file = part<QLineEdit>(restore, "restore.newFile");
    EXPECT_EQ(file.text(), u"/srv/a-restored.db"_s);
    part<QPushButton>(restore, "restore.start").click();
    deliver();
    const auto sent = engine.commands<protocol::RestoreBackup>();
    ASSERT_EQ(sent.size(), 1U);
    EXPECT_EQ(workspace.connections().find(sent[0].connection)->config.database, "/srv/a-restored.db");
}

} // namespace
} // namespace dbv::ui
