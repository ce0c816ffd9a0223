// SPDX-License-Identifier: Apache-2.0
#include "schedules/retention.h"

#include <algorithm>
#include <array>
#include <map>
#include <tuple>

#include <QDate>
#include <QDateTime>

namespace dbv::schedules {

namespace {

constexpr std::chrono::days kFailuresFor{30};

QDate dayOf(Seconds moment, const QTimeZone& zone) {
    return QDateTime::fromSecsSinceEpoch(moment.time_since_epoch().count(), zone).date();
}

/// A number that all days of one span share, and no others; later spans have larger ones.
qint64 spanOf(const QDate& day, KeptBy kind) {
    constexpr qint64 kMonths = 12;
    switch (kind) {
    case KeptBy::Weekly: return day.addDays(1 - day.dayOfWeek()).toJulianDay();
    case KeptBy::Monthly: return day.year() * kMonths + day.month();
    case KeptBy::Yearly: return day.year();
    default: return day.toJulianDay();
    }
}

/// Keeps one of each span, for the last spans that have any.
void keepSpans(const std::vector<KeptBackup>& backups, std::vector<RetentionVerdict>& verdicts, KeptBy kind,
               unsigned count, const QTimeZone& zone) {
    std::map<qint64, std::size_t, std::greater<>> best;
    for (std::size_t i = 0; i < backups.size(); ++i) {
        if (backups[i].trust == Trust::Failed) {
            continue;
        }
        const auto [found, isNew] = best.try_emplace(spanOf(dayOf(backups[i].made, zone), kind), i);
        // They come from the newest on.
        if (!isNew && backups[i].trust > backups[found->second].trust) {
            found->second = i;
        }
    }
    for (const auto& [span, index] : best) {
        if (count-- == 0) {
            break;
        }
        if (verdicts[index].keptBy == KeptBy::Nothing) {
            verdicts[index].keptBy = kind;
        }
    }
}

} // namespace

bool RetentionRules::keepAll() const {
    return newest == 0 && !younger && daily == 0 && weekly == 0 && monthly == 0 && yearly == 0;
}

std::vector<RetentionVerdict> judgeRetention(std::vector<KeptBackup> backups, const RetentionRules& rules,
                                             const QTimeZone& zone, Seconds now) {
    std::ranges::stable_sort(backups, std::greater<>(), &KeptBackup::made);
    std::vector<RetentionVerdict> verdicts;
    Trust highest = Trust::Failed;
    unsigned good = 0;
    for (const KeptBackup& backup : backups) {
        KeptBy by = KeptBy::Nothing;
        if (backup.trust == Trust::Failed) {
            const bool isLast = verdicts.empty();
            by = isLast || now - backup.made < kFailuresFor ? KeptBy::LastFailure : KeptBy::Nothing;
        } else {
            ++good;
            const bool isYounger = rules.younger && now - backup.made < *rules.younger;
            by = rules.keepAll()          ? KeptBy::NoRule
                 : good <= rules.newest   ? KeptBy::Newest
                 : isYounger              ? KeptBy::Younger
                 : backup.trust > highest ? KeptBy::LastTrusted
                                          : KeptBy::Nothing;
            highest = std::max(highest, backup.trust);
        }
        verdicts.push_back({backup.id, by});
    }
    for (const auto& [kind, count] : std::to_array<std::tuple<KeptBy, unsigned>>({{KeptBy::Daily, rules.daily},
                                                                                  {KeptBy::Weekly, rules.weekly},
                                                                                  {KeptBy::Monthly, rules.monthly},
                                                                                  {KeptBy::Yearly, rules.yearly}})) {
        keepSpans(backups, verdicts, kind, count, zone);
    }
    return verdicts;
}

} // namespace dbv::schedules
