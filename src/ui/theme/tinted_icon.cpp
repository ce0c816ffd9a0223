// SPDX-License-Identifier: Apache-2.0
#include "ui/theme/tinted_icon.h"

#include <QImageReader>
#include <QPainter>
#include <QPixmap>
#include <QString>

namespace dbv::ui {

namespace {

QPixmap tinted(QPixmap mask, const QColor& color) {
    if (mask.isNull()) {
        return mask;
    }
    QPainter painter(&mask);
    painter.setCompositionMode(QPainter::CompositionMode_SourceIn);
    painter.fillRect(mask.rect(), color);
    return mask;
}

} // namespace

QPixmap ownPixmap(const QString& file) {
    QImageReader reader(file, "png");
    // Otherwise every image plugin of the system is loaded to ask whether the picture is one of its own.
    reader.setAutoDetectImageFormat(false);
    return QPixmap::fromImage(reader.read());
}

QIcon tintedIcon(QLatin1String name, const QPalette& palette) {
    QIcon icon;
    for (const int size : {16, 32}) {
        const QPixmap mask = ownPixmap(QStringLiteral(":/icons/%1-%2.png").arg(name).arg(size));
        icon.addPixmap(tinted(mask, palette.color(QPalette::Active, QPalette::ButtonText)));
        icon.addPixmap(tinted(mask, palette.color(QPalette::Active, QPalette::HighlightedText)), QIcon::Selected);
        icon.addPixmap(tinted(mask, palette.color(QPalette::Disabled, QPalette::ButtonText)), QIcon::Disabled);
    }
    return icon;
}

QIcon inInk(const QIcon& icon, const QColor& ink) {
    constexpr float kFaint = 0.6F;
    QColor faint = ink;
    faint.setAlphaF(kFaint);
    QIcon inked;
    for (const QSize size : icon.availableSizes()) {
        const QPixmap mask = icon.pixmap(size, 1.0);
        inked.addPixmap(tinted(mask, ink));
        inked.addPixmap(tinted(mask, faint), QIcon::Disabled);
    }
    return inked;
}

} // namespace dbv::ui
