// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/environment_paint.h"

#include <algorithm>

#include <QPainter>
#include <QPixmap>

namespace dbv::ui {

namespace {

/// As pictures of lines and tabs are, or a screen with doubled pixels would make the mark larger.
constexpr int kMarkSize = 16;
constexpr int kMarkEdge = 3;

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
        painter.drawRoundedRect(QRectF(kMarkEdge, kMarkEdge, kMarkSize - 2 * kMarkEdge, kMarkSize - 2 * kMarkEdge), 3,
                                3);
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

QRect paintEnvironmentName(QPainter& painter, const QStyleOptionViewItem& line, const ColorPair& colors,
                           const QString& name, const QRect& place) {
    const QFontMetrics& metrics = line.fontMetrics;
    const int margin = metrics.averageCharWidth();
    const int whole = metrics.horizontalAdvance(name) + margin;
    const int width = std::min(whole, place.width());
    if (name.isEmpty() || width < kNarrowName) {
        return place;
    }
    // A few letters of it say less than none.
    const bool readable = width >= std::min(whole, 5 * margin);
    const QRectF mark(place.left() + 0.5, place.top() + 1.5, width - 1, place.height() - 3);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    const bool chosen = line.state.testFlag(QStyle::State_Selected);
    painter.setPen(QPen(chosen ? colors.text : colors.background, 1));
    painter.setBrush(colors.background);
    painter.drawRoundedRect(mark, 3, 3);
    painter.setPen(colors.text);
    if (readable) {
        painter.drawText(mark, Qt::AlignCenter, metrics.elidedText(name, Qt::ElideRight, width - margin / 2));
    }
    painter.restore();
    return place.adjusted(std::min(width + margin, place.width()), 0, 0, 0);
}

} // namespace dbv::ui
