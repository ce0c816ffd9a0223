// SPDX-License-Identifier: Apache-2.0
#include "ui/grid/column_header.h"

#include <QContextMenuEvent>
#include <QMouseEvent>
#include <QPainter>

#include "ui/grid/page_painter.h"
#include "ui/grid/window_model.h"

namespace dbv::ui {

ColumnHeader::ColumnHeader(QWidget* parent) : QHeaderView(Qt::Horizontal, parent), m_inks(palette()) {
    setSectionsMovable(true);
    setSectionsClickable(true);
    setHighlightSections(false);
    setMinimumSectionSize(32);
    setAccessibleName(tr("Columns"));
}

QString ColumnHeader::typeText(int logical) const {
    return model()->headerData(logical, Qt::Horizontal, WindowModel::kTypeRole).toString();
}

int ColumnHeader::neededWidth(int logical) const {
    const QString name = model()->headerData(logical, Qt::Horizontal, Qt::DisplayRole).toString();
    const QString type = typeText(logical);
    const int gap = type.isEmpty() ? 0 : PagePainter::kPadding;
    return fontMetrics().horizontalAdvance(name) + gap + fontMetrics().horizontalAdvance(type) +
           2 * PagePainter::kPadding + 2;
}

QSize ColumnHeader::sizeHint() const {
    return {QHeaderView::sizeHint().width(), fontMetrics().height() + 10};
}

void ColumnHeader::paintSection(QPainter* painter, const QRect& rect, int logical) const {
    painter->save();
    painter->setFont(font());
    painter->fillRect(rect, m_inks.header);
    painter->fillRect(rect.left(), rect.bottom(), rect.width(), 1, m_inks.line);
    painter->fillRect(rect.right(), rect.top(), 1, rect.height(), m_inks.line);
    const QRect box = rect.adjusted(PagePainter::kPadding, 0, -PagePainter::kPadding - 1, 0);
    const QString name = model()->headerData(logical, Qt::Horizontal, Qt::DisplayRole).toString();
    const bool nameless = model()->headerData(logical, Qt::Horizontal, WindowModel::kNamelessRole).toBool();
    painter->setPen(nameless ? m_inks.dim : m_inks.text);
    painter->drawText(box, Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine,
                      fontMetrics().elidedText(name, Qt::ElideRight, box.width()));
    const int used = fontMetrics().horizontalAdvance(name) + PagePainter::kPadding;
    const QString type = typeText(logical);
    // A type that is cut tells less than none; the tooltip has it.
    if (fontMetrics().horizontalAdvance(type) <= box.width() - used) {
        painter->setPen(m_inks.dim);
        painter->drawText(box.adjusted(used, 0, 0, 0), Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine, type);
    }
    painter->restore();
}

void ColumnHeader::mousePressEvent(QMouseEvent* event) {
    QHeaderView::mousePressEvent(event);
    const bool onEdge = cursor().shape() == Qt::SplitHCursor;
    if (const int logical = logicalIndexAt(event->pos());
        event->button() == Qt::LeftButton && logical >= 0 && !onEdge) {
        Q_EMIT columnPressed(logical, event->modifiers());
    }
}

void ColumnHeader::contextMenuEvent(QContextMenuEvent* event) {
    Q_EMIT menuRequested(logicalIndexAt(event->pos()), event->globalPos());
}

void ColumnHeader::changeEvent(QEvent* event) {
    if (event->type() == QEvent::PaletteChange) {
        m_inks = GridInks(palette());
    }
    QHeaderView::changeEvent(event);
}

} // namespace dbv::ui
