// SPDX-License-Identifier: Apache-2.0
#include "viewmodel/script_words.h"

#include <cmath>

#include <QCoreApplication>
#include <QLocale>
#include <QStringList>

#include "viewmodel/result_status.h"
#include "viewmodel/shown_name.h"

namespace dbv::viewmodel {

namespace {

QString scriptWords(const char* text) {
    return QCoreApplication::translate("ScriptFile", text);
}

QString scriptCount(std::uint64_t number) {
    return QLocale().toString(static_cast<qulonglong>(number));
}

QString statementsText(std::uint64_t number) {
    return number == 1 ? scriptWords("1 statement") : scriptWords("%1 statements").arg(scriptCount(number));
}

QString leftText(double seconds) {
    constexpr double kMillisecondsInSecond = 1000;
    const double whole = std::max(1.0, std::ceil(seconds));
    return whole < 60 ? scriptWords("%1 s left").arg(scriptCount(static_cast<std::uint64_t>(whole)))
                      : scriptWords("%1 left").arg(durationText(whole * kMillisecondsInSecond));
}

QString phaseText(const protocol::ScriptProgressed& progress) {
    if (progress.paused) {
        return scriptWords("Paused");
    }
    return progress.phase == "check"  ? scriptWords("Looking through all of it before anything runs")
           : progress.phase == "skip" ? scriptWords("Passing over what stands before the place to begin at")
                                      : scriptWords("Running");
}

} // namespace

QString fileSizeText(std::uint64_t bytes) {
    constexpr std::uint64_t kMega = std::uint64_t{1} << 20U;
    return QLocale().formattedDataSize(static_cast<qint64>(bytes), bytes >= kMega ? 1 : 0,
                                       QLocale::DataSizeTraditionalFormat);
}

QString scriptProgressText(const protocol::ScriptProgressed& progress) {
    QStringList parts;
    parts << scriptWords("%1: line %2").arg(phaseText(progress), scriptCount(progress.place.line));
    parts << (progress.totalBytes > 0
                  ? scriptWords("%1 of %2").arg(fileSizeText(progress.bytes), fileSizeText(progress.totalBytes))
                  : fileSizeText(progress.bytes));
    if (progress.phase == "run") {
        parts << statementsText(progress.statements);
        const QString rate = scriptCount(static_cast<std::uint64_t>(std::llround(progress.statementsPerSecond)));
        parts << scriptWords("%1 statements/s").arg(rate);
    }
    if (progress.secondsLeft && !progress.paused) {
        parts << leftText(*progress.secondsLeft);
    }
    if (progress.failed > 0) {
        parts << scriptWords("%1 failed").arg(scriptCount(progress.failed));
    }
    return parts.join(QStringLiteral(" · "));
}

QString scriptOutcomeText(const protocol::ScriptFinished& finished) {
    QString text = scriptWords("%1 in %2").arg(statementsText(finished.statements), durationText(finished.timeMs));
    if (finished.failed > 0) {
        text += scriptWords(", %1 failed").arg(scriptCount(finished.failed));
    }
    return text + QLatin1Char('.');
}

QString placeText(const protocol::FilePlace& place) {
    return scriptWords("line %1, column %2 of %3")
        .arg(scriptCount(place.line), scriptCount(place.column), shownName(QString::fromStdString(place.file)));
}

} // namespace dbv::viewmodel
