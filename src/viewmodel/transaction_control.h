// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>

#include <QObject>
#include <QString>
#include <QStringList>

#include <dbv/core/ids.h>

#include "bus/command_bus.h"
#include "protocol/values.h"
#include "viewmodel/tab_message.h"

namespace dbv::viewmodel {

/// The transactions of one tab: who begins them and at which level, how the open one stands and since when, and its end. Also
/// tells what the server says of the tab's session while no statement runs.
///
/// Thread: the UI thread; nothing here waits.
class TransactionControl final : public QObject {
    Q_OBJECT

public:
    TransactionControl(bus::CommandBus& bus, SessionKey session, QObject* parent = nullptr);

    /// The mode stays when the connection changes; a level that the new one does not have goes.
    void setConnection(const std::optional<protocol::ConnectionFacts>& facts);
    /// A statement of the tab runs: its transaction is not ended meanwhile.
    void setBusy(bool busy);
    /// Where the session stood when a run was over.
    void noteState(TransactionState state);
    /// A statement came to its end in a session that stands: whoever has lost a transaction has gone on.
    void noteGoneOn();

    /// There is a connection whose transactions could be controlled.
    [[nodiscard]] bool available() const { return m_connection.has_value(); }
    [[nodiscard]] protocol::TransactionMode mode() const { return m_mode; }
    void setMode(protocol::TransactionMode mode);
    void switchMode();
    /// What the server offers; empty where there is no choice.
    [[nodiscard]] QStringList isolationLevels() const;
    /// Statements are committed by themselves as far as this tab is asked, but the session was told to leave that to the
    /// user (`autocommit`): a transaction begins with the next one.
    [[nodiscard]] bool sessionCommitsByHand() const { return !m_autocommit; }
    /// Empty is the server's usual one.
    [[nodiscard]] const QString& isolation() const { return m_isolation; }
    void setIsolation(const QString& level);

    [[nodiscard]] TransactionState state() const { return m_state; }
    /// The end of the tab's session would roll the open transaction back.
    [[nodiscard]] bool endsWithTab() const;
    /// For how long the transaction has been open, as of now (`3 min`); empty when none is.
    [[nodiscard]] QString ageText() const;
    /// It has been open for so long that the user was reminded of it.
    [[nodiscard]] bool overdue() const { return m_overdue; }
    /// A transaction is open, and nothing is under way.
    [[nodiscard]] bool canEnd() const;
    /// The transaction that was open last has been lost with its session, and nothing was run since.
    [[nodiscard]] bool hasLostTransaction() const { return m_lostTransaction; }
    void commit() { end(protocol::TransactionEnd::Commit); }
    void rollBack() { end(protocol::TransactionEnd::RollBack); }

Q_SIGNALS:
    void changed();
    void messageAdded(const dbv::viewmodel::TabMessage& message);
    /// The server has confirmed a commit or a rollback.
    void ended();
    /// The session has ended while nothing ran, with an open transaction in it: nothing of that was kept.
    void transactionLost(const QString& message);
    /// That is past: the tab has gone on without it.
    void lossPassed();

private:
    void watch();
    void receive(const protocol::Event& event);
    void onEvent(const protocol::TransactionChanged& event);
    void onEvent(const protocol::TransactionReminded& event);
    void onEvent(const protocol::AutocommitChanged& event);
    void onEvent(const protocol::TransactionModeSet& event);
    void onEvent(const protocol::SessionLost& event);
    void onEvent(const protocol::SessionNoticed& event);
    void sendChoice();
    void end(protocol::TransactionEnd end);
    void tellEnd(protocol::TransactionEnd asked, const protocol::TransactionEnded& ended);
    void setState(TransactionState state, std::optional<protocol::Moment> since);
    void say(TabMessage::Severity severity, const QString& text);

    bus::CommandBus& m_bus;
    SessionKey m_session;
    struct Connection {
        ConnectionId id;
        QStringList levels;
        bool oneSession = false;
        bool dryRun = false;
    };
    std::optional<Connection> m_connection;
    protocol::TransactionMode m_mode = protocol::TransactionMode::Automatic;
    QString m_isolation;
    TransactionState m_state = TransactionState::None;
    std::optional<protocol::Moment> m_since;
    bool m_overdue = false;
    bool m_busy = false;
    bool m_lostTransaction = false;
    /// Somebody was told of a loss, and has not gone on since.
    bool m_toldLoss = false;
    bool m_autocommit = true;
    bus::Request m_watch;
    bus::Request m_choice;
    bus::Request m_end;
};

/// A length of time, as people say it: `12 s`, `5 min`, `2 h 5 min`.
[[nodiscard]] QString ageText(std::chrono::steady_clock::duration age);

} // namespace dbv::viewmodel
