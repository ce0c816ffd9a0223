// SPDX-License-Identifier: Apache-2.0
#include "cli/database_task.h"

namespace dbv::cli {

void DatabaseTask::start() {
    m_login.prepare([this](Result<protocol::ConnectionTarget> target) {
        if (target && m_exitCode == kExitOk) {
            open(*std::move(target));
            return;
        }
        if (!target) {
            m_console.error(target.error());
        }
        end(kExitConnection);
    });
}

void DatabaseTask::open(protocol::ConnectionTarget target) {
    target.canAnswer = m_desk.canAsk();
    if (m_openingLimit.count() > 0) {
        m_openingClock.setSingleShot(true);
        QObject::connect(&m_openingClock, &QTimer::timeout, &m_openingClock, [this] {
            m_openingTooLate = true;
            cancel();
        });
        m_openingClock.start(m_openingLimit);
    }
    m_request =
        m_around.bus.send(protocol::OpenConnection{std::move(target)}, [this](const protocol::Event& event, bool last) {
            if (const auto* raised = std::get_if<protocol::QuestionRaised>(&event)) {
                m_openingClock.stop();
                m_desk.answer(m_request.id(), raised->question);
            }
            if (!last) {
                return;
            }
            m_desk.withdraw();
            m_openingClock.stop();
            if (const auto* done = std::get_if<protocol::ConnectionOpened>(&event)) {
                opened(done->facts);
            } else if (const auto* failure = std::get_if<protocol::RequestFailed>(&event)) {
                m_console.error(whyNotOpen(failure->error));
                end(kExitConnection);
            }
        });
}

Error DatabaseTask::whyNotOpen(const Error& error) const {
    return m_openingTooLate && error.kind == ErrorKind::Cancelled
               ? makeError(ErrorKind::TimedOut,
                           "The connection was not open after " + std::to_string(m_openingLimit.count()) +
                               " ms, as asked.",
                           "Allow more time (--timeout), or see with dbvis connections test how far it comes.")
               : m_login.explained(error);
}

void DatabaseTask::opened(const protocol::ConnectionFacts& facts) {
    m_connection = facts.connection;
    m_hasServer = facts.dialect != DialectId::Sqlite;
    if (const std::string& saved = m_login.login().target.saved; !saved.empty()) {
        m_around.bus.tell(protocol::NoteConnectionUse{saved});
    }
    for (const Notice& notice : facts.notices) {
        m_console.note("dbvis: " + notice.message);
    }
    m_exitCode == kExitOk ? run(facts) : end(m_exitCode);
}

void DatabaseTask::interrupt(int signal) {
    m_exitCode = kExitSignal + signal;
    m_desk.withdraw();
    if (!m_request.active() && !m_connection) {
        // What is being read belongs to no conversation yet.
        end(m_exitCode);
        return;
    }
    // First, for the second signal, which waits for nothing.
    m_isInterrupted = true;
    renewLastWords();
    cancel();
    interrupted();
}

void DatabaseTask::abandon() {
    if (const std::string words = lastWords(); !words.empty()) {
        m_console.note(words);
    }
    m_ended = true;
    renewLastWords();
}

std::string DatabaseTask::lastWords() const {
    const std::string what = m_connection && !m_ended && m_request.active() ? unconfirmed() : std::string();
    if (what.empty()) {
        return {};
    }
    return m_hasServer
               ? "dbvis: the server did not confirm that " + what +
                     " was stopped.\n  Look whether it took effect: the server may have done it, or do it still."
               : "dbvis: " + what +
                     " was still running when the program ended, which ended it.\n  Look whether it took effect: what "
                     "was not committed by then is rolled back when the database is opened next.";
}

void DatabaseTask::renewLastWords() {
    if (m_isInterrupted && m_around.signals != nullptr) {
        const std::string words = lastWords();
        m_around.signals->setLastWords(words.empty() ? words : words + "\n");
    }
}

void DatabaseTask::cancel() {
    if (m_request.active()) {
        m_around.bus.tell(protocol::CancelRequest{m_request.id()});
    }
}

void DatabaseTask::end(int exitCode) {
    if (m_exitCode == kExitOk) {
        m_exitCode = exitCode;
    }
    m_ended = true;
    renewLastWords();
    close();
}

void DatabaseTask::close() {
    if (!m_connection) {
        m_done(m_exitCode);
        return;
    }
    const auto closed = [this](const auto&) { m_done(m_exitCode); };
    m_request = m_around.bus.ask(protocol::CloseConnection{m_connection}, closed, closed);
}

} // namespace dbv::cli
