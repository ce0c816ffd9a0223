// SPDX-License-Identifier: Apache-2.0
#include "schedules/schedule_words.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace dbv::schedules {

namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

constexpr Seconds kFrom{std::chrono::sys_days(std::chrono::year(2026) / 11 / 27)};

Schedule read(std::string_view text) {
    const Result<Schedule> schedule = parseSchedule(text, QTimeZone("Europe/Berlin"), kFrom);
    EXPECT_TRUE(schedule) << text << ": " << schedule.error().message;
    return schedule.value_or(ByEvent::Start);
}

std::string cronOf(std::string_view text) {
    const Schedule schedule = read(text);
    const auto* cron = std::get_if<ByCron>(&schedule);
    return cron == nullptr ? "no times" : cron->text;
}

TEST(ScheduleWords, SayWhatCronSays) {
    EXPECT_EQ(cronOf("every day at 02:00"), "0 2 * * *");
    EXPECT_EQ(cronOf("Every weekday at 2:00"), "0 2 * * 1-5");
    EXPECT_EQ(cronOf("every weekend at 14:30 and 02:30"), "30 2,14 * * 0,6");
    EXPECT_EQ(cronOf("every Monday, thursday and Sunday at 23:59"), "59 23 * * 0,1,4");
    EXPECT_EQ(cronOf("every month on the 1st at 04:05"), "5 4 1 * *");
    EXPECT_EQ(cronOf("every month on the 31 at 04:05"), "5 4 31 * *");
    EXPECT_EQ(cronOf("every hour"), "0 * * * *");
    EXPECT_EQ(cronOf("every 6 hours"), "0 */6 * * *");
    EXPECT_EQ(cronOf("every 15 minutes"), "*/15 * * * *");
    EXPECT_EQ(cronOf("  0 2 * * 1-5"), "0 2 * * 1-5");
    EXPECT_EQ(cronOf("@daily"), "@daily");
    EXPECT_EQ(read("every 5 hours"), Schedule(ByInterval{300min, kFrom}));
    EXPECT_EQ(read("every 2 days"), Schedule(ByInterval{2 * 1440min, kFrom}));
    EXPECT_EQ(read("every 90 minutes"), Schedule(ByInterval{90min, kFrom}));
    EXPECT_EQ(read("on start"), Schedule(ByEvent::Start));
    EXPECT_EQ(read("before destruction"), Schedule(ByEvent::BeforeDestruction));
}

TEST(ScheduleWords, AreFoundForASchedule) {
    for (const char* text :
         {"every day at 02:00", "every weekday at 02:00 and 14:00", "every weekend at 03:10", "every monday at 23:59",
          "every sunday, monday and thursday at 23:59", "every month on the 1st at 04:05",
          "every month on the 12th at 04:05", "every month on the 23rd at 04:05", "every hour", "every minute",
          "every 6 hours", "every 5 hours", "every 15 minutes", "every 90 minutes", "every 2 days", "on start",
          "before destruction"}) {
        EXPECT_EQ(scheduleText(read(text)), text);
    }
    EXPECT_EQ(scheduleText(read("0 2 * * mon-fri")), "every weekday at 02:00");
    EXPECT_EQ(scheduleText(read("0 0-23/6 * * *")), "every day at 00:00, 06:00, 12:00 and 18:00");
    for (const char* text : {"0 2 13 * 5", "0 2 * 1 *", "1,2 3 * * *", "7 */6 * * *", "0 2 */2 * *"}) {
        EXPECT_EQ(scheduleText(read(text)), text);
    }
}

TEST(ScheduleWords, SayWhichOfThemIsNotUnderstood) {
    struct Wrong {
        const char* text;
        std::size_t begin;
        std::size_t end;
    };
    for (const Wrong& wrong :
         {Wrong{"", 0, 1}, Wrong{"daily", 0, 5}, Wrong{"every", 5, 6}, Wrong{"every fortnight", 6, 15},
          Wrong{"every day", 9, 10}, Wrong{"every day at", 12, 13}, Wrong{"every day at noon", 13, 17},
          Wrong{"every day at 24:00", 13, 18}, Wrong{"every day at 2", 13, 14},
          Wrong{"every day at 02:00 maybe", 19, 24}, Wrong{"every day at 02:00 and 03:30", 23, 28},
          Wrong{"every 0 hours", 6, 7}, Wrong{"every 3 weeks", 8, 13},
          Wrong{"every month on the 32nd at 02:00", 19, 23}, Wrong{"every monday and at 02:00x", 20, 26},
          Wrong{"every 99999999999 hours", 6, 17}, Wrong{"on stop", 3, 7}, Wrong{"every day at 02:000", 13, 19}}) {
        const Result<Schedule> schedule = parseSchedule(wrong.text, QTimeZone::utc(), kFrom);
        ASSERT_FALSE(schedule) << wrong.text;
        EXPECT_THAT(schedule.error().hint, HasSubstr("every weekday")) << wrong.text;
        ASSERT_TRUE(schedule.error().where) << wrong.text;
        EXPECT_EQ(schedule.error().where->begin, wrong.begin) << wrong.text;
        EXPECT_EQ(schedule.error().where->end, wrong.end) << wrong.text;
    }
    EXPECT_EQ(parseSchedule("99 2 * * *", QTimeZone::utc(), kFrom).error().kind, ErrorKind::InvalidInput);
}

} // namespace

} // namespace dbv::schedules
