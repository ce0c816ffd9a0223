// SPDX-License-Identifier: Apache-2.0
// How keys and the mouse reach the carets beside an editor's own.
#include <algorithm>
#include <array>
#include <utility>

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPlainTextEdit>

#include "ui/editor/extra_carets.h"
#include "ui/editor/line_edits.h"

namespace dbv::ui {

namespace {

/// A key that moves a caret, by how.
struct CaretMove {
    QKeySequence::StandardKey key;
    QTextCursor::MoveOperation operation;
    bool selects;
};

constexpr std::array kCaretMoves{
    CaretMove{QKeySequence::MoveToNextChar, QTextCursor::Right, false},
    CaretMove{QKeySequence::MoveToPreviousChar, QTextCursor::Left, false},
    CaretMove{QKeySequence::MoveToNextWord, QTextCursor::NextWord, false},
    CaretMove{QKeySequence::MoveToPreviousWord, QTextCursor::PreviousWord, false},
    CaretMove{QKeySequence::MoveToNextLine, QTextCursor::Down, false},
    CaretMove{QKeySequence::MoveToPreviousLine, QTextCursor::Up, false},
    CaretMove{QKeySequence::MoveToStartOfLine, QTextCursor::StartOfLine, false},
    CaretMove{QKeySequence::MoveToEndOfLine, QTextCursor::EndOfLine, false},
    CaretMove{QKeySequence::SelectNextChar, QTextCursor::Right, true},
    CaretMove{QKeySequence::SelectPreviousChar, QTextCursor::Left, true},
    CaretMove{QKeySequence::SelectNextWord, QTextCursor::NextWord, true},
    CaretMove{QKeySequence::SelectPreviousWord, QTextCursor::PreviousWord, true},
    CaretMove{QKeySequence::SelectNextLine, QTextCursor::Down, true},
    CaretMove{QKeySequence::SelectPreviousLine, QTextCursor::Up, true},
    CaretMove{QKeySequence::SelectStartOfLine, QTextCursor::StartOfLine, true},
    CaretMove{QKeySequence::SelectEndOfLine, QTextCursor::EndOfLine, true},
};

/// A key that takes something away, by what it selects first where nothing is selected.
constexpr std::array kCaretDeletes{
    std::pair{QKeySequence::DeleteStartOfWord, QTextCursor::PreviousWord},
    std::pair{QKeySequence::DeleteEndOfWord, QTextCursor::NextWord},
    std::pair{QKeySequence::Delete, QTextCursor::NextCharacter},
    std::pair{QKeySequence::Backspace, QTextCursor::PreviousCharacter},
};

} // namespace

bool ExtraCarets::eventFilter(QObject* watched, QEvent* event) {
    switch (event->type()) {
    case QEvent::ShortcutOverride:
        // Esc is a shortcut of the window as well; while there are carets it is meant for them.
        if (any() && static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape) {
            event->accept();
            return true;
        }
        break;
    case QEvent::KeyPress:
        if (watched == &m_editor && any() && useKey(*static_cast<QKeyEvent*>(event))) {
            event->accept();
            return true;
        }
        break;
    case QEvent::MouseButtonPress:
        if (watched == m_editor.viewport() && press(*static_cast<QMouseEvent*>(event))) {
            return true;
        }
        break;
    case QEvent::MouseMove:
        if (watched == m_editor.viewport() && drag(*static_cast<QMouseEvent*>(event))) {
            return true;
        }
        break;
    case QEvent::MouseButtonRelease:
        if (watched == m_editor.viewport() && std::exchange(m_drags, false)) {
            return true;
        }
        break;
    default: break;
    }
    return QObject::eventFilter(watched, event);
}

bool ExtraCarets::useKey(const QKeyEvent& event) {
    if (event.key() == Qt::Key_Escape) {
        clear();
        return true;
    }
    return move(event) || (!m_editor.isReadOnly() && edit(event));
}

bool ExtraCarets::move(const QKeyEvent& event) {
    const auto* found =
        std::ranges::find_if(kCaretMoves, [&event](const CaretMove& each) { return event.matches(each.key); });
    if (found == kCaretMoves.end()) {
        return false;
    }
    atEach(
        [found](QTextCursor& caret, std::size_t) {
            const bool steps = found->operation == QTextCursor::Left || found->operation == QTextCursor::Right;
            if (steps && !found->selects && caret.hasSelection()) {
                caret.setPosition(found->operation == QTextCursor::Left ? caret.selectionStart()
                                                                        : caret.selectionEnd());
                return;
            }
            caret.movePosition(found->operation, found->selects ? QTextCursor::KeepAnchor : QTextCursor::MoveAnchor);
        },
        false);
    return true;
}

bool ExtraCarets::edit(const QKeyEvent& event) {
    const Qt::KeyboardModifiers modifiers = event.modifiers() & ~(Qt::KeypadModifier | Qt::ShiftModifier);
    if (modifiers == Qt::NoModifier && (event.key() == Qt::Key_Return || event.key() == Qt::Key_Enter)) {
        atEach([](QTextCursor& caret, std::size_t) { breakLine(caret); }, true);
        return true;
    }
    if (event.modifiers() == Qt::NoModifier && event.key() == Qt::Key_Tab) {
        indent();
        return true;
    }
    const auto* removed =
        std::ranges::find_if(kCaretDeletes, [&event](const auto& each) { return event.matches(each.first); });
    const bool back = event.key() == Qt::Key_Backspace && modifiers == Qt::NoModifier;
    if (removed != kCaretDeletes.end() || back) {
        const QTextCursor::MoveOperation operation = back ? QTextCursor::PreviousCharacter : removed->second;
        atEach(
            [operation](QTextCursor& caret, std::size_t) {
                if (!caret.hasSelection()) {
                    caret.movePosition(operation, QTextCursor::KeepAnchor);
                }
                caret.removeSelectedText();
            },
            true);
        return true;
    }
    const QString text = event.text();
    const bool composed = modifiers == (Qt::ControlModifier | Qt::AltModifier);
    if (text.isEmpty() || !text.at(0).isPrint() || (modifiers != Qt::NoModifier && !composed)) {
        return false;
    }
    atEach([&text](QTextCursor& caret, std::size_t) { caret.insertText(text); }, true);
    return true;
}

bool ExtraCarets::press(const QMouseEvent& event) {
    if (event.button() != Qt::LeftButton) {
        return false;
    }
    const QTextCursor at = m_editor.cursorForPosition(event.pos());
    if (event.modifiers() == (Qt::AltModifier | Qt::ShiftModifier)) {
        clear();
        m_drags = true;
        const QPoint from = columnAt(event.pos());
        selectColumn(from, from);
        return true;
    }
    if (event.modifiers() == Qt::AltModifier && m_carets.size() < kMost) {
        std::size_t own = 0;
        std::vector<QTextCursor> carets = inOrder(own);
        carets.push_back(at);
        const std::size_t last = carets.size() - 1;
        placeAll(std::move(carets), last);
        return true;
    }
    clear();
    return false;
}

bool ExtraCarets::drag(const QMouseEvent& event) {
    if (!m_drags || !m_column || !event.buttons().testFlag(Qt::LeftButton)) {
        return false;
    }
    selectColumn(m_column->first, columnAt(event.pos()));
    return true;
}

} // namespace dbv::ui
