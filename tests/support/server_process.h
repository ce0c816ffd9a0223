// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <sys/types.h>

namespace dbv::support {

/// A program that serves the tests: started as an ordinary user even where the tests run as root, and ended with them,
/// also when they are killed.
///
/// Thread: the test program's main one, since the system ends the server with the thread that started it.
class ServerProcess {
public:
    ServerProcess() = default;
    ServerProcess(const ServerProcess&) = delete;
    ServerProcess& operator=(const ServerProcess&) = delete;
    ~ServerProcess() { kill(); }

    /// Starts a program; what it says goes to the end of a file. False when it can not be started.
    [[nodiscard]] bool start(const std::vector<std::string>& command, const std::filesystem::path& log);
    /// Whether it runs still.
    [[nodiscard]] bool isRunning();
    void signal(int number) const;
    /// Waits for the end after a signal, and ends it by force when it takes longer than half a minute.
    void waitForEnd();
    /// Ends it at once.
    void kill();
    [[nodiscard]] pid_t id() const { return m_process; }

private:
    pid_t m_process = -1;
};

/// Runs a program as the user of the servers until it has ended. Its exit code; what it says goes to the file.
[[nodiscard]] int runAsServerUser(const std::vector<std::string>& command, const std::filesystem::path& log);

/// A fresh folder that belongs to the user of the servers, removed with this object.
class ServerFolder {
public:
    ServerFolder();
    ServerFolder(const ServerFolder&) = delete;
    ServerFolder& operator=(const ServerFolder&) = delete;
    ~ServerFolder();

    [[nodiscard]] const std::filesystem::path& path() const { return m_path; }
    /// Gives a file or folder in it to the user of the servers.
    void giveAway(const std::filesystem::path& path) const;

private:
    std::filesystem::path m_path;
};

/// A port on which nobody listens now.
[[nodiscard]] int freePort();
/// The program's place: in one of the folders (a `*` stands for any name, the last one wins), or in PATH; empty when it
/// is nowhere.
[[nodiscard]] std::string findProgram(const std::string& name, const std::vector<std::string>& folders);
/// The program of a server that may be another than the installed one: an environment variable names the folder it has to
/// be in; without that as `findProgram` does.
[[nodiscard]] std::string findServerProgram(const char* variable, const std::string& name,
                                            const std::vector<std::string>& folders);

} // namespace dbv::support
