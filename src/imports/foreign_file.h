// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <QJsonDocument>

#include <dbv/core/result.h>
#include <dbv/core/wiped_text.h>

namespace dbv::imports {

/// A file of another program: what messages call it, and its bytes, among which passwords may be.
struct ForeignFile {
    ForeignFile(std::string called, std::string_view holds) : name(std::move(called)), bytes(holds) {}

    std::string name;
    WipedText bytes;
};

/// No list of connections is larger. Unit: bytes.
inline constexpr std::size_t kLargestForeignFile = std::size_t{16} << 20;

/// Errors: NotFound, IoError; InvalidInput when it is too large. Blocks: on the disk.
[[nodiscard]] Result<ForeignFile> readForeignFile(const std::filesystem::path& path);
/// Nothing when there is no such file.
[[nodiscard]] Result<std::optional<ForeignFile>> readForeignFileIfThere(const std::filesystem::path& path);

/// "<file>, line 3: <why>." `line` 0 is the file as a whole. InvalidInput.
[[nodiscard]] std::unexpected<Error> failInFile(const ForeignFile& file, std::size_t line, std::string_view why,
                                                std::string hint = {});
/// The line of a byte, from 1.
[[nodiscard]] std::size_t lineOfByte(std::string_view bytes, std::size_t at);

/// Errors: InvalidInput with file and line, for what is no JSON, or has more than a thousand levels.
[[nodiscard]] Result<QJsonDocument> readJson(const ForeignFile& file);

/// The text of a file that may be UTF-8 or, as Windows writes it with a mark, UTF-16.
/// Errors: InvalidInput for what is no text.
[[nodiscard]] Result<WipedText> readText(const ForeignFile& file);

} // namespace dbv::imports
