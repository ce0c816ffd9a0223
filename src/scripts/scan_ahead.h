// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <semaphore>
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

/// Finds the next statements on a thread of its own, while those before them run.
///
/// Thread: one at a time; what was begun uses nothing that its caller changes before `wait`.
class ScanAhead {
public:
    ScanAhead() = default;
    ScanAhead(const ScanAhead&) = delete;
    ScanAhead& operator=(const ScanAhead&) = delete;
    ~ScanAhead() = default;

    /// `find` fills the list, on the thread. Nothing is under way.
    template <class Find>
    void begin(Find find) {
        m_isUnderWay = true;
        m_thread.run([this, find = std::move(find)]() mutable {
            m_found.clear();
            find(m_found);
            m_done.release();
        });
    }
    [[nodiscard]] bool isUnderWay() const { return m_isUnderWay; }
    /// What was found; something is under way. Good until the next is begun. Blocks: until it has been.
    [[nodiscard]] std::vector<FoundStatement>& wait() {
        m_done.acquire();
        m_isUnderWay = false;
        return m_found;
    }

private:
    std::vector<FoundStatement> m_found;
    bool m_isUnderWay = false;
    std::binary_semaphore m_done{0};
    /// Ends before the rest does.
    concurrency::Lane m_thread{1};
};

} // namespace dbv::scripts
