// SPDX-License-Identifier: Apache-2.0
#include "viewmodel/undo_words.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>

#include "protocol/change_values.h"
#include "viewmodel/change_words.h"
#include "viewmodel/moment_text.h"
#include "viewmodel/shown_name.h"

namespace dbv::viewmodel {

namespace {

QString undoWords(const char* text) {
    return QCoreApplication::translate("UndoWords", text);
}

QString undoNumber(std::uint64_t number) {
    return QLocale().toString(static_cast<qulonglong>(number));
}

QString namesOfOthers(const std::vector<std::string>& others) {
    QStringList names;
    for (const std::string& other : others) {
        names << shownName(QString::fromStdString(other));
    }
    return names.join(QStringLiteral(", "));
}

} // namespace

QString undoDay(std::int64_t moment) {
    return dayText(QDateTime::fromMSecsSinceEpoch(moment).date());
}

QString undoSentence(const protocol::UndoPromise& promise) {
    return promise.id.empty() ? QString()
                              : undoWords(QT_TRANSLATE_NOOP("UndoWords", "Can be undone after the commit, until %1."))
                                    .arg(undoDay(promise.until));
}

QString undoWarning(const protocol::UndoPromise& promise) {
    if (!promise.id.empty()) {
        return promise.notCovered.empty()
                   ? QString()
                   : undoWords(QT_TRANSLATE_NOOP("UndoWords", "Undoing it would not put back: %1."))
                         .arg(namesOfOthers(promise.notCovered));
    }
    return promise.whyNot.empty()
               ? QString()
               : undoWords(QT_TRANSLATE_NOOP("UndoWords", "It can not be undone after the commit. %1"))
                     .arg(QString::fromStdString(promise.whyNot));
}

QString undoEntryText(const protocol::UndoEntry& entry) {
    protocol::MeasuredChange change;
    change.change = entry.change;
    change.table = entry.table;
    change.affectedRows = static_cast<std::int64_t>(entry.rows);
    return changeText(change);
}

QStringList undoCountSentences(const protocol::UndoDone& done) {
    QStringList sentences;
    sentences << undoWords(QT_TRANSLATE_NOOP("UndoWords", "%1 of %2 rows can be put back."))
                     .arg(undoNumber(done.found.restorable), undoNumber(done.entry.rows));
    if (done.found.changedSince > 0) {
        sentences << undoWords(QT_TRANSLATE_NOOP("UndoWords", "Changed since by somebody, and left alone: %1."))
                         .arg(undoNumber(done.found.changedSince));
    }
    if (done.found.back > 0) {
        sentences << undoWords(QT_TRANSLATE_NOOP("UndoWords", "As they were before the change already: %1."))
                         .arg(undoNumber(done.found.back));
    }
    if (done.entry.outcome == protocol::UndoOutcome::Unknown) {
        sentences << undoWords(QT_TRANSLATE_NOOP(
            "UndoWords", "Whether the change was committed was not heard; these numbers tell how the rows are now."));
    }
    if (!done.entry.notCovered.empty()) {
        sentences << undoWords(QT_TRANSLATE_NOOP("UndoWords", "Undoing would not put back: %1."))
                         .arg(namesOfOthers(done.entry.notCovered));
    }
    return sentences;
}

} // namespace dbv::viewmodel
