// SPDX-License-Identifier: Apache-2.0
#include "viewmodel/backup_words.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <QCoreApplication>
#include <QLocale>

#include "viewmodel/moment_text.h"
#include "viewmodel/result_status.h"
#include "viewmodel/script_words.h"
#include "viewmodel/shown_name.h"

namespace dbv::viewmodel {

namespace {

using protocol::BackupState;

constexpr std::int64_t kMinuteMs = 60'000;
constexpr std::int64_t kHourMs = 60 * kMinuteMs;
constexpr std::int64_t kDayMs = 24 * kHourMs;

QString backupWords(const char* text) {
    return QCoreApplication::translate("Backups", text);
}

QString backupCount(std::uint64_t number) {
    return QLocale().toString(static_cast<qulonglong>(number));
}

QString shownText(const std::string& text) {
    return shownName(QString::fromStdString(text));
}

QString momentOrNever(std::int64_t at, std::int64_t now) {
    return at == 0 ? backupWords("never") : momentText(at, now);
}

/// The names of the objects of a scope; what is more than a person reads is counted.
QString scopeNames(const DumpScope& scope) {
    constexpr std::size_t kMostScopeNames = 20;
    QStringList names;
    for (const DumpObject& object : scope.objects) {
        if (static_cast<std::size_t>(names.size()) == kMostScopeNames) {
            names << backupWords("and %1 more").arg(backupCount(scope.objects.size() - kMostScopeNames));
            break;
        }
        names << shownText(object.schema.empty() ? object.name : object.schema + '.' + object.name);
    }
    return names.join(QStringLiteral(", "));
}

/// The words of the engine's phases.
struct PhaseWords {
    const char* phase;
    const char* text;
};
constexpr std::array kPhaseWords{
    PhaseWords{"dumping", QT_TRANSLATE_NOOP("Backups", "Copying the database")},
    PhaseWords{"copying", QT_TRANSLATE_NOOP("Backups", "Copying the database")},
    PhaseWords{"reading", QT_TRANSLATE_NOOP("Backups", "Reading the backup")},
    PhaseWords{"reading rows", QT_TRANSLATE_NOOP("Backups", "Reading rows")},
    PhaseWords{"writing", QT_TRANSLATE_NOOP("Backups", "Writing the database")},
    PhaseWords{"unpacking", QT_TRANSLATE_NOOP("Backups", "Unpacking the backup")},
    PhaseWords{"restoring", QT_TRANSLATE_NOOP("Backups", "Restoring")},
    PhaseWords{"checking", QT_TRANSLATE_NOOP("Backups", "Checking whether it is sound")},
    PhaseWords{"comparing", QT_TRANSLATE_NOOP("Backups", "Comparing")},
};

QString secondsLeftText(double seconds) {
    constexpr double kMillisecondsInSecond = 1000;
    constexpr double kMinute = 60;
    const double whole = std::max(1.0, std::ceil(seconds));
    return whole < kMinute ? backupWords("%1 s left").arg(backupCount(static_cast<std::uint64_t>(whole)))
                           : backupWords("%1 left").arg(durationText(whole * kMillisecondsInSecond));
}

QString contentsText(const protocol::BackupEntry& entry) {
    // An encrypted one that was found somewhere.
    if (entry.engine.empty()) {
        return backupWords("not looked into yet, %1").arg(fileSizeText(entry.bytes));
    }
    const QString objects =
        entry.objects == 1 ? backupWords("1 object") : backupWords("%1 objects").arg(backupCount(entry.objects));
    return QStringList{objects, jobCountText(entry.rows, "rows"), fileSizeText(entry.bytes)}.join(QStringLiteral(", "));
}

} // namespace

QString backupStateText(BackupState state) {
    switch (state) {
    case BackupState::Running: return backupWords("Running");
    case BackupState::Failed: return backupWords("Failed");
    case BackupState::Made: return backupWords("Made");
    case BackupState::Verified: return backupWords("Verified");
    case BackupState::Proved: return backupWords("Proved");
    }
    return {};
}

QString backupStateHelp(BackupState state) {
    switch (state) {
    case BackupState::Running: return backupWords("It is being made.");
    case BackupState::Failed: return backupWords("There is no backup, or it is damaged or not what was backed up.");
    case BackupState::Made: return backupWords("It is written whole. Nobody has read it back yet: verify it.");
    case BackupState::Verified:
        return backupWords("It was read back and is as it was written. Whether it can be restored, a drill tells.");
    case BackupState::Proved:
        return backupWords("It was restored into an empty database, and everything was there as it was backed up.");
    }
    return {};
}

QString ageText(std::int64_t at, std::int64_t now) {
    if (at == 0) {
        return {};
    }
    const std::int64_t age = std::max<std::int64_t>(now - at, 0);
    if (age < kMinuteMs) {
        return backupWords("just now");
    }
    if (age < kHourMs) {
        return backupWords("%1 min").arg(age / kMinuteMs);
    }
    if (age < 2 * kDayMs) {
        return backupWords("%1 h").arg(age / kHourMs);
    }
    return backupWords("%1 days").arg(backupCount(static_cast<std::uint64_t>(age / kDayMs)));
}

QString agoText(std::int64_t at, std::int64_t now) {
    const QString age = ageText(at, now);
    return at == 0 ? backupWords("never") : now - at < kMinuteMs ? age : backupWords("%1 ago").arg(age);
}

QString backupPartText(const DumpScope& scope) {
    QStringList parts;
    if (const std::size_t count = scope.schemas.size(); count > 0) {
        parts << (count == 1 ? backupWords("only the schema %1").arg(shownText(scope.schemas.front()))
                             : backupWords("only %1 schemas").arg(backupCount(count)));
    }
    if (const std::size_t count = scope.objects.size(); count > 0) {
        parts << (count == 1 ? backupWords("only %1").arg(scopeNames(scope))
                             : backupWords("only %1 chosen objects").arg(backupCount(count)));
    }
    if (scope.content != DumpContent::All) {
        parts << (scope.content == DumpContent::Structure ? backupWords("structure alone") : backupWords("rows alone"));
    }
    return parts.join(QStringLiteral(", "));
}

QString backupContentText(const protocol::BackupEntry& entry) {
    const QString all = contentsText(entry);
    const QString part = backupPartText(entry.scope);
    return part.isEmpty() ? all : backupWords("a part (%1): %2").arg(part, all);
}

QString backupNameText(const protocol::BackupEntry& entry) {
    const QString part = backupPartText(entry.scope);
    return part.isEmpty() ? backupDatabaseText(entry) : backupWords("%1 (%2)").arg(backupDatabaseText(entry), part);
}

QString backupDatabaseText(const protocol::BackupEntry& entry) {
    const QString whole = QString::fromStdString(entry.database);
    const QString last = whole.section(QLatin1Char('/'), -1).section(QLatin1Char('\\'), -1);
    const QString name = last.isEmpty() ? whole : last;
    // Of an encrypted one that was found in a folder nothing more is known than its file.
    return shownName(name.isEmpty() ? QString::fromStdString(entry.path).section(QLatin1Char('/'), -1) : name);
}

std::vector<BackupFact> backupFacts(const protocol::BackupEntry& entry, std::int64_t now) {
    std::vector<BackupFact> facts;
    const auto add = [&facts](const char* name, const QString& value) {
        if (!value.isEmpty()) {
            facts.push_back({backupWords(name), value});
        }
    };
    const bool there = entry.state != BackupState::Failed && entry.state != BackupState::Running;
    add(QT_TRANSLATE_NOOP("Backups", "Database"), shownText(entry.database));
    add(QT_TRANSLATE_NOOP("Backups", "Only a part"), backupPartText(entry.scope));
    if (entry.scope.objects.size() > 1) {
        add(QT_TRANSLATE_NOOP("Backups", "Chosen"), scopeNames(entry.scope));
    }
    add(QT_TRANSLATE_NOOP("Backups", "Owners"),
        entry.scope.owners ? QString() : backupWords("left out, with the rights"));
    add(QT_TRANSLATE_NOOP("Backups", "Roles"), entry.scope.roles ? backupWords("those of the server, too") : QString());
    add(QT_TRANSLATE_NOOP("Backups", "Connection"),
        entry.connection == entry.database ? QString() : shownText(entry.connection));
    const QString version = shownText(entry.serverVersion);
    const QString engine = shownText(entry.engine);
    QStringList server{version.contains(engine, Qt::CaseInsensitive) ? QString() : engine, version,
                       shownText(entry.server)};
    server.removeAll(QString());
    add(QT_TRANSLATE_NOOP("Backups", "Server"), server.join(QLatin1Char(' ')));
    if (there) {
        add(QT_TRANSLATE_NOOP("Backups", "Contents"), contentsText(entry));
    }
    add(QT_TRANSLATE_NOOP("Backups", "Begun"), momentOrNever(entry.begunAt, now));
    if (entry.endedAt > entry.begunAt) {
        add(QT_TRANSLATE_NOOP("Backups", "Took"), durationText(static_cast<double>(entry.endedAt - entry.begunAt)));
    }
    if (there) {
        add(QT_TRANSLATE_NOOP("Backups", "Verified"), momentOrNever(entry.verifiedAt, now));
        add(QT_TRANSLATE_NOOP("Backups", "Proved"), momentOrNever(entry.provedAt, now));
    }
    if (entry.recoveryMs) {
        add(QT_TRANSLATE_NOOP("Backups", "Recovery time"), durationText(static_cast<double>(*entry.recoveryMs)));
    }
    add(QT_TRANSLATE_NOOP("Backups", "File"), shownText(entry.path));
    add(QT_TRANSLATE_NOOP("Backups", "Packed"), entry.encrypted
                                                    ? backupWords("%1, encrypted").arg(shownText(entry.compression))
                                                    : shownText(entry.compression));
    add(QT_TRANSLATE_NOOP("Backups", "Made by"), shownText(entry.tool));
    add(QT_TRANSLATE_NOOP("Backups", "Digest"), shownText(entry.digest).left(16));
    return facts;
}

QString backupObjectText(const protocol::BackupObject& object) {
    QString type = shownText(object.type);
    if (!type.isEmpty()) {
        type[0] = type[0].toUpper();
    }
    const QString name = object.schema.empty() ? object.name.empty() ? QString() : shownText(object.name)
                                               : shownText(object.schema) + QLatin1Char('.') + shownText(object.name);
    return name.isEmpty() ? type : type + QLatin1Char(' ') + name;
}

QString differenceText(const protocol::BackupDifference& difference) {
    return backupObjectText(difference.object) + QLatin1Char(' ') + shownText(difference.what) + QLatin1Char('.');
}

QString jobPhaseText(const std::string& phase) {
    const auto* const known =
        std::ranges::find_if(kPhaseWords, [&phase](const PhaseWords& words) { return phase == words.phase; });
    return known != kPhaseWords.end() ? backupWords(known->text) : shownText(phase);
}

QString jobCountText(std::uint64_t count, const std::string& unit) {
    if (unit == "bytes") {
        return fileSizeText(count);
    }
    if (unit == "rows") {
        return count == 1 ? backupWords("1 row") : backupWords("%1 rows").arg(backupCount(count));
    }
    return backupCount(count) + QLatin1Char(' ') + shownText(unit);
}

QString databaseTurnText(const protocol::DatabaseTurn& turn) {
    return backupWords("%1 (database %2 of %3)")
        .arg(shownText(turn.name), backupCount(turn.number), backupCount(turn.count));
}

QString jobProgressText(const protocol::JobProgressed& progress, const bus::JobPace& pace) {
    constexpr double kHundred = 100;
    QStringList parts;
    const std::optional<double> left = pace.secondsLeft();
    if (progress.share) {
        // What is asked first stands first, where a line is too short for all of it.
        const QString share = backupWords("about %1 %").arg(static_cast<int>(*progress.share * kHundred));
        parts << (left ? backupWords("%1, %2").arg(share, secondsLeftText(*left)) : share);
    }
    if (progress.turn.count > 0) {
        parts << databaseTurnText(progress.turn);
    }
    const QString phase = jobPhaseText(progress.phase);
    const QString done = jobCountText(progress.done, progress.unit);
    // A phase that counts nothing is told by its name alone.
    parts << (progress.done == 0 && progress.total == 0
                  ? phase
                  : backupWords("%1: %2").arg(
                        phase, progress.total == 0
                                   ? done
                                   : backupWords("%1 of %2").arg(done, jobCountText(progress.total, progress.unit))));
    if (const double perSecond = pace.perSecond(); perSecond >= 1) {
        parts << backupWords("%1/s").arg(
            jobCountText(static_cast<std::uint64_t>(std::llround(perSecond)), progress.unit));
    }
    if (left && !progress.share) {
        parts << secondsLeftText(*left);
    }
    return parts.join(QStringLiteral(" · "));
}

} // namespace dbv::viewmodel
