// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <dbv/core/result.h>

namespace dbv::scripts {

/// A line of psql that lets the rows of a file be read into a table.
struct CopyLine {
    /// What the server is sent: `COPY t (a) FROM STDIN WITH (FORMAT csv)`.
    std::string statement;
    /// As it was written.
    std::string file;
    /// The line itself says what the server reads the bytes as, so that they are left as they are.
    bool saysEncoding = false;
};

/// Reads `\copy table [(columns)] from 'file' [options]`.
/// Errors: Unsupported for what writes a file, runs a program, or has its rows elsewhere; InvalidInput for what is none of these.
[[nodiscard]] Result<CopyLine> readCopyLine(std::string_view line);

} // namespace dbv::scripts
