// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QIcon>
#include <QStyleOptionViewItem>
#include <QWidget>

#include "ui/theme/theme.h"

namespace dbv::ui {

/// The colour of an environment as a small mark beside a name.
[[nodiscard]] QIcon environmentMark(const ColorPair& colors, qreal devicePixelRatio);

/// Gives a widget the colours of an environment, or its own again for none.
void paintEnvironment(QWidget& widget, const Theme& theme, Environment environment);

/// The room for the colours alone. Unit: device-independent pixels.
inline constexpr int kNarrowName = 10;

/// Paints the name of an environment in its colours at the left of `place`, or the colours alone where there is no room for the
/// name, and nothing where there is none for them either; on a chosen line, whose ground may be of the same colour, with an edge.
/// Returns what is left of `place`.
[[nodiscard]] QRect paintEnvironmentName(QPainter& painter, const QStyleOptionViewItem& line, const ColorPair& colors,
                                         const QString& name, const QRect& place);

} // namespace dbv::ui
