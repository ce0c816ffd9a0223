// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
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
    /// Selects several places at once; the editor's own caret is at the one that holds it, else at the first.
    /// Shape: the places are in order and apart, and not empty. Limits: up to `kMost`.
    void select(const std::vector<TextSpan>& places);
    /// Puts the editor's own caret, the first, and others to places with what they select; at least one.
    void placeAll(std::vector<QTextCursor> carets) { setAll(std::move(carets), 0); }
    /// Selects the word at the caret; or, when something within one line is selected, its next occurrence as well.
    void addNextOccurrence();
    /// A caret in the line above the topmost, or below the lowest one, in the same column.
    void addLine(bool above);
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
    void selectColumns(const QPoint& to);
    void indent();
    void take(const SearchOutcome& found);
    /// Does something at each caret from the top of the text; the editor's own is one of them.
    void atEach(const Change& change, bool edits);
    /// All carets, in the order of the text, and which of them is the editor's own.
    [[nodiscard]] std::vector<QTextCursor> inOrder(std::size_t& own) const;
    void setAll(std::vector<QTextCursor> carets, std::size_t own);
    void onCaretMoved();

    QPlainTextEdit& m_editor;
    std::vector<QTextCursor> m_carets;
    DocumentSearch m_search;
    /// The editor's caret is moved by this.
    bool m_moves = false;
    int m_revision = 0;
    /// Where a column began: its line and the character in it; none while nothing is dragged.
    QPoint m_columnFrom{-1, -1};
};

} // namespace dbv::ui
