// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QColor>
#include <QIcon>
#include <QLatin1String>
#include <QPalette>
#include <QPixmap>
#include <QString>

namespace dbv::ui {

/// A PNG of the program's own resources. No image plugin is loaded for it. Null when there is none.
[[nodiscard]] QPixmap ownPixmap(const QString& file);

/// One of the program's one-colour icons, in the colours that a palette has for text, selected text and disabled
/// text.
[[nodiscard]] QIcon tintedIcon(QLatin1String name, const QPalette& palette);

/// A one-colour icon in another ink, fainter where it is disabled.
[[nodiscard]] QIcon inInk(const QIcon& icon, const QColor& ink);

} // namespace dbv::ui
