// SPDX-License-Identifier: Apache-2.0
// Folding in the editor, by real keys and the mouse: what is hidden, and what shows it again.
#include <QClipboard>
#include <QMouseEvent>
#include <QSignalSpy>

#include "editor_fixture.h"
#include "ui/editor/code_folds.h"
#include "ui/editor/editor_gutter.h"
#include "ui/editor/extra_carets.h"
#include "ui/editor/folded_lines.h"

namespace dbv::ui {
namespace {

using Qt::Literals::StringLiterals::operator""_s;

const QString kTable = u"CREATE TABLE t (\n  a int,\n  b int\n);\nSELECT 1;\nSELECT 2,\n  3;\n"_s;

class EditorFolds : public EditorTest {
protected:
    [[nodiscard]] CodeFolds& folds() const { return m_editor.folds(); }
    /// The numbers of the lines that are shown, from 0.
    [[nodiscard]] QString shown() const {
        QStringList lines;
        for (QTextBlock line = m_editor.document()->begin(); line.isValid(); line = line.next()) {
            if (line.isVisible()) {
                lines.append(QString::number(line.blockNumber()));
            }
        }
        return lines.join(u' ');
    }
    [[nodiscard]] QTextBlock line(int number) const { return m_editor.document()->findBlockByNumber(number); }
    void goToLine(int number, int column = 0) {
        m_editor.goTo(static_cast<std::size_t>(line(number).position() + column));
    }
    void foldAt(int number) {
        goToLine(number);
        folds().foldAtCaret();
    }
    [[nodiscard]] QRectF rectOf(int number) const {
        for (const VisibleLine& each : m_editor.visibleLines()) {
            if (each.block.blockNumber() == number) {
                return each.rect;
            }
        }
        return {};
    }
    static void click(QWidget& target, const QPoint& place) {
        for (const auto type : {QEvent::MouseButtonPress, QEvent::MouseButtonRelease}) {
            QMouseEvent event(type, place, target.mapToGlobal(place), Qt::LeftButton,
                              type == QEvent::MouseButtonPress ? Qt::LeftButton : Qt::NoButton, Qt::NoModifier);
            QApplication::sendEvent(&target, &event);
        }
    }
    [[nodiscard]] EditorGutter& gutter() const { return *m_editor.findChild<EditorGutter*>(); }
};

TEST_F(EditorFolds, HideWhatIsAroundTheCaretFromTheInsideOutAndShowItAgain) {
    load(u"SELECT (\n  SELECT (\n    1,\n    2\n  )\n);\nSELECT 9;"_s);
    foldAt(2);
    EXPECT_EQ(shown(), u"0 1 4 5 6"_s);
    EXPECT_EQ(m_editor.textCursor().blockNumber(), 1);
    EXPECT_EQ(CodeFolds::wordsFor(line(1)), u"… 2 lines"_s);
    folds().foldAtCaret();
    EXPECT_EQ(shown(), u"0 6"_s);
    EXPECT_EQ(CodeFolds::wordsFor(line(0)), u"… 5 lines"_s);
    folds().unfoldAtCaret();
    EXPECT_EQ(shown(), u"0 1 4 5 6"_s);
    goToLine(1);
    folds().unfoldAtCaret();
    EXPECT_EQ(shown(), u"0 1 2 3 4 5 6"_s);
}

TEST_F(EditorFolds, SayWhenThereIsNothingToFoldOrToShow) {
    load(u"SELECT 1;\n"_s);
    QSignalSpy said(&m_editor, &SqlEditor::refused);
    folds().foldAtCaret();
    ASSERT_EQ(said.count(), 1);
    EXPECT_EQ(said[0][0].toString(), u"Nothing at the caret spans several lines, so there is nothing to fold."_s);
    folds().unfoldAtCaret();
    ASSERT_EQ(said.count(), 2);
    EXPECT_EQ(said[1][0].toString(), u"Nothing is folded in the line of the caret."_s);
}

TEST_F(EditorFolds, HideAllStatementsAndTheCommentsBetweenThem) {
    load(kTable + u"/* one\n two */\nSELECT 4;\n/* three\n*/"_s);
    goToLine(10);
    folds().foldAll();
    EXPECT_EQ(shown(), u"0 4 5 7 9 10"_s);
    folds().unfoldAll();
    EXPECT_EQ(shown(), u"0 1 2 3 4 5 6 7 8 9 10 11"_s);
}

TEST_F(EditorFolds, AreMarkedWhereSomethingOverLinesBegins) {
    load(kTable);
    runUntil([this] { return folds().canFold(0); });
    EXPECT_FALSE(folds().canFold(1));
    EXPECT_FALSE(folds().canFold(4));
    EXPECT_TRUE(folds().canFold(5));
    type(u"-- "_s);
    runUntil([this] { return !folds().canFold(0); });
    EXPECT_TRUE(folds().canFold(5));
}

TEST_F(EditorFolds, ComeAndGoByAClickInTheGutterAndOnTheWords) {
    load(kTable);
    runUntil([this] { return folds().canFold(0); });
    const auto mark = [this](int number) {
        return QPoint(gutter().width() - 8, static_cast<int>(rectOf(number).center().y()));
    };
    click(gutter(), mark(0));
    EXPECT_EQ(shown(), u"0 4 5 6 7"_s);
    click(gutter(), mark(4));
    EXPECT_EQ(shown(), u"0 4 5 6 7"_s);
    click(gutter(), mark(0));
    EXPECT_EQ(shown(), u"0 1 2 3 4 5 6 7"_s);
    click(gutter(), mark(0));
    const QRectF box = folds().boxOf(m_editor.visibleLines().front());
    ASSERT_FALSE(box.isEmpty());
    click(*m_editor.viewport(), box.center().toPoint());
    EXPECT_EQ(shown(), u"0 1 2 3 4 5 6 7"_s);
}

TEST_F(EditorFolds, OpenWhereverACaretGoes) {
    load(kTable);
    const auto folded = [this] {
        foldAt(0);
        goToLine(5);
        ASSERT_EQ(shown(), u"0 4 5 6 7"_s);
    };
    folded();
    goToLine(2);
    EXPECT_EQ(shown(), u"0 1 2 3 4 5 6 7"_s);
    folded();
    m_editor.markErrorNow({20, 21}, u"wrong"_s);
    goToLine(0);
    m_editor.goToNextError();
    EXPECT_EQ(shown(), u"0 1 2 3 4 5 6 7"_s);
    folded();
    goToLine(4);
    press(Qt::Key_Left, Qt::ControlModifier);
    EXPECT_TRUE(m_editor.textCursor().block().isVisible());
    folded();
    m_editor.selectAt({{18, 19}, {26, 27}});
    EXPECT_EQ(shown(), u"0 1 2 3 4 5 6 7"_s);
}

TEST_F(EditorFolds, ArePassedByTheArrowKeys) {
    load(kTable);
    foldAt(0);
    press(Qt::Key_Down);
    EXPECT_EQ(m_editor.textCursor().blockNumber(), 4);
    press(Qt::Key_Up);
    EXPECT_EQ(m_editor.textCursor().blockNumber(), 0);
    press(Qt::Key_End);
    press(Qt::Key_Right);
    EXPECT_EQ(m_editor.textCursor().position(), line(4).position());
    press(Qt::Key_Left, Qt::ShiftModifier);
    EXPECT_EQ(m_editor.textCursor().position(), line(0).length() - 1);
    EXPECT_EQ(m_editor.textCursor().anchor(), line(4).position());
    EXPECT_EQ(shown(), u"0 4 5 6 7"_s);
}

TEST_F(EditorFolds, RunAndCopyTheWholeText) {
    load(kTable);
    foldAt(0);
    const QString statement = kTable.left(kTable.indexOf(u';'));
    EXPECT_EQ(QString::fromStdString(sqlToRun()->sql), statement);
    EXPECT_EQ(QString::fromStdString(sqlToRun(SqlScope::Script)->sql), kTable);
    press(Qt::Key_Home);
    press(Qt::Key_Down, Qt::ShiftModifier);
    m_editor.copy();
    EXPECT_EQ(QApplication::clipboard()->text(), statement + u";\n"_s);
    EXPECT_EQ(shown(), u"0 4 5 6 7"_s);
    EXPECT_EQ(QString::fromStdString(sqlToRun()->sql), statement + u";\n"_s);
}

TEST_F(EditorFolds, StayWhileTheirLineAndOthersAreEdited) {
    load(kTable);
    foldAt(0);
    press(Qt::Key_Home);
    type(u"x"_s);
    EXPECT_EQ(shown(), u"0 4 5 6 7"_s);
    goToLine(4);
    type(u"\n\n"_s);
    EXPECT_EQ(shown(), u"0 4 5 6 7 8 9"_s);
    m_editor.undo();
    m_editor.undo();
    EXPECT_EQ(shown(), u"0 4 5 6 7"_s);
    EXPECT_EQ(CodeFolds::wordsFor(line(0)), u"… 3 lines"_s);
}

TEST_F(EditorFolds, OpenWhereTheirLineIsBrokenOrJoined) {
    load(kTable);
    foldAt(0);
    press(Qt::Key_End);
    type(u"\n"_s);
    EXPECT_EQ(shown(), u"0 1 2 3 4 5 6 7 8"_s);
    load(kTable);
    foldAt(0);
    press(Qt::Key_End);
    press(Qt::Key_Delete);
    EXPECT_EQ(shown(), u"0 1 2 3 4 5 6"_s);
    EXPECT_TRUE(m_editor.text().startsWith(u"CREATE TABLE t (  a int,"_s));
    m_editor.undo();
    EXPECT_EQ(m_editor.text(), kTable);
    EXPECT_EQ(shown(), u"0 1 2 3 4 5 6 7"_s);
}

TEST_F(EditorFolds, AreDeletedWithTheirLinesAndComeBackOpen) {
    load(kTable);
    foldAt(0);
    press(Qt::Key_Home);
    press(Qt::Key_Down, Qt::ShiftModifier);
    press(Qt::Key_Delete);
    EXPECT_EQ(m_editor.text(), kTable.mid(kTable.indexOf(u"SELECT 1"_s)));
    EXPECT_EQ(shown(), u"0 1 2 3"_s);
    m_editor.undo();
    EXPECT_EQ(m_editor.text(), kTable);
    EXPECT_EQ(shown(), u"0 1 2 3 4 5 6 7"_s);
    m_editor.redo();
    EXPECT_EQ(shown(), u"0 1 2 3"_s);
}

TEST_F(EditorFolds, StayWhileSeveralCaretsTypeAroundThem) {
    load(kTable);
    foldAt(0);
    m_editor.selectAt({{0, 6},
                       {static_cast<std::size_t>(kTable.indexOf(u"SELECT 2"_s)),
                        static_cast<std::size_t>(kTable.indexOf(u"SELECT 2"_s) + 6)}});
    type(u"z"_s);
    EXPECT_EQ(shown(), u"0 4 5 6 7"_s);
    EXPECT_TRUE(m_editor.text().startsWith(u"z TABLE t ("_s));
    EXPECT_EQ(line(5).text(), u"z 2,"_s);
}

TEST_F(EditorFolds, OpenBeforeTheirLinesAreMovedOrCommented) {
    load(kTable);
    foldAt(0);
    m_editor.toggleComment();
    EXPECT_EQ(shown(), u"0 1 2 3 4 5 6 7"_s);
    m_editor.undo();
    foldAt(0);
    goToLine(4);
    press(Qt::Key_Up, Qt::AltModifier);
    EXPECT_EQ(shown(), u"0 1 2 3 4 5 6 7"_s);
    EXPECT_EQ(line(3).text(), u"SELECT 1;"_s);
}

TEST_F(EditorFolds, ShowHowAStatementEndedBehindItsLine) {
    load(kTable);
    m_editor.beginRun();
    m_editor.setStatementState({0, static_cast<std::size_t>(kTable.indexOf(u';'))},
                               viewmodel::StatementFailed{.message = "no"});
    foldAt(0);
    EXPECT_EQ(shown(), u"0 4 5 6 7"_s);
    EXPECT_EQ(m_editor.statementMarks().all().size(), 1U);
    EXPECT_FALSE(m_editor.grab().isNull());
}

TEST_F(EditorFolds, NeverLeaveALineHiddenThatNothingShows) {
    load(kTable);
    foldAt(0);
    m_editor.replaceWith(u"b int\n);\nSELECT 1;\nSELECT 2,\n  3;\n"_s);
    EXPECT_TRUE(m_editor.document()->begin().isVisible());
    for (QTextBlock each = m_editor.document()->begin(); each.isValid(); each = each.next()) {
        m_editor.goTo(static_cast<std::size_t>(each.position()));
        EXPECT_TRUE(each.isVisible());
    }
    EXPECT_FALSE(anyHidden(*m_editor.document()));
}

TEST_F(EditorFolds, TakeALongTextAndTypeInItAsQuickly) {
    QString text;
    for (int i = 0; i < 20'000; ++i) {
        text += u"SELECT %1,\n  2;\n"_s.arg(i);
    }
    load(text);
    folds().foldAll();
    runUntil([this] { return m_editor.document()->lineCount() == 20'001; });
    press(Qt::Key_End, Qt::ControlModifier);
    type(u"x"_s);
    EXPECT_EQ(m_editor.document()->lineCount(), 20'001);
    goToLine(20'001);
    EXPECT_EQ(m_editor.document()->lineCount(), 20'002);
    folds().unfoldAll();
    EXPECT_FALSE(anyHidden(*m_editor.document()));
}

TEST_F(EditorFolds, RefuseWhatHasTooManyLines) {
    load(u"SELECT 1"_s + u"\n,2"_s.repeated(CodeFolds::kMostLines + 1));
    QSignalSpy said(&m_editor, &SqlEditor::refused);
    folds().foldAtCaret();
    EXPECT_FALSE(anyHidden(*m_editor.document()));
    ASSERT_EQ(said.count(), 1);
    EXPECT_TRUE(said[0][0].toString().contains(u"can be folded"_s)) << qPrintable(said[0][0].toString());
    folds().foldAll();
    runUntil([&said] { return said.count() == 2; });
    EXPECT_FALSE(anyHidden(*m_editor.document()));
}

} // namespace
} // namespace dbv::ui
