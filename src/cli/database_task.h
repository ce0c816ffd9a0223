// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <utility>

#include "cli/command_line.h"
#include "cli/console.h"
#include "cli/exit_codes.h"
#include "protocol/values.h"

namespace dbv::cli {

/// One verb at work: begun once, it says its exit code when it is over.
/// Thread: the bus's.
class Task {
public:
    using Done = std::function<void(int exitCode)>;

    Task() = default;
    Task(const Task&) = delete;
    Task& operator=(const Task&) = delete;
    virtual ~Task() = default;

    virtual void start() = 0;
    /// A signal wants it to end: what runs is cancelled, and the exit code names the signal.
    virtual void interrupt(int signal) = 0;
};

/// A task on one connection, which it opens first and closes last.
class DatabaseTask : public Task {
public:
    DatabaseTask(const Surroundings& around, Console& console, protocol::ConnectionTarget target, Done done)
        : m_around(around), m_console(console), m_target(std::move(target)), m_done(std::move(done)) {}

    void start() final;
    void interrupt(int signal) final;

protected:
    [[nodiscard]] const Surroundings& around() const { return m_around; }
    [[nodiscard]] Console& console() { return m_console; }
    /// The connection is there; `end` is to be called once.
    virtual void run(const protocol::ConnectionFacts& facts) = 0;
    /// The conversation of this task: a signal cancels it.
    void hold(bus::Request request) { m_request = std::move(request); }
    [[nodiscard]] RequestId request() const { return m_request.id(); }
    void cancel();
    /// A signal has come; what runs is being cancelled already.
    virtual void interrupted() {}
    /// Closes the connection and is done. The first code that is not `kExitOk` stays.
    void end(int exitCode);

private:
    void close();

    const Surroundings& m_around;
    Console& m_console;
    protocol::ConnectionTarget m_target;
    Done m_done;
    bus::Request m_request;
    ConnectionId m_connection;
    int m_exitCode = kExitOk;
};

/// What a person calls a database: a file, a URL, or `@name`. Safety is off or read-only.
[[nodiscard]] protocol::ConnectionTarget targetOf(const std::string& text, bool readOnly);

} // namespace dbv::cli
