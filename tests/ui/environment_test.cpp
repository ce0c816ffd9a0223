// SPDX-License-Identifier: Apache-2.0
// How the environment of a database is seen, and the program's own signs.
#include "ui/shell/environment_paint.h"

#include <QAction>
#include <QApplication>
#include <QMessageBox>
#include <QPainter>
#include <QStyleFactory>
#include <QToolButton>

#include <algorithm>
#include <memory>

#include <gtest/gtest.h>

#include "support/qt_printers.h"
#include "ui/shell/place_band.h"
#include "ui/shell/run_confirmation_dialog.h"
#include "ui/theme/tinted_icon.h"

namespace dbv::ui {
namespace {

using Qt::Literals::StringLiterals::operator""_s;

class EnvironmentColors : public testing::TestWithParam<ColorScheme> {
protected:
    EnvironmentColors() { applyTheme(*qobject_cast<QApplication*>(QCoreApplication::instance()), theme); }

    Theme theme = makeTheme(GetParam());
};

/// The ink of a part of a picture: what of it stands out most of a ground.
double bestContrast(const QImage& picture, const QRect& part, const QColor& ground) {
    double best = 1;
    for (int y = part.top(); y <= part.bottom(); ++y) {
        for (int x = part.left(); x <= part.right(); ++x) {
            best = std::max(best, contrastRatio(picture.pixelColor(x, y), ground));
        }
    }
    return best;
}

TEST_P(EnvironmentColors, ThePictureOfTheRunButtonHasTheInkOfItsText) {
    for (const Environment each :
         {Environment::Local, Environment::Test, Environment::Staging, Environment::Production}) {
        QAction run(tintedIcon(QLatin1String("run"), theme.palette), u"Run"_s);
        QToolButton button;
        button.setToolButtonStyle(Qt::ToolButtonIconOnly);
        button.setDefaultAction(&run);
        button.setAutoRaise(true);
        paintEnvironment(button, theme, each);
        button.resize(40, 40);
        button.show();
        const QImage picture = button.grab().toImage();
        const ColorPair& colors = theme.of(each);
        // Beside the picture the ground is that of the environment.
        EXPECT_EQ(picture.pixelColor(4, 20), colors.background);
        EXPECT_EQ(picture.pixelColor(19, 20), colors.text) << static_cast<int>(each);
        button.setDown(true);
        const QImage pressed = button.grab().toImage();
        const QColor ground = pressed.pixelColor(4, 20);
        EXPECT_NE(ground, colors.background) << "it is seen that it is pressed";
        EXPECT_GE(contrastRatio(ground, colors.text), 4.5) << static_cast<int>(each);
        EXPECT_GE(bestContrast(pressed, QRect(12, 12, 16, 16), ground), 4.5) << static_cast<int>(each);
    }
}

TEST_P(EnvironmentColors, AButtonWithoutAnEnvironmentKeepsThePictureOfTheTheme) {
    QAction run(tintedIcon(QLatin1String("run"), theme.palette), u"Run"_s);
    QToolButton button;
    button.setToolButtonStyle(Qt::ToolButtonIconOnly);
    button.setDefaultAction(&run);
    button.setAutoRaise(true);
    button.resize(40, 40);
    button.show();
    EXPECT_EQ(button.grab().toImage().pixelColor(19, 20), theme.palette.color(QPalette::ButtonText));
}

TEST_P(EnvironmentColors, ADialogHasThemAlongItsUpperEdgeWithTheNames) {
    viewmodel::RunConfirmation question;
    question.text = u"One statement may destroy something:"_s;
    auto* dialog = new RunConfirmationDialog(
        question, {.name = u"Shop"_s, .environment = protocol::Environment::Production}, nullptr);
    dialog->show();
    const auto* band = dialog->findChild<PlaceBand*>();
    ASSERT_NE(band, nullptr);
    EXPECT_EQ(band->text(), u"Shop · production"_s);
    EXPECT_EQ(band->geometry().topLeft(), QPoint(0, 0));
    EXPECT_EQ(band->width(), dialog->width()) << "from edge to edge";
    const QImage picture = dialog->grab().toImage();
    const ColorPair& colors = theme.of(Environment::Production);
    EXPECT_EQ(picture.pixelColor(2, 2), colors.background);
    EXPECT_GE(bestContrast(picture, band->geometry(), colors.background), 4.5);
    EXPECT_NE(picture.pixelColor(2, band->height() + 2), colors.background);
    delete dialog;
}

TEST_P(EnvironmentColors, MessagesAndQuestionsHaveSignsOfTheProgramsOwnInEverySize) {
    const std::unique_ptr<QStyle> fusion(QStyleFactory::create(u"Fusion"_s));
    for (const QStyle::StandardPixmap which : {QStyle::SP_MessageBoxInformation, QStyle::SP_MessageBoxQuestion,
                                               QStyle::SP_MessageBoxWarning, QStyle::SP_MessageBoxCritical}) {
        const QIcon own = QApplication::style()->standardIcon(which);
        for (const int side : {16, 48, 96}) {
            const QImage picture = own.pixmap(QSize(side, side), 1.0).toImage();
            ASSERT_EQ(picture.size(), QSize(side, side));
            EXPECT_NE(picture, fusion->standardIcon(which).pixmap(QSize(side, side), 1.0).toImage());
            const QColor ground = picture.pixelColor(side / 2, side * 15 / 18);
            EXPECT_EQ(ground.alpha(), 255);
            // What WCAG 2 asks of marks that are not text.
            EXPECT_GE(bestContrast(picture, picture.rect(), ground), 3.0);
        }
    }
    QMessageBox box(QMessageBox::Question, u"Remove"_s, u"Remove it?"_s);
    const QImage shown = box.iconPixmap().toImage();
    EXPECT_EQ(shown, QApplication::style()
                         ->standardIcon(QStyle::SP_MessageBoxQuestion)
                         .pixmap(box.iconPixmap().deviceIndependentSize().toSize(), box.devicePixelRatioF())
                         .toImage());
}

TEST_P(EnvironmentColors, TheSignsOfFilesHaveTheInkOfTheTextBesideThem) {
    for (const QStyle::StandardPixmap which :
         {QStyle::SP_DirIcon, QStyle::SP_FileIcon, QStyle::SP_FileDialogNewFolder, QStyle::SP_FileDialogToParent,
          QStyle::SP_ArrowBack, QStyle::SP_ArrowForward, QStyle::SP_FileDialogListView,
          QStyle::SP_FileDialogDetailedView, QStyle::SP_ComputerIcon, QStyle::SP_DriveHDIcon}) {
        const QIcon own = QApplication::style()->standardIcon(which);
        const auto contrastOn = [&own](const QColor& ground, QIcon::Mode mode) {
            QPixmap picture(32, 32);
            picture.fill(ground);
            QPainter painter(&picture);
            own.paint(&painter, picture.rect(), Qt::AlignCenter, mode);
            painter.end();
            return bestContrast(picture.toImage(), picture.rect(), ground);
        };
        EXPECT_GE(contrastOn(theme.palette.color(QPalette::Base), QIcon::Normal), 4.5) << which;
        EXPECT_GE(contrastOn(theme.palette.color(QPalette::Highlight), QIcon::Selected), 4.5) << which;
    }
}

TEST_P(EnvironmentColors, AMarkIsOfOneSizeOnEveryScreen) {
    const ColorPair& colors = theme.of(Environment::Production);
    for (const int pixels : {1, 2, 3}) {
        const QImage mark = environmentMark(colors, pixels).pixmap(QSize(16, 16), pixels).toImage();
        ASSERT_EQ(mark.size(), QSize(16, 16) * pixels);
        EXPECT_EQ(mark.pixelColor(8 * pixels, 8 * pixels), colors.background);
        EXPECT_EQ(mark.pixelColor(1, 8 * pixels).alpha(), 0);
    }
}

INSTANTIATE_TEST_SUITE_P(Both, EnvironmentColors, testing::Values(ColorScheme::Light, ColorScheme::Dark));

} // namespace
} // namespace dbv::ui
