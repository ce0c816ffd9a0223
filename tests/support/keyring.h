// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <vector>

#include <QTemporaryDir>

#include "support/child_program.h"

namespace dbv::support {

/// A D-Bus of the test's own, which starts no services by itself, and a home for what runs on it.
class PrivateBus {
public:
    PrivateBus();

    /// The variables by which programs find bus and home.
    [[nodiscard]] std::vector<std::string> variables() const;
    /// Waits until a service is there.
    [[nodiscard]] bool hasService(const std::string& name) const;
    [[nodiscard]] std::string home() const { return m_home.path().toStdString(); }

private:
    QTemporaryDir m_home;
    std::string m_address;
    ChildProgram m_daemon;
};

/// A real gnome-keyring on a bus.
class Keyring {
public:
    enum class State { Unlocked, Locked };

    Keyring(const PrivateBus& bus, State state);

    /// Lets it hang, as one does that waits for the user.
    void freeze() const { m_daemon.signal(SIGSTOP); }
    void thaw() const { m_daemon.signal(SIGCONT); }
    [[nodiscard]] pid_t id() const { return m_daemon.id(); }

private:
    ChildProgram m_daemon;
};

/// Runs a task in a process of its own that has these variables, and gives the text that it returns. The library of the
/// keychain finds its bus once in a process, so each test needs a new one.
[[nodiscard]] std::string inProcessWith(const std::vector<std::string>& variables,
                                        const std::function<std::string()>& task);

} // namespace dbv::support
