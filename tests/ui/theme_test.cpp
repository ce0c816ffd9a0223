// SPDX-License-Identifier: Apache-2.0
#include "ui/theme/theme.h"

#include <vector>

#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QSpinBox>
#include <QStyleOptionComboBox>
#include <QTableWidget>
#include <QTest>
#include <QToolButton>
#include <QVBoxLayout>

#include <gtest/gtest.h>

namespace dbv::ui {
namespace {

class ThemeTest : public testing::TestWithParam<ColorScheme> {};

TEST_P(ThemeTest, EveryTextStandsOutFromWhatItStandsOn) {
    for (const NamedPair& pair : textPairs(makeTheme(GetParam()))) {
        EXPECT_GE(contrastRatio(pair.colors.background, pair.colors.text), 4.5)
            << pair.name << " " << pair.colors.text.name().toStdString() << " on "
            << pair.colors.background.name().toStdString();
    }
}

TEST_P(ThemeTest, ItsPaletteIsRecognisedAsItsScheme) {
    const Theme theme = makeTheme(GetParam());
    EXPECT_EQ(theme.scheme, GetParam());
    EXPECT_EQ(schemeOf(theme.palette), GetParam());
    EXPECT_EQ(resolve(SchemeChoice::FollowSystem, theme.palette), GetParam());
}

TEST_P(ThemeTest, TheEnvironmentsDiffer) {
    const Theme theme = makeTheme(GetParam());
    EXPECT_NE(theme.of(Environment::Production), theme.of(Environment::Staging));
    EXPECT_NE(theme.of(Environment::Production), theme.of(Environment::Local));
    EXPECT_NE(theme.of(Environment::Test), theme.of(Environment::Local));
    EXPECT_NE(theme.of(Environment::None), theme.of(Environment::Production));
}

TEST(DarkTheme, MarksOfEnvironmentsStandOutOfADarkGround) {
    const Theme theme = makeTheme(ColorScheme::Dark);
    for (const Environment each :
         {Environment::Local, Environment::Test, Environment::Staging, Environment::Production}) {
        // What WCAG 2 asks of marks that are not text.
        EXPECT_GE(contrastRatio(theme.of(each).background, theme.palette.color(QPalette::Base)), 3.0);
    }
}

/// How much of a widget is of a colour that it is to have when it has the keyboard.
int pixelsOf(QWidget& widget, const QColor& color) {
    const QImage image = widget.grab().toImage();
    int count = 0;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) {
            count += image.pixelColor(x, y) == color ? 1 : 0;
        }
    }
    return count;
}

TEST_P(ThemeTest, WhatHasTheKeyboardHasAFrame) {
    const Theme theme = makeTheme(GetParam());
    applyTheme(*qobject_cast<QApplication*>(QCoreApplication::instance()), theme);
    const QColor frame = theme.palette.color(QPalette::Link);
    EXPECT_GE(contrastRatio(frame, theme.palette.color(QPalette::Window)), 4.5);
    QWidget window;
    auto* lines = new QVBoxLayout(&window);
    auto* tool = new QToolButton;
    tool->setText(QStringLiteral("tool"));
    tool->setFocusPolicy(Qt::StrongFocus);
    auto* list = new QListWidget;
    list->addItems({QStringLiteral("one"), QStringLiteral("two")});
    const std::vector<QWidget*> fields{
        new QPushButton(QStringLiteral("button")), tool,          new QComboBox, new QLineEdit,         new QSpinBox,
        new QCheckBox(QStringLiteral("check")),    new QCheckBox, list,          new QTableWidget(2, 2)};
    for (QWidget* field : fields) {
        lines->addWidget(field);
    }
    auto* last = new QPushButton(QStringLiteral("last"));
    lines->addWidget(last);
    window.show();
    ASSERT_TRUE(QTest::qWaitForWindowActive(&window));
    for (QWidget* field : fields) {
        last->setFocus();
        const int before = pixelsOf(*field, frame);
        field->setFocus();
        ASSERT_TRUE(field->hasFocus()) << field->metaObject()->className();
        EXPECT_GE(pixelsOf(*field, frame), before + 20) << field->metaObject()->className();
    }
}

TEST_P(ThemeTest, WhatHasNoRoomInAListOfChoicesEndsWithDots) {
    applyTheme(*qobject_cast<QApplication*>(QCoreApplication::instance()), makeTheme(GetParam()));
    QComboBox whole;
    QComboBox cut;
    const QString name = QStringLiteral("Staging of a very long name");
    whole.addItem(name);
    whole.resize(whole.sizeHint());
    const int width = whole.width() * 2 / 3;
    cut.addItem(name);
    cut.resize(width, whole.height());
    // The same picture as that of a list whose choice is the name with dots.
    QStringList shortened;
    const QImage seen = cut.grab().toImage();
    QStyleOptionComboBox option;
    option.initFrom(&cut);
    const int room =
        cut.style()->subControlRect(QStyle::CC_ComboBox, &option, QStyle::SC_ComboBoxEditField, &cut).width();
    for (qsizetype letters = 1; letters < name.size(); ++letters) {
        QComboBox dotted;
        dotted.addItem(name.left(letters) + QChar(0x2026));
        dotted.resize(width, whole.height());
        const bool fits = cut.fontMetrics().horizontalAdvance(dotted.currentText()) <= room;
        if (fits && dotted.grab().toImage() == seen) {
            shortened << name.left(letters);
        }
    }
    EXPECT_FALSE(shortened.isEmpty());
}

INSTANTIATE_TEST_SUITE_P(Both, ThemeTest, testing::Values(ColorScheme::Light, ColorScheme::Dark));

TEST(SchemeChoiceTest, WhatTheUserSetGoesBeforeTheSystem) {
    const QPalette dark = makeTheme(ColorScheme::Dark).palette;
    EXPECT_EQ(resolve(SchemeChoice::Light, dark), ColorScheme::Light);
    EXPECT_EQ(resolve(SchemeChoice::Dark, makeTheme(ColorScheme::Light).palette), ColorScheme::Dark);
}

TEST(ContrastTest, IsThatOfTheStandard) {
    EXPECT_NEAR(contrastRatio(Qt::black, Qt::white), 21.0, 0.001);
    EXPECT_NEAR(contrastRatio(QColor(0x777777), Qt::white), 4.48, 0.01);
}

} // namespace
} // namespace dbv::ui
