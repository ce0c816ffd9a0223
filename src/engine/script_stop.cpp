// SPDX-License-Identifier: Apache-2.0
// How a statement ends whose script is to be stopped.
#include "engine/script_runner.h"

#include <algorithm>
#include <chrono>
#include <optional>
#include <string>
#include <utility>

#include <dbv/core/cancel.h>

#include "engine/statement_effect.h"

namespace dbv::engine {

namespace {

// A statement that is to be stopped may have ended already: so many of its rows are read, for so long at most, and more only for a
// moment. What a line holds of a large result takes longer than anybody waits for a stop, so the rest is thrown away unread.
constexpr std::uint64_t kReadOnAfterStop = 1000;
constexpr std::chrono::milliseconds kReadOnFor{5};
constexpr std::chrono::milliseconds kReadOnAtMost{100};

} // namespace

std::optional<ScriptRunner::Pump> ScriptRunner::readToItsEnd() {
    const concurrency::TimePoint begun = std::chrono::steady_clock::now();
    const std::uint64_t enough = m_current->rows + kReadOnAfterStop;
    const auto goesOn = [&] {
        const auto took = std::chrono::steady_clock::now() - begun;
        return took < kReadOnFor || (m_current->rows < enough && took < kReadOnAtMost);
    };
    while (goesOn()) {
        const std::uint64_t wanted = std::min(m_query.maxRows - m_current->rows, m_control->rows.left());
        // A row that was looked for is there already.
        if (wanted == 0 && m_current->builder->rows() > 0) {
            return std::nullopt;
        }
        const Result<bool> more = wanted == 0 ? peek() : fetchSome(wanted);
        if (!more) {
            end(more.error(), false);
            return Pump::Ended;
        }
        if (*more) {
            continue;
        }
        const Result<bool> another = nextResult();
        if (another && *another) {
            return Pump::GoesOn;
        }
        if (another && !m_current->cursor->outcome().stopReached) {
            m_emit(protocol::NoticeRaised{
                m_ended, {"info", "The statement had ended before it could be stopped: this is its whole result."}});
        }
        end(another ? std::nullopt : std::optional(another.error()), false);
        return Pump::Ended;
    }
    return std::nullopt;
}

ScriptRunner::Pump ScriptRunner::endStopped() {
    // What had ended at the server before the stop reached it was not stopped.
    if (const std::optional<Pump> read = readToItsEnd()) {
        return *read;
    }
    Cursor& cursor = *m_current->cursor;
    const Result<void> ended = cursor.end();
    tell(m_current->cursor->takeNotices());
    if (!ended) {
        // What the server says of it, or that it says nothing: only that is known.
        end(ended.error(), false);
    } else if (!hasChanged(cursor.outcome())) {
        end(cancelledError(), false);
    } else if (cursor.outcome().stopReached) {
        end(std::nullopt, true);
    } else {
        m_emit(protocol::NoticeRaised{m_ended,
                                      {"info", "The statement had ended before it could be stopped: what it changed is "
                                               "kept. Its rows were not all read."}});
        end(std::nullopt, true);
    }
    return Pump::Ended;
}

std::optional<Error> ScriptRunner::interrupted() {
    if (m_current->onlyReads) {
        return cancelledError();
    }
    m_emit(protocol::NoticeRaised{
        m_ended,
        {"warning",
         "The statement ended after it was asked to stop; what it changed is kept, and a value of it may come "
         "from the interruption (SLEEP, BENCHMARK, GET_LOCK)."}});
    return std::nullopt;
}

} // namespace dbv::engine
