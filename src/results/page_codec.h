// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include <dbv/core/result.h>
#include <dbv/data/row_batch.h>

#include "results/byte_source.h"

namespace dbv::results {

/// A block of rows as it stands in a temporary file: a header, the slots, the arena, each as it is in memory.
///
/// Writing gathers the parts where they lie, so nothing is copied. The file is read by the process that wrote it, so
/// numbers are in this machine's order; all the same nothing in it is believed before it was checked.
class EncodedPage {
public:
    static constexpr std::size_t kHeaderBytes = 32;

    /// The block must outlive this.
    explicit EncodedPage(const RowBatch& batch);

    /// What to write, in this order.
    [[nodiscard]] std::array<std::span<const std::byte>, 3> parts() const { return {m_header, m_slots, m_arena}; }
    /// Unit: bytes in the file.
    [[nodiscard]] static std::uint64_t byteSize(const RowBatch& batch);

private:
    std::array<std::byte, kHeaderBytes> m_header{};
    std::span<const std::byte> m_slots;
    std::span<const std::byte> m_arena;
};

/// Where a page lies in its source.
struct PagePlace {
    std::uint64_t offset = 0;
    std::uint64_t byteSize = 0;
};

/// Reads and checks a page: afterwards every cell of the block can be read without leaving its memory.
/// Errors: IoError when the source can not be read or its bytes are not a page of this size.
/// Limits: allocates at most what `place` says, whatever the bytes claim.
/// Blocks: on the source.
[[nodiscard]] Result<RowBatchPtr> decodePage(const ByteSource& source, PagePlace place);

} // namespace dbv::results
