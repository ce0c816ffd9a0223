// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <string_view>

#include <dbv/core/result.h>
#include <dbv/core/secret.h>

namespace dbv::secrets {

/// The whole of a small file, read straight into locked memory. Nothing when there is no such file.
/// Errors: IoError when it can not be read, is no file, or has more than a megabyte. Blocks: on the disk.
[[nodiscard]] Result<std::optional<Secret>> readSecretText(const std::filesystem::path& path);

/// True when others than its user may read or change a file, where the system knows such a thing.
[[nodiscard]] bool isOpenToOthers(const std::filesystem::path& path);
/// True when everybody may change a file.
[[nodiscard]] bool isWritableByAll(const std::filesystem::path& path);

/// A text cut into lines, which may end with a newline or with a carriage return and a newline.
class LineReader {
public:
    explicit LineReader(std::string_view text) : m_text(text) {}

    /// The next line, or nothing at the end.
    [[nodiscard]] std::optional<std::string_view> next();
    /// Of the line that `next` gave. From 1.
    [[nodiscard]] int number() const { return m_number; }

private:
    std::string_view m_text;
    int m_number = 0;
};

} // namespace dbv::secrets
