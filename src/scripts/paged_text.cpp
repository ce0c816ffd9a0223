// SPDX-License-Identifier: Apache-2.0
#include "scripts/paged_text.h"

#include <algorithm>
#include <utility>

#include "scripts/packed_input.h"
#include "scripts/raw_file.h"
#include "scripts/text_source.h"

namespace dbv::scripts {

namespace {

/// So much of the start tells which encoding a file has.
constexpr std::size_t kLookedAt = std::size_t{256} << 10U;

bool isWide(TextEncoding encoding) {
    return encoding == TextEncoding::Utf16Little || encoding == TextEncoding::Utf16Big;
}

bool isUtf8(TextEncoding encoding) {
    return encoding == TextEncoding::Utf8 || encoding == TextEncoding::Bytes;
}

bool continuesCharacter(char byte) {
    return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U;
}

unsigned upperByte(std::string_view text, std::size_t at, TextEncoding encoding) {
    return static_cast<unsigned char>(text[at + (encoding == TextEncoding::Utf16Little ? 1 : 0)]);
}

/// Calls `use` with each run of bytes that is text, and for each byte that is none.
template <class Use>
void eachRun(std::string_view bytes, const Use& use) {
    while (!bytes.empty()) {
        const std::size_t valid = validUtf8(bytes);
        if (valid > 0 && !use(bytes.substr(0, valid), true)) {
            return;
        }
        bytes.remove_prefix(valid);
        if (!bytes.empty()) {
            if (!use(bytes.substr(0, 1), false)) {
                return;
            }
            bytes.remove_prefix(1);
        }
    }
}

QString fromUtf8(std::string_view bytes) {
    return QString::fromUtf8(bytes.data(), static_cast<qsizetype>(bytes.size()));
}

std::unexpected<Error> unreadableAt(const std::string& path, const QFile& file) {
    return fail(ErrorKind::IoError, "The file " + path + " can not be read: " + file.errorString().toStdString() + ".",
                "See whether the file is there and may be read.");
}

} // namespace

QString textOf(std::string_view bytes, TextEncoding encoding) {
    if (!isUtf8(encoding)) {
        std::string utf8;
        static_cast<void>(appendDecoded(utf8, bytes, encoding));
        return fromUtf8(utf8);
    }
    QString text;
    eachRun(bytes, [&text](std::string_view run, bool isText) {
        text += isText ? fromUtf8(run) : QString(QChar(QChar::ReplacementCharacter));
        return true;
    });
    return text;
}

std::size_t bytesOfText(std::string_view bytes, qsizetype units, TextEncoding encoding) {
    if (!isUtf8(encoding)) {
        const std::size_t each = isWide(encoding) ? 2 : 1;
        return std::min(bytes.size(), static_cast<std::size_t>(units) * each);
    }
    std::size_t used = 0;
    eachRun(bytes, [&](std::string_view run, bool isText) {
        if (!isText) {
            --units;
            ++used;
            return units > 0;
        }
        std::size_t at = 0;
        while (at < run.size() && units > 0) {
            const auto first = static_cast<unsigned char>(run[at]);
            at += first < 0x80 ? 1U : first < 0xE0 ? 2U : first < 0xF0 ? 3U : 4U;
            units -= first < 0xF0 ? 1 : 2;
        }
        used += at;
        return units > 0;
    });
    return used;
}

Result<PagedText> PagedText::open(const std::string& path, std::optional<TextEncoding> encoding,
                                  const std::stop_token& stop) {
    Result<RawFile> raw = openRawFile({path, std::nullopt}, stop);
    if (!raw) {
        return std::unexpected(std::move(raw.error()));
    }
    if (!raw->size) {
        return fail(ErrorKind::Unsupported, path + " is no file on the disk, so it can not be read at any place of it.",
                    "Copy it to a file first.");
    }
    PagedText text;
    text.m_path = path;
    text.m_size = *raw->size;
    text.m_identity = std::move(raw->identity);
    text.m_file = std::make_unique<QFile>(QString::fromStdString(path));
    if (!text.m_file->open(QIODevice::ReadOnly | QIODevice::Unbuffered)) {
        return unreadableAt(path, *text.m_file);
    }
    const Result<std::string_view> head = text.bytesAt(0, kLookedAt);
    if (!head) {
        return std::unexpected(head.error());
    }
    if (packingOf(*head) != Packing::None) {
        return fail(ErrorKind::Unsupported,
                    "The file " + path + " is packed, so it can not be read at any place of it.",
                    "Run it as it is, or unpack it to look at it.");
    }
    Result<FoundEncoding> found = findEncoding(*head, head->size() == text.m_size, EncodingRules::Strict);
    if (!found && !encoding && !asksForEncoding(found.error())) {
        return std::unexpected(std::move(found.error()));
    }
    if (!found && !encoding) {
        text.m_doubt = found.error().message;
    }
    text.m_encoding = encoding ? *encoding : found ? found->encoding : TextEncoding::Bytes;
    // A mark is none of the text, also where the encoding was given.
    text.m_start = found && (!encoding || isWide(found->encoding) == isWide(*encoding)) ? found->mark : 0;
    return text;
}

std::size_t PagedText::unit() const {
    return isWide(m_encoding) ? 2 : 1;
}

Result<std::string_view> PagedText::bytesAt(std::uint64_t offset, std::size_t most) {
    m_buffer.resize(most);
    std::size_t size = 0;
    if (!m_file->seek(static_cast<qint64>(offset))) {
        return unreadableAt(m_path, *m_file);
    }
    while (size < most) {
        const qint64 read = m_file->read(m_buffer.data() + size, static_cast<qint64>(most - size));
        if (read < 0) {
            return unreadableAt(m_path, *m_file);
        }
        if (read == 0) {
            break;
        }
        size += static_cast<std::size_t>(read);
    }
    return std::string_view(m_buffer).substr(0, size);
}

std::size_t PagedText::lineEnd(std::string_view text, std::size_t at, std::uint64_t offset) const {
    while (true) {
        const std::size_t found = text.find('\n', at);
        if (found == std::string_view::npos || !isWide(m_encoding)) {
            return found;
        }
        const bool little = m_encoding == TextEncoding::Utf16Little;
        // In the little end the line feed comes first, in the big end behind its zero.
        const bool aligned = (offset + found - m_start) % 2 == (little ? 0U : 1U);
        const std::size_t other = little ? found + 1 : found - 1;
        if (aligned && other < text.size() && text[other] == '\0') {
            return std::max(found, other);
        }
        at = found + 1;
    }
}

std::size_t PagedText::firstRow(std::string_view text, std::uint64_t begin) const {
    if (begin <= m_start) {
        return static_cast<std::size_t>(m_start - begin);
    }
    const std::uint64_t part = begin / kLongestPart * kLongestPart + 2 * kLongestPart;
    const auto cut = static_cast<std::size_t>(part - begin);
    if (const std::size_t end = lineEnd(text, 0, begin); end < cut) {
        return end + 1;
    }
    return cut <= text.size() ? wholeCharacters(text, cut) : text.size();
}

std::size_t PagedText::wholeCharacters(std::string_view text, std::size_t end) const {
    if (isWide(m_encoding) && end >= 2 && end + 1 < text.size()) {
        const bool isSecond = (upperByte(text, end, m_encoding) & 0xFCU) == 0xDCU;
        return isSecond ? end - 2 : end;
    }
    constexpr std::size_t kMostBehind = 3;
    std::size_t at = end;
    while (isUtf8(m_encoding) && at > 0 && end - at < kMostBehind && at < text.size() && continuesCharacter(text[at])) {
        --at;
    }
    // Bytes that are no text may be cut anywhere.
    return at < text.size() && continuesCharacter(text[at]) ? end : at;
}

Result<std::vector<TextRow>> PagedText::rowsAround(std::uint64_t offset, std::uint64_t before, std::uint64_t behind) {
    // From so far before a place the beginning of its row is found.
    constexpr std::uint64_t kFoundWithin = 4 * kLongestPart;
    const std::uint64_t back = before + kFoundWithin;
    std::uint64_t begin = offset > m_start + back ? offset - back : m_start;
    begin -= (begin - m_start) % unit();
    const Result<std::string_view> read =
        bytesAt(begin, static_cast<std::size_t>(offset - std::min(offset, begin) + behind + kFoundWithin));
    if (!read) {
        return std::unexpected(read.error());
    }
    const std::string_view text = *read;
    const bool isEnd = begin + text.size() >= m_size;
    std::vector<TextRow> rows;
    std::size_t at = firstRow(text, begin);
    bool beginsLine = at == 0 || begin <= m_start || lineEnd(text.substr(0, at), at - unit(), begin) == at - 1;
    while (at < text.size()) {
        const std::uint64_t place = begin + at;
        const std::uint64_t part = (place + kLongestPart - 1) / kLongestPart * kLongestPart + kLongestPart;
        const auto cut = static_cast<std::size_t>(part - begin);
        const std::size_t found = lineEnd(text.substr(0, std::min(cut, text.size())), at, begin);
        const bool isLine = found != std::string_view::npos;
        if (!isLine && cut >= text.size() && !isEnd) {
            break;
        }
        const std::size_t end = isLine ? found + 1 : cut < text.size() ? wholeCharacters(text, cut) : text.size();
        QString shown = textOf(text.substr(at, end - at), m_encoding);
        while (isLine && (shown.endsWith(u'\n') || shown.endsWith(u'\r'))) {
            shown.chop(1);
        }
        rows.push_back({place, static_cast<std::uint32_t>(end - at), beginsLine, std::move(shown)});
        beginsLine = isLine;
        at = end;
        if (begin + at > offset + behind) {
            break;
        }
    }
    return rows;
}

} // namespace dbv::scripts
