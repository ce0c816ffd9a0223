// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

#include <QTimer>

#include "cli/command_line.h"
#include "cli/console.h"
#include "cli/exit_codes.h"
#include "cli/login.h"
#include "cli/secret_desk.h"
#include "cli/task.h"
#include "protocol/values.h"

namespace dbv::cli {

/// A task on one connection, which it opens first and closes last.
class DatabaseTask : public Task {
public:
    DatabaseTask(const Surroundings& around, Console& console, Login login, Done done)
        : m_around(around),
          m_console(console),
          m_done(std::move(done)),
          m_desk(around.bus, console),
          m_login(m_desk, std::move(login)) {}

    void start() final;
    void interrupt(int signal) final;
    void abandon() final;

protected:
    [[nodiscard]] const Surroundings& around() const { return m_around; }
    [[nodiscard]] Console& console() { return m_console; }
    [[nodiscard]] SecretDesk& desk() { return m_desk; }
    /// The connection is there; `end` is to be called once.
    virtual void run(const protocol::ConnectionFacts& facts) = 0;
    /// The conversation of this task: a signal cancels it.
    void hold(bus::Request request) { m_request = std::move(request); }
    [[nodiscard]] RequestId request() const { return m_request.id(); }
    void cancel();
    /// Asks the person at the terminal whether what would have to be confirmed is meant, of a script with this text; of one from the
    /// disk, whose statements come with theirs, it is empty. Where nobody is there, it is not.
    void confirm(const protocol::RequestFailed& refused, std::string_view script,
                 std::function<void(bool meant)> decided);
    /// What is said where it is not meant, or nobody was asked.
    [[nodiscard]] Error unconfirmedError(Error error) const;
    /// The same of an export, which asks nothing by itself.
    [[nodiscard]] Error unconfirmedExport(Error error) const;
    /// From then on an opening that takes longer is given up. What a person is asked takes no time.
    void limitOpening(std::chrono::milliseconds limit) { m_openingLimit = limit; }
    /// A signal has come; what runs is being cancelled already.
    virtual void interrupted() {}
    /// What the server was told to stop and has not said to have stopped, as the subject of a sentence; empty for nothing. Only
    /// while the conversation of this task goes on.
    [[nodiscard]] virtual std::string unconfirmed() const { return {}; }
    /// What is unconfirmed has changed.
    void renewLastWords();
    /// Closes the connection and is done. The first code that is not `kExitOk` stays.
    void end(int exitCode);

private:
    void open(protocol::ConnectionTarget target);
    void opened(const protocol::ConnectionFacts& facts);
    [[nodiscard]] Error whyNotOpen(const Error& error) const;
    /// What is said when the program ends without an answer of the server; empty for nothing.
    [[nodiscard]] std::string lastWords() const;
    void close();

    const Surroundings& m_around;
    Console& m_console;
    Done m_done;
    SecretDesk m_desk;
    LoginDesk m_login;
    bus::Request m_request;
    ConnectionId m_connection;
    /// Whether what runs goes on at a server when this program has ended.
    bool m_hasServer = true;
    int m_exitCode = kExitOk;
    bool m_isInterrupted = false;
    /// A person is asked whether something is meant.
    bool m_isAsking = false;
    /// Nothing is run any more.
    bool m_ended = false;
    /// 0 is none.
    std::chrono::milliseconds m_openingLimit{0};
    QTimer m_openingClock;
    bool m_openingTooLate = false;
};

} // namespace dbv::cli
