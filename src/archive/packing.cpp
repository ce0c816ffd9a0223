// SPDX-License-Identifier: Apache-2.0
#include "archive/packing.h"

#include <algorithm>
#include <string>
#include <thread>
#include <utility>

namespace dbv::archive {

namespace {

constexpr int kHighestGzip = 9;
constexpr int kUsualGzip = 6;
constexpr int kHighestZstd = 19;
constexpr int kUsualZstd = 2;

/// 0 for what has no levels.
Result<int> levelOf(const Packing& packing) {
    if (packing.compression == Compression::None) {
        return 0;
    }
    const bool isZstd = packing.compression == Compression::Zstd;
    const int highest = isZstd ? kHighestZstd : kHighestGzip;
    if (packing.level < 0 || packing.level > highest) {
        return fail(ErrorKind::InvalidInput,
                    "There is no level " + std::to_string(packing.level) + " of " + (isZstd ? "zstd" : "gzip") + ".",
                    "Give one from 1 to " + std::to_string(highest) + ", or none for the usual one.");
    }
    return packing.level > 0 ? packing.level : isZstd ? kUsualZstd : kUsualGzip;
}

int threadsOf(const Packing& packing) {
    constexpr unsigned kMostThreads = 4;
    return packing.threads > 0 ? packing.threads
                               : static_cast<int>(std::clamp(std::thread::hardware_concurrency(), 1U, kMostThreads));
}

} // namespace

std::string_view compressionName(Compression compression) {
    switch (compression) {
    case Compression::None: return "none";
    case Compression::Gzip: return "gzip";
    case Compression::Zstd: return "zstd";
    }
    return "none";
}

std::optional<Compression> compressionNamed(std::string_view name) {
    for (const Compression each : {Compression::None, Compression::Gzip, Compression::Zstd}) {
        if (compressionName(each) == name) {
            return each;
        }
    }
    return std::nullopt;
}

std::unexpected<Error> damagedPacking(std::string_view kind, std::string_view how) {
    return fail(ErrorKind::CorruptBackup,
                "What was packed by " + std::string(kind) + " is damaged: " + std::string(how) + ".",
                "Take another copy of this backup, or an earlier one.");
}

std::unexpected<Error> noMemoryToPack() {
    return fail(ErrorKind::Internal, "There is not enough memory to pack or unpack.", "Close other programs.");
}

Result<Packing> packingNamed(const std::string& compression, int level) {
    Packing packing;
    const std::optional<Compression> kind = compression.empty() ? packing.compression : compressionNamed(compression);
    if (!kind) {
        return fail(ErrorKind::InvalidInput, "The compression \"" + compression + "\" is not known.",
                    "Choose zstd, gzip or none.");
    }
    packing.compression = *kind;
    packing.level = level;
    const Result<int> known = levelOf(packing);
    return known ? Result<Packing>(packing) : std::unexpected(known.error());
}

Result<std::unique_ptr<ByteStage>> packInto(std::unique_ptr<ByteStage> next, const Packing& packing) {
    const Result<int> level = levelOf(packing);
    if (!level) {
        return std::unexpected(level.error());
    }
    switch (packing.compression) {
    case Compression::None: break;
    case Compression::Gzip: return gzipInto(std::move(next), *level);
    case Compression::Zstd: return zstdInto(std::move(next), *level, threadsOf(packing));
    }
    return next;
}

Result<std::unique_ptr<ByteSupply>> unpackFrom(std::unique_ptr<ByteSupply> packed, Compression compression) {
    switch (compression) {
    case Compression::None: break;
    case Compression::Gzip: return gunzipFrom(std::move(packed));
    case Compression::Zstd: return unzstdFrom(std::move(packed));
    }
    return packed;
}

} // namespace dbv::archive
