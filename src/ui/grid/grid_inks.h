// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <initializer_list>

#include <QColor>
#include <QPalette>

namespace dbv::ui {

/// A colour between two; 0 is `from`, 1 is `to`.
[[nodiscard]] QColor blend(const QColor& from, const QColor& to, double share);
/// `ink`, moved towards black or white until it has a contrast of at least 4.5 on each of the grounds.
[[nodiscard]] QColor readableOn(const QColor& ink, std::initializer_list<QColor> grounds);

/// What a grid is painted with, made from the palette, light or dark.
struct GridInks {
    explicit GridInks(const QPalette& palette);

    QColor ground;
    QColor stripe;
    QColor selection;
    QColor line;
    QColor placeholder;
    QColor focus;
    QColor header;
    QColor headerSelected;
    QColor text;
    QColor dim;
    QColor damaged;
};

} // namespace dbv::ui
