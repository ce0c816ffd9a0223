// SPDX-License-Identifier: Apache-2.0
#include "viewmodel/error_text.h"

#include "viewmodel/shown_name.h"

namespace dbv::viewmodel {

namespace {

QString joined(const Error& error, QChar separator, bool withDetail) {
    QString text = QString::fromStdString(error.message);
    if (withDetail && !error.detail.empty()) {
        text += separator + QString::fromStdString(error.detail);
    }
    if (!error.hint.empty()) {
        text += separator + QString::fromStdString(error.hint);
    }
    return text;
}

} // namespace

QString errorSentence(const Error& error) {
    return joined(error, QLatin1Char(' '), false);
}

QString errorParagraph(const Error& error) {
    return joined(error, QLatin1Char('\n'), true);
}

Error errorOf(const QString& name, Error error) {
    error.message = shownName(name).toStdString() + ": " + error.message;
    return error;
}

} // namespace dbv::viewmodel
