// SPDX-License-Identifier: Apache-2.0
#include "ui/scripts/encoding_list.h"

#include <utility>

#include <QComboBox>
#include <QCoreApplication>

namespace dbv::ui {

QComboBox* newEncodingList() {
    const auto words = [](const char* text) { return QCoreApplication::translate("EncodingList", text); };
    auto* list = new QComboBox;
    list->setAccessibleName(words("Encoding"));
    list->addItem(words("As it is found out"), QString());
    for (const auto& [text, name] : {std::pair("UTF-8", "utf-8"), std::pair("UTF-16, little end first", "utf-16le"),
                                     std::pair("UTF-16, big end first", "utf-16be"), std::pair("Latin-1", "latin1"),
                                     std::pair("Windows-1252", "windows-1252")}) {
        list->addItem(QLatin1String(text), QLatin1String(name));
    }
    list->addItem(words("Bytes as they are"), QStringLiteral("bytes"));
    return list;
}

} // namespace dbv::ui
