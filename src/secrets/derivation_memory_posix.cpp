// SPDX-License-Identifier: Apache-2.0
#include "secrets/derivation_memory.h"

#include <algorithm>

#include <sys/mman.h>

namespace dbv::secrets {

namespace {

/// What is given back at once: some milliseconds.
constexpr std::size_t kPiece = 8UL << 20;

} // namespace

std::uint8_t* takeDerivationMemory(std::size_t size) {
    void* memory = ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) {
        return nullptr;
    }
    // Advice: where it is not taken this is slower, or in a core image, and nothing else.
#ifdef MADV_HUGEPAGE
    ::madvise(memory, size, MADV_HUGEPAGE);
#endif
#ifdef MADV_DONTDUMP
    ::madvise(memory, size, MADV_DONTDUMP);
#endif
    return static_cast<std::uint8_t*>(memory);
}

void giveDerivationMemoryBack(std::uint8_t* memory, std::size_t size) {
    while (size > 0) {
        const std::size_t piece = std::min(size, kPiece);
        size -= piece;
        ::munmap(memory + size, piece);
    }
}

} // namespace dbv::secrets
