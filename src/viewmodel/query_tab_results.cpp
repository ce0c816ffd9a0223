// SPDX-License-Identifier: Apache-2.0
// The results of a tab: those of its last run, and those that are pinned.
#include <algorithm>
#include <iterator>
#include <utility>

#include <QCoreApplication>
#include <QDateTime>

#include "viewmodel/moment_text.h"
#include "viewmodel/query_tab.h"
#include "viewmodel/result_status.h"
#include "viewmodel/spool_row_source.h"

namespace dbv::viewmodel {

namespace {

// Of a statement that is shown beside a pinned result. Unit: characters.
constexpr qsizetype kShownStatement = 1000;
constexpr qsizetype kShownInTab = 32;
constexpr std::size_t kBytesOfCharacter = 4;

QString shownStatement(std::string_view sql, TextSpan span) {
    const std::size_t longest = static_cast<std::size_t>(kShownStatement) * kBytesOfCharacter;
    const std::string_view text = sql.substr(std::min(span.begin, sql.size()), std::min(span.size(), longest));
    return QString::fromUtf8(text).left(kShownStatement);
}

} // namespace

QString shortPinnedText(const TabResult& result) {
    const QString words = result.statement.simplified();
    // Statements on the same rows differ at their ends, more often than not.
    const QString shown = words.size() > kShownInTab ? words.left(kShownInTab / 2).trimmed() + u'…' +
                                                           words.right(kShownInTab - kShownInTab / 2 - 1).trimmed()
                                                     : words;
    return QStringLiteral("%1 · %2").arg(clockText(result.since.time()), shown);
}

QString longPinnedText(const TabResult& result) {
    return QCoreApplication::translate("QueryTab", "Pinned. Its rows came at %1 from:")
               .arg(momentText(result.since.toMSecsSinceEpoch(), QDateTime::currentMSecsSinceEpoch())) +
           u'\n' + result.statement;
}

void QueryTab::releaseResults() {
    m_current.reset();
    std::vector<TabResult> released = std::exchange(m_results, {});
    const auto kept =
        std::stable_partition(released.begin(), released.end(), [](const TabResult& result) { return !result.pinned; });
    m_results.assign(std::make_move_iterator(kept), std::make_move_iterator(released.end()));
    m_firstOfRun = m_results.size();
    const bool any = !released.empty();
    released.erase(kept, released.end());
    if (any) {
        Q_EMIT resultsCleared();
    }
    for (const TabResult& result : released) {
        m_bus.tell(protocol::ReleaseResult{result.id});
    }
}

Result<void> QueryTab::setPinned(std::size_t index, bool pinned) {
    const auto count = std::ranges::count(m_results, true, &TabResult::pinned);
    if (pinned && !m_results[index].pinned && static_cast<std::size_t>(count) >= kMostPinned) {
        return std::unexpected(makeError(ErrorKind::Unsupported,
                                         tr("%1 results of this tab are pinned already.").arg(count).toStdString(),
                                         tr("Unpin or close one of them first.").toStdString()));
    }
    m_results[index].pinned = pinned;
    Q_EMIT resultChanged(index);
    return {};
}

Result<void> QueryTab::closeResult(std::size_t index) {
    if (m_current == index) {
        return std::unexpected(makeError(ErrorKind::Busy,
                                         tr("The statement of this result is still running.").toStdString(),
                                         tr("Stop it first (Esc).").toStdString()));
    }
    const ResultId id = m_results[index].id;
    // Whoever shows it lets go of its model first.
    const std::shared_ptr<ResultModel> model = m_results[index].model;
    m_results.erase(m_results.begin() + static_cast<std::ptrdiff_t>(index));
    m_firstOfRun -= index < m_firstOfRun ? 1U : 0U;
    if (m_current && index < *m_current) {
        --*m_current;
    }
    Q_EMIT resultClosed(index);
    m_bus.tell(protocol::ReleaseResult{id});
    return {};
}

void QueryTab::dropEarlierResults() {
    if (std::exchange(m_keepsResults, false)) {
        releaseResults();
    }
}

void QueryTab::onEvent(const protocol::ColumnsArrived& event) {
    const std::shared_ptr<results::ResultSpool> spool = m_shelf.find(event.result);
    if (!spool) {
        return;
    }
    dropEarlierResults();
    m_current = m_results.size();
    m_results.push_back({event.result,
                         std::make_shared<ResultModel>(std::make_shared<SpoolRowSource>(spool, event.result, m_bus)),
                         std::nullopt, false, shownStatement(m_sql.sql, m_sent), QDateTime::currentDateTime(), false});
    Q_EMIT resultAdded(*m_current);
}

std::optional<std::size_t> QueryTab::resultOf(ResultId id) const {
    const auto found = std::ranges::find(m_results, id, &TabResult::id);
    return found == m_results.end() ? std::nullopt : std::optional<std::size_t>(found - m_results.begin());
}

QString QueryTab::statusLine(std::optional<std::size_t> result) const {
    ResultStatus status;
    status.elapsedMs = elapsedMs();
    status.running = m_state == State::Running;
    status.scriptRunning = m_state != State::Idle;
    status.stopping = m_state == State::Stopping;
    status.hasServer = !m_connection || m_connection->hasServer;
    status.looks = m_onlyLooks;
    status.waits = m_marksWaiting && m_sent.end == 0;
    status.report = m_lastReport;
    if (result && *result < m_results.size()) {
        const TabResult& shown = m_results[*result];
        status.rows = shown.model->rowCount();
        status.parked = shown.parked;
        if (shown.report) {
            status.report = shown.report;
            status.running = status.stopping = false;
        }
        if (const auto spool = m_shelf.find(shown.id)) {
            const results::SpoolStats stats = spool->stats();
            status.spooledBytes = stats.memoryBytes + stats.diskBytes;
        }
    }
    QString text = statusText(status);
    if (m_transactions.state() == TransactionState::None) {
        return text;
    }
    return (text.isEmpty() ? QString() : text + QStringLiteral(" · ")) + tr("transaction open");
}

} // namespace dbv::viewmodel
