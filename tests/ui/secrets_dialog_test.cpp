// SPDX-License-Identifier: Apache-2.0
// The page of stored passwords.
#include <algorithm>

#include <QTreeWidget>

#include "dialogs_fixture.h"
#include "ui/shell/said_text.h"
#include "ui/shell/secrets_dialog.h"

namespace dbv::ui {
namespace {

TEST_F(Dialogs, TheStoredPasswordsCanBeUsedWithoutAMouse) {
    auto* secrets = new viewmodel::StoredSecrets(bus, connections.keeper());
    auto* dialog = shown(new SecretsDialog(secrets, SecretsDialog::Purpose::Look, nullptr));
    check(*dialog);
    auto* list = dialog->findChild<QTreeWidget*>();
    ASSERT_EQ(list->topLevelItemCount(), 2);
    EXPECT_LT(list->topLevelItem(1)->text(0).size(), 300);
    delete dialog;
}

TEST_F(Dialogs, AListOfPasswordsThatGetsShorterKeepsItsPlaceAndItsChoice) {
    auto* secrets = new viewmodel::StoredSecrets(bus, connections.keeper());
    auto* dialog = shown(new SecretsDialog(secrets, SecretsDialog::Purpose::Look, nullptr));
    auto* list = dialog->findChild<QTreeWidget*>();
    list->setCurrentItem(list->topLevelItem(1));
    listed.secrets.insert(listed.secrets.begin(), protocol::StoredSecret{.id = "0", .name = "A"});
    secrets->load();
    deliver();
    EXPECT_EQ(list->indexOfTopLevelItem(list->currentItem()), 2);
    listed.secrets.resize(1);
    secrets->load();
    deliver();
    EXPECT_EQ(list->topLevelItemCount(), 1);
    listed.secrets.clear();
    secrets->load();
    deliver();
    EXPECT_FALSE(button(*dialog, u"Remove"_s)->isEnabled());
    delete dialog;
}

TEST_F(Dialogs, AMasterPasswordThatWasMistypedIsSaidWhereItWasTypedAndStaysThere) {
    auto* secrets = new viewmodel::StoredSecrets(bus, connections.keeper());
    auto* dialog = shown(new SecretsDialog(secrets, SecretsDialog::Purpose::Look, nullptr));
    button(*dialog, u"Master"_s)->click();
    auto* lines = dialog->findChild<QDialog*>();
    ASSERT_NE(lines, nullptr);
    ASSERT_TRUE(QTest::qWaitForWindowActive(lines));
    check(*lines);
    const auto fields = lines->findChildren<QLineEdit*>();
    ASSERT_EQ(fields.size(), 3);
    QTest::keyClicks(fields[0], u"old"_s);
    QTest::keyClicks(fields[1], u"new"_s);
    QTest::keyClicks(fields[2], u"now"_s);
    QTest::keyClick(fields[2], Qt::Key_Return);
    EXPECT_TRUE(lines->isVisible());
    EXPECT_TRUE(std::ranges::any_of(lines->findChildren<SaidText*>(), [](const SaidText* said) {
        return said->isVisible() && said->toPlainText().contains(u"not the same"_s);
    }));
    EXPECT_TRUE(engine.commands<protocol::ChangeSecretsKey>().empty());
    fields[2]->setText(u"new"_s);
    QTest::keyClick(fields[2], Qt::Key_Return);
    EXPECT_EQ(engine.commands<protocol::ChangeSecretsKey>().size(), 1U);
    dropClosed();
    delete dialog;
}

TEST_F(Dialogs, AMasterPasswordIsBeingChangedUntilItIsAndAWrongOneIsSaidBesideItsLine) {
    std::vector<RequestId> changes;
    engine.on<protocol::ChangeSecretsKey>(
        [&changes](RequestId id, const protocol::ChangeSecretsKey&) { changes.push_back(id); });
    auto* secrets = new viewmodel::StoredSecrets(bus, connections.keeper());
    auto* dialog = shown(new SecretsDialog(secrets, SecretsDialog::Purpose::Look, nullptr));
    button(*dialog, u"Master"_s)->click();
    const QPointer<QDialog> lines = dialog->findChild<QDialog*>();
    ASSERT_TRUE(QTest::qWaitForWindowActive(lines));
    const auto fields = lines->findChildren<QLineEdit*>();
    QTest::keyClicks(fields[0], u"wrong"_s);
    QTest::keyClicks(fields[1], u"new"_s);
    QTest::keyClicks(fields[2], u"new"_s);
    const auto said = [&lines] {
        QStringList texts;
        for (const SaidText* text : lines->findChildren<SaidText*>()) {
            texts << (text->isVisible() ? text->toPlainText() : QString());
        }
        return texts;
    };
    QTest::keyClick(fields[2], Qt::Key_Return);
    ASSERT_EQ(changes.size(), 1U);
    EXPECT_TRUE(lines->isVisible());
    EXPECT_FALSE(button(*lines, u"OK"_s)->isEnabled());
    EXPECT_TRUE(said()[1].contains(u"being put"_s)) << said().join(u'|').toStdString();
    engine.finish(changes[0], protocol::RequestFailed{makeError(ErrorKind::WrongPassphrase, "Not that."), {}});
    deliver();
    EXPECT_TRUE(lines->isVisible());
    EXPECT_EQ(said(), (QStringList{u"Not that."_s, {}}));
    EXPECT_EQ(lines->focusWidget(), fields[0]);
    QTest::keyClicks(fields[0], u"old"_s);
    EXPECT_EQ(said()[0], QString());
    QTest::keyClick(fields[0], Qt::Key_Return);
    ASSERT_EQ(changes.size(), 2U);
    engine.finish(changes[1], listed);
    deliver();
    EXPECT_TRUE(lines == nullptr || !lines->isVisible());
    dropClosed();
    delete dialog;
}

TEST_F(Dialogs, AStoredPasswordIsRenamedWithoutBeingTypedAgain) {
    auto* secrets = new viewmodel::StoredSecrets(bus, connections.keeper());
    auto* dialog = shown(new SecretsDialog(secrets, SecretsDialog::Purpose::Look, nullptr));
    button(*dialog, u"Change"_s)->click();
    auto* lines = dialog->findChild<QDialog*>();
    const auto fields = lines->findChildren<QLineEdit*>();
    fields[0]->setText(u" "_s);
    QTest::keyClick(fields[0], Qt::Key_Return);
    EXPECT_TRUE(lines->isVisible());
    fields[0]->setText(u"Everybody's"_s);
    QTest::keyClick(fields[0], Qt::Key_Return);
    const auto kept = engine.commands<protocol::KeepSecret>();
    ASSERT_EQ(kept.size(), 1U);
    EXPECT_EQ(kept[0].name, "Everybody's");
    EXPECT_FALSE(kept[0].secret);
    dropClosed();
    delete dialog;
}

} // namespace
} // namespace dbv::ui
