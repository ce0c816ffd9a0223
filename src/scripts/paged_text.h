// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include <QFile>
#include <QString>

#include <dbv/core/result.h>

#include "scripts/text_encoding.h"

namespace dbv::scripts {

/// One line of a text, or a part of one that is longer than a row may be.
struct TextRow {
    /// Unit: bytes of the file.
    std::uint64_t offset = 0;
    std::uint32_t bytes = 0;
    bool beginsLine = true;
    QString text;
};

/// A text on the disk that is read at any place of it, whatever its size and the length of its lines.
///
/// Where rows begin depends on the bytes around a place alone, so that a row is the same from wherever it is come to: behind each line
/// end, and at every multiple of `kLongestPart` before which so many bytes have no line end.
///
/// Thread: one at a time. Blocks: on the disk.
class PagedText {
public:
    static constexpr std::uint64_t kLongestPart = 4096;

    /// Opens a file. Without an encoding it is found out; where that is not clear, the text is shown as UTF-8, and `doubt` says why.
    /// Errors: IoError; Unsupported for what is packed, or comes from a pipe; InvalidInput for what is no text.
    [[nodiscard]] static Result<PagedText> open(const std::string& path, std::optional<TextEncoding> encoding,
                                                const std::stop_token& stop);

    [[nodiscard]] std::uint64_t size() const { return m_size; }
    /// As `RawFile::identity`.
    [[nodiscard]] const std::string& identity() const { return m_identity; }
    [[nodiscard]] TextEncoding encoding() const { return m_encoding; }
    [[nodiscard]] const std::string& doubt() const { return m_doubt; }
    /// Where the text begins, behind a mark.
    [[nodiscard]] std::uint64_t start() const { return m_start; }
    /// How many bytes a unit of text has: a place in it is a multiple, counted from the start.
    [[nodiscard]] std::size_t unit() const;

    /// The rows around a place: the one that holds it, about `before` bytes of them before it and `behind` behind it.
    /// Errors: IoError.
    [[nodiscard]] Result<std::vector<TextRow>> rowsAround(std::uint64_t offset, std::uint64_t before,
                                                          std::uint64_t behind);
    /// The bytes at a place, fewer at the end.
    /// Errors: IoError.
    [[nodiscard]] Result<std::string_view> bytesAt(std::uint64_t offset, std::size_t most);
    /// The first place at or behind `at` of a text where a line ends; `npos` for none. `offset` is where the text stands in the file.
    [[nodiscard]] std::size_t lineEnd(std::string_view text, std::size_t at, std::uint64_t offset) const;

private:
    PagedText() = default;

    /// A place where a row begins, at or before `offset`.
    [[nodiscard]] std::size_t firstRow(std::string_view text, std::uint64_t begin) const;
    /// Where a row that is cut at a place really ends: not within a character.
    [[nodiscard]] std::size_t wholeCharacters(std::string_view text, std::size_t end) const;

    std::unique_ptr<QFile> m_file;
    std::string m_path;
    std::uint64_t m_size = 0;
    std::string m_identity;
    TextEncoding m_encoding = TextEncoding::Utf8;
    std::string m_doubt;
    std::uint64_t m_start = 0;
    std::string m_buffer;
};

/// Bytes as text; what is none of the encoding becomes U+FFFD, a byte for a character.
[[nodiscard]] QString textOf(std::string_view bytes, TextEncoding encoding);
/// How many of the bytes the first so many UTF-16 code units of their text stand for.
[[nodiscard]] std::size_t bytesOfText(std::string_view bytes, qsizetype units, TextEncoding encoding);

} // namespace dbv::scripts
