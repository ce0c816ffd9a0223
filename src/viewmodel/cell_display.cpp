// SPDX-License-Identifier: Apache-2.0
#include "viewmodel/cell_display.h"

#include <algorithm>
#include <utility>

#include <QCoreApplication>
#include <QLocale>

#include <dbv/data/cell_text.h>

namespace dbv::viewmodel {
namespace {

constexpr char32_t kFirstPrintable = 0x20;
constexpr char32_t kDelete = 0x7F;
constexpr char32_t kControlPictures = 0x2400;

[[nodiscard]] bool isPlainAscii(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c < 0x7F; });
}

/// Characters that change how their neighbours look without being seen themselves.
[[nodiscard]] bool isTreacherous(char32_t c) {
    return (c >= 0x80 && c < 0xA0) || (c >= 0x200B && c <= 0x200F) || (c >= 0x2028 && c <= 0x202E) ||
           (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF || c == 0xAD;
}

/// Joiners are part of how Persian, Indic scripts and emoji are written; behind Latin letters they only hide.
[[nodiscard]] bool joins(char32_t before, char32_t c) {
    return (c == 0x200C || c == 0x200D) && before >= 0x0590;
}

void appendVisible(QString& out, char32_t before, char32_t c) {
    if (c == U'\n') {
        out += QChar(0x21B5);
    } else if (c == U'\t') {
        out += QChar(0x21E5);
    } else if (c < kFirstPrintable) {
        out += QChar(static_cast<char16_t>(kControlPictures + c));
    } else if (c == kDelete) {
        out += QChar(0x2421);
    } else if (isTreacherous(c) && !joins(before, c)) {
        out += QStringLiteral("\\u{%1}").arg(static_cast<uint>(c), 0, 16);
    } else {
        out += QStringView(QChar::fromUcs4(c));
    }
}

[[nodiscard]] char32_t decodeUtf8(std::string_view bytes) {
    const auto at = [bytes](std::size_t i) { return static_cast<char32_t>(static_cast<unsigned char>(bytes[i])); };
    switch (bytes.size()) {
    case 1: return at(0);
    case 2: return ((at(0) & 0x1FU) << 6U) | (at(1) & 0x3FU);
    case 3: return ((at(0) & 0x0FU) << 12U) | ((at(1) & 0x3FU) << 6U) | (at(2) & 0x3FU);
    default: return ((at(0) & 0x07U) << 18U) | ((at(1) & 0x3FU) << 12U) | ((at(2) & 0x3FU) << 6U) | (at(3) & 0x3FU);
    }
}

/// `whole` is false where `text` is only the head of the value, whose last character may be cut.
[[nodiscard]] CellDisplay displayText(std::string_view text, bool whole, qsizetype maxLength) {
    const auto limit = static_cast<std::size_t>(maxLength);
    if (const std::string_view head = text.substr(0, limit); isPlainAscii(head)) {
        QString line = QString::fromLatin1(head.data(), static_cast<qsizetype>(head.size()));
        if (!whole || text.size() > limit) {
            line += QChar(0x2026);
        }
        return {std::move(line), CellLook::Plain};
    }
    CellDisplay shown;
    char32_t before = 0;
    std::size_t at = 0;
    while (at < text.size() && shown.text.size() < maxLength) {
        const std::string_view rest = text.substr(at);
        if (const std::size_t length = utf8Length(rest); length != 0) {
            const char32_t c = decodeUtf8(rest.substr(0, length));
            appendVisible(shown.text, std::exchange(before, c), c);
            at += length;
            continue;
        }
        if (!whole && rest.size() < 4) {
            break;
        }
        shown.look = CellLook::Damaged;
        shown.text += QStringLiteral("\\x%1").arg(static_cast<uint>(static_cast<unsigned char>(rest.front())), 2, 16,
                                                  QLatin1Char('0'));
        ++at;
    }
    if (!whole || at < text.size()) {
        shown.text += QChar(0x2026);
    }
    return shown;
}

[[nodiscard]] QString numberLine(const NumberText& number) {
    const std::string_view view = number.view();
    return QString::fromLatin1(view.data(), static_cast<qsizetype>(view.size()));
}

} // namespace

std::size_t utf8Length(std::string_view text) {
    if (text.empty()) {
        return 0;
    }
    const auto at = [text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char lead = at(0);
    if (lead < 0x80) {
        return 1;
    }
    const std::size_t length = lead >= 0xC2 && lead <= 0xDF   ? 2
                               : lead >= 0xE0 && lead <= 0xEF ? 3
                               : lead >= 0xF0 && lead <= 0xF4 ? 4
                                                              : 0;
    if (length == 0 || text.size() < length) {
        return 0;
    }
    for (std::size_t i = 1; i < length; ++i) {
        if ((at(i) & 0xC0U) != 0x80) {
            return 0;
        }
    }
    // Overlong forms, surrogates, and what lies beyond Unicode.
    const bool wrong = (lead == 0xE0 && at(1) < 0xA0) || (lead == 0xED && at(1) > 0x9F) ||
                       (lead == 0xF0 && at(1) < 0x90) || (lead == 0xF4 && at(1) > 0x8F);
    return wrong ? 0 : length;
}

QString byteCountText(std::uint64_t bytes) {
    const QString number = QLocale().toString(static_cast<qulonglong>(bytes));
    return bytes == 1 ? QCoreApplication::translate("CellDisplay", "1 byte")
                      : QCoreApplication::translate("CellDisplay", "%1 bytes").arg(number);
}

CellDisplay displayCell(const Cell& cell, qsizetype maxLength) {
    switch (cell.kind) {
    case CellKind::Null: return {QStringLiteral("NULL"), CellLook::Null};
    case CellKind::SmallInt:
    case CellKind::Integer: return {numberLine(NumberText(cell.integer)), CellLook::Number};
    case CellKind::Real: return {numberLine(NumberText(cell.real)), CellLook::Number};
    case CellKind::Bytes:
    case CellKind::LargeBytes:
        return {QCoreApplication::translate("CellDisplay", "‹blob %1›").arg(byteCountText(cell.totalBytes())),
                CellLook::Blob};
    case CellKind::Text: return displayText(cell.bytes, true, maxLength);
    case CellKind::LargeText: return displayText(cell.bytes, cell.bytes.size() == cell.large.length, maxLength);
    }
    return {};
}

} // namespace dbv::viewmodel
