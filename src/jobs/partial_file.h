// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <dbv/core/result.h>

namespace dbv::jobs {

/// Who may read a new file.
enum class Readers : std::uint8_t {
    Usual, ///< as this process makes files, or as the file was that is replaced
    Owner  ///< its user alone, whatever the file was that is replaced
};

/// A file that takes its name only when it is whole.
///
/// Where the file system can, the file has no name at all until then, so that not even a killed process leaves anything
/// behind; elsewhere it is called `name.partial-XXXXXXXX`, beside its target. Destroyed before `publish`, it is gone.
/// Owns: the open file, and its temporary name.
/// Thread: one at a time.
class PartialFile {
public:
    /// Begins a file that will be called `target`, which must not be a directory.
    /// Errors: IoError, NotFound for a missing folder.
    /// Blocks: on the disk, as everything here.
    [[nodiscard]] static Result<PartialFile> begin(std::string target, Readers readers = Readers::Usual);

    PartialFile(const PartialFile&) = delete;
    PartialFile& operator=(const PartialFile&) = delete;
    PartialFile(PartialFile&& other) noexcept;
    PartialFile& operator=(PartialFile&& other) noexcept;
    ~PartialFile() { discard(); }

    [[nodiscard]] Result<void> write(std::string_view bytes) const;
    /// Brings the bytes to the disk and puts the file in the place of its target, whose permissions it takes over unless it
    /// is its owner's alone.
    [[nodiscard]] Result<void> publish();

private:
    PartialFile(std::string target, int file, std::string temporary, Readers readers);
    void discard();
    [[nodiscard]] Result<void> takeTemporaryName();
    [[nodiscard]] std::unexpected<Error> failed(std::string_view what, int code) const;

    std::string m_target;
    int m_file = -1;
    /// Empty as long as the file has no name.
    std::string m_temporary;
    Readers m_readers;
};

/// The error of a file operation, with the system's words and the next step.
[[nodiscard]] Error fileError(std::string_view what, std::string_view path, int code);

} // namespace dbv::jobs
