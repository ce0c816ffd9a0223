// SPDX-License-Identifier: Apache-2.0
// Where the editor's caret goes, and the carets beside it.
#include <algorithm>
#include <utility>

#include "ui/editor/extra_carets.h"
#include "ui/editor/line_prompt.h"
#include "ui/editor/snippet_stops.h"
#include "ui/editor/sql_editor.h"

namespace dbv::ui {

void SqlEditor::addNextOccurrence() {
    m_carets->addNextOccurrence();
}

void SqlEditor::addCaretAbove() {
    m_carets->addLine(true);
}

void SqlEditor::addCaretBelow() {
    m_carets->addLine(false);
}

void SqlEditor::cut() {
    if (!m_carets->any()) {
        QPlainTextEdit::cut();
    } else if (!isReadOnly()) {
        copy();
        m_carets->removeSelected();
    }
}

void SqlEditor::openGoToLine() {
    if (m_linePrompt == nullptr) {
        m_linePrompt = new LinePrompt(*this);
    }
    m_linePrompt->open();
}

void SqlEditor::goToNextError() {
    jumpToError(true);
}

void SqlEditor::goToPreviousError() {
    jumpToError(false);
}

void SqlEditor::jumpToError(bool forward) {
    const std::vector<int> places = m_marks.errorPlaces();
    if (places.empty()) {
        Q_EMIT refused(tr("No error is marked in this text."));
        return;
    }
    const int caret = textCursor().position();
    const auto next = std::ranges::upper_bound(places, caret);
    const auto from = std::ranges::lower_bound(places, caret);
    const int place = forward ? (next == places.end() ? places.front() : *next)
                              : (from == places.begin() ? places.back() : *(from - 1));
    goTo(static_cast<std::size_t>(place));
    // What is said about it is shown where messages are, since a tool tip is the mouse's.
    Q_EMIT refused(m_marks.errorAt(place));
}

void SqlEditor::selectAt(const std::vector<TextSpan>& places) {
    const auto caret = static_cast<std::size_t>(textCursor().position());
    std::vector<QTextCursor> carets;
    std::size_t own = 0;
    for (const TextSpan& place : places) {
        own = place.begin <= caret && caret <= place.end ? carets.size() : own;
        QTextCursor each(document());
        each.setPosition(static_cast<int>(place.begin));
        each.setPosition(static_cast<int>(place.end), QTextCursor::KeepAnchor);
        carets.push_back(each);
    }
    if (!carets.empty()) {
        m_carets->placeAll(std::move(carets), own);
    }
}

void SqlEditor::showSelections() {
    setExtraSelections(m_marks.selections() + m_snippet->selections() + m_carets->selections());
}

} // namespace dbv::ui
