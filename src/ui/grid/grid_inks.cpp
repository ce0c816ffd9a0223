// SPDX-License-Identifier: Apache-2.0
#include "ui/grid/grid_inks.h"

#include <algorithm>
#include <cmath>

#include "ui/theme/theme.h"

namespace dbv::ui {
namespace {

constexpr double kMinContrast = 4.5;

} // namespace

QColor blend(const QColor& from, const QColor& to, double share) {
    const auto mix = [share](int a, int b) { return static_cast<int>(std::lround(a + (b - a) * share)); };
    return {mix(from.red(), to.red()), mix(from.green(), to.green()), mix(from.blue(), to.blue())};
}

QColor readableOn(const QColor& ink, std::initializer_list<QColor> grounds) {
    const auto worst = [grounds](const QColor& color) {
        double ratio = 21;
        for (const QColor& ground : grounds) {
            ratio = std::min(ratio, contrastRatio(color, ground));
        }
        return ratio;
    };
    const QColor pole = worst(Qt::black) > worst(Qt::white) ? QColor(Qt::black) : QColor(Qt::white);
    for (int step = 0; step < 20; ++step) {
        const QColor moved = blend(ink, pole, step / 20.0);
        if (worst(moved) >= kMinContrast) {
            return moved;
        }
    }
    return pole;
}

GridInks::GridInks(const QPalette& palette) {
    const QColor base = palette.color(QPalette::Base);
    const QColor ink = palette.color(QPalette::Text);
    const QColor accent = palette.color(QPalette::Highlight);
    ground = base;
    stripe = blend(base, ink, 0.025);
    selection = blend(base, accent, 0.25);
    line = blend(base, ink, 0.10);
    placeholder = blend(base, ink, 0.08);
    focus = accent;
    header = blend(base, ink, 0.06);
    headerSelected = blend(header, accent, 0.25);
    const auto readable = [this](const QColor& color) {
        return readableOn(color, {ground, stripe, selection, header, headerSelected});
    };
    text = readable(ink);
    dim = readable(blend(ink, base, 0.45));
    damaged = readable(QColor(0xC0, 0x30, 0x20));
}

} // namespace dbv::ui
