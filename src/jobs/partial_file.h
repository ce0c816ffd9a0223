// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include <dbv/core/result.h>

namespace dbv::jobs {

/// Who may read a file that is written.
enum class FileReaders {
    Usual, ///< as the system gives it to new files; one that is replaced keeps its permissions
    Owner  ///< its owner alone, whoever could read the one that it replaces
};

/// What becomes of a file that has the name already.
enum class Existing {
    Replaced,
    Kept ///< the new file fails to take its name
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
    [[nodiscard]] static Result<PartialFile> begin(std::string target, FileReaders readers = FileReaders::Usual);

    PartialFile(const PartialFile&) = delete;
    PartialFile& operator=(const PartialFile&) = delete;
    PartialFile(PartialFile&& other) noexcept;
    PartialFile& operator=(PartialFile&& other) noexcept;
    ~PartialFile() { discard(); }

    [[nodiscard]] Result<void> write(std::string_view bytes) const;
    /// Has the system begin, where it can, to bring to the disk what was written, so that `publish` waits for less.
    void beginWritingBack() const;
    /// Brings the bytes to the disk and puts the file in the place of its target, whose permissions it takes over unless it
    /// is its owner's alone. Errors: IoError where there is one that is kept.
    [[nodiscard]] Result<void> publish(Existing existing = Existing::Replaced);

private:
    PartialFile(std::string target, int file, std::string temporary, FileReaders readers);
    void discard();
    [[nodiscard]] Result<void> takeTemporaryName(Existing existing);
    [[nodiscard]] Result<void> takeTargetsName(Existing existing);
    /// The name is on the disk, too, afterwards, where the system can tell that.
    [[nodiscard]] Result<void> syncFolder() const;
    [[nodiscard]] std::unexpected<Error> failed(std::string_view what, int code) const;

    std::string m_target;
    int m_file = -1;
    FileReaders m_readers = FileReaders::Usual;
    /// Empty as long as the file has no name.
    std::string m_temporary;
};

/// The error of a file operation, with the system's words and the next step.
[[nodiscard]] Error fileError(std::string_view what, std::string_view path, int code);

} // namespace dbv::jobs
