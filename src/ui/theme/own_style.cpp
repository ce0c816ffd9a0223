// SPDX-License-Identifier: Apache-2.0
#include "ui/theme/own_style.h"

#include <QPainter>
#include <QStyleOption>

namespace dbv::ui {

namespace {

/// A thin cross, with a ground under the mouse; Fusion's is a red box on the very tab that is being worked in.
void drawCloseMark(const QStyleOption& option, QPainter& painter) {
    constexpr double kBox = 16;
    constexpr double kArm = 3.5;
    const QPointF centre = QRectF(option.rect).center();
    QColor ink = option.palette.color(QPalette::WindowText);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    if (option.state.testFlag(QStyle::State_MouseOver)) {
        QColor ground = ink;
        ground.setAlphaF(0.14F);
        painter.setPen(Qt::NoPen);
        painter.setBrush(ground);
        painter.drawRoundedRect(QRectF(centre - QPointF(kBox / 2, kBox / 2), QSizeF(kBox, kBox)), 3, 3);
    } else {
        ink.setAlphaF(0.75F);
    }
    painter.setPen(QPen(ink, 1.3, Qt::SolidLine, Qt::RoundCap));
    painter.drawLine(centre - QPointF(kArm, kArm), centre + QPointF(kArm, kArm));
    painter.drawLine(centre + QPointF(-kArm, kArm), centre + QPointF(kArm, -kArm));
    painter.restore();
}

} // namespace

OwnStyle::OwnStyle() : QProxyStyle(QStringLiteral("Fusion")) {}

void OwnStyle::drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                             const QWidget* widget) const {
    if (element == PE_IndicatorTabClose) {
        drawCloseMark(*option, *painter);
        return;
    }
    QProxyStyle::drawPrimitive(element, option, painter, widget);
}

} // namespace dbv::ui
