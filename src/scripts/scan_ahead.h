// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <future>
#include <utility>
#include <vector>

#include "concurrency/lane.h"
#include "scripts/text_place.h"
#include "sql/splitter.h"

namespace dbv::scripts {

/// A statement in a piece of a script, and where in the script it begins.
struct FoundStatement {
    sql::Statement statement;
    TextPlace begin;
};

/// Finds the next statements on a thread of its own, while those before them run; where the system gives none, before they run.
///
/// Thread: one at a time; what was begun uses nothing that its caller changes before `wait`.
template <class Thread>
class BasicScanAhead {
public:
    BasicScanAhead() = default;
    BasicScanAhead(const BasicScanAhead&) = delete;
    BasicScanAhead& operator=(const BasicScanAhead&) = delete;
    ~BasicScanAhead() = default;

    /// `find` fills the list, on the thread. Nothing is under way.
    template <class Find>
    void begin(Find find) {
        // What it throws is kept for whoever waits: an exception that leaves a thread ends the program.
        std::packaged_task<void()> task([this, find = std::move(find)]() mutable {
            m_found.clear();
            find(m_found);
        });
        m_done = task.get_future();
        concurrency::Lane::Work work = std::move(task);
        if (!m_thread.tryRun(work)) {
            work();
        }
    }
    [[nodiscard]] bool isUnderWay() const { return m_done.valid(); }
    /// What was found; something is under way. Good until the next is begun. Throws what the finding has thrown.
    /// Blocks: until it has been.
    [[nodiscard]] std::vector<FoundStatement>& wait() {
        m_done.get();
        return m_found;
    }

private:
    std::vector<FoundStatement> m_found;
    std::future<void> m_done;
    /// Ends before the rest does.
    Thread m_thread{1};
};

using ScanAhead = BasicScanAhead<concurrency::Lane>;

} // namespace dbv::scripts
