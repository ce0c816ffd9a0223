// SPDX-License-Identifier: Apache-2.0
// What a tab says and does about its session beside running statements in it.
#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <QLocale>

#include "sql/command_tag.h"
#include "sql/plain_read.h"
#include "sql/splitter.h"
#include "viewmodel/error_text.h"
#include "viewmodel/query_tab.h"
#include "viewmodel/result_status.h"

namespace dbv::viewmodel {

namespace {

// A longer rest of a script is taken for one that changes something. Unit: bytes.
constexpr std::size_t kLookedThrough = 500'000;

} // namespace

void QueryTab::reconnect() {
    QString why;
    if (!m_connection) {
        why = tr("This tab has no connection. Choose one in the list above the editor.");
    } else if (m_state == State::Stopping) {
        why = m_connection->hasServer
                  ? tr("What ran in this tab is being stopped, and the server has not confirmed that yet. The session "
                       "is free, or opened anew, when that is over.")
                  : tr("What ran in this tab is being stopped.");
    } else if (parked()) {
        why = tr("This tab is connected: its session holds a result of which more rows can be fetched.");
    } else if (m_state == State::Running) {
        why = tr("A statement is running in this tab, so its session is in use. Stop it first (Esc).");
    }
    if (!why.isEmpty()) {
        Q_EMIT messageAdded({TabMessage::Severity::Warning, why, {}});
        return;
    }
    m_onlyLooks = true;
    send({});
}

void QueryTab::tellStanding(TransactionState transaction) {
    Q_EMIT messageAdded({TabMessage::Severity::Info,
                         transaction != TransactionState::None
                             ? tr("This tab is connected, and a transaction is open in it.")
                         : m_connection && m_connection->hasServer ? tr("This tab is connected: the server answers.")
                                                                   : tr("This tab is connected."),
                         {}});
}

void QueryTab::tellStopped(const protocol::CancelConfirmed& confirmed) {
    // How a statement ended, or that nothing was sent, is told by itself.
    if (confirmed.cancelled && m_sent.end != 0 && m_connection && m_connection->hasServer) {
        Q_EMIT messageAdded(
            {TabMessage::Severity::Info,
             tr("The server confirmed the stop after %1 ms.").arg(QLocale().toString(confirmed.latencyMs, 'f', 1)),
             {}});
    }
}

void QueryTab::markWaiting() {
    if (m_sent.end != 0 || m_marksWaiting || m_onlyLooks || m_state != State::Running || !m_connection) {
        return;
    }
    m_marksWaiting = true;
    sql::StatementScanner scanner(m_sql.sql, m_connection->dialect);
    if (const std::optional<sql::Statement> first = scanner.next()) {
        Q_EMIT statementChanged(m_sql.inText(first->span), StatementRunning{.waits = true});
    }
}

QString QueryTab::changeIn(std::string_view text) const {
    if (text.size() > kLookedThrough) {
        return tr("a long script");
    }
    sql::StatementScanner scanner(text, m_connection->dialect);
    while (const std::optional<sql::Statement> statement = scanner.next()) {
        const std::string_view words = text.substr(statement->span.begin, statement->span.size());
        if (statement->kind == sql::StatementKind::Sql && !sql::isPlainRead(words, m_connection->dialect)) {
            const std::string tag = sql::commandTag(words, m_connection->dialect);
            return tag.empty() ? tr("a statement") : QString::fromStdString(tag);
        }
    }
    return {};
}

TabLoss QueryTab::loss() const {
    // The transaction of a change that is tried is told as that change.
    const bool ofTrial = m_trial.isOpen() && !m_trial.withinTransaction();
    TabLoss loss{
        .transaction = m_transactions.endsWithTab() && !ofTrial, .statement = {}, .trial = m_trial.isUndecided()};
    if (m_state == State::Running && m_connection && !m_onlyLooks) {
        // What has run already stays; what stands behind it would not be run any more.
        const std::size_t from = std::min(m_sent.begin, m_sql.sql.size());
        loss.statement = changeIn(std::string_view(m_sql.sql).substr(from));
    }
    return loss;
}

} // namespace dbv::viewmodel
