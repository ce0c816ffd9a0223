// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "server_process.h"

namespace dbv::support {

/// A MariaDB server of the tests' own, or the MySQL server in the folder that DBVIS_TEST_MYSQL_BIN names: its data in a folder that vanishes, on a free port of this machine and on a socket.
/// `root` may log in without a password from this machine.
class MariadbServer {
public:
    struct Options {
        /// Words for the server's command line (`--ssl-cert=...`).
        std::vector<std::string> settings;
    };

    MariadbServer() : MariadbServer(Options{}) {}
    /// Starts the server. When that fails, `problem` says why, and every test that uses it has to fail.
    explicit MariadbServer(Options options);
    MariadbServer(const MariadbServer&) = delete;
    MariadbServer& operator=(const MariadbServer&) = delete;
    ~MariadbServer() { stop(); }

    [[nodiscard]] const std::string& problem() const { return m_problem; }
    /// What the server is; the two differ in what they know beside the common.
    /// A table of 10^digits rows with a column `seq` of numbers from 1, for a FROM clause, whose rows come at once: only MariaDB
    /// has tables that count.
    [[nodiscard]] static std::string numbers(int digits);
    [[nodiscard]] bool isMariaDb() const { return m_isMariaDb; }
    [[nodiscard]] std::string host() const { return "127.0.0.1"; }
    [[nodiscard]] std::uint16_t port() const { return m_port; }
    [[nodiscard]] std::string socket() const { return (m_folder.path() / "socket").string(); }
    [[nodiscard]] const std::filesystem::path& folder() const { return m_folder.path(); }
    /// Everything that the server has written to its log.
    [[nodiscard]] std::string log() const;
    /// Makes an empty database and gives its name, new each time.
    [[nodiscard]] std::string makeDatabase();
    /// Runs a statement as root. The first cell of its result; aborts the test on an error.
    std::string run(const std::string& sql, const std::string& database = {}) const;
    /// What the server's own client writes for a statement (`mariadb --batch`), with more words for it before that.
    [[nodiscard]] std::string ask(const std::string& sql, const std::string& database,
                                  const std::vector<std::string>& words) const;

    /// Ends the server at once, as a crash does.
    void crash();
    /// Ends all sessions and the server.
    void stop();
    /// Starts it on the same port and data.
    void start();

private:
    [[nodiscard]] bool answers() const;
    /// Makes the data folder. False when that failed.
    [[nodiscard]] bool install() const;
    [[nodiscard]] std::filesystem::path dataFolder() const { return m_folder.path() / "data"; }

    ServerFolder m_folder;
    std::vector<std::string> m_settings;
    std::string m_program;
    bool m_isMariaDb = true;
    std::uint16_t m_port = 0;
    std::string m_problem;
    int m_databases = 0;
    mutable int m_asked = 0;
    ServerProcess m_server;
};

/// The server that the tests of one program share; started at its first use.
[[nodiscard]] MariadbServer& sharedMariadb();

} // namespace dbv::support
