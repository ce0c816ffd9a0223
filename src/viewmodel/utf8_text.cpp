// SPDX-License-Identifier: Apache-2.0
#include "viewmodel/utf8_text.h"

#include <utility>

#include <QStringEncoder>

namespace dbv::viewmodel {
namespace {

bool isPairAt(QStringView text, qsizetype i) {
    return text[i].isHighSurrogate() && i + 1 < text.size() && text[i + 1].isLowSurrogate();
}

} // namespace

Secret secretOf(QStringView text) {
    QStringEncoder utf8(QStringEncoder::Utf8);
    LockedMemory memory(static_cast<std::size_t>(utf8.requiredSpace(text.size())));
    const char* end = utf8.appendToBuffer(memory.bytes().data(), text);
    memory.shrink(static_cast<std::size_t>(end - memory.bytes().data()));
    return text.isEmpty() ? Secret() : Secret(std::move(memory));
}

std::size_t findLoneSurrogate(QStringView text) {
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (!text[i].isSurrogate()) {
            continue;
        }
        if (!isPairAt(text, i)) {
            return static_cast<std::size_t>(i);
        }
        ++i;
    }
    return static_cast<std::size_t>(text.size());
}

std::string toUtf8KeepingLength(QStringView text) {
    if (findLoneSurrogate(text) == static_cast<std::size_t>(text.size())) {
        return text.toUtf8().toStdString();
    }
    QString mended = text.toString();
    for (qsizetype i = 0; i < mended.size(); ++i) {
        if (isPairAt(mended, i)) {
            ++i;
        } else if (mended[i].isSurrogate()) {
            mended[i] = QChar::ReplacementCharacter;
        }
    }
    return mended.toUtf8().toStdString();
}

std::size_t Utf16Cursor::advanceToByte(std::size_t byte) {
    while (m_unit < m_text.size()) {
        const char16_t unit = m_text[m_unit];
        const bool pair =
            QChar::isHighSurrogate(unit) && m_unit + 1 < m_text.size() && QChar::isLowSurrogate(m_text[m_unit + 1]);
        std::size_t bytes = 3;
        if (pair) {
            bytes = 4;
        } else if (unit < 0x80) {
            bytes = 1;
        } else if (unit < 0x800) {
            bytes = 2;
        }
        if (m_byte + bytes > byte) {
            break;
        }
        m_byte += bytes;
        m_unit += pair ? 2 : 1;
    }
    return m_unit;
}

} // namespace dbv::viewmodel
