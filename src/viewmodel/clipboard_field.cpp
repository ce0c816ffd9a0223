// SPDX-License-Identifier: Apache-2.0
#include "viewmodel/clipboard_field.h"

#include <algorithm>
#include <cstdint>
#include <cstring>

#include <dbv/data/cell_text.h>

#include "viewmodel/cell_display.h"

namespace dbv::viewmodel {
namespace {

void appendHexLiteral(std::string& out, std::string_view bytes) {
    constexpr std::string_view kDigits = "0123456789ABCDEF";
    out.reserve(out.size() + bytes.size() * 2 + 3);
    out += "X'";
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        out += kDigits[byte >> 4U];
        out += kDigits[byte & 15U];
    }
    out += '\'';
}

void appendQuoted(std::string& out, std::string_view text) {
    out += '"';
    for (const char c : text) {
        out.append(c == '"' ? 2 : 1, c);
    }
    out += '"';
}

} // namespace

bool isUtf8(std::string_view bytes) {
    constexpr std::uint64_t kHighBits = 0x8080808080808080U;
    while (!bytes.empty()) {
        std::uint64_t word = 0;
        if (bytes.size() >= sizeof word) {
            std::memcpy(&word, bytes.data(), sizeof word);
            if ((word & kHighBits) == 0) {
                bytes.remove_prefix(sizeof word);
                continue;
            }
        }
        const std::size_t length = utf8Length(bytes);
        if (length == 0) {
            return false;
        }
        bytes.remove_prefix(length);
    }
    return true;
}

bool appendClipboardField(std::string& out, const Cell& cell, std::string_view value, FieldForm form) {
    if (cell.isNull()) {
        return false;
    }
    if (cell.isInteger() || cell.kind == CellKind::Real) {
        appendCellText(out, cell);
        return false;
    }
    if (cell.kind == CellKind::Bytes || cell.kind == CellKind::LargeBytes || !isUtf8(value)) {
        appendHexLiteral(out, value);
        return true;
    }
    const bool quoted = form == FieldForm::Inline &&
                        (value.find_first_of("\t\r\n") != std::string_view::npos || value.starts_with('"'));
    if (quoted) {
        appendQuoted(out, value);
    } else {
        out += value;
    }
    return false;
}

} // namespace dbv::viewmodel
