// SPDX-License-Identifier: Apache-2.0
#include "ui/theme/own_symbols.h"

#include <QIconEngine>
#include <QPainter>
#include <QPainterPath>

#include "ui/theme/theme.h"

namespace dbv::ui {

namespace {

enum class Sign : std::uint8_t { Information, Question, Warning, Error, Cross };

/// All signs are drawn on a square of this side. Unit: none.
constexpr double kSide = 16;

void drawExclamation(QPainter& painter, double top, double bottom) {
    painter.drawLine(QPointF(8, top), QPointF(8, bottom - 3.2));
    painter.drawPoint(QPointF(8, bottom));
}

void drawGround(Sign sign, QPainter& painter, const QColor& ground) {
    painter.setPen(Qt::NoPen);
    painter.setBrush(ground);
    if (sign != Sign::Warning) {
        painter.drawEllipse(QPointF(8, 8), 7, 7);
        return;
    }
    const QPolygonF triangle({{8, 2.2}, {14.4, 13.6}, {1.6, 13.6}});
    painter.setPen(QPen(ground, 1.8, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.drawPolygon(triangle);
}

void drawSign(Sign sign, QPainter& painter) {
    switch (sign) {
    case Sign::Information:
        painter.drawPoint(QPointF(8, 4.8));
        painter.drawLine(QPointF(8, 7.6), QPointF(8, 11.4));
        break;
    case Sign::Warning: drawExclamation(painter, 5.8, 11.9); break;
    case Sign::Error:
        painter.drawLine(QPointF(5.5, 5.5), QPointF(10.5, 10.5));
        painter.drawLine(QPointF(10.5, 5.5), QPointF(5.5, 10.5));
        break;
    case Sign::Question: {
        QPainterPath hook(QPointF(5.9, 6.3));
        hook.cubicTo({5.9, 3.5}, {10.1, 3.5}, {10.1, 6.3});
        hook.cubicTo({10.1, 7.9}, {8, 7.7}, {8, 9.3});
        painter.drawPath(hook);
        painter.drawPoint(QPointF(8, 11.8));
        break;
    }
    case Sign::Cross:
        painter.drawLine(QPointF(4.5, 4.5), QPointF(11.5, 11.5));
        painter.drawLine(QPointF(11.5, 4.5), QPointF(4.5, 11.5));
        break;
    }
}

class SignEngine final : public QIconEngine {
public:
    SignEngine(Sign sign, const ColorPair& colors) : m_sign(sign), m_colors(colors) {}

    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State /*state*/) override {
        constexpr double kStroke = 1.6;
        constexpr double kThin = 1.2;
        const double side = std::min(rect.width(), rect.height());
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setOpacity(mode == QIcon::Disabled ? 0.5 : 1.0);
        painter->translate(QRectF(rect).center() - QPointF(side, side) / 2);
        painter->scale(side / kSide, side / kSide);
        if (m_sign != Sign::Cross) {
            drawGround(m_sign, *painter, m_colors.background);
        }
        painter->setBrush(Qt::NoBrush);
        painter->setPen(
            QPen(m_colors.text, m_sign == Sign::Cross ? kThin : kStroke, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        drawSign(m_sign, *painter);
        painter->restore();
    }
    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override {
        QPixmap drawn(size);
        drawn.fill(Qt::transparent);
        QPainter painter(&drawn);
        paint(&painter, QRect(QPoint(0, 0), size), mode, state);
        return drawn;
    }
    [[nodiscard]] QIconEngine* clone() const override { return new SignEngine(*this); }

private:
    Sign m_sign;
    ColorPair m_colors;
};

std::optional<Sign> signOf(QStyle::StandardPixmap which) {
    switch (which) {
    case QStyle::SP_MessageBoxInformation: return Sign::Information;
    case QStyle::SP_MessageBoxQuestion: return Sign::Question;
    case QStyle::SP_MessageBoxWarning: return Sign::Warning;
    case QStyle::SP_MessageBoxCritical: return Sign::Error;
    case QStyle::SP_DockWidgetCloseButton:
    case QStyle::SP_TitleBarCloseButton: return Sign::Cross;
    default: return std::nullopt;
    }
}

} // namespace

std::optional<QIcon> ownSymbol(QStyle::StandardPixmap which, const QPalette& palette) {
    const std::optional<Sign> sign = signOf(which);
    if (!sign) {
        return std::nullopt;
    }
    const Theme theme = makeTheme(schemeOf(palette));
    const auto colors = [&]() -> ColorPair {
        switch (*sign) {
        case Sign::Warning: return theme.of(Environment::Staging);
        case Sign::Error: return theme.of(Environment::Production);
        case Sign::Cross: return {QColor(), theme.palette.color(QPalette::WindowText)};
        case Sign::Information:
        case Sign::Question: break;
        }
        return theme.of(Environment::Test);
    };
    return QIcon(new SignEngine(*sign, colors()));
}

} // namespace dbv::ui
