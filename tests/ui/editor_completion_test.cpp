// SPDX-License-Identifier: Apache-2.0
#include "ui/editor/editor_completion.h"

#include <string>
#include <vector>

#include <QAccessible>
#include <QMainWindow>

#include "bus/command_bus.h"
#include "editor_fixture.h"
#include "support/fake_engine.h"
#include "viewmodel/completion_list.h"

namespace dbv::ui {
namespace {

using protocol::Complete;
using protocol::CompletionFound;
using protocol::CompletionItem;
using protocol::CompletionKind;
using Qt::Literals::StringLiterals::operator""_s;

/// An editor whose engine proposes what a test says, for the word before the caret.
class EditorCompletionTest : public EditorTest {
protected:
    EditorCompletionTest() {
        m_completion.setConnection(ConnectionId{1});
        m_engine.on<Complete>([this](RequestId id, const Complete& asked) {
            m_questions.push_back(asked);
            m_last = id;
            if (m_answers) {
                answer(id, asked);
            }
        });
        QObject::connect(&m_completion, &EditorCompletion::said, [this](const QString& text) { m_said = text; });
    }
    // It asks through the bus, which goes before the editor.
    ~EditorCompletionTest() override { delete &m_completion; }
    void answer(RequestId id, const Complete& asked) {
        std::size_t begin = asked.cursor;
        while (begin > 0 && (std::isalnum(static_cast<unsigned char>(asked.sql[begin - 1])) != 0)) {
            --begin;
        }
        m_engine.finish(id, CompletionFound{.items = m_items, .replaces = {begin, asked.cursor}, .whole = true});
    }
    void settleAll() {
        for (int turn = 0; turn < 5; ++turn) {
            settle();
        }
    }
    void typeAll(const QString& text) {
        type(text);
        settleAll();
    }
    [[nodiscard]] QString chosen() const {
        return m_completion.isShown() ? m_completion.view()->currentIndex().data().toString() : u"none"_s;
    }

    support::FakeEngine m_engine;
    bus::CommandBus m_bus{m_engine};
    EditorCompletion& m_completion = *new EditorCompletion(m_bus, m_editor);
    std::vector<CompletionItem> m_items = {{"orders", CompletionKind::Table, "public"},
                                           {"order_items", CompletionKind::Table, "public"},
                                           {"ORDER BY", CompletionKind::Keyword, {}}};
    std::vector<Complete> m_questions;
    RequestId m_last;
    bool m_answers = true;
    QString m_said;
};

TEST_F(EditorCompletionTest, IsAsWideAsTheLinesThatAreSeen) {
    m_items.assign(30, {"identifier_of_it", CompletionKind::Column, "integer"});
    m_items[25].text = "name_" + std::string(40, 'w');
    load(u"SELECT |"_s);
    m_completion.complete();
    settleAll();
    ASSERT_TRUE(m_completion.isShown());
    const int narrow = m_completion.view()->width();
    const QModelIndex wide = m_completion.view()->model()->index(25, 0);
    EXPECT_LT(narrow, m_completion.view()->sizeHintForIndex(wide).width());
    m_completion.view()->scrollTo(wide);
    settleAll();
    EXPECT_GE(m_completion.view()->viewport()->width(), m_completion.view()->sizeHintForIndex(wide).width());
    m_items.resize(3);
    m_completion.complete();
    settleAll();
    EXPECT_LT(m_completion.view()->width(), narrow) << "no bar, no room for one";
}

TEST_F(EditorCompletionTest, ComesByItselfWhileANameIsTyped) {
    load(u"SELECT * FROM |"_s);
    typeAll(u"o"_s);
    ASSERT_TRUE(m_completion.isShown());
    EXPECT_EQ(chosen(), u"orders"_s);
    EXPECT_TRUE(m_editor.hasFocus()) << "the editor keeps it";
    EXPECT_TRUE(m_questions.back().automatic);
    typeAll(u"r"_s);
    EXPECT_EQ(m_questions.back().sql, "SELECT * FROM or");
    EXPECT_TRUE(m_completion.isShown());
    typeAll(u" "_s);
    EXPECT_FALSE(m_completion.isShown());
    typeAll(u"x."_s);
    EXPECT_TRUE(m_completion.isShown());
    EXPECT_EQ(state(), u"SELECT * FROM or x.|"_s) << "typing goes on as ever";
}

TEST_F(EditorCompletionTest, IsChosenAndAcceptedByKeys) {
    load(u"SELECT * FROM |"_s);
    typeAll(u"or"_s);
    press(Qt::Key_Down);
    EXPECT_EQ(chosen(), u"order_items"_s);
    press(Qt::Key_Up);
    press(Qt::Key_Up);
    EXPECT_EQ(chosen(), u"ORDER BY"_s) << "round the end";
    press(Qt::Key_Down);
    press(Qt::Key_Return);
    EXPECT_EQ(state(), u"SELECT * FROM orders|"_s);
    EXPECT_FALSE(m_completion.isShown());
    typeAll(u" o"_s);
    press(Qt::Key_Down);
    press(Qt::Key_Tab);
    EXPECT_EQ(state(), u"SELECT * FROM orders order_items|"_s);
    m_editor.undo();
    EXPECT_EQ(m_editor.text(), u"SELECT * FROM orders o"_s) << "one step back";
    settleAll();
    EXPECT_EQ(m_engine.commands<protocol::NoteCompletion>().size(), 2U);
}

TEST_F(EditorCompletionTest, ClosesByEscapeWithoutStoppingAnything) {
    load(u"|"_s);
    typeAll(u"o"_s);
    QKeyEvent question(QEvent::ShortcutOverride, Qt::Key_Escape, Qt::NoModifier);
    question.ignore();
    QApplication::sendEvent(&m_editor, &question);
    EXPECT_TRUE(question.isAccepted()) << "no shortcut of the window takes it";
    press(Qt::Key_Escape);
    EXPECT_FALSE(m_completion.isShown());
    EXPECT_EQ(state(), u"o|"_s);
    QKeyEvent next(QEvent::ShortcutOverride, Qt::Key_Escape, Qt::NoModifier);
    next.ignore();
    QApplication::sendEvent(&m_editor, &next);
    EXPECT_FALSE(next.isAccepted()) << "it stops what runs again";
}

TEST_F(EditorCompletionTest, LeavesEnterALineBreakWhereAllIsWritten) {
    m_items = {{"orders", CompletionKind::Table, {}}, {"orders_old", CompletionKind::Table, {}}};
    load(u"|"_s);
    typeAll(u"orders"_s);
    ASSERT_TRUE(m_completion.isShown());
    press(Qt::Key_Return);
    settleAll();
    EXPECT_EQ(state(), u"orders\n|"_s);
    EXPECT_FALSE(m_completion.isShown());
}

TEST_F(EditorCompletionTest, ComesWhenAskedForAndSaysWhereNothingIsProposed) {
    load(u"SELECT |"_s);
    m_completion.complete();
    settleAll();
    ASSERT_TRUE(m_completion.isShown());
    EXPECT_FALSE(m_questions.back().automatic);
    press(Qt::Key_Escape);
    m_items.clear();
    m_completion.complete();
    settleAll();
    EXPECT_FALSE(m_completion.isShown());
    EXPECT_EQ(m_said, u"There is nothing to propose here."_s);
}

TEST_F(EditorCompletionTest, StaysAwayWhileTypingWhereThatIsWanted) {
    m_completion.setWhileTyping(false);
    load(u"|"_s);
    typeAll(u"or"_s);
    EXPECT_TRUE(m_questions.empty());
    m_completion.complete();
    settleAll();
    ASSERT_TRUE(m_completion.isShown());
    typeAll(u"d"_s);
    EXPECT_TRUE(m_completion.isShown()) << "it goes along once it is there";
    EXPECT_EQ(m_questions.back().sql, "ord");
}

TEST_F(EditorCompletionTest, DoesNotComeAfterTheCaretHasGone) {
    m_answers = false;
    load(u"one |two"_s);
    typeAll(u"o"_s);
    const RequestId asked = m_last;
    ASSERT_EQ(m_questions.size(), 1U);
    press(Qt::Key_Left);
    settleAll();
    answer(asked, m_questions.back());
    settleAll();
    EXPECT_FALSE(m_completion.isShown());
}

TEST_F(EditorCompletionTest, GoesWithTheFocusAndByAClickElsewhere) {
    load(u"|"_s);
    typeAll(u"o"_s);
    ASSERT_TRUE(m_completion.isShown());
    m_editor.clearFocus();
    EXPECT_FALSE(m_completion.isShown());
    m_editor.setFocus();
    typeAll(u"r"_s);
    ASSERT_TRUE(m_completion.isShown());
    QTextCursor caret = m_editor.textCursor();
    caret.setPosition(0);
    m_editor.setTextCursor(caret);
    EXPECT_FALSE(m_completion.isShown());
}

TEST_F(EditorCompletionTest, PutsTheCaretIntoTheBracketsOfAFunction) {
    m_items = {{"count", CompletionKind::Function, "(*)"}};
    load(u"SELECT |"_s);
    typeAll(u"co"_s);
    press(Qt::Key_Tab);
    EXPECT_EQ(state(), u"SELECT count(|)"_s);
}

TEST_F(EditorCompletionTest, SendsOfALongTextTheStatementAlone) {
    QString text;
    while (text.size() < 150'000) {
        text += u"INSERT INTO t VALUES (1, 'some text');\n"_s;
    }
    load(text + u"SELECT * FROM |;\nSELECT 2;"_s);
    typeAll(u"o"_s);
    ASSERT_FALSE(m_questions.empty());
    EXPECT_LT(m_questions.back().sql.size(), 120'000U);
    EXPECT_NE(m_questions.back().sql.find("SELECT * FROM o;"), std::string::npos);
    ASSERT_TRUE(m_completion.isShown());
    press(Qt::Key_Tab);
    EXPECT_TRUE(m_editor.text().contains(u"SELECT * FROM orders;"_s));
}

TEST_F(EditorCompletionTest, IsToldToAScreenReader) {
    load(u"|"_s);
    typeAll(u"o"_s);
    ASSERT_TRUE(m_completion.isShown());
    QAccessibleInterface* list = QAccessible::queryAccessibleInterface(m_completion.view());
    ASSERT_NE(list, nullptr);
    EXPECT_EQ(list->text(QAccessible::Name), u"Proposals"_s);
    ASSERT_GT(list->childCount(), 0);
    EXPECT_EQ(list->child(0)->text(QAccessible::Name), u"orders, table, public"_s);
}

TEST_F(EditorCompletionTest, IsPaintedReadablyInBothSchemes) {
    for (const ColorScheme scheme : {ColorScheme::Light, ColorScheme::Dark}) {
        const Theme theme = makeTheme(scheme);
        m_editor.setPalette(theme.palette);
        m_editor.setColors(theme.editor);
        m_completion.setColors(theme.editor);
        load(u"|"_s);
        typeAll(u"o"_s);
        ASSERT_TRUE(m_completion.isShown());
        const QPalette palette = m_completion.view()->palette();
        EXPECT_EQ(palette.color(QPalette::Base), theme.editor.background);
        EXPECT_GE(contrastRatio(palette.color(QPalette::Text), palette.color(QPalette::Base)), 4.5);
        EXPECT_GE(contrastRatio(palette.color(QPalette::PlaceholderText), palette.color(QPalette::Base)), 4.5);
        const QRect inside = m_completion.view()->parentWidget()->rect();
        EXPECT_TRUE(inside.contains(m_completion.view()->geometry()));
        press(Qt::Key_Escape);
    }
}

} // namespace
} // namespace dbv::ui
