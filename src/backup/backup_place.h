// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <dbv/core/result.h>

#include "archive/archive_reader.h"

namespace dbv::backup {

/// What is known of something in a place without reading it.
struct PlacedFacts {
    bool isFile = false;
    bool isFolder = false;
    /// Unit: bytes.
    std::uint64_t size = 0;
    /// Seconds since 1970, UTC.
    std::int64_t modified = 0;
};

/// An entry of a folder, as its system calls it. It may hold anything but a slash.
struct PlacedEntry {
    std::string name;
    PlacedFacts facts;
};

/// A file that is read from its first byte on.
class PlacedInput : public archive::ArchiveInput {
public:
    /// How much was read or passed over, and how long it is; 0 where nobody knows. Unit: bytes.
    [[nodiscard]] virtual std::uint64_t done() const = 0;
    [[nodiscard]] virtual std::uint64_t size() const = 0;
};

/// A file that takes its name when it is whole. Destroyed before that, it is gone, as far as the place can be reached.
class PlacedOutput {
public:
    virtual ~PlacedOutput() = default;

    /// Errors: IoError.
    [[nodiscard]] virtual Result<void> write(std::string_view bytes) = 0;
    /// Has what was written begin to come to the disk, where that is a thing.
    virtual void beginWritingBack() {}
    /// Brings it to the disk, and gives it its name. Errors: IoError, also where somebody else has a file of that name by now.
    [[nodiscard]] virtual Result<void> publish() = 0;
    /// Removes what was written. Errors: why it may have been left.
    [[nodiscard]] virtual Result<void> discard() = 0;
};

/// Where backups lie. Names are whole ones, as `backup_address.h` has them.
///
/// Thread: one at a time. Blocks: every call. Errors of all calls: NotFound for what is not there; IoError; those of the way there.
class BackupPlace {
public:
    virtual ~BackupPlace() = default;

    /// Whether it is a folder of this machine, where other files may lie beside a backup.
    [[nodiscard]] virtual bool isLocal() const = 0;
    /// Whether the way there is lost for good.
    [[nodiscard]] virtual bool isLost() const { return false; }
    /// Nothing where nothing has that name. A link is itself.
    [[nodiscard]] virtual Result<std::optional<PlacedFacts>> look(const std::string& name) = 0;
    [[nodiscard]] virtual Result<std::vector<PlacedEntry>> list(const std::string& folder) = 0;
    /// Errors: InvalidInput for what is no file.
    [[nodiscard]] virtual Result<std::unique_ptr<PlacedInput>> open(const std::string& name) = 0;
    /// Begins a file that its owner alone may read. Where it has another name until it is whole, that ends with the mark.
    [[nodiscard]] virtual Result<std::unique_ptr<PlacedOutput>> begin(const std::string& name,
                                                                      const std::string& mark) = 0;
    /// Removes what a killed process has left of a file that it began with this mark, if there is anything.
    [[nodiscard]] virtual Result<void> removeLeft(const std::string& name, const std::string& mark) = 0;
    /// A small file, of which only one can be made under this name: false where it is there already.
    [[nodiscard]] virtual Result<bool> makeNew(const std::string& name, std::string_view text) = 0;
    [[nodiscard]] virtual Result<void> remove(const std::string& name) = 0;
    /// What may still be written to the disk of a folder; nothing where that can't be told. Unit: bytes.
    [[nodiscard]] virtual Result<std::optional<std::uint64_t>> freeSpace(const std::string& folder) = 0;
};

/// The folders of this machine, and what is mounted there.
[[nodiscard]] std::shared_ptr<BackupPlace> localPlace();

/// A file in its place, or the name for one. What is only a path is of this machine.
class PlacedFile {
public:
    /// On this machine.
    explicit PlacedFile(std::string path) : m_place(localPlace()), m_path(std::move(path)) {}
    PlacedFile(std::shared_ptr<BackupPlace> place, std::string path)
        : m_place(std::move(place)), m_path(std::move(path)) {}

    [[nodiscard]] const std::string& path() const { return m_path; }
    [[nodiscard]] BackupPlace& place() const { return *m_place; }
    /// Another one of the same place.
    [[nodiscard]] PlacedFile other(std::string path) const { return {m_place, std::move(path)}; }

private:
    std::shared_ptr<BackupPlace> m_place;
    std::string m_path;
};

/// The beginning of a small file. Errors: those of the place.
[[nodiscard]] Result<std::string> readText(const PlacedFile& file, std::size_t most);

} // namespace dbv::backup
