// SPDX-License-Identifier: Apache-2.0
#include "ui/history/history_delegate.h"

#include <algorithm>

#include <QApplication>
#include <QFontDatabase>
#include <QPainter>

#include "viewmodel/history_list.h"

namespace dbv::ui {

namespace {

constexpr int kHistoryPadding = 4;
constexpr int kMarkSide = 10;

/// A shape for each way to end, so that colour alone tells nothing.
void paintOutcome(QPainter& painter, const QRectF& at, protocol::HistoryOutcome outcome, const EditorColors& colors) {
    painter.setRenderHint(QPainter::Antialiasing);
    const bool went = outcome == protocol::HistoryOutcome::Done;
    QPen pen(went ? colors.succeeded : colors.failed, 1.6);
    if (outcome == protocol::HistoryOutcome::Cancelled || outcome == protocol::HistoryOutcome::RolledBack) {
        pen.setColor(colors.annotation);
    }
    painter.setPen(pen);
    switch (outcome) {
    case protocol::HistoryOutcome::Done:
        painter.drawPolyline(QPolygonF({at.topLeft() + QPointF(0, at.height() * 0.55),
                                        at.bottomLeft() + QPointF(at.width() * 0.4, 0), at.topRight()}));
        break;
    case protocol::HistoryOutcome::Failed:
        painter.drawLine(at.topLeft(), at.bottomRight());
        painter.drawLine(at.topRight(), at.bottomLeft());
        break;
    case protocol::HistoryOutcome::Cancelled: painter.drawRect(at); break;
    case protocol::HistoryOutcome::Unknown: painter.drawText(at, Qt::AlignCenter, QStringLiteral("?")); break;
    case protocol::HistoryOutcome::Refused:
        painter.drawEllipse(at);
        painter.drawLine(at.topLeft() + QPointF(1.5, 1.5), at.bottomRight() - QPointF(1.5, 1.5));
        break;
    case protocol::HistoryOutcome::RolledBack:
        painter.drawArc(at, 40 * 16, 280 * 16);
        painter.drawLine(at.topLeft(), at.topLeft() + QPointF(0, 4));
        break;
    }
}

} // namespace

QSize HistoryDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& /*index*/) const {
    return {0, 2 * option.fontMetrics.lineSpacing() + 2 * kHistoryPadding};
}

void HistoryDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
    const QStyle* style = option.widget != nullptr ? option.widget->style() : QApplication::style();
    style->drawPrimitive(QStyle::PE_PanelItemViewItem, &option, painter, option.widget);
    const bool selected = option.state.testFlag(QStyle::State_Selected);
    const QColor strong = option.palette.color(selected ? QPalette::HighlightedText : QPalette::Text);
    const QColor weak = selected ? strong : option.palette.color(QPalette::PlaceholderText);
    const auto outcome = static_cast<protocol::HistoryOutcome>(index.data(viewmodel::HistoryList::OutcomeRole).toInt());

    painter->save();
    QRect area = option.rect.adjusted(2 * kHistoryPadding, kHistoryPadding, -2 * kHistoryPadding, -kHistoryPadding);
    const int line = option.fontMetrics.lineSpacing();
    EditorColors marks = m_colors;
    if (selected) {
        marks.succeeded = marks.failed = marks.annotation = strong;
    }
    const QRectF mark(area.x(), area.y() + (line - kMarkSide) / 2.0, kMarkSide, kMarkSide);
    painter->save();
    paintOutcome(*painter, mark, outcome, marks);
    painter->restore();
    area.adjust(kMarkSide + 2 * kHistoryPadding, 0, 0, 0);
    QFont fixed = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    fixed.setPointSizeF(option.font.pointSizeF());
    painter->setFont(fixed);
    painter->setPen(strong);
    const QString text = index.data(Qt::DisplayRole).toString();
    // The fixed font may reach lower than the font that the height of a line is of.
    const int below = std::max(0, QFontMetrics(fixed).height() - line);
    painter->drawText(QRect(area.x(), area.y() - below, area.width(), line + 2 * below),
                      Qt::AlignLeft | Qt::AlignVCenter,
                      QFontMetrics(fixed).elidedText(text, Qt::ElideRight, area.width()));
    painter->setFont(option.font);
    painter->setPen(weak);
    const QString note = index.data(viewmodel::HistoryList::NoteRole).toString();
    painter->drawText(QRect(area.x(), area.y() + line, area.width(), line), Qt::AlignLeft | Qt::AlignVCenter,
                      option.fontMetrics.elidedText(note, Qt::ElideRight, area.width()));
    painter->restore();
}

} // namespace dbv::ui
