// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

namespace dbv::secrets {

/// The memory in which a key is made from a password: hundreds of megabytes for less than a second. It comes piece by piece as
/// it is used and goes piece by piece: while a process gets or gives back much at once, each of its threads that maps or first
/// touches memory waits for that, the window's too. It is in no core image.
/// Thread: any. Errors: null when there is none.
[[nodiscard]] std::uint8_t* takeDerivationMemory(std::size_t size);
/// Of this size, and wiped before.
void giveDerivationMemoryBack(std::uint8_t* memory, std::size_t size);

} // namespace dbv::secrets
