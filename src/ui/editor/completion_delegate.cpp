// SPDX-License-Identifier: Apache-2.0
#include "ui/editor/completion_delegate.h"

#include <algorithm>

#include <QApplication>
#include <QPainter>

#include "viewmodel/completion_list.h"

namespace dbv::ui {

namespace {

using viewmodel::CompletionList;

constexpr int kSide = 8;
constexpr int kAbove = 3;

/// Bold letters are wider, so that the room for a text is that of all of them.
QFont boldFont(const QFont& font) {
    QFont bold = font;
    bold.setBold(true);
    return bold;
}

int letterWidth(const QStyleOptionViewItem& option) {
    return QFontMetrics(boldFont(option.font)).horizontalAdvance(QLatin1Char('W')) + kSide;
}

/// Paints a text whose letters at some places are bold, cut at the end where it does not fit; returns where it ends.
int paintLetters(QPainter& painter, const QFont& font, const QString& text, const QList<int>& places,
                 const QRect& area) {
    const QFont bold = boldFont(font);
    int x = area.x();
    qsizetype at = 0;
    while (at < text.size()) {
        const bool isBold = places.contains(static_cast<int>(at));
        qsizetype end = at + 1;
        while (end < text.size() && places.contains(static_cast<int>(end)) == isBold) {
            ++end;
        }
        painter.setFont(isBold ? bold : font);
        const QFontMetrics metrics(painter.font());
        const int room = area.right() - x;
        const QString run = metrics.elidedText(text.mid(at, end - at), Qt::ElideRight, room);
        painter.drawText(QRect(x, area.y(), std::max(0, room), area.height()), Qt::AlignLeft | Qt::AlignVCenter, run);
        x += metrics.horizontalAdvance(run);
        if (run.size() < end - at) {
            break;
        }
        at = end;
    }
    painter.setFont(font);
    return x;
}

} // namespace

QColor CompletionDelegate::colorOf(const QString& letter) const {
    if (letter == u"K") {
        return m_colors.keyword;
    }
    if (letter == u"F" || letter == u"Y") {
        return m_colors.number;
    }
    if (letter == u"C" || letter == u"J") {
        return m_colors.string;
    }
    return m_colors.parameter;
}

QSize CompletionDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const {
    const QFontMetrics metrics(boldFont(option.font));
    const QString detail = index.data(CompletionList::DetailRole).toString();
    int width = letterWidth(option) + 3 * kSide + metrics.horizontalAdvance(index.data(Qt::DisplayRole).toString());
    width += detail.isEmpty() ? 0 : 2 * kSide + option.fontMetrics.horizontalAdvance(detail);
    return {width, option.fontMetrics.height() + 2 * kAbove};
}

void CompletionDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
    // The editor has the focus: what is chosen here is chosen all the same.
    const bool selected = option.state.testFlag(QStyle::State_Selected);
    const QColor strong = option.palette.color(QPalette::Active, selected ? QPalette::HighlightedText : QPalette::Text);
    const QColor weak = selected ? strong : option.palette.color(QPalette::Active, QPalette::PlaceholderText);
    painter->save();
    painter->fillRect(option.rect,
                      option.palette.color(QPalette::Active, selected ? QPalette::Highlight : QPalette::Base));
    QRect area = option.rect.adjusted(kSide, 0, -kSide, 0);
    const QString letter = index.data(CompletionList::LetterRole).toString();
    painter->setFont(boldFont(option.font));
    painter->setPen(selected ? strong : colorOf(letter));
    painter->drawText(QRect(area.x(), area.y(), letterWidth(option), area.height()), Qt::AlignLeft | Qt::AlignVCenter,
                      letter);
    area.adjust(letterWidth(option), 0, 0, 0);
    const QString text = index.data(Qt::DisplayRole).toString();
    const QString detail = index.data(CompletionList::DetailRole).toString();
    painter->setPen(strong);
    const int end =
        paintLetters(*painter, option.font, text, index.data(CompletionList::PlacesRole).value<QList<int>>(), area);
    const QRect rest(end + 2 * kSide, area.y(), std::max(0, area.right() - end - 2 * kSide), area.height());
    painter->setPen(weak);
    painter->drawText(rest, Qt::AlignRight | Qt::AlignVCenter,
                      option.fontMetrics.elidedText(detail, Qt::ElideRight, rest.width()));
    painter->restore();
}

} // namespace dbv::ui
