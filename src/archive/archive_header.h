// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <dbv/core/result.h>
#include <dbv/core/secret.h>

#include "archive/packing.h"
#include "secrets/sealing.h"

namespace dbv::archive {

/// The version of the format that is written, and the newest that is read.
inline constexpr int kArchiveFormat = 1;
/// The first member of an archive.
inline constexpr std::string_view kHeaderName = "backup.json";
/// The last one.
inline constexpr std::string_view kDigestName = "sha256";
/// More streams than any backup has.
inline constexpr std::size_t kMostStreams = 64;
/// How many bytes of a stream make a member.
inline constexpr std::size_t kPartSize = std::size_t{4} << 20U;

/// What opens a sealed archive.
enum class OpenedBy : std::uint8_t {
    Passphrase, ///< what a person knows
    Key         ///< 32 bytes that a secret store holds
};

/// The data key of a sealed archive, as it stands in its header.
struct SealedDataKey {
    OpenedBy by = OpenedBy::Passphrase;
    /// Of a key: under which name the store has it.
    std::string keyName;
    /// Of a passphrase.
    secrets::KeyCost cost;
    std::string salt;
    /// Shape: what `secrets::seal` makes of 32 bytes.
    std::string sealed;

    friend bool operator==(const SealedDataKey&, const SealedDataKey&) = default;
};

/// What everybody may read of an archive.
struct ArchiveHeader {
    int format = kArchiveFormat;
    /// UTC, as ISO 8601 has it.
    std::string created;
    /// The program, with its version.
    std::string writer;
    Compression compression = Compression::Zstd;
    /// Nothing for an archive that is not encrypted.
    std::optional<SealedDataKey> sealing;
    /// The digest at the end is the only one, and the manifest has none of streams: of what is neither packed nor encrypted they would be of
    /// the same bytes. Older archives have them all the same.
    bool hasOneDigest = false;

    friend bool operator==(const ArchiveHeader&, const ArchiveHeader&) = default;
};

/// The member `backup.json`.
[[nodiscard]] std::string encodeHeader(const ArchiveHeader& header);
/// Errors: CorruptBackup; VersionMismatch for a newer format, or a compression or cipher that is not known.
[[nodiscard]] Result<ArchiveHeader> decodeHeader(std::string_view json);

/// Seals a data key under a passphrase or a key. Errors: those of `secrets::keyFromPassword`; InvalidInput for an empty passphrase,
/// or a key that is not of 32 bytes. Blocks: for as long as the cost takes.
[[nodiscard]] Result<void> sealDataKey(SealedDataKey& into, const Secret& dataKey, const Secret& secret);
/// The data key of an archive. Errors: WrongPassphrase; those of `sealDataKey`.
[[nodiscard]] Result<Secret> openDataKey(const SealedDataKey& sealed, const Secret& secret);

} // namespace dbv::archive
