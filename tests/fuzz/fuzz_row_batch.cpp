// SPDX-License-Identifier: Apache-2.0
// A page of rows as it comes back from a temporary file: whatever the bytes are, reading it ends in an error or in a
// block whose every cell can be read.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <span>
#include <vector>

#include "results/page_codec.h"
#include "support/memory_source.h"

namespace {

void decodeAndRead(std::span<const std::byte> bytes) {
    using dbv::results::decodePage;
    const auto page = decodePage(dbv::testing::MemorySource(bytes), {0, bytes.size()});
    if (!page) {
        return;
    }
    dbv::testing::readEveryCell(**page);
    if (dbv::results::EncodedPage::byteSize(**page) != bytes.size()) {
        std::abort();
    }
}

/// The same bytes with a head whose sums are right, so that the cells are reached as well.
[[nodiscard]] std::vector<std::byte> withSoundHead(std::span<const std::byte> bytes) {
    constexpr std::size_t kHead = dbv::results::EncodedPage::kHeaderBytes;
    std::vector<std::byte> changed(bytes.begin(), bytes.end());
    std::uint32_t columns = 0;
    std::uint64_t rows = 0;
    std::memcpy(&columns, changed.data() + 4, sizeof columns);
    std::memcpy(&rows, changed.data() + 8, sizeof rows);
    const std::uint64_t body = changed.size() - kHead;
    columns %= 9;
    rows %= body / (8 * (columns + 1)) + 1;
    const std::uint64_t arena = body - rows * columns * 8;
    const std::uint64_t page = changed.size();
    std::memcpy(changed.data(), "DBVp", 4);
    std::memcpy(changed.data() + 4, &columns, sizeof columns);
    std::memcpy(changed.data() + 8, &rows, sizeof rows);
    std::memcpy(changed.data() + 16, &arena, sizeof arena);
    std::memcpy(changed.data() + 24, &page, sizeof page);
    return changed;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::span<const std::byte> bytes = std::as_bytes(std::span(data, size));
    decodeAndRead(bytes);
    if (size >= dbv::results::EncodedPage::kHeaderBytes) {
        decodeAndRead(withSoundHead(bytes));
    }
    return 0;
}
