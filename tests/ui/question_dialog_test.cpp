// SPDX-License-Identifier: Apache-2.0
// Questions to the person: what keys do, and what hostile words can not do.
#include "dialogs_fixture.h"
#include "ui/shell/said_text.h"

namespace dbv::ui {
namespace {

TEST_F(Dialogs, AQuestionIsAnsweredByEnterAndRefusedByEscape) {
    const protocol::Question question{.kind = QuestionKind::Password,
                                      .text = "The server wants a password.",
                                      .prompts = {{"&Password of <b>ann</b>", false}}};
    QPointer<QuestionDialog> dialog = ask(question);
    check(*dialog);
    auto* line = dialog->findChild<QLineEdit*>();
    EXPECT_EQ(line->echoMode(), QLineEdit::Password);
    line->setFocus();
    QTest::keyClicks(line, u"s3cret"_s);
    QTest::keyClick(line, Qt::Key_Return);
    dropClosed();
    EXPECT_EQ(answers, QStringList{u"s3cret"_s});
    EXPECT_TRUE(dialog.isNull());
    dialog = ask(question);
    EXPECT_EQ(QApplication::focusWidget(), dialog->findChild<QLineEdit*>());
    QTest::keyClick(dialog->focusWidget(), Qt::Key_Escape);
    dropClosed();
    EXPECT_TRUE(refused);
    EXPECT_TRUE(dialog.isNull());
    EXPECT_EQ(heard, 2);
}

TEST_F(Dialogs, AHostKeyIsNotAcceptedByAnEnterOrASpaceThatWasMeantForSomethingElse) {
    for (const Qt::Key key : {Qt::Key_Return, Qt::Key_Enter, Qt::Key_Space, Qt::Key_Escape}) {
        QPointer<QuestionDialog> dialog =
            ask({.kind = QuestionKind::HostKey, .text = "SHA256:abc is the key of bastion.", .prompts = {}});
        QTest::keyClick(dialog->focusWidget() != nullptr ? dialog->focusWidget() : dialog.data(), key);
        QTest::qWait(0);
        dropClosed();
        EXPECT_TRUE(refused) << key;
        EXPECT_TRUE(dialog.isNull());
        refused = false;
    }
    QuestionDialog* dialog = ask({.kind = QuestionKind::HostKey, .text = "SHA256:abc", .prompts = {}});
    check(*dialog);
    button(*dialog, u"Accept"_s)->click();
    EXPECT_FALSE(refused);
    dropClosed();
}

TEST_F(Dialogs, HostileWordsOfAServerFitTheScreenAndAreShownAsTheyAre) {
    protocol::Question question{.kind = QuestionKind::SshPrompts};
    question.text = std::string(100'000, 'x') + "<img src=/etc/passwd>\xE2\x80\xAE" + "fingerprint\x1b[2J";
    for (int i = 0; i < 40; ++i) {
        question.prompts.push_back({std::string(10'000, 'p'), i % 2 == 0});
    }
    QuestionDialog* dialog = ask(question, QString(10'000, u'c'));
    check(*dialog);
    EXPECT_EQ(dialog->findChildren<QLineEdit*>().size(), 40);
    delete dialog;
    question = {.kind = QuestionKind::SshPrompts, .text = "a <b>b</b> \xE2\x80\xAE\x1b c"};
    dialog = ask(question);
    QString all;
    for (const SaidText* said : dialog->findChildren<SaidText*>()) {
        all += said->toPlainText();
    }
    EXPECT_TRUE(all.contains(u"a <b>b</b>"_s));
    EXPECT_FALSE(all.contains(QChar(0x202E)));
    EXPECT_FALSE(all.contains(QChar(0x1b)));
    delete dialog;
}

TEST_F(Dialogs, AQuestionThatIsWithdrawnTakesItsDialogAlong) {
    QPointer<QuestionDialog> dialog = ask({.kind = QuestionKind::Password, .prompts = {{"Password", false}}});
    desk().withdraw(1);
    dropClosed();
    EXPECT_TRUE(dialog.isNull());
    EXPECT_EQ(heard, 0);
}

TEST(ShortText, KeepsBothEndsOfWhatIsTooLong) {
    EXPECT_EQ(shortText(u"shop"_s), u"shop"_s);
    EXPECT_EQ(shortText(u"two\nlines"_s), u"two↵lines"_s);
    const QString cut = shortText(QString(100'000, u'x') + u"end"_s, 20);
    EXPECT_LE(cut.size(), 20);
    EXPECT_TRUE(cut.endsWith(u"end"_s));
    EXPECT_FALSE(shortText(u"a\u202Eb"_s).contains(QChar(0x202E)));
}

} // namespace
} // namespace dbv::ui
