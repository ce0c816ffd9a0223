// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <utility>
#include <vector>

#include <QObject>
#include <QPoint>
#include <QTextCursor>
#include <QTextEdit>

#include <dbv/core/text_span.h>

#include "ui/editor/document_search.h"

class QKeyEvent;
class QMouseEvent;
class QPainter;
class QPlainTextEdit;

namespace dbv::ui {

/// The carets of an editor beside its own: what is typed happens at all of them, in one step that can be undone.
///
/// They come by the next occurrence of what is selected, by a line above or below, by Alt with a click, or by Alt+Shift and a drag
/// for a column. They go by Esc, a click, or whatever moves the editor's own caret elsewhere.
class ExtraCarets final : public QObject {
    Q_OBJECT

public:
    /// With more the work at each key would be felt.
    static constexpr std::size_t kMost = 1000;

    /// Listens to the keys and the mouse of the editor, which is its parent.
    explicit ExtraCarets(QPlainTextEdit& editor);

    [[nodiscard]] bool any() const { return !m_carets.empty(); }
    [[nodiscard]] const std::vector<QTextCursor>& all() const { return m_carets; }
    void clear();
    /// Puts the carets to places with what they select; the editor's own is one of them.
    /// Shape: at least one, in any order. What overlaps becomes one. Limits: up to `kMost`.
    void placeAll(std::vector<QTextCursor> carets, std::size_t own = 0);
    /// Selects the word at the caret; or, when something within one line is selected, its next occurrence as well.
    void addNextOccurrence();
    /// A caret in the line above the topmost, or below the lowest one, in the same column.
    void addLine(bool above);
    /// Makes the selected column wider or narrower by a character, or higher or lower by a line that is shown; begins one at the
    /// caret. A line that is shorter than the column is selected up to its end, and the column stays as wide as it is.
    void extendColumn(int characters, int lines);
    /// What all of them have selected, from the top of the text, a line each.
    [[nodiscard]] QString selectedText() const;
    /// Puts a text in the place of what is selected; where it has a line for each caret, each gets its own.
    void insert(const QString& text);
    void removeSelected();

    /// What is to be set apart for them.
    [[nodiscard]] QList<QTextEdit::ExtraSelection> selections() const;
    void paint(QPainter& painter) const;

Q_SIGNALS:
    /// There are others, or they select something else.
    void changed();
    /// Why nothing was added.
    void refused(const QString& why);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    using Change = std::function<void(QTextCursor& caret, std::size_t number)>;

    [[nodiscard]] bool useKey(const QKeyEvent& event);
    [[nodiscard]] bool move(const QKeyEvent& event);
    [[nodiscard]] bool edit(const QKeyEvent& event);
    [[nodiscard]] bool press(const QMouseEvent& event);
    [[nodiscard]] bool drag(const QMouseEvent& event);
    /// Where a place of the viewport is, in characters and lines, also behind the end of a line.
    [[nodiscard]] QPoint columnAt(const QPoint& place) const;
    void selectColumn(const QPoint& from, const QPoint& to);
    void indent();
    void take(const SearchOutcome& found);
    /// Does something at each caret from the top of the text; the editor's own is one of them.
    void atEach(const Change& change, bool edits);
    /// All carets, in the order of the text, and which of them is the editor's own.
    [[nodiscard]] std::vector<QTextCursor> inOrder(std::size_t& own) const;
    void onCaretMoved();

    QPlainTextEdit& m_editor;
    std::vector<QTextCursor> m_carets;
    DocumentSearch m_search;
    /// The editor's caret is moved by this.
    bool m_moves = false;
    int m_revision = 0;
    /// The column that is selected: where it began and where its caret is, as characters and lines.
    std::optional<std::pair<QPoint, QPoint>> m_column;
    bool m_drags = false;
};

} // namespace dbv::ui
