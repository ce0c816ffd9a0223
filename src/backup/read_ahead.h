// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <span>
#include <thread>
#include <vector>

#include <dbv/core/result.h>

namespace dbv::backup {

/// A thread that reads on while what it has read is worked with.
///
/// Thread: whoever reads; meanwhile what `Read` reads from is the other thread's, until this is destroyed. Limits: eight blocks of 256 KiB.
class ReadAhead {
public:
    /// Fills memory from its start; 0 at the end alone.
    using Read = std::function<Result<std::size_t>(std::span<char> into)>;
    /// How far that is. Unit: bytes.
    using Where = std::function<std::uint64_t()>;

    /// Begins to read.
    ReadAhead(Read read, Where where);
    ReadAhead(const ReadAhead&) = delete;
    ReadAhead& operator=(const ReadAhead&) = delete;
    /// Blocks: until a block that is being read is there.
    ~ReadAhead();

    /// Gives what comes next; 0 at the end alone. Blocks: until there is something. Errors: those of `Read`, behind what came before them.
    [[nodiscard]] Result<std::size_t> read(std::span<char> into);
    /// How far the reading was behind the block that was given last.
    [[nodiscard]] std::uint64_t where() const { return m_where; }

private:
    struct Block {
        std::vector<char> bytes;
        /// How many there are; 0 at the end.
        Result<std::size_t> got = std::size_t{0};
        std::uint64_t where = 0;
    };

    void work();
    [[nodiscard]] Result<std::size_t> fill(Block& block) const;

    Read m_read;
    Where m_tell;
    /// Of whoever reads: the block that is given out, and how much of it is.
    Block m_given;
    std::size_t m_at = 0;
    std::uint64_t m_where = 0;

    std::mutex m_guard;
    std::condition_variable m_changed;
    std::deque<Block> m_full;
    std::vector<std::vector<char>> m_empty;
    bool m_isOver = false;
    std::jthread m_thread;
};

} // namespace dbv::backup
