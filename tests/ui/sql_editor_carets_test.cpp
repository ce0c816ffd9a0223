// SPDX-License-Identifier: Apache-2.0
// Several carets, columns, lines to go to and errors to jump to, by real keys.
#include <QClipboard>
#include <QLabel>
#include <QLineEdit>
#include <QMouseEvent>
#include <QSignalSpy>

#include "editor_fixture.h"
#include "ui/editor/code_folds.h"
#include "ui/editor/extra_carets.h"
#include "ui/editor/line_prompt.h"

namespace dbv::ui {
namespace {

using Qt::Literals::StringLiterals::operator""_s;

class EditorCarets : public EditorTest {
protected:
    void mouse(QEvent::Type type, int line, int column, Qt::KeyboardModifiers modifiers) {
        const QTextBlock block = m_editor.document()->findBlockByNumber(line);
        QTextCursor at(block);
        at.setPosition(block.position() + std::min(column, block.length() - 1));
        QPoint place = m_editor.cursorRect(at).center();
        place.rx() += std::max(0, column - (block.length() - 1)) * m_editor.fontMetrics().horizontalAdvance(u' ');
        const auto button = type == QEvent::MouseMove ? Qt::NoButton : Qt::LeftButton;
        const auto buttons = type == QEvent::MouseButtonRelease ? Qt::NoButton : Qt::LeftButton;
        QMouseEvent event(type, place, m_editor.viewport()->mapToGlobal(place), button, buttons, modifiers);
        QApplication::sendEvent(m_editor.viewport(), &event);
    }
    [[nodiscard]] std::size_t carets() const { return m_editor.carets().all().size() + 1; }
};

TEST_F(EditorCarets, AddTheNextOccurrenceAndTypeAtAllInOneStep) {
    load(u"a|b + ab - abc + ab"_s);
    m_editor.addNextOccurrence();
    EXPECT_EQ(state(), u"[ab] + ab - abc + ab"_s);
    m_editor.addNextOccurrence();
    m_editor.addNextOccurrence();
    EXPECT_EQ(carets(), 3U);
    type(u"xy"_s);
    EXPECT_EQ(m_editor.text(), u"xy + xy - xyc + ab"_s);
    press(Qt::Key_Backspace);
    EXPECT_EQ(m_editor.text(), u"x + x - xc + ab"_s);
    m_editor.undo();
    m_editor.undo();
    m_editor.undo();
    EXPECT_EQ(m_editor.text(), u"ab + ab - abc + ab"_s);
}

TEST_F(EditorCarets, GoAroundTheEndOnceAndSayWhenAllAreSelected) {
    load(u"x [ab] y ab"_s);
    QSignalSpy said(&m_editor, &SqlEditor::refused);
    m_editor.addNextOccurrence();
    EXPECT_EQ(carets(), 2U);
    m_editor.addNextOccurrence();
    EXPECT_EQ(carets(), 2U);
    ASSERT_EQ(said.count(), 1);
    EXPECT_EQ(said[0][0].toString(), u"Every occurrence is selected."_s);
    load(u"[a\nb]"_s);
    m_editor.addNextOccurrence();
    EXPECT_EQ(said.count(), 2);
    load(u"( | )"_s);
    m_editor.addNextOccurrence();
    EXPECT_EQ(said.count(), 3);
    EXPECT_EQ(carets(), 1U);
}

TEST_F(EditorCarets, MatchTheCaseAndTakeNoSignForAPattern) {
    load(u"[a.b] a.b A.B axb a.b"_s);
    for (int i = 0; i < 3; ++i) {
        m_editor.addNextOccurrence();
    }
    EXPECT_EQ(carets(), 3U);
    type(u"-"_s);
    EXPECT_EQ(m_editor.text(), u"- - A.B axb -"_s);
}

TEST_F(EditorCarets, StandInLinesAboveAndBelow) {
    load(u"one\nt|wo\n\nfour"_s);
    m_editor.addCaretAbove();
    m_editor.addCaretBelow();
    m_editor.addCaretBelow();
    EXPECT_EQ(carets(), 4U);
    type(u"-"_s);
    EXPECT_EQ(m_editor.text(), u"o-ne\nt-wo\n-\nf-our"_s);
    QSignalSpy said(&m_editor, &SqlEditor::refused);
    m_editor.addCaretAbove();
    EXPECT_EQ(said.count(), 1);
}

TEST_F(EditorCarets, MoveAndSelectTogether) {
    load(u"|ab cd\nef gh"_s);
    m_editor.addCaretBelow();
    press(Qt::Key_End);
    press(Qt::Key_Left, Qt::ControlModifier);
    press(Qt::Key_Right, Qt::ShiftModifier);
    type(u"_"_s);
    EXPECT_EQ(m_editor.text(), u"ab _d\nef _h"_s);
    press(Qt::Key_Home);
    press(Qt::Key_Delete);
    EXPECT_EQ(m_editor.text(), u"b _d\nf _h"_s);
    press(Qt::Key_Return, Qt::NoModifier, u"\r"_s);
    EXPECT_EQ(m_editor.text(), u"\nb _d\n\nf _h"_s);
    press(Qt::Key_Tab, Qt::NoModifier, u"\t"_s);
    EXPECT_EQ(m_editor.text(), u"\n    b _d\n\n    f _h"_s);
}

TEST_F(EditorCarets, BecomeOneWhereTheyMeet) {
    load(u"ab|\nc"_s);
    m_editor.addCaretBelow();
    for (int i = 0; i < 3; ++i) {
        press(Qt::Key_Left);
    }
    EXPECT_EQ(carets(), 2U);
    press(Qt::Key_Left);
    EXPECT_EQ(carets(), 1U);
}

TEST_F(EditorCarets, GoByEscapeAClickAndByWhateverMovesTheCaret) {
    const auto two = [this] {
        load(u"|ab\nab\nab"_s);
        m_editor.addCaretBelow();
        ASSERT_EQ(carets(), 2U);
    };
    two();
    QKeyEvent asks(QEvent::ShortcutOverride, Qt::Key_Escape, Qt::NoModifier);
    asks.ignore();
    QApplication::sendEvent(&m_editor, &asks);
    EXPECT_TRUE(asks.isAccepted());
    press(Qt::Key_Escape);
    EXPECT_EQ(carets(), 1U);
    two();
    mouse(QEvent::MouseButtonPress, 2, 1, Qt::NoModifier);
    EXPECT_EQ(carets(), 1U);
    two();
    m_editor.goTo(5);
    EXPECT_EQ(carets(), 1U);
    two();
    ASSERT_TRUE(m_editor.setText(u"new"_s));
    EXPECT_EQ(carets(), 1U);
}

TEST_F(EditorCarets, ComeByAltAndAClick) {
    load(u"|ab\nab"_s);
    mouse(QEvent::MouseButtonPress, 1, 2, Qt::AltModifier);
    ASSERT_EQ(carets(), 2U);
    type(u"!"_s);
    EXPECT_EQ(m_editor.text(), u"!ab\nab!"_s);
}

TEST_F(EditorCarets, SelectAColumnByADrag) {
    load(u"abcd\nab\nabcdef"_s);
    mouse(QEvent::MouseButtonPress, 0, 1, Qt::AltModifier | Qt::ShiftModifier);
    mouse(QEvent::MouseMove, 2, 4, Qt::AltModifier | Qt::ShiftModifier);
    mouse(QEvent::MouseButtonRelease, 2, 4, Qt::AltModifier | Qt::ShiftModifier);
    ASSERT_EQ(carets(), 3U);
    m_editor.copy();
    EXPECT_EQ(QApplication::clipboard()->text(), u"bcd\nb\nbcd"_s);
    type(u"-"_s);
    EXPECT_EQ(m_editor.text(), u"a-\na-\na-ef"_s);
}

TEST_F(EditorCarets, SelectAColumnByKeysThatKeepsItsWidthOverShorterLines) {
    load(u"abcdef\nab\n\nabcdef"_s);
    m_editor.goTo(3);
    const auto extend = [this](int characters, int lines) { m_editor.carets().extendColumn(characters, lines); };
    extend(1, 0);
    EXPECT_EQ(carets(), 1U);
    extend(1, 0);
    extend(0, 1);
    extend(0, 1);
    extend(0, 1);
    EXPECT_EQ(carets(), 4U);
    m_editor.copy();
    EXPECT_EQ(QApplication::clipboard()->text(), u"de\n\n\nde"_s);
    extend(-1, 0);
    extend(-1, 0);
    extend(-1, 0);
    extend(-1, 0);
    m_editor.copy();
    EXPECT_EQ(QApplication::clipboard()->text(), u"bc\nb\n\nbc"_s);
    type(u"-"_s);
    EXPECT_EQ(m_editor.text(), u"a-def\na-\n-\na-def"_s);
    m_editor.undo();
    EXPECT_EQ(m_editor.text(), u"abcdef\nab\n\nabcdef"_s);
}

TEST_F(EditorCarets, EndAColumnAtTheEdgesOfItsLinesAndOfTheText) {
    load(u"abc\nabcde\nab"_s);
    m_editor.goTo(3);
    const auto extend = [this](int characters, int lines) { m_editor.carets().extendColumn(characters, lines); };
    extend(1, 0);
    EXPECT_FALSE(m_editor.textCursor().hasSelection());
    extend(0, 1);
    for (int i = 0; i < 5; ++i) {
        extend(1, 0);
    }
    m_editor.copy();
    EXPECT_EQ(QApplication::clipboard()->text(), u"\nde"_s);
    extend(0, -1);
    EXPECT_EQ(carets(), 1U);
    QSignalSpy said(&m_editor, &SqlEditor::refused);
    extend(0, -1);
    ASSERT_EQ(said.count(), 1);
    EXPECT_EQ(said[0][0].toString(), u"There is no line above."_s);
    type(u"x"_s);
    EXPECT_EQ(m_editor.text(), u"abcx\nabcde\nab"_s);
    extend(0, 1);
    m_editor.copy();
    EXPECT_EQ(carets(), 2U);
}

TEST_F(EditorCarets, LeaveHiddenLinesOutOfAColumn) {
    load(u"SELECT 1,\n  2,\n  3;\nSELECT 4;"_s);
    m_editor.folds().foldAtCaret();
    m_editor.goTo(0);
    m_editor.carets().extendColumn(0, 1);
    EXPECT_EQ(carets(), 2U);
    type(u"-"_s);
    EXPECT_EQ(m_editor.text(), u"-SELECT 1,\n  2,\n  3;\n-SELECT 4;"_s);
}

TEST_F(EditorCarets, CutAndPasteALineEach) {
    load(u"[ab] ab\n- -"_s);
    m_editor.addNextOccurrence();
    m_editor.cut();
    EXPECT_EQ(m_editor.text(), u" \n- -"_s);
    EXPECT_EQ(QApplication::clipboard()->text(), u"ab\nab"_s);
    QApplication::clipboard()->setText(u"1\n2"_s);
    m_editor.paste();
    EXPECT_EQ(m_editor.text(), u"1 2\n- -"_s);
    QApplication::clipboard()->setText(u"x"_s);
    m_editor.paste();
    EXPECT_EQ(m_editor.text(), u"1x 2x\n- -"_s);
}

TEST_F(EditorCarets, ChangeNothingInATextThatIsReadOnly) {
    load(u"|ab\nab"_s);
    m_editor.setReadOnly(true);
    m_editor.addCaretBelow();
    type(u"x"_s);
    EXPECT_EQ(m_editor.text(), u"ab\nab"_s);
}

TEST_F(EditorCarets, ShowWhatTheySelect) {
    load(u"[ab] ab"_s);
    m_editor.addNextOccurrence();
    EXPECT_EQ(selectedTexts(false), QStringList{u"ab@0"_s});
}

class EditorJumps : public EditorTest {
protected:
    [[nodiscard]] LinePrompt& prompt() const { return *m_editor.findChild<LinePrompt*>(); }
};

TEST_F(EditorJumps, GoToALineAndColumn) {
    load(u"|a\nbcd\ne"_s);
    m_editor.openGoToLine();
    auto* line = prompt().findChild<QLineEdit*>();
    ASSERT_EQ(QApplication::focusWidget(), line);
    EXPECT_EQ(line->selectedText(), u"1"_s);
    line->setText(u"2:3"_s);
    press(Qt::Key_Return);
    EXPECT_EQ(state(), u"a\nbc|d\ne"_s);
    EXPECT_EQ(QApplication::focusWidget(), &m_editor);
    EXPECT_FALSE(prompt().isVisible());
    m_editor.openGoToLine();
    line->setText(u"99:99"_s);
    press(Qt::Key_Return);
    EXPECT_EQ(state(), u"a\nbcd\ne|"_s);
}

TEST_F(EditorJumps, SayWhatALineLooksLikeAndStayWhereTheyAre) {
    load(u"|a\nb"_s);
    m_editor.openGoToLine();
    for (const QString& wrong : {u"x"_s, u"0"_s, u"1:0"_s, u"1:2:3"_s, QString()}) {
        prompt().findChild<QLineEdit*>()->setText(wrong);
        press(Qt::Key_Return);
        EXPECT_TRUE(prompt().isVisible()) << qPrintable(wrong);
    }
    press(Qt::Key_Escape);
    EXPECT_FALSE(prompt().isVisible());
    EXPECT_EQ(state(), u"|a\nb"_s);
    EXPECT_EQ(lineAndColumn(u" 3:4 "_s), std::pair(3, 4));
    EXPECT_EQ(lineAndColumn(u"3"_s), std::pair(3, 1));
}

TEST_F(EditorJumps, GoFromErrorToErrorAroundTheText) {
    load(u"|one two three"_s);
    QSignalSpy said(&m_editor, &SqlEditor::refused);
    m_editor.goToNextError();
    ASSERT_EQ(said.count(), 1);
    EXPECT_EQ(said[0][0].toString(), u"No error is marked in this text."_s);
    m_editor.markErrorNow({8, 13}, u"third"_s);
    m_editor.markErrorNow({4, 7}, u"second"_s);
    m_editor.goToNextError();
    EXPECT_EQ(state(), u"one |two three"_s);
    EXPECT_EQ(said.last()[0].toString(), u"second"_s);
    m_editor.goToNextError();
    EXPECT_EQ(state(), u"one two |three"_s);
    m_editor.goToNextError();
    EXPECT_EQ(state(), u"one |two three"_s);
    m_editor.goToPreviousError();
    EXPECT_EQ(state(), u"one two |three"_s);
    EXPECT_EQ(said.last()[0].toString(), u"third"_s);
}

} // namespace
} // namespace dbv::ui
