// SPDX-License-Identifier: Apache-2.0
// How the editor is painted, laid out, and answers to keys and the mouse.
#include <algorithm>

#include <QHelpEvent>
#include <QKeyEvent>
#include <QLocale>
#include <QMimeData>
#include <QPainter>
#include <QScrollBar>
#include <QToolTip>
#include <QUrl>
#include <QWheelEvent>

#include "ui/editor/code_folds.h"
#include "ui/editor/editor_gutter.h"
#include "ui/editor/extra_carets.h"
#include "ui/editor/find_bar.h"
#include "ui/editor/folded_lines.h"
#include "ui/editor/line_edits.h"
#include "ui/editor/snippet_stops.h"
#include "ui/editor/sql_editor.h"
#include "ui/editor/statement_words.h"
#include "ui/shell/said_text.h"

namespace dbv::ui {

namespace {

/// Between a line and what is written behind it. Unit: spaces.
constexpr int kAnnotationGap = 3;

/// The statement whose end is told behind a line; null where none ends there.
const viewmodel::StatementMark* endingIn(const viewmodel::StatementMarks& marks, const QTextBlock& line,
                                         std::size_t textSize) {
    const QTextBlock next = nextShown(line);
    const std::size_t end = next.isValid() ? static_cast<std::size_t>(next.position()) : textSize + 1;
    // Those that end in the line: all that touch it but perhaps the last.
    std::span<const viewmodel::StatementMark> ended = marks.within({static_cast<std::size_t>(line.position()), end});
    if (!ended.empty() && ended.back().span.end >= end) {
        ended = ended.first(ended.size() - 1);
    }
    return ended.empty() ? nullptr : &worstOf(ended);
}

/// Unit: device-independent pixels of the viewport.
double endOf(const SqlEditor& editor, const VisibleLine& line) {
    if (isFoldedAt(line.block)) {
        return editor.folds().boxOf(line).right();
    }
    QTextCursor lineEnd(line.block);
    lineEnd.movePosition(QTextCursor::EndOfBlock);
    return editor.cursorRect(lineEnd).right();
}

} // namespace

void SqlEditor::keyPressEvent(QKeyEvent* event) {
    if (m_folds->stepOver(*event) || (!isReadOnly() && handleLineKey(event))) {
        event->accept();
        return;
    }
    const bool enter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (enter && (event->modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier)) != 0) {
        // It runs something; it is not a line break.
        event->ignore();
        return;
    }
#ifndef Q_OS_MACOS
    // Alt with a letter is for menus; where it composes characters, Ctrl is held with it.
    if (event->modifiers() == Qt::AltModifier && !event->text().isEmpty()) {
        event->ignore();
        return;
    }
#endif
    QPlainTextEdit::keyPressEvent(event);
}

bool SqlEditor::handleLineKey(QKeyEvent* event) {
    const Qt::KeyboardModifiers modifiers = event->modifiers() & ~Qt::KeypadModifier;
    const bool plain = modifiers == Qt::NoModifier;
    switch (event->key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter:
        // With Shift Qt would insert a line separator, which is no line end in SQL.
        if (!plain && modifiers != Qt::ShiftModifier) {
            return false;
        }
        edit(breakLine);
        ensureCursorVisible();
        return true;
    case Qt::Key_Tab:
        if (!plain) {
            return false;
        }
        if (textCursor().hasSelection()) {
            editLines(indentLines);
        } else {
            edit(insertTab);
        }
        return true;
    case Qt::Key_Backtab: editLines(unindentLines); return true;
    case Qt::Key_Up:
    case Qt::Key_Down:
        if (modifiers != Qt::AltModifier) {
            return false;
        }
        editLines(event->key() == Qt::Key_Up ? moveLinesUp : moveLinesDown, true);
        return true;
    default: return false;
    }
}

void SqlEditor::wheelEvent(QWheelEvent* event) {
    if ((event->modifiers() & Qt::ControlModifier) == 0) {
        QPlainTextEdit::wheelEvent(event);
        return;
    }
    const int steps = event->angleDelta().y();
    if (steps != 0) {
        zoomIn(steps > 0 ? 1 : -1);
    }
    event->accept();
}

void SqlEditor::paintEvent(QPaintEvent* event) {
    {
        QPainter painter(viewport());
        const int caretLine = textCursor().blockNumber();
        for (const VisibleLine& line : visibleLines()) {
            const auto begin = static_cast<std::size_t>(line.block.position());
            const auto end = begin + static_cast<std::size_t>(line.block.length());
            const QRectF row(0, line.rect.top(), viewport()->width(), line.rect.height());
            if (line.block.blockNumber() == caretLine) {
                painter.fillRect(row, m_colors.currentLine);
            } else if (m_currentStatement.begin < end && begin < m_currentStatement.end) {
                painter.fillRect(row, m_colors.statement);
            }
        }
    }
    QPlainTextEdit::paintEvent(event);
    QPainter painter(viewport());
    paintAnnotations(painter);
    m_carets->paint(painter);
}

QString SqlEditor::wordsOf(const viewmodel::StatementMark& mark, const QTextBlock& line) const {
    const auto begin = static_cast<std::size_t>(line.position());
    const QString text = line.text();
    const QString before = text.left(static_cast<qsizetype>(std::max(mark.span.begin, begin) - begin));
    const QString behind =
        text.mid(static_cast<qsizetype>(std::min(mark.span.end - begin, static_cast<std::size_t>(text.size()))));
    const auto isOther = [](QString rest) {
        rest = rest.remove(u';').trimmed();
        return !rest.isEmpty() && !rest.startsWith(u"--");
    };
    // Behind a line that several statements share nobody sees which one is meant.
    return isOther(before) || isOther(behind) ? namedWords(m_text.piece(mark.span.begin, mark.span.end), mark.state)
                                              : statementWords(mark.state);
}

/// Writes how many lines are hidden behind a line, and how a statement ended behind its last line that is shown.
void SqlEditor::paintAnnotations(QPainter& painter) {
    painter.setFont(font());
    const QFontMetrics metrics = painter.fontMetrics();
    for (const VisibleLine& line : visibleLines()) {
        if (isFoldedAt(line.block)) {
            m_folds->paintBox(painter, line, m_colors.annotation);
        }
        const viewmodel::StatementMark* mark = endingIn(m_map.marks(), line.block, m_text.size());
        if (mark == nullptr) {
            continue;
        }
        const bool failed = std::holds_alternative<viewmodel::StatementFailed>(mark->state);
        painter.setPen(failed ? m_colors.invalid : m_colors.annotation);
        const double left = endOf(*this, line) + kAnnotationGap * metrics.horizontalAdvance(u' ');
        const QRectF room(left, line.rect.top(), viewport()->width() - left, line.rect.height());
        const int width = static_cast<int>(std::max(0.0, room.width()));
        QString words = wordsOf(*mark, line.block).section(u'\n', 0, 0);
        if (metrics.horizontalAdvance(words) > width) {
            // Rather what has happened than of which statement.
            words = statementWords(mark->state).section(u'\n', 0, 0);
        }
        painter.drawText(room, Qt::AlignLeft | Qt::AlignVCenter, metrics.elidedText(words, Qt::ElideRight, width));
    }
}

QString SqlEditor::wordsBehindLineAt(const QPoint& place) const {
    for (const VisibleLine& line : visibleLines()) {
        const bool here = line.rect.top() <= place.y() && place.y() < line.rect.bottom();
        if (here && place.x() > endOf(*this, line) + fontMetrics().averageCharWidth()) {
            const viewmodel::StatementMark* mark = endingIn(m_map.marks(), line.block, m_text.size());
            return mark == nullptr ? QString() : wordsOf(*mark, line.block);
        }
    }
    return {};
}

void SqlEditor::resizeEvent(QResizeEvent* event) {
    QPlainTextEdit::resizeEvent(event);
    layOut();
    colorVisibleLines();
    m_folds->lookSoon();
}

void SqlEditor::scrollContentsBy(int dx, int dy) {
    QPlainTextEdit::scrollContentsBy(dx, dy);
    if (dx != 0) {
        // What is painted behind lines is cut at the edge of the window.
        viewport()->update();
    }
}

void SqlEditor::onUpdateRequest(const QRect& rect, int dy) {
    if (dy != 0) {
        m_gutter->scroll(0, dy);
    } else {
        m_gutter->update(0, rect.top(), m_gutter->width(), rect.height());
    }
    // Where the caret takes the view along, nothing else tells of it.
    if (firstVisibleBlock().blockNumber() != m_coloredFrom) {
        colorVisibleLines();
    }
}

void SqlEditor::changeEvent(QEvent* event) {
    QPlainTextEdit::changeEvent(event);
    if (event->type() == QEvent::FontChange) {
        setTabStopDistance(QFontMetricsF(font()).horizontalAdvance(u' ') * kTabColumns);
        layOut();
    }
}

void SqlEditor::layOut() {
    if (m_gutter == nullptr || m_findBar == nullptr) {
        return;
    }
    const int left = m_gutter->wantedWidth();
    const int bottom = m_findBar->isHidden() ? 0 : m_findBar->sizeHint().height();
    if (viewportMargins() != QMargins(left, 0, 0, bottom)) {
        setViewportMargins(left, 0, 0, bottom);
    }
    const QRect text = viewport()->geometry();
    m_gutter->setGeometry(text.left() - left, text.top(), left, text.height());
    m_findBar->setGeometry(text.left() - left, text.bottom() + 1, text.width() + left, bottom);
}

bool SqlEditor::viewportEvent(QEvent* event) {
    if (event->type() == QEvent::MouseButtonPress) {
        const auto* press = static_cast<const QMouseEvent*>(event);
        const std::optional<QTextBlock> folded = m_folds->boxAt(press->pos());
        if (folded && press->button() == Qt::LeftButton) {
            m_folds->toggle(*folded);
            return true;
        }
    }
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<const QHelpEvent*>(event);
        if (m_folds->boxAt(help->pos())) {
            QToolTip::showText(help->globalPos(), tr("Click to show the hidden lines."), viewport());
            return true;
        }
        // The line may have no room for all of it.
        if (const QString words = wordsBehindLineAt(help->pos()); !words.isEmpty()) {
            QToolTip::showText(help->globalPos(), plainToolTip(words), viewport());
            return true;
        }
        const QTextCursor under = cursorForPosition(help->pos());
        const QString message = m_marks.errorAt(under.position());
        if (message.isEmpty()) {
            QToolTip::hideText();
            // Behind the end of a line the nearest character is not what it rests on.
            if (cursorRect(under)
                    .adjusted(-fontMetrics().averageCharWidth(), 0, fontMetrics().averageCharWidth(), 0)
                    .contains(help->pos())) {
                Q_EMIT helpWanted(under.position(), help->globalPos());
            }
        } else {
            QToolTip::showText(help->globalPos(), message, viewport());
        }
        return true;
    }
    return QPlainTextEdit::viewportEvent(event);
}

bool SqlEditor::canInsertFromMimeData(const QMimeData* source) const {
    // A file that is dropped is to be opened, which is the window's task.
    const bool files = std::ranges::any_of(source->urls(), &QUrl::isLocalFile);
    return source->hasText() && !files;
}

void SqlEditor::insertFromMimeData(const QMimeData* source) {
    insertAtCaret(source->text());
}

void SqlEditor::insertAtCaret(const QString& text) {
    const QTextCursor caret = textCursor();
    const auto replaced = static_cast<qsizetype>(caret.selectionEnd() - caret.selectionStart());
    const qsizetype size = static_cast<qsizetype>(m_text.size()) - replaced +
                           text.size() * static_cast<qsizetype>(m_carets->all().size() + 1);
    if (size > kMaxUnits) {
        const QLocale locale;
        Q_EMIT refused(tr("Nothing was pasted: the text would have %1 characters; the editor takes up to %2.")
                           .arg(locale.toString(size), locale.toString(kMaxUnits)));
        return;
    }
    if (m_carets->any()) {
        m_carets->insert(text);
        return;
    }
    // Not as Qt has it: a drop would select what it inserted, and rich text is none here.
    QTextCursor editor = textCursor();
    editor.insertText(text);
    setTextCursor(editor);
    ensureCursorVisible();
}

void SqlEditor::replaceWith(const QString& text) {
    const QString before = this->text();
    if (text.size() > kMaxUnits) {
        Q_EMIT refused(tr("The text is too long for the editor."));
        return;
    }
    const qsizetype shorter = std::min(before.size(), text.size());
    const auto head = std::mismatch(before.begin(), before.begin() + shorter, text.begin()).first - before.begin();
    qsizetype tail = 0;
    while (tail < shorter - head && before[before.size() - 1 - tail] == text[text.size() - 1 - tail]) {
        ++tail;
    }
    m_carets->clear();
    m_snippet->end();
    QTextCursor change = textCursor();
    change.setPosition(static_cast<int>(head));
    change.setPosition(static_cast<int>(before.size() - tail), QTextCursor::KeepAnchor);
    change.insertText(text.mid(head, text.size() - head - tail));
    tellEdits();
}

void SqlEditor::insertSnippet(TextSpan replaced, const QString& body) {
    const QLocale locale;
    if (isReadOnly() || static_cast<qsizetype>(m_text.size()) + body.size() > kMaxUnits) {
        Q_EMIT refused(
            isReadOnly()
                ? tr("This text can not be changed.")
                : tr("Nothing was inserted: the editor takes up to %1 characters.").arg(locale.toString(kMaxUnits)));
        return;
    }
    QTextCursor place = textCursor();
    place.setPosition(static_cast<int>(std::min(replaced.begin, m_text.size())));
    place.setPosition(static_cast<int>(std::min(replaced.end, m_text.size())), QTextCursor::KeepAnchor);
    m_snippet->insert(place, body);
}

QMimeData* SqlEditor::createMimeDataFromSelection() const {
    // Qt's own turns no-break spaces into spaces.
    const QTextCursor caret = textCursor();
    auto* copied = new QMimeData;
    if (m_carets->any()) {
        copied->setText(m_carets->selectedText());
        return copied;
    }
    copied->setText(
        m_text.piece(static_cast<std::size_t>(caret.selectionStart()), static_cast<std::size_t>(caret.selectionEnd())));
    return copied;
}

} // namespace dbv::ui
