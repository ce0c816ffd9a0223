// SPDX-License-Identifier: Apache-2.0
#include "results/spool_writer.h"

#include <utility>

#include "results/spool_pages.h"

namespace dbv::results {

SpoolWriter::SpoolWriter(std::shared_ptr<SpoolBudget> budget)
    : m_budget(std::move(budget)), m_thread([this] { run(); }) {}

SpoolWriter::~SpoolWriter() {
    {
        const std::scoped_lock lock(m_mutex);
        m_stopping = true;
    }
    m_work.notify_one();
    m_thread.join();
}

void SpoolWriter::submit(std::shared_ptr<SpoolPages> pages, std::uint32_t page, std::uint64_t bytes) {
    std::unique_lock lock(m_mutex);
    m_room.wait(lock, [&] { return m_queuedBytes == 0 || m_queuedBytes + bytes <= m_budget->flightLimit(); });
    m_queuedBytes += bytes;
    m_jobs.push_back({std::move(pages), page, bytes});
    lock.unlock();
    m_work.notify_one();
}

void SpoolWriter::discard(std::shared_ptr<SpoolPages> pages) {
    {
        const std::scoped_lock lock(m_mutex);
        std::erase_if(m_jobs, [&](const Job& job) {
            const bool gone = job.pages == pages;
            m_queuedBytes -= gone ? job.bytes : 0;
            return gone;
        });
        m_discarded.push_back(std::move(pages));
    }
    m_room.notify_all();
    m_work.notify_one();
}

void SpoolWriter::waitUntilIdle() {
    std::unique_lock lock(m_mutex);
    m_room.wait(lock, [this] { return !m_busy && m_jobs.empty() && m_discarded.empty(); });
}

void SpoolWriter::run() {
    std::unique_lock lock(m_mutex);
    while (true) {
        m_work.wait(lock, [this] { return m_stopping || !m_jobs.empty() || !m_discarded.empty(); });
        if (!m_discarded.empty()) {
            freeDiscarded(lock);
        } else if (!m_jobs.empty()) {
            writeNext(lock);
        } else {
            return;
        }
    }
}

void SpoolWriter::freeDiscarded(std::unique_lock<std::mutex>& lock) {
    std::vector<std::shared_ptr<SpoolPages>> discarded = std::exchange(m_discarded, {});
    m_busy = true;
    lock.unlock();
    discarded.clear();
    lock.lock();
    m_busy = false;
    m_room.notify_all();
}

void SpoolWriter::writeNext(std::unique_lock<std::mutex>& lock) {
    Job job = std::move(m_jobs.front());
    m_jobs.pop_front();
    m_busy = true;
    lock.unlock();
    job.pages->write(job.page);
    // A result discarded meanwhile may leave its last reference here, and freeing it can take long.
    job.pages.reset();
    lock.lock();
    m_queuedBytes -= job.bytes;
    m_busy = false;
    m_room.notify_all();
}

} // namespace dbv::results
