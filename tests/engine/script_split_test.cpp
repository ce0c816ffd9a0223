// SPDX-License-Identifier: Apache-2.0
#include "engine/script_split.h"

#include <string>

#include <gtest/gtest.h>

namespace dbv::engine {
namespace {

std::string times(std::string_view text, std::size_t count) {
    std::string all;
    all.reserve(text.size() * count);
    for (std::size_t i = 0; i < count; ++i) {
        all += text;
    }
    return all;
}

TEST(ScriptSplit, IsRefusedOfMoreStatementsThanAreAskedFor) {
    const auto three = splitScript({.dialect = DialectId::Sqlite, .sql = "a;b;c", .most = 3}, {});
    ASSERT_TRUE(three);
    EXPECT_EQ(three->statements.size(), 3U);
    const auto four = splitScript({.dialect = DialectId::Sqlite, .sql = "a;b;c;d", .most = 3}, {});
    ASSERT_FALSE(four);
    EXPECT_EQ(four.error().kind, ErrorKind::InvalidInput);
    EXPECT_NE(four.error().message.find("more than 3"), std::string::npos);
}

TEST(ScriptSplit, EndsWhenItIsToldTo) {
    std::stop_source stop;
    stop.request_stop();
    const auto split = splitScript({.dialect = DialectId::MariaDb, .sql = "a;b"}, stop.get_token());
    ASSERT_FALSE(split);
    EXPECT_EQ(split.error().kind, ErrorKind::Cancelled);
}

// Whoever looks to the end of the line for each statement is at it for a quarter of an hour.
TEST(ScriptSplit, OfOneLineTakesAsLongAsOfMany) {
    constexpr std::size_t kMany = 500'000;
    for (const DialectId dialect : {DialectId::MySql, DialectId::MariaDb, DialectId::PostgreSql, DialectId::Sqlite}) {
        const auto split = splitScript({.dialect = dialect, .sql = times("a;", kMany)}, {});
        ASSERT_TRUE(split);
        EXPECT_EQ(split->statements.size(), kMany);
        EXPECT_EQ(split->statements.back().span, (TextSpan{kMany * 2 - 2, kMany * 2 - 1}));
        EXPECT_EQ(split->statements.back().line, 1U);
    }
    for (const std::string_view piece : {"use a\\g", "help;", "\\w ", "use a;", "a\\G"}) {
        const auto split = splitScript({.dialect = DialectId::MariaDb, .sql = times(piece, kMany)}, {});
        ASSERT_TRUE(split);
        EXPECT_EQ(split->statements.size(), kMany) << piece;
    }
    for (const std::string_view piece : {"\\a ", "\\;"}) {
        const auto split = splitScript({.dialect = DialectId::PostgreSql, .sql = times(piece, kMany)}, {});
        ASSERT_TRUE(split);
        EXPECT_EQ(split->statements.size(), piece == "\\;" ? 0 : kMany) << piece;
    }
}

} // namespace
} // namespace dbv::engine
