// SPDX-License-Identifier: Apache-2.0
#include "ui/grid/glyph_shaper.h"

#include <array>
#include <cmath>
#include <memory>

#include <QFontMetricsF>
#include <QPainter>
#include <QTextLayout>

namespace dbv::ui {
namespace {

constexpr char16_t kTableEnd = 0x2440;
constexpr float kUnknown = -1;
constexpr float kNotSimple = -2;
constexpr int kShapedTexts = 8192;
constexpr QChar kEllipsis(0x2026);

/// Half-open ranges of characters that need no shaping: Latin, Greek, Cyrillic, punctuation, currency, arrows, and the
/// pictures of control characters.
constexpr std::array<std::pair<char16_t, char16_t>, 7> kSimpleRanges{{{0x0020, 0x007F},
                                                                      {0x00A0, 0x0250},
                                                                      {0x0370, 0x0483},
                                                                      {0x048A, 0x0530},
                                                                      {0x2010, 0x205F},
                                                                      {0x20A0, 0x2200},
                                                                      {0x2400, kTableEnd}}};

[[nodiscard]] bool isInSimpleRange(char16_t c) {
    for (const auto& [begin, end] : kSimpleRanges) {
        if (c >= begin && c < end) {
            return c != 0x00AD && (c < 0x2028 || c > 0x202E) && (c < 0x20D0 || c >= 0x2100);
        }
    }
    return false;
}

} // namespace

void GlyphSheet::clear() {
    indexes.clear();
    positions.clear();
    shaped.clear();
}

void GlyphSheet::draw(QPainter& painter, const QRawFont& font) const {
    if (!indexes.isEmpty()) {
        QGlyphRun run;
        run.setRawFont(font);
        run.setRawData(indexes.constData(), positions.constData(), static_cast<int>(indexes.size()));
        painter.drawGlyphRun({}, run);
    }
    for (const auto& [at, runs] : shaped) {
        for (const QGlyphRun& run : runs) {
            painter.drawGlyphRun(at, run);
        }
    }
}

GlyphShaper::GlyphShaper(const QFont& font)
    : m_font(font), m_raw(QRawFont::fromFont(font)), m_table(kTableEnd), m_shaped(kShapedTexts), m_cuts(kShapedTexts) {
    // The sums of single advances are what is painted, so what Qt lays out should agree.
    m_font.setKerning(false);
}

const GlyphShaper::Glyph* GlyphShaper::simpleGlyph(QChar c) {
    if (c.unicode() >= kTableEnd) {
        return nullptr;
    }
    Glyph& glyph = m_table[c.unicode()];
    if (glyph.advance == kUnknown) {
        const QList<quint32> indexes = isInSimpleRange(c.unicode()) ? m_raw.glyphIndexesForString(c) : QList<quint32>();
        if (indexes.size() == 1 && indexes.front() != 0) {
            glyph = {indexes.front(), static_cast<float>(m_raw.advancesForGlyphIndexes(indexes).front().x())};
        } else {
            glyph.advance = kNotSimple;
        }
    }
    return glyph.advance >= 0 ? &glyph : nullptr;
}

bool GlyphShaper::measureSimple(const QString& text, qreal& width) {
    double sum = 0;
    for (const QChar c : text) {
        const Glyph* glyph = simpleGlyph(c);
        if (glyph == nullptr) {
            return false;
        }
        sum += static_cast<double>(glyph->advance);
    }
    width = sum;
    return true;
}

qreal GlyphShaper::width(const QString& text) {
    qreal width = 0;
    return measureSimple(text, width) ? width : shape(text).width;
}

void GlyphShaper::place(GlyphSheet& sheet, const QString& text, const QRectF& box, bool alignRight) {
    qreal natural = 0;
    const bool simple = measureSimple(text, natural);
    const Shaped* shaped = simple ? nullptr : &shape(text);
    natural = simple ? natural : shaped->width;
    const bool cut = natural > box.width();
    if (cut && !simple) {
        shaped = &shapeCut(text, box.width());
        natural = shaped->width;
    }
    const qreal x = alignRight && !cut ? box.right() - std::ceil(natural) : box.left();
    const qreal top = box.top() + std::floor((box.height() - m_raw.ascent() - m_raw.descent()) / 2);
    const QPointF baseline(x, std::round(top + m_raw.ascent()));
    if (simple) {
        placeSimple(sheet, text, baseline, box.width(), cut);
    } else {
        sheet.shaped.emplace_back(baseline, shaped->runs);
    }
}

void GlyphShaper::placeSimple(GlyphSheet& sheet, const QString& text, QPointF at, qreal available, bool cut) {
    const Glyph* ellipsis = simpleGlyph(kEllipsis);
    const double end = at.x() + available - (cut && ellipsis != nullptr ? static_cast<double>(ellipsis->advance) : 0.0);
    const auto put = [&sheet, &at](const Glyph& glyph) {
        sheet.indexes.append(glyph.index);
        sheet.positions.append(at);
        at.rx() += static_cast<double>(glyph.advance);
    };
    for (const QChar c : text) {
        const Glyph* glyph = simpleGlyph(c);
        if (cut && at.x() + static_cast<double>(glyph->advance) > end) {
            break;
        }
        put(*glyph);
    }
    if (cut && ellipsis != nullptr && available >= static_cast<double>(ellipsis->advance)) {
        put(*ellipsis);
    }
}

const GlyphShaper::Shaped& GlyphShaper::shapeCut(const QString& text, qreal available) {
    // Finding where to cut costs as much as shaping, so what it found is kept as well.
    const QString key = QString::number(static_cast<int>(available)) + QChar(0) + text;
    if (const QString* cut = m_cuts.object(key)) {
        return shape(*cut);
    }
    const QString cut = QFontMetricsF(m_font).elidedText(text, Qt::ElideRight, std::floor(available));
    m_cuts.insert(key, new QString(cut));
    return shape(cut);
}

const GlyphShaper::Shaped& GlyphShaper::shape(const QString& text) {
    if (const Shaped* kept = m_shaped.object(text)) {
        return *kept;
    }
    QTextLayout layout(text, m_font);
    QTextOption option;
    option.setWrapMode(QTextOption::NoWrap);
    layout.setTextOption(option);
    layout.beginLayout();
    QTextLine line = layout.createLine();
    layout.endLayout();
    auto shaped = std::make_unique<Shaped>();
    if (line.isValid()) {
        shaped->width = line.naturalTextWidth();
        line.setPosition({0, -line.ascent()});
        shaped->runs = layout.glyphRuns();
    }
    const Shaped* kept = shaped.get();
    m_shaped.insert(text, shaped.release());
    return *kept;
}

} // namespace dbv::ui
