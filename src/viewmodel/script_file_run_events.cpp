// SPDX-License-Identifier: Apache-2.0
// What is heard of scripts that run from the disk, and what becomes of it.
#include <utility>

#include <QLocale>

#include "viewmodel/error_text.h"
#include "viewmodel/script_file_run.h"
#include "viewmodel/script_words.h"
#include "viewmodel/shown_name.h"

namespace dbv::viewmodel {

void ScriptFileRun::receive(const protocol::Event& event) {
    std::visit(
        [this](const auto& e) {
            if constexpr (requires { onEvent(e); }) {
                onEvent(e);
            }
        },
        event);
}

void ScriptFileRun::onEvent(const protocol::ScriptProgressed& event) {
    m_progress = event;
    m_sent = m_sent || event.statements > 0;
    Q_EMIT progressed();
}

void ScriptFileRun::onEvent(const protocol::ScriptStatementFailed& event) {
    m_sent = true;
    m_failures.add(event);
}

void ScriptFileRun::onEvent(const protocol::NoticeRaised& event) {
    const bool warning = event.notice.severity != "info";
    say(warning ? TabMessage::Severity::Warning : TabMessage::Severity::Info,
        QString::fromStdString(event.notice.message));
}

void ScriptFileRun::onEvent(const protocol::SessionAwaited& event) {
    say(TabMessage::Severity::Info, QString::fromStdString(event.message));
}

void ScriptFileRun::onEvent(const protocol::QuestionRaised& event) {
    const QString where = m_connection ? QString::fromStdString(m_connection->database) : QString();
    m_questions.put(m_run.id(), event.question, where, false);
}

void ScriptFileRun::onEvent(const protocol::ScriptFinished& event) {
    m_transactions.noteState(event.transaction);
    m_sent = m_sent || event.statements > 0;
    const bool lostSession = event.stoppedBy && event.stoppedBy->error.damage == Damage::Session;
    if (!lostSession) {
        m_transactions.noteGoneOn();
    }
    m_outcome = scriptOutcomeText(event);
    if (m_progress) {
        m_progress->bytes = event.bytes;
    }
    if (event.stoppedBy) {
        sayStopped(event);
        ended();
        return;
    }
    say(event.failed > 0 ? TabMessage::Severity::Warning : TabMessage::Severity::Info,
        shownName(currentFile()) + QStringLiteral(": ") + m_outcome);
    goOnBehind(event);
}

void ScriptFileRun::goOnBehind(const protocol::ScriptFinished& finished) {
    if (m_onlyOne || m_file + 1 >= m_files.size() || m_state == State::Stopping) {
        ended();
        return;
    }
    if (finished.transaction != TransactionState::None) {
        // Two scripts in one transaction is not what anybody has said.
        ++m_file;
        sayUnrunFiles();
        say(TabMessage::Severity::Warning,
            tr("The script has left a transaction open, so the next one was not begun. Commit it or roll it back, and "
               "continue."));
        m_continueFrom = protocol::ScriptStart{};
        ended();
        return;
    }
    ++m_file;
    const bool sent = m_sent;
    send(std::nullopt);
    m_sent = sent;
}

void ScriptFileRun::sayStopped(const protocol::ScriptFinished& finished) {
    const Error& error = finished.stoppedBy->error;
    const bool stopped = error.kind == ErrorKind::Cancelled;
    // A statement that was not begun is no failure, and stands in no list.
    const QString what =
        stopped ? tr("Stopped at %1.").arg(placeText(finished.stoppedBy->place))
                : tr("Failed at %1.")
                      .arg(placeText(finished.stoppedBy->at ? *finished.stoppedBy->at : finished.stoppedBy->place));
    say(stopped ? TabMessage::Severity::Info : TabMessage::Severity::Error,
        stopped ? what : what + QLatin1Char(' ') + errorParagraph(error));
    m_outcome = what + QLatin1Char(' ') + m_outcome;
    if (finished.continueFrom && !m_onlyOne) {
        m_continueFrom = {protocol::ScriptStart::By::Offset, finished.continueFrom->offset};
        const QString line = QLocale().toString(static_cast<qulonglong>(finished.continueFrom->line));
        say(TabMessage::Severity::Info,
            tr("What stands before line %1 is kept, and nothing behind it: the script can go on from there.")
                .arg(line));
    }
    if (m_file + 1 < m_files.size()) {
        ++m_file;
        sayUnrunFiles();
        --m_file;
    }
}

void ScriptFileRun::sayUnrunFiles() {
    const qsizetype left = m_files.size() - m_file;
    say(TabMessage::Severity::Warning,
        left == 1 ? tr("1 file was not run.") : tr("%1 files were not run.").arg(QLocale().toString(left)));
}

void ScriptFileRun::onEvent(const protocol::RequestFailed& event) {
    if (event.confirmation) {
        m_asked = event.confirmation;
        m_outcome = tr("Nothing was sent yet: it has to be confirmed.");
        ended();
        Q_EMIT confirmationAsked();
        return;
    }
    const bool stopped = event.error.kind == ErrorKind::Cancelled;
    m_outcome = stopped ? tr("Stopped before anything was run.") : errorSentence(event.error);
    say(stopped ? TabMessage::Severity::Info : TabMessage::Severity::Error,
        stopped ? m_outcome : shownName(currentFile()) + QStringLiteral(": ") + errorParagraph(event.error));
    if (m_file > 0) {
        // What ran before it is done: the rest begins with this file.
        m_continueFrom = m_from ? m_from : protocol::ScriptStart{};
    }
    const bool asks = event.encodingUnclear;
    ended();
    if (asks) {
        Q_EMIT encodingAsked(errorSentence(event.error));
    }
}

void ScriptFileRun::ended() {
    m_state = State::Idle;
    m_paused = false;
    m_questions.withdraw();
    m_transactions.setBusy(false);
    if (std::exchange(m_sent, false)) {
        Q_EMIT schemaMayHaveChanged();
    }
    Q_EMIT stateChanged();
    Q_EMIT progressed();
}

} // namespace dbv::viewmodel
