// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <dbv/core/result.h>

#include "postgres/dump_blocks.h"

namespace dbv::postgres {

/// A dump in a file that grows while others read what of it is there.
///
/// Thread: one adds; any others read. Destroyed, the file is gone.
class UnpackedDump {
public:
    /// A block of the dump: its file's bytes from `begin` to `end`, which is 0 as long as it is not known.
    struct Block {
        std::int64_t id = 0;
        bool isLarge = false;
        std::uint64_t begin = 0;
        std::uint64_t end = 0;
    };
    /// Asked at least ten times a second by who waits for more; false stops waiting.
    using GoOn = std::function<bool()>;

    /// The file must not be there yet. `begin` are the first bytes of the dump, its list and perhaps more; `contents` is that list.
    /// Errors: IoError.
    [[nodiscard]] static Result<std::unique_ptr<UnpackedDump>> make(const std::string& path, std::string_view begin,
                                                                    const DumpContents& contents);
    UnpackedDump(const UnpackedDump&) = delete;
    UnpackedDump& operator=(const UnpackedDump&) = delete;
    ~UnpackedDump();

    [[nodiscard]] const std::string& path() const { return m_path; }
    [[nodiscard]] std::size_t numberSize() const { return m_numberSize; }
    /// How long the head and the list are. Unit: bytes.
    [[nodiscard]] std::uint64_t listBytes() const { return m_listBytes; }

    /// Errors: IoError; CorruptBackup for what can't stand behind such a list.
    [[nodiscard]] Result<void> add(std::string_view bytes);
    /// Nothing comes any more: the dump is whole, or why it is not.
    void end(Result<void> how);

    /// Fills `into` from the byte `at` on, as far as bytes are there; 0 behind the last one of a whole dump.
    /// Blocks: until there is one. Errors: why there are no more; IoError; Cancelled.
    [[nodiscard]] Result<std::size_t> read(std::uint64_t at, std::span<char> into, const GoOn& goOn) const;
    /// The block of this number, from 0; nothing where a whole dump has no more.
    /// Blocks: until it has begun. Errors: why there are no more; Cancelled.
    [[nodiscard]] Result<std::optional<Block>> block(std::size_t which, const GoOn& goOn) const;
    /// All of it is there.
    [[nodiscard]] bool isWhole() const;

private:
    UnpackedDump(std::string path, int file, const DumpContents& contents);
    [[nodiscard]] Result<void> write(std::string_view bytes) const;
    [[nodiscard]] bool findBlocks(std::string_view bytes, std::vector<Block>& found);
    /// Waits until `isThere`, or until nothing comes any more.
    [[nodiscard]] Result<void> await(std::unique_lock<std::mutex>& lock, const std::function<bool()>& isThere,
                                     const GoOn& goOn) const;

    std::string m_path;
    int m_file;
    std::size_t m_numberSize;
    std::uint64_t m_listBytes;
    /// Of who adds.
    DumpBlocks m_blocks;
    std::uint64_t m_added = 0;

    mutable std::mutex m_guard;
    mutable std::condition_variable m_changed;
    std::uint64_t m_size = 0;
    std::vector<Block> m_found;
    std::optional<Result<void>> m_end;
};

} // namespace dbv::postgres
