// SPDX-License-Identifier: Apache-2.0
#include "viewmodel/script_file_run.h"

#include <algorithm>
#include <utility>

#include <QLocale>

#include "viewmodel/error_text.h"
#include "viewmodel/script_words.h"
#include "viewmodel/shown_name.h"

namespace dbv::viewmodel {

ScriptFileRun::ScriptFileRun(bus::CommandBus& bus, SessionKey session, QuestionDesk& desk, QObject* parent)
    : QObject(parent), m_bus(bus), m_session(session), m_questions(bus, desk), m_transactions(bus, session) {
    connect(&m_transactions, &TransactionControl::messageAdded, this, &ScriptFileRun::messageAdded);
    connect(&m_transactions, &TransactionControl::ended, this, &ScriptFileRun::schemaMayHaveChanged);
    connect(&m_transactions, &TransactionControl::changed, this, &ScriptFileRun::stateChanged);
}

ScriptFileRun::~ScriptFileRun() {
    m_run = {};
    if (m_connection) {
        m_bus.tell(protocol::CloseSession{m_connection->connection, m_session});
    }
}

void ScriptFileRun::setConnection(const std::optional<protocol::ConnectionFacts>& facts) {
    if (m_connection && (!facts || facts->connection != m_connection->connection)) {
        stop();
        m_bus.tell(protocol::CloseSession{m_connection->connection, m_session});
        // What the last run has left belongs to the database that it ran on.
        m_continueFrom.reset();
        m_asked.reset();
    }
    m_connection = facts;
    m_transactions.setConnection(m_connection);
    Q_EMIT connectionChanged();
    Q_EMIT stateChanged();
}

void ScriptFileRun::setFiles(const QStringList& files) {
    if (m_state != State::Idle) {
        return;
    }
    m_files = files;
    m_file = 0;
    m_start.reset();
    m_onlyOne = false;
    m_continueFrom.reset();
    m_asked.reset();
    m_progress.reset();
    m_outcome.clear();
    m_failures.clear();
    Q_EMIT choicesChanged();
    Q_EMIT progressed();
    Q_EMIT stateChanged();
}

void ScriptFileRun::setChoices(const ScriptChoices& choices) {
    if (choices != m_choices) {
        m_choices = choices;
        Q_EMIT choicesChanged();
    }
}

void ScriptFileRun::setStart(std::optional<protocol::ScriptStart> start, bool onlyOne) {
    m_start = start;
    m_onlyOne = start && onlyOne;
    Q_EMIT choicesChanged();
}

QString ScriptFileRun::currentFile() const {
    return m_file < m_files.size() ? m_files[m_file] : m_files.isEmpty() ? QString() : m_files.back();
}

bool ScriptFileRun::refusesRun() {
    if (m_state != State::Idle) {
        say(TabMessage::Severity::Warning, tr("A script is running in this tab. Stop it first (Esc)."));
    } else if (m_files.isEmpty()) {
        say(TabMessage::Severity::Warning, tr("No file was chosen. Choose one first."));
    } else if (!m_connection) {
        say(TabMessage::Severity::Warning, tr("No database was chosen. Choose one first."));
    } else {
        return false;
    }
    return true;
}

void ScriptFileRun::run() {
    if (refusesRun()) {
        return;
    }
    m_file = 0;
    m_failures.clear();
    send(m_start);
}

void ScriptFileRun::continueRun() {
    if (canContinue() && !refusesRun()) {
        send(std::exchange(m_continueFrom, std::nullopt));
    }
}

void ScriptFileRun::send(std::optional<protocol::ScriptStart> from, const std::string& confirm) {
    m_asked.reset();
    m_continueFrom.reset();
    m_outcome.clear();
    m_progress.reset();
    m_paused = false;
    m_sent = false;
    m_from = from;
    protocol::RunScriptFile command;
    command.connection = m_connection->connection;
    command.session = m_session;
    command.path = currentFile().toStdString();
    command.encoding = m_choices.encoding.toStdString();
    command.transactions = m_choices.transactions;
    command.every = m_choices.every;
    command.stopOnError = m_choices.stopOnError;
    command.from = from;
    command.onlyOne = m_onlyOne;
    command.confirm = confirm;
    command.canAnswer = true;
    m_state = State::Running;
    m_transactions.setBusy(true);
    m_run = m_bus.send(std::move(command), [this](const protocol::Event& event, bool) { receive(event); });
    Q_EMIT stateChanged();
    Q_EMIT progressed();
}

void ScriptFileRun::setPaused(bool paused) {
    if (m_state != State::Running || paused == m_paused) {
        return;
    }
    m_paused = paused;
    m_pause = m_bus.ask(
        protocol::PauseScript{m_run.id(), paused}, [](const protocol::ScriptPaused&) {},
        [this](const Error& error) { say(TabMessage::Severity::Error, errorSentence(error)); });
    Q_EMIT stateChanged();
    Q_EMIT progressed();
}

void ScriptFileRun::stop() {
    if (m_state != State::Running) {
        return;
    }
    m_state = State::Stopping;
    m_paused = false;
    m_cancel = m_bus.ask(
        protocol::CancelRequest{m_run.id()}, [](const protocol::CancelConfirmed&) {},
        [this](const Error& error) { say(TabMessage::Severity::Error, errorParagraph(error)); });
    Q_EMIT stateChanged();
    Q_EMIT progressed();
}

void ScriptFileRun::confirm() {
    if (std::optional asked = std::exchange(m_asked, std::nullopt); asked && m_state == State::Idle && m_connection) {
        send(m_from, asked->token);
    }
}

void ScriptFileRun::dismiss() {
    if (std::exchange(m_asked, std::nullopt)) {
        if (m_file > 0) {
            m_continueFrom = m_from ? m_from : protocol::ScriptStart{};
        }
        m_outcome = tr("Nothing was sent: it was not confirmed.");
        say(TabMessage::Severity::Info, m_outcome);
        Q_EMIT stateChanged();
        Q_EMIT progressed();
    }
}

TabLoss ScriptFileRun::loss() const {
    TabLoss loss;
    loss.transaction = m_transactions.endsWithTab();
    const bool canChange = m_connection && m_connection->safety != Safety::ReadOnly;
    if (m_state == State::Running && canChange) {
        loss.statement = tr("a script");
    }
    return loss;
}

QString ScriptFileRun::statusText() const {
    if (m_state == State::Stopping) {
        return tr("Stopping: the server has not confirmed it yet.");
    }
    if (m_state == State::Idle) {
        return m_outcome;
    }
    if (!m_progress) {
        return tr("Opening the file…");
    }
    protocol::ScriptProgressed shown = *m_progress;
    shown.paused = m_paused;
    return scriptProgressText(shown);
}

std::optional<double> ScriptFileRun::share() const {
    if (!m_progress || m_progress->totalBytes == 0) {
        return std::nullopt;
    }
    return std::min(1.0, static_cast<double>(m_progress->bytes) / static_cast<double>(m_progress->totalBytes));
}

void ScriptFileRun::say(TabMessage::Severity severity, const QString& text) {
    Q_EMIT messageAdded({severity, text, {}});
}

} // namespace dbv::viewmodel
