// SPDX-License-Identifier: Apache-2.0
#include "schedules/retention.h"

#include <random>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace dbv::schedules {

namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

// A Sunday, noon.
constexpr Seconds kNow = Seconds(std::chrono::sys_days(std::chrono::year(2026) / 11 / 29)) + 12h;

KeptBackup daysAgo(int days, Trust trust = Trust::Verified) {
    return {"d" + std::to_string(days), kNow - std::chrono::days(days), trust};
}

std::vector<KeptBackup> daily(int days) {
    std::vector<KeptBackup> backups;
    for (int day = 0; day < days; ++day) {
        backups.push_back(daysAgo(day));
    }
    return backups;
}

std::vector<std::string> keptOf(const std::vector<KeptBackup>& backups, const RetentionRules& rules) {
    std::vector<std::string> kept;
    for (const RetentionVerdict& verdict : judgeRetention(backups, rules, QTimeZone::utc(), kNow)) {
        if (verdict.keptBy != KeptBy::Nothing) {
            kept.push_back(verdict.id);
        }
    }
    return kept;
}

TEST(Retention, KeepsAllWithoutARule) {
    EXPECT_EQ(keptOf(daily(50), {}).size(), 50U);
}

TEST(Retention, KeepsByCountAndByAge) {
    EXPECT_THAT(keptOf(daily(10), {.newest = 3}), ElementsAre("d0", "d1", "d2"));
    EXPECT_THAT(keptOf(daily(10), {.younger = std::chrono::days(2)}), ElementsAre("d0", "d1"));
    EXPECT_THAT(keptOf(daily(10), {.newest = 1, .younger = std::chrono::days(3)}), ElementsAre("d0", "d1", "d2"));
}

TEST(Retention, KeepsSonsFathersAndGrandfathers) {
    EXPECT_THAT(
        keptOf(daily(800), {.daily = 3, .weekly = 3, .monthly = 3, .yearly = 3}),
        // Sundays (the 29th, 22nd, 15th), the last days of November, October, September, and of 2026, 2025, 2024.
        ElementsAre("d0", "d1", "d2", "d7", "d14", "d29", "d60", "d333", "d698"));
    // Days without one do not count.
    EXPECT_THAT(keptOf({daysAgo(0), daysAgo(10), daysAgo(20), daysAgo(30)}, {.daily = 3}),
                ElementsAre("d0", "d10", "d20"));
}

TEST(Retention, PrefersWhatIsTrusted) {
    const std::vector<KeptBackup> backups{{"evening", kNow + 6h, Trust::Made},
                                          {"noon", kNow, Trust::Proved},
                                          {"morning", kNow - 6h, Trust::Proved},
                                          {"before", kNow - 30h, Trust::Made}};
    EXPECT_THAT(judgeRetention(backups, {.daily = 2}, QTimeZone::utc(), kNow + 6h),
                ElementsAre(RetentionVerdict{"evening", KeptBy::LastTrusted},
                            RetentionVerdict{"noon", KeptBy::LastTrusted}, RetentionVerdict{"morning", KeptBy::Nothing},
                            RetentionVerdict{"before", KeptBy::Daily}));
}

TEST(Retention, NeverLosesTheLastProvedOne) {
    const std::vector<KeptBackup> backups{daysAgo(0, Trust::Made),     daysAgo(1, Trust::Made),
                                          daysAgo(2, Trust::Verified), daysAgo(3, Trust::Made),
                                          daysAgo(400, Trust::Proved), daysAgo(500, Trust::Proved)};
    EXPECT_THAT(keptOf(backups, {.newest = 1}), ElementsAre("d0", "d2", "d400"));
    EXPECT_THAT(keptOf(backups, {.younger = std::chrono::days(1)}), ElementsAre("d0", "d2", "d400"));

    std::mt19937 random(1);
    for (int round = 0; round < 2000; ++round) {
        std::vector<KeptBackup> some;
        const int count = 1 + static_cast<int>(random() % 12);
        for (int i = 0; i < count; ++i) {
            some.push_back(daysAgo(static_cast<int>(random() % 900), static_cast<Trust>(random() % 4)));
            some.back().id = std::to_string(i);
        }
        const RetentionRules rules{.newest = static_cast<unsigned>(random() % 3),
                                   .younger = random() % 2 == 0 ? std::nullopt
                                                                : std::optional(std::chrono::days(random() % 100)),
                                   .daily = static_cast<unsigned>(random() % 3),
                                   .monthly = static_cast<unsigned>(random() % 3)};
        const std::vector<std::string> kept = keptOf(some, rules);
        for (const Trust trust : {Trust::Made, Trust::Verified, Trust::Proved}) {
            const KeptBackup* last = nullptr;
            for (const KeptBackup& each : some) {
                last = each.trust >= trust && (last == nullptr || each.made > last->made) ? &each : last;
            }
            if (last != nullptr) {
                const bool keeps = std::ranges::any_of(some, [&](const KeptBackup& each) {
                    return each.trust >= trust && each.made == last->made &&
                           std::ranges::find(kept, each.id) != kept.end();
                });
                EXPECT_TRUE(keeps) << round;
            }
        }
    }
}

TEST(Retention, TakesAFailureForNoBackup) {
    const std::vector<KeptBackup> backups{daysAgo(0, Trust::Failed), daysAgo(1, Trust::Failed), daysAgo(2), daysAgo(3),
                                          daysAgo(40, Trust::Failed)};
    EXPECT_THAT(judgeRetention(backups, {.newest = 1}, QTimeZone::utc(), kNow),
                ElementsAre(RetentionVerdict{"d0", KeptBy::LastFailure}, RetentionVerdict{"d1", KeptBy::LastFailure},
                            RetentionVerdict{"d2", KeptBy::Newest}, RetentionVerdict{"d3", KeptBy::Nothing},
                            RetentionVerdict{"d40", KeptBy::Nothing}));
    EXPECT_THAT(keptOf({daysAgo(40, Trust::Failed)}, {.newest = 1}), ElementsAre("d40"));
}

TEST(Retention, CountsDaysOfTheZone) {
    // 23:00 and 01:00 UTC are one day in Auckland.
    const std::vector<KeptBackup> backups{{"late", kNow + 13h, Trust::Made}, {"early", kNow + 11h, Trust::Made}};
    const auto verdicts = [&](const char* zone) {
        return judgeRetention(backups, {.daily = 5}, QTimeZone(zone), kNow + 14h).back().keptBy;
    };
    EXPECT_EQ(verdicts("UTC"), KeptBy::Daily);
    EXPECT_EQ(verdicts("Pacific/Auckland"), KeptBy::Nothing);
}

} // namespace

} // namespace dbv::schedules
