// SPDX-License-Identifier: Apache-2.0
#include "schedules/cron_text.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace dbv::schedules {

namespace {

using testing::HasSubstr;

template <std::size_t Size>
std::string numbersIn(const std::bitset<Size>& set) {
    std::string numbers;
    for (std::size_t i = 0; i < Size; ++i) {
        numbers += set.test(i) ? (numbers.empty() ? "" : " ") + std::to_string(i) : "";
    }
    return numbers;
}

TEST(CronText, IsReadFieldByField) {
    const Result<CronText> cron = parseCron("  5,10-12,50/4 */8\t1-31/10 JAN,jul-Sep mon-fri ");
    ASSERT_TRUE(cron) << cron.error().message;
    EXPECT_EQ(numbersIn(cron->minutes), "5 10 11 12 50 54 58");
    EXPECT_EQ(numbersIn(cron->hours), "0 8 16");
    EXPECT_EQ(numbersIn(cron->days), "1 11 21 31");
    EXPECT_EQ(numbersIn(cron->months), "1 7 8 9");
    EXPECT_EQ(numbersIn(cron->weekdays), "1 2 3 4 5");
    EXPECT_FALSE(cron->anyDay);
    EXPECT_FALSE(cron->anyWeekday);
    EXPECT_TRUE(cron->isInterval);
    EXPECT_EQ(numbersIn(parseCron("0 0 * * 5-7")->weekdays), "0 5 6");
    EXPECT_EQ(numbersIn(parseCron("0 0 * * 7")->weekdays), "0");
    EXPECT_EQ(numbersIn(parseCron("0 0 * * *")->weekdays), "0 1 2 3 4 5 6");
    EXPECT_FALSE(parseCron("0 2 * * *")->isInterval);
    EXPECT_TRUE(parseCron("0 * * * *")->isInterval);
}

TEST(CronText, KnowsNicknames) {
    EXPECT_EQ(parseCron("@daily"), parseCron("0 0 * * *"));
    EXPECT_EQ(parseCron("@Midnight"), parseCron("0 0 * * *"));
    EXPECT_EQ(parseCron("@hourly"), parseCron("0 * * * *"));
    EXPECT_EQ(parseCron("@weekly"), parseCron("0 0 * * 0"));
    EXPECT_EQ(parseCron("@monthly"), parseCron("0 0 1 * *"));
    EXPECT_EQ(parseCron("@annually"), parseCron("0 0 1 1 *"));
    EXPECT_FALSE(parseCron("@reboot"));
}

TEST(CronText, TakesADayThatFitsEitherWhereBothAreNamed) {
    const CronText both = *parseCron("0 0 13 * 5");
    EXPECT_TRUE(both.fitsDay(3, 13, 2));
    EXPECT_TRUE(both.fitsDay(3, 14, 5));
    EXPECT_FALSE(both.fitsDay(3, 14, 6));
    const CronText days = *parseCron("0 0 13 * *");
    EXPECT_TRUE(days.fitsDay(3, 13, 2));
    EXPECT_FALSE(days.fitsDay(3, 14, 5));
    // A step over stars is still a star.
    EXPECT_FALSE(parseCron("0 0 */2 * 5")->fitsDay(3, 1, 4));
    EXPECT_TRUE(parseCron("0 0 */2 * 5")->fitsDay(3, 1, 5));
}

TEST(CronText, SaysWhatIsWrongAndWhere) {
    struct Wrong {
        const char* text;
        const char* message;
        std::size_t begin;
        std::size_t end;
    };
    for (const Wrong& wrong :
         {Wrong{"60 * * * *", "minute", 0, 2}, Wrong{"0 24 * * *", "hour", 2, 4}, Wrong{"0 0 0 * *", "day", 4, 5},
          Wrong{"0 0 * 13 *", "month", 6, 8}, Wrong{"0 0 * * 8", "weekday", 8, 9},
          Wrong{"0 0 * foo *", "no number", 6, 9}, Wrong{"0 0 * * mon-sun", "backwards", 8, 15},
          Wrong{"5-1 * * * *", "backwards", 0, 3}, Wrong{"*/0 * * * *", "no step", 2, 3},
          Wrong{"*/ * * * *", "no step", 2, 3}, Wrong{"1,, * * * *", "no number", 2, 3},
          Wrong{"-1 * * * *", "no number", 0, 1}, Wrong{"0 0 * *", "five fields", 7, 8},
          Wrong{"0 0 * * * root", "has 6", 10, 14}, Wrong{"", "five fields", 0, 1}, Wrong{"0 0 30 2 *", "never", 4, 6},
          Wrong{"99999999999 * * * *", "no number", 0, 11}, Wrong{" @often", "no schedule", 1, 7}}) {
        const Result<CronText> read = parseCron(wrong.text);
        ASSERT_FALSE(read) << wrong.text;
        EXPECT_EQ(read.error().kind, ErrorKind::InvalidInput) << wrong.text;
        EXPECT_THAT(read.error().message, HasSubstr(wrong.message)) << wrong.text;
        ASSERT_TRUE(read.error().where) << wrong.text;
        EXPECT_EQ(read.error().where->begin, wrong.begin) << wrong.text;
        EXPECT_EQ(read.error().where->end, wrong.end) << wrong.text;
        EXPECT_FALSE(read.error().hint.empty()) << wrong.text;
    }
    EXPECT_TRUE(parseCron("0 0 29 2 *"));
    EXPECT_TRUE(parseCron("0 0 30 2 1"));
}

} // namespace

} // namespace dbv::schedules
