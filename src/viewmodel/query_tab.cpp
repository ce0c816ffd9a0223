// SPDX-License-Identifier: Apache-2.0
#include "viewmodel/query_tab.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include <QSignalBlocker>

#include "sql/splitter.h"
#include "viewmodel/error_text.h"

namespace dbv::viewmodel {

namespace {

// Short work needs no progress; a tenth of a second is what a clock on the screen shows.
constexpr std::chrono::milliseconds kTick{100};

// Statements that may have run before this side has heard of the first of them.
constexpr std::uint64_t kAhead = 1000;

bool changesSchema(const std::string& command) {
    return command.starts_with("CREATE") || command.starts_with("DROP") || command.starts_with("ALTER") ||
           command.starts_with("ATTACH") || command.starts_with("DETACH") || command.starts_with("ROLLBACK");
}

// The statement was not carried out: it did nothing that what is shown would have to make room for.
bool isRefusal(ErrorKind kind) {
    return kind == ErrorKind::InvalidInput || kind == ErrorKind::RefusedReadOnly ||
           kind == ErrorKind::RefusedBySandbox || kind == ErrorKind::ConfirmationRequired ||
           kind == ErrorKind::Unsupported;
}

} // namespace

QueryTab::QueryTab(bus::CommandBus& bus, results::ResultShelf& shelf, SessionKey session, QObject* parent)
    : QObject(parent), m_bus(bus), m_shelf(shelf), m_session(session), m_transactions(bus, session), m_trial(bus) {
    m_tick.setInterval(kTick);
    connect(&m_tick, &QTimer::timeout, this, [this] {
        // No old rows stand beneath a statement that takes long.
        if (m_sent.end != 0) {
            dropEarlierResults();
        }
        markWaiting();
        Q_EMIT statusChanged();
    });
    connect(&m_parameters, &ParameterForm::accepted, this,
            [this](const SqlToRun& sql) { m_triesNext ? startTrial(sql) : run(sql); });
    connect(&m_trial, &ChangeTrial::messageAdded, this, &QueryTab::messageAdded);
    connect(&m_trial, &ChangeTrial::statementChanged, this, &QueryTab::statementChanged);
    connect(&m_trial, &ChangeTrial::changed, this, [this] {
        m_transactions.setBusy(m_state != State::Idle || m_trial.isOpen());
        Q_EMIT stateChanged();
    });
    connect(&m_transactions, &TransactionControl::messageAdded, this, &QueryTab::messageAdded);
    connect(&m_transactions, &TransactionControl::changed, this, &QueryTab::statusChanged);
    // What other sessions see of the schema has changed with it.
    connect(&m_transactions, &TransactionControl::ended, this, &QueryTab::schemaMayHaveChanged);
    connect(&m_parameters, &ParameterForm::refused, this,
            [this](const QString& why) { Q_EMIT messageAdded({TabMessage::Severity::Warning, why, {}}); });
}

QueryTab::~QueryTab() {
    m_run = {};
    // Nobody is told by a tab that goes.
    const QSignalBlocker quiet(m_trial);
    m_trial.leave();
    for (TabResult& result : m_results) {
        result.pinned = false;
    }
    releaseResults();
    if (m_connection) {
        m_bus.tell(protocol::CloseSession{m_connection->connection, m_session});
    }
}

void QueryTab::setConnection(std::optional<protocol::ConnectionFacts> facts) {
    if (m_connection && (!facts || facts->connection != m_connection->connection)) {
        stop();
        m_trial.leave();
        m_bus.tell(protocol::CloseSession{m_connection->connection, m_session});
    }
    m_parameters.cancel();
    m_connection = std::move(facts);
    m_transactions.setConnection(m_connection);
    Q_EMIT connectionChanged();
    Q_EMIT statusChanged();
}

bool QueryTab::parked() const {
    return m_state == State::Running && m_current && m_results[*m_current].parked;
}

void QueryTab::runAsking(SqlToRun sql) {
    m_triesNext = false;
    const bool ready = m_connection && (m_state == State::Idle || parked());
    if (!ready || !m_parameters.ask(sql, m_connection->dialect)) {
        run(std::move(sql));
    }
}

void QueryTab::run(SqlToRun sql) {
    // It would be committed or rolled back with what is tried, unnoticed.
    if (m_trial.isOpen() && !changeIn(sql.sql).isEmpty()) {
        Q_EMIT messageAdded(
            {TabMessage::Severity::Warning,
             tr("A change that was tried in this tab waits for your decision. Until then only what reads "
                "can be run here."),
             {}});
        return;
    }
    if (parked()) {
        m_next = std::move(sql);
        endParked();
        return;
    }
    if (m_state != State::Idle) {
        Q_EMIT messageAdded({TabMessage::Severity::Warning,
                             tr("This tab is still running a statement. Stop it first (Esc), or use another tab."),
                             {}});
        return;
    }
    if (!m_connection) {
        Q_EMIT messageAdded({TabMessage::Severity::Warning,
                             tr("This tab has no connection. Choose one in the list above the editor."),
                             {}});
        return;
    }
    m_onlyLooks = false;
    send(std::move(sql));
}

void QueryTab::send(SqlToRun sql, std::string confirm) {
    m_asked.reset();
    // A run that is not sent leaves what stands there.
    m_current.reset();
    m_keepsResults = true;
    m_sql = std::move(sql);
    m_sent = {};
    m_marksWaiting = false;
    m_lastReport.reset();
    m_started = std::chrono::steady_clock::now();
    protocol::RunQuery query;
    query.connection = m_connection->connection;
    query.session = m_session;
    query.sql = m_sql.sql;
    query.confirm = std::move(confirm);
    query.from = m_sql.from;
    query.positional = m_sql.parameters;
    query.credit = m_readAhead;
    query.yields = true;
    query.canAnswer = m_questions.has_value();
    // So that "stop" stops what is shown as running, not a place far behind it.
    query.statementCredit = kAhead;
    m_script = {};
    setState(State::Running);
    m_run = m_bus.send(std::move(query), [this](const protocol::Event& event, bool) { receive(event); });
}

void QueryTab::stop() {
    if (m_state != State::Running) {
        return;
    }
    m_next.reset();
    setState(State::Stopping);
    m_cancel = m_bus.ask(
        protocol::CancelRequest{m_run.id()},
        [this](const protocol::CancelConfirmed& confirmed) { tellStopped(confirmed); },
        [this](const Error& error) { Q_EMIT messageAdded({TabMessage::Severity::Error, errorParagraph(error), {}}); });
}

void QueryTab::fetchAll() {
    if (m_state == State::Running) {
        m_bus.tell(protocol::GrantRows{m_run.id(), protocol::kUnlimitedRows});
        if (m_current) {
            m_results[*m_current].parked = false;
            Q_EMIT statementChanged(m_sql.inText(m_sent), StatementRunning{});
            Q_EMIT resultChanged(*m_current);
            Q_EMIT stateChanged();
        }
    }
}

void QueryTab::receive(const protocol::Event& event) {
    std::visit(
        [this](const auto& e) {
            if constexpr (requires { onEvent(e); }) {
                onEvent(e);
            }
        },
        event);
}

void QueryTab::onEvent(const protocol::StatementStarted& event) {
    m_current.reset();
    m_sent = event.span;
    Q_EMIT statementChanged(m_sql.inText(event.span), StatementRunning{});
}

void QueryTab::onEvent(const protocol::RowsArrived& event) {
    if (const auto index = resultOf(event.result)) {
        m_results[*index].model->noteRows();
        Q_EMIT resultChanged(*index);
    }
}

void QueryTab::onEvent(const protocol::RunParked&) {
    if (m_current) {
        m_results[*m_current].parked = true;
        Q_EMIT statementChanged(m_sql.inText(m_sent), StatementRunning{.paused = true});
        Q_EMIT resultChanged(*m_current);
    }
    tellSchemaChange();
    if (m_next) {
        endParked();
        return;
    }
    Q_EMIT stateChanged();
}

void QueryTab::onEvent(const protocol::NoticeRaised& event) {
    const bool warning = event.notice.severity != "info";
    Q_EMIT messageAdded({warning ? TabMessage::Severity::Warning : TabMessage::Severity::Info,
                         QString::fromStdString(event.notice.message),
                         {}});
}

void QueryTab::onEvent(const protocol::SessionAwaited& event) {
    Q_EMIT messageAdded({TabMessage::Severity::Info, QString::fromStdString(event.message), {}});
}

void QueryTab::onEvent(const protocol::StatementFinished& event) {
    if (!event.report.error || !isRefusal(event.report.error->kind)) {
        dropEarlierResults();
    }
    m_lastReport = event.report;
    const bool hasResult = m_current.has_value();
    if (m_current) {
        TabResult& result = m_results[*m_current];
        result.report = event.report;
        result.parked = false;
        result.model->noteRows();
        Q_EMIT resultChanged(*m_current);
        m_current.reset();
    }
    if ((event.report.statement + 1) % (kAhead / 2) == 0) {
        m_bus.tell(protocol::GrantStatements{.run = m_run.id(), .statements = kAhead / 2});
    }
    tellOutcome(event.report, hasResult);
    m_schemaChanged = m_schemaChanged || changesSchema(event.report.command);
}

void QueryTab::tellSchemaChange() {
    if (std::exchange(m_schemaChanged, false)) {
        Q_EMIT schemaMayHaveChanged();
    }
}

void QueryTab::onEvent(const protocol::QueryFinished& event) {
    m_transactions.noteState(event.transaction);
    if (event.last && (!event.last->error || event.last->error->damage != Damage::Session)) {
        m_transactions.noteGoneOn();
    }
    if (m_onlyLooks) {
        tellStanding(event.transaction);
    } else if (!event.last) {
        Q_EMIT messageAdded({TabMessage::Severity::Info, tr("There was no statement to run."), {}});
    }
    if (event.statements > 1) {
        m_script.statements = event.statements;
        Q_EMIT messageAdded({TabMessage::Severity::Info, scriptText(m_script), {}});
    }
    if (event.last && event.last->error) {
        tellUnrun(*event.last);
    }
    ended();
}

void QueryTab::endParked() {
    // From the statement itself on: only then the rows behind a COPY are known for what they are.
    const std::string_view rest = std::string_view(m_sql.sql).substr(std::min(m_sent.begin, m_sql.sql.size()));
    if (!sql::hasAnotherBehindFirst(rest, m_connection->dialect)) {
        m_bus.tell(protocol::EndResult{m_run.id()});
        return;
    }
    // Behind a result that only ends the script would go on.
    m_cancel = m_bus.ask(
        protocol::CancelRequest{m_run.id()}, [](const protocol::CancelConfirmed&) {},
        [this](const Error& error) { Q_EMIT messageAdded({TabMessage::Severity::Error, errorParagraph(error), {}}); });
}

void QueryTab::ended() {
    setState(State::Idle);
    tellSchemaChange();
    if (std::optional<SqlToRun> next = std::exchange(m_next, std::nullopt)) {
        run(std::move(*next));
    }
}

void QueryTab::onEvent(const protocol::RequestFailed& event) {
    if (event.confirmation) {
        ask(*event.confirmation);
        return;
    }
    const bool stopped = event.error.kind == ErrorKind::Cancelled;
    const bool unsent = m_sent.end == 0;
    if (unsent && !m_onlyLooks) {
        // Nothing was sent: what stands beside the text from an earlier run is not how this one ended.
        Q_EMIT statementChanged(m_sql.inText({0, m_sql.sql.size()}),
                                stopped ? StatementState(StatementStopped{.early = true})
                                        : StatementFailed{event.error.message});
    }
    if (unsent && stopped) {
        Q_EMIT messageAdded({TabMessage::Severity::Info, tr("Stopped before anything was run."), {}});
    } else {
        Q_EMIT messageAdded({TabMessage::Severity::Error, errorParagraph(event.error), {}});
    }
    ended();
}

void QueryTab::setState(State state) {
    m_state = state;
    withdrawQuestions();
    state == State::Idle ? m_tick.stop() : m_tick.start();
    m_transactions.setBusy(state != State::Idle || m_trial.isOpen());
    Q_EMIT stateChanged();
    Q_EMIT statusChanged();
}

double QueryTab::elapsedMs() const {
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - m_started).count();
}

} // namespace dbv::viewmodel
