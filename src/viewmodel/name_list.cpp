// SPDX-License-Identifier: Apache-2.0
#include "viewmodel/name_list.h"

#include <algorithm>

#include <QStringList>

namespace dbv::viewmodel {

namespace {

constexpr QLatin1Char kMark{'"'};

} // namespace

QString nameListText(const std::vector<std::string>& names) {
    QStringList written;
    for (const std::string& name : names) {
        QString text = QString::fromStdString(name);
        if (text.contains(QLatin1Char(',')) || text.contains(kMark) || text.trimmed() != text) {
            text = kMark + text.replace(kMark, QStringLiteral("\"\"")) + kMark;
        }
        written << text;
    }
    return written.join(QStringLiteral(", "));
}

std::vector<std::string> namesInText(const QString& text) {
    std::vector<std::string> names;
    qsizetype at = 0;
    const auto add = [&names](const QString& name) {
        std::string bytes = name.toStdString();
        if (!bytes.empty() && std::ranges::find(names, bytes) == names.end()) {
            names.push_back(std::move(bytes));
        }
    };
    while (at < text.size()) {
        while (at < text.size() && (text[at].isSpace() || text[at] == QLatin1Char(','))) {
            ++at;
        }
        QString name;
        if (at < text.size() && text[at] == kMark) {
            for (++at; at < text.size(); ++at) {
                const bool isMark = text[at] == kMark;
                if (isMark && (at + 1 >= text.size() || text[at + 1] != kMark)) {
                    break;
                }
                at += isMark ? 1 : 0;
                name += text[at];
            }
            ++at;
            add(name);
        } else {
            const qsizetype end = text.indexOf(QLatin1Char(','), at);
            name = text.mid(at, end < 0 ? -1 : end - at).trimmed();
            at = end < 0 ? text.size() : end;
            add(name);
        }
    }
    return names;
}

} // namespace dbv::viewmodel
