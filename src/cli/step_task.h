// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <dbv/connector/cursor.h>

#include "cli/command_line.h"
#include "cli/exit_codes.h"
#include "cli/secret_desk.h"
#include "cli/task.h"

namespace dbv::cli {

/// A task of one command after the other, none of which is about an open connection.
class StepTask : public Task {
public:
    StepTask(const Surroundings& around, Console& console, Done done)
        : m_around(around), m_console(console), m_done(std::move(done)), m_desk(around.bus, console) {}

    void interrupt(int signal) override {
        m_desk.withdraw();
        m_request = {};
        m_done(kExitSignal + signal);
    }

protected:
    [[nodiscard]] bus::CommandBus& bus() const { return m_around.bus; }
    [[nodiscard]] Console& console() const { return m_console; }
    [[nodiscard]] SecretDesk& desk() { return m_desk; }
    void hold(bus::Request request) { m_request = std::move(request); }
    [[nodiscard]] RequestId request() const { return m_request.id(); }
    /// Sends a command and goes on with its answer; what fails ends the task.
    template <class C, class Then>
    void ask(C command, Then then) {
        hold(bus().ask(std::move(command), std::move(then), [this](const Error& error) { fail(error); }));
    }
    /// What a person should know beside the answer.
    void note(const std::vector<Notice>& notices) {
        for (const Notice& notice : notices) {
            m_console.note(notice.severity + ": " + notice.message);
        }
    }
    void fail(const Error& error, int exitCode = kExitFailed) {
        m_console.error(error);
        m_done(exitCode);
    }
    /// The answer of the verb, and its exit code when that could be written.
    void finish(const std::string& text, int exitCode = kExitOk) {
        const int written = text.empty() ? kExitOk : m_console.out(text);
        m_done(written == kExitOk ? exitCode : written);
    }

private:
    const Surroundings& m_around;
    Console& m_console;
    Done m_done;
    SecretDesk m_desk;
    bus::Request m_request;
};

} // namespace dbv::cli
