// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "results/spool_budget.h"

namespace dbv::results {

class SpoolPages;

/// The one thread that writes the blocks of all results to their files, so that reading from a server and keeping
/// overlap. It also frees what closed results held, so that closing one never waits for a disk.
/// Thread: any.
class SpoolWriter {
public:
    explicit SpoolWriter(std::shared_ptr<SpoolBudget> budget);
    SpoolWriter(const SpoolWriter&) = delete;
    SpoolWriter& operator=(const SpoolWriter&) = delete;
    /// Blocks: until the write under way has ended. Results outlive it no longer: each holds it.
    ~SpoolWriter();

    /// Queues one page.
    /// Blocks: while the pages under way fill their share of the budget.
    void submit(std::shared_ptr<SpoolPages> pages, std::uint32_t page, std::uint64_t bytes);
    /// Drops the queued pages of a closed result, and then the result's pages and file.
    void discard(std::shared_ptr<SpoolPages> pages);
    /// Blocks: until nothing is queued or under way.
    void waitUntilIdle();

private:
    struct Job {
        std::shared_ptr<SpoolPages> pages;
        std::uint32_t page = 0;
        std::uint64_t bytes = 0;
    };

    void run();
    void freeDiscarded(std::unique_lock<std::mutex>& lock);
    void writeNext(std::unique_lock<std::mutex>& lock);

    std::shared_ptr<SpoolBudget> m_budget;
    std::mutex m_mutex;
    std::condition_variable m_work;
    std::condition_variable m_room;
    std::deque<Job> m_jobs;
    std::vector<std::shared_ptr<SpoolPages>> m_discarded;
    std::uint64_t m_queuedBytes = 0;
    bool m_busy = false;
    bool m_stopping = false;
    std::jthread m_thread;
};

} // namespace dbv::results
