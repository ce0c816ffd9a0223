// SPDX-License-Identifier: Apache-2.0
#include "schedules/next_run.h"

#include <string>
#include <vector>

#include <QDateTime>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace dbv::schedules {

namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

ByCron cronIn(const char* zone, const char* text) {
    const Result<CronText> times = parseCron(text);
    EXPECT_TRUE(times) << text;
    return {.text = text, .times = times.value_or(CronText{}), .zone = QTimeZone(zone)};
}

Seconds utc(const char* text) {
    const QDateTime time = QDateTime::fromString(QString::fromLatin1(text), Qt::ISODate);
    EXPECT_TRUE(time.isValid()) << text;
    return Seconds(std::chrono::seconds(time.toSecsSinceEpoch()));
}

std::string shownIn(Seconds time, const QTimeZone& zone) {
    const QDateTime shown = QDateTime::fromSecsSinceEpoch(time.time_since_epoch().count(), zone);
    return (shown.toString(QStringLiteral("yyyy-MM-dd hh:mm ")) + zone.displayName(shown, QTimeZone::OffsetName))
        .toStdString();
}

/// The next runs, as the wall shows them.
std::vector<std::string> nextRuns(const ByCron& schedule, const char* after, int count) {
    std::vector<std::string> runs;
    Seconds at = utc(after);
    for (int i = 0; i < count; ++i) {
        const std::optional<Seconds> next = nextRun(schedule, at);
        EXPECT_TRUE(next);
        at = next.value_or(at);
        runs.push_back(shownIn(at, schedule.zone));
    }
    return runs;
}

TEST(NextRun, IsWhatTheWallShows) {
    EXPECT_THAT(nextRuns(cronIn("Europe/Berlin", "30 2 * * 1-5"), "2026-11-27T12:00:00Z", 3),
                ElementsAre("2026-11-30 02:30 UTC+01:00", "2026-12-01 02:30 UTC+01:00", "2026-12-02 02:30 UTC+01:00"));
    EXPECT_THAT(nextRuns(cronIn("America/New_York", "0 0 29 2 *"), "2026-11-27T12:00:00Z", 2),
                ElementsAre("2028-02-29 00:00 UTC-05:00", "2032-02-29 00:00 UTC-05:00"));
    // Behind a moment, not at it.
    EXPECT_THAT(nextRuns(cronIn("UTC", "0 12 * * *"), "2026-11-27T12:00:00Z", 1),
                ElementsAre("2026-11-28 12:00 UTC+00:00"));
    EXPECT_THAT(nextRuns(cronIn("UTC", "0 12 * * *"), "2026-11-27T11:59:59Z", 1),
                ElementsAre("2026-11-27 12:00 UTC+00:00"));
}

TEST(NextRun, IsAtTheEndOfAnHourThatIsLeftOut) {
    // In Berlin the clock goes from 2:00 to 3:00 on 29 March 2026.
    EXPECT_THAT(nextRuns(cronIn("Europe/Berlin", "30 2 * * *"), "2026-03-28T00:00:00Z", 3),
                ElementsAre("2026-03-28 02:30 UTC+01:00", "2026-03-29 03:00 UTC+02:00", "2026-03-30 02:30 UTC+02:00"));
    EXPECT_THAT(nextRuns(cronIn("Europe/Berlin", "15,45 2 * * *"), "2026-03-29T00:00:00Z", 2),
                ElementsAre("2026-03-29 03:00 UTC+02:00", "2026-03-30 02:15 UTC+02:00"));
    EXPECT_THAT(nextRuns(cronIn("Europe/Berlin", "*/30 * * * *"), "2026-03-29T00:29:00Z", 3),
                ElementsAre("2026-03-29 01:30 UTC+01:00", "2026-03-29 03:00 UTC+02:00", "2026-03-29 03:30 UTC+02:00"));
    // Half an hour, at Lord Howe.
    EXPECT_THAT(nextRuns(cronIn("Australia/Lord_Howe", "15 2 * * *"), "2026-10-03T00:00:00Z", 2),
                ElementsAre("2026-10-04 02:30 UTC+11:00", "2026-10-05 02:15 UTC+11:00"));
    // A day that Samoa has never had.
    EXPECT_THAT(nextRuns(cronIn("Pacific/Apia", "0 12 * * *"), "2011-12-29T12:00:00Z", 3),
                ElementsAre("2011-12-29 12:00 UTC-10:00", "2011-12-31 00:00 UTC+14:00", "2011-12-31 12:00 UTC+14:00"));
}

TEST(NextRun, IsTheFirstOfAnHourThatComesTwice) {
    EXPECT_THAT(nextRuns(cronIn("Europe/Berlin", "30 2 * * *"), "2026-10-24T12:00:00Z", 2),
                ElementsAre("2026-10-25 02:30 UTC+02:00", "2026-10-26 02:30 UTC+01:00"));
    EXPECT_THAT(nextRuns(cronIn("Europe/Berlin", "30 * * * *"), "2026-10-25T00:00:00Z", 3),
                ElementsAre("2026-10-25 02:30 UTC+02:00", "2026-10-25 02:30 UTC+01:00", "2026-10-25 03:30 UTC+01:00"));
}

TEST(NextRun, ComesOnceADayInEveryZone) {
    for (const char* zone : {"UTC", "Europe/Berlin", "America/New_York", "America/St_Johns", "Australia/Lord_Howe",
                             "Asia/Kathmandu", "Africa/Casablanca", "America/Santiago", "Pacific/Chatham"}) {
        const ByCron schedule = cronIn(zone, "30 2 * * *");
        const Seconds end = utc("2027-01-05T00:00:00Z");
        int runs = 0;
        QDate last;
        for (std::optional<Seconds> at = nextRun(schedule, utc("2024-12-31T12:00:00Z")); at && *at < end;
             at = nextRun(schedule, *at)) {
            const QDate day = QDateTime::fromSecsSinceEpoch(at->time_since_epoch().count(), schedule.zone).date();
            ASSERT_TRUE(last.isNull() || day == last.addDays(1)) << zone << " " << shownIn(*at, schedule.zone);
            ASSERT_EQ(lastRun(schedule, *at, utc("2024-01-01T00:00:00Z")), at);
            last = day;
            ++runs;
        }
        EXPECT_GE(runs, 734) << zone;
    }
}

TEST(NextRun, IsWhatAllMinutesSay) {
    const QTimeZone utcZone("UTC");
    for (const char* text : {"*/7 3-5 * * *", "0 0 13 * 5", "5,35 */11 1-7 */3 *", "59 23 31 12 *", "0 12 * 2 7"}) {
        const ByCron schedule = cronIn("UTC", text);
        const Seconds begin = utc("2026-01-01T00:00:00Z");
        Seconds next = *nextRun(schedule, begin - 1s);
        for (Seconds at = begin; at < begin + std::chrono::days(400); at += 1min) {
            const QDateTime shown = QDateTime::fromSecsSinceEpoch(at.time_since_epoch().count(), utcZone);
            const CronText& times = schedule.times;
            const bool fits =
                times.minutes.test(static_cast<unsigned>(shown.time().minute())) &&
                times.hours.test(static_cast<unsigned>(shown.time().hour())) &&
                times.fitsDay(static_cast<unsigned>(shown.date().month()), static_cast<unsigned>(shown.date().day()),
                              static_cast<unsigned>(shown.date().dayOfWeek() % 7));
            ASSERT_EQ(fits, at == next) << text << " " << shownIn(at, utcZone);
            next = fits ? *nextRun(schedule, at) : next;
        }
    }
}

TEST(NextRun, OfAnIntervalIsCountedFromItsBeginning) {
    const Seconds from = utc("2026-11-27T10:00:00Z");
    const Schedule schedule = ByInterval{90min, from};
    EXPECT_EQ(nextRun(schedule, from), from + 90min);
    EXPECT_EQ(nextRun(schedule, from + 89min), from + 90min);
    EXPECT_EQ(nextRun(schedule, from + 90min), from + 180min);
    EXPECT_EQ(nextRun(schedule, from - 1s), from);
    EXPECT_EQ(lastRun(schedule, from + 100min, from), from + 90min);
    EXPECT_EQ(lastRun(schedule, from + 100min, from + 91min), std::nullopt);
    EXPECT_EQ(nextRun(ByInterval{0min, from}, from), std::nullopt);
}

TEST(NextRun, ByAnEventIsAtNoTime) {
    EXPECT_EQ(nextRun(ByEvent::Start, utc("2026-11-27T10:00:00Z")), std::nullopt);
    EXPECT_EQ(lastRun(ByEvent::BeforeDestruction, utc("2026-11-27T10:00:00Z"), {}), std::nullopt);
}

} // namespace

} // namespace dbv::schedules
