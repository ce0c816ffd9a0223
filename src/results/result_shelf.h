// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <unordered_map>
#include <utility>
#include <vector>

#include <dbv/core/ids.h>
#include <dbv/data/column.h>

#include "results/result_spool.h"

namespace dbv::results {

/// All results that somebody still wants, by their number. The engine puts them there, readers find them.
///
/// Thread: any. Its lock is held for a look-up, never while a result is made or freed.
class ResultShelf {
public:
    ResultShelf(std::shared_ptr<SpoolBudget> budget, std::shared_ptr<SpoolWriter> writer)
        : m_budget(std::move(budget)), m_writer(std::move(writer)) {}

    /// Begins a result.
    [[nodiscard]] std::pair<ResultId, std::shared_ptr<ResultSpool>> begin(std::vector<Column> columns) {
        auto spool = std::make_shared<ResultSpool>(m_budget, m_writer, std::move(columns));
        const std::scoped_lock lock(m_mutex);
        const ResultId id{++m_lastId};
        m_results.emplace(id, spool);
        return {id, std::move(spool)};
    }
    /// The result, or nothing when it was released.
    [[nodiscard]] std::shared_ptr<ResultSpool> find(ResultId id) const {
        const std::scoped_lock lock(m_mutex);
        const auto found = m_results.find(id);
        return found == m_results.end() ? nullptr : found->second;
    }
    /// Gives a result up; its memory and disk come back when its last reader lets go.
    void release(ResultId id) {
        // Destroyed after the lock is gone.
        std::shared_ptr<ResultSpool> released;
        const std::scoped_lock lock(m_mutex);
        if (const auto found = m_results.find(id); found != m_results.end()) {
            released = std::move(found->second);
            m_results.erase(found);
        }
    }
    [[nodiscard]] const SpoolBudget& budget() const { return *m_budget; }

private:
    std::shared_ptr<SpoolBudget> m_budget;
    std::shared_ptr<SpoolWriter> m_writer;
    mutable std::mutex m_mutex;
    std::uint64_t m_lastId = 0;
    std::unordered_map<ResultId, std::shared_ptr<ResultSpool>> m_results;
};

} // namespace dbv::results
