// SPDX-License-Identifier: Apache-2.0
#include "viewmodel/error_text.h"

#include <QRegularExpression>

#include "viewmodel/shown_name.h"

namespace dbv::viewmodel {

namespace {

/// What the engine says knows no front end; here a key does it.
QString hintOf(const Error& error) {
    QString hint = QString::fromStdString(error.hint);
    if (error.damage == Damage::Session) {
        static const QRegularExpression kReconnect(QStringLiteral("\\breconnect\\b"),
                                                   QRegularExpression::CaseInsensitiveOption);
        if (const QRegularExpressionMatch word = kReconnect.match(hint); word.hasMatch()) {
            hint.insert(word.capturedEnd(), QStringLiteral(" (Ctrl+R)"));
        }
    }
    return hint;
}

QString joined(const Error& error, QChar separator, bool withDetail) {
    QString text = QString::fromStdString(error.message);
    if (withDetail && !error.detail.empty()) {
        text += separator + QString::fromStdString(error.detail);
    }
    if (!error.hint.empty()) {
        text += separator + hintOf(error);
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
