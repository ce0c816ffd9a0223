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
#include "ui/backup/scan_dialog.h"
#include "ui/shell/question_dialog.h"
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

TEST_F(BackupsInTheWindow, AllDatabasesButSomeAreBackedUp) {
    actions.trigger("backup.make");
    deliver();
    auto& wizard = dialog<BackupDialog>();
    auto& what = part<QComboBox>(wizard, "part.what");
    what.setFocus();
    QTest::keyClick(&what, Qt::Key_Down);
    auto& except = part<QLineEdit>(wizard, "part.except");
    ASSERT_TRUE(except.isVisible());
    QTest::keyClicks(&except, u"crm, \"a,b\""_s);
    check(wizard);
    QTest::keyClick(&except, Qt::Key_Return);
    const auto sent = engine.commands<protocol::StartServerBackup>();
    ASSERT_EQ(sent.size(), 1U);
    EXPECT_EQ(sent[0].except, (std::vector<std::string>{"crm", "a,b"}));
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
