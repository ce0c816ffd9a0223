// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include <QObject>
#include <QString>
#include <QTimer>

#include <dbv/core/ids.h>

#include "bus/command_bus.h"
#include "protocol/values.h"
#include "results/result_shelf.h"
#include "viewmodel/change_trial.h"
#include "viewmodel/parameter_form.h"
#include "viewmodel/question_desk.h"
#include "viewmodel/result_status.h"
#include "viewmodel/sql_to_run.h"
#include "viewmodel/statement_marks.h"
#include "viewmodel/tab_loss.h"
#include "viewmodel/tab_message.h"
#include "viewmodel/tab_result.h"
#include "viewmodel/transaction_control.h"

namespace dbv::viewmodel {

/// What is run in one tab: its session, the run that is under way, the results and messages of the last one.
///
/// Thread: the UI thread; nothing here waits.
class QueryTab final : public QObject {
    Q_OBJECT

public:
    enum class State : std::uint8_t { Idle, Running, Stopping };

    QueryTab(bus::CommandBus& bus, results::ResultShelf& shelf, SessionKey session, QObject* parent = nullptr);
    [[nodiscard]] SessionKey session() const { return m_session; }
    /// Stops what runs and gives results and session back.
    ~QueryTab() override;

    void setConnection(std::optional<protocol::ConnectionFacts> facts);
    /// What would be thrown away with the tab's session.
    [[nodiscard]] TabLoss loss() const;
    [[nodiscard]] TransactionControl& transactions() { return m_transactions; }
    [[nodiscard]] const std::optional<protocol::ConnectionFacts>& connection() const { return m_connection; }
    /// Rows that are fetched before the user asks for more.
    void setReadAhead(std::uint64_t rows) { m_readAhead = rows; }
    /// Where the questions of a way that has to be laid anew are put; without a desk they can not be answered.
    void setDesk(QuestionDesk& desk) { m_questions.emplace(m_bus, desk); }

    /// Runs a text; the results of the last run go. A run that is parked is ended first, and what its script has behind
    /// that is not run. Says why when it can not.
    void run(SqlToRun sql);
    /// As `run`, but asks for the values of parameters first, if there are any.
    void runAsking(SqlToRun sql);
    [[nodiscard]] ParameterForm& parameters() { return m_parameters; }
    /// What the last run waits for: somebody has to say that it is meant. Nothing of it was sent. Null when nothing is asked.
    [[nodiscard]] const protocol::Confirmation* asked() const { return m_asked ? &*m_asked : nullptr; }
    /// The text that the question is about.
    [[nodiscard]] const SqlToRun& askedSql() const { return m_sql; }
    /// Runs it, or leaves it.
    void confirm();
    void dismiss();
    /// Tries it first. Whether it can be: a text of one statement of which a rollback takes back everything.
    void tryAsked();
    [[nodiscard]] bool canTryAsked() const;
    /// Runs one change, tells what it did and lets it be decided on; asks for the values of parameters first.
    void tryChange(SqlToRun sql);
    [[nodiscard]] ChangeTrial& trial() { return m_trial; }
    /// Looks whether the session stands, and opens it anew where it does not; what that asks is asked. Says how that went, or
    /// why the session is in use.
    void reconnect();
    /// Asks the server to stop; the state leaves Running when it has confirmed.
    void stop();
    /// Lets the shown result go on to its end.
    void fetchAll();
    /// Gives back all but those that are pinned.
    void releaseResults();
    static constexpr std::size_t kMostPinned = 20;
    /// Keeps a result when the next run begins, or lets it go then. Errors: Unsupported when too many are pinned.
    [[nodiscard]] Result<void> setPinned(std::size_t index, bool pinned);
    /// Gives a result back. Errors: Busy while its statement runs.
    [[nodiscard]] Result<void> closeResult(std::size_t index);
    /// Those of the run before go when this one has something to show in their place, or takes long.
    void dropEarlierResults();

    [[nodiscard]] State state() const { return m_state; }
    /// The run waits until somebody wants more rows: nothing is done at the server.
    [[nodiscard]] bool parked() const;
    /// Those that were pinned before the last run, then its own.
    [[nodiscard]] const std::vector<TabResult>& results() const { return m_results; }
    [[nodiscard]] std::size_t firstOfRun() const { return m_firstOfRun; }
    /// Rows, state and times of a result (or of the run when there is none), as one line.
    [[nodiscard]] QString statusLine(std::optional<std::size_t> result) const;

Q_SIGNALS:
    void stateChanged();
    void connectionChanged();
    /// All but those that are pinned are gone.
    void resultsCleared();
    void resultClosed(std::size_t index);
    void resultAdded(std::size_t index);
    /// Its rows, its report or whether it waits.
    void resultChanged(std::size_t index);
    void messageAdded(const dbv::viewmodel::TabMessage& message);
    /// How a statement of the tab's text is going. Unit: UTF-16 code units.
    void statementChanged(dbv::TextSpan span, const dbv::viewmodel::StatementState& state);
    void statusChanged();
    /// `asked` says what has to be confirmed before anything runs.
    void confirmationAsked();
    /// A statement may have changed what the explorer shows.
    void schemaMayHaveChanged();

private:
    void receive(const protocol::Event& event);
    void onEvent(const protocol::StatementStarted& event);
    void onEvent(const protocol::ColumnsArrived& event);
    void onEvent(const protocol::RowsArrived& event);
    void onEvent(const protocol::RunParked& event);
    void onEvent(const protocol::NoticeRaised& event);
    void onEvent(const protocol::SessionAwaited& event);
    void onEvent(const protocol::QuestionRaised& event) {
        const QString where = m_connection ? QString::fromStdString(m_connection->database) : QString();
        m_questions->put(m_run.id(), event.question, where, false);
    }
    void withdrawQuestions() {
        if (m_questions) {
            m_questions->withdraw();
        }
    }
    void onEvent(const protocol::StatementFinished& event);
    void onEvent(const protocol::QueryFinished& event);
    void onEvent(const protocol::RequestFailed& event);
    void tellOutcome(const protocol::StatementReport& report, bool hasResult);
    void tellSchemaChange();
    void send(SqlToRun sql, std::string confirm = {});
    void ask(const protocol::Confirmation& confirmation);
    void startTrial(SqlToRun sql);
    /// The first command of a text that may change something; empty where all of it reads.
    [[nodiscard]] QString changeIn(std::string_view text) const;
    void tellStanding(TransactionState transaction);
    void tellStopped(const protocol::CancelConfirmed& confirmed);
    /// The first statement waits to be sent: for a session, or for one that is being opened.
    void markWaiting();
    /// Ends the parked result for the run that takes its place, and with it the rest of its script.
    void endParked();
    /// Says how many statements stand behind the one that ended the script.
    void tellUnrun(const protocol::StatementReport& last);
    void sayUnrun(std::size_t last, std::size_t unrun, TabMessage::Severity severity);
    void ended();
    void setState(State state);
    [[nodiscard]] std::optional<std::size_t> resultOf(ResultId id) const;
    [[nodiscard]] double elapsedMs() const;

    bus::CommandBus& m_bus;
    results::ResultShelf& m_shelf;
    SessionKey m_session;
    /// The results are those of the run before.
    bool m_keepsResults = false;
    std::optional<protocol::ConnectionFacts> m_connection;
    std::uint64_t m_readAhead = 1'000'000;
    State m_state = State::Idle;
    std::optional<OpeningQuestions> m_questions;
    bus::Request m_run;
    bus::Request m_cancel;
    bus::Request m_counting;
    ParameterForm m_parameters;
    /// What the form asks for is tried.
    bool m_triesNext = false;
    SqlToRun m_sql;
    /// About `m_sql`.
    std::optional<protocol::Confirmation> m_asked;
    /// What runs when the parked run has ended.
    std::optional<SqlToRun> m_next;
    /// Of the statement that was sent last. Unit: bytes of `m_sql.sql`.
    TextSpan m_sent;
    /// Its first statement is marked although it was not sent yet.
    bool m_marksWaiting = false;
    /// The run has no statement: it looks whether the session stands.
    bool m_onlyLooks = false;
    bool m_schemaChanged = false;
    /// Of the statements of this run that have ended.
    ScriptOutcome m_script;
    TransactionControl m_transactions;
    ChangeTrial m_trial;
    std::vector<TabResult> m_results;
    std::size_t m_firstOfRun = 0;
    /// The result that the running statement fills.
    std::optional<std::size_t> m_current;
    std::optional<protocol::StatementReport> m_lastReport;
    std::chrono::steady_clock::time_point m_started;
    QTimer m_tick;
};

} // namespace dbv::viewmodel
