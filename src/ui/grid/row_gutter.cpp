// SPDX-License-Identifier: Apache-2.0
#include "ui/grid/row_gutter.h"

#include <algorithm>

#include <QLocale>
#include <QMouseEvent>
#include <QPainter>

#include "ui/grid/page_painter.h"

namespace dbv::ui {

RowGutter::RowGutter(QWidget* parent) : QHeaderView(Qt::Vertical, parent), m_inks(palette()) {
    setSectionResizeMode(QHeaderView::Fixed);
    setHighlightSections(false);
    setAccessibleName(tr("Row numbers"));
    makeRoomFor(m_lastNumber);
}

void RowGutter::makeRoomFor(std::uint64_t rowCount) {
    m_lastNumber = std::max<std::uint64_t>(rowCount, 1);
    QString widest = QLocale().toString(static_cast<qulonglong>(m_lastNumber));
    std::replace_if(widest.begin(), widest.end(), [](QChar c) { return c.isDigit(); }, QLatin1Char('8'));
    const int needed = fontMetrics().horizontalAdvance(widest) + 2 * PagePainter::kPadding + 2;
    const int least = fontMetrics().horizontalAdvance(QStringLiteral("888")) + 2 * PagePainter::kPadding + 2;
    setFixedWidth(std::max(needed, least));
}

void RowGutter::paintSection(QPainter* painter, const QRect& rect, int logical) const {
    painter->save();
    painter->setFont(font());
    painter->fillRect(rect, m_inks.header);
    painter->fillRect(rect.right(), rect.top(), 1, rect.height(), m_inks.line);
    painter->setPen(m_inks.dim);
    painter->drawText(rect.adjusted(0, 0, -PagePainter::kPadding - 1, 0), Qt::AlignVCenter | Qt::AlignRight,
                      model()->headerData(logical, Qt::Vertical, Qt::DisplayRole).toString());
    painter->restore();
}

void RowGutter::mousePressEvent(QMouseEvent* event) {
    if (const int row = logicalIndexAt(event->pos()); event->button() == Qt::LeftButton && row >= 0) {
        Q_EMIT rowPressed(row, event->modifiers());
    }
}

void RowGutter::mouseMoveEvent(QMouseEvent* event) {
    if (event->buttons().testFlag(Qt::LeftButton)) {
        Q_EMIT rowDragged(event->pos().y());
    }
}

void RowGutter::mouseReleaseEvent(QMouseEvent* event) {
    event->accept();
}

void RowGutter::changeEvent(QEvent* event) {
    if (event->type() == QEvent::PaletteChange) {
        m_inks = GridInks(palette());
    } else if (event->type() == QEvent::FontChange) {
        makeRoomFor(m_lastNumber);
    }
    QHeaderView::changeEvent(event);
}

} // namespace dbv::ui
