// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include <QFont>

#include "ui/grid/glyph_shaper.h"
#include "ui/grid/grid_inks.h"
#include "viewmodel/result_model.h"

class QPainter;

namespace dbv::ui {

/// Where a column stands on the screen. Unit: device-independent pixels of the viewport.
struct ColumnStrip {
    int logical = 0;
    int visual = 0;
    int x = 0;
    int width = 0;
};

/// What is on the screen: some columns and some rows, of which the last may be cut by the edge.
struct GridPage {
    std::vector<ColumnStrip> columns;
    std::uint64_t firstRow = 0;
    int rows = 0;
    int rowHeight = 0;
    bool focused = false;
};

/// Paints the cells of one page: grounds and lines first, then all text of one colour with one call.
class PagePainter {
public:
    /// Room between a cell's edge and its text.
    static constexpr int kPadding = 6;

    PagePainter(const QFont& font, const QPalette& palette);

    [[nodiscard]] const GridInks& inks() const { return m_inks; }
    [[nodiscard]] qreal textWidth(const QString& text) { return m_upright.width(text); }
    void paint(QPainter& painter, const QRect& area, const GridPage& page, const viewmodel::ResultModel& result,
               const viewmodel::GridSelection& selection);

private:
    enum Ink : std::uint8_t { PlainInk, NullInk, DimInk, DamagedInk, InkCount };

    void paintGrounds(QPainter& painter, const QRect& area, const GridPage& page,
                      const viewmodel::GridSelection& selection) const;
    void paintLines(QPainter& painter, const GridPage& page, const QRect& area) const;
    void paintPlaceholders(QPainter& painter, const GridPage& page, int row) const;
    void placeRow(const GridPage& page, int row, const viewmodel::DisplayRow& shown,
                  const viewmodel::ResultModel& result);
    void drawText(QPainter& painter) const;
    void paintFocus(QPainter& painter, const GridPage& page, viewmodel::GridCell current) const;

    GridInks m_inks;
    GlyphShaper m_upright;
    GlyphShaper m_italic;
    GlyphSheet m_sheets[InkCount];
};

} // namespace dbv::ui
