// SPDX-License-Identifier: Apache-2.0
#include "viewmodel/parameter_form.h"

#include <cstdint>
#include <string>

#include <gtest/gtest.h>

namespace dbv::viewmodel {

namespace {

ParameterValue typed(const char* text) {
    return valueOf({QString::fromUtf8(text), false});
}

TEST(ParameterValues, AreNumbersWhereTheTextIsJustHowANumberIsWritten) {
    EXPECT_EQ(typed("0"), ParameterValue(std::int64_t{0}));
    EXPECT_EQ(typed("-42"), ParameterValue(std::int64_t{-42}));
    EXPECT_EQ(typed("9223372036854775807"), ParameterValue(std::int64_t{9223372036854775807}));
    EXPECT_EQ(typed("0.1"), ParameterValue(0.1));
    EXPECT_EQ(typed("-2.5"), ParameterValue(-2.5));
}

TEST(ParameterValues, AreTextsWhereANumberWouldNotBeWhatWasTyped) {
    for (const char* text : {"", "abc", "007", "1.50", " 1", "1 ", "+1", "9223372036854775808", "1,5", "inf", "nan",
                             "0x10", "12345678901234567890.5"}) {
        EXPECT_EQ(typed(text), ParameterValue(std::string(text)));
    }
}

TEST(ParameterValues, AreWhatSqlWouldReadInQuotes) {
    EXPECT_EQ(typed("'12'"), ParameterValue(std::string("12")));
    EXPECT_EQ(typed("'it''s'"), ParameterValue(std::string("it's")));
    EXPECT_EQ(typed("''"), ParameterValue(std::string()));
    EXPECT_EQ(typed("x'00Ff'"), ParameterValue(ParameterBytes{std::string("\0\xff", 2)}));
    for (const char* text : {"'", "'it's'", "x'0'", "x'0g'", "'open", "say 'hi'"}) {
        EXPECT_EQ(typed(text), ParameterValue(std::string(text)));
    }
}

TEST(ParameterValues, AreNullWhereThatWasChosen) {
    EXPECT_EQ(valueOf({QStringLiteral("1"), true}), ParameterValue());
    EXPECT_TRUE(kindText({QStringLiteral("1"), true}).isEmpty());
}

} // namespace

} // namespace dbv::viewmodel
