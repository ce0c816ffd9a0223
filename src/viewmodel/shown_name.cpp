// SPDX-License-Identifier: Apache-2.0
#include "viewmodel/shown_name.h"

#include <algorithm>

namespace dbv::viewmodel {

namespace {

bool turnsReading(QChar c) {
    return (c >= QChar(0x202A) && c <= QChar(0x202E)) || (c >= QChar(0x2066) && c <= QChar(0x2069));
}

QChar shownSign(QChar c) {
    switch (c.unicode()) {
    case u'\n':
    case 0x0085:
    case QChar::LineSeparator:
    case QChar::ParagraphSeparator: return QChar(u'↵');
    case u'\r': return QChar(u'␍');
    case u'\t': return QChar(u'⇥');
    default: return c.category() == QChar::Other_Control || turnsReading(c) ? QChar(QChar::ReplacementCharacter) : c;
    }
}

} // namespace

QString shownName(const QString& name) {
    // Nearly all names are shown as they are, and share their text then.
    if (std::ranges::none_of(name, [](QChar c) { return shownSign(c) != c; })) {
        return name;
    }
    QString shown = name;
    std::ranges::transform(name, shown.begin(), shownSign);
    return shown;
}

} // namespace dbv::viewmodel
