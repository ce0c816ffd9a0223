// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <string_view>

#include <dbv/core/wiped_text.h>

namespace dbv::rpc {

/// Cuts a stream of bytes into lines. A line over the limit is thrown away as it comes, in constant memory.
/// Thread: one.
class LineSplitter {
public:
    /// Longest line that is read. Unit: bytes.
    static constexpr std::size_t kMaxLine = std::size_t{32} << 20U;

    /// Called with each line without its end, or with `tooLong` and no text.
    using TakeLine = std::function<void(WipedText line, bool tooLong)>;

    explicit LineSplitter(TakeLine take, std::size_t maxLine = kMaxLine)
        : m_take(std::move(take)), m_maxLine(maxLine) {}

    void feed(std::string_view bytes);
    /// The stream is over; what stands behind the last line end is a line too.
    void finish();
    /// What comes next begins a line.
    [[nodiscard]] bool isBetweenLines() const { return m_line.empty() && !m_tooLong; }

private:
    void add(std::string_view piece);
    void endLine();

    TakeLine m_take;
    std::size_t m_maxLine;
    WipedText m_line;
    bool m_tooLong = false;
};

} // namespace dbv::rpc
