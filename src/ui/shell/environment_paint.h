// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QIcon>
#include <QWidget>

#include "ui/theme/theme.h"

namespace dbv::ui {

/// The colour of an environment as a small mark beside a name.
[[nodiscard]] QIcon environmentMark(const ColorPair& colors, qreal devicePixelRatio);

/// Gives a widget the colours of an environment, or its own again for none.
void paintEnvironment(QWidget& widget, const Theme& theme, Environment environment);

} // namespace dbv::ui
