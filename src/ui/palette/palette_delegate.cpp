// SPDX-License-Identifier: Apache-2.0
#include "ui/palette/palette_delegate.h"

#include <algorithm>

#include <QApplication>
#include <QPainter>
#include <QTextLayout>

#include "ui/shell/environment_paint.h"
#include "ui/theme/tinted_icon.h"
#include "viewmodel/environment_text.h"
#include "viewmodel/palette_list.h"

namespace dbv::ui {

namespace {

constexpr int kIconSide = 16;
constexpr int kPadding = 6;

using viewmodel::PaletteList;

/// The runs of letters of one part of the line that are painted bold. `from` is where the part starts.
QList<QTextLayout::FormatRange> boldRuns(const QList<int>& places, int from, qsizetype length) {
    QList<QTextLayout::FormatRange> runs;
    for (const int place : places) {
        const int at = place - from;
        if (at < 0 || at >= length) {
            continue;
        }
        if (!runs.isEmpty() && runs.back().start + runs.back().length == at) {
            ++runs.back().length;
        } else {
            QTextCharFormat bold;
            bold.setFontWeight(QFont::Bold);
            runs.append({at, 1, bold});
        }
    }
    return runs;
}

/// Paints one line of text with bold runs, cut at the end where it does not fit; returns the width used.
int paintRuns(QPainter& painter, const QFont& font, const QString& text, const QList<QTextLayout::FormatRange>& runs,
              const QRect& area) {
    const auto lay = [&font, &runs](QTextLayout& layout) {
        layout.setFont(font);
        layout.setFormats(runs);
        layout.beginLayout();
        QTextLine line = layout.createLine();
        line.setLineWidth(1e6);
        layout.endLayout();
        return line;
    };
    QTextLayout whole(text);
    QTextLine line = lay(whole);
    if (line.naturalTextWidth() <= area.width()) {
        line.draw(&painter, QPointF(area.x(), area.y() + (area.height() - line.height()) / 2));
        return static_cast<int>(line.naturalTextWidth());
    }
    const int room = area.width() - QFontMetrics(font).horizontalAdvance(QChar(0x2026));
    const int fits = room > 0 ? line.xToCursor(room, QTextLine::CursorOnCharacter) : 0;
    QTextLayout cut(text.left(fits) + QChar(0x2026));
    const QTextLine shortened = lay(cut);
    shortened.draw(&painter, QPointF(area.x(), area.y() + (area.height() - shortened.height()) / 2));
    return area.width();
}

} // namespace

PaletteDelegate::PaletteDelegate(QObject* parent)
    : QStyledItemDelegate(parent), m_theme(makeTheme(schemeOf(QApplication::palette()))) {}

QSize PaletteDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& /*index*/) const {
    return {0, std::max(option.fontMetrics.height(), kIconSide) + 2 * kPadding};
}

void PaletteDelegate::paintIcon(QPainter& painter, const QStyleOptionViewItem& option, const QModelIndex& index,
                                const QRect& at) const {
    const QString name = index.data(PaletteList::IconRole).toString();
    if (name.isEmpty()) {
        return;
    }
    QIcon& icon = m_icons[name];
    if (icon.isNull()) {
        icon = tintedIcon(QLatin1String(name.toLatin1()), option.palette);
    }
    const bool enabled = index.data(PaletteList::EnabledRole).toBool();
    const bool selected = option.state.testFlag(QStyle::State_Selected);
    icon.paint(&painter, at, Qt::AlignCenter, !enabled ? QIcon::Disabled : selected ? QIcon::Selected : QIcon::Normal);
}

QRect PaletteDelegate::paintEnvironment(QPainter& painter, const QStyleOptionViewItem& option, const QModelIndex& index,
                                        const QRect& area) const {
    const auto environment = index.data(PaletteList::EnvironmentRole).toInt();
    const QString name = viewmodel::environmentName(static_cast<protocol::Environment>(environment));
    const ColorPair& colors = m_theme.of(static_cast<Environment>(environment));
    const int high = option.fontMetrics.height() + 2;
    const QRect line(area.left(), area.center().y() - high / 2, std::max(0, area.width()), high);
    const int left = paintEnvironmentName(painter, option, colors, name, line).left();
    return area.adjusted(left == area.left() ? 0 : left - area.left() + kPadding, 0, 0, 0);
}

void PaletteDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
    const QStyle* style = option.widget != nullptr ? option.widget->style() : QApplication::style();
    style->drawPrimitive(QStyle::PE_PanelItemViewItem, &option, painter, option.widget);
    const bool selected = option.state.testFlag(QStyle::State_Selected);
    const bool enabled = index.data(PaletteList::EnabledRole).toBool();
    const QColor strong = option.palette.color(selected ? QPalette::HighlightedText : QPalette::Text);
    const QColor weak = selected ? strong : option.palette.color(QPalette::PlaceholderText);
    const auto places = index.data(PaletteList::PlacesRole).value<QList<int>>();
    const QString text = index.data(Qt::DisplayRole).toString();
    const QString note = index.data(PaletteList::NoteRole).toString();
    const QString keys = index.data(PaletteList::KeysRole).toString();

    painter->save();
    QRect area = option.rect.adjusted(kPadding, 0, -kPadding, 0);
    paintIcon(*painter, option, index, {area.x(), area.center().y() - kIconSide / 2, kIconSide, kIconSide});
    area.adjust(kIconSide + kPadding, 0, 0, 0);
    painter->setPen(weak);
    painter->drawText(area, Qt::AlignRight | Qt::AlignVCenter, keys);
    if (!keys.isEmpty()) {
        area.adjust(0, 0, -option.fontMetrics.horizontalAdvance(keys) - 2 * kPadding, 0);
    }
    painter->setPen(enabled ? strong : weak);
    const int used = paintRuns(*painter, option.font, text, boldRuns(places, 0, text.size()), area);
    area.adjust(used + 2 * kPadding, 0, 0, 0);
    area = paintEnvironment(*painter, option, index, area);
    if (area.width() > 0) {
        painter->setPen(weak);
        // A reason stands in the note's place and was not searched.
        const auto runs = enabled ? boldRuns(places, static_cast<int>(text.size()) + 1, note.size())
                                  : QList<QTextLayout::FormatRange>();
        paintRuns(*painter, option.font, note, runs, area);
    }
    painter->restore();
}

} // namespace dbv::ui
