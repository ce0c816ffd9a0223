// SPDX-License-Identifier: Apache-2.0
#include "ui/editor/statement_words.h"

#include <QCoreApplication>
#include <QLocale>

namespace dbv::ui {
namespace {

QString timeWords(double ms) {
    const QLocale locale;
    if (ms < 1000) {
        return QCoreApplication::translate("StatementWords", "%1 ms").arg(locale.toString(ms, 'g', ms < 10 ? 2 : 3));
    }
    return QCoreApplication::translate("StatementWords", "%1 s").arg(locale.toString(ms / 1000, 'f', 2));
}

struct StateWords {
    QString operator()(const viewmodel::StatementRunning& running) const {
        if (running.paused) {
            return QCoreApplication::translate("StatementWords", "paused, more rows are there");
        }
        if (running.held) {
            return QCoreApplication::translate("StatementWords", "tried, not decided on yet");
        }
        return running.waits ? QCoreApplication::translate("StatementWords", "waiting, not run yet")
                             : QCoreApplication::translate("StatementWords", "running");
    }
    QString operator()(const viewmodel::StatementSucceeded& ended) const {
        const QString count = QLocale().toString(static_cast<qulonglong>(ended.rows));
        const int plural = ended.rows == 1 ? 1 : 2;
        QString rows;
        if (!ended.aboutRows) {
            rows = QCoreApplication::translate("StatementWords", "done");
            return QCoreApplication::translate("StatementWords", "%1 · %2").arg(rows, timeWords(ended.timeMs));
        }
        if (ended.changedRows) {
            rows = plural == 1 ? QCoreApplication::translate("StatementWords", "%1 row changed")
                               : QCoreApplication::translate("StatementWords", "%1 rows changed");
        } else if (ended.more) {
            rows = QCoreApplication::translate("StatementWords", "%1 rows so far, more available");
        } else {
            rows = plural == 1 ? QCoreApplication::translate("StatementWords", "%1 row")
                               : QCoreApplication::translate("StatementWords", "%1 rows");
        }
        return QCoreApplication::translate("StatementWords", "%1 · %2").arg(rows.arg(count), timeWords(ended.timeMs));
    }
    QString operator()(const viewmodel::StatementFailed& failure) const {
        return QString::fromStdString(failure.message);
    }
    QString operator()(const viewmodel::StatementStopped& stopped) const {
        return stopped.early
                   ? QCoreApplication::translate("StatementWords", "stopped before it ran")
                   : QCoreApplication::translate("StatementWords", "stopped after %1").arg(timeWords(stopped.timeMs));
    }
    QString operator()(const viewmodel::StatementTried& tried) const {
        const QString rows = tried.rows == 1
                                 ? QCoreApplication::translate("StatementWords", "tried and rolled back: %1 row")
                                 : QCoreApplication::translate("StatementWords", "tried and rolled back: %1 rows");
        return QCoreApplication::translate("StatementWords", "%1 · %2")
            .arg(rows.arg(QLocale().toString(static_cast<qulonglong>(tried.rows))), timeWords(tried.timeMs));
    }
};

} // namespace

QString statementWords(const viewmodel::StatementState& state) {
    return std::visit(StateWords{}, state);
}

QString namedWords(const QString& statement, const viewmodel::StatementState& state) {
    constexpr qsizetype kShown = 24;
    QString begin = statement.simplified();
    if (begin.size() > kShown) {
        begin = begin.left(kShown - 1) + u'…';
    }
    return QCoreApplication::translate("StatementWords", "“%1”: %2").arg(begin, statementWords(state));
}

const viewmodel::StatementMark& worstOf(std::span<const viewmodel::StatementMark> marks) {
    const auto weight = [](const viewmodel::StatementMark& mark) {
        // What is under way is not over with what has failed beside it.
        return std::holds_alternative<viewmodel::StatementRunning>(mark.state)  ? 2
               : std::holds_alternative<viewmodel::StatementFailed>(mark.state) ? 1
                                                                                : 0;
    };
    const viewmodel::StatementMark* worst = &marks.front();
    for (const viewmodel::StatementMark& mark : marks) {
        worst = weight(mark) >= weight(*worst) ? &mark : worst;
    }
    return *worst;
}

} // namespace dbv::ui
