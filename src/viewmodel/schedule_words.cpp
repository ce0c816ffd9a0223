// SPDX-License-Identifier: Apache-2.0
#include "viewmodel/schedule_words.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>
#include <QStringList>

#include "viewmodel/backup_words.h"
#include "viewmodel/moment_text.h"
#include "viewmodel/shown_name.h"

namespace dbv::viewmodel {

namespace {

using protocol::DrillPace;
using protocol::RunOutcome;
using protocol::ScheduleTrigger;

constexpr std::int64_t kMinuteAhead = 60'000;
constexpr std::int64_t kHourAhead = 60 * kMinuteAhead;
constexpr std::int64_t kDayAhead = 24 * kHourAhead;

QString scheduleWords(const char* text) {
    return QCoreApplication::translate("Schedules", text);
}

QString scheduleCount(std::uint64_t number) {
    return QLocale().toString(static_cast<qulonglong>(number));
}

QString shownOf(const std::string& text) {
    return shownName(QString::fromStdString(text));
}

QString keepText(const protocol::KeepRules& keep) {
    QStringList parts;
    const auto add = [&parts](std::uint32_t number, const char* one, const char* many) {
        if (number > 0) {
            parts << (number == 1 ? scheduleWords(one) : scheduleWords(many).arg(scheduleCount(number)));
        }
    };
    add(keep.newest, QT_TRANSLATE_NOOP("Schedules", "the newest"), QT_TRANSLATE_NOOP("Schedules", "the %1 newest"));
    add(keep.days, QT_TRANSLATE_NOOP("Schedules", "all of 1 day"), QT_TRANSLATE_NOOP("Schedules", "all of %1 days"));
    add(keep.daily, QT_TRANSLATE_NOOP("Schedules", "1 daily"), QT_TRANSLATE_NOOP("Schedules", "%1 daily"));
    add(keep.weekly, QT_TRANSLATE_NOOP("Schedules", "1 weekly"), QT_TRANSLATE_NOOP("Schedules", "%1 weekly"));
    add(keep.monthly, QT_TRANSLATE_NOOP("Schedules", "1 monthly"), QT_TRANSLATE_NOOP("Schedules", "%1 monthly"));
    add(keep.yearly, QT_TRANSLATE_NOOP("Schedules", "1 yearly"), QT_TRANSLATE_NOOP("Schedules", "%1 yearly"));
    return parts.isEmpty() ? scheduleWords("keeps all")
                           : scheduleWords("keeps %1").arg(parts.join(QStringLiteral(", ")));
}

QString drillText(DrillPace pace) {
    switch (pace) {
    case DrillPace::Never: return scheduleWords("no drill");
    case DrillPace::Each: return scheduleWords("drill each time");
    case DrillPace::Weekly: return scheduleWords("drill each week");
    case DrillPace::Monthly: return scheduleWords("drill each month");
    }
    return {};
}

QString outcomeWord(RunOutcome outcome) {
    switch (outcome) {
    case RunOutcome::None: return scheduleWords("Not run yet");
    case RunOutcome::Running: return scheduleWords("Running");
    case RunOutcome::Succeeded: return scheduleWords("Succeeded");
    case RunOutcome::Failed: return scheduleWords("Failed");
    case RunOutcome::Interrupted: return scheduleWords("Interrupted");
    case RunOutcome::Skipped: return scheduleWords("Done by another machine");
    case RunOutcome::Stopped: return scheduleWords("Stopped");
    }
    return {};
}

} // namespace

QString soonText(std::int64_t at, std::int64_t now) {
    if (at == 0) {
        return scheduleWords("never");
    }
    const std::int64_t left = at - now;
    if (left < kMinuteAhead) {
        return left <= 0 ? scheduleWords("now") : scheduleWords("in less than a minute");
    }
    if (left < kHourAhead) {
        return scheduleWords("in %1 min").arg(left / kMinuteAhead);
    }
    if (left < kDayAhead) {
        return scheduleWords("in %1 h").arg(left / kHourAhead);
    }
    const QDateTime moment = QDateTime::fromMSecsSinceEpoch(at);
    return dayText(moment.date()) + moment.time().toString(QStringLiteral(" HH:mm"));
}

QString runProgressText(const protocol::RunProgress& progress) {
    return jobProgressText(
        {progress.phase, progress.done, progress.total, progress.unit, progress.share, progress.backup}, {});
}

QString nextRunText(const protocol::ScheduleEntry& entry, std::int64_t now) {
    if (!entry.config.enabled) {
        return scheduleWords("Off");
    }
    if (!entry.trouble.empty()) {
        return scheduleWords("Can not run");
    }
    if (entry.state.outcome == RunOutcome::Running) {
        return entry.progress ? runProgressText(*entry.progress) : scheduleWords("Running");
    }
    if (!entry.waitsFor.empty()) {
        return scheduleWords("Waits: %1").arg(shownOf(entry.waitsFor));
    }
    switch (entry.trigger) {
    case ScheduleTrigger::ProgramStart: return scheduleWords("When the program starts");
    case ScheduleTrigger::BeforeDestruction: return scheduleWords("Before something is destroyed");
    case ScheduleTrigger::Clock: break;
    }
    return entry.dueSince != 0 ? scheduleWords("now") : soonText(entry.nextAt, now);
}

QString lastRunText(const protocol::ScheduleEntry& entry, std::int64_t now) {
    const protocol::ScheduleState& state = entry.state;
    QString word = outcomeWord(state.outcome);
    if (state.outcome == RunOutcome::None || state.outcome == RunOutcome::Running) {
        return word;
    }
    const QString told =
        QStringLiteral("%1, %2").arg(word, agoText(state.lastEnded != 0 ? state.lastEnded : state.lastBegun, now));
    return state.failures > 1 ? scheduleWords("%1, %2 times in a row").arg(told, scheduleCount(state.failures)) : told;
}

QString scheduleWarnings(const protocol::ScheduleEntry& entry) {
    QStringList told;
    for (const std::string& warning : entry.state.warnings) {
        told << shownOf(warning);
    }
    return told.join(QLatin1Char('\n'));
}

QString scheduleTrouble(const protocol::ScheduleEntry& entry) {
    QStringList told;
    if (!entry.trouble.empty()) {
        told << shownOf(entry.trouble);
    }
    const RunOutcome outcome = entry.state.outcome;
    if ((outcome == RunOutcome::Failed || outcome == RunOutcome::Interrupted) && !entry.state.trouble.empty()) {
        told << shownOf(entry.state.trouble);
    }
    if (const std::uint32_t missed = entry.state.missed; missed > 0) {
        told << (missed == 1
                     ? scheduleWords("1 run was missed; the last one stood for it.")
                     : scheduleWords("%1 runs were missed; the last one stood for them.").arg(scheduleCount(missed)));
    }
    return told.join(QLatin1Char('\n'));
}

QString scheduleSummary(const protocol::ScheduleConfig& config) {
    QStringList parts{shownOf(config.connection) + QStringLiteral(" → ") + shownOf(config.destination)};
    if (config.allDatabases) {
        parts << (config.except.empty()
                      ? scheduleWords("all databases of the server")
                      : scheduleWords("all databases of the server but %1").arg(scheduleCount(config.except.size())));
    }
    // Nobody may take a part for the whole.
    if (const QString part = backupPartText(config.scope); !part.isEmpty()) {
        parts << part;
    }
    if (config.encrypted) {
        parts << scheduleWords("encrypted");
    }
    parts << (config.verify ? scheduleWords("verified") : scheduleWords("not verified"));
    parts << drillText(config.drill) << keepText(config.keep);
    if (config.waitsForPower) {
        parts << scheduleWords("waits for power");
    }
    return parts.join(QStringLiteral(" · "));
}

} // namespace dbv::viewmodel
