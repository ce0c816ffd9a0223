// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include <dbv/core/result.h>

namespace dbv {

/// The lines that stand behind a `COPY … FROM STDIN` in its script, without their end mark, however many there are.
///
/// Thread: that of the statement. Blocks: on the disk, and while the script is to pause.
class CopyLines {
public:
    CopyLines() = default;
    CopyLines(const CopyLines&) = delete;
    CopyLines& operator=(const CopyLines&) = delete;
    virtual ~CopyLines() = default;

    /// The next block, which may end within a line; empty behind the last. Good until the next call.
    /// Errors: why there are no more; then the server is told to keep none, and the statement fails with the error.
    [[nodiscard]] virtual Result<std::string_view> next() = 0;
};

} // namespace dbv
