// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/environment_paint.h"

#include <QPainter>
#include <QPixmap>

namespace dbv::ui {

namespace {

constexpr int kMarkSize = 12;

} // namespace

QIcon environmentMark(const ColorPair& colors, qreal devicePixelRatio) {
    const auto mark = [&](const QPen& edge) {
        QPixmap pixmap(QSize(kMarkSize, kMarkSize) * devicePixelRatio);
        pixmap.setDevicePixelRatio(devicePixelRatio);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setBrush(colors.background);
        painter.setPen(edge);
        painter.drawRoundedRect(QRectF(1, 1, kMarkSize - 2, kMarkSize - 2), 3, 3);
        return pixmap;
    };
    QIcon icon(mark(Qt::NoPen));
    // The ground of a chosen line may be of the same colour.
    icon.addPixmap(mark(QPen(colors.text, 1.5)), QIcon::Selected);
    return icon;
}

void paintEnvironment(QWidget& widget, const Theme& theme, Environment environment) {
    if (environment == Environment::None) {
        widget.setStyleSheet(QString());
        return;
    }
    const ColorPair& colors = theme.of(environment);
    widget.setStyleSheet(
        QStringLiteral("%1 { background-color: %2; color: %3; } %1 QLabel { color: %3; }")
            .arg(QString::fromLatin1(widget.metaObject()->className()), colors.background.name(), colors.text.name()));
}

} // namespace dbv::ui
