// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

#include <dbv/core/result.h>
#include <dbv/data/cell.h>

#include "jobs/byte_sink.h"
#include "jobs/text_buffer.h"

namespace dbv::jobs {

/// Reads a range of a value that was too large for its block; fewer bytes than asked only at its end.
using LargeValueReader =
    std::function<Result<std::string>(const LargeValue& value, std::uint64_t offset, std::uint64_t count)>;

/// The text of rows on its way to a sink: collected to a block, and large values by ranges, so that neither many rows nor
/// one huge cell need more than a little memory.
/// Thread: one.
class RowOutput {
public:
    /// Unit: bytes.
    static constexpr std::size_t kBlock = std::size_t{256} << 10U;
    /// How much of a large value is held at a time. A multiple of 3, so that base64 has no padding inside. Unit: bytes.
    static constexpr std::size_t kRange = std::size_t{768} << 10U;

    /// The sink must outlive this.
    RowOutput(ByteSink& sink, LargeValueReader largeValues) : m_sink(sink), m_largeValues(std::move(largeValues)) {}

    [[nodiscard]] TextBuffer& text() { return m_text; }
    /// Hands on what was collected when it has become a block.
    [[nodiscard]] Result<void> flushIfFull() { return m_text.size() < kBlock ? Result<void>() : flush(); }
    [[nodiscard]] Result<void> flush();
    /// Bytes that the sink has taken.
    [[nodiscard]] std::uint64_t bytesWritten() const { return m_written; }

    /// The value of a large cell, range after range; what `take` writes is handed on between them.
    [[nodiscard]] Result<void> eachRange(const Cell& cell, const std::function<void(std::string_view)>& take);
    /// Whether the value of a large cell is valid UTF-8.
    [[nodiscard]] Result<bool> isUtf8(const Cell& cell);

private:
    [[nodiscard]] Result<std::string> readRange(const LargeValue& value, std::uint64_t offset);

    ByteSink& m_sink;
    LargeValueReader m_largeValues;
    TextBuffer m_text;
    std::uint64_t m_written = 0;
};

} // namespace dbv::jobs
