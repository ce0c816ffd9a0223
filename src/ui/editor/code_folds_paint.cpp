// SPDX-License-Identifier: Apache-2.0
// What stands behind a line whose next lines are hidden, and how keys pass them.
#include <algorithm>

#include <QKeyEvent>
#include <QLocale>
#include <QPainter>

#include "ui/editor/code_folds.h"
#include "ui/editor/folded_lines.h"
#include "ui/editor/sql_editor.h"

namespace dbv::ui {

bool CodeFolds::stepOver(const QKeyEvent& event) {
    const bool selects = event.matches(QKeySequence::SelectNextChar) || event.matches(QKeySequence::SelectPreviousChar);
    const bool forward = event.matches(QKeySequence::MoveToNextChar) || event.matches(QKeySequence::SelectNextChar);
    const bool back =
        event.matches(QKeySequence::MoveToPreviousChar) || event.matches(QKeySequence::SelectPreviousChar);
    QTextCursor caret = m_editor.textCursor();
    if ((!forward && !back) || (caret.hasSelection() && !selects)) {
        return false;
    }
    const QTextBlock line = caret.block();
    const QTextBlock before = line.previous();
    std::optional<int> to;
    if (forward && caret.atBlockEnd() && isFoldedAt(line)) {
        const QTextBlock next = nextShown(line);
        to = next.isValid() ? std::optional(next.position()) : std::nullopt;
    } else if (back && caret.atBlockStart() && before.isValid() && !before.isVisible()) {
        const QTextBlock folded = shownBefore(before);
        to = folded.position() + folded.length() - 1;
    }
    if (to) {
        caret.setPosition(*to, selects ? QTextCursor::KeepAnchor : QTextCursor::MoveAnchor);
        m_editor.setTextCursor(caret);
    }
    return to.has_value();
}

QString CodeFolds::wordsFor(const QTextBlock& line) {
    const int lines = hiddenBehind(line);
    return lines == 0 ? QString() : lines == 1 ? tr("… 1 line") : tr("… %1 lines").arg(QLocale().toString(lines));
}

QRectF CodeFolds::boxOf(const VisibleLine& line) const {
    const QString words = wordsFor(line.block);
    if (words.isEmpty()) {
        return {};
    }
    const QFontMetricsF metrics(m_editor.font());
    const double space = metrics.horizontalAdvance(u' ');
    QTextCursor end(line.block);
    end.movePosition(QTextCursor::EndOfBlock);
    return {m_editor.cursorRect(end).right() + space, line.rect.top() + 1, metrics.horizontalAdvance(words) + 2 * space,
            line.rect.height() - 2};
}

std::optional<QTextBlock> CodeFolds::boxAt(const QPoint& place) const {
    if (!anyHidden(*m_editor.document())) {
        return std::nullopt;
    }
    const std::vector<VisibleLine> lines = m_editor.visibleLines();
    const auto found =
        std::ranges::find_if(lines, [this, place](const VisibleLine& line) { return boxOf(line).contains(place); });
    return found == lines.end() ? std::nullopt : std::optional(found->block);
}

void CodeFolds::paintBox(QPainter& painter, const VisibleLine& line, const QColor& color) const {
    const QRectF box = boxOf(line);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(color);
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3);
    painter.drawText(box, Qt::AlignCenter, wordsFor(line.block));
    painter.restore();
}

} // namespace dbv::ui
