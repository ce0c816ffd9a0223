// SPDX-License-Identifier: Apache-2.0
#include "schedules/due_runs.h"

#include <gtest/gtest.h>

namespace dbv::schedules {

namespace {

using namespace std::chrono_literals;

// A Friday, 00:00 UTC.
constexpr Seconds kMidnight{std::chrono::sys_days(std::chrono::year(2026) / 11 / 27)};

Schedule dailyAtTwo() {
    return ByCron{.text = "0 2 * * *", .times = *parseCron("0 2 * * *"), .zone = QTimeZone::utc()};
}

TEST(DueRuns, BeginWhenTheyAreDue) {
    const Seconds yesterday = kMidnight - 22h;
    EXPECT_EQ(dueRun(dailyAtTwo(), yesterday, kMidnight + 2h - 1s), std::nullopt);
    EXPECT_EQ(dueNext(dailyAtTwo(), yesterday, kMidnight + 2h - 1s), kMidnight + 2h);
    EXPECT_EQ(dueRun(dailyAtTwo(), yesterday, kMidnight + 2h), (DueRun{.due = kMidnight + 2h}));
    EXPECT_EQ(dueRun(dailyAtTwo(), yesterday, kMidnight + 2h + 5min), (DueRun{.due = kMidnight + 2h}));
    EXPECT_EQ(dueRun(dailyAtTwo(), kMidnight + 2h, kMidnight + 2h + 5min), std::nullopt);
}

TEST(DueRuns, ThatWereMissedAreMadeUpForByOne) {
    EXPECT_EQ(dueRun(dailyAtTwo(), kMidnight - 22h, kMidnight + 9h), (DueRun{.due = kMidnight + 2h, .isLate = true}));
    EXPECT_EQ(dueRun(dailyAtTwo(), kMidnight - 22h, kMidnight + 9h + 72h),
              (DueRun{.due = kMidnight + 2h + 72h, .missed = 3, .isLate = true}));
    const Schedule often = ByInterval{1min, kMidnight};
    EXPECT_EQ(dueRun(often, kMidnight, kMidnight + 24h * 365)->missed, kMostMissed);
}

TEST(DueRuns, AreNotRepeatedWhereTheClockIsSetBack) {
    // An hour: what was run at 2:00 is not run again at the second 2:00.
    EXPECT_EQ(dueRun(dailyAtTwo(), kMidnight + 2h, kMidnight + 1h), std::nullopt);
    EXPECT_EQ(dueNext(dailyAtTwo(), kMidnight + 2h, kMidnight + 1h), kMidnight + 26h);
    // A year: a clock that was wrong then does not end the schedule.
    const Seconds inAYear = kMidnight + 24h * 365;
    EXPECT_EQ(dueRun(dailyAtTwo(), inAYear, kMidnight + 1h), std::nullopt);
    EXPECT_EQ(dueNext(dailyAtTwo(), inAYear, kMidnight + 1h), kMidnight + 2h);
}

TEST(DueRuns, ByAnEventAreNeverDue) {
    EXPECT_EQ(dueRun(ByEvent::Start, kMidnight - 24h, kMidnight), std::nullopt);
}

TEST(Retries, ComeLaterAndLater) {
    const RetryRule rule{.attempts = 4, .first = 60s, .factor = 5, .longest = 1000s};
    EXPECT_EQ(retryAt(rule, 0, kMidnight, std::nullopt), std::nullopt);
    EXPECT_EQ(retryAt(rule, 1, kMidnight, std::nullopt), kMidnight + 60s);
    EXPECT_EQ(retryAt(rule, 2, kMidnight, std::nullopt), kMidnight + 300s);
    EXPECT_EQ(retryAt(rule, 3, kMidnight, std::nullopt), kMidnight + 1000s);
    EXPECT_EQ(retryAt(rule, 4, kMidnight, std::nullopt), kMidnight + 1000s);
    EXPECT_EQ(retryAt(rule, 5, kMidnight, std::nullopt), std::nullopt);
    EXPECT_EQ(retryAt(rule, 2, kMidnight, kMidnight + 200s), std::nullopt);
    EXPECT_EQ(retryAt(rule, 2, kMidnight, kMidnight + 400s), kMidnight + 300s);
}

} // namespace

} // namespace dbv::schedules
