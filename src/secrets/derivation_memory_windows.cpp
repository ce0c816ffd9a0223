// SPDX-License-Identifier: Apache-2.0
#include "secrets/derivation_memory.h"

#include <new>

namespace dbv::secrets {

std::uint8_t* takeDerivationMemory(std::size_t size) {
    return new (std::nothrow) std::uint8_t[size];
}

void giveDerivationMemoryBack(std::uint8_t* memory, std::size_t /*size*/) {
    delete[] memory;
}

} // namespace dbv::secrets
