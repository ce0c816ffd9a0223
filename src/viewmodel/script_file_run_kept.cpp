// SPDX-License-Identifier: Apache-2.0
// Runs of scripts over the end of the program: what is kept of them, and what is told of them afterwards.
#include <QLocale>

#include "viewmodel/script_file_run.h"

namespace dbv::viewmodel {

namespace {

QString interruptedText(const KeptRun& kept) {
    const QLocale locale;
    if (kept.choices.transactions == protocol::ScriptTransactions::One) {
        return ScriptFileRun::tr(
            "Interrupted: the program ended while this script ran as one transaction. Unless that was just "
            "committed, the server has rolled it back. Look at the database before you run it again.");
    }
    if (kept.line == 0) {
        return ScriptFileRun::tr(
            "Interrupted: the program ended while this script ran. How far it came is not known. Look at "
            "the database before you run it again.");
    }
    const QString line = locale.toString(static_cast<qulonglong>(kept.line));
    return (kept.statements == 1
                ? ScriptFileRun::tr(
                      "Interrupted: the program ended while this script ran. When that was heard last, 1 statement "
                      "was over, at line %1.")
                      .arg(line)
                : ScriptFileRun::tr(
                      "Interrupted: the program ended while this script ran. When that was heard last, %1 "
                      "statements were over, at line %2.")
                      .arg(locale.toString(static_cast<qulonglong>(kept.statements)), line)) +
           QLatin1Char(' ') +
           ScriptFileRun::tr(
               "More may have run since, and a transaction that was open then was rolled back, with all that stands in "
               "it. Look at the database, then choose the line to begin at, or run it from the beginning.");
}

} // namespace

KeptRun ScriptFileRun::kept() const {
    KeptRun kept{.files = m_files, .file = m_file, .choices = m_choices, .start = m_start, .onlyOne = m_onlyOne};
    kept.end = m_state != State::Idle ? KeptRun::End::Running
               : m_outcome.isEmpty()  ? KeptRun::End::Unbegun
                                      : KeptRun::End::Over;
    kept.outcome = m_outcome;
    if (m_progress && m_progress->phase == "run" && m_progress->place.file == currentFile().toStdString()) {
        kept.statements = m_progress->statements;
        kept.line = m_progress->place.line;
    }
    if (canContinue()) {
        kept.continueAt = m_continueFrom->value;
    }
    return kept;
}

void ScriptFileRun::restore(const KeptRun& kept) {
    if (m_state != State::Idle) {
        return;
    }
    m_files = kept.files;
    m_file = kept.file;
    m_choices = kept.choices;
    m_start = kept.start;
    m_onlyOne = kept.onlyOne;
    m_outcome = kept.outcome;
    if (kept.end == KeptRun::End::Running) {
        m_outcome = interruptedText(kept);
        // What is left to be run: the files before are over.
        m_files = kept.files.mid(kept.file);
        m_file = 0;
        // Where it would have to begin nobody knows: what was heard of may be rolled back, or more may have run.
    }
    Q_EMIT choicesChanged();
    Q_EMIT stateChanged();
    Q_EMIT progressed();
    if (kept.end != KeptRun::End::Unbegun) {
        const bool interrupted = kept.end == KeptRun::End::Running;
        say(interrupted ? TabMessage::Severity::Warning : TabMessage::Severity::Info,
            interrupted ? m_outcome : tr("Before the program ended: %1").arg(m_outcome));
    }
}

void ScriptFileRun::restoreContinue(const KeptRun& kept, const protocol::ConnectionFacts& facts) {
    // Only there: what it has left belongs to the database that it ran on.
    const bool isThere = m_connection && m_connection->connection == facts.connection;
    if (isThere && m_state == State::Idle && kept.end == KeptRun::End::Over && kept.continueAt &&
        m_files == kept.files) {
        m_continueFrom = protocol::ScriptStart{protocol::ScriptStart::By::Offset, *kept.continueAt};
        Q_EMIT stateChanged();
    }
}

} // namespace dbv::viewmodel
