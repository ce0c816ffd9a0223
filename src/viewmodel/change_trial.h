// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include <QObject>
#include <QString>
#include <QTimer>

#include <dbv/connector/dialect.h>
#include <dbv/core/ids.h>
#include <dbv/core/text_span.h>

#include "bus/command_bus.h"
#include "protocol/change_commands.h"
#include "viewmodel/change_sample_model.h"
#include "viewmodel/sql_to_run.h"
#include "viewmodel/statement_marks.h"
#include "viewmodel/tab_message.h"

namespace dbv::viewmodel {

/// One change of a tab that is run before it is decided on: what it did, how long it is kept, and what became of it.
///
/// Thread: the UI thread; nothing here waits.
class ChangeTrial final : public QObject {
    Q_OBJECT

public:
    enum class State : std::uint8_t {
        Idle,
        Measuring,
        Held,     ///< it has run, and waits for `commit` or `rollBack`
        Settling, ///< one of them is under way
        Committed,
        RolledBack,
        Failed, ///< nothing of it is known to be kept; `outcome` says what was said
    };
    /// Where it runs.
    struct Place {
        ConnectionId connection;
        SessionKey session;
        DialectId dialect = DialectId::Sqlite;
        /// A transaction is open already, or begins without being asked for: what is committed belongs to it.
        bool withinTransaction = false;
    };

    explicit ChangeTrial(bus::CommandBus& bus, QObject* parent = nullptr);

    /// Not while one is open.
    void start(Place place, SqlToRun sql);
    void commit() { settle(protocol::TransactionEnd::Commit); }
    /// Also stops one that is still being measured.
    void rollBack();
    /// Its connection or its tab goes: what is not decided on is rolled back, and nothing more is heard of it.
    void leave();

    [[nodiscard]] State state() const { return m_state; }
    /// It is not decided on yet.
    [[nodiscard]] bool isOpen() const {
        return m_state == State::Measuring || m_state == State::Held || m_state == State::Settling;
    }
    /// Nobody has said yet what is to become of it.
    [[nodiscard]] bool isUndecided() const { return m_state == State::Measuring || m_state == State::Held; }
    [[nodiscard]] bool withinTransaction() const { return m_place.withinTransaction; }
    /// What is tried.
    [[nodiscard]] const std::string& text() const { return m_sql.sql; }
    /// Nothing before it was held.
    [[nodiscard]] const std::optional<protocol::MeasuredChange>& measured() const { return m_measured; }
    /// Whether it can be undone after its commit; nothing is known of that before it was held.
    [[nodiscard]] const protocol::UndoPromise& undo() const { return m_undo; }
    [[nodiscard]] ChangeSampleModel& sample() { return m_sample; }
    /// Until it is rolled back.
    [[nodiscard]] std::int64_t secondsLeft() const { return m_secondsLeft; }
    /// Nobody decided in time.
    [[nodiscard]] bool endedByClock() const { return m_byClock; }
    /// It has ended as somebody has said, who need not be told once more.
    [[nodiscard]] bool endedAsAsked() const {
        return !m_byClock && m_asked &&
               m_state == (*m_asked == protocol::TransactionEnd::Commit ? State::Committed : State::RolledBack);
    }
    /// How it ended, for people; empty while it is open.
    [[nodiscard]] const QString& outcome() const { return m_outcome; }

Q_SIGNALS:
    /// The state.
    void changed();
    /// The seconds that are left.
    void ticked();
    void messageAdded(const dbv::viewmodel::TabMessage& message);
    /// How its statement is going. Unit: UTF-16 code units of the tab's text.
    void statementChanged(dbv::TextSpan span, const dbv::viewmodel::StatementState& state);

private:
    void settle(protocol::TransactionEnd end);
    void receive(const protocol::Event& event, bool last);
    void hold(const protocol::ChangeHeld& held);
    void settled(const protocol::ChangeSettled& settled);
    void failed(const Error& error);
    void end(State state, const QString& outcome, const StatementState& mark);
    void countDown();
    [[nodiscard]] TextSpan place() { return m_sql.inText(m_statement); }
    void tell(const std::vector<Notice>& notices);

    bus::CommandBus& m_bus;
    Place m_place;
    SqlToRun m_sql;
    /// Unit: bytes of `m_sql.sql`.
    TextSpan m_statement;
    State m_state = State::Idle;
    bus::Request m_run;
    bus::Request m_decision;
    std::optional<protocol::MeasuredChange> m_measured;
    protocol::UndoPromise m_undo;
    ChangeSampleModel m_sample;
    std::chrono::steady_clock::time_point m_until;
    std::int64_t m_secondsLeft = 0;
    QTimer m_clock;
    bool m_byClock = false;
    std::optional<protocol::TransactionEnd> m_asked;
    QString m_outcome;
};

} // namespace dbv::viewmodel
