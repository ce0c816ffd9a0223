// SPDX-License-Identifier: Apache-2.0
// Snippets in an editor, by real keys.
#include "editor_fixture.h"
#include "ui/editor/extra_carets.h"

namespace dbv::ui {
namespace {

using Qt::Literals::StringLiterals::operator""_s;

class EditorSnippets : public EditorTest {
protected:
    void insert(const QString& body) {
        const QTextCursor caret = m_editor.textCursor();
        m_editor.insertSnippet(
            {static_cast<std::size_t>(caret.selectionStart()), static_cast<std::size_t>(caret.selectionEnd())}, body);
    }
};

TEST_F(EditorSnippets, GoThroughTheirPlacesByTabAndBackByShiftTab) {
    load(u"x |"_s);
    insert(u"SELECT ${1:a} FROM ${2:t}$0;"_s);
    EXPECT_EQ(state(), u"x SELECT [a] FROM t;"_s);
    press(Qt::Key_Tab);
    EXPECT_EQ(state(), u"x SELECT a FROM [t];"_s);
    type(u"orders"_s);
    press(Qt::Key_Backtab, Qt::ShiftModifier);
    EXPECT_EQ(state(), u"x SELECT [a] FROM orders;"_s);
    type(u"id, n"_s);
    press(Qt::Key_Tab);
    EXPECT_EQ(state(), u"x SELECT id, n FROM [orders];"_s);
    press(Qt::Key_Tab);
    EXPECT_EQ(state(), u"x SELECT id, n FROM orders|;"_s);
    press(Qt::Key_Tab);
    EXPECT_NE(state(), u"x SELECT id, n FROM orders|;"_s) << "Tab is Tab again";
}

TEST_F(EditorSnippets, TypeOneNumberInAllItsPlacesAtOnce) {
    load(u"|"_s);
    insert(u"${1:n} AS (${2}) FROM ${1}, ${1}"_s);
    type(u"cte"_s);
    EXPECT_EQ(m_editor.text(), u"cte AS () FROM cte, cte"_s);
    press(Qt::Key_Backspace);
    EXPECT_EQ(m_editor.text(), u"ct AS () FROM ct, ct"_s);
    press(Qt::Key_Tab);
    EXPECT_FALSE(m_editor.carets().any());
    type(u"1"_s);
    EXPECT_EQ(m_editor.text(), u"ct AS (1) FROM ct, ct"_s);
    press(Qt::Key_Backtab, Qt::ShiftModifier);
    type(u"x"_s);
    EXPECT_EQ(m_editor.text(), u"x AS (1) FROM x, x"_s);
}

TEST_F(EditorSnippets, KeepPlacesApartThatTouch) {
    load(u"|"_s);
    insert(u"${1}${2}"_s);
    type(u"a"_s);
    press(Qt::Key_Tab);
    type(u"b"_s);
    press(Qt::Key_Backtab, Qt::ShiftModifier);
    type(u"c"_s);
    EXPECT_EQ(m_editor.text(), u"cb"_s);
    press(Qt::Key_Tab);
    EXPECT_EQ(state(), u"c[b]"_s);
}

TEST_F(EditorSnippets, TakeThePlaceOfWhatIsSelectedAndAreUndoneInOneStep) {
    load(u"    [sel]"_s);
    insert(u"BEGIN\n  ${1:x};\nEND"_s);
    EXPECT_EQ(m_editor.text(), u"    BEGIN\n      x;\n    END"_s);
    m_editor.undo();
    EXPECT_EQ(m_editor.text(), u"    sel"_s);
    const QString before = m_editor.text();
    press(Qt::Key_Tab);
    EXPECT_NE(m_editor.text(), before) << "no place is left to go to";
}

TEST_F(EditorSnippets, EndByEscAndWhenTheCaretLeaves) {
    load(u"abc |"_s);
    insert(u"${1:x} ${2:y}"_s);
    press(Qt::Key_Escape);
    press(Qt::Key_Tab);
    EXPECT_NE(state(), u"abc x [y]"_s);
    load(u"abc |"_s);
    insert(u"${1:x} ${2:y}"_s);
    press(Qt::Key_Home, Qt::NoModifier);
    press(Qt::Key_Tab);
    EXPECT_EQ(m_editor.text(), u"    abc x y"_s);
}

TEST_F(EditorSnippets, ShowWhichPlacesAreLeft) {
    load(u"|"_s);
    insert(u"${1:one} ${2:two} ${3:three}"_s);
    EXPECT_EQ(selectedTexts(false), (QStringList{u"two@4"_s, u"three@8"_s}));
    press(Qt::Key_Tab);
    EXPECT_EQ(selectedTexts(false), (QStringList{u"one@0"_s, u"three@8"_s}));
    press(Qt::Key_Escape);
    EXPECT_EQ(selectedTexts(false), QStringList());
}

TEST_F(EditorSnippets, StayOutOfATextThatIsOnlyRead) {
    load(u"a|"_s);
    m_editor.setReadOnly(true);
    insert(u"${1:x}"_s);
    EXPECT_EQ(m_editor.text(), u"a"_s);
}

} // namespace
} // namespace dbv::ui
