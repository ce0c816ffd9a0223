// SPDX-License-Identifier: Apache-2.0
#include "schedules/due_runs.h"

#include <algorithm>

namespace dbv::schedules {

namespace {

using namespace std::chrono_literals;

/// Behind which moment runs are due.
Seconds dueBehind(Seconds begun, Seconds now) {
    return begun > now + 24h ? now : begun;
}

} // namespace

std::optional<DueRun> dueRun(const Schedule& schedule, Seconds begun, Seconds now) {
    const Seconds behind = dueBehind(begun, now);
    const std::optional<Seconds> last = behind < now ? lastRun(schedule, now, behind + 1s) : std::nullopt;
    if (!last) {
        return std::nullopt;
    }
    DueRun due{.due = *last, .isLate = now - *last > kLateAfter};
    std::optional<Seconds> missed = nextRun(schedule, behind);
    while (missed && *missed < *last && due.missed < kMostMissed) {
        ++due.missed;
        missed = nextRun(schedule, *missed);
    }
    return due;
}

std::optional<Seconds> dueNext(const Schedule& schedule, Seconds begun, Seconds now) {
    return nextRun(schedule, std::max(now, dueBehind(begun, now)));
}

std::optional<Seconds> retryAt(const RetryRule& rule, unsigned failures, Seconds failed, std::optional<Seconds> next) {
    if (failures == 0 || failures > rule.attempts) {
        return std::nullopt;
    }
    std::chrono::seconds wait = rule.first;
    for (unsigned i = 1; i < failures && wait < rule.longest; ++i) {
        wait *= rule.factor;
    }
    const Seconds again = failed + std::min(wait, rule.longest);
    return next && *next <= again ? std::nullopt : std::optional(again);
}

} // namespace dbv::schedules
