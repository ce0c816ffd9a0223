// SPDX-License-Identifier: Apache-2.0
#include "ui/grid/page_painter.h"

#include <algorithm>

#include <QPainter>

namespace dbv::ui {
namespace {

[[nodiscard]] QFont italicOf(QFont font) {
    font.setItalic(true);
    return font;
}

} // namespace

PagePainter::PagePainter(const QFont& font, const QPalette& palette)
    : m_inks(palette), m_upright(font), m_italic(italicOf(font)) {}

void PagePainter::paint(QPainter& painter, const QRect& area, const GridPage& page,
                        const viewmodel::ResultModel& result, const viewmodel::GridSelection& selection) {
    paintGrounds(painter, area, page, selection);
    paintLines(painter, page, area);
    for (GlyphSheet& sheet : m_sheets) {
        sheet.clear();
    }
    for (int row = 0; row < page.rows; ++row) {
        const viewmodel::DisplayRow shown = result.displayRow(page.firstRow + static_cast<std::uint64_t>(row));
        if (shown.resident()) {
            placeRow(page, row, shown, result);
        } else {
            paintPlaceholders(painter, page, row);
        }
    }
    drawText(painter);
    paintFocus(painter, page, selection.current());
}

void PagePainter::paintGrounds(QPainter& painter, const QRect& area, const GridPage& page,
                               const viewmodel::GridSelection& selection) const {
    painter.fillRect(area, m_inks.ground);
    const int right = page.columns.empty() ? 0 : page.columns.back().x + page.columns.back().width;
    for (int row = 0; row < page.rows; ++row) {
        const std::uint64_t absolute = page.firstRow + static_cast<std::uint64_t>(row);
        const int y = row * page.rowHeight;
        if (absolute % 2 == 1) {
            painter.fillRect(0, y, right, page.rowHeight, m_inks.stripe);
        }
        for (std::size_t i = 0; i < page.columns.size();) {
            const std::size_t begin = i;
            while (i < page.columns.size() && selection.contains({absolute, page.columns[i].visual})) {
                ++i;
            }
            if (i > begin) {
                const int x = page.columns[begin].x;
                painter.fillRect(x, y, page.columns[i - 1].x + page.columns[i - 1].width - x, page.rowHeight,
                                 m_inks.selection);
            }
            i += i == begin ? 1U : 0U;
        }
    }
}

void PagePainter::paintLines(QPainter& painter, const GridPage& page, const QRect& area) const {
    const int bottom = std::min(page.rows * page.rowHeight, area.bottom() + 1);
    for (const ColumnStrip& column : page.columns) {
        painter.fillRect(column.x + column.width - 1, 0, 1, bottom, m_inks.line);
    }
}

void PagePainter::paintPlaceholders(QPainter& painter, const GridPage& page, int row) const {
    const int height = page.rowHeight / 3;
    const int y = row * page.rowHeight + (page.rowHeight - height) / 2;
    for (const ColumnStrip& column : page.columns) {
        const int width = std::min(column.width - 2 * kPadding, column.width * 6 / 10);
        painter.fillRect(column.x + kPadding, y, width, height, m_inks.placeholder);
    }
}

void PagePainter::placeRow(const GridPage& page, int row, const viewmodel::DisplayRow& shown,
                           const viewmodel::ResultModel& result) {
    for (const ColumnStrip& column : page.columns) {
        const viewmodel::CellDisplay cell = shown.cell(column.logical);
        Ink ink = PlainInk;
        switch (cell.look) {
        case viewmodel::CellLook::Null: ink = NullInk; break;
        case viewmodel::CellLook::Blob: ink = DimInk; break;
        case viewmodel::CellLook::Damaged: ink = DamagedInk; break;
        case viewmodel::CellLook::Plain:
        case viewmodel::CellLook::Number: break;
        }
        const QRectF box(column.x + kPadding, row * page.rowHeight, column.width - 2 * kPadding - 1, page.rowHeight);
        GlyphShaper& shaper = ink == NullInk ? m_italic : m_upright;
        shaper.place(m_sheets[ink], cell.text, box, result.alignsRight(cell, column.logical));
    }
}

void PagePainter::drawText(QPainter& painter) const {
    const QColor inks[InkCount] = {m_inks.text, m_inks.dim, m_inks.dim, m_inks.damaged};
    for (int ink = 0; ink < InkCount; ++ink) {
        painter.setPen(inks[ink]);
        m_sheets[ink].draw(painter, ink == NullInk ? m_italic.rawFont() : m_upright.rawFont());
    }
}

void PagePainter::paintFocus(QPainter& painter, const GridPage& page, viewmodel::GridCell current) const {
    if (current.row < page.firstRow || current.row - page.firstRow >= static_cast<std::uint64_t>(page.rows)) {
        return;
    }
    const auto column = std::find_if(page.columns.begin(), page.columns.end(),
                                     [current](const ColumnStrip& c) { return c.visual == current.column; });
    if (column == page.columns.end()) {
        return;
    }
    const int y = static_cast<int>(current.row - page.firstRow) * page.rowHeight;
    const int line = page.focused ? 2 : 1;
    const QRectF box(column->x, y, column->width - 1, page.rowHeight);
    const double inset = line / 2.0;
    painter.setPen(QPen(page.focused ? m_inks.focus : m_inks.dim, line, Qt::SolidLine, Qt::SquareCap, Qt::MiterJoin));
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(box.adjusted(inset, inset, -inset, -inset));
}

} // namespace dbv::ui
