// SPDX-License-Identifier: Apache-2.0
// What is typed as a secret: where it stands, and that it is edited like any other line.
#include <QApplication>
#include <QClipboard>
#include <QDialogButtonBox>
#include <QPushButton>
#include <QTest>

#include <gtest/gtest.h>

#include <unistd.h>

#include "bus/command_bus.h"
#include "support/fake_engine.h"
#include "support/secret_search.h"
#include "ui/shell/connection_dialog.h"
#include "ui/shell/question_dialog.h"
#include "ui/shell/secret_edit.h"

namespace {

using Qt::Literals::StringLiterals::operator""_s;
using dbv::Secret;
using dbv::support::PlantedSecret;
using dbv::support::SecretSearch;
using dbv::ui::SecretEdit;
using Findings = SecretSearch::Findings;

std::string textOf(const SecretEdit& edit) {
    return std::string(edit.secret().reveal());
}

void type(QWidget& line, const PlantedSecret& secret) {
    const Secret typed = secret.secret();
    for (const char c : typed.reveal()) {
        QTest::keyClick(&line, c);
    }
}

class SecretEditing : public testing::Test {
protected:
    SecretEdit m_edit;
};

TEST_F(SecretEditing, HoldsWhatIsTypedAndShowsNothingOfIt) {
    QTest::keyClicks(&m_edit, u"passw"_s);
    m_edit.insert(u"örd"_s);
    EXPECT_EQ(textOf(m_edit), "passwörd");
    EXPECT_EQ(m_edit.text().size(), 8);
    EXPECT_FALSE(m_edit.text().contains(u's'));
    EXPECT_FALSE(m_edit.displayText().contains(u's'));
}

TEST_F(SecretEditing, EachWayToEditChangesTheRightPlace) {
    QTest::keyClicks(&m_edit, u"abcdef"_s);
    QTest::keyClick(&m_edit, Qt::Key_Backspace);
    EXPECT_EQ(textOf(m_edit), "abcde");
    QTest::keyClick(&m_edit, Qt::Key_Home);
    QTest::keyClick(&m_edit, Qt::Key_Delete);
    EXPECT_EQ(textOf(m_edit), "bcde");
    QTest::keyClick(&m_edit, Qt::Key_Right);
    QTest::keyClicks(&m_edit, u"XY"_s);
    EXPECT_EQ(textOf(m_edit), "bXYcde");
    m_edit.setSelection(1, 3);
    QTest::keyClicks(&m_edit, u"-"_s);
    EXPECT_EQ(textOf(m_edit), "b-de");
    m_edit.setSelection(0, 2);
    QTest::keyClick(&m_edit, Qt::Key_Backspace);
    EXPECT_EQ(textOf(m_edit), "de");
    m_edit.insert(u"new"_s);
    EXPECT_EQ(textOf(m_edit), "newde");
    m_edit.setText(u"whole"_s);
    EXPECT_EQ(textOf(m_edit), "whole");
    EXPECT_EQ(m_edit.cursorPosition(), 5);
    m_edit.clear();
    EXPECT_TRUE(m_edit.isEmpty());
    EXPECT_EQ(textOf(m_edit), "");
}

TEST_F(SecretEditing, ACharacterOfTwoUnitsIsOne) {
    m_edit.setText(u"a\U0001F600b"_s);
    EXPECT_EQ(textOf(m_edit), "a\U0001F600b");
    QTest::keyClick(&m_edit, Qt::Key_Left);
    QTest::keyClick(&m_edit, Qt::Key_Backspace);
    EXPECT_EQ(textOf(m_edit), "ab");
}

TEST_F(SecretEditing, PastingTakesAndCopyingGivesNothing) {
    QApplication::clipboard()->setText(u"pasted"_s);
    QTest::keyClick(&m_edit, Qt::Key_V, Qt::ControlModifier);
    EXPECT_EQ(textOf(m_edit), "pasted");
    m_edit.selectAll();
    QTest::keyClick(&m_edit, Qt::Key_C, Qt::ControlModifier);
    EXPECT_EQ(QApplication::clipboard()->text(), u"pasted"_s);
    QTest::keyClick(&m_edit, Qt::Key_Z, Qt::ControlModifier);
    EXPECT_EQ(textOf(m_edit), "") << "as in any line for passwords";
    QTest::keyClick(&m_edit, Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
    EXPECT_EQ(m_edit.text().size(), static_cast<qsizetype>(textOf(m_edit).size()));
    QApplication::clipboard()->clear();
}

TEST_F(SecretEditing, TellsEachChangeOnceAndForgetsInSilence) {
    int told = 0;
    QObject::connect(&m_edit, &SecretEdit::secretEdited, &m_edit, [&told] { ++told; });
    QTest::keyClicks(&m_edit, u"ab"_s);
    QTest::keyClick(&m_edit, Qt::Key_Backspace);
    EXPECT_EQ(told, 3);
    m_edit.forget();
    EXPECT_EQ(told, 3);
    EXPECT_TRUE(m_edit.isEmpty());
    EXPECT_EQ(m_edit.text(), QString());
}

/// What stands in this process's memory after a gesture.
class TypedSecret : public testing::Test {
protected:
    void SetUp() override { m_search.add(m_secret); }

    [[nodiscard]] Findings found() {
        // What is let go of later, as well.
        QCoreApplication::sendPostedEvents();
        return SecretSearch::kMemoryIsReused ? m_search.inCoreImage(::getpid()) : Findings();
    }

    const PlantedSecret m_secret{"what was typed"};
    SecretSearch m_search;
    dbv::support::FakeEngine m_engine;
    dbv::bus::CommandBus m_bus{m_engine};
};

TEST_F(TypedSecret, IsInGuardedMemoryAloneAndGoesWithItsLine) {
    {
        SecretEdit edit;
        edit.show();
        type(edit, m_secret);
        edit.grab();
        EXPECT_TRUE(edit.secret().reveal() == m_secret.secret().reveal());
        EXPECT_EQ(found(), Findings());
        {
            const Secret held = edit.secret();
            EXPECT_EQ(m_search.inGuardedPages(::getpid()), Findings{"what was typed: memory (UTF-8)"});
        }
        edit.setCursorPosition(3);
        QTest::keyClicks(&edit, u"x"_s);
        EXPECT_EQ(found(), Findings());
    }
    EXPECT_EQ(m_search.inGuardedPages(::getpid()), Findings());
}

TEST_F(TypedSecret, AsTheAnswerOfAQuestionReachesTheShelfAndNothingElse) {
    dbv::viewmodel::QuestionDesk desk(m_bus);
    std::optional<dbv::viewmodel::QuestionAnswers> answers;
    const std::uint64_t number =
        desk.ask({.kind = dbv::protocol::QuestionKind::Password, .prompts = {{"Password", false}}}, u"here"_s, true,
                 [&answers](std::optional<dbv::viewmodel::QuestionAnswers> given) { answers = std::move(given); });
    auto* dialog = new dbv::ui::QuestionDialog(desk, *desk.find(number), nullptr);
    dialog->show();
    type(*dialog->findChild<SecretEdit*>(), m_secret);
    dialog->accept();
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    ASSERT_TRUE(answers);
    EXPECT_TRUE(m_bus.secrets()->copyOf(answers->secrets.front().id()).reveal() == m_secret.secret().reveal());
    EXPECT_EQ(found(), Findings());
    answers.reset();
    EXPECT_EQ(m_search.inGuardedPages(::getpid()), Findings());
}

TEST_F(TypedSecret, InAConnectionsFormIsInNoSettingAndInNoUrl) {
    dbv::viewmodel::QuestionDesk desk(m_bus);
    dbv::viewmodel::ConnectionList connections(m_bus);
    auto* form = new dbv::viewmodel::ConnectionForm(m_bus, connections);
    m_engine.on<dbv::protocol::ReadConnectionText>([&](dbv::RequestId id, const dbv::protocol::ReadConnectionText&) {
        dbv::protocol::ConnectionTextRead answer;
        answer.config.connector = "postgres";
        answer.config.host = "db";
        answer.secrets.password = m_bus.secrets()->leave(m_secret.secret());
        m_engine.finish(id, answer);
    });
    {
        dbv::ui::ConnectionDialog dialog(form, nullptr);
        dialog.setAttribute(Qt::WA_DeleteOnClose, false);
        dialog.show();
        for (SecretEdit* edit : dialog.findChildren<SecretEdit*>()) {
            type(*edit, m_secret);
            EXPECT_EQ(found(), Findings());
        }
        auto* line = dialog.findChild<QLineEdit*>(u"connection.line"_s);
        QTest::keyClicks(line, u"postgresql://ann:"_s);
        type(*line, m_secret);
        QTest::keyClicks(line, u"@db/shop"_s);
        QCoreApplication::sendPostedEvents();
        EXPECT_TRUE(line->text().endsWith(u"@db/shop"_s)) << "nothing is taken out of what is being typed";
        Q_EMIT line->editingFinished();
        QCoreApplication::sendPostedEvents();
        EXPECT_FALSE(line->text().contains(u"ann:"_s));
        // A line that shows its text has made pictures of it; nothing else has.
        for (const std::string& finding : found()) {
            EXPECT_NE(finding.find("(UTF-16)"), std::string::npos) << finding;
        }
    }
}

} // namespace
