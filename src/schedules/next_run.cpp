// SPDX-License-Identifier: Apache-2.0
#include "schedules/next_run.h"

#include <algorithm>
#include <vector>

#include <QDate>
#include <QDateTime>
#include <QTime>

namespace dbv::schedules {

namespace {

using namespace std::chrono_literals;

constexpr int kDaysAhead = 8 * 366;
// Further than any clock is ahead of UTC or behind it.
constexpr auto kFar = 26h;

QDateTime onTheWall(Seconds time, const QTimeZone& zone) {
    return QDateTime::fromSecsSinceEpoch(time.time_since_epoch().count(), zone);
}

/// What the clock on the wall is ahead of UTC at a moment. Unit: seconds.
std::int64_t aheadAt(Seconds time, const QTimeZone& zone) {
    return zone.offsetFromUtc(QDateTime::fromSecsSinceEpoch(time.time_since_epoch().count(), Qt::UTC));
}

/// What the wall shows when a day begins, as if it were UTC.
std::int64_t midnightOf(const QDate& day) {
    return QDateTime(day, QTime(0, 0), Qt::UTC).toSecsSinceEpoch();
}

/// The moments at which the wall shows a time: none in an hour that is left out, two in one that comes twice.
std::vector<Seconds> momentsOf(std::int64_t wall, const QTimeZone& zone) {
    const Seconds about{std::chrono::seconds(wall)};
    const std::int64_t before = aheadAt(about - kFar, zone);
    const std::int64_t behind = aheadAt(about + kFar, zone);
    std::vector<Seconds> moments;
    for (const std::int64_t ahead : {before, behind}) {
        const Seconds moment{std::chrono::seconds(wall - ahead)};
        const bool isShown = aheadAt(moment, zone) == ahead;
        if (isShown && std::ranges::find(moments, moment) == moments.end()) {
            moments.push_back(moment);
        }
    }
    std::ranges::sort(moments);
    return moments;
}

/// The moment at which the clock is set forward over a time that the wall does not show.
Seconds endOfGap(std::int64_t wall, const QTimeZone& zone) {
    const Seconds about{std::chrono::seconds(wall)};
    Seconds low = about - kFar;
    Seconds high = about + kFar;
    const std::int64_t before = aheadAt(low, zone);
    // The first second at which it is ahead by something else.
    while (high - low > 1s) {
        const Seconds middle = low + (high - low) / 2;
        (aheadAt(middle, zone) == before ? low : high) = middle;
    }
    return high;
}

/// All moments of one day of the wall at which it is due, in order.
std::vector<Seconds> dueOn(const QDate& day, const ByCron& schedule) {
    std::vector<Seconds> due;
    const CronText& times = schedule.times;
    if (!times.fitsDay(static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()),
                       static_cast<unsigned>(day.dayOfWeek() % 7))) {
        return due;
    }
    const std::int64_t midnight = midnightOf(day);
    const std::int64_t before = aheadAt(Seconds(std::chrono::seconds(midnight)) - kFar, schedule.zone);
    const bool isSteady = before == aheadAt(Seconds(std::chrono::seconds(midnight)) + 24h + kFar, schedule.zone);
    for (unsigned hour = 0; hour < times.hours.size(); ++hour) {
        for (unsigned minute = 0; times.hours.test(hour) && minute < times.minutes.size(); ++minute) {
            if (!times.minutes.test(minute)) {
                continue;
            }
            const std::int64_t wall = midnight + 60 * (60 * std::int64_t{hour} + minute);
            if (isSteady) {
                due.emplace_back(std::chrono::seconds(wall - before));
                continue;
            }
            const std::vector<Seconds> moments = momentsOf(wall, schedule.zone);
            if (moments.empty() && !times.isInterval) {
                due.push_back(endOfGap(wall, schedule.zone));
            } else if (!moments.empty()) {
                due.push_back(moments.front());
            }
            if (moments.size() > 1 && times.isInterval) {
                due.push_back(moments.back());
            }
        }
    }
    std::ranges::sort(due);
    const auto [twice, end] = std::ranges::unique(due);
    due.erase(twice, end);
    return due;
}

std::optional<Seconds> nextByCron(const ByCron& schedule, Seconds after) {
    // The day before too: where a day is left out, or begins twice, its moments may lie behind it.
    QDate day = onTheWall(after, schedule.zone).date().addDays(-1);
    for (int i = 0; i < kDaysAhead; ++i, day = day.addDays(1)) {
        const std::vector<Seconds> due = dueOn(day, schedule);
        if (const auto next = std::ranges::upper_bound(due, after); next != due.end()) {
            return *next;
        }
    }
    return std::nullopt;
}

std::optional<Seconds> lastByCron(const ByCron& schedule, Seconds until, Seconds notBefore) {
    QDate day = onTheWall(until, schedule.zone).date().addDays(1);
    const QDate first = onTheWall(notBefore, schedule.zone).date().addDays(-1);
    for (int i = 0; i < kDaysAhead && day >= first; ++i, day = day.addDays(-1)) {
        const std::vector<Seconds> due = dueOn(day, schedule);
        if (const auto next = std::ranges::upper_bound(due, until); next != due.begin()) {
            const Seconds last = *std::prev(next);
            return last >= notBefore ? std::optional(last) : std::nullopt;
        }
    }
    return std::nullopt;
}

/// The multiple of the interval at a moment or before it.
Seconds multipleUpTo(const ByInterval& schedule, Seconds moment) {
    const auto passed = moment - schedule.from;
    auto times = passed / schedule.every;
    times -= passed % schedule.every < 0s ? 1 : 0;
    return schedule.from + times * schedule.every;
}

} // namespace

std::optional<Seconds> nextRun(const Schedule& schedule, Seconds after) {
    if (const auto* cron = std::get_if<ByCron>(&schedule)) {
        return nextByCron(*cron, after);
    }
    if (const auto* interval = std::get_if<ByInterval>(&schedule); interval != nullptr && interval->every > 0min) {
        return multipleUpTo(*interval, after) + interval->every;
    }
    return std::nullopt;
}

std::optional<Seconds> lastRun(const Schedule& schedule, Seconds until, Seconds notBefore) {
    if (const auto* cron = std::get_if<ByCron>(&schedule)) {
        return lastByCron(*cron, until, notBefore);
    }
    if (const auto* interval = std::get_if<ByInterval>(&schedule); interval != nullptr && interval->every > 0min) {
        const Seconds last = multipleUpTo(*interval, until);
        return last >= notBefore ? std::optional(last) : std::nullopt;
    }
    return std::nullopt;
}

} // namespace dbv::schedules
