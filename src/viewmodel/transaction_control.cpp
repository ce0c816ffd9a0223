// SPDX-License-Identifier: Apache-2.0
#include "viewmodel/transaction_control.h"

#include <algorithm>
#include <string>
#include <utility>

#include <QLocale>

#include "viewmodel/error_text.h"

namespace dbv::viewmodel {

QString ageText(std::chrono::steady_clock::duration age) {
    constexpr qint64 kMinute = 60;
    constexpr qint64 kHour = 3600;
    const qint64 seconds = std::max<qint64>(0, std::chrono::duration_cast<std::chrono::seconds>(age).count());
    if (seconds < kMinute) {
        return TransactionControl::tr("%1 s").arg(seconds);
    }
    if (seconds < kHour) {
        return TransactionControl::tr("%1 min").arg(seconds / kMinute);
    }
    return TransactionControl::tr("%1 h %2 min").arg(seconds / kHour).arg(seconds % kHour / kMinute);
}

TransactionControl::TransactionControl(bus::CommandBus& bus, SessionKey session, QObject* parent)
    : QObject(parent), m_bus(bus), m_session(session) {}

void TransactionControl::setConnection(const std::optional<protocol::ConnectionFacts>& facts) {
    const bool same = facts && m_connection && facts->connection == m_connection->id;
    if (!same) {
        if (endsWithTab()) {
            say(TabMessage::Severity::Warning,
                tr("The transaction that was open has been rolled back with the connection."));
        }
        m_end = {};
        m_choice = {};
        m_watch = {};
        m_lostTransaction = false;
        m_autocommit = true;
        noteGoneOn();
        m_connection.reset();
        setState(TransactionState::None, std::nullopt);
    }
    if (facts && !same) {
        m_connection.emplace(Connection{facts->connection, {}, facts->oneSession, facts->safety == Safety::DryRun});
        for (const std::string& level : facts->isolationLevels) {
            m_connection->levels.append(QString::fromStdString(level));
        }
        if (!m_connection->levels.contains(m_isolation)) {
            m_isolation.clear();
        }
        watch();
        if (m_mode != protocol::TransactionMode::Automatic || !m_isolation.isEmpty()) {
            sendChoice();
        }
    }
    Q_EMIT changed();
}

void TransactionControl::watch() {
    m_watch = m_bus.send(protocol::WatchSessions{m_connection->id, m_session},
                         [this](const protocol::Event& event, bool last) {
                             if (!last) {
                                 receive(event);
                             }
                         });
}

void TransactionControl::receive(const protocol::Event& event) {
    std::visit(
        [this](const auto& each) {
            if constexpr (requires { onEvent(each); }) {
                onEvent(each);
            }
        },
        event);
}

void TransactionControl::onEvent(const protocol::TransactionChanged& event) {
    setState(event.transaction, event.since);
    Q_EMIT changed();
}

void TransactionControl::onEvent(const protocol::AutocommitChanged& event) {
    m_autocommit = event.on;
    Q_EMIT changed();
}

void TransactionControl::noteGoneOn() {
    if (std::exchange(m_toldLoss, false)) {
        Q_EMIT lossPassed();
    }
}

void TransactionControl::onEvent(const protocol::TransactionReminded& event) {
    if (m_state == TransactionState::None) {
        return;
    }
    m_overdue = true;
    say(TabMessage::Severity::Warning, QString::fromStdString(event.message));
    Q_EMIT changed();
}

void TransactionControl::onEvent(const protocol::TransactionModeSet& event) {
    m_mode = event.mode;
    m_isolation = QString::fromStdString(event.isolation);
    Q_EMIT changed();
}

void TransactionControl::onEvent(const protocol::SessionLost& event) {
    // What runs meanwhile tells its own end, which may be in doubt.
    const bool lostIdle = m_state != TransactionState::None && !m_busy && !m_end.active();
    setState(TransactionState::None, std::nullopt);
    say(event.lost.empty() ? TabMessage::Severity::Info : TabMessage::Severity::Warning,
        QString::fromStdString(event.message));
    if (lostIdle) {
        m_lostTransaction = true;
        m_toldLoss = true;
        Q_EMIT transactionLost(QString::fromStdString(event.message));
    }
    Q_EMIT changed();
}

void TransactionControl::onEvent(const protocol::SessionNoticed& event) {
    const bool info = event.notice.severity == "info";
    say(info ? TabMessage::Severity::Info : TabMessage::Severity::Warning,
        QString::fromStdString(event.notice.message));
}

void TransactionControl::setBusy(bool busy) {
    m_lostTransaction = m_lostTransaction && !busy;
    if (std::exchange(m_busy, busy) != busy) {
        Q_EMIT changed();
    }
}

void TransactionControl::noteState(TransactionState state) {
    if (state != m_state) {
        setState(state, std::nullopt);
        Q_EMIT changed();
    }
}

void TransactionControl::setState(TransactionState state, std::optional<protocol::Moment> since) {
    if (state == TransactionState::None) {
        m_since.reset();
    } else if (since || !m_since) {
        m_since = since ? *since : std::chrono::steady_clock::now();
    }
    m_overdue = m_overdue && state != TransactionState::None;
    m_state = state;
}

QStringList TransactionControl::isolationLevels() const {
    return m_connection ? m_connection->levels : QStringList();
}

void TransactionControl::switchMode() {
    setMode(m_mode == protocol::TransactionMode::Manual ? protocol::TransactionMode::Automatic
                                                        : protocol::TransactionMode::Manual);
}

void TransactionControl::setMode(protocol::TransactionMode mode) {
    const bool dryRun = m_connection && m_connection->dryRun;
    if (dryRun && mode == protocol::TransactionMode::Manual) {
        say(TabMessage::Severity::Warning,
            tr("This connection is in a dry run: each run is rolled back at its end, so no "
               "transaction stays open to be ended by hand."));
        Q_EMIT changed();
    } else if (mode != m_mode) {
        m_mode = mode;
        sendChoice();
        Q_EMIT changed();
    } else if (mode == protocol::TransactionMode::Automatic && sessionCommitsByHand()) {
        say(TabMessage::Severity::Warning,
            tr("A statement has switched autocommit off in this session. Run SET autocommit = 1 to have each statement "
               "committed by itself again."));
        Q_EMIT changed();
    }
}

void TransactionControl::setIsolation(const QString& level) {
    if (level != m_isolation && (level.isEmpty() || isolationLevels().contains(level))) {
        m_isolation = level;
        sendChoice();
        Q_EMIT changed();
    }
}

void TransactionControl::sendChoice() {
    if (!m_connection) {
        return;
    }
    m_choice = m_bus.ask(
        protocol::SetTransactionMode{m_connection->id, m_session, m_mode, m_isolation.toStdString()},
        [](const protocol::TransactionModeSet&) {},
        [this](const Error& error) { say(TabMessage::Severity::Error, errorParagraph(error)); });
}

bool TransactionControl::endsWithTab() const {
    return m_state != TransactionState::None && m_connection && !m_connection->oneSession;
}

QString TransactionControl::ageText() const {
    return m_since ? viewmodel::ageText(std::chrono::steady_clock::now() - *m_since) : QString();
}

bool TransactionControl::canEnd() const {
    return m_connection && m_state != TransactionState::None && !m_busy && !m_end.active();
}

void TransactionControl::end(protocol::TransactionEnd end) {
    if (!canEnd()) {
        return;
    }
    m_end = m_bus.ask(
        protocol::EndTransaction{m_connection->id, m_session, end},
        [this, end](const protocol::TransactionEnded& ended) { tellEnd(end, ended); },
        [this](const Error& error) {
            say(TabMessage::Severity::Error, errorParagraph(error));
            Q_EMIT changed();
        });
    Q_EMIT changed();
}

void TransactionControl::tellEnd(protocol::TransactionEnd asked, const protocol::TransactionEnded& ended) {
    setState(ended.transaction, std::nullopt);
    const QString time = QLocale().toString(ended.timeMs, 'f', 1);
    if (ended.end == protocol::TransactionEnd::Commit) {
        say(TabMessage::Severity::Info, tr("The transaction was committed in %1 ms.").arg(time));
    } else if (asked == protocol::TransactionEnd::RollBack) {
        say(TabMessage::Severity::Info, tr("The transaction was rolled back in %1 ms.").arg(time));
    } else {
        say(TabMessage::Severity::Warning,
            tr("The server rolled the transaction back, because a statement of it had failed: nothing was committed."));
    }
    for (const Notice& notice : ended.notices) {
        say(notice.severity == "info" ? TabMessage::Severity::Info : TabMessage::Severity::Warning,
            QString::fromStdString(notice.message));
    }
    Q_EMIT changed();
    Q_EMIT this->ended();
}

void TransactionControl::say(TabMessage::Severity severity, const QString& text) {
    Q_EMIT messageAdded({severity, text, {}});
}

} // namespace dbv::viewmodel
