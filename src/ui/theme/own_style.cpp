// SPDX-License-Identifier: Apache-2.0
#include "ui/theme/own_style.h"

#include <algorithm>
#include <optional>

#include <QAbstractItemView>
#include <QGuiApplication>
#include <QPainter>
#include <QPushButton>
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

/// What has the keyboard, everywhere in the same way: Fusion's own frame is a shade of what it stands on.
void drawFocus(const QStyleOption& option, QPainter& painter, const QRectF& place) {
    constexpr double kThick = 2;
    constexpr double kRound = 3;
    // A tab that is chosen is no selection.
    const bool onSelection = option.state.testFlags(QStyle::State_Selected | QStyle::State_Item);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(
        QPen(option.palette.color(QPalette::Active, onSelection ? QPalette::HighlightedText : QPalette::Link), kThick));
    painter.setBrush(Qt::NoBrush);
    // On a selection it stands apart from the ground around that, which may have its colour.
    const double inside = kThick / 2 + (onSelection ? 1 : 0);
    painter.drawRoundedRect(place.adjusted(inside, inside, -inside, -inside), kRound, kRound);
    painter.restore();
}

bool isFocused(const QStyleOption& option) {
    return option.state.testFlag(QStyle::State_HasFocus) && option.state.testFlag(QStyle::State_Enabled);
}

/// A list or a table, which has the keyboard as a whole; an editor shows its caret.
bool isFocusedView(const QWidget* widget) {
    const auto* view = qobject_cast<const QAbstractItemView*>(widget);
    return view != nullptr && view->hasFocus();
}

/// The edge of a field or a box on a dark ground, where Fusion's own is darker than the ground and can't be seen.
void drawEdge(const QStyleOption& option, QPainter& painter) {
    QColor edge = option.palette.color(QPalette::WindowText);
    edge.setAlphaF(option.state.testFlag(QStyle::State_Enabled) ? 0.45F : 0.25F);
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
    if (element == PE_FrameFocusRect) {
        // A button has it around all of itself.
        if (qobject_cast<const QPushButton*>(widget) == nullptr) {
            drawFocus(*option, *painter, option->rect);
        }
        return;
    }
    QProxyStyle::drawPrimitive(element, option, painter, widget);
    const bool isField = element == PE_FrameLineEdit || element == PE_IndicatorCheckBox;
    if (isField && isDark(option->palette)) {
        drawEdge(*option, *painter);
    }
    if (((isField || element == PE_PanelButtonCommand) && isFocused(*option)) ||
        (element == PE_Frame && isFocusedView(widget))) {
        drawFocus(*option, *painter, option->rect);
    }
}

void OwnStyle::drawComplexControl(ComplexControl control, const QStyleOptionComplex* option, QPainter* painter,
                                  const QWidget* widget) const {
    QProxyStyle::drawComplexControl(control, option, painter, widget);
    if (control == CC_SpinBox && isDark(option->palette)) {
        drawEdge(*option, *painter);
    }
    if ((control == CC_SpinBox || control == CC_ComboBox) && isFocused(*option)) {
        drawFocus(*option, *painter, option->rect);
    }
}

void OwnStyle::drawControl(ControlElement element, const QStyleOption* option, QPainter* painter,
                           const QWidget* widget) const {
    if (const auto* box = qstyleoption_cast<const QStyleOptionComboBox*>(option);
        element == CE_ComboBoxLabel && box != nullptr && !box->editable) {
        // Fusion cuts what has no room in the middle of a letter.
        constexpr int kAroundText = 8;
        const QRect field = proxy()->subControlRect(CC_ComboBox, box, SC_ComboBoxEditField, widget);
        const int picture = box->currentIcon.isNull() ? 0 : box->iconSize.width() + kAroundText;
        QStyleOptionComboBox cut(*box);
        cut.currentText =
            box->fontMetrics.elidedText(box->currentText, Qt::ElideRight, field.width() - picture - kAroundText / 2);
        QProxyStyle::drawControl(element, &cut, painter, widget);
        return;
    }
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
