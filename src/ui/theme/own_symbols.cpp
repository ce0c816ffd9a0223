// SPDX-License-Identifier: Apache-2.0
#include "ui/theme/own_symbols.h"

#include <QIconEngine>
#include <QPainter>
#include <QPainterPath>

#include "ui/theme/theme.h"

namespace dbv::ui {

namespace {

enum class Sign : std::uint8_t {
    Information,
    Question,
    Warning,
    Error,
    // From here on they are lines without a ground of their own.
    Cross,
    Back,
    Forward,
    Parent,
    Folder,
    NewFolder,
    File,
    ShortLines,
    LongLines,
    Computer,
    Drive,
};

bool isOfLines(Sign sign) {
    return sign >= Sign::Cross;
}

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

void drawArrow(QPainter& painter, double degrees) {
    painter.save();
    painter.translate(8, 8);
    painter.rotate(degrees);
    painter.drawLine(QPointF(-5, 0), QPointF(5, 0));
    painter.drawPolyline(QPolygonF({{-1, -4}, {-5, 0}, {-1, 4}}));
    painter.restore();
}

void drawFolder(QPainter& painter) {
    painter.drawPolygon(QPolygonF({{1.8, 12.8}, {1.8, 3.4}, {6.2, 3.4}, {7.8, 5.2}, {14.2, 5.2}, {14.2, 12.8}}));
}

void drawLines(QPainter& painter, double left, double right) {
    for (const double y : {4.0, 8.0, 12.0}) {
        painter.drawLine(QPointF(left, y), QPointF(right, y));
    }
}

void drawSign(Sign sign, QPainter& painter) {
    switch (sign) {
    case Sign::Back: drawArrow(painter, 0); break;
    case Sign::Forward: drawArrow(painter, 180); break;
    case Sign::Parent: drawArrow(painter, 90); break;
    case Sign::Folder: drawFolder(painter); break;
    case Sign::NewFolder:
        drawFolder(painter);
        painter.drawLine(QPointF(8, 6.8), QPointF(8, 11.2));
        painter.drawLine(QPointF(5.8, 9), QPointF(10.2, 9));
        break;
    case Sign::File:
        painter.drawPolygon(QPolygonF({{3.5, 1.8}, {9.5, 1.8}, {12.5, 4.8}, {12.5, 14.2}, {3.5, 14.2}}));
        painter.drawPolyline(QPolygonF({{9.5, 1.8}, {9.5, 4.8}, {12.5, 4.8}}));
        break;
    case Sign::ShortLines:
        drawLines(painter, 2, 6.5);
        drawLines(painter, 9.5, 14);
        break;
    case Sign::LongLines: drawLines(painter, 2, 14); break;
    case Sign::Computer:
        painter.drawRect(QRectF(1.8, 2.8, 12.4, 8.2));
        painter.drawLine(QPointF(8, 11), QPointF(8, 13.6));
        painter.drawLine(QPointF(5.2, 13.6), QPointF(10.8, 13.6));
        break;
    case Sign::Drive:
        painter.drawRoundedRect(QRectF(1.8, 4.8, 12.4, 6.6), 1.5, 1.5);
        painter.drawPoint(QPointF(11.4, 8.1));
        break;
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
    /// Of lines, the background is their ink on a chosen line.
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
        const bool lines = isOfLines(m_sign);
        if (!lines) {
            drawGround(m_sign, *painter, m_colors.background);
        }
        painter->setBrush(Qt::NoBrush);
        const QColor& ink = lines && mode == QIcon::Selected ? m_colors.background : m_colors.text;
        painter->setPen(QPen(ink, lines ? kThin : kStroke, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
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
    case QStyle::SP_FileDialogBack:
    case QStyle::SP_ArrowBack: return Sign::Back;
    case QStyle::SP_ArrowForward: return Sign::Forward;
    case QStyle::SP_FileDialogToParent: return Sign::Parent;
    case QStyle::SP_FileDialogNewFolder: return Sign::NewFolder;
    case QStyle::SP_FileDialogListView: return Sign::ShortLines;
    case QStyle::SP_FileDialogDetailedView: return Sign::LongLines;
    case QStyle::SP_DirIcon:
    case QStyle::SP_DirClosedIcon:
    case QStyle::SP_DirOpenIcon:
    case QStyle::SP_DirHomeIcon: return Sign::Folder;
    case QStyle::SP_FileIcon: return Sign::File;
    case QStyle::SP_ComputerIcon: return Sign::Computer;
    case QStyle::SP_DriveHDIcon: return Sign::Drive;
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
        case Sign::Information:
        case Sign::Question: return theme.of(Environment::Test);
        default: break;
        }
        return {theme.palette.color(QPalette::HighlightedText), theme.palette.color(QPalette::WindowText)};
    };
    return QIcon(new SignEngine(*sign, colors()));
}

} // namespace dbv::ui
