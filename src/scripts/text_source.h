// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include <dbv/core/result.h>

#include "scripts/packed_input.h"
#include "scripts/raw_file.h"
#include "scripts/text_encoding.h"

namespace dbv::scripts {

/// How a script is to be read.
struct TextRules {
    /// Nothing to find it out.
    std::optional<TextEncoding> encoding;
    EncodingRules rules = EncodingRules::Strict;
};

/// The text of a script, unpacked and in UTF-8, as much of it at a time as is asked for.
///
/// Thread: one at a time. Blocks: on the disk, or on whoever writes into a pipe.
class TextSource {
public:
    /// Opens it. What it is packed as and encoded in is told by its content, not by its name.
    /// Errors: IoError; Cancelled; those of `findEncoding`; InvalidInput for a database file or a dump that is no script.
    [[nodiscard]] static Result<TextSource> open(const ScriptOrigin& origin, TextRules rules, std::stop_token stop);

    /// Appends about as much text, or what of it has come so far, whole characters of it; nothing at the end only.
    /// Errors: those of reading; InvalidInput for what is not valid in the encoding, with its place, when all before it is read.
    [[nodiscard]] Result<void> append(std::string& utf8, std::size_t about);
    /// More of it is there, or the end, without waiting for whoever writes it.
    [[nodiscard]] bool isReady() const { return m_ended || m_bytes->isReady(); }
    /// Everything was read.
    [[nodiscard]] bool isAtEnd() const { return m_ended && m_raw.empty(); }

    [[nodiscard]] TextEncoding encoding() const { return m_encoding; }
    [[nodiscard]] Packing packing() const { return m_packing; }
    /// Where the text begins, behind a mark. Unit: bytes of the unpacked script.
    [[nodiscard]] std::uint64_t start() const { return m_mark; }
    /// How much of the file was read, and of how much. Unit: bytes of the file as it lies on the disk.
    [[nodiscard]] std::uint64_t taken() const { return m_bytes->taken(); }
    [[nodiscard]] std::optional<std::uint64_t> fileSize() const { return m_fileSize; }
    /// As `RawFile::identity`.
    [[nodiscard]] const std::string& identity() const { return m_identity; }
    /// The file has become another since it was opened.
    [[nodiscard]] bool hasChanged() const { return m_identityNow && m_identityNow() != m_identity; }

private:
    TextSource() = default;

    /// `waits` is whether nothing is no answer.
    [[nodiscard]] Result<void> readRaw(std::size_t about, bool waits);
    /// Finds out the encoding by what has come so far. Errors: of `findEncoding`.
    [[nodiscard]] Result<void> decide();
    [[nodiscard]] Result<void> appendUtf8(std::string& utf8);

    std::unique_ptr<ScriptBytes> m_bytes;
    std::optional<std::uint64_t> m_fileSize;
    std::string m_identity;
    std::function<std::string()> m_identityNow;
    Packing m_packing = Packing::None;
    TextEncoding m_encoding = TextEncoding::Utf8;
    std::uint64_t m_mark = 0;
    /// Read, and not decoded yet.
    std::string m_raw;
    /// Where the first of those bytes stands in the unpacked script.
    std::uint64_t m_rawOffset = 0;
    bool m_ended = false;
    EncodingRules m_rules = EncodingRules::Strict;
    /// What has come of a script that says its encoding at its start, where the rest of that is still to come.
    std::string m_start;
    bool m_undecided = false;
};

} // namespace dbv::scripts
