// SPDX-License-Identifier: Apache-2.0
#include "viewmodel/moment_text.h"

#include <QCoreApplication>
#include <QDateTime>

namespace dbv::viewmodel {

QString momentText(std::int64_t at, std::int64_t now) {
    const QDateTime moment = QDateTime::fromMSecsSinceEpoch(at);
    const QDate today = QDateTime::fromMSecsSinceEpoch(now).date();
    if (moment.date() == today) {
        return clockText(moment.time());
    }
    if (moment.date() == today.addDays(-1)) {
        return QCoreApplication::translate("MomentText", "Yesterday %1").arg(clockText(moment.time()));
    }
    return dayText(moment.date()) + moment.time().toString(QStringLiteral(" HH:mm"));
}

QString clockText(QTime time) {
    return time.toString(QStringLiteral("HH:mm:ss"));
}

QString dayText(QDate day) {
    return day.toString(Qt::ISODate);
}

} // namespace dbv::viewmodel
