// SPDX-License-Identifier: Apache-2.0
// Backups in the window: the tab, the dialogs, and what the actions do.
#include <array>

#include <QComboBox>
#include <QDialogButtonBox>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QPlainTextEdit>
#include <QPointer>
#include <QProgressBar>
#include <QPushButton>
#include <QTabWidget>
#include <QTableView>
#include <QTest>

#include "dialog_walk.h"
#include "ui/backup/backup_desk.h"
#include "ui/backup/backup_dialog.h"
#include "ui/backup/backup_state_paint.h"
#include "ui/backup/backup_view.h"
#include "ui/backup/job_dialog.h"
#include "ui/backup/passphrase_dialog.h"
#include "ui/backup/restore_dialog.h"
#include "ui/shell/said_text.h"
#include "ui/shell/secret_edit.h"
#include "window_fixture.h"

namespace dbv::ui {
namespace {

using protocol::BackupState;

class BackupsInTheWindow : public WindowOnFakeEngine {
protected:
    BackupsInTheWindow() {
        engine.on<protocol::ListBackups>(
            [this](RequestId id, const protocol::ListBackups&) { engine.finish(id, listed); });
        engine.on<protocol::DescribeBackup>([this](RequestId id, const protocol::DescribeBackup&) {
            engine.finish(id, protocol::BackupDescribed{.entry = listed.entries.empty() ? protocol::BackupEntry()
                                                                                        : listed.entries.front(),
                                                        .begun = {},
                                                        .ended = {},
                                                        .objects = {{"table", "", "orders", 12}}});
        });
        hold<protocol::StartBackup>();
        hold<protocol::VerifyBackup>();
        hold<protocol::DrillBackup>();
        hold<protocol::RestoreBackup>();
        add("b2", BackupState::Verified, "/a.db");
        add("b1", BackupState::Failed, "/b.db");
        listed.entries[1].trouble = "The disk was full.";
        start();
        drop({u"/a.db"_s});
        window.resize(1280, 820);
    }
    void add(const char* id, BackupState known, const char* database) {
        protocol::BackupEntry entry;
        entry.id = id;
        entry.state = known;
        entry.engine = "";
        entry.database = database;
        entry.path = std::string("/backups/") + id + ".dbvbackup";
        entry.begunAt = 1;
        entry.bytes = 4'096;
        listed.entries.push_back(entry);
    }
    /// Leaves work unanswered, but notes its request.
    template <class Command>
    void hold() {
        engine.on<Command>([this](RequestId id, const Command&) { work = id; });
    }
    BackupsPage& open() {
        actions.trigger("backup.show");
        deliver();
        auto* page = window.findChild<BackupsPage*>();
        EXPECT_NE(page, nullptr);
        return *page;
    }
    template <class Widget>
    static Widget& part(const QWidget& whole, const char* name) {
        auto* found = whole.findChild<Widget*>(QLatin1String(name));
        EXPECT_NE(found, nullptr) << name;
        return *found;
    }
    template <class Dialog>
    Dialog& dialog() {
        auto* found = window.findChild<Dialog*>();
        EXPECT_NE(found, nullptr);
        return *found;
    }
    void finish(protocol::Event event) {
        engine.finish(work, std::move(event));
        deliver();
    }
    void fail(ErrorKind kind, const char* message) {
        finish(protocol::RequestFailed{makeError(kind, message, ""), {}});
    }
    static void check(QWidget& shown) {
        const DialogWalk walk(shown);
        EXPECT_EQ(walk.nameless(), QStringList());
        EXPECT_EQ(walk.doubleMnemonics(), QStringList());
        EXPECT_EQ(walk.outside(), QStringList());
        EXPECT_LE(shown.minimumSizeHint().width(), 512);
        EXPECT_LE(shown.minimumSizeHint().height(), 350);
    }

    protocol::BackupsListed listed;
    RequestId work;
};

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

TEST_F(BackupsInTheWindow, OneButtonBacksUpWithTheDefaults) {
    actions.trigger("backup.make");
    deliver();
    auto& wizard = dialog<BackupDialog>();
    check(wizard);
    EXPECT_EQ(part<QLineEdit>(wizard, "backup.folder").text(), u"/backups"_s) << "where the last one went";
    EXPECT_EQ(wizard.focusWidget(), &part<QPushButton>(wizard, "backup.start"));
    // It goes when it has closed.
    const QPointer<BackupDialog> closing(&wizard);
    QTest::keyClick(&wizard, Qt::Key_Return);
    const auto sent = engine.commands<protocol::StartBackup>();
    ASSERT_EQ(sent.size(), 1U);
    EXPECT_EQ(sent[0].destination, "/backups/");
    engine.say(work, protocol::JobProgressed{"dumping", 1, 4, "bytes"});
    ASSERT_TRUE(QTest::qWaitFor([this] { return window.findChild<BackupsPage*>() != nullptr; }));
    EXPECT_TRUE(closing == nullptr || !closing->isVisible());
    const auto* page = window.findChild<BackupsPage*>();
    auto* bar = page->findChild<QProgressBar*>();
    ASSERT_NE(bar, nullptr);
    EXPECT_TRUE(bar->isVisible());
    EXPECT_EQ(bar->value(), bar->maximum() / 4);
    QTest::mouseClick(&part<QPushButton>(*page, "job.end"), Qt::LeftButton);
    ASSERT_FALSE(engine.commands<protocol::CancelRequest>().empty());
    EXPECT_EQ(engine.commands<protocol::CancelRequest>().back().target, work);
}

TEST_F(BackupsInTheWindow, WhatGoesWrongStandsAtItsField) {
    actions.trigger("backup.make");
    deliver();
    auto& wizard = dialog<BackupDialog>();
    part<QAbstractButton>(wizard, "backup.encrypt").click();
    part<QPushButton>(wizard, "backup.start").click();
    EXPECT_TRUE(engine.commands<protocol::StartBackup>().empty());
    EXPECT_EQ(wizard.focusWidget(), &part<SecretEdit>(wizard, "backup.passphrase"));
    deliver();
    EXPECT_GT(part<SecretEdit>(wizard, "backup.again").y(), part<SecretEdit>(wizard, "backup.passphrase").y())
        << "what is said takes no field away";
    QTest::keyClicks(&part<SecretEdit>(wizard, "backup.passphrase"), u"open sesame"_s);
    QTest::keyClicks(&part<SecretEdit>(wizard, "backup.again"), u"open sesame"_s);
    check(wizard);
    part<QPushButton>(wizard, "backup.start").click();
    ASSERT_EQ(engine.commands<protocol::StartBackup>().size(), 1U);
    EXPECT_EQ(bus.secrets()->copyOf(*engine.commands<protocol::StartBackup>()[0].passphrase).reveal(), "open sesame");
    fail(ErrorKind::IoError, "The folder is not there.");
    EXPECT_TRUE(wizard.isVisible());
    EXPECT_EQ(wizard.focusWidget(), &part<QLineEdit>(wizard, "backup.folder"));
    EXPECT_TRUE(part<QPushButton>(wizard, "backup.start").isEnabled());
}

TEST_F(BackupsInTheWindow, AScheduleIsMadeOfItOnTheSamePage) {
    engine.on<protocol::SaveSchedule>([this](RequestId id, const protocol::SaveSchedule& asked) {
        if (asked.config.when == "evry hour") {
            Error error = makeError(ErrorKind::InvalidInput, "\"evry\" is not understood.", "");
            error.where = TextSpan{0, 4};
            engine.finish(id, protocol::RequestFailed{error, {}});
            return;
        }
        protocol::ScheduleEntry entry;
        entry.id = "s1";
        engine.finish(id, protocol::ScheduleSaved{entry});
    });
    actions.trigger("backup.make");
    deliver();
    auto& unkept = dialog<BackupDialog>();
    EXPECT_FALSE(part<QAbstractButton>(unkept, "backup.repeat").isEnabled()) << "the connection has no name";
    const QPointer<BackupDialog> closing(&unkept);
    unkept.close();
    ASSERT_TRUE(QTest::qWaitFor([&closing] { return closing == nullptr; }));
    protocol::SavedConnection saved;
    saved.name = "shop";
    saved.config.url = "/kept.db";
    workspace.connections().setSaved({saved});
    workspace.openSaved("shop");
    ASSERT_TRUE(QTest::qWaitFor([this] { return workspace.tabs().size() == 2; }));
    deliver();
    actions.trigger("backup.make");
    deliver();
    auto& wizard = dialog<BackupDialog>();
    part<QAbstractButton>(wizard, "backup.repeat").click();
    check(wizard);
    part<QComboBox>(wizard, "backup.when").setCurrentText(u"evry hour"_s);
    part<QPushButton>(wizard, "backup.start").click();
    deliver();
    EXPECT_TRUE(engine.commands<protocol::StartBackup>().empty());
    EXPECT_EQ(wizard.focusWidget(), &part<QComboBox>(wizard, "backup.when"));
    part<QComboBox>(wizard, "backup.when").setCurrentText(u"every hour"_s);
    part<QPushButton>(wizard, "backup.start").click();
    deliver();
    const auto sent = engine.commands<protocol::SaveSchedule>();
    ASSERT_EQ(sent.size(), 2U);
    EXPECT_EQ(sent[1].config.connection, "shop");
    EXPECT_EQ(sent[1].config.destination, "/backups");
    EXPECT_EQ(engine.commands<protocol::StartBackup>().size(), 1U);
    fail(ErrorKind::IoError, "The folder is full.");
    part<QPushButton>(wizard, "backup.start").click();
    deliver();
    EXPECT_EQ(engine.commands<protocol::SaveSchedule>().size(), 2U) << "there is one already";
    EXPECT_EQ(engine.commands<protocol::StartBackup>().size(), 2U);
}

TEST_F(BackupsInTheWindow, ADrillIsReportedObjectByObject) {
    BackupsPage& page = open();
    page.choose("b2");
    actions.trigger("backup.drill");
    ASSERT_EQ(engine.commands<protocol::DrillBackup>().size(), 1U);
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
    places.setCurrentIndex(1);
    go.click();
    ASSERT_EQ(engine.commands<protocol::RestoreBackup>().size(), 1U);
    EXPECT_FALSE(engine.commands<protocol::RestoreBackup>()[0].replace);
    fail(ErrorKind::ConfirmationRequired, "The database is not empty: 3 tables would be replaced by the backup.");
    EXPECT_EQ(QString(go.text()).remove(u'&'), u"Replace what is there"_s);
    go.click();
    ASSERT_EQ(engine.commands<protocol::RestoreBackup>().size(), 2U);
    EXPECT_TRUE(engine.commands<protocol::RestoreBackup>()[1].replace);
    finish(protocol::BackupRestored{listed.entries[0], {}, 12, 1'000});
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

TEST_F(BackupsInTheWindow, APassphraseIsAskedForAndTheWorkGoesOn) {
    open().choose("b2");
    actions.trigger("backup.verify");
    fail(ErrorKind::WrongPassphrase, "It is encrypted.");
    auto& asked = dialog<PassphraseDialog>();
    check(asked);
    QTest::keyClicks(asked.findChild<SecretEdit*>(), u"open"_s);
    QTest::keyClick(&asked, Qt::Key_Return);
    const auto sent = engine.commands<protocol::VerifyBackup>();
    ASSERT_EQ(sent.size(), 2U);
    EXPECT_EQ(bus.secrets()->copyOf(*sent[1].passphrase).reveal(), "open");
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
