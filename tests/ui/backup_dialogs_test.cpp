// SPDX-License-Identifier: Apache-2.0
// The dialogs in which backups are made and restored.
#include <array>

#include <QComboBox>
#include <QDialogButtonBox>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
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
#include "ui/backup/scan_dialog.h"
#include "ui/shell/question_dialog.h"
#include "ui/shell/said_text.h"
#include "ui/shell/secret_edit.h"

namespace dbv::ui {
namespace {

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

TEST_F(BackupsInTheWindow, TablesAreChosenByTheKeyboard) {
    engine.on<protocol::ListSchemas>([this](RequestId id, const protocol::ListSchemas&) {
        engine.finish(id, protocol::SchemasListed{{{.name = "main", .isDefault = true}}});
    });
    engine.on<protocol::ListObjects>([this](RequestId id, const protocol::ListObjects&) {
        std::vector<ObjectSummary> objects(3);
        objects[0].name = "customers";
        objects[1].name = "orders";
        objects[2].name = "order_lines";
        engine.finish(id, protocol::ObjectsListed{objects, {}});
    });
    actions.trigger("backup.make");
    deliver();
    auto& wizard = dialog<BackupDialog>();
    auto& what = part<QComboBox>(wizard, "part.what");
    what.setFocus();
    EXPECT_EQ(what.itemText(1), u"All databases of the server"_s);
    QTest::keyClick(&what, Qt::Key_Down);
    QTest::keyClick(&what, Qt::Key_Down);
    ASSERT_TRUE(QTest::qWaitFor([&] { return part<QLabel>(wizard, "part.summary").text().contains(u"0 of 3"_s); }));
    auto& filter = part<QLineEdit>(wizard, "part.filter");
    EXPECT_EQ(wizard.focusWidget(), &filter);
    EXPECT_TRUE(part<QPushButton>(wizard, "backup.start").isDefault()) << "Enter in a field is for that";
    check(wizard);
    // Nothing is chosen yet, and nothing is sent.
    part<QPushButton>(wizard, "backup.start").click();
    EXPECT_TRUE(engine.commands<protocol::StartBackup>().empty());
    EXPECT_EQ(wizard.focusWidget(), &filter);
    QTest::keyClicks(&filter, u"order"_s);
    QTest::keyClick(&filter, Qt::Key_Down);
    auto& list = part<QListView>(wizard, "part.objects");
    EXPECT_EQ(wizard.focusWidget(), &list);
    QTest::keyClick(&list, Qt::Key_Down);
    QTest::keyClick(&list, Qt::Key_Space);
    EXPECT_EQ(part<QLabel>(wizard, "part.summary").text(), u"1 of 3 is chosen."_s);
    part<QComboBox>(wizard, "part.content").setCurrentIndex(1);
    part<QPushButton>(wizard, "backup.start").click();
    const auto sent = engine.commands<protocol::StartBackup>();
    ASSERT_EQ(sent.size(), 1U);
    EXPECT_EQ(sent[0].scope.objects, (std::vector<DumpObject>{{"", "order_lines"}}));
    EXPECT_EQ(sent[0].scope.content, DumpContent::Structure);
    fail(ErrorKind::Unsupported, "\"order_lines\" needs \"numbers\".");
    EXPECT_TRUE(wizard.isVisible());
    EXPECT_EQ(wizard.focusWidget(), &filter) << "what is wrong with the choice stands at it";
}

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
    std::vector<std::string> ran;
    engine.on<protocol::RunQuery>([&](RequestId id, const protocol::RunQuery& query) {
        ran.push_back(query.sql);
        engine.finish(id, protocol::QueryFinished{});
    });
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
    ASSERT_EQ(ran.size(), 1U);
    EXPECT_TRUE(ran[0].starts_with("CREATE DATABASE ")) << ran[0];
    EXPECT_TRUE(ran[0].contains("shop2")) << ran[0];
    const auto sent = engine.commands<protocol::RestoreBackup>();
    ASSERT_EQ(sent.size(), 1U);
    const viewmodel::OpenDatabase* made = workspace.connections().find(sent[0].connection);
    ASSERT_NE(made, nullptr);
    EXPECT_EQ(made->config.database, "shop2");
    fail(ErrorKind::IoError, "The disk is full.");
    EXPECT_TRUE(part<SaidText>(restore, "restore.told").toPlainText().contains(u"shop2 was made and is left"_s));
    EXPECT_EQ(part<QComboBox>(restore, "restore.place").currentText(), u"shop (is opened for it)"_s);
    go.click();
    deliver();
    EXPECT_EQ(ran.size(), 1U) << "it is made once";
    EXPECT_EQ(engine.commands<protocol::RestoreBackup>().size(), 2U);
    finish(protocol::BackupRestored{listed.entries[0], {}, 12, {}, 1'000});
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

TEST_F(BackupsInTheWindow, BackupsAreFoundInAFolderHereOrAtAServer) {
    hold<protocol::ScanBackups>();
    actions.trigger("backup.scan");
    deliver();
    auto& scan = dialog<ScanDialog>();
    check(scan);
    auto& folder = part<QLineEdit>(scan, "scan.folder");
    folder.selectAll();
    QTest::keyClicks(&folder, u"backups"_s);
    QTest::keyClick(&folder, Qt::Key_Return);
    EXPECT_TRUE(scan.isVisible()) << "no whole path";
    folder.selectAll();
    QTest::keyClicks(&folder, u"sftp://ann@box/srv"_s);
    QTest::keyClick(&folder, Qt::Key_Return);
    EXPECT_FALSE(scan.isVisible());
    const auto sent = engine.commands<protocol::ScanBackups>();
    ASSERT_EQ(sent.size(), 1U);
    EXPECT_EQ(sent[0].folder, "sftp://ann@box/srv");
    EXPECT_TRUE(sent[0].canAnswer);
}

TEST_F(BackupsInTheWindow, WhatTheWayToAServerAsksIsAskedInTheWindow) {
    open().choose("b2");
    actions.trigger("backup.verify");
    ASSERT_TRUE(engine.commands<protocol::VerifyBackup>()[0].canAnswer);
    engine.say(work, protocol::QuestionRaised{{.kind = protocol::QuestionKind::SshPassword,
                                               .about = "ann@box",
                                               .text = "The SSH server asks ann@box for a password.",
                                               .prompts = {{"Password", false}}}});
    deliver();
    auto& question = dialog<QuestionDialog>();
    EXPECT_TRUE(question.isVisible());
    question.reject();
    deliver();
    const auto answers = engine.commands<protocol::AnswerQuestion>();
    ASSERT_EQ(answers.size(), 1U);
    EXPECT_TRUE(answers[0].refused);
    EXPECT_EQ(answers[0].opening, work);
    fail(ErrorKind::Cancelled, "The question was not answered.");
    const auto& job = *window.findChild<BackupDesk*>()->jobs().all().front();
    EXPECT_EQ(job.state(), viewmodel::BackupJob::State::Stopped);
    EXPECT_TRUE(job.report().contains(u"answered with no"_s)) << qPrintable(job.report());
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

} // namespace
} // namespace dbv::ui
