// SPDX-License-Identifier: Apache-2.0
#include <QLabel>
#include <QLineEdit>
#include <QToolButton>

#include "editor_fixture.h"
#include "ui/editor/find_bar.h"

namespace dbv::ui {
namespace {

class FindBarTest : public EditorTest {
protected:
    [[nodiscard]] FindBar* bar() const { return m_editor.findChild<FindBar*>(); }
    [[nodiscard]] QLineEdit* field(const QString& name) const {
        for (QLineEdit* edit : bar()->findChildren<QLineEdit*>()) {
            if (edit->accessibleName() == name) {
                return edit;
            }
        }
        return nullptr;
    }
    void click(const QString& name) {
        for (QToolButton* button : bar()->findChildren<QToolButton*>()) {
            if (button->accessibleName() == name) {
                button->click();
                return;
            }
        }
        FAIL() << "no button " << name.toStdString();
    }
    [[nodiscard]] QString outcome() const { return bar()->findChild<QLabel*>()->text(); }
    void find(const QString& text) {
        field(QStringLiteral("Find"))->setFocus();
        field(QStringLiteral("Find"))->selectAll();
        type(text);
    }
};

TEST_F(FindBarTest, GoesRoundByTabAndLeavesTheTextAlone) {
    load(QStringLiteral("|one two"));
    m_editor.openReplace();
    QStringList names;
    for (int i = 0; i < 9; ++i) {
        names << QApplication::focusWidget()->accessibleName();
        press(Qt::Key_Tab);
    }
    EXPECT_EQ(
        names.join(u','),
        QStringLiteral("Find,Match case,Regular expression,Previous match,Next match,Close the find bar,Replace with,"
                       "Replace this match and go to the next,Replace all matches of the text"));
    EXPECT_EQ(QApplication::focusWidget()->accessibleName(), QStringLiteral("Find"));
    press(Qt::Key_Backtab, Qt::ShiftModifier);
    EXPECT_EQ(QApplication::focusWidget()->accessibleName(), names.last());
    EXPECT_EQ(m_editor.text(), QStringLiteral("one two"));
}

TEST_F(FindBarTest, FindsWhileTypingAndGoesRoundTheEnd) {
    load(QStringLiteral("|one two One two"));
    m_editor.openFind();
    EXPECT_TRUE(bar()->isVisible());
    find(QStringLiteral("one"));
    EXPECT_EQ(state(), QStringLiteral("[one] two One two"));
    press(Qt::Key_Return);
    EXPECT_EQ(state(), QStringLiteral("one two [One] two"));
    press(Qt::Key_Return);
    EXPECT_EQ(state(), QStringLiteral("[one] two One two"));
    EXPECT_EQ(outcome(), QStringLiteral("Went on from the other end"));
    press(Qt::Key_Return, Qt::ShiftModifier);
    EXPECT_EQ(state(), QStringLiteral("one two [One] two"));
    press(Qt::Key_Escape);
    EXPECT_FALSE(bar()->isVisible());
}

TEST_F(FindBarTest, MatchesTheCaseWhenAsked) {
    load(QStringLiteral("|one two One two"));
    m_editor.openFind();
    click(QStringLiteral("Match case"));
    find(QStringLiteral("One"));
    EXPECT_EQ(state(), QStringLiteral("one two [One] two"));
    find(QStringLiteral("ONE"));
    EXPECT_EQ(outcome(), QStringLiteral("Not found"));
}

TEST_F(FindBarTest, SaysWhatIsWrongWithARegularExpression) {
    load(QStringLiteral("|a1 b22"));
    m_editor.openFind();
    click(QStringLiteral("Regular expression"));
    find(QStringLiteral("\\d{2}"));
    EXPECT_EQ(state(), QStringLiteral("a1 b[22]"));
    find(QStringLiteral("(\\d"));
    EXPECT_FALSE(outcome().isEmpty());
    EXPECT_EQ(state(), QStringLiteral("a1 b[22]"));
}

TEST_F(FindBarTest, AnEmptyMatchIsNone) {
    load(QStringLiteral("|abc"));
    m_editor.openFind();
    click(QStringLiteral("Regular expression"));
    find(QStringLiteral("x*"));
    EXPECT_EQ(outcome(), QStringLiteral("Not found"));
}

TEST_F(FindBarTest, TheSelectionBecomesThePattern) {
    load(QStringLiteral("a.b [a.b]"));
    m_editor.openFind();
    EXPECT_EQ(field(QStringLiteral("Find"))->text(), QStringLiteral("a.b"));
}

TEST_F(FindBarTest, ReplacesOneMatchAndGoesToTheNext) {
    load(QStringLiteral("|aa b aa"));
    m_editor.openReplace();
    find(QStringLiteral("aa"));
    field(QStringLiteral("Replace with"))->setText(QStringLiteral("c"));
    click(QStringLiteral("Replace this match and go to the next"));
    EXPECT_EQ(state(), QStringLiteral("c b [aa]"));
}

TEST_F(FindBarTest, ReplacesAllInOneStepToUndo) {
    QString text;
    QString replaced;
    for (int line = 0; line < 3000; ++line) {
        text += QStringLiteral("x1 y x2\n");
        replaced += QStringLiteral("<1>\n<1> y <2>\n<2>\n");
    }
    load(text);
    m_editor.openReplace();
    click(QStringLiteral("Regular expression"));
    find(QStringLiteral("x(\\d)"));
    // A line end can't be typed into the field, but pasted text in a script may well come to have one.
    DocumentReplace replace;
    int count = -1;
    QObject::connect(&replace, &DocumentReplace::finished, [&count](int done) { count = done; });
    replace.start(*m_editor.document(), {.text = QStringLiteral("x(\\d)"), .regex = true},
                  QStringLiteral("<\\1>\n<\\1>"));
    runUntil([&count] { return count >= 0; });
    EXPECT_EQ(count, 6000);
    EXPECT_TRUE(m_editor.text() == replaced);
    m_editor.undo();
    EXPECT_TRUE(m_editor.text() == text);
}

TEST_F(FindBarTest, TheBarReplacesAllAndSaysHowMany) {
    load(QStringLiteral("a\\1 a"));
    m_editor.openReplace();
    find(QStringLiteral("a"));
    field(QStringLiteral("Replace with"))->setText(QStringLiteral("\\1"));
    click(QStringLiteral("Replace all matches of the text"));
    runUntil([this] { return outcome() == QStringLiteral("2 matches replaced"); });
    EXPECT_EQ(m_editor.text(), QStringLiteral("\\1\\1 \\1")) << "without regular expressions a backslash is one";
}

TEST_F(FindBarTest, ASearchThroughALongTextEndsWithoutHoldingUpTheWindow) {
    load(QStringLiteral("needle\n") + QStringLiteral("some hay in a line\n").repeated(200'000));
    m_editor.goTo(20);
    m_editor.openFind();
    find(QStringLiteral("needle"));
    runUntil([this] { return m_editor.textCursor().selectedText() == QStringLiteral("needle"); });
}

} // namespace
} // namespace dbv::ui
