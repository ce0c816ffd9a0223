// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "archive/byte_stages.h"

namespace dbv::archive {

/// Lets a thread of its own do what the next stage does, so that whoever writes goes on meanwhile.
///
/// What the next stage says comes back with a later write, or when it is finished; from then on nothing more is taken.
/// Destroyed before it was finished, the thread ends behind what it is at. Limits: 20 blocks of 256 KiB.
/// Blocks: while all blocks are full.
[[nodiscard]] std::unique_ptr<ByteStage> handOver(std::unique_ptr<ByteStage> next);

} // namespace dbv::archive
