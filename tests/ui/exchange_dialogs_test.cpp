// SPDX-License-Identifier: Apache-2.0
// Connections from other programs, and those that go to another machine.
#include <algorithm>

#include <QMessageBox>
#include <QTreeWidget>

#include "dialogs_fixture.h"
#include "ui/shell/export_dialog.h"
#include "ui/shell/import_dialog.h"
#include "ui/shell/said_text.h"

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

TEST_F(Dialogs, AFileThatSomebodyHasNamedOutlivesTheChoiceOfAnotherSource) {
    engine.on<protocol::FindImportSources>([this](RequestId id, const protocol::FindImportSources&) {
        engine.finish(id, protocol::ImportSourcesFound{.found = {{"own", "Own", "/x/c.json"}},
                                                       .known = {{"a", "A", {}}, {"b", "B", {}}}});
    });
    auto* dialog = shown(new ImportDialog(new viewmodel::ConnectionImport(bus, connections), nullptr));
    auto* source = dialog->findChild<QComboBox*>();
    QLineEdit* file = nullptr;
    for (QLineEdit* line : dialog->findChildren<QLineEdit*>()) {
        file = line->text() == u"/x/c.json"_s ? line : file;
    }
    ASSERT_NE(file, nullptr);
    const auto from = [source](int index) {
        source->setCurrentIndex(index);
        Q_EMIT source->activated(index);
    };
    from(1);
    EXPECT_EQ(file->text(), QString()) << "nobody has named that";
    QTest::keyClicks(file, u"/mine.json"_s);
    from(2);
    EXPECT_EQ(file->text(), u"/mine.json"_s);
    from(0);
    EXPECT_EQ(file->text(), u"/x/c.json"_s);
    from(1);
    EXPECT_EQ(file->text(), u"/mine.json"_s);
    delete dialog;
}

TEST_F(Dialogs, AnImportAndAnExportSayThatTheyAreAtWork) {
    std::vector<RequestId> asked;
    engine.on<protocol::ReadConnections>(
        [&asked](RequestId id, const protocol::ReadConnections&) { asked.push_back(id); });
    engine.on<protocol::ExportConnections>(
        [&asked](RequestId id, const protocol::ExportConnections&) { asked.push_back(id); });
    const auto says = [](const QWidget& dialog, const QString& text) {
        return std::ranges::any_of(dialog.findChildren<SaidText*>(), [&text](const SaidText* said) {
            return said->isVisible() && said->toPlainText().contains(text);
        });
    };
    auto* import = shown(new ImportDialog(new viewmodel::ConnectionImport(bus, connections), nullptr));
    ASSERT_EQ(asked.size(), 1U);
    EXPECT_TRUE(says(*import, u"are being read"_s));
    EXPECT_EQ(button(*import, u"Look"_s)->text(), u"&Looking…"_s);
    engine.finish(asked[0], imported);
    deliver();
    EXPECT_FALSE(says(*import, u"are being read"_s));
    EXPECT_EQ(button(*import, u"Look"_s)->text(), u"&Look"_s);
    delete import;
    auto* exporting =
        shown(new ExportConnectionsDialog(new viewmodel::ConnectionExport(bus, connections.keeper()), nullptr));
    button(*exporting, u"Export"_s)->click();
    ASSERT_EQ(asked.size(), 2U);
    EXPECT_TRUE(says(*exporting, u"are being written"_s));
    engine.finish(asked[1], protocol::ConnectionsExported{.connections = 1});
    deliver();
    EXPECT_FALSE(says(*exporting, u"are being written"_s));
    delete exporting;
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
    auto* dialog =
        shown(new ExportConnectionsDialog(new viewmodel::ConnectionExport(bus, connections.keeper()), nullptr));
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
