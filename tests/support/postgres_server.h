// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "server_process.h"

namespace dbv::support {

/// A PostgreSQL server of the tests' own: its data in a folder that vanishes, on a free port of this machine and on a
/// socket. Everybody may log in as `postgres` without a password, unless the lines of pg_hba say otherwise.
class PostgresServer {
public:
    struct Options {
        /// Lines for postgresql.conf.
        std::vector<std::string> settings;
        /// Lines for pg_hba.conf, before those that let everybody in.
        std::vector<std::string> hba;
    };

    PostgresServer() : PostgresServer(Options{}) {}
    /// Starts the server. When that fails, `problem` says why, and every test that uses it has to fail.
    explicit PostgresServer(Options options);
    PostgresServer(const PostgresServer&) = delete;
    PostgresServer& operator=(const PostgresServer&) = delete;
    ~PostgresServer() { stop(); }

    [[nodiscard]] const std::string& problem() const { return m_problem; }
    /// A program of its own version: pg_dump.
    [[nodiscard]] std::string program(const std::string& name) const { return m_programs + "/" + name; }
    [[nodiscard]] std::string host() const { return "127.0.0.1"; }
    [[nodiscard]] std::uint16_t port() const { return m_port; }
    [[nodiscard]] std::string socketFolder() const { return m_folder.path().string(); }
    [[nodiscard]] const std::filesystem::path& folder() const { return m_folder.path(); }
    /// Everything that the server has written to its log.
    [[nodiscard]] std::string log() const;
    /// Makes an empty database and gives its name, new each time.
    [[nodiscard]] std::string makeDatabase();
    /// Runs statements as the superuser, on a database. The first cell of the last result; aborts the test on an error.
    std::string run(const std::string& sql, const std::string& database = "postgres") const;

    /// Ends the server at once, as a crash does. What was committed in its last moments is lost unless the settings say
    /// `synchronous_commit = on`.
    void crash();
    /// Ends all sessions and the server.
    void stop();
    /// Starts it on the same port and data.
    void start();

private:
    ServerFolder m_folder;
    std::string m_programs;
    std::uint16_t m_port = 0;
    std::string m_problem;
    int m_databases = 0;
    ServerProcess m_server;
};

/// The server that the tests of one program share; started at its first use.
[[nodiscard]] PostgresServer& sharedPostgres();

} // namespace dbv::support
