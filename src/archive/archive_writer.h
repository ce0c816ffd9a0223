// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <dbv/core/result.h>
#include <dbv/core/secret.h>

#include "archive/archive_digest.h"
#include "archive/archive_header.h"
#include "archive/byte_stages.h"
#include "archive/digest_aside.h"
#include "archive/packing.h"

namespace dbv::archive {

/// As many passes over memory as the usual cost has, of a quarter of it: a backup has to get by with 150 MB in all.
inline constexpr secrets::KeyCost kBackupKeyCost{.operations = 12, .memory = 64ULL << 20};

/// With what an archive is sealed.
struct SealingSecret {
    OpenedBy by = OpenedBy::Passphrase;
    /// The passphrase, or a key of 32 bytes.
    Secret secret;
    /// Of a passphrase.
    secrets::KeyCost cost = kBackupKeyCost;
    /// Of a key: under which name the store has it.
    std::string keyName;
};

/// How an archive is made.
struct ArchiveOptions {
    /// UTC, as ISO 8601 has it.
    std::string created;
    /// The program, with its version.
    std::string writer;
    Packing packing;
    std::optional<SealingSecret> sealing;
};

/// What an archive came to.
struct ArchiveTotals {
    /// Of the whole file.
    std::uint64_t bytes = 0;
    /// The SHA-256 of all but its last member, and that of the whole file, in hexadecimal.
    std::string digest;
    std::string sha256;
};

/// Writes an archive, one stream behind the other, to whatever takes bytes; it never goes back.
///
/// An archive that is not finished has no digest at its end, so that everybody finds it to be cut off.
/// Thread: one at a time; packing, sealing, the digest and the output run on threads of the writer's between the beginning and the end of a stream.
/// Limits: memory for one part (4 MiB), 5 MiB on their way and the compressor's, whatever is written.
/// Errors of all calls: those of the output, perhaps only when the stream is ended; Internal for one out of order, which writes nothing.
class ArchiveWriter {
public:
    /// Takes all of the bytes.
    using Output = std::function<Result<void>(std::string_view)>;

    /// Begins an archive. Errors: those of `sealDataKey`. Blocks: for as long as the cost of a passphrase takes.
    [[nodiscard]] static Result<std::unique_ptr<ArchiveWriter>> begin(Output output, const ArchiveOptions& options);

    ArchiveWriter(const ArchiveWriter&) = delete;
    ArchiveWriter& operator=(const ArchiveWriter&) = delete;
    ~ArchiveWriter();

    /// Whether the archive's digest is of the very bytes of its streams, so that these need none; the head says so.
    [[nodiscard]] bool hasOneDigest() const { return m_packing.compression == Compression::None && m_dataKey.empty(); }

    /// Begins a stream behind the last one, which has ended. Shape of a name: 1 to 32 of a-z, 0-9 and hyphens, a letter first; each once.
    /// Errors: InvalidInput for a name that is none, or one stream too many; those of `packInto`.
    [[nodiscard]] Result<void> beginStream(std::string_view name);
    [[nodiscard]] Result<void> write(std::string_view bytes);
    [[nodiscard]] Result<void> endStream();
    /// Ends the archive. Nothing is written afterwards.
    [[nodiscard]] Result<ArchiveTotals> finish();

private:
    class PartStage;

    ArchiveWriter(Output output, const Packing& packing);
    /// Sends on what counts for the digest.
    [[nodiscard]] Result<void> send(std::string_view bytes);
    [[nodiscard]] Result<void> sendMember(const std::string& name, std::string_view bytes);

    Output m_output;
    Packing m_packing;
    Secret m_dataKey;
    /// The head as it stands in the archive: what is sealed is sealed with it.
    std::string m_header;
    ArchiveDigest m_digest;
    DigestAside m_aside;
    std::uint64_t m_bytes = 0;
    std::vector<std::string> m_streams;
    std::unique_ptr<ByteStage> m_stream;
};

/// Whether a stream may be called so.
[[nodiscard]] bool isStreamName(std::string_view name);
/// The name of a part of a stream, from 1.
[[nodiscard]] std::string partName(std::string_view stream, std::uint64_t number);

} // namespace dbv::archive
