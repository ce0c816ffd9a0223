// SPDX-License-Identifier: Apache-2.0
// The dialog of a connection, used without a mouse, by who does not see it, on small screens.
#include <QClipboard>
#include <QLabel>
#include <QSpinBox>

#include "dialogs_fixture.h"
#include "ui/shell/dialog_room.h"
#include "ui/shell/doctor_view.h"
#include "ui/shell/page_tabs.h"
#include "ui/shell/said_text.h"
#include "ui/shell/secret_edit.h"
#include "ui/shell/secret_field.h"

namespace dbv::ui {
namespace {

TEST_F(Dialogs, EachPageOfAConnectionCanBeUsedWithoutAMouseAndWithoutSight) {
    ConnectionDialog* dialog = describe();
    auto* pages = dialog->findChild<PageTabs*>();
    ASSERT_NE(pages, nullptr);
    for (int i = 0; i < pages->bar().count(); ++i) {
        pages->bar().setCurrentIndex(i);
        deliver();
        SCOPED_TRACE(pages->bar().tabText(i).toStdString());
        check(*dialog);
        dialog->resize(640, 600);
    }
    delete dialog;
    dialog = describe(false);
    check(*dialog);
    delete dialog;
}

TEST_F(Dialogs, ASafetyThatIsFixedCanNotBeChosenAndSaysSo) {
    connections.setFixedSafety(Safety::Sandbox);
    ConnectionDialog* dialog = describe();
    const auto* safety = dialog->findChild<QComboBox*>(QStringLiteral("connection.safety"));
    ASSERT_NE(safety, nullptr);
    EXPECT_FALSE(safety->isEnabled());
    EXPECT_TRUE(safety->toolTip().contains(QStringLiteral("sandbox"))) << safety->toolTip().toStdString();
    delete dialog;
    connections.setFixedSafety(std::nullopt);
    dialog = describe();
    EXPECT_TRUE(dialog->findChild<QComboBox*>(QStringLiteral("connection.safety"))->isEnabled());
    delete dialog;
}

TEST_F(Dialogs, TheKeyOfEachLabelLeadsToItsField) {
    ConnectionDialog* dialog = describe();
    int labels = 0;
    for (const QLabel* label : dialog->findChildren<QLabel*>()) {
        if (const QWidget* buddy = label->buddy()) {
            ++labels;
            // A label gives the focus to nothing that does not want it.
            EXPECT_NE(buddy->focusPolicy(), Qt::NoFocus) << label->text().toStdString();
        }
    }
    EXPECT_GT(labels, 5);
    delete dialog;
}

TEST_F(Dialogs, APageTakesNoMoreRoomThanItNeeds) {
    ConnectionDialog* dialog = describe();
    auto* pages = dialog->findChild<PageTabs*>();
    std::vector<int> heights;
    for (int i = 0; i < pages->bar().count(); ++i) {
        pages->bar().setCurrentIndex(i);
        deliver();
        heights.push_back(pages->sizeHint().height());
        EXPECT_LE(pages->sizeHint().height(),
                  pages->bar().sizeHint().height() + pages->current()->sizeHint().height() + 20);
    }
    EXPECT_NE(*std::ranges::min_element(heights), *std::ranges::max_element(heights));
    delete dialog;
}

TEST_F(Dialogs, ControlTabGoesThroughThePagesOfAServer) {
    ConnectionDialog* dialog = describe();
    auto* pages = dialog->findChild<PageTabs*>();
    auto* host = dialog->findChild<QLineEdit*>(u"param.host"_s);
    ASSERT_NE(host, nullptr);
    QStringList seen;
    host->setFocus();
    for (int i = 0; i < 4; ++i) {
        seen << pages->bar().tabText(pages->bar().currentIndex()).remove(u'&');
        QTest::keyClick(dialog->focusWidget(), Qt::Key_Tab, Qt::ControlModifier);
    }
    EXPECT_EQ(seen, (QStringList{u"Database"_s, u"TLS"_s, u"SSH"_s, u"Options"_s}));
    delete dialog;
}

TEST_F(Dialogs, APasswordThatWasTypedAndThenIsToBeStoredIsTheOneThatIsStored) {
    QPointer<ConnectionDialog> dialog = describe();
    dialog->findChild<QLineEdit*>(u"connection.name"_s)->setText(u"Shop"_s);
    dialog->findChild<QLineEdit*>(u"param.host"_s)->setText(u"db.example.com"_s);
    typeInto(*dialog, u"Password"_s, u"s3cret"_s);
    auto* field = dialog->findChildren<SecretField*>().first();
    pick(*field->findChild<QComboBox*>(), static_cast<int>(SecretOrigin::Stored));
    EXPECT_EQ(field->findChild<SecretEdit*>()->secret().reveal(), "s3cret");
    button(*dialog, u"Connect"_s)->click();
    deliver();
    EXPECT_EQ(triedPassword, "s3cret");
    EXPECT_EQ(stored, std::vector<std::string>{"s3cret"});
    EXPECT_EQ(saved.config.secrets.password, (protocol::SecretSource{SecretOrigin::Stored, "id1"}));
    dropClosed();
    EXPECT_TRUE(dialog.isNull());
}

TEST_F(Dialogs, APasswordThatIsToBeAskedForIsNotKeptEvenWhenItWasTyped) {
    ConnectionDialog* dialog = describe();
    typeInto(*dialog, u"Password"_s, u"s3cret"_s);
    auto* field = dialog->findChildren<SecretField*>().first();
    pick(*field->findChild<QComboBox*>(), static_cast<int>(SecretOrigin::Ask));
    EXPECT_TRUE(field->findChild<QLineEdit*>()->text().isEmpty());
    EXPECT_FALSE(dialog->findChild<viewmodel::ConnectionForm*>()->hasSecret(&protocol::SecretSources::password));
    delete dialog;
}

TEST_F(Dialogs, NothingOfAPasswordIsLeftWhenADialogIsClosedByEscape) {
    QPointer<ConnectionDialog> dialog = describe();
    typeInto(*dialog, u"Password"_s, u"s3cret"_s);
    const SecretId id = dialog->findChild<viewmodel::ConnectionForm*>()->secretId(&protocol::SecretSources::password);
    EXPECT_EQ(bus.secrets()->copyOf(id).reveal(), "s3cret");
    QTest::keyClick(dialog->focusWidget(), Qt::Key_Escape);
    dropClosed();
    EXPECT_TRUE(dialog.isNull());
    EXPECT_TRUE(bus.secrets()->copyOf(id).empty());
}

TEST_F(Dialogs, APasteOfSeveralLinesArrivesAsItWasAndItsPasswordReplacesATypedOne) {
    ConnectionDialog* dialog = describe();
    typeInto(*dialog, u"Password"_s, u"typed"_s);
    auto* line = dialog->findChild<QLineEdit*>(u"connection.line"_s);
    line->selectAll();
    QGuiApplication::clipboard()->setText(u"A=1\nURL=postgres://ann:pasted@h/d\n"_s);
    QTest::keyClick(line, Qt::Key_V, Qt::ControlModifier);
    deliver();
    EXPECT_NE(read.find("A=1\nURL="), std::string::npos) << read;
    EXPECT_EQ(line->text(), u"postgresql://db.example.com"_s);
    auto* field = dialog->findChildren<SecretField*>().first();
    EXPECT_TRUE(field->findChild<QLineEdit*>()->text().isEmpty());
    EXPECT_EQ(field->findChild<QLineEdit*>()->placeholderText(), u"given"_s);
    button(*dialog, u"Test"_s)->click();
    deliver();
    EXPECT_EQ(triedPassword, "pasted");
    delete dialog;
}

TEST_F(Dialogs, APastedPasswordLeavesTheLineAtOnceHoweverLongTheLineWasBefore) {
    ConnectionDialog* dialog = describe();
    auto* line = dialog->findChild<QLineEdit*>(u"connection.line"_s);
    line->selectAll();
    QTest::keyClicks(line, u"postgres://a:secr@h"_s);
    deliver();
    ASSERT_EQ(line->text(), u"postgres://a:secr@h"_s) << "it is being typed";
    line->selectAll();
    QGuiApplication::clipboard()->setText(u"postgres://b:word@h"_s);
    QTest::keyClick(line, Qt::Key_V, Qt::ControlModifier);
    deliver();
    EXPECT_EQ(line->text(), u"postgresql://db.example.com"_s);
    delete dialog;
}

TEST_F(Dialogs, WhatIsWrongIsSaidAtItsFieldAndNothingIsSent) {
    ConnectionDialog* dialog = describe();
    auto* port = dialog->findChild<QLineEdit*>(u"param.port"_s);
    QTest::keyClicks(port, u"99999"_s);
    deliver();
    const auto said = [dialog](const QString& name) {
        for (const SaidText* one : dialog->findChildren<SaidText*>()) {
            if (one->accessibleName() == name) {
                return one->isVisibleTo(dialog) ? one->toPlainText() : QString();
            }
        }
        return QString();
    };
    EXPECT_TRUE(said(u"What is wrong with the port"_s).contains(u"99999"_s));
    EXPECT_FALSE(button(*dialog, u"Connect"_s)->isEnabled());
    port->clear();
    EXPECT_TRUE(said(u"What is wrong with the port"_s).isEmpty());
    EXPECT_TRUE(button(*dialog, u"Connect"_s)->isEnabled());
    auto* pages = dialog->findChild<PageTabs*>();
    pages->bar().setCurrentIndex(2);
    auto* way = dialog->findChild<QLineEdit*>(u"ssh.way"_s);
    QTest::keyClicks(way, u"ann@bastion:ssh"_s);
    EXPECT_TRUE(said(u"What is wrong with the way"_s).contains(u"ann@bastion:ssh"_s));
    EXPECT_FALSE(button(*dialog, u"Test"_s)->isEnabled());
    QTest::keyClick(way, Qt::Key_Return);
    deliver();
    EXPECT_TRUE(engine.commands<protocol::TestConnection>().empty());
    delete dialog;
}

TEST_F(Dialogs, EnterInAnyFieldConnects) {
    ConnectionDialog* dialog = describe();
    EXPECT_TRUE(button(*dialog, u"Connect"_s)->isDefault());
    QTest::keyClick(dialog->findChild<QLineEdit*>(u"param.host"_s), Qt::Key_Return);
    EXPECT_EQ(engine.commands<protocol::TestConnection>().size(), 1U);
    deliver();
    dropClosed();
}

TEST_F(Dialogs, HowATestWentIsSeenAlsoWhereTheScreenIsLow) {
    ConnectionDialog* dialog = describe();
    dialog->setMaximumHeight(300);
    dialog->resize(dialog->width(), 300);
    deliver();
    button(*dialog, u"Test"_s)->click();
    deliver();
    const auto* doctor = dialog->findChild<DoctorView*>();
    ASSERT_TRUE(doctor->isVisible());
    const auto* room = dialog->findChild<DialogRoom*>();
    const QRect shown(doctor->mapTo(room->viewport(), QPoint()), doctor->size());
    EXPECT_TRUE(room->viewport()->rect().contains(shown))
        << shown.top() << " to " << shown.bottom() << " of " << room->viewport()->height();
    delete dialog;
}

TEST_F(Dialogs, ANewProductionConnectionIsProposedAsReadOnly) {
    ConnectionDialog* dialog = describe();
    pick(*dialog->findChild<QComboBox*>(u"connection.environment"_s),
         static_cast<int>(protocol::Environment::Production));
    auto* safety = dialog->findChild<QComboBox*>(u"connection.safety"_s);
    EXPECT_EQ(safety->currentData().toInt(), static_cast<int>(Safety::ReadOnly));
    pick(*safety, static_cast<int>(Safety::Confirm));
    pick(*dialog->findChild<QComboBox*>(u"connection.environment"_s), static_cast<int>(protocol::Environment::Staging));
    EXPECT_EQ(safety->currentData().toInt(), static_cast<int>(Safety::Confirm));
    delete dialog;
}

TEST_F(Dialogs, WhichChangesAreAskedAboutIsShownChosenAndKept) {
    SavedConnection kept;
    kept.name = "Shop";
    kept.config = {.connector = "postgres", .host = "db"};
    kept.config.askAbove = 20;
    connections.setSaved({kept});
    auto* dialog = shown(new ConnectionDialog(new viewmodel::ConnectionForm(bus, connections, kept), nullptr));
    auto* when = dialog->findChild<QComboBox*>(u"connection.askAbove"_s);
    auto* rows = dialog->findChild<QSpinBox*>(u"connection.askAboveRows"_s);
    EXPECT_EQ(when->currentIndex(), 2);
    EXPECT_EQ(rows->value(), 20);
    rows->setValue(30);
    // What asks nothing has nothing to choose there.
    pick(*dialog->findChild<QComboBox*>(u"connection.safety"_s), static_cast<int>(Safety::Sandbox));
    EXPECT_FALSE(when->isEnabled());
    pick(*dialog->findChild<QComboBox*>(u"connection.safety"_s), static_cast<int>(Safety::Confirm));
    EXPECT_TRUE(when->isEnabled());
    button(*dialog, u"Save"_s)->click();
    deliver();
    EXPECT_EQ(saved.config.askAbove, 30U);
    dropClosed();
}

TEST_F(Dialogs, ASafetyThatIsNotOfferedIsShownAndKept) {
    SavedConnection kept;
    kept.name = "Shop";
    kept.config = {.connector = "postgres", .host = "db"};
    kept.config.safety = Safety::Sandbox;
    connections.setSaved({kept});
    auto* dialog = shown(new ConnectionDialog(new viewmodel::ConnectionForm(bus, connections, kept), nullptr));
    EXPECT_FALSE(dialog->findChild<QComboBox*>(u"connection.safety"_s)->currentText().isEmpty());
    button(*dialog, u"Save"_s)->click();
    deliver();
    EXPECT_EQ(saved.config.safety, Safety::Sandbox);
    dropClosed();
}

} // namespace
} // namespace dbv::ui
