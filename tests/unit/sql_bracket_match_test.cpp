// SPDX-License-Identifier: Apache-2.0
#include "sql/bracket_match.h"

#include <gtest/gtest.h>

#include <string>

namespace {

using dbv::DialectId;
using dbv::sql::BracketPair;
using dbv::sql::BracketSearch;
using dbv::sql::LexerState;
using dbv::sql::matchBracket;

std::optional<BracketPair> matchAt(std::string text, BracketSearch search = {}) {
    const std::size_t caret = text.find('|');
    text.erase(caret, 1);
    const auto match = matchBracket(text, caret, DialectId::Sqlite, search);
    const std::u16string wide(text.begin(), text.end());
    EXPECT_EQ(matchBracket(wide, caret, DialectId::Sqlite, search), match);
    return match;
}

TEST(SqlBracketMatch, FindsThePartnerOnEitherSide) {
    EXPECT_EQ(matchAt("a|(b(c)d)e"), (BracketPair{1, 7, false}));
    EXPECT_EQ(matchAt("a(b(c)d|)e"), (BracketPair{7, 1, false}));
    EXPECT_EQ(matchAt("a(|b(c)d)e"), (BracketPair{1, 7, false}));
    EXPECT_EQ(matchAt("a(b(c)d)|e"), (BracketPair{7, 1, false}));
    EXPECT_EQ(matchAt("a(b(c)d)|"), (BracketPair{7, 1, false}));
}

TEST(SqlBracketMatch, PrefersTheBracketBehindTheCaret) {
    EXPECT_EQ(matchAt("(a)|(b)"), (BracketPair{3, 5, false}));
    EXPECT_EQ(matchAt("(|(a))"), (BracketPair{1, 3, false}));
    EXPECT_EQ(matchAt("((a)|)"), (BracketPair{4, 0, false}));
    EXPECT_EQ(matchAt("(|)"), (BracketPair{1, 0, false}));
}

TEST(SqlBracketMatch, PassesOverStringsCommentsAndQuotedNames) {
    EXPECT_EQ(matchAt("|(')', \")\", [)], `)`, /* ) */ -- )\n)"), (BracketPair{0, 34, false}));
    EXPECT_EQ(matchAt("(')', '(' /* ( */|)"), (BracketPair{17, 0, false}));
    EXPECT_EQ(matchAt("'|('"), std::nullopt);
    EXPECT_EQ(matchAt("-- |("), std::nullopt);
}

TEST(SqlBracketMatch, SaysThatABracketHasNoPartner) {
    EXPECT_EQ(matchAt("|(a"), (BracketPair{0, std::nullopt, false}));
    EXPECT_EQ(matchAt("a|)"), (BracketPair{1, std::nullopt, false}));
    EXPECT_EQ(matchAt("())|)"), (BracketPair{3, std::nullopt, false}));
    EXPECT_EQ(matchAt("|(')"), (BracketPair{0, std::nullopt, false}));
}

TEST(SqlBracketMatch, FindsNothingAwayFromBrackets) {
    EXPECT_EQ(matchAt("(a|b)"), std::nullopt);
    EXPECT_EQ(matchAt("|"), std::nullopt);
    EXPECT_EQ(matchBracket(std::string_view("(a)"), 100, DialectId::Sqlite), std::nullopt);
}

TEST(SqlBracketMatch, LooksNoFurtherThanTold) {
    EXPECT_EQ(matchAt("|(a)", {.maxDistance = 2}), (BracketPair{0, 2, false}));
    EXPECT_EQ(matchAt("|(ab )", {.maxDistance = 2}), (BracketPair{0, std::nullopt, true}));
    EXPECT_EQ(matchAt("(a|)", {.maxDistance = 2}), (BracketPair{2, 0, false}));
    EXPECT_EQ(matchAt("(ab|)", {.maxDistance = 2}), (BracketPair{3, std::nullopt, true}));
}

TEST(SqlBracketMatch, GoesOnInAWindowThatBeginsInAString) {
    EXPECT_EQ(matchAt("(' |(a)", {.start = LexerState::String}), (BracketPair{3, 5, false}));
    EXPECT_EQ(matchAt("( |(a)", {.start = LexerState::BlockComment}), std::nullopt);
}

TEST(SqlBracketMatch, StandsDeepNesting) {
    const std::string deep = std::string(100'000, '(') + std::string(100'000, ')');
    EXPECT_EQ(matchBracket(deep, 0, DialectId::Sqlite, {.maxDistance = deep.size()}), (BracketPair{0, 199'999, false}));
    EXPECT_EQ(matchBracket(deep, deep.size(), DialectId::Sqlite, {.maxDistance = deep.size()}),
              (BracketPair{199'999, 0, false}));
}

} // namespace
