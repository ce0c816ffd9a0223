// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include <dbv/core/result.h>
#include <dbv/data/cell.h>
#include <dbv/data/row_batch.h>

#include "results/growing_array.h"
#include "results/page_codec.h"
#include "results/spool_budget.h"

namespace dbv::results {

/// The pages of one result and their file: which of them are in memory, on their way to the disk, on it, or gone.
///
/// Shared by the spool and the thread that writes, so that closing a result never waits for a write.
/// Thread: `addResident`, `addQueued` and `storeLarge` by the thread that fills the result, `write` by the writer; the
/// rest by any. A page's number is handed to another thread only after it was added.
class SpoolPages {
public:
    explicit SpoolPages(std::shared_ptr<SpoolBudget> budget);
    SpoolPages(const SpoolPages&) = delete;
    SpoolPages& operator=(const SpoolPages&) = delete;
    ~SpoolPages();

    /// Keeps a page in memory; false when the budget does not allow it.
    [[nodiscard]] bool addResident(std::uint32_t page, const RowBatchPtr& batch);
    /// Gives a page its place in the file; it stays in memory until it was written. The caller submits it to the writer.
    /// Errors: IoError.
    /// Blocks: on the disk when this is the first page of the file.
    [[nodiscard]] Result<void> addQueued(std::uint32_t page, const RowBatchPtr& batch);
    /// Writes a large value to the file, from where the caller holds it.
    /// Blocks: on the disk.
    [[nodiscard]] Result<std::uint64_t> storeLarge(std::string_view bytes);

    /// Writes a queued page, or leaves it in memory if that fails; does nothing for a page released meanwhile.
    /// Blocks: on the disk.
    void write(std::uint32_t page);

    /// The page if it is in memory.
    [[nodiscard]] RowBatchPtr tryPage(std::uint32_t page) const;
    /// Blocks: on the disk.
    [[nodiscard]] Result<RowBatchPtr> page(std::uint32_t page) const;
    /// Blocks: on the disk.
    [[nodiscard]] Result<std::string> largeRange(const LargeValue& value, std::uint64_t offset,
                                                 std::uint64_t count) const;
    /// Gives up all pages below one that exists, or all pages when `end` is the number of the next page.
    /// Blocks: on the disk.
    void releaseBefore(std::uint32_t end);

    /// Makes an error the one that stopped the result, unless there is one already.
    void stop(const Error& error);
    [[nodiscard]] std::optional<Error> stopped() const;
    [[nodiscard]] const SpoolShare& share() const { return m_share; }

private:
    enum class State : std::uint8_t { Resident, Queued, OnDisk, Released };
    struct Page {
        RowBatchPtr batch;
        /// Unit: bytes of memory while `batch` is set.
        std::uint64_t memoryBytes = 0;
        /// In the file; the large values of its rows lie right before it. A page that was never queued has no size.
        PagePlace place;
        State state = State::Resident;
    };

    [[nodiscard]] std::mutex& lockOf(std::uint32_t page) const { return m_locks[page % m_locks.size()]; }
    [[nodiscard]] Result<void> openFile();
    [[nodiscard]] Result<std::uint64_t> takeFileRange(std::uint64_t bytes);
    /// The byte of the file where the page ends.
    [[nodiscard]] std::uint64_t releasePage(std::uint32_t page);
    void punchUpTo(std::uint64_t end);

    mutable SpoolShare m_share;
    /// Of the filling thread.
    std::string m_folderName;
    mutable std::array<std::mutex, 16> m_locks;
    GrowingArray<Page> m_pages;
    std::unique_ptr<SpoolFile> m_file;
    /// `m_file`, for other threads.
    std::atomic<SpoolFile*> m_openFile = nullptr;
    std::atomic<std::uint64_t> m_fileEnd = 0;
    /// Of the writer's thread: after a failure nothing more is tried, what was accepted stays in memory.
    bool m_writeFailed = false;

    mutable std::mutex m_releaseMutex;
    std::uint32_t m_releasedPages = 0;
    std::uint64_t m_punched = 0;

    std::atomic<bool> m_isStopped = false;
    mutable std::mutex m_stopMutex;
    std::optional<Error> m_stopError;
};

} // namespace dbv::results
