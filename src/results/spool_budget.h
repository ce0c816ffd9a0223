// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>

#include "results/page_cache.h"
#include "results/spool_file.h"

namespace dbv::results {

/// Memory and disk that all results together may use, and the folder of their files.
///
/// Of the memory a quarter, at most 16 MiB, is for blocks on their way to the disk, as much for blocks read back, and
/// the rest for blocks that stay. A single block may exceed its share when it is alone.
/// Thread: any. New limits count for what comes from then on.
class SpoolBudget {
public:
    /// Unit: bytes.
    SpoolBudget(std::uint64_t memoryBytes, std::uint64_t diskBytes, const std::filesystem::path& directory);
    SpoolBudget(std::uint64_t memoryBytes, std::uint64_t diskBytes, std::shared_ptr<SpoolFolder> folder);

    void setMemoryLimit(std::uint64_t bytes);
    void setDiskLimit(std::uint64_t bytes) { m_diskLimit.store(bytes, std::memory_order_relaxed); }
    /// Where results begun from now on make their files.
    void setDirectory(const std::filesystem::path& directory);

    /// Blocks that stay, blocks on their way to the disk, blocks read back. Unit: bytes.
    [[nodiscard]] std::uint64_t memoryUsed() const;
    [[nodiscard]] std::uint64_t memoryLimit() const { return m_memoryLimit.load(std::memory_order_relaxed); }
    [[nodiscard]] std::uint64_t diskUsed() const { return m_disk.load(std::memory_order_relaxed); }
    [[nodiscard]] std::uint64_t diskLimit() const { return m_diskLimit.load(std::memory_order_relaxed); }

private:
    friend class SpoolShare;
    friend class SpoolWriter;

    [[nodiscard]] std::uint64_t flightLimit() const;
    [[nodiscard]] std::shared_ptr<SpoolFolder> folder() const;

    std::atomic<std::uint64_t> m_memoryLimit;
    std::atomic<std::uint64_t> m_diskLimit;
    std::atomic<std::uint64_t> m_resident = 0;
    std::atomic<std::uint64_t> m_inFlight = 0;
    std::atomic<std::uint64_t> m_disk = 0;
    PageCache m_cache;
    mutable std::mutex m_folderMutex;
    std::shared_ptr<SpoolFolder> m_folder;
};

/// One result's part of the budget; what it still holds comes back when it is destroyed.
/// Thread: any.
class SpoolShare {
public:
    explicit SpoolShare(std::shared_ptr<SpoolBudget> budget) : m_budget(std::move(budget)) {}
    SpoolShare(const SpoolShare&) = delete;
    SpoolShare& operator=(const SpoolShare&) = delete;
    ~SpoolShare();

    /// False when the memory for blocks that stay does not suffice.
    [[nodiscard]] bool takeResident(std::uint64_t bytes);
    void returnResident(std::uint64_t bytes);
    void takeInFlight(std::uint64_t bytes);
    void returnInFlight(std::uint64_t bytes);
    /// A block could not be written and stays, whatever the limit says.
    void landInFlight(std::uint64_t bytes);
    /// False when the disk budget does not suffice.
    [[nodiscard]] bool takeDisk(std::uint64_t bytes);
    void returnDisk(std::uint64_t bytes);

    [[nodiscard]] std::uint64_t memoryBytes() const { return m_resident.load() + m_inFlight.load(); }
    [[nodiscard]] std::uint64_t diskBytes() const { return m_disk.load(); }
    [[nodiscard]] std::uint64_t diskLimit() const { return m_budget->diskLimit(); }
    [[nodiscard]] PageCache& cache() { return m_budget->m_cache; }
    [[nodiscard]] const PageCache& cache() const { return m_budget->m_cache; }
    [[nodiscard]] std::shared_ptr<SpoolFolder> folder() const { return m_budget->folder(); }

private:
    std::shared_ptr<SpoolBudget> m_budget;
    std::atomic<std::uint64_t> m_resident = 0;
    std::atomic<std::uint64_t> m_inFlight = 0;
    std::atomic<std::uint64_t> m_disk = 0;
};

} // namespace dbv::results
