// SPDX-License-Identifier: Apache-2.0
#include "ui/theme/theme.h"

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
