// SPDX-License-Identifier: Apache-2.0
#include "ui/explorer/explorer_delegate.h"

#include <QApplication>
#include <QPainter>

#include "ui/theme/tinted_icon.h"
#include "viewmodel/environment_text.h"
#include "viewmodel/schema_tree.h"

namespace dbv::ui {

void ExplorerDelegate::initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const {
    QStyledItemDelegate::initStyleOption(option, index);
    const QString name = index.data(viewmodel::SchemaTree::IconRole).toString();
    if (!name.isEmpty()) {
        QIcon& icon = m_icons[name];
        if (icon.isNull()) {
            icon = tintedIcon(QLatin1String(name.toLatin1()), option->palette);
        }
        option->icon = icon;
        option->features |= QStyleOptionViewItem::HasDecoration;
        option->decorationSize = {16, 16};
    }
}

void ExplorerDelegate::setTheme(const Theme& theme) {
    m_theme = theme;
    m_icons.clear();
}

QRect ExplorerDelegate::paintEnvironment(QPainter& painter, const QStyleOptionViewItem& option, const QRect& place,
                                         const QModelIndex& index) const {
    const auto environment = index.data(viewmodel::SchemaTree::EnvironmentRole).toInt();
    const QString name = viewmodel::environmentName(static_cast<protocol::Environment>(environment));
    const int margin = option.fontMetrics.averageCharWidth();
    const int width = option.fontMetrics.horizontalAdvance(name) + margin;
    if (name.isEmpty() || place.width() < width) {
        return place;
    }
    const ColorPair& colors = m_theme.of(static_cast<Environment>(environment));
    const QRectF mark(place.left(), place.top() + 1, width, place.height() - 2);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(colors.background);
    painter.drawRoundedRect(mark, 3, 3);
    painter.setPen(colors.text);
    painter.drawText(mark, Qt::AlignCenter, name);
    painter.restore();
    return place.adjusted(width + margin, 0, 0, 0);
}

void ExplorerDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
    QStyledItemDelegate::paint(painter, option, index);
    const QString detail = index.data(viewmodel::SchemaTree::DetailRole).toString();
    const bool isMarked = index.data(viewmodel::SchemaTree::EnvironmentRole).toInt() != 0;
    if (detail.isEmpty() && !isMarked) {
        return;
    }
    QStyleOptionViewItem full = option;
    initStyleOption(&full, index);
    const QStyle* style = full.widget != nullptr ? full.widget->style() : QApplication::style();
    const QRect text = style->subElementRect(QStyle::SE_ItemViewItemText, &full, full.widget);
    const int used = full.fontMetrics.horizontalAdvance(full.text) + full.fontMetrics.averageCharWidth() * 2;
    const QRect rest = paintEnvironment(*painter, full, text.adjusted(used, 0, 0, 0), index);
    const bool selected = full.state.testFlag(QStyle::State_Selected);
    painter->save();
    painter->setPen(full.palette.color(selected ? QPalette::HighlightedText : QPalette::PlaceholderText));
    painter->drawText(rest, Qt::AlignVCenter | Qt::AlignLeft,
                      full.fontMetrics.elidedText(detail, Qt::ElideRight, rest.width()));
    painter->restore();
}

} // namespace dbv::ui
