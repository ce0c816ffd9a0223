// SPDX-License-Identifier: Apache-2.0
#include "viewmodel/row_number.h"

#include <QCoreApplication>
#include <QLocale>

namespace dbv::viewmodel {
namespace {

[[nodiscard]] bool groupsDigits(QChar c) {
    return c.isSpace() || QStringLiteral(",.'’_").contains(c);
}

[[nodiscard]] std::unexpected<Error> refuseRowNumber(const QString& sentence) {
    return fail(ErrorKind::InvalidInput, sentence.toStdString());
}

} // namespace

Result<std::uint64_t> parseRowNumber(const QString& text, std::uint64_t rowCount) {
    QString digits;
    for (const QChar c : text) {
        if (!groupsDigits(c)) {
            digits += c;
        }
    }
    const QString last = QLocale().toString(static_cast<qulonglong>(rowCount));
    if (rowCount == 0) {
        return refuseRowNumber(QCoreApplication::translate("RowNumber", "The result has no rows."));
    }
    bool isNumber = false;
    const qulonglong number = digits.toULongLong(&isNumber);
    if (!isNumber) {
        return refuseRowNumber(
            QCoreApplication::translate("RowNumber", "“%1” is not a row number. Type one from 1 to %2.")
                .arg(text.trimmed(), last));
    }
    if (number < 1 || number > rowCount) {
        return refuseRowNumber(
            QCoreApplication::translate("RowNumber", "There is no row %1. Type a number from 1 to %2.")
                .arg(QLocale().toString(number), last));
    }
    return number - 1;
}

} // namespace dbv::viewmodel
