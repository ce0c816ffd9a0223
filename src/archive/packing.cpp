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

Result<int> levelOf(int wanted, int usual, int highest, std::string_view kind) {
    if (wanted < 0 || wanted > highest) {
        return fail(ErrorKind::InvalidInput,
                    "There is no level " + std::to_string(wanted) + " of " + std::string(kind) + ".",
                    "Give one from 1 to " + std::to_string(highest) + ", or none for the usual one.");
    }
    return wanted == 0 ? usual : wanted;
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

Result<std::unique_ptr<ByteStage>> packInto(std::unique_ptr<ByteStage> next, const Packing& packing) {
    switch (packing.compression) {
    case Compression::None: break;
    case Compression::Gzip: {
        const Result<int> level = levelOf(packing.level, kUsualGzip, kHighestGzip, "gzip");
        return level ? gzipInto(std::move(next), *level) : std::unexpected(level.error());
    }
    case Compression::Zstd: {
        const Result<int> level = levelOf(packing.level, kUsualZstd, kHighestZstd, "zstd");
        return level ? zstdInto(std::move(next), *level, threadsOf(packing)) : std::unexpected(level.error());
    }
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
