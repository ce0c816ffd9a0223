// SPDX-License-Identifier: Apache-2.0
#include "ui/editor/editor_gutter.h"

#include <algorithm>

#include <QCoreApplication>
#include <QHelpEvent>
#include <QPaintEvent>
#include <QPainter>
#include <QTextBlock>
#include <QToolTip>
#include <QWheelEvent>

#include "ui/editor/sql_editor.h"
#include "ui/editor/statement_words.h"

namespace dbv::ui {
namespace {

constexpr int kLeastDigits = 3;
constexpr int kBarWidth = 3;
constexpr int kGap = 6;

int digitsOf(int number) {
    int digits = 1;
    for (; number >= 10; number /= 10) {
        ++digits;
    }
    return digits;
}

int markWidth(const QFontMetrics& metrics) {
    return metrics.height();
}

/// Each state has a shape of its own, for those who can't tell the colours apart.
void paintState(QPainter& painter, QRectF box, const viewmodel::StatementState& state, const EditorColors& colors) {
    painter.setRenderHint(QPainter::Antialiasing);
    const double unit = box.width() / 10;
    const QPointF center = box.center();
    const auto at = [center, unit](double x, double y) { return center + QPointF(x * unit, y * unit); };
    painter.setBrush(Qt::NoBrush);
    if (std::holds_alternative<viewmodel::StatementSucceeded>(state)) {
        painter.setPen(QPen(colors.succeeded, 1.4 * unit, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        const QPointF check[] = {at(-3, 0), at(-1, 2.4), at(3, -2.6)};
        painter.drawPolyline(check, 3);
    } else if (std::holds_alternative<viewmodel::StatementFailed>(state)) {
        painter.setPen(QPen(colors.failed, 1.4 * unit, Qt::SolidLine, Qt::RoundCap));
        painter.drawLine(at(-2.3, -2.3), at(2.3, 2.3));
        painter.drawLine(at(-2.3, 2.3), at(2.3, -2.3));
    } else if (std::holds_alternative<viewmodel::StatementStopped>(state)) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(colors.annotation);
        painter.drawRect(QRectF(at(-2.3, -2.3), at(2.3, 2.3)));
    } else if (std::holds_alternative<viewmodel::StatementTried>(state)) {
        // Back to where it came from.
        painter.setPen(QPen(colors.annotation, 1.4 * unit, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        const QPointF head[] = {at(-0.6, -2.6), at(-3, 0), at(-0.6, 2.6)};
        painter.drawPolyline(head, 3);
        painter.drawLine(at(-3, 0), at(3, 0));
    } else {
        painter.setPen(Qt::NoPen);
        painter.setBrush(colors.running);
        const QPointF arrow[] = {at(-2, -3), at(3, 0), at(-2, 3)};
        painter.drawPolygon(arrow, 3);
    }
}

} // namespace

EditorGutter::EditorGutter(SqlEditor& editor) : QWidget(&editor), m_editor(editor) {
    setCursor(Qt::ArrowCursor);
}

void EditorGutter::setColors(const EditorColors& colors) {
    m_colors = colors;
    update();
}

int EditorGutter::wantedWidth() const {
    const QFontMetrics metrics(m_editor.font());
    const int digits = std::max(kLeastDigits, digitsOf(m_editor.blockCount()));
    return markWidth(metrics) + digits * metrics.horizontalAdvance(u'0') + 2 * kGap + kBarWidth;
}

void EditorGutter::paintEvent(QPaintEvent* event) {
    QPainter painter(this);
    painter.fillRect(event->rect(), m_colors.gutter);
    painter.setFont(m_editor.font());
    const int mark = markWidth(painter.fontMetrics());
    const int current = m_editor.textCursor().blockNumber();
    const TextSpan statement = m_editor.currentStatementSpan();
    for (const VisibleLine& line : m_editor.visibleLines()) {
        const int number = line.block.blockNumber();
        const QRectF row(0, line.rect.top(), width(), line.rect.height());
        painter.setPen(number == current ? m_colors.currentLineNumber : m_colors.lineNumber);
        painter.drawText(row.adjusted(mark, 0, -kGap - kBarWidth, 0), Qt::AlignRight | Qt::AlignTop,
                         QString::number(number + 1));
        const int begin = line.block.position();
        const int end = begin + line.block.length();
        if (statement.begin < static_cast<std::size_t>(end) && static_cast<std::size_t>(begin) < statement.end) {
            painter.fillRect(QRectF(width() - kBarWidth, row.top(), kBarWidth, row.height()), m_colors.statementBar);
        }
        paintMark(painter, row, begin, end);
    }
}

void EditorGutter::paintMark(QPainter& painter, QRectF line, int position, int end) const {
    const TextSpan span{static_cast<std::size_t>(position), static_cast<std::size_t>(end)};
    const std::span<const viewmodel::StatementMark> touching = m_editor.statementMarks().within(span);
    const auto first = std::ranges::find_if(
        touching, [span](const viewmodel::StatementMark& mark) { return mark.span.begin >= span.begin; });
    if (first == touching.end()) {
        return;
    }
    painter.save();
    const int size = markWidth(painter.fontMetrics());
    paintState(painter, QRectF(1, line.top() + 1, size - 2, size - 2), worstOf({first, touching.end()}).state,
               m_colors);
    painter.restore();
}

bool EditorGutter::event(QEvent* event) {
    if (event->type() != QEvent::ToolTip) {
        return QWidget::event(event);
    }
    const auto* help = static_cast<const QHelpEvent*>(event);
    for (const VisibleLine& line : m_editor.visibleLines()) {
        if (help->pos().y() < line.rect.top() || help->pos().y() >= line.rect.bottom()) {
            continue;
        }
        const auto begin = static_cast<std::size_t>(line.block.position());
        const auto end = begin + static_cast<std::size_t>(line.block.length());
        const auto marks = m_editor.statementMarks().within({begin, end});
        if (!marks.empty()) {
            QStringList words;
            for (const viewmodel::StatementMark& mark : marks) {
                words << m_editor.wordsOf(mark, line.block);
            }
            QToolTip::showText(help->globalPos(), words.join(u'\n'), this);
            return true;
        }
    }
    QToolTip::hideText();
    return true;
}

void EditorGutter::wheelEvent(QWheelEvent* event) {
    QCoreApplication::sendEvent(m_editor.viewport(), event);
}

} // namespace dbv::ui
