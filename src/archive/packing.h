// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include <dbv/core/result.h>

#include "archive/byte_stages.h"

namespace dbv::archive {

/// How the bytes of a backup are made smaller.
enum class Compression : std::uint8_t { None, Gzip, Zstd };

/// The word for it in an archive and on a command line.
[[nodiscard]] std::string_view compressionName(Compression compression);
[[nodiscard]] std::optional<Compression> compressionNamed(std::string_view name);

/// How hard is tried.
struct Packing {
    Compression compression = Compression::Zstd;
    /// 0 is the usual one of its kind: 2 for zstd (1 to 19), which packs dumps as well as 3 in two thirds of the time, 6 for gzip (1 to 9).
    int level = 0;
    /// Of zstd, beside the one that writes; 0 is as many as the machine has processors, up to four. Each takes about 15 MB.
    int threads = 0;
};

/// What a person or a program has asked for; an empty word is the usual kind. Errors: InvalidInput for words and levels that there are not.
[[nodiscard]] Result<Packing> packingNamed(const std::string& compression, int level);

/// Packs what is written into it, and hands it on.
/// Errors: InvalidInput for a level that there is not; Internal where memory is short.
[[nodiscard]] Result<std::unique_ptr<ByteStage>> packInto(std::unique_ptr<ByteStage> next, const Packing& packing);

/// Unpacks what another supply gives. Bounded memory, whatever was packed.
/// Errors of its reading: CorruptBackup, also where the bytes end too early or go on behind their end.
[[nodiscard]] Result<std::unique_ptr<ByteSupply>> unpackFrom(std::unique_ptr<ByteSupply> packed,
                                                             Compression compression);

/// What holds for all kinds: how many bytes are handed on at a time.
inline constexpr std::size_t kPackBuffer = std::size_t{128} << 10U;

[[nodiscard]] std::unexpected<Error> damagedPacking(std::string_view kind, std::string_view how);
[[nodiscard]] std::unexpected<Error> noMemoryToPack();

[[nodiscard]] Result<std::unique_ptr<ByteStage>> gzipInto(std::unique_ptr<ByteStage> next, int level);
[[nodiscard]] Result<std::unique_ptr<ByteSupply>> gunzipFrom(std::unique_ptr<ByteSupply> packed);
[[nodiscard]] Result<std::unique_ptr<ByteStage>> zstdInto(std::unique_ptr<ByteStage> next, int level, int threads);
[[nodiscard]] Result<std::unique_ptr<ByteSupply>> unzstdFrom(std::unique_ptr<ByteSupply> packed);

} // namespace dbv::archive
