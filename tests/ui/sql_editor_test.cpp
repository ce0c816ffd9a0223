// SPDX-License-Identifier: Apache-2.0
#include <QClipboard>
#include <QMimeData>
#include <QSignalSpy>
#include <QWheelEvent>

#include "editor_fixture.h"
#include "sql/splitter.h"
#include "ui/editor/editor_gutter.h"
#include "ui/editor/statement_words.h"

namespace dbv::ui {
namespace {

using Qt::Literals::StringLiterals::operator""_s;

TEST_F(EditorTest, KeysWriteText) {
    load(QStringLiteral("|"));
    type(QStringLiteral("select 1;\nselect 'é';"));
    EXPECT_EQ(state(), QStringLiteral("select 1;\nselect 'é';|"));
}

TEST_F(EditorTest, EnterKeepsTheIndentationAndGoesDeeperBehindABracket) {
    load(QStringLiteral("    select|"));
    type(QStringLiteral("\n"));
    EXPECT_EQ(state(), QStringLiteral("    select\n    |"));
    load(QStringLiteral("\tinsert into t (|)"));
    type(QStringLiteral("\n"));
    EXPECT_EQ(state(), QStringLiteral("\tinsert into t (\n\t    |)"));
    m_editor.undo();
    EXPECT_EQ(m_editor.text(), QStringLiteral("\tinsert into t ()"));
}

TEST_F(EditorTest, ShiftEnterIsAnOrdinaryLineEndAndControlEnterNone) {
    load(QStringLiteral("a|"));
    press(Qt::Key_Return, Qt::ShiftModifier, QStringLiteral("\r"));
    EXPECT_EQ(state(), QStringLiteral("a\n|"));
    press(Qt::Key_Return, Qt::ControlModifier, QStringLiteral("\r"));
    EXPECT_EQ(state(), QStringLiteral("a\n|"));
}

TEST_F(EditorTest, TabGoesToTheNextStopAndIndentsASelection) {
    load(QStringLiteral("ab|"));
    press(Qt::Key_Tab, Qt::NoModifier, QStringLiteral("\t"));
    EXPECT_EQ(state(), QStringLiteral("ab  |"));
    load(QStringLiteral("[a\n\nb]\nc"));
    press(Qt::Key_Tab, Qt::NoModifier, QStringLiteral("\t"));
    EXPECT_EQ(m_editor.text(), QStringLiteral("    a\n\n    b\nc"));
    press(Qt::Key_Backtab, Qt::ShiftModifier);
    EXPECT_EQ(m_editor.text(), QStringLiteral("a\n\nb\nc"));
    m_editor.undo();
    EXPECT_EQ(m_editor.text(), QStringLiteral("    a\n\n    b\nc"));
}

TEST_F(EditorTest, ShiftTabTakesAwayWhatIsThereAndNoMore) {
    load(QStringLiteral("[  a\n\tb\n      c\nd]"));
    press(Qt::Key_Backtab, Qt::ShiftModifier);
    EXPECT_EQ(m_editor.text(), QStringLiteral("a\nb\n  c\nd"));
}

TEST_F(EditorTest, CommentingTwiceGivesTheSameTextAndEachIsOneStepToUndo) {
    const QString text = QStringLiteral("[  select 1\n\n    from t\n]where x");
    load(text);
    m_editor.toggleComment();
    EXPECT_EQ(m_editor.text(), QStringLiteral("  -- select 1\n\n  --   from t\nwhere x"));
    m_editor.toggleComment();
    EXPECT_EQ(m_editor.text(), QStringLiteral("  select 1\n\n    from t\nwhere x"));
    m_editor.undo();
    EXPECT_EQ(m_editor.text(), QStringLiteral("  -- select 1\n\n  --   from t\nwhere x"));
    m_editor.undo();
    EXPECT_EQ(m_editor.text(), QStringLiteral("  select 1\n\n    from t\nwhere x"));
}

TEST_F(EditorTest, LinesAreMovedAndDuplicatedWithTheCaretOnThem) {
    load(QStringLiteral("a\nb|b\nc"));
    press(Qt::Key_Up, Qt::AltModifier);
    EXPECT_EQ(state(), QStringLiteral("b|b\na\nc"));
    press(Qt::Key_Up, Qt::AltModifier);
    EXPECT_EQ(state(), QStringLiteral("b|b\na\nc")) << "there is no line above";
    press(Qt::Key_Down, Qt::AltModifier);
    press(Qt::Key_Down, Qt::AltModifier);
    EXPECT_EQ(state(), QStringLiteral("a\nc\nb|b"));
    press(Qt::Key_Down, Qt::AltModifier);
    EXPECT_EQ(state(), QStringLiteral("a\nc\nb|b")) << "there is no line below";
    m_editor.duplicateSelectedLines();
    EXPECT_EQ(state(), QStringLiteral("a\nc\nbb\nb|b"));
    m_editor.undo();
    m_editor.undo();
    EXPECT_EQ(m_editor.text(), QStringLiteral("a\nbb\nc"));
}

TEST_F(EditorTest, ASelectionMovesAsAWhole) {
    load(QStringLiteral("a\n[b\nc\n]d"));
    press(Qt::Key_Down, Qt::AltModifier);
    EXPECT_EQ(m_editor.text(), QStringLiteral("a\nd\nb\nc"));
    press(Qt::Key_Up, Qt::AltModifier);
    EXPECT_EQ(m_editor.text(), QStringLiteral("a\nb\nc\nd"));
}

TEST_F(EditorTest, TheBracketAtTheCaretAndItsPartnerAreMarked) {
    load(QStringLiteral("select |(a + (b)) -- )"));
    EXPECT_EQ(selectedTexts(false), (QStringList{u"(@7"_s, u")@15"_s}));
    load(QStringLiteral("select (a + (b))| -- )"));
    EXPECT_EQ(selectedTexts(false), (QStringList{u")@15"_s, u"(@7"_s}));
    load(QStringLiteral("select |(a + ')' \n, \"(\" /* ) */ ) x"));
    EXPECT_EQ(selectedTexts(false), (QStringList{u"(@7"_s, u")@31"_s}));
    load(QStringLiteral("select '|(' )"));
    EXPECT_EQ(selectedTexts(false), QStringList());
    load(QStringLiteral("select |(a"));
    EXPECT_EQ(selectedTexts(false), QStringList{u"(@7"_s}) << "alone";
}

TEST_F(EditorTest, TheCurrentStatementIsThatOfTheSplitterForEveryCaret) {
    const QString text = QStringLiteral("create table t(a);\n\ncreate trigger r after insert on t begin\n"
                                        "  update t set a = ';';\nend;\nselect '😀;'; select 2;\n\n-- end\n");
    load(text);
    settle();
    const std::u16string script = text.toStdU16String();
    const std::vector<sql::Statement> statements = sql::split(std::u16string_view(script), DialectId::Sqlite);
    for (std::size_t caret = 0; caret <= script.size(); ++caret) {
        m_editor.goTo(caret);
        const std::optional<std::size_t> expected = sql::statementAt(statements, std::u16string_view(script), caret);
        const Result<viewmodel::SqlToRun> sql = sqlToRun();
        ASSERT_EQ(sql.has_value(), expected.has_value()) << caret;
        EXPECT_EQ(m_editor.currentStatementSpan(), expected ? statements[*expected].span : TextSpan{}) << caret;
        if (sql) {
            const TextSpan span = statements[*expected].span;
            EXPECT_EQ(QString::fromStdString(sql->sql).toStdU16String(), script.substr(span.begin, span.size()));
            EXPECT_EQ(sql->position, span.begin);
            EXPECT_EQ(sql->line, statements[*expected].line);
        }
    }
}

TEST_F(EditorTest, OfSeveralStatementsInALineTheOneIsNamedThatIsMeant) {
    load(QStringLiteral("select nope; select 1;\nselect 2; -- two"));
    settle();
    m_editor.setStatementState({0, 11}, viewmodel::StatementFailed{"There is no column nope."});
    m_editor.setStatementState({13, 21}, viewmodel::StatementRunning{});
    m_editor.setStatementState({23, 31}, viewmodel::StatementRunning{});
    const auto marks = m_editor.statementMarks().all();
    ASSERT_EQ(marks.size(), 3U);
    const QTextBlock first = m_editor.document()->firstBlock();
    EXPECT_EQ(m_editor.wordsOf(marks[0], first), u"“select nope”: There is no column nope."_s);
    EXPECT_EQ(m_editor.wordsOf(marks[1], first), u"“select 1”: running"_s);
    EXPECT_EQ(m_editor.wordsOf(marks[2], first.next()), u"running"_s) << "nobody takes the comment for a statement";
    EXPECT_EQ(&worstOf(marks.first(2)), &marks[1]) << "what runs is seen beside what has failed";
}

TEST_F(EditorTest, WhatIsMarkedIsWhatRuns) {
    load(QStringLiteral("select 1;\nselect [2 + '\u00A0é'];"));
    const Result<viewmodel::SqlToRun> marked = sqlToRun();
    ASSERT_TRUE(marked);
    EXPECT_EQ(marked->sql, "2 + '\xC2\xA0\xC3\xA9'");
    EXPECT_EQ(marked->position, 17U);
    EXPECT_EQ(marked->line, 2U);
    EXPECT_EQ(sqlToRun(SqlScope::Script)->sql, m_editor.text().toStdString());
}

TEST_F(EditorTest, WithoutAStatementAtTheCaretNothingRunsAndTheErrorSaysSo) {
    load(QStringLiteral("|\n\nselect 1"));
    const Result<viewmodel::SqlToRun> sql = sqlToRun();
    ASSERT_FALSE(sql);
    EXPECT_EQ(sql.error().kind, ErrorKind::InvalidInput);
    EXPECT_EQ(sql.error().message, "There is no statement at the caret.");
}

TEST_F(EditorTest, HalfACharacterIsNotSentAndNulsAreKept) {
    QString text = QStringLiteral("select 1;\nselect '#!'|");
    const qsizetype at = text.indexOf(u'#');
    text[at] = QChar(0xDC00);
    text[at + 1] = QChar(0);
    load(text);
    settle();
    m_editor.grab();
    const Result<viewmodel::SqlToRun> sql = sqlToRun();
    ASSERT_FALSE(sql);
    EXPECT_EQ(sql.error().message, "Line 2 holds half of a character, which cannot be sent. Nothing was run.");
    press(Qt::Key_Left);
    press(Qt::Key_Left);
    press(Qt::Key_Backspace);
    ASSERT_TRUE(sqlToRun());
    EXPECT_EQ(sqlToRun()->sql, std::string("select '\0'", 10));
}

TEST_F(EditorTest, TokensAreColouredAcrossLines) {
    load(QStringLiteral("select 'a\nb', 12 -- c\nfrom \"t\" where x = :p"));
    settle();
    EXPECT_EQ(colorAt(0, 0), m_colors.keyword);
    EXPECT_EQ(colorAt(0, 8), m_colors.string);
    EXPECT_EQ(colorAt(1, 0), m_colors.string);
    EXPECT_EQ(colorAt(1, 4), m_colors.number);
    EXPECT_EQ(colorAt(1, 8), m_colors.comment);
    EXPECT_EQ(colorAt(2, 0), m_colors.keyword);
    EXPECT_EQ(colorAt(2, 6), m_colors.quotedName);
    EXPECT_FALSE(colorAt(2, 15).isValid());
    EXPECT_EQ(colorAt(2, 19), m_colors.parameter);
}

TEST_F(EditorTest, ACommentThatIsOpenedLaterRecoloursTheLinesBelow) {
    load(QStringLiteral("|\nselect 1\nselect 2"));
    type(QStringLiteral("/*"));
    EXPECT_EQ(colorAt(1, 0), m_colors.comment);
    EXPECT_EQ(colorAt(2, 0), m_colors.comment);
    type(QStringLiteral("*/"));
    EXPECT_EQ(colorAt(1, 0), m_colors.keyword);
    EXPECT_EQ(colorAt(2, 0), m_colors.keyword);
    m_editor.undo();
    EXPECT_EQ(m_editor.text(), QStringLiteral("\nselect 1\nselect 2"));
    EXPECT_EQ(colorAt(2, 0), m_colors.keyword);
}

TEST_F(EditorTest, LinesThatScrollIntoViewAreColoured) {
    QString text = QStringLiteral("/*\n");
    for (int line = 0; line < 3000; ++line) {
        text += QStringLiteral("select %1;\n").arg(line);
    }
    load(text);
    runUntil([this] {
        m_editor.goTo(static_cast<std::size_t>(m_editor.text().size()) - 1);
        return colorAt(2998, 0) == m_colors.comment;
    });
    m_editor.goTo(0);
    press(Qt::Key_End);
    press(Qt::Key_Backspace);
    runUntil([this] {
        m_editor.goTo(static_cast<std::size_t>(m_editor.text().size()) - 1);
        return colorAt(2998, 0) == m_colors.keyword;
    });
}

TEST_F(EditorTest, TheGutterGrowsWithTheLineNumbers) {
    load(QStringLiteral("a"));
    const auto* gutter = m_editor.findChild<EditorGutter*>();
    const int width = gutter->wantedWidth();
    EXPECT_EQ(gutter->width(), width);
    load(QString(20'000, u'\n'));
    settle();
    EXPECT_GT(gutter->wantedWidth(), width);
    EXPECT_EQ(gutter->width(), gutter->wantedWidth());
    EXPECT_EQ(m_editor.viewport()->geometry().left(), gutter->geometry().right() + 1);
}

TEST_F(EditorTest, StatesOfStatementsGoWithTheirText) {
    load(QStringLiteral("select 1;\nselect 2|;\n"));
    settle();
    m_editor.setStatementState({0, 8}, viewmodel::StatementSucceeded{.rows = 1, .timeMs = 0.4});
    m_editor.setStatementState({10, 18}, viewmodel::StatementFailed{"no such column"});
    m_editor.grab();
    type(QStringLiteral("0"));
    settle();
    ASSERT_EQ(m_editor.statementMarks().all().size(), 1U);
    EXPECT_EQ(m_editor.statementMarks().all()[0].span, (TextSpan{0, 8}));
}

TEST_F(EditorTest, WhatIsTooLongIsRefusedAndTheTextStays) {
    load(QStringLiteral("select 1"));
    const Result<void> loaded = m_editor.setText(QString(SqlEditor::kMaxUnits + 1, u'x'));
    ASSERT_FALSE(loaded);
    EXPECT_NE(loaded.error().message.find("takes up to"), std::string::npos);
    EXPECT_EQ(m_editor.text(), QStringLiteral("select 1"));

    const QSignalSpy refused(&m_editor, &SqlEditor::refused);
    QApplication::clipboard()->setText(QString(SqlEditor::kMaxUnits, u'x'));
    m_editor.paste();
    EXPECT_EQ(refused.count(), 1);
    EXPECT_EQ(m_editor.text(), QStringLiteral("select 1"));
}

TEST_F(EditorTest, CopyAndPasteKeepEveryCharacter) {
    load(QStringLiteral("[a\u00A0b\n😀]"));
    m_editor.copy();
    EXPECT_EQ(QApplication::clipboard()->text(), QStringLiteral("a\u00A0b\n😀"));
    load(QStringLiteral("x|y"));
    m_editor.paste();
    EXPECT_EQ(state(), QStringLiteral("xa\u00A0b\n😀|y"));
    m_editor.undo();
    EXPECT_EQ(m_editor.text(), QStringLiteral("xy"));
}

TEST_F(EditorTest, ControlAndTheWheelZoom) {
    const qreal size = m_editor.font().pointSizeF();
    const auto turn = [this](int steps) {
        QWheelEvent wheel(QPointF(50, 50), m_editor.viewport()->mapToGlobal(QPointF(50, 50)), QPoint(),
                          QPoint(0, steps), Qt::NoButton, Qt::ControlModifier, Qt::NoScrollPhase, false);
        QApplication::sendEvent(m_editor.viewport(), &wheel);
    };
    turn(120);
    EXPECT_GT(m_editor.font().pointSizeF(), size);
    m_editor.zoomReset();
    EXPECT_EQ(m_editor.font().pointSizeF(), size);
    turn(-120);
    EXPECT_LT(m_editor.font().pointSizeF(), size);
}

TEST_F(EditorTest, TypingIsToldOfOnceForManyKeys) {
    load(QStringLiteral("|"));
    QSignalSpy edited(&m_editor, &SqlEditor::textEdited);
    runUntil([&edited] { return edited.count() >= 1; });
    edited.clear();
    type(QStringLiteral("select"));
    EXPECT_EQ(edited.count(), 0);
    runUntil([&edited] { return edited.count() == 1; });
}

TEST_F(EditorTest, KeysInALongTextWriteWhatWasTyped) {
    QString text;
    text.reserve(5'100'000);
    for (int line = 0; text.size() < 5'000'000; ++line) {
        text += QStringLiteral("insert into t values (%1, 'some text', x'00ff'); -- row\n").arg(line);
    }
    load(text);
    const qsizetype middle = text.indexOf(u'\n', text.size() / 2) + 1;
    for (const qsizetype at : {text.size(), middle, qsizetype{0}}) {
        m_editor.goTo(static_cast<std::size_t>(at));
        type(QStringLiteral("select 'x';\n"));
        text.insert(at, QStringLiteral("select 'x';\n"));
    }
    EXPECT_TRUE(m_editor.text() == text);
    m_editor.goTo(static_cast<std::size_t>(middle) + 14);
    EXPECT_EQ(sqlToRun()->sql, "select 'x'");
}

} // namespace
} // namespace dbv::ui
