// SPDX-License-Identifier: Apache-2.0
#include <QAbstractItemModelTester>

#include <gtest/gtest.h>

#include "support/qt_printers.h"
#include "viewmodel/fuzzy_match.h"
#include "viewmodel/palette_list.h"

namespace {

using dbv::viewmodel::FuzzyPattern;
using dbv::viewmodel::FuzzyText;
using dbv::viewmodel::PaletteEntry;
using dbv::viewmodel::PaletteList;

FuzzyText textOf(const char* text, const char* aside = "") {
    return FuzzyText(QString::fromUtf8(text), QString::fromUtf8(aside));
}

std::optional<int> scoreOf(const char* typed, const char* text, const char* aside = "") {
    return FuzzyPattern(QString::fromUtf8(typed)).score(textOf(text, aside));
}

std::vector<int> placesOf(const char* typed, const char* text, const char* aside = "") {
    return FuzzyPattern(QString::fromUtf8(typed)).places(textOf(text, aside));
}

std::vector<PaletteEntry> entriesNamed(std::initializer_list<const char*> names) {
    std::vector<PaletteEntry> entries;
    for (const char* name : names) {
        entries.push_back({.text = QString::fromUtf8(name)});
    }
    return entries;
}

QStringList shownBy(const PaletteList& list) {
    QStringList texts;
    for (int row = 0; row < list.rowCount(); ++row) {
        texts << list.index(row).data().toString();
    }
    return texts;
}

TEST(FuzzyMatch, MatchesLettersInOrderWithOthersBetween) {
    EXPECT_TRUE(scoreOf("oit", "order_items").has_value());
    EXPECT_FALSE(scoreOf("tio", "orders").has_value());
    EXPECT_FALSE(scoreOf("orderss", "orders").has_value());
}

TEST(FuzzyMatch, TellsNoDifferenceBetweenUpperAndLowerCase) {
    EXPECT_EQ(scoreOf("ORD", "orders"), scoreOf("ord", "orders"));
    EXPECT_TRUE(scoreOf("größe", "GRÖßE").has_value());
}

TEST(FuzzyMatch, PrefersStartsOfWordsAndLettersThatFollowEachOther) {
    EXPECT_GT(scoreOf("oi", "order_items"), scoreOf("oi", "points"));
    EXPECT_GT(scoreOf("ord", "orders"), scoreOf("ord", "overridden"));
    EXPECT_GT(scoreOf("ord", "orders"), scoreOf("ord", "reorders"));
    EXPECT_GT(scoreOf("oi", "orderItems"), scoreOf("oi", "orderritems"));
}

TEST(FuzzyMatch, ShowsTheLettersThatCounted) {
    EXPECT_EQ(placesOf("oi", "order_items"), (std::vector{0, 6}));
    EXPECT_EQ(placesOf("item", "items_and_iitem"), (std::vector{0, 1, 2, 3}));
    EXPECT_EQ(placesOf("item", "xitem_it"), (std::vector{1, 2, 3, 4}));
    EXPECT_TRUE(placesOf("xyz", "orders").empty());
}

TEST(FuzzyMatch, FindsWordsInAnyOrderAndInWhatStandsAside) {
    EXPECT_EQ(placesOf("main.ord", "orders", "main"), (std::vector{0, 1, 2, 7, 8, 9, 10}));
    EXPECT_EQ(scoreOf("ord main", "orders", "main"), scoreOf("main.ord", "orders", "main"));
    EXPECT_GT(scoreOf("main", "main", "orders"), scoreOf("main", "orders", "main"));
}

TEST(FuzzyMatch, MatchesEverythingWhenNothingIsTyped) {
    EXPECT_EQ(scoreOf("", "orders"), 0);
    EXPECT_EQ(scoreOf(" . ", "orders"), 0);
    EXPECT_TRUE(placesOf("", "orders").empty());
    EXPECT_FALSE(scoreOf("a", "").has_value());
}

TEST(FuzzyMatch, StaysWithinItsLimitsForLongTexts) {
    const QString longText(100'000, QLatin1Char('a'));
    EXPECT_TRUE(FuzzyPattern(longText).score(FuzzyText(longText, longText)).has_value());
    for (const int place : FuzzyPattern(longText).places(FuzzyText(longText))) {
        EXPECT_LT(place, FuzzyText::kMostLetters);
    }
}

TEST(PaletteListModel, ShowsTheBestMatchFirst) {
    PaletteList list(entriesNamed({"points", "order_items", "items", "reorders", "orders"}));
    const QAbstractItemModelTester tester(&list, QAbstractItemModelTester::FailureReportingMode::Fatal);
    EXPECT_EQ(list.rowCount(), 5);
    list.setPattern(QStringLiteral("ord"));
    EXPECT_EQ(shownBy(list),
              (QStringList{QStringLiteral("orders"), QStringLiteral("order_items"), QStringLiteral("reorders")}));
    EXPECT_EQ(list.entryAt(0), 4U);
    list.setPattern(QStringLiteral("nothing has these letters"));
    EXPECT_EQ(list.rowCount(), 0);
}

TEST(PaletteListModel, ShowsOnlyTheBestOfVeryMany) {
    std::vector<PaletteEntry> entries;
    for (int i = 0; i < 20'000; ++i) {
        entries.push_back({.text = QStringLiteral("table_%1").arg(i), .note = QStringLiteral("main · sample.db")});
    }
    PaletteList list(std::move(entries));
    EXPECT_EQ(list.rowCount(), static_cast<int>(PaletteList::kMostShown));
    list.setPattern(QStringLiteral("t19999"));
    ASSERT_GE(list.rowCount(), 1);
    EXPECT_EQ(list.entryAt(0), 19'999U);
    list.setPattern(QStringLiteral("tab"));
    EXPECT_EQ(list.rowCount(), static_cast<int>(PaletteList::kMostShown));
}

TEST(PaletteListModel, SaysWhyAnEntryCanNotBeChosen) {
    PaletteList list({{.text = QStringLiteral("Stop"),
                       .note = QStringLiteral("Query"),
                       .keys = QStringLiteral("Esc"),
                       .whyNot = QStringLiteral("Nothing runs in this tab.")}});
    const QModelIndex stop = list.index(0);
    EXPECT_FALSE(stop.data(PaletteList::EnabledRole).toBool());
    EXPECT_EQ(stop.data(PaletteList::NoteRole).toString(), QStringLiteral("Nothing runs in this tab."));
    EXPECT_EQ(stop.data(Qt::AccessibleTextRole).toString(), QStringLiteral("Stop, Nothing runs in this tab., Esc"));
}

} // namespace
