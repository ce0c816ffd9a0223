// SPDX-License-Identifier: Apache-2.0
// Backups in the window: the tab, and what the actions do.
#include <array>

#include <QApplication>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QMessageBox>
#include <QPlainTextEdit>
#include <QPointer>
#include <QProgressBar>
#include <QPushButton>
#include <QTabWidget>
#include <QTableView>
#include <QTest>

#include "backups_fixture.h"
#include "ui/backup/backup_desk.h"
#include "ui/backup/backup_dialog.h"
#include "ui/backup/backup_state_paint.h"
#include "ui/backup/backup_view.h"
#include "ui/backup/job_dialog.h"
#include "ui/backup/passphrase_dialog.h"
#include "ui/backup/restore_dialog.h"
#include "ui/shell/said_text.h"
#include "ui/shell/secret_edit.h"

namespace dbv::ui {
namespace {

TEST(BackupColors, AreReadAndDifferForEachState) {
    constexpr double kReadable = 4.5;
    for (const ColorScheme scheme : {ColorScheme::Light, ColorScheme::Dark}) {
        std::vector<QColor> seen;
        for (const BackupState state : {BackupState::Running, BackupState::Failed, BackupState::Made,
                                        BackupState::Verified, BackupState::Proved}) {
            const ColorPair colors = backupStateColors(scheme, state);
            EXPECT_GE(contrastRatio(colors.background, colors.text), kReadable)
                << viewmodel::backupStateText(state).toStdString();
            EXPECT_EQ(std::ranges::find(seen, colors.background), seen.end());
            seen.push_back(colors.background);
            const bool green = colors.background.green() > colors.background.red() + 40 &&
                               colors.background.green() > colors.background.blue();
            EXPECT_EQ(green, state == BackupState::Proved) << viewmodel::backupStateText(state).toStdString();
        }
    }
}

TEST_F(BackupsInTheWindow, StandInATabThatIsOpenedOnce) {
    BackupsPage& page = open();
    auto& tabs = *window.findChild<QTabWidget*>();
    EXPECT_EQ(tabs.currentWidget(), &page);
    EXPECT_EQ(tabs.tabText(tabs.currentIndex()), u"Backups"_s);
    const int count = tabs.count();
    tabs.setCurrentIndex(0);
    EXPECT_EQ(&open(), &page);
    EXPECT_EQ(tabs.count(), count);
    EXPECT_EQ(part<QTableView>(page, "backups.table").model()->rowCount(), 2);
    actions.trigger("tab.close");
    EXPECT_EQ(window.findChild<BackupsPage*>(), nullptr);
}

TEST_F(BackupsInTheWindow, ShowTheChosenOneWithItsContentsAndWhatCanBeDone) {
    BackupsPage& page = open();
    EXPECT_EQ(page.chosen(), "b2");
    EXPECT_EQ(part<QLabel>(page, "backup.title").text(), u"a.db"_s);
    EXPECT_EQ(part<QTableView>(page, "backup.objects").model()->rowCount(), 1);
    EXPECT_TRUE(actions.isEnabled("backup.verify"));
    EXPECT_TRUE(actions.isEnabled("backup.restore"));
    listed.entries[1].bytes = 0;
    listed.entries[1].begunAt = 2;
    page.choose("b1");
    EXPECT_EQ(part<SaidText>(page, "backup.trouble").toPlainText(), u"The disk was full."_s);
}

TEST_F(BackupsInTheWindow, OfAFailureWithoutAFileNothingButItsEntryCanBeRemoved) {
    listed.entries = {listed.entries[1]};
    listed.entries[0].bytes = 0;
    open();
    EXPECT_FALSE(actions.isEnabled("backup.verify"));
    EXPECT_TRUE(actions.whyNot("backup.verify").contains(u"failed"_s));
    EXPECT_TRUE(actions.isEnabled("backup.remove"));
}

TEST_F(BackupsInTheWindow, AnEmptyListSaysWhatToDoFirst) {
    listed.entries.clear();
    const BackupsPage& page = open();
    auto& empty = part<QLabel>(page, "backups.empty");
    EXPECT_TRUE(empty.isVisible());
    EXPECT_TRUE(empty.text().contains(u"Back up a database (Ctrl+B)"_s));
    EXPECT_FALSE(part<QTableView>(page, "backups.table").isVisible());
    EXPECT_FALSE(actions.isEnabled("backup.verify"));
    EXPECT_TRUE(actions.whyNot("backup.verify").contains(u"Choose a backup"_s));
}

TEST_F(BackupsInTheWindow, ADrillIsReportedObjectByObject) {
    BackupsPage& page = open();
    page.choose("b2");
    actions.trigger("backup.drill");
    // The database that is open, or a server of this computer.
    auto* places = qobject_cast<QMenu*>(QApplication::activePopupWidget());
    ASSERT_NE(places, nullptr);
    QTest::keyClick(places, Qt::Key_Down);
    QTest::keyClick(places, Qt::Key_Return);
    ASSERT_EQ(engine.commands<protocol::DrillBackup>().size(), 1U);
    EXPECT_TRUE(engine.commands<protocol::DrillBackup>()[0].connection);
    const RequestId request = work;
    part<QPushButton>(page, "job.log").click();
    auto& log = dialog<JobDialog>();
    check(log);
    engine.say(request, protocol::JobProgressed{"restoring", 0, 0, "bytes"});
    deliver();
    EXPECT_TRUE(part<QPlainTextEdit>(log, "job.lines").toPlainText().contains(u"Restoring"_s));
    EXPECT_FALSE(log.findChild<QProgressBar*>()->isVisible()) << "nobody knows how far it is";
    listed.entries[0].state = BackupState::Failed;
    engine.finish(request,
                  protocol::BackupChecked{listed.entries[0], {{{"table", "", "orders", 12}, "is missing"}}, 5});
    deliver();
    EXPECT_TRUE(part<SaidText>(log, "job.report").toPlainText().endsWith(u"Table orders is missing."_s));
    EXPECT_TRUE(part<SaidText>(page, "backup.report").toPlainText().contains(u"Table orders is missing."_s));
}

TEST_F(BackupsInTheWindow, ARowTellsHowFarTheWorkIsOverTheColumnsBehindIt) {
    BackupsPage& page = open();
    page.choose("b2");
    auto& table = part<QTableView>(page, "backups.table");
    const int row = table.currentIndex().row();
    EXPECT_EQ(table.columnSpan(row, 1), 1);
    actions.trigger("backup.verify");
    const RequestId request = work;
    engine.say(request, protocol::JobProgressed{"reading", 1 << 20, 4 << 20, "bytes", 0.25, "b2"});
    deliver();
    EXPECT_EQ(table.columnSpan(row, 1), 5);
    EXPECT_TRUE(table.model()->index(row, 1).data().toString().contains(u"about 25 % · Reading the backup"_s));
    EXPECT_TRUE(part<SaidText>(page, "backup.report").toPlainText().contains(u"about 25 %"_s));
    engine.finish(request, protocol::BackupChecked{listed.entries[0], {}, 5});
    deliver();
    EXPECT_EQ(table.columnSpan(row, 1), 1) << "it has its age and size again";
}

TEST_F(BackupsInTheWindow, ADrillOfAServersBackupNeedsNoConnection) {
    listed.entries[0].engine = "postgres";
    BackupsPage& page = open();
    page.choose("b2");
    EXPECT_TRUE(actions.isEnabled("backup.drill"));
    actions.trigger("backup.drill");
    ASSERT_EQ(engine.commands<protocol::DrillBackup>().size(), 1U);
    EXPECT_FALSE(engine.commands<protocol::DrillBackup>()[0].connection);
}

TEST_F(BackupsInTheWindow, ABackupIsRemovedOnlyAfterAQuestion) {
    open().choose("b2");
    actions.trigger("backup.remove");
    auto& box = dialog<QMessageBox>();
    EXPECT_TRUE(engine.commands<protocol::DeleteBackup>().empty());
    EXPECT_EQ(box.defaultButton(), box.button(QMessageBox::Cancel));
    for (QAbstractButton* button : box.buttons()) {
        if (QString(button->text()).remove(u'&') == u"Only from the list"_s) {
            button->click();
            break;
        }
    }
    ASSERT_EQ(engine.commands<protocol::DeleteBackup>().size(), 1U);
    EXPECT_TRUE(engine.commands<protocol::DeleteBackup>()[0].keepFile);
}

TEST_F(BackupsInTheWindow, AWindowThatIsClosedAsksFirstWhatBecomesOfWorkThatRuns) {
    open().choose("b2");
    actions.trigger("backup.verify");
    EXPECT_FALSE(window.close());
    auto& box = part<QMessageBox>(window, "backup.holds");
    EXPECT_EQ(box.defaultButton(), box.button(QMessageBox::Cancel));
    box.button(QMessageBox::Cancel)->click();
    EXPECT_TRUE(window.isVisible());
    deliver();
    finish(protocol::BackupChecked{listed.entries[0], {}, 1});
    EXPECT_TRUE(window.close());
}

TEST_F(BackupsInTheWindow, AFailureIsToldWhereNobodyIsLooking) {
    open().choose("b2");
    actions.trigger("backup.verify");
    const RequestId request = work;
    window.findChild<QTabWidget*>()->setCurrentIndex(0);
    engine.finish(request, protocol::RequestFailed{makeError(ErrorKind::CorruptBackup, "It is damaged.", ""), {}});
    deliver();
    EXPECT_TRUE(notices().lines().join(u'\n').contains(u"It is damaged."_s));
}

} // namespace
} // namespace dbv::ui
