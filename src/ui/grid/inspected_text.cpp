// SPDX-License-Identifier: Apache-2.0
#include "ui/grid/inspected_text.h"

#include <algorithm>
#include <string>

#include <QByteArray>
#include <QJsonDocument>

#include "viewmodel/cell_display.h"

namespace dbv::ui {
namespace {

constexpr std::size_t kHexLine = 16;
constexpr std::size_t kMaxIndent = 60;
constexpr QChar kFold(0x21A9);

/// One character as the grid would show it, or the byte that is not one.
[[nodiscard]] QString visibleCharacter(std::string_view bytes) {
    Cell cell;
    cell.kind = CellKind::Text;
    cell.bytes = bytes;
    return viewmodel::displayCell(cell).text;
}

[[nodiscard]] bool isAsItIs(unsigned char c) {
    return (c >= 0x20 && c < 0x7F) || c == '\n' || c == '\t';
}

/// Puts white space between the parts of a text that is known to be JSON.
class JsonLayout {
public:
    [[nodiscard]] std::string layOut(std::string_view text) {
        for (std::size_t i = 0; i < text.size(); ++i) {
            const char c = text[i];
            if (c == '"') {
                const std::size_t end = endOfString(text, i);
                m_out += text.substr(i, end - i);
                i = end - 1;
            } else if (c == '{' || c == '[') {
                open(c, text, i);
            } else if (c == '}' || c == ']') {
                --m_depth;
                breakLine();
                m_out += c;
            } else if (c == ',') {
                m_out += c;
                breakLine();
            } else if (c == ':') {
                m_out += ": ";
            } else if (c != ' ' && c != '\t' && c != '\n' && c != '\r') {
                m_out += c;
            }
        }
        return std::move(m_out);
    }

private:
    [[nodiscard]] static std::size_t endOfString(std::string_view text, std::size_t begin) {
        std::size_t i = begin + 1;
        while (i < text.size() && text[i] != '"') {
            i += text[i] == '\\' ? 2U : 1U;
        }
        return std::min(i + 1, text.size());
    }
    void open(char c, std::string_view text, std::size_t& i) {
        m_out += c;
        const std::size_t next = text.find_first_not_of(" \t\r\n", i + 1);
        if (next != std::string_view::npos && (text[next] == '}' || text[next] == ']')) {
            m_out += text[next];
            i = next;
            return;
        }
        ++m_depth;
        breakLine();
    }
    void breakLine() {
        m_out += '\n';
        m_out.append(std::min(m_depth, kMaxIndent) * 2, ' ');
    }

    std::string m_out;
    std::size_t m_depth = 0;
};

} // namespace

QString inspectedText(std::string_view bytes, bool whole) {
    QString out;
    out.reserve(static_cast<qsizetype>(bytes.size() + bytes.size() / 512));
    qsizetype lineStart = 0;
    for (std::size_t at = 0; at < bytes.size();) {
        if (out.size() - lineStart >= kFoldedLine) {
            out += kFold;
            out += QLatin1Char('\n');
            lineStart = out.size();
        }
        const char c = bytes[at];
        if (isAsItIs(static_cast<unsigned char>(c))) {
            out += QLatin1Char(c);
            lineStart = c == '\n' ? out.size() : lineStart;
            ++at;
            continue;
        }
        const std::string_view rest = bytes.substr(at);
        const std::size_t length = viewmodel::utf8Length(rest);
        if (length == 0 && !whole && rest.size() < 4) {
            break;
        }
        const std::size_t taken = std::max<std::size_t>(length, 1);
        out += visibleCharacter(rest.substr(0, taken));
        at += taken;
    }
    return out;
}

QString hexDump(std::string_view bytes, std::size_t limit) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    const std::string_view shown = bytes.substr(0, limit);
    std::string out;
    out.reserve(shown.size() / kHexLine * 78 + 80);
    for (std::size_t line = 0; line < shown.size(); line += kHexLine) {
        for (int shift = 28; shift >= 0; shift -= 4) {
            out += kDigits[(line >> static_cast<unsigned>(shift)) & 15U];
        }
        out += "  ";
        std::string characters;
        for (std::size_t i = line; i < line + kHexLine; ++i) {
            if (i >= shown.size()) {
                out += "   ";
                continue;
            }
            const auto byte = static_cast<unsigned char>(shown[i]);
            out += kDigits[byte >> 4U];
            out += kDigits[byte & 15U];
            out += ' ';
            characters += byte >= 0x20 && byte < 0x7F ? shown[i] : '.';
        }
        out += ' ' + characters + '\n';
    }
    return QString::fromLatin1(out.data(), static_cast<qsizetype>(out.size()));
}

QString laidOutJson(std::string_view text) {
    const std::size_t first = text.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos || (text[first] != '{' && text[first] != '[')) {
        return {};
    }
    // Qt judges whether it is JSON; its own layout would send numbers through a double and sort the members.
    const QByteArray raw = QByteArray::fromRawData(text.data(), static_cast<qsizetype>(text.size()));
    if (QJsonDocument::fromJson(raw).isNull()) {
        return {};
    }
    const std::string laidOut = JsonLayout().layOut(text);
    return inspectedText(laidOut, true);
}

} // namespace dbv::ui
