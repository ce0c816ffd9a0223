// SPDX-License-Identifier: Apache-2.0
// Connections from other programs, and those that go to another machine.
#include <QMessageBox>
#include <QTreeWidget>

#include "dialogs_fixture.h"
#include "ui/shell/export_dialog.h"
#include "ui/shell/import_dialog.h"

namespace dbv::ui {
namespace {

protocol::ImportedConnection found(const std::string& name, protocol::ImportOutcome outcome) {
    protocol::ImportedConnection one;
    one.connection.name = name;
    one.connection.config.connector = "postgres";
    one.outcome = outcome;
    one.remarks = {"A remark."};
    return one;
}

TEST_F(Dialogs, AnImportFitsTheScreenWhateverItHasFound) {
    imported.connections = {found("Shop", protocol::ImportOutcome::Complete),
                            found(std::string(10'000, 'n'), protocol::ImportOutcome::Refused),
                            found("שלום \xE2\x80\xAE txt", protocol::ImportOutcome::Partly)};
    for (int i = 0; i < 2'000; ++i) {
        imported.remarks.push_back("Something was left out of file " + std::to_string(i) + ".");
    }
    imported.wantsPassphrase = true;
    auto* dialog = shown(new ImportDialog(new viewmodel::ConnectionImport(bus, connections), nullptr));
    check(*dialog);
    auto* list = dialog->findChild<QTreeWidget*>();
    ASSERT_EQ(list->topLevelItemCount(), 3);
    EXPECT_LT(list->topLevelItem(1)->text(0).size(), 300);
    delete dialog;
}

TEST_F(Dialogs, EnterAfterThePassphraseLooksAgainInsteadOfImportingWithoutIt) {
    imported.connections = {found("Shop", protocol::ImportOutcome::Complete)};
    imported.wantsPassphrase = true;
    auto* dialog = shown(new ImportDialog(new viewmodel::ConnectionImport(bus, connections), nullptr));
    QLineEdit* passphrase = nullptr;
    for (QLineEdit* line : dialog->findChildren<QLineEdit*>()) {
        passphrase = line->echoMode() == QLineEdit::Password ? line : passphrase;
    }
    ASSERT_NE(passphrase, nullptr);
    ASSERT_TRUE(passphrase->isVisible());
    passphrase->setFocus();
    QTest::keyClicks(passphrase, u"correct horse"_s);
    const std::size_t before = engine.commands<protocol::ReadConnections>().size();
    QTest::keyClick(passphrase, Qt::Key_Return);
    EXPECT_EQ(engine.commands<protocol::ReadConnections>().size(), before + 1);
    EXPECT_TRUE(engine.commands<protocol::SaveConnection>().empty());
    delete dialog;
}

TEST_F(Dialogs, AnImportIsChosenAndTakenOverByTheKeyboard) {
    imported.connections = {found("Shop", protocol::ImportOutcome::Complete),
                            found("Other", protocol::ImportOutcome::Complete)};
    auto* dialog = shown(new ImportDialog(new viewmodel::ConnectionImport(bus, connections), nullptr));
    auto* list = dialog->findChild<QTreeWidget*>();
    list->setFocus();
    list->setCurrentItem(list->topLevelItem(0));
    QTest::keyClick(list, Qt::Key_Space);
    EXPECT_EQ(list->topLevelItem(0)->checkState(0), Qt::Unchecked);
    EXPECT_TRUE(button(*dialog, u"Import 1"_s)->isEnabled());
    button(*dialog, u"Import 1"_s)->click();
    deliver();
    EXPECT_EQ(saved.name, "Other");
    EXPECT_FALSE(button(*dialog, u"Import"_s)->isEnabled());
    delete dialog;
}

TEST_F(Dialogs, AnExportAsksBeforeItReplacesAndSaysWhatIsWrongWhereItIs) {
    int written = 0;
    engine.on<protocol::ExportConnections>([&](RequestId id, const protocol::ExportConnections& command) {
        if (!command.replaces) {
            engine.finish(id, protocol::RequestFailed{makeError(ErrorKind::ConfirmationRequired, "There is one."), {}});
            return;
        }
        ++written;
        engine.finish(id, protocol::ConnectionsExported{.connections = 1});
    });
    auto* dialog = shown(new ExportConnectionsDialog(new viewmodel::ConnectionExport(bus), nullptr));
    check(*dialog);
    std::vector<QLineEdit*> secrets;
    for (QLineEdit* line : dialog->findChildren<QLineEdit*>()) {
        if (line->echoMode() == QLineEdit::Password) {
            secrets.push_back(line);
        }
    }
    ASSERT_EQ(secrets.size(), 2U);
    QTest::keyClicks(secrets[0], u"one"_s);
    QTest::keyClick(secrets[0], Qt::Key_Return);
    EXPECT_EQ(dialog->focusWidget(), secrets[1]);
    EXPECT_EQ(written, 0);
    QTest::keyClicks(secrets[1], u"one"_s);
    QTest::keyClick(secrets[1], Qt::Key_Return);
    deliver();
    auto* box = dialog->findChild<QMessageBox*>();
    ASSERT_NE(box, nullptr);
    EXPECT_EQ(written, 0);
    button(*box, u"Replace"_s)->click();
    deliver();
    EXPECT_EQ(written, 1);
    dropClosed();
    delete dialog;
}

} // namespace
} // namespace dbv::ui
