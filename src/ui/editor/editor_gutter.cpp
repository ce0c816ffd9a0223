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

#include "ui/editor/code_folds.h"
#include "ui/editor/folded_lines.h"
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

int foldWidth(const QFontMetrics& metrics) {
    return metrics.height() * 3 / 4;
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
    setAccessibleName(tr("Line numbers"));
}

void EditorGutter::setColors(const EditorColors& colors) {
    m_colors = colors;
    update();
}

int EditorGutter::wantedWidth() const {
    const QFontMetrics metrics(m_editor.font());
    const int digits = std::max(kLeastDigits, digitsOf(m_editor.blockCount()));
    return markWidth(metrics) + digits * metrics.horizontalAdvance(u'0') + 2 * kGap + foldWidth(metrics) + kBarWidth;
}

int EditorGutter::foldsRight() const {
    return width() - kBarWidth;
}

int EditorGutter::foldsLeft() const {
    return foldsRight() - foldWidth(QFontMetrics(m_editor.font()));
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
        painter.drawText(QRectF(mark, row.top(), foldsLeft() - mark - kGap / 2.0, row.height()),
                         Qt::AlignRight | Qt::AlignTop, QString::number(number + 1));
        const int begin = line.block.position();
        const QTextBlock next = nextShown(line.block);
        const int end = next.isValid() ? next.position() : m_editor.document()->characterCount();
        if (statement.begin < static_cast<std::size_t>(end) && static_cast<std::size_t>(begin) < statement.end) {
            painter.fillRect(QRectF(width() - kBarWidth, row.top(), kBarWidth, row.height()), m_colors.statementBar);
        }
        paintMark(painter, row, begin, end);
        paintFold(painter, line);
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

/// Down where something begins that can be folded, to the right where it is.
void EditorGutter::paintFold(QPainter& painter, const VisibleLine& line) const {
    const bool folded = isFoldedAt(line.block);
    if (!folded && !m_editor.folds().canFold(line.block.blockNumber())) {
        return;
    }
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    const double size = foldsRight() - foldsLeft();
    const double unit = size / 10;
    const QPointF center(foldsLeft() + size / 2, line.rect.top() + painter.fontMetrics().height() / 2.0);
    const auto at = [&](double x, double y) { return center + QPointF(x * unit, y * unit); };
    painter.setPen(QPen(folded ? m_colors.currentLineNumber : m_colors.lineNumber, 1.4 * unit, Qt::SolidLine,
                        Qt::RoundCap, Qt::RoundJoin));
    const QPointF right[] = {at(-1.3, -3), at(1.7, 0), at(-1.3, 3)};
    const QPointF down[] = {at(-3, -1.3), at(0, 1.7), at(3, -1.3)};
    painter.drawPolyline(folded ? right : down, 3);
    painter.restore();
}

QStringList EditorGutter::wordsAt(const QPoint& place) const {
    QStringList words;
    for (const VisibleLine& line : m_editor.visibleLines()) {
        if (place.y() < line.rect.top() || place.y() >= line.rect.bottom()) {
            continue;
        }
        if (place.x() >= foldsLeft()) {
            const QString hidden = CodeFolds::wordsFor(line.block);
            return !hidden.isEmpty() ? QStringList(tr("Click to show the hidden lines."))
                   : m_editor.folds().canFold(line.block.blockNumber()) ? QStringList(tr("Click to fold this."))
                                                                        : QStringList();
        }
        const auto begin = static_cast<std::size_t>(line.block.position());
        const auto end = begin + static_cast<std::size_t>(line.block.length());
        for (const viewmodel::StatementMark& mark : m_editor.statementMarks().within({begin, end})) {
            words << m_editor.wordsOf(mark, line.block);
        }
    }
    return words;
}

bool EditorGutter::event(QEvent* event) {
    if (event->type() != QEvent::ToolTip) {
        return QWidget::event(event);
    }
    const auto* help = static_cast<const QHelpEvent*>(event);
    const QStringList words = wordsAt(help->pos());
    if (words.isEmpty()) {
        QToolTip::hideText();
    } else {
        QToolTip::showText(help->globalPos(), words.join(u'\n'), this);
    }
    return true;
}

void EditorGutter::mousePressEvent(QMouseEvent* event) {
    const QPoint place = event->pos();
    if (event->button() != Qt::LeftButton || place.x() < foldsLeft()) {
        QWidget::mousePressEvent(event);
        return;
    }
    for (const VisibleLine& line : m_editor.visibleLines()) {
        const bool here = line.rect.top() <= place.y() && place.y() < line.rect.bottom();
        if (here && (isFoldedAt(line.block) || m_editor.folds().canFold(line.block.blockNumber()))) {
            m_editor.folds().toggle(line.block);
            return;
        }
    }
}

void EditorGutter::wheelEvent(QWheelEvent* event) {
    QCoreApplication::sendEvent(m_editor.viewport(), event);
}

} // namespace dbv::ui
