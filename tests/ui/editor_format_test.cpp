// SPDX-License-Identifier: Apache-2.0
// "Format SQL" in a window, with what the formatter makes of the text.
#include <QLabel>
#include <QTest>

#include "sql/formatter.h"
#include "ui/shell/query_page.h"
#include "window_fixture.h"

namespace dbv::ui {
namespace {

class EditorFormats : public WindowOnFakeEngine {
protected:
    EditorFormats() {
        engine.on<protocol::FormatScript>([this](RequestId id, const protocol::FormatScript& command) {
            if (whileFormatting) {
                whileFormatting();
            }
            Result<std::string> written = sql::format(command.sql, command.grammar, {}, {});
            engine.finish(id, written ? protocol::Event(protocol::ScriptFormatted{*written})
                                      : protocol::RequestFailed{written.error(), {}});
        });
        start();
        drop({u"/a.db"_s});
    }
    SqlEditor& editor() { return window.currentPage()->editor(); }
    void load(const QString& text, int anchor, int position) {
        ASSERT_TRUE(editor().setText(text));
        QTextCursor caret = editor().textCursor();
        caret.setPosition(anchor);
        caret.setPosition(position, QTextCursor::KeepAnchor);
        editor().setTextCursor(caret);
    }
    void pressFormat() {
        actions.trigger("edit.format");
        deliver();
    }
    QString said() { return window.findChild<QLabel*>(u"said"_s)->text(); }

    std::function<void()> whileFormatting;
};

TEST_F(EditorFormats, LayTheWholeTextOutInOneStepWithTheCaretAtItsWord) {
    const QString before = u"select a,b from t where a=1;\n"_s;
    load(before, 11, 11);
    pressFormat();
    EXPECT_EQ(editor().text(), u"SELECT a, b\nFROM t\nWHERE a = 1;\n"_s);
    EXPECT_EQ(editor().textCursor().position(), 12);
    EXPECT_FALSE(editor().textCursor().hasSelection());
    editor().undo();
    EXPECT_EQ(editor().text(), before);
    editor().redo();
    EXPECT_EQ(editor().text(), u"SELECT a, b\nFROM t\nWHERE a = 1;\n"_s);
}

TEST_F(EditorFormats, LayOutOnlyWhatIsMarkedAndKeepItMarked) {
    load(u"select 1 ;  select a  ,b from t ; select 2"_s, 33, 11);
    pressFormat();
    EXPECT_EQ(editor().text(), u"select 1 ;  SELECT a, b\nFROM t; select 2"_s);
    const QTextCursor caret = editor().textCursor();
    EXPECT_EQ(caret.selectedText(), u"SELECT a, b\u2029FROM t;"_s);
    EXPECT_LT(caret.position(), caret.anchor());
}

TEST_F(EditorFormats, LeaveATextThatIsLaidOutWithoutAStepToUndo) {
    load(u"SELECT 1;\n"_s, 0, 0);
    pressFormat();
    EXPECT_FALSE(editor().document()->isUndoAvailable());
}

TEST_F(EditorFormats, ShowWhereATextCanNotBeFormatted) {
    load(u"select 1;\nselect 'é"_s, 0, 0);
    pressFormat();
    EXPECT_EQ(editor().text(), u"select 1;\nselect 'é"_s);
    ASSERT_FALSE(editor().extraSelections().isEmpty());
    const QTextEdit::ExtraSelection& marked = editor().extraSelections().last();
    EXPECT_EQ(marked.format.underlineStyle(), QTextCharFormat::WaveUnderline);
    EXPECT_EQ(marked.cursor.selectionStart(), 17);
    EXPECT_TRUE(said().contains(u"line 2 is never closed"_s)) << qPrintable(said());
}

TEST_F(EditorFormats, LeaveATextThatIsEditedMeanwhile) {
    load(u"select 1"_s, 8, 8);
    whileFormatting = [this] { editor().insertPlainText(u"2"_s); };
    pressFormat();
    EXPECT_EQ(editor().text(), u"select 12"_s);
    EXPECT_TRUE(said().contains(u"was edited before"_s)) << qPrintable(said());
}

TEST_F(EditorFormats, SayThatThereIsNothingToFormat) {
    load(QString(), 0, 0);
    pressFormat();
    EXPECT_EQ(said(), u"There is nothing to format here."_s);
    EXPECT_TRUE(engine.commands<protocol::FormatScript>().empty());
}

} // namespace
} // namespace dbv::ui
