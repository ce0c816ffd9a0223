// SPDX-License-Identifier: Apache-2.0
#include "results/spool_budget.h"

#include <algorithm>
#include <utility>

namespace dbv::results {

namespace {

/// What blocks under way to the disk may take, and as much those read back.
[[nodiscard]] std::uint64_t transitShare(std::uint64_t memoryLimit) {
    return std::min(memoryLimit / 4, std::uint64_t{16} << 20U);
}

/// Adds unless the sum would exceed the limit.
[[nodiscard]] bool addWithin(std::atomic<std::uint64_t>& used, std::uint64_t bytes, std::uint64_t limit) {
    std::uint64_t before = used.load(std::memory_order_relaxed);
    do {
        if (before > limit || bytes > limit - before) {
            return false;
        }
    } while (!used.compare_exchange_weak(before, before + bytes, std::memory_order_relaxed));
    return true;
}

} // namespace

SpoolBudget::SpoolBudget(std::uint64_t memoryBytes, std::uint64_t diskBytes, const std::filesystem::path& directory)
    : SpoolBudget(memoryBytes, diskBytes, openSpoolFolder(directory)) {}

SpoolBudget::SpoolBudget(std::uint64_t memoryBytes, std::uint64_t diskBytes, std::shared_ptr<SpoolFolder> folder)
    : m_memoryLimit(memoryBytes),
      m_diskLimit(diskBytes),
      m_cache(transitShare(memoryBytes)),
      m_folder(std::move(folder)) {}

void SpoolBudget::setMemoryLimit(std::uint64_t bytes) {
    m_memoryLimit.store(bytes, std::memory_order_relaxed);
    m_cache.setLimit(transitShare(bytes));
}

void SpoolBudget::setDirectory(const std::filesystem::path& directory) {
    std::shared_ptr<SpoolFolder> folder = openSpoolFolder(directory);
    const std::scoped_lock lock(m_folderMutex);
    m_folder = std::move(folder);
}

std::uint64_t SpoolBudget::memoryUsed() const {
    return m_resident.load(std::memory_order_relaxed) + m_inFlight.load(std::memory_order_relaxed) + m_cache.byteSize();
}

std::uint64_t SpoolBudget::flightLimit() const {
    return transitShare(memoryLimit());
}

std::shared_ptr<SpoolFolder> SpoolBudget::folder() const {
    const std::scoped_lock lock(m_folderMutex);
    return m_folder;
}

SpoolShare::~SpoolShare() {
    m_budget->m_resident -= m_resident;
    m_budget->m_inFlight -= m_inFlight;
    m_budget->m_disk -= m_disk;
}

bool SpoolShare::takeResident(std::uint64_t bytes) {
    const std::uint64_t limit = m_budget->memoryLimit();
    if (!addWithin(m_budget->m_resident, bytes, limit - 2 * transitShare(limit))) {
        return false;
    }
    m_resident += bytes;
    return true;
}

void SpoolShare::returnResident(std::uint64_t bytes) {
    m_resident -= bytes;
    m_budget->m_resident -= bytes;
}

void SpoolShare::takeInFlight(std::uint64_t bytes) {
    m_inFlight += bytes;
    m_budget->m_inFlight += bytes;
}

void SpoolShare::returnInFlight(std::uint64_t bytes) {
    m_inFlight -= bytes;
    m_budget->m_inFlight -= bytes;
}

void SpoolShare::landInFlight(std::uint64_t bytes) {
    m_resident += bytes;
    m_budget->m_resident += bytes;
    returnInFlight(bytes);
}

bool SpoolShare::takeDisk(std::uint64_t bytes) {
    if (!addWithin(m_budget->m_disk, bytes, m_budget->diskLimit())) {
        return false;
    }
    m_disk += bytes;
    return true;
}

void SpoolShare::returnDisk(std::uint64_t bytes) {
    m_disk -= bytes;
    m_budget->m_disk -= bytes;
}

} // namespace dbv::results
