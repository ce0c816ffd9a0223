// SPDX-License-Identifier: Apache-2.0
#include "viewmodel/result_status.h"

#include <QCoreApplication>
#include <QLocale>
#include <QStringList>

namespace dbv::viewmodel {

namespace {

QString translated(const char* text) {
    return QCoreApplication::translate("ResultStatus", text);
}

QString rowsText(std::uint64_t rows) {
    const QString number = QLocale().toString(static_cast<qulonglong>(rows));
    return rows == 1 ? translated("1 row") : translated("%1 rows").arg(number);
}

QString stateText(const ResultStatus& status) {
    if (status.stopping) {
        return status.hasServer ? translated("stopping: waiting for the server to confirm") : translated("stopping");
    }
    if (status.parked) {
        return translated("more available (Query, Fetch all rows)");
    }
    if (status.running) {
        return status.looks   ? translated("connecting")
               : status.waits ? translated("waiting for a session")
                              : translated("running");
    }
    if (!status.report) {
        return {};
    }
    if (!status.report->sent) {
        return translated("not sent");
    }
    if (status.report->error) {
        return status.report->error->kind == ErrorKind::Cancelled ? translated("stopped") : translated("failed");
    }
    if (!status.report->truncated) {
        return translated("complete");
    }
    return status.hasServer ? translated("ended here, more on the server") : translated("ended here, there is more");
}

} // namespace

QString durationText(double milliseconds) {
    const QLocale locale;
    if (milliseconds < 10) {
        return translated("%1 ms").arg(locale.toString(milliseconds, 'f', 1));
    }
    if (milliseconds < 1000) {
        return translated("%1 ms").arg(locale.toString(milliseconds, 'f', 0));
    }
    if (milliseconds < 60'000) {
        return translated("%1 s").arg(locale.toString(milliseconds / 1000, 'f', 2));
    }
    const auto seconds = static_cast<qlonglong>(milliseconds / 1000);
    return translated("%1 min %2 s").arg(locale.toString(seconds / 60), locale.toString(seconds % 60));
}

QString outcomeText(const protocol::StatementReport& report, bool hasResult) {
    const QString command = QString::fromStdString(report.command);
    const QString time = durationText(report.timeMs);
    if (report.affectedRows) {
        return translated("%1: %2 changed in %3")
            .arg(command, rowsText(static_cast<std::uint64_t>(*report.affectedRows)), time);
    }
    if (hasResult) {
        return translated("%1: %2 in %3").arg(command, rowsText(report.rows), time);
    }
    return command.isEmpty() ? translated("Done in %1").arg(time) : translated("%1: done in %2").arg(command, time);
}

QString scriptText(const ScriptOutcome& outcome) {
    const auto counted = [](std::uint64_t number) { return QLocale().toString(static_cast<qulonglong>(number)); };
    QString text = translated("%1 statements in %2").arg(counted(outcome.statements), durationText(outcome.timeMs));
    if (outcome.failed > 0) {
        text += translated(", %1 failed").arg(counted(outcome.failed));
    }
    if (outcome.changed > 0) {
        text += translated(", %1 changed").arg(rowsText(outcome.changed));
    }
    return text + QLatin1Char('.');
}

QString stoppedText(const protocol::StatementReport& report) {
    const QString time = durationText(report.timeMs);
    return report.rows > 0 ? translated("Stopped after %1, with %2 kept.").arg(time, rowsText(report.rows))
                           : translated("Stopped after %1.").arg(time);
}

QString statusText(const ResultStatus& status) {
    QStringList parts;
    if (status.rows) {
        parts << rowsText(*status.rows);
    } else if (status.report && status.report->affectedRows) {
        parts << translated("%1 changed").arg(rowsText(static_cast<std::uint64_t>(*status.report->affectedRows)));
    }
    if (const QString state = stateText(status); !state.isEmpty()) {
        parts << state;
    }
    const bool ended = status.report && !status.running && !status.stopping;
    if (ended && status.rows) {
        parts << translated("first row %1").arg(durationText(status.report->firstRowMs));
    }
    if (ended && status.report->sent) {
        parts << durationText(status.report->timeMs);
    } else if (!ended && ((status.running && !status.parked) || status.stopping)) {
        parts << durationText(status.elapsedMs);
    }
    if (ended && status.scriptRunning) {
        parts << translated("the script is still running, %1").arg(durationText(status.elapsedMs));
    }
    if (status.spooledBytes > 0) {
        parts << translated("%1 kept").arg(QLocale().formattedDataSize(static_cast<qint64>(status.spooledBytes), 1,
                                                                       QLocale::DataSizeTraditionalFormat));
    }
    return parts.join(QStringLiteral(" · "));
}

} // namespace dbv::viewmodel
