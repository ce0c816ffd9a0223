// SPDX-License-Identifier: Apache-2.0
// What has to be confirmed before it runs.
#include "viewmodel/query_tab.h"

#include <utility>

namespace dbv::viewmodel {

void QueryTab::ask(const protocol::Confirmation& confirmation) {
    m_asked = confirmation;
    // What stands beside the text from an earlier run is not how this one goes.
    for (const protocol::ClassifiedStatement& statement : confirmation.statements) {
        Q_EMIT statementChanged(m_sql.inText(statement.span), StatementRunning{.waits = true});
    }
    ended();
    if (m_asked) {
        Q_EMIT confirmationAsked();
    }
}

void QueryTab::confirm() {
    if (std::optional asked = std::exchange(m_asked, std::nullopt); asked && m_state == State::Idle && m_connection) {
        m_onlyLooks = false;
        send(SqlToRun(m_sql), std::move(asked->token));
    }
}

void QueryTab::dismiss() {
    if (const std::optional asked = std::exchange(m_asked, std::nullopt)) {
        for (const protocol::ClassifiedStatement& statement : asked->statements) {
            Q_EMIT statementChanged(m_sql.inText(statement.span), StatementStopped{.early = true});
        }
        Q_EMIT messageAdded({TabMessage::Severity::Info, tr("Nothing was sent: it was not confirmed."), {}});
    }
}

} // namespace dbv::viewmodel
