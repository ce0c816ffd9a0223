// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include <dbv/core/result.h>
#include <dbv/core/secret.h>

#include "archive/byte_stages.h"

namespace dbv::archive {

/// So much is sealed at a time. Unit: bytes.
inline constexpr std::size_t kSealedChunk = std::size_t{64} << 10U;

/// The key of one stream of an archive.
[[nodiscard]] Secret streamKey(const Secret& dataKey, std::uint64_t number);

/// Encrypts what is written into it (libsodium's secretstream: XChaCha20-Poly1305), and hands it on.
/// Shape: header (24), then chunks of `kSealedChunk` bytes and 17 more each; the last one is shorter, or as long, and tagged
/// as the last. `context` is not in it, but has to be the same when it is opened.
[[nodiscard]] std::unique_ptr<ByteStage> sealInto(std::unique_ptr<ByteStage> next, const Secret& key,
                                                  std::string context);

/// The other way. Gives nothing that was not proved to be what was sealed, and no end but the sealed one.
/// Errors of its reading: CorruptBackup.
[[nodiscard]] std::unique_ptr<ByteSupply> unsealFrom(std::unique_ptr<ByteSupply> sealed, const Secret& key,
                                                     std::string context);

} // namespace dbv::archive
