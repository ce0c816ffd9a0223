// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include <dbv/core/result.h>

namespace dbv::cli {

/// SQL from a file, in UTF-8.
struct SqlText {
    std::string sql;
    /// The file began with the mark that many editors write, which is no part of `sql`.
    bool hasByteOrderMark = false;
};

inline constexpr std::string_view kByteOrderMark("\xEF\xBB\xBF");

/// Reads a file, or the file descriptor `input` where the path is a hyphen.
/// Errors: IoError; InvalidInput for UTF-16.
[[nodiscard]] Result<SqlText> readSqlText(const std::string& path, int input);

} // namespace dbv::cli
