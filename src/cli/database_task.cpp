// SPDX-License-Identifier: Apache-2.0
#include "cli/database_task.h"

namespace dbv::cli {

void DatabaseTask::start() {
    m_request = m_around.bus.ask(
        protocol::OpenConnection{m_target},
        [this](const protocol::ConnectionOpened& opened) {
            m_connection = opened.facts.connection;
            for (const Notice& notice : opened.facts.notices) {
                m_console.note("dbvis: " + notice.message);
            }
            m_exitCode == kExitOk ? run(opened.facts) : end(m_exitCode);
        },
        [this](const Error& error) {
            m_console.error(error);
            end(kExitConnection);
        });
}

void DatabaseTask::interrupt(int signal) {
    m_exitCode = kExitSignal + signal;
    cancel();
    interrupted();
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

protocol::ConnectionTarget targetOf(const std::string& text, bool readOnly) {
    protocol::ConnectionTarget target;
    if (text.starts_with('@')) {
        target.saved = text.substr(1);
    } else {
        target.config.url = text;
    }
    // What a script runs, runs: nobody is there to be asked.
    target.config.safety = readOnly ? Safety::ReadOnly : Safety::Off;
    return target;
}

} // namespace dbv::cli
