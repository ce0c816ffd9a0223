// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <dbv/data/row_batch.h>

#include "results/byte_source.h"

namespace dbv::testing {

/// Bytes in memory as a source.
class MemorySource final : public results::ByteSource {
public:
    explicit MemorySource(std::span<const std::byte> bytes) : m_bytes(bytes) {}

    Result<void> read(std::uint64_t offset, std::span<std::byte> into) const override {
        if (offset > m_bytes.size() || into.size() > m_bytes.size() - offset) {
            return fail(ErrorKind::IoError, "the bytes end before");
        }
        std::ranges::copy(m_bytes.subspan(offset, into.size()), into.begin());
        return {};
    }

private:
    std::span<const std::byte> m_bytes;
};

/// Touches every byte that the cells of a block refer to, so that a sanitizer sees one that is outside.
inline void readEveryCell(const RowBatch& batch) {
    volatile unsigned sum = 0;
    for (std::size_t row = 0; batch.columns() != 0 && row < batch.rows(); ++row) {
        for (std::size_t column = 0; column < batch.columns(); ++column) {
            const Cell cell = batch.cell(row, column);
            sum = sum + static_cast<unsigned>(cell.integer) + static_cast<unsigned>(cell.totalBytes());
            for (const char c : cell.bytes) {
                sum = sum + static_cast<unsigned char>(c);
            }
        }
    }
}

} // namespace dbv::testing
