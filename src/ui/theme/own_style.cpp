// SPDX-License-Identifier: Apache-2.0
#include "ui/theme/own_style.h"

#include <algorithm>
#include <optional>

#include <QGuiApplication>
#include <QPainter>
#include <QStyleOption>

#include "ui/theme/own_symbols.h"
#include "ui/theme/tinted_icon.h"

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

/// The edge of a field or a box on a dark ground, where Fusion's own is darker than the ground and can't be seen.
void drawEdge(const QStyleOption& option, QPainter& painter) {
    const bool focused = option.state.testFlag(QStyle::State_HasFocus) && option.state.testFlag(QStyle::State_Enabled);
    QColor edge = option.palette.color(QPalette::WindowText);
    edge.setAlphaF(option.state.testFlag(QStyle::State_Enabled) ? 0.45F : 0.25F);
    if (focused) {
        edge = option.palette.color(QPalette::Highlight).lighter(160);
    }
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(edge, 1));
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(QRectF(option.rect).adjusted(0.5, 0.5, -0.5, -0.5), 2, 2);
    painter.restore();
}

bool hasOwnGround(const QPalette& palette) {
    return palette.color(QPalette::Active, QPalette::Button) !=
           QGuiApplication::palette().color(QPalette::Active, QPalette::Button);
}

/// A button under the mouse whose ground means something: that ground, further from its text. Fusion's gradient comes nearer.
void drawOwnGround(const QStyleOption& option, QPainter& painter) {
    constexpr int kDarker = 118;
    constexpr int kLighter = 112;
    const QColor ground = option.palette.color(QPalette::Button);
    const bool darkText = option.palette.color(QPalette::ButtonText).lightness() < ground.lightness();
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(darkText ? ground.lighter(kLighter) : ground.darker(kDarker));
    painter.drawRoundedRect(QRectF(option.rect), 2, 2);
    painter.restore();
}

bool isDark(const QPalette& palette) {
    return palette.color(QPalette::Window).lightness() < palette.color(QPalette::WindowText).lightness();
}

} // namespace

OwnStyle::OwnStyle() : QProxyStyle(QStringLiteral("Fusion")) {}

void OwnStyle::drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                             const QWidget* widget) const {
    if (element == PE_IndicatorTabClose) {
        drawCloseMark(*option, *painter);
        return;
    }
    if (element == PE_PanelButtonTool && hasOwnGround(option->palette)) {
        drawOwnGround(*option, *painter);
        return;
    }
    QProxyStyle::drawPrimitive(element, option, painter, widget);
    if ((element == PE_FrameLineEdit || element == PE_IndicatorCheckBox) && isDark(option->palette)) {
        drawEdge(*option, *painter);
    }
}

void OwnStyle::drawComplexControl(ComplexControl control, const QStyleOptionComplex* option, QPainter* painter,
                                  const QWidget* widget) const {
    QProxyStyle::drawComplexControl(control, option, painter, widget);
    if (control == CC_SpinBox && isDark(option->palette)) {
        drawEdge(*option, *painter);
    }
}

void OwnStyle::drawControl(ControlElement element, const QStyleOption* option, QPainter* painter,
                           const QWidget* widget) const {
    const auto* button = qstyleoption_cast<const QStyleOptionToolButton*>(option);
    if (element != CE_ToolButtonLabel || button == nullptr || button->icon.isNull()) {
        QProxyStyle::drawControl(element, option, painter, widget);
        return;
    }
    // On a ground of its own a button's picture has the ink of its text, or nobody could see it there.
    const QColor ink = button->palette.color(QPalette::Active, QPalette::ButtonText);
    QStyleOptionToolButton own(*button);
    if (ink != QGuiApplication::palette().color(QPalette::Active, QPalette::ButtonText)) {
        own.icon = inInk(button->icon, ink);
    }
    QProxyStyle::drawControl(element, &own, painter, widget);
}

QIcon OwnStyle::standardIcon(StandardPixmap which, const QStyleOption* option, const QWidget* widget) const {
    const std::optional<QIcon> own = ownSymbol(which, QGuiApplication::palette());
    return own ? *own : QProxyStyle::standardIcon(which, option, widget);
}

QPixmap OwnStyle::standardPixmap(StandardPixmap which, const QStyleOption* option, const QWidget* widget) const {
    constexpr int kUsual = 32;
    const std::optional<QIcon> own = ownSymbol(which, QGuiApplication::palette());
    return own ? own->pixmap(kUsual) : QProxyStyle::standardPixmap(which, option, widget);
}

QSize OwnStyle::sizeFromContents(ContentsType type, const QStyleOption* option, const QSize& size,
                                 const QWidget* widget) const {
    constexpr int kBetweenLines = 5;
    QSize whole = QProxyStyle::sizeFromContents(type, option, size, widget);
    if (type == CT_ItemViewItem && option != nullptr) {
        // Fusion leaves nothing between the lines of a list.
        whole.setHeight(std::max(whole.height(), option->fontMetrics.height() + kBetweenLines));
    }
    const auto* button = qstyleoption_cast<const QStyleOptionToolButton*>(option);
    if (type == CT_ToolButton && button != nullptr && !button->text.isEmpty() &&
        button->features.testFlag(QStyleOptionToolButton::HasMenu)) {
        // The arrow of its menu is drawn over the end of its text otherwise.
        whole.rwidth() += pixelMetric(PM_MenuButtonIndicator, option, widget);
    }
    return whole;
}

int OwnStyle::pixelMetric(PixelMetric metric, const QStyleOption* option, const QWidget* widget) const {
    constexpr int kBetweenTools = 4;
    return metric == PM_ToolBarItemSpacing ? kBetweenTools : QProxyStyle::pixelMetric(metric, option, widget);
}

int OwnStyle::styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget,
                        QStyleHintReturn* returned) const {
    // The style's own pictures are black on dark buttons, and only some buttons have one.
    return hint == SH_DialogButtonBox_ButtonsHaveIcons ? 0 : QProxyStyle::styleHint(hint, option, widget, returned);
}

} // namespace dbv::ui
