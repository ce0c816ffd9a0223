// SPDX-License-Identifier: Apache-2.0
#include <string>

#include <gtest/gtest.h>

#include "cli/config_text.h"
#include "cli/terminal_text.h"

namespace dbv::cli {

TEST(TerminalText, LeavesWhatPeopleWrite) {
    const std::string text = "SELECT 'Größe' \xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x92\xBB\n\tat line 1";
    EXPECT_EQ(terminalText(text), text);
    EXPECT_EQ(terminalText(""), "");
}

TEST(TerminalText, ShowsWhatWouldMoveColourTurnOrHide) {
    EXPECT_EQ(terminalText("\x1B[31mred\x1B[0m"), "\\u{1b}[31mred\\u{1b}[0m");
    EXPECT_EQ(terminalText("100 %\rdone\x07\x7F"), "100 %\\u{d}done\\u{7}\\u{7f}");
    EXPECT_EQ(terminalText("gpj.\xE2\x80\xAE"
                           "exe"),
              "gpj.\\u{202e}exe");
    EXPECT_EQ(terminalText("a\xC2\x9B"
                           "31m"),
              "a\\u{9b}31m");
    EXPECT_EQ(terminalText("a\xE2\x80\x8D"
                           "b"),
              "a\\u{200d}b");
    EXPECT_EQ(terminalText(std::string("a\0b", 3)), "a\\u{0}b");
    EXPECT_EQ(terminalText("\xF3\xA0\x81\x81"), "\\u{e0041}");
}

TEST(TerminalText, KeepsALineOfAListInOneLine) {
    EXPECT_EQ(terminalLine("a\nb\tc\x1B"), "a\\u{a}b\\u{9}c\\u{1b}");
    const QJsonObject object{{QStringLiteral("group"), QStringLiteral("a\nname: forged")}};
    EXPECT_EQ(flatText(object), "group: a\\u{a}name: forged\n");
}

TEST(TerminalText, ShowsBytesThatAreNoText) {
    EXPECT_EQ(terminalText("caf\xE9"), "caf\\xe9");
    EXPECT_EQ(terminalText("\xE2\x80"), "\\xe2\\x80");
}

TEST(PlaceText, IsAUrlThatLeadsThereAgain) {
    protocol::ConnectionConfig config;
    config.connector = "mysql";
    config.host = "h";
    config.user = "ann:reports";
    config.database = "what? #1";
    EXPECT_EQ(placeText(config), "mysql://ann%3Areports@h/what%3F%20%231");
    config.user = "ann";
    config.database = "shop";
    EXPECT_EQ(placeText(config), "mysql://ann@h/shop");
}

} // namespace dbv::cli
