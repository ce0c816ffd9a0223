// SPDX-License-Identifier: Apache-2.0
#include "keyring.h"

#include <array>
#include <chrono>
#include <cstdlib>
#include <fstream>

#include <sys/wait.h>
#include <unistd.h>

#include <gtest/gtest.h>

namespace dbv::support {

namespace {

constexpr std::chrono::seconds kServicePatience{60};

std::string busConfiguration(const std::string& folder) {
    return R"(<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:dir=)" +
           folder + R"(</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*"/><allow eavesdrop="true"/><allow own="*"/></policy>
</busconfig>)";
}

} // namespace

PrivateBus::PrivateBus() {
    const std::string file = home() + "/bus.conf";
    std::ofstream(file) << busConfiguration(home());
    EXPECT_TRUE(m_daemon.start("/usr/bin/dbus-daemon", {"--config-file=" + file, "--print-address", "--nofork"}));
    m_address = m_daemon.lineWith("unix:");
    while (m_address.ends_with('\n')) {
        m_address.pop_back();
    }
}

std::vector<std::string> PrivateBus::variables() const {
    return {"DBUS_SESSION_BUS_ADDRESS=" + m_address, "HOME=" + home(), "XDG_RUNTIME_DIR=" + home(),
            "XDG_DATA_HOME=" + home() + "/data", "XDG_CURRENT_DESKTOP=GNOME"};
}

bool PrivateBus::hasService(const std::string& name) const {
    const auto end = std::chrono::steady_clock::now() + kServicePatience;
    while (std::chrono::steady_clock::now() < end) {
        ChildProgram question(variables());
        if (question.start("/usr/bin/dbus-send",
                           {"--session", "--print-reply", "--dest=org.freedesktop.DBus", "/org/freedesktop/DBus",
                            "org.freedesktop.DBus.NameHasOwner", "string:" + name}) &&
            question.wait() == 0 && question.output().find("boolean true") != std::string::npos) {
            return true;
        }
    }
    return false;
}

Keyring::Keyring(const PrivateBus& bus, State state) : m_daemon(bus.variables()) {
    std::vector<std::string> arguments{"--foreground", "--components=secrets"};
    if (state == State::Unlocked) {
        arguments.emplace_back("--unlock");
    }
    EXPECT_TRUE(m_daemon.start("/usr/bin/gnome-keyring-daemon", arguments));
    if (state == State::Unlocked) {
        m_daemon.send("test");
    }
    m_daemon.closeInput();
    EXPECT_TRUE(bus.hasService("org.freedesktop.secrets"));
}

std::string inProcessWith(const std::vector<std::string>& variables, const std::function<std::string()>& task) {
    std::array<int, 2> ends{};
    EXPECT_EQ(pipe(ends.data()), 0);
    const pid_t child = fork();
    EXPECT_GE(child, 0);
    if (child == 0) {
        for (const std::string& variable : variables) {
            const std::size_t equals = variable.find('=');
            setenv(variable.substr(0, equals).c_str(), variable.substr(equals + 1).c_str(), 1);
        }
        const std::string text = task();
        const bool written = ::write(ends[1], text.data(), text.size()) == static_cast<ssize_t>(text.size());
        _exit(written ? 0 : 1);
    }
    close(ends[1]);
    std::string answer;
    std::array<char, 4096> block{};
    for (ssize_t count = 1; count > 0;) {
        count = ::read(ends[0], block.data(), block.size());
        answer.append(block.data(), count > 0 ? static_cast<std::size_t>(count) : 0U);
    }
    close(ends[0]);
    int status = 0;
    waitpid(child, &status, 0);
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << "the child ended with " << status;
    return answer;
}

} // namespace dbv::support
