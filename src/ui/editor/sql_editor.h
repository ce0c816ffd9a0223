// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <utility>
#include <vector>

#include <QPlainTextEdit>
#include <QTextBlock>
#include <QTimer>

#include <dbv/core/result.h>

#include "ui/editor/document_text.h"
#include "ui/editor/line_colors.h"
#include "ui/editor/line_states.h"
#include "ui/editor/text_marks.h"
#include "ui/theme/theme.h"
#include "viewmodel/sql_to_run.h"
#include "viewmodel/statement_map.h"

namespace dbv::ui {

class CodeFolds;
class EditorGutter;
class ExtraCarets;
class FindBar;
class LinePrompt;
class SnippetStops;

/// A line that is on the screen.
/// Unit: device-independent pixels of the viewport.
struct VisibleLine {
    QTextBlock block;
    QRectF rect;
};

/// What is to be run.
enum class SqlScope : std::uint8_t {
    /// The selection, exactly; without one the statement at the caret.
    Marked,
    /// The whole text.
    Script,
};

/// An editor for SQL scripts: colours, line numbers, how each statement ended, the current statement, brackets, places
/// of errors, find and replace. Typing costs the same anywhere in a text of any allowed length.
/// Unit: all positions count UTF-16 code units of the text, from 0.
/// Limits: texts of up to `kMaxUnits`; longer ones are refused and leave everything as it was.
class SqlEditor final : public QPlainTextEdit {
    Q_OBJECT

public:
    static constexpr qsizetype kMaxUnits = qsizetype{20} * 1024 * 1024;

    /// The bus, which outlives the editor, splits long texts. Without one typing in them may be slow.
    explicit SqlEditor(bus::CommandBus* bus, QWidget* parent = nullptr);

    void setColors(const EditorColors& colors);
    void setDialect(DialectId dialect);
    [[nodiscard]] DialectId dialect() const { return m_states.dialect(); }

    /// Replaces everything, and forgets what could be undone. Line ends become line feeds.
    /// Errors: InvalidInput for what is too long; the text stays as it was.
    [[nodiscard]] Result<void> setText(const QString& text);
    /// Tells of edits that were not told yet: now nothing newer than what is told is lost.
    void tellEdits();
    /// The whole text, exactly; lines end with a line feed. Unlike `toPlainText()`, which loses no-break spaces.
    [[nodiscard]] QString text() const { return m_text.all(); }
    [[nodiscard]] const PiecedText& sharedText() const { return m_text.shared(); }

    /// Gives what is to run, taken from the text as it is at this moment: at once, or, when a very long text was just
    /// changed, as soon as it is known where its statements are.
    /// Errors: InvalidInput when there is nothing to run, or not as UTF-8; Busy when the text was edited meanwhile.
    void requestSql(SqlScope scope, std::function<void(Result<viewmodel::SqlToRun>)> done);

    /// From here on states and errors are about places of the present text, wherever edits move them.
    void beginRun() { m_map.trail().begin(); }
    /// Shows how the statement with this span is going, until its text changes.
    void setStatementState(TextSpan statement, viewmodel::StatementState state);
    /// Forgets how all statements ended, and all errors.
    void clearStatementStates();
    /// Underlines a place, with a tool tip, until its text changes. An empty span means the character behind it.
    void markError(TextSpan span, const QString& message);
    /// The same for a place of the text as it is now.
    void markErrorNow(TextSpan span, const QString& message);
    /// Where the engine stands in the text, shown and with the caret on it.
    void goTo(std::size_t position);
    /// Puts a text in the place of what is selected, as if it were pasted.
    void insertAtCaret(const QString& text);
    /// Makes the text another one, in a step that can be undone; what is the same at both ends is not touched.
    void replaceWith(const QString& text);
    /// Puts a snippet in the place of a part of the text, and goes through its places (`SnippetStops`).
    void insertSnippet(TextSpan replaced, const QString& body);
    /// Selects several places of the text as it is now, with the caret at the one that holds it, else at the first.
    void selectAt(const std::vector<TextSpan>& places);
    /// The carets beside the editor's own.
    [[nodiscard]] ExtraCarets& carets() const { return *m_carets; }
    [[nodiscard]] CodeFolds& folds() const { return *m_folds; }

    /// A part of the text that statements are whole in.
    struct TextPiece {
        std::size_t begin = 0;
        QString text;
    };
    /// The whole text if it is no longer than `most`, else the statement around a place as far as it is known.
    [[nodiscard]] TextPiece pieceAround(std::size_t position, std::size_t most);
    [[nodiscard]] std::vector<VisibleLine> visibleLines() const;
    [[nodiscard]] TextSpan currentStatementSpan() const { return m_currentStatement; }
    /// How a statement of a line is going, by its name where the line has others.
    [[nodiscard]] QString wordsOf(const viewmodel::StatementMark& mark, const QTextBlock& line) const;
    /// What is written behind the line at a place of the viewport, in full; empty elsewhere.
    [[nodiscard]] QString wordsBehindLineAt(const QPoint& place) const;
    [[nodiscard]] const viewmodel::StatementMarks& statementMarks() const { return m_map.marks(); }

public Q_SLOTS:
    void toggleComment();
    void duplicateSelectedLines();
    void moveSelectedLinesUp();
    void moveSelectedLinesDown();
    void openFind(); ///< with the selection as the pattern
    void openReplace();
    void findNext();
    void findPrevious();
    void zoomReset();
    void setPointSize(double points); ///< that of `zoomReset`, too; 0 is the system's
    void addNextOccurrence();
    void addCaretAbove();
    void addCaretBelow();
    /// What all carets have selected.
    void cut();
    void openGoToLine();
    /// To the next error that is marked, around the text, and tells it by `refused`.
    void goToNextError();
    void goToPreviousError();

Q_SIGNALS:
    /// The text has changed; told at most some times a second.
    void textEdited();
    /// Unit: both from 1; the column counts UTF-16 code units.
    void cursorMoved(int line, int column);
    /// The mouse rests on a character where nothing is wrong, at a place of the screen.
    void helpWanted(int position, const QPoint& place);
    /// Something was not done, and why, or what is wrong at a place, for the status line.
    void refused(const QString& message);

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void scrollContentsBy(int dx, int dy) override;
    void changeEvent(QEvent* event) override;
    bool viewportEvent(QEvent* event) override;
    bool canInsertFromMimeData(const QMimeData* source) const override;
    void insertFromMimeData(const QMimeData* source) override;
    QMimeData* createMimeDataFromSelection() const override;

private:
    void onContentsChange(int position, int removed, int added);
    void onCaretMoved();
    void onUpdateRequest(const QRect& rect, int dy);
    void updateCurrentStatement();
    void colorVisibleLines();
    void repaintAll();
    void layOut();
    void edit(void (*change)(QTextCursor&));
    void editLines(void (*change)(QTextCursor&), bool moves = false);
    void paintAnnotations(QPainter& painter);
    void showSelections();
    void jumpToError(bool forward);
    bool handleLineKey(QKeyEvent* event);
    [[nodiscard]] Result<viewmodel::SqlToRun> sqlOf(TextSpan span) const;
    [[nodiscard]] Result<viewmodel::SqlToRun> currentSql() const;

    EditorColors m_colors;
    DocumentText m_text;
    LineStates m_states;
    LineColors m_lineColors;
    viewmodel::StatementMap m_map;
    TextMarks m_marks;
    TextSpan m_currentStatement;
    /// What was painted last: the lines of the current statement, how many marks, the line of the caret.
    std::pair<int, int> m_paintedBand{-1, -1};
    std::size_t m_paintedMarks = 0;
    int m_caretLine = 0;
    /// The first line that was on the screen when lines were coloured last.
    int m_coloredFrom = 0;
    ExtraCarets* m_carets;
    CodeFolds* m_folds;
    SnippetStops* m_snippet;
    EditorGutter* m_gutter;
    FindBar* m_findBar;
    LinePrompt* m_linePrompt = nullptr;
    QTimer m_soon;
    QTimer m_edited;
    qreal m_normalPointSize;
};

} // namespace dbv::ui
