// SPDX-License-Identifier: Apache-2.0
#include "mariadb_server.h"

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <memory>
#include <sstream>
#include <thread>

#include <mysql.h>

namespace dbv::support {

namespace {

using MysqlConnection = std::unique_ptr<MYSQL, decltype(&mysql_close)>;
using ResultHandle = std::unique_ptr<MYSQL_RES, decltype(&mysql_free_result)>;

constexpr const char* kFolder = "DBVIS_TEST_MYSQL_BIN";

std::string wholeFile(const std::filesystem::path& file) {
    std::ostringstream text;
    text << std::ifstream(file).rdbuf();
    return text.str();
}

} // namespace

MariadbServer::MariadbServer(Options options) : m_settings(std::move(options.settings)) {
    m_program =
        findServerProgram(kFolder, "mariadbd", {"/usr/sbin", "/usr/local/sbin", "/opt/homebrew/opt/mariadb/bin"});
    if (m_program.empty()) {
        m_isMariaDb = false;
        m_program = findServerProgram(kFolder, "mysqld", {});
    }
    if (m_program.empty()) {
        m_problem = "There is no MariaDB server on this machine: install it (Debian: mariadb-server-core, "
                    "mariadb-client-core), or correct DBVIS_TEST_MYSQL_BIN.";
        return;
    }
    if (!install()) {
        m_problem = "The server's data could not be made: " + wholeFile(m_folder.path() / "install.log");
        return;
    }
    m_port = static_cast<std::uint16_t>(freePort());
    start();
}

bool MariadbServer::install() const {
    const std::string data = "--datadir=" + dataFolder().string();
    if (!m_isMariaDb) {
        return runAsServerUser({m_program, "--no-defaults", "--initialize-insecure", "--auto-generate-certs=OFF", data},
                               m_folder.path() / "install.log") == 0;
    }
    const std::string program = findServerProgram(kFolder, "mariadb-install-db",
                                                  {"/usr/bin", "/usr/local/bin", "/opt/homebrew/opt/mariadb/bin"});
    return !program.empty() &&
           runAsServerUser({program, "--no-defaults", data, "--skip-test-db", "--skip-name-resolve",
                            // Each server removes there what another has just put.
                            "--tmpdir=" + m_folder.path().string(), "--auth-root-authentication-method=normal"},
                           m_folder.path() / "install.log") == 0;
}

void MariadbServer::start() {
    std::vector<std::string> command{m_program,
                                     "--no-defaults",
                                     "--datadir=" + dataFolder().string(),
                                     "--socket=" + socket(),
                                     "--port=" + std::to_string(m_port),
                                     "--bind-address=127.0.0.1",
                                     "--pid-file=" + (m_folder.path() / "pid").string(),
                                     "--tmpdir=" + m_folder.path().string(),
                                     "--character-set-server=utf8mb4",
                                     "--max-allowed-packet=256M",
                                     "--innodb-buffer-pool-size=64M",
                                     "--innodb-flush-log-at-trx-commit=0"};
    if (m_isMariaDb) {
        command.insert(command.end(), {"--skip-name-resolve", "--log-warnings=2"});
    } else {
        // With --skip-name-resolve it would not know 127.0.0.1 for localhost.
        command.insert(command.end(), {"--log-error-verbosity=3", "--auto-generate-certs=OFF", "--local-infile=1",
                                       "--log-bin-trust-function-creators=1"});
    }
    command.insert(command.end(), m_settings.begin(), m_settings.end());
    if (!m_server.start(command, m_folder.path() / "log")) {
        m_problem = "The server could not be started.";
        return;
    }
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (!answers()) {
        if (!m_server.isRunning() || std::chrono::steady_clock::now() > until) {
            m_problem = "The server did not come up: " + log();
            return;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
}

bool MariadbServer::answers() const {
    const MysqlConnection connection(mysql_init(nullptr), &mysql_close);
    return mysql_real_connect(connection.get(), nullptr, "root", "", nullptr, 0, socket().c_str(), 0) != nullptr;
}

std::string MariadbServer::log() const {
    return wholeFile(m_folder.path() / "log");
}

void MariadbServer::crash() {
    m_server.kill();
}

void MariadbServer::stop() {
    m_server.signal(SIGTERM);
    m_server.waitForEnd();
}

std::string MariadbServer::makeDatabase() {
    std::string name = "test_" + std::to_string(++m_databases);
    run("CREATE DATABASE " + name);
    return name;
}

std::string MariadbServer::run(const std::string& sql, const std::string& database) const {
    const MysqlConnection connection(mysql_init(nullptr), &mysql_close);
    mysql_options(connection.get(), MYSQL_SET_CHARSET_NAME, "utf8mb4");
    const bool done =
        mysql_real_connect(connection.get(), nullptr, "root", "", database.empty() ? nullptr : database.c_str(), 0,
                           socket().c_str(), 0) != nullptr &&
        mysql_real_query(connection.get(), sql.data(), sql.size()) == 0;
    if (!done) {
        std::cerr << m_problem << mysql_error(connection.get()) << ": " << sql << '\n';
        std::abort();
    }
    const ResultHandle result(mysql_store_result(connection.get()), &mysql_free_result);
    MYSQL_ROW row = result ? mysql_fetch_row(result.get()) : nullptr;
    return row == nullptr || row[0] == nullptr ? "" : row[0];
}

std::string MariadbServer::ask(const std::string& sql, const std::string& database,
                               const std::vector<std::string>& words) const {
    std::vector<std::string> command{findProgram("mariadb", {"/usr/bin"}),
                                     "--no-defaults",
                                     "--batch",
                                     "--default-character-set=utf8mb4",
                                     "-uroot",
                                     "-S",
                                     socket()};
    command.insert(command.end(), words.begin(), words.end());
    command.insert(command.end(), {"-e", sql, database});
    const std::filesystem::path answer = m_folder.path() / ("answer" + std::to_string(++m_asked));
    if (runAsServerUser(command, answer) != 0) {
        std::cerr << wholeFile(answer) << ": " << sql << '\n';
        std::abort();
    }
    return wholeFile(answer);
}

std::string MariadbServer::numbers(int digits) {
    std::string ten = "SELECT 0 AS n";
    for (int i = 1; i < 10; ++i) {
        ten += " UNION ALL SELECT " + std::to_string(i);
    }
    std::string sum = "1";
    std::string tables;
    std::string factor = "1";
    for (int i = 0; i < digits; ++i, factor += '0') {
        const std::string name = "d" + std::to_string(i);
        sum += " + " + factor + " * " + name + ".n";
        tables += (i == 0 ? "(" : ", (") + ten + ") " + name;
    }
    // A join by blocks would let the first rows wait.
    return "(SELECT /*+ NO_BNL() */ " + sum + " AS seq FROM " + tables + ") numbers";
}

MariadbServer& sharedMariadb() {
    static MariadbServer server;
    return server;
}

} // namespace dbv::support
