// SPDX-License-Identifier: Apache-2.0
#include "cli/database_task.h"

#include <algorithm>
#include <utility>

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
    if (m_isAsking || (!m_request.active() && !m_connection)) {
        // What is asked, or being read, belongs to no conversation.
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

void DatabaseTask::confirm(const protocol::RequestFailed& refused, std::string_view script,
                           std::function<void(bool meant)> decided) {
    constexpr std::size_t kMostShown = 10;
    constexpr std::size_t kLongestShown = 200;
    const protocol::Confirmation& asked = *refused.confirmation;
    std::string text = refused.error.message + "\n";
    const std::size_t shown = std::min(asked.statements.size(), kMostShown);
    for (std::size_t i = 0; i < shown; ++i) {
        const protocol::ClassifiedStatement& each = asked.statements[i];
        const std::string_view statement =
            each.place.empty() ? script.substr(each.span.begin, each.span.size()) : std::string_view(each.text);
        std::size_t length = std::min(statement.size(), kLongestShown);
        while (length > 0 && length < statement.size() &&
               (static_cast<unsigned char>(statement[length]) & 0xC0U) == 0x80U) {
            --length;
        }
        text += "  " + (each.place.empty() ? std::string() : each.place + ": ") +
                std::string(statement.substr(0, length)) + (length < statement.size() ? " ...\n" : "\n");
    }
    if (const std::size_t more = asked.statements.size() + asked.more - shown; more > 0) {
        text += "  and " + std::to_string(more) + " more\n";
    }
    m_isAsking = true;
    m_desk.confirm(text, [this, decided = std::move(decided)](bool meant) {
        m_isAsking = false;
        decided(meant);
    });
}

Error DatabaseTask::unconfirmedError(Error error) const {
    const bool isSaved = !m_login.login().target.saved.empty();
    error.hint = std::string("If that is meant, run it again with --yes") +
                 (isSaved ? "." : "; with --safety off nothing is asked about.");
    return error;
}

Error DatabaseTask::unconfirmedExport(Error error) const {
    const bool isSaved = !m_login.login().target.saved.empty();
    error.hint = isSaved ? error.hint : "If that is meant, export it with --safety off.";
    return error;
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
