// SPDX-License-Identifier: Apache-2.0
#include "rpc/query_rows.h"

#include <algorithm>
#include <functional>
#include <memory>
#include <utility>

#include <QMetaObject>

namespace dbv::rpc {

namespace {

/// Writes nothing, and says when its turn has come.
class OutputMark final : public OutputFeed {
public:
    explicit OutputMark(std::function<void()> reached) : m_reached(std::move(reached)) {}

    Result<bool> step(jobs::ByteSink& /*sink*/) override {
        m_reached();
        return false;
    }

private:
    std::function<void()> m_reached;
};

} // namespace

bool QueryRows::begin(ResultId result, std::unique_ptr<RowShape> shape) {
    const std::shared_ptr<results::ResultSpool> spool = m_around.shelf.find(result);
    if (!spool) {
        return false;
    }
    m_result = result;
    m_granted = kFirstCredit;
    const auto tell = [self = weak_from_this(), result, context = &m_around.context](const FeedReport& report) {
        QMetaObject::invokeMethod(
            context,
            [self, result, report] {
                if (const auto rows = self.lock()) {
                    rows->written(result, report);
                }
            },
            Qt::QueuedConnection);
    };
    m_feed = std::make_shared<RowFeed>(spool, std::move(shape), m_batchRows, tell);
    return true;
}

void QueryRows::wake() {
    if (m_feed) {
        m_around.output.feed(m_stream, m_feed);
    }
}

void QueryRows::end(bool complete) {
    if (!m_feed) {
        return;
    }
    m_feed->finish(complete);
    wake();
    m_feed.reset();
    // The feed still holds what it has to write.
    m_around.bus.tell(protocol::ReleaseResult{std::exchange(m_result, {})});
}

void QueryRows::statementEnded(std::uint64_t results) {
    const std::uint64_t statements = ++m_statements % kStatementsAtOnce == 0 ? kStatementsAtOnce : 0;
    if (statements == 0 && results == 0) {
        return;
    }
    const auto grant = [self = weak_from_this(), context = &m_around.context, statements, results] {
        QMetaObject::invokeMethod(
            context,
            [self, statements, results] {
                if (const auto rows = self.lock()) {
                    rows->m_around.bus.tell(protocol::GrantStatements{rows->m_run, statements, results});
                }
            },
            Qt::QueuedConnection);
    };
    m_around.output.feed(m_stream, std::make_shared<OutputMark>(grant));
}

void QueryRows::written(ResultId result, const FeedReport& report) {
    if (result != m_result || report.rows == 0) {
        return;
    }
    const std::uint64_t rowBytes = std::max<std::uint64_t>(1, report.bytes / report.rows);
    const std::uint64_t window = std::clamp(kWindowBytes / rowBytes, kMinCredit, kMaxCredit);
    const std::uint64_t wanted = report.rows + window;
    // Half a window at a time, so that the run seldom waits and is seldom told.
    if (wanted > m_granted + window / 2) {
        m_around.bus.tell(protocol::GrantRows{m_run, wanted - m_granted});
        m_granted = wanted;
    }
}

} // namespace dbv::rpc
