// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <utility>
#include <vector>

#include <QCache>
#include <QFont>
#include <QGlyphRun>
#include <QList>
#include <QPointF>
#include <QRawFont>
#include <QRectF>
#include <QString>

class QPainter;

namespace dbv::ui {

/// Glyphs of one font and one colour, collected to be drawn with a single call.
struct GlyphSheet {
    QList<quint32> indexes;
    QList<QPointF> positions;
    /// What needed a full text layout, with where it goes.
    std::vector<std::pair<QPointF, QList<QGlyphRun>>> shaped;

    void clear();
    void draw(QPainter& painter, const QRawFont& font) const;
};

/// Turns short lines of text into placed glyphs.
///
/// A grid page has a thousand texts, most of them never seen before, so a layout for each is too slow. Scripts whose
/// characters stand side by side without influencing each other are placed from a table of advances; everything else
/// goes through Qt's layout, and the result is kept.
class GlyphShaper {
public:
    explicit GlyphShaper(const QFont& font);

    [[nodiscard]] const QRawFont& rawFont() const { return m_raw; }
    /// Unit: device-independent pixels.
    [[nodiscard]] qreal width(const QString& text);
    /// Adds a text in a box, cut with an ellipsis where it does not fit.
    void place(GlyphSheet& sheet, const QString& text, const QRectF& box, bool alignRight);

private:
    struct Glyph {
        quint32 index = 0;
        float advance = -1;
    };
    struct Shaped {
        QList<QGlyphRun> runs;
        qreal width = 0;
    };

    [[nodiscard]] const Glyph* simpleGlyph(QChar c);
    [[nodiscard]] bool measureSimple(const QString& text, qreal& width);
    void placeSimple(GlyphSheet& sheet, const QString& text, QPointF at, qreal available, bool cut);
    [[nodiscard]] const Shaped& shape(const QString& text);
    [[nodiscard]] const Shaped& shapeCut(const QString& text, qreal available);

    QFont m_font;
    QRawFont m_raw;
    std::vector<Glyph> m_table;
    QCache<QString, Shaped> m_shaped;
    QCache<QString, QString> m_cuts;
};

} // namespace dbv::ui
