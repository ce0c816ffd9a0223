// SPDX-License-Identifier: Apache-2.0
#include "store/history_words.h"

#include <utility>

#include <QStringList>

namespace dbv::store {

namespace {

/// The words of a text as the index has them: letters and digits, all else parts them.
QStringList wordsIn(const QString& text) {
    QStringList words;
    QString word;
    const QList<uint> characters = text.toUcs4();
    for (const uint character : characters) {
        if (QChar::isLetterOrNumber(character) || QChar::isMark(character)) {
            word += QString::fromUcs4(reinterpret_cast<const char32_t*>(&character), 1);
        } else if (!word.isEmpty()) {
            words.append(std::exchange(word, {}));
        }
    }
    if (!word.isEmpty()) {
        words.append(word);
    }
    return words;
}

} // namespace

QString historyMatch(const protocol::SearchHistory& asked, std::optional<qint64> connection) {
    QStringList terms;
    for (const QString& word : wordsIn(QString::fromStdString(asked.text))) {
        terms.append(QStringLiteral("sql : \"%1\" *").arg(word));
    }
    if (connection) {
        terms.append(QStringLiteral("facets : c%1").arg(*connection));
    }
    if (asked.outcome) {
        terms.append(QStringLiteral("facets : o%1").arg(static_cast<int>(*asked.outcome)));
    }
    return terms.join(QStringLiteral(" AND "));
}

} // namespace dbv::store
