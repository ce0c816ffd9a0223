// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include <QObject>
#include <QTextCursor>
#include <QTextEdit>

#include "viewmodel/snippet_body.h"

class QKeyEvent;
class QPlainTextEdit;

namespace dbv::ui {

class ExtraCarets;

/// The places of a snippet that was inserted into an editor: Tab goes to the next, Shift+Tab to the one before. Places of one
/// number have a caret each, so that what is typed stands in all of them.
///
/// It ends behind the last place, by Esc, and when the caret leaves the snippet.
class SnippetStops final : public QObject {
    Q_OBJECT

public:
    /// Hears the keys of the editor, which is its parent, before the carets do.
    SnippetStops(QPlainTextEdit& editor, ExtraCarets& carets);

    /// Puts a snippet in the place of what the cursor selects, in one step that can be undone, and goes to its first place.
    void insert(QTextCursor place, const QString& body);
    [[nodiscard]] bool isActive() const { return !m_order.empty(); }
    void end();
    /// What is to be set apart: the places that are still to be visited.
    [[nodiscard]] QList<QTextEdit::ExtraSelection> selections() const;

Q_SIGNALS:
    /// The places, or which of them is visited.
    void changed();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    struct Stop {
        int number = 0;
        QTextCursor begin;
        QTextCursor end;
    };

    [[nodiscard]] bool useKey(const QKeyEvent& event);
    [[nodiscard]] bool isOwnKey(const QKeyEvent& event) const;
    void visit(std::size_t step);
    void onCaretMoved();

    QPlainTextEdit& m_editor;
    ExtraCarets& m_carets;
    std::vector<Stop> m_stops;
    /// The whole snippet.
    QTextCursor m_begin;
    QTextCursor m_end;
    /// The numbers in the order of visits, and which of them is visited.
    std::vector<int> m_order;
    std::size_t m_step = 0;
    /// How many there were when it was inserted.
    int m_undoSteps = 0;
    /// The caret is moved by this.
    bool m_visits = false;
};

} // namespace dbv::ui
