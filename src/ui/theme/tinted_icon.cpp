// SPDX-License-Identifier: Apache-2.0
#include "ui/theme/tinted_icon.h"

#include <QPainter>
#include <QPixmap>
#include <QString>

namespace dbv::ui {

namespace {

QPixmap tinted(const QString& file, const QColor& color) {
    QPixmap mask(file);
    if (mask.isNull()) {
        return mask;
    }
    QPainter painter(&mask);
    painter.setCompositionMode(QPainter::CompositionMode_SourceIn);
    painter.fillRect(mask.rect(), color);
    return mask;
}

} // namespace

QIcon tintedIcon(QLatin1String name, const QPalette& palette) {
    QIcon icon;
    for (const int size : {16, 32}) {
        const QString file = QStringLiteral(":/icons/%1-%2.png").arg(name).arg(size);
        icon.addPixmap(tinted(file, palette.color(QPalette::Active, QPalette::ButtonText)));
        icon.addPixmap(tinted(file, palette.color(QPalette::Active, QPalette::HighlightedText)), QIcon::Selected);
        icon.addPixmap(tinted(file, palette.color(QPalette::Disabled, QPalette::ButtonText)), QIcon::Disabled);
    }
    return icon;
}

} // namespace dbv::ui
