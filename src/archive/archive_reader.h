// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <dbv/core/result.h>
#include <dbv/core/secret.h>

#include "archive/archive_digest.h"
#include "archive/archive_header.h"
#include "archive/byte_stages.h"
#include "archive/tar_member.h"

namespace dbv::archive {

/// The bytes of an archive, from its first.
class ArchiveInput : public ByteSupply {
public:
    /// Leaves bytes out, and says how many there were, at most.
    [[nodiscard]] virtual Result<std::uint64_t> skip(std::uint64_t bytes) = 0;
};

/// How much of an archive is looked at.
enum class Reading : std::uint8_t {
    Whole,     ///< every byte, so that its end can say whether it is as it was written
    OnlyWanted ///< what is passed over is left out, for a first look
};

/// Reads an archive, one stream behind the other. Nothing in it is trusted: no member is a path, every size is held to a limit.
///
/// Thread: one at a time. Limits: memory for one member's buffer and the unpacker's, whatever the archive says.
/// Errors of all calls: those of the input; CorruptBackup, with the place in the archive.
class ArchiveReader {
public:
    /// Reads the head. `input` outlives the reader.
    /// Errors: CorruptBackup, also for what is no archive; VersionMismatch.
    [[nodiscard]] static Result<std::unique_ptr<ArchiveReader>> open(ArchiveInput& input, Reading reading);

    ArchiveReader(const ArchiveReader&) = delete;
    ArchiveReader& operator=(const ArchiveReader&) = delete;
    ~ArchiveReader();

    [[nodiscard]] const ArchiveHeader& header() const { return m_header; }
    /// Has to be called before the first stream of a sealed archive is read.
    /// Errors: WrongPassphrase; those of `openDataKey`. Blocks: for as long as the cost takes.
    [[nodiscard]] Result<void> unlock(const Secret& secret);

    /// The name of the next stream; what is left of the one before is passed over. Nothing at the end of the archive, which by
    /// then was found to be as it was written, where it is read as a whole.
    /// Errors: InvalidInput for a sealed archive that is not unlocked, unless `locked`: its streams can then be named, not read.
    [[nodiscard]] Result<std::optional<std::string>> nextStream(bool locked = false);
    /// What the stream holds; 0 at its end only, and where none was begun.
    [[nodiscard]] Result<std::size_t> read(std::span<char> into);

    /// The digest that the end of the archive names. Empty before it.
    [[nodiscard]] const std::string& digest() const { return m_digest; }

private:
    class Tar;
    class PartSupply;

    ArchiveReader(ArchiveInput& input, Reading reading);
    [[nodiscard]] Result<void> readHeader();
    [[nodiscard]] Result<void> readEnd(std::uint64_t begin, const std::string& reckoned);

    std::unique_ptr<Tar> m_tar;
    Reading m_reading;
    ArchiveHeader m_header;
    std::string m_headerText;
    Secret m_dataKey;
    /// The names of those that were begun.
    std::vector<std::string> m_streams;
    /// Part of what gives the contents.
    PartSupply* m_parts = nullptr;
    std::unique_ptr<ByteSupply> m_contents;
    std::string m_digest;
};

} // namespace dbv::archive
