// SPDX-License-Identifier: Apache-2.0
// Errors in the editor: where they are underlined, and what is written behind their lines.
#include "editor_fixture.h"
#include "support/qt_printers.h"

namespace dbv::ui {
namespace {

using Qt::Literals::StringLiterals::operator""_s;

TEST_F(EditorTest, AnErrorIsUnderlinedAtItsPlaceBehindAstralCharactersUntilItsTextChanges) {
    load(QStringLiteral("select 1;\nselect '😀😀', nope|, 2"));
    Result<viewmodel::SqlToRun> sql = sqlToRun();
    ASSERT_TRUE(sql);
    const std::size_t at = sql->sql.find("nope");
    m_editor.markError(sql->inText({at, at + 4}), QStringLiteral("no such column: nope"));
    EXPECT_EQ(selectedTexts(true), QStringList{u"nope@25"_s});
    press(Qt::Key_Home);
    type(QStringLiteral("  "));
    EXPECT_EQ(selectedTexts(true), QStringList{u"nope@27"_s});
    m_editor.goTo(29);
    type(QStringLiteral("x"));
    EXPECT_EQ(selectedTexts(true), QStringList());
}

TEST_F(EditorTest, AnErrorGoesWhenTheWordOfItsMarkChanges) {
    load(QStringLiteral("select p.nmae, 1|"));
    // Some servers tell the first letter alone.
    m_editor.markError({9, 10}, QStringLiteral("no such column: p.nmae"));
    EXPECT_EQ(selectedTexts(true), QStringList{u"nmae@9"_s});
    m_editor.goTo(11);
    type(QStringLiteral("x"));
    EXPECT_EQ(selectedTexts(true), QStringList());
    m_editor.markError({9, 10}, QStringLiteral("no such column"));
    m_editor.goTo(9);
    type(QStringLiteral("x"));
    EXPECT_EQ(selectedTexts(true), QStringList());
}

TEST_F(EditorTest, TheWholeNameOrSignOfAnErrorIsUnderlinedAndItsPlaceStays) {
    const auto underlined = [this](const QString& text, std::size_t at) {
        load(text);
        m_editor.markErrorNow({at, at + 1}, u"wrong"_s);
        return selectedTexts(true).join(u' ');
    };
    EXPECT_EQ(underlined(u"select p.nmae, 1"_s, 7), u"p.nmae@7"_s);
    EXPECT_EQ(underlined(u"select a.\"b c\".d x"_s, 7), u"a.\"b c\".d@7"_s);
    EXPECT_EQ(underlined(u"select 'open"_s, 7), u"'@7"_s);
    EXPECT_EQ(underlined(u"select 1 <<>> 2"_s, 9), u"<<>>@9"_s);
    EXPECT_EQ(underlined(u"select (1,;"_s, 10), u";@10"_s);
    EXPECT_EQ(underlined(u"selct 1"_s, 0), u"selct@0"_s);
    EXPECT_EQ(underlined(u"select 1.5"_s, 7), u"1.5@7"_s);
    // In the middle of a word the caret still goes where the server has pointed.
    EXPECT_EQ(underlined(u"|select abcdef"_s, 9), u"abcdef@7"_s);
    m_editor.goToNextError();
    EXPECT_EQ(m_editor.textCursor().position(), 9);
}

TEST_F(EditorTest, TheErrorOfAJoinedNameGoesWhenAnyPartOfItIsMended) {
    load(u"select p.nmae, 1"_s);
    m_editor.markErrorNow({7, 8}, u"no such column: p.nmae"_s);
    m_editor.goTo(11);
    type(u"x"_s);
    EXPECT_EQ(selectedTexts(true), QStringList());
}

TEST_F(EditorTest, TheLastLineIsAsHighAsTheOthers) {
    load(u"select 1;\nselect 2;\nselect 3;"_s);
    settle();
    const std::vector<VisibleLine> lines = m_editor.visibleLines();
    ASSERT_EQ(lines.size(), 3U);
    EXPECT_DOUBLE_EQ(lines[2].rect.height(), lines[1].rect.height());
}

TEST_F(EditorTest, WhatTheLineHasNoRoomForIsToldInFullBehindIt) {
    const QString words = u"Not sent: it reaches outside of the database (COPY). "_s + QString(300, u'x');
    load(u"select 1;\ncopy t to program 'id';"_s);
    settle();
    m_editor.setStatementState({10, 32}, viewmodel::StatementFailed{words.toStdString()});
    const QRectF second = m_editor.visibleLines()[1].rect;
    const int middle = static_cast<int>(second.center().y());
    EXPECT_EQ(m_editor.wordsBehindLineAt({m_editor.viewport()->width() - 20, middle}), words);
    EXPECT_EQ(m_editor.wordsBehindLineAt({5, middle}), QString()) << "there is the text";
    EXPECT_EQ(m_editor.wordsBehindLineAt({m_editor.viewport()->width() - 20, 3}), QString()) << "the other line";
}

TEST_F(EditorTest, AnErrorGoesWhenItsStatementRunsAnewWhateverWasEditedAndUndoneMeanwhile) {
    load(QStringLiteral("select nope;\nselect 2 +"));
    m_editor.beginRun();
    m_editor.setStatementState({0, 11}, viewmodel::StatementFailed{"no such column: nope"});
    m_editor.markError({7, 11}, QStringLiteral("no such column: nope"));
    m_editor.setStatementState({13, 23}, viewmodel::StatementFailed{"incomplete input"});
    m_editor.markError({23, 23}, QStringLiteral("incomplete input"));
    EXPECT_EQ(selectedTexts(true), (QStringList{u"nope@7"_s, u"+@22"_s}));
    m_editor.goTo(0);
    type(QStringLiteral("-- at home "));
    m_editor.undo();
    // The same text, which now runs well: only what is said of the other one stays.
    m_editor.beginRun();
    m_editor.setStatementState({0, 11}, viewmodel::StatementRunning{});
    EXPECT_EQ(selectedTexts(true), QStringList{u"+@22"_s});
    m_editor.setStatementState({0, 11}, viewmodel::StatementSucceeded{});
    m_editor.setStatementState({13, 23}, viewmodel::StatementStopped{});
    EXPECT_EQ(selectedTexts(true), QStringList());
    // A failure that is told before the state of its statement stays with it.
    m_editor.markError({7, 11}, QStringLiteral("no such column: nope"));
    m_editor.setStatementState({0, 11}, viewmodel::StatementFailed{"no such column: nope"});
    EXPECT_EQ(selectedTexts(true), QStringList{u"nope@7"_s});
}

TEST_F(EditorTest, AnErrorAtTheEndOfTheTextIsUnderlinedToo) {
    load(QStringLiteral("select 1 +"));
    m_editor.markError({10, 10}, QStringLiteral("incomplete input"));
    EXPECT_EQ(selectedTexts(true), QStringList{u"+@9"_s});
    load(QString());
    m_editor.markError({5, 9}, QStringLiteral("nothing here"));
    settle();
    m_editor.grab();
}

} // namespace
} // namespace dbv::ui
