// SPDX-License-Identifier: Apache-2.0
#include "viewmodel/change_words.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include <QCoreApplication>
#include <QLocale>

#include "viewmodel/result_status.h"
#include "viewmodel/shown_name.h"

namespace dbv::viewmodel {

namespace {

// A dialog is read; a server may hold a lock on each of a thousand partitions.
constexpr std::size_t kMostListed = 12;

QString changeWords(const char* text) {
    return QCoreApplication::translate("ChangeWords", text);
}

QString changeCount(std::int64_t count) {
    return QLocale().toString(static_cast<qlonglong>(count));
}

QString rowWords(std::int64_t count) {
    return count == 1 ? changeWords(QT_TRANSLATE_NOOP("ChangeWords", "1 row"))
                      : changeWords(QT_TRANSLATE_NOOP("ChangeWords", "%1 rows")).arg(changeCount(count));
}

QString shownTable(const std::string& name) {
    return shownName(QString::fromStdString(name));
}

/// `14 deleted`, `1 inserted, 2 changed`.
QString countsOf(const TableChanges& table) {
    QStringList counts;
    const auto add = [&counts](std::int64_t count, const char* text) {
        if (count > 0) {
            counts << changeWords(text).arg(changeCount(count));
        }
    };
    add(table.inserted, QT_TRANSLATE_NOOP("ChangeWords", "%1 inserted"));
    add(table.updated, QT_TRANSLATE_NOOP("ChangeWords", "%1 changed"));
    add(table.deleted, QT_TRANSLATE_NOOP("ChangeWords", "%1 deleted"));
    return counts.isEmpty() ? changeWords(QT_TRANSLATE_NOOP("ChangeWords", "no rows"))
                            : counts.join(QStringLiteral(", "));
}

/// One table with as many rows as the statement itself has changed says nothing new.
bool saysNothingNew(const std::vector<TableChanges>& tables, const std::optional<std::int64_t>& affected) {
    return tables.empty() || (tables.size() == 1 &&
                              tables.front().inserted + tables.front().updated + tables.front().deleted == affected);
}

void addTables(QStringList& sentences, const protocol::MeasuredChange& change) {
    const ChangeFootprint& footprint = change.footprint;
    if (footprint.tables && !saysNothingNew(*footprint.tables, change.affectedRows)) {
        sentences << changeWords(QT_TRANSLATE_NOOP("ChangeWords", "With triggers and cascades:"));
        for (std::size_t i = 0; i < std::min(footprint.tables->size(), kMostListed); ++i) {
            const TableChanges& table = (*footprint.tables)[i];
            sentences << QStringLiteral("    ") + changeWords(QT_TRANSLATE_NOOP("ChangeWords", "%1: %2"))
                                                      .arg(shownTable(table.table.name), countsOf(table));
        }
        if (footprint.tables->size() > kMostListed) {
            sentences << QStringLiteral("    ") +
                             changeWords(QT_TRANSLATE_NOOP("ChangeWords", "and %1 more"))
                                 .arg(changeCount(static_cast<std::int64_t>(footprint.tables->size() - kMostListed)));
        }
    } else if (footprint.rowsChanged && footprint.rowsChanged != change.affectedRows) {
        sentences << changeWords(QT_TRANSLATE_NOOP("ChangeWords", "With triggers and cascades: %1 of all tables."))
                         .arg(rowWords(*footprint.rowsChanged));
    }
}

/// What a lock keeps others from, the weaker first. Those of PostgreSQL, which alone tells its locks by tables.
struct LockWords {
    const char* mode;
    const char* words;
};
constexpr std::array kLockWords{
    LockWords{"RowShareLock", QT_TRANSLATE_NOOP("ChangeWords", "others can use it, but not change its structure")},
    LockWords{"RowExclusiveLock",
              QT_TRANSLATE_NOOP("ChangeWords", "others can use it, but wait to change the same rows or its structure")},
    LockWords{"ShareUpdateExclusiveLock",
              QT_TRANSLATE_NOOP("ChangeWords", "others can use it, but not change its structure or vacuum it")},
    LockWords{"ShareLock", QT_TRANSLATE_NOOP("ChangeWords", "others can only read it")},
    LockWords{"ShareRowExclusiveLock", QT_TRANSLATE_NOOP("ChangeWords", "others can only read it")},
    LockWords{"ExclusiveLock", QT_TRANSLATE_NOOP("ChangeWords", "others can only read it")},
    LockWords{"AccessExclusiveLock", QT_TRANSLATE_NOOP("ChangeWords", "nobody else can use it")},
};

/// The locks on one object in words, with their names behind them: the strongest says it all.
QString lockText(const std::string& object, const std::vector<std::string>& modes) {
    const char* strongest = nullptr;
    for (const LockWords& each : kLockWords) {
        strongest = std::ranges::find(modes, each.mode) != modes.end() ? each.words : strongest;
    }
    QStringList names;
    for (const std::string& mode : modes) {
        names << shownTable(mode);
    }
    const QString all = names.join(QStringLiteral(", "));
    return strongest == nullptr ? changeWords(QT_TRANSLATE_NOOP("ChangeWords", "%1: %2")).arg(shownTable(object), all)
                                : changeWords(QT_TRANSLATE_NOOP("ChangeWords", "%1: %2 (%3)"))
                                      .arg(shownTable(object), changeWords(strongest), all);
}

void addLocks(QStringList& sentences, const ChangeFootprint& footprint) {
    if (footprint.rowsLocked) {
        sentences << changeWords(QT_TRANSLATE_NOOP("ChangeWords", "Locked until you decide: %1."))
                         .arg(rowWords(*footprint.rowsLocked));
    }
    if (footprint.locks.empty()) {
        return;
    }
    std::map<std::string, std::vector<std::string>> modes;
    for (const LockHeld& lock : footprint.locks) {
        modes[lock.object].push_back(lock.mode);
    }
    sentences << changeWords(QT_TRANSLATE_NOOP("ChangeWords", "Locked until you decide:"));
    std::size_t told = 0;
    for (const auto& [object, names] : modes) {
        if (told++ == kMostListed) {
            sentences << QStringLiteral("    ") +
                             changeWords(QT_TRANSLATE_NOOP("ChangeWords", "and %1 more"))
                                 .arg(changeCount(static_cast<std::int64_t>(modes.size() - kMostListed)));
            break;
        }
        sentences << QStringLiteral("    ") + lockText(object, names);
    }
}

/// What the verb is about: `2 rows of film`.
QString rowsOfTable(const protocol::MeasuredChange& change) {
    const QString rows = change.affectedRows
                             ? rowWords(*change.affectedRows)
                             : changeWords(QT_TRANSLATE_NOOP("ChangeWords", "an unknown number of rows"));
    return change.table.empty()
               ? rows
               : changeWords(QT_TRANSLATE_NOOP("ChangeWords", "%1 of %2")).arg(rows, shownTable(change.table));
}

} // namespace

QString changeText(const protocol::MeasuredChange& change) {
    const QString rows = rowsOfTable(change);
    switch (change.change) {
    case RowChange::Insert: return changeWords(QT_TRANSLATE_NOOP("ChangeWords", "%1 inserted")).arg(rows);
    case RowChange::Delete: return changeWords(QT_TRANSLATE_NOOP("ChangeWords", "%1 deleted")).arg(rows);
    case RowChange::Merge: return changeWords(QT_TRANSLATE_NOOP("ChangeWords", "%1 merged")).arg(rows);
    case RowChange::Update:
    case RowChange::None: break;
    }
    return changeWords(QT_TRANSLATE_NOOP("ChangeWords", "%1 changed")).arg(rows);
}

QStringList changeSentences(const protocol::MeasuredChange& change) {
    QStringList sentences;
    sentences << changeText(change) + QLatin1Char('.');
    addTables(sentences, change);
    addLocks(sentences, change.footprint);
    sentences << changeWords(QT_TRANSLATE_NOOP("ChangeWords", "It took %1.")).arg(durationText(change.timeMs));
    for (const Notice& notice : change.notices) {
        sentences << QString::fromStdString(notice.message);
    }
    for (const std::string& remark : change.footprint.remarks) {
        sentences << QString::fromStdString(remark);
    }
    if (!change.noSample.empty()) {
        sentences << QString::fromStdString(change.noSample);
    }
    return sentences;
}

bool canBeTried(const Classification& found) {
    return found.rows != RowChange::None && found.undoable &&
           std::ranges::all_of(found.effects, [](const Effect& effect) {
               return effect.kind <= StatementClass::Write || effect.reason == EffectReason::EveryRow;
           });
}

} // namespace dbv::viewmodel
