// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include <QIcon>
#include <QPalette>
#include <QStyle>

namespace dbv::ui {

/// The program's own picture for one of a style's: the signs of messages and questions, the cross of a panel, and what a choice of
/// files has. They are drawn anew in each size, so they are sharp on every screen. Nothing where the style's own stays.
[[nodiscard]] std::optional<QIcon> ownSymbol(QStyle::StandardPixmap which, const QPalette& palette);

} // namespace dbv::ui
