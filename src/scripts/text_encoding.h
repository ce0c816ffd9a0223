// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <dbv/core/result.h>

namespace dbv::scripts {

/// How the bytes of a script stand for text.
enum class TextEncoding : std::uint8_t {
    Utf8,
    /// UTF-8 that is not checked: dumps of MySQL hold bytes of binary columns in quotes.
    Bytes,
    Utf16Little,
    Utf16Big,
    Latin1,
    Windows1252,
};

/// The name that people know it by: `utf-8`.
[[nodiscard]] std::string_view encodingName(TextEncoding encoding);
/// The encoding of a name in any usual writing: `UTF8`, `latin-1`, `win1252`, `utf16le`, `bytes`.
[[nodiscard]] std::optional<TextEncoding> encodingNamed(std::string_view name);
/// The names that a person may choose from, in words.
inline constexpr std::string_view kEncodingNames = "utf-8, utf-16le, utf-16be, latin1, windows-1252 or bytes";

/// What was found at the start of a script.
struct FoundEncoding {
    TextEncoding encoding = TextEncoding::Utf8;
    /// How many bytes are a mark and no text.
    std::size_t mark = 0;
};

/// Whether an error says that a person has to name the encoding.
[[nodiscard]] bool asksForEncoding(const Error& error);

/// Whose rules a script is read by.
enum class EncodingRules : bool {
    /// What is not valid is asked about.
    Strict,
    /// Bytes may be anything, since the server itself looks at texts.
    AnyBytes,
};

/// Which encoding a script has, by its mark, by what it says of itself (SET NAMES, client_encoding), and by whether it is valid.
/// `head` is its start, or all of it where `isAll`.
/// Errors: InvalidInput where a person has to say it, for a binary file, and for an encoding that is not known here.
[[nodiscard]] Result<FoundEncoding> findEncoding(std::string_view head, bool isAll, EncodingRules rules);

/// The name of the encoding that a statement says its own text is in (`SET NAMES latin1`, also in a versioned comment); empty where it
/// is no such statement.
[[nodiscard]] std::string_view saidEncoding(std::string_view statement);

/// How long the valid UTF-8 at the start of a text is. Unit: bytes.
[[nodiscard]] std::size_t validUtf8(std::string_view text);
/// Whether what follows the valid part is the beginning of a character whose rest may come.
[[nodiscard]] bool isCutCharacter(std::string_view rest);

/// Appends text in a one-byte encoding, or in UTF-16 (of whole units), as UTF-8. Returns how many bytes were used: a half of a
/// pair at the end is left. What is no character becomes U+FFFD.
[[nodiscard]] std::size_t appendDecoded(std::string& utf8, std::string_view bytes, TextEncoding encoding);

/// How many bytes of the script a text stood for.
/// Shape: `utf8` was decoded from this encoding.
[[nodiscard]] std::uint64_t encodedSize(std::string_view utf8, TextEncoding encoding);

} // namespace dbv::scripts
