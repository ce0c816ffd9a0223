// SPDX-License-Identifier: Apache-2.0
#include "postgres_server.h"

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <memory>
#include <sstream>
#include <thread>

#include <libpq-fe.h>

namespace dbv::support {

namespace {

using Connection = std::unique_ptr<PGconn, decltype(&PQfinish)>;

void appendLines(const std::filesystem::path& file, const std::vector<std::string>& lines) {
    std::ofstream out(file, std::ios::app);
    for (const std::string& line : lines) {
        out << line << '\n';
    }
}

std::string textOf(const std::filesystem::path& file) {
    std::ostringstream text;
    text << std::ifstream(file).rdbuf();
    return text.str();
}

} // namespace

PostgresServer::PostgresServer(Options options) {
    const std::string postgres = findServerProgram("DBVIS_TEST_POSTGRES_BIN", "postgres",
                                                   {"/usr/lib/postgresql/*/bin", "/opt/homebrew/opt/postgresql/bin"});
    if (postgres.empty()) {
        m_problem = "There is no PostgreSQL server on this machine: install it (Debian: postgresql-15), or correct "
                    "DBVIS_TEST_POSTGRES_BIN.";
        return;
    }
    m_programs = std::filesystem::path(postgres).parent_path().string();
    const std::filesystem::path data = m_folder.path() / "data";
    if (runAsServerUser(
            {m_programs + "/initdb", "-N", "-A", "trust", "-U", "postgres", "--locale=C.UTF-8", "-D", data.string()},
            m_folder.path() / "initdb.log") != 0) {
        m_problem = "initdb failed: " + textOf(m_folder.path() / "initdb.log");
        return;
    }
    appendLines(data / "postgresql.conf",
                {"fsync = off", "synchronous_commit = off", "full_page_writes = off", "wal_level = minimal",
                 "max_wal_senders = 0", "shared_buffers = 64MB", "listen_addresses = '127.0.0.1'", "lc_messages = 'C'",
                 "unix_socket_directories = '" + m_folder.path().string() + "'"});
    appendLines(data / "postgresql.conf", options.settings);
    const std::string usual = textOf(data / "pg_hba.conf");
    std::ofstream(data / "pg_hba.conf", std::ios::trunc).close();
    appendLines(data / "pg_hba.conf", options.hba);
    appendLines(data / "pg_hba.conf", {usual});
    m_port = static_cast<std::uint16_t>(freePort());
    start();
}

void PostgresServer::start() {
    const std::string data = (m_folder.path() / "data").string();
    if (!m_server.start({m_programs + "/postgres", "-D", data, "-p", std::to_string(m_port)},
                        m_folder.path() / "log")) {
        m_problem = "The server could not be started.";
        return;
    }
    const std::string address =
        "host=127.0.0.1 port=" + std::to_string(m_port) + " dbname=postgres user=postgres connect_timeout=5";
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (PQping(address.c_str()) != PQPING_OK) {
        if (!m_server.isRunning() || std::chrono::steady_clock::now() > until) {
            m_problem = "The server did not come up: " + log();
            return;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
}

std::string PostgresServer::log() const {
    return textOf(m_folder.path() / "log");
}

void PostgresServer::crash() {
    // All its processes leave at once, and the next start recovers; those of a first process that is killed would go on
    // for as long as they are busy.
    m_server.signal(SIGQUIT);
    m_server.waitForEnd();
}

void PostgresServer::stop() {
    m_server.signal(SIGINT);
    m_server.waitForEnd();
}

std::string PostgresServer::makeDatabase() {
    std::string name = "test_" + std::to_string(++m_databases);
    run("CREATE DATABASE " + name);
    return name;
}

std::string PostgresServer::run(const std::string& sql, const std::string& database) const {
    std::string address = "host=" + socketFolder() + " port=" + std::to_string(m_port) + " user=postgres dbname='";
    for (const char each : database) {
        address += each == '\'' || each == '\\' ? std::string("\\") + each : std::string(1, each);
    }
    address += '\'';
    const Connection connection(PQconnectdb(address.c_str()), &PQfinish);
    const std::unique_ptr<PGresult, decltype(&PQclear)> result(PQexec(connection.get(), sql.c_str()), &PQclear);
    const ExecStatusType status = PQresultStatus(result.get());
    if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK) {
        std::cerr << m_problem << PQerrorMessage(connection.get()) << sql << '\n';
        std::abort();
    }
    return PQntuples(result.get()) > 0 ? PQgetvalue(result.get(), 0, 0) : "";
}

PostgresServer& sharedPostgres() {
    static PostgresServer server({.settings = {"log_statement = all"}, .hba = {}});
    return server;
}

} // namespace dbv::support
