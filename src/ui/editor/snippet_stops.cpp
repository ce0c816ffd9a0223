// SPDX-License-Identifier: Apache-2.0
#include "ui/editor/snippet_stops.h"

#include <QKeyEvent>
#include <QPlainTextEdit>
#include <QTextBlock>

#include "ui/editor/extra_carets.h"

namespace dbv::ui {

namespace {

/// The white space that a line begins with, up to a place.
QString indentBefore(const QTextCursor& place) {
    const QString line = place.document()->findBlock(place.selectionStart()).text();
    qsizetype length = 0;
    while (length < line.size() && (line[length] == u' ' || line[length] == u'\t')) {
        ++length;
    }
    return line.left(length);
}

} // namespace

SnippetStops::SnippetStops(QPlainTextEdit& editor, ExtraCarets& carets)
    : QObject(&editor), m_editor(editor), m_carets(carets) {
    editor.installEventFilter(this);
    connect(&editor, &QPlainTextEdit::cursorPositionChanged, this, &SnippetStops::onCaretMoved);
}

void SnippetStops::insert(QTextCursor place, const QString& body) {
    end();
    m_carets.clear();
    const viewmodel::SnippetBody read = viewmodel::readSnippetBody(body, indentBefore(place));
    const int start = place.selectionStart();
    m_visits = true;
    place.insertText(read.text);
    for (const viewmodel::SnippetPlace& each : read.places) {
        Stop stop{each.number, QTextCursor(m_editor.document()), QTextCursor(m_editor.document())};
        stop.begin.setPosition(start + static_cast<int>(each.span.begin));
        stop.end.setPosition(start + static_cast<int>(each.span.end));
        m_stops.push_back(stop);
    }
    m_begin = QTextCursor(m_editor.document());
    m_begin.setPosition(start);
    m_begin.setKeepPositionOnInsert(true);
    m_end = QTextCursor(m_editor.document());
    m_end.setPosition(start + static_cast<int>(read.text.size()));
    m_undoSteps = m_editor.document()->availableUndoSteps();
    m_order = read.numbers();
    visit(0);
}

void SnippetStops::visit(std::size_t step) {
    m_step = step;
    const int number = m_order[step];
    std::vector<QTextCursor> carets;
    bool isBefore = true;
    for (Stop& stop : m_stops) {
        const bool visited = stop.number == number;
        isBefore = isBefore && !visited;
        // What is typed at the edge of a place belongs to the one that is visited.
        stop.begin.setKeepPositionOnInsert(visited || isBefore);
        stop.end.setKeepPositionOnInsert(!visited && isBefore);
        if (visited) {
            QTextCursor caret(m_editor.document());
            caret.setPosition(stop.begin.position());
            caret.setPosition(stop.end.position(), QTextCursor::KeepAnchor);
            carets.push_back(caret);
        }
    }
    m_visits = true;
    m_carets.placeAll(std::move(carets));
    m_visits = false;
    if (number == 0) {
        end();
    }
    Q_EMIT changed();
}

void SnippetStops::end() {
    const bool was = isActive();
    m_order.clear();
    m_stops.clear();
    if (was) {
        Q_EMIT changed();
    }
}

void SnippetStops::onCaretMoved() {
    if (m_visits || !isActive()) {
        return;
    }
    const int caret = m_editor.textCursor().position();
    const bool isUndone = m_editor.document()->availableUndoSteps() < m_undoSteps;
    if (caret < m_begin.position() || caret > m_end.position() || isUndone) {
        end();
    }
}

bool SnippetStops::isOwnKey(const QKeyEvent& event) const {
    const Qt::KeyboardModifiers modifiers = event.modifiers() & ~Qt::KeypadModifier;
    switch (event.key()) {
    case Qt::Key_Tab:
    case Qt::Key_Escape: return modifiers == Qt::NoModifier;
    case Qt::Key_Backtab: return modifiers == Qt::ShiftModifier || modifiers == Qt::NoModifier;
    default: return false;
    }
}

bool SnippetStops::useKey(const QKeyEvent& event) {
    if (event.key() == Qt::Key_Escape) {
        m_carets.clear();
        end();
    } else if (event.key() == Qt::Key_Backtab) {
        visit(m_step == 0 ? 0 : m_step - 1);
    } else {
        visit(m_step + 1);
    }
    return true;
}

bool SnippetStops::eventFilter(QObject* watched, QEvent* event) {
    const bool isKey = event->type() == QEvent::KeyPress || event->type() == QEvent::ShortcutOverride;
    if (isKey && isActive() && isOwnKey(*static_cast<QKeyEvent*>(event))) {
        event->accept();
        return event->type() == QEvent::ShortcutOverride || useKey(*static_cast<QKeyEvent*>(event));
    }
    return QObject::eventFilter(watched, event);
}

QList<QTextEdit::ExtraSelection> SnippetStops::selections() const {
    QList<QTextEdit::ExtraSelection> all;
    for (const Stop& stop : m_stops) {
        if (stop.number == m_order[m_step] || stop.begin.position() == stop.end.position()) {
            continue;
        }
        QTextEdit::ExtraSelection selection;
        selection.cursor = stop.begin;
        selection.cursor.setPosition(stop.end.position(), QTextCursor::KeepAnchor);
        QColor waits = m_editor.palette().color(QPalette::Highlight);
        waits.setAlpha(60);
        selection.format.setBackground(waits);
        all.append(selection);
    }
    return all;
}

} // namespace dbv::ui
