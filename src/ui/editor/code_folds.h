// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <utility>
#include <vector>

#include <QObject>
#include <QTextBlock>
#include <QTimer>

#include "sql/fold_regions.h"
#include "ui/editor/document_text.h"
#include "ui/editor/line_states.h"
#include "viewmodel/statement_map.h"

class QKeyEvent;
class QPainter;

namespace dbv::ui {

class ExtraCarets;
class SqlEditor;
struct VisibleLine;

/// What can be folded in an editor, and is: statements, brackets, blocks and comments over several lines become their first line.
///
/// A key costs nothing here: a moment after it, and after the view moved, the lines on the screen are looked at, and some way
/// behind them. Whatever puts a caret into hidden lines shows them.
/// Unit: lines count from 0.
/// Limits: what has more lines than `kMostLines` can not be folded.
class CodeFolds final : public QObject {
    Q_OBJECT

public:
    /// Painting passes each hidden line that lies between two on the screen.
    static constexpr int kMostLines = 50'000;

    CodeFolds(SqlEditor& editor, const DocumentText& text, const LineStates& states, viewmodel::StatementMap& map,
              ExtraCarets& carets);

    /// Whether something begins in a line that can be folded, as far as it was looked at.
    [[nodiscard]] bool canFold(int line) const;
    /// Folds the innermost part around the caret that is not folded yet.
    void foldAtCaret();
    /// Shows what is hidden behind the line of the caret.
    void unfoldAtCaret();
    /// Folds the largest part that begins in a line, or shows what is hidden behind it.
    void toggle(const QTextBlock& line);
    /// Folds all statements and the comments between them, some at a time in long texts.
    void foldAll();
    void unfoldAll();

    /// Moves the caret over hidden lines where a key would move it by a character into them; false where it would not.
    [[nodiscard]] bool stepOver(const QKeyEvent& event);
    /// Shows a line that is hidden, wherever it is folded.
    void show(const QTextBlock& line);
    /// Shows what is hidden behind the lines of a selection and, where they are to move, beside them.
    void showAround(const QTextCursor& cursor, bool neighbours);
    /// To be called at each edit, and when that is over.
    void textEdited(int position, int added);
    void editEnded();
    /// To be called when other lines may be on the screen, or are understood now.
    void lookSoon();

    /// The words behind a folded line, and where they stand in the viewport.
    [[nodiscard]] static QString wordsFor(const QTextBlock& line);
    [[nodiscard]] QRectF boxOf(const VisibleLine& line) const;
    /// The line whose words stand at a place of the viewport.
    [[nodiscard]] std::optional<QTextBlock> boxAt(const QPoint& place) const;
    void paintBox(QPainter& painter, const VisibleLine& line, const QColor& color) const;

Q_SIGNALS:
    /// Other lines are hidden.
    void changed();
    /// Other lines can be folded.
    void marked();
    /// Why nothing was folded.
    void refused(const QString& why);

private:
    /// A part of the text by its lines: what stays, the last that is hidden, and where it ends.
    struct Part {
        int line = 0;
        int last = 0;
        int end = 0;
        sql::FoldKind kind = sql::FoldKind::Statement;
    };
    void look();
    void lookAt(std::size_t begin, std::size_t end);
    /// Where a text begins that is read to know what begins behind a place; the place itself where a statement goes on too long.
    /// Nothing while it is not known what the place is in.
    [[nodiscard]] std::optional<std::pair<std::size_t, sql::FoldStart>> startFor(std::size_t begin,
                                                                                 std::size_t end) const;
    [[nodiscard]] std::vector<Part> read(std::size_t begin, std::size_t end, const sql::FoldStart& start) const;
    /// What can be folded around a line, by the whole text of its statements.
    [[nodiscard]] std::vector<Part> partsAround(const QTextBlock& line) const;
    void foldAround(const QTextBlock& line, bool onlyBeginning);
    /// Hides its lines, with no caret in them. False when they are too many.
    [[nodiscard]] bool hide(const Part& part);
    void hideStatement(const sql::Statement& statement);
    void hideComments(std::size_t begin, std::size_t end);
    void tell();
    void goOn();

    SqlEditor& m_editor;
    const DocumentText& m_text;
    const LineStates& m_states;
    viewmodel::StatementMap& m_map;
    ExtraCarets& m_carets;
    /// Of the lines that were looked at last, ascending.
    std::vector<int> m_foldable;
    QTimer m_soon;
    int m_blockCount = 1;
    /// A line that an edit has broken or joined.
    QTextBlock m_broken;
    /// Folding all of the text is under way, from this statement on.
    std::optional<std::size_t> m_next;
    /// How many parts were too long meanwhile.
    int m_tooLong = 0;
    QTimer m_working;
};

} // namespace dbv::ui
