// SPDX-License-Identifier: Apache-2.0
#include "ui/explorer/explorer_delegate.h"

#include <algorithm>

#include <QApplication>
#include <QPainter>

#include "ui/shell/environment_paint.h"
#include "ui/theme/tinted_icon.h"
#include "viewmodel/environment_text.h"
#include "viewmodel/schema_tree.h"

namespace dbv::ui {

namespace {

/// Of a name, beside the mark of its environment.
constexpr int kFewestLetters = 4;

} // namespace

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
    if (isMarked(index) && option->rect.width() > 0) {
        // The name gives way before that of the environment does, which is always whole while a few letters of it have room.
        const QStyle* style = option->widget != nullptr ? option->widget->style() : QApplication::style();
        const int room = style->subElementRect(QStyle::SE_ItemViewItemText, option, option->widget).width();
        const int margin = option->fontMetrics.averageCharWidth();
        const auto environment =
            static_cast<protocol::Environment>(index.data(viewmodel::SchemaTree::EnvironmentRole).toInt());
        const int mark = option->fontMetrics.horizontalAdvance(viewmodel::environmentName(environment)) + margin;
        const int whole = room - mark - 3 * margin;
        option->text = option->fontMetrics.elidedText(
            option->text, Qt::ElideRight, whole >= kFewestLetters * margin ? whole : room - kNarrowName - 3 * margin);
    }
}

bool ExplorerDelegate::isMarked(const QModelIndex& index) {
    return index.data(viewmodel::SchemaTree::EnvironmentRole).toInt() != 0;
}

void ExplorerDelegate::setTheme(const Theme& theme) {
    m_theme = theme;
    m_icons.clear();
}

QRect ExplorerDelegate::paintEnvironment(QPainter& painter, const QStyleOptionViewItem& option, const QRect& place,
                                         const QModelIndex& index) const {
    const auto environment = index.data(viewmodel::SchemaTree::EnvironmentRole).toInt();
    const QString name = viewmodel::environmentName(static_cast<protocol::Environment>(environment));
    return paintEnvironmentName(painter, option, m_theme.of(static_cast<Environment>(environment)), name, place);
}

void ExplorerDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
    QStyledItemDelegate::paint(painter, option, index);
    const QString detail = index.data(viewmodel::SchemaTree::DetailRole).toString();
    if (detail.isEmpty() && !isMarked(index)) {
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
