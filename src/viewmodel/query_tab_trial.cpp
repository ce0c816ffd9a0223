// SPDX-License-Identifier: Apache-2.0
// Changes that are tried before they are decided on.
#include "viewmodel/query_tab.h"

#include <utility>

#include "sql/splitter.h"
#include "viewmodel/change_words.h"

namespace dbv::viewmodel {

bool QueryTab::canTryAsked() const {
    return m_asked && m_connection && !m_trial.isOpen() && m_asked->more == 0 && m_asked->statements.size() == 1 &&
           m_asked->statements.front().statement == 0 && canBeTried(m_asked->statements.front().found) &&
           !sql::hasAnotherBehindFirst(m_sql.sql, m_connection->dialect);
}

void QueryTab::tryAsked() {
    if (canTryAsked() && m_state == State::Idle) {
        m_asked.reset();
        startTrial(SqlToRun(m_sql));
    }
}

void QueryTab::tryChange(SqlToRun sql) {
    if (m_connection && m_state == State::Idle && !m_trial.isOpen() && m_parameters.ask(sql, m_connection->dialect)) {
        m_triesNext = true;
        return;
    }
    startTrial(std::move(sql));
}

void QueryTab::startTrial(SqlToRun sql) {
    QString why;
    if (!m_connection) {
        why = tr("This tab has no connection. Choose one in the list above the editor.");
    } else if (m_trial.isOpen()) {
        why = tr("A change that was tried in this tab waits for your decision. Commit it or roll it back first.");
    } else if (m_state != State::Idle) {
        why = tr("This tab is still running a statement. Stop it first (Esc), or use another tab.");
    }
    if (!why.isEmpty()) {
        Q_EMIT messageAdded({TabMessage::Severity::Warning, why, {}});
        return;
    }
    const bool within = m_transactions.state() != TransactionState::None ||
                        m_transactions.mode() == protocol::TransactionMode::Manual ||
                        m_transactions.sessionCommitsByHand();
    m_trial.start({m_connection->connection, m_session, m_connection->dialect, within}, std::move(sql));
}

} // namespace dbv::viewmodel
