// SPDX-License-Identifier: Apache-2.0
#include "pgbouncer.h"

#include <chrono>
#include <fstream>
#include <sstream>
#include <thread>

#include <libpq-fe.h>

namespace dbv::support {

PgBouncer::PgBouncer(const PostgresServer& server, Options options) {
    const std::string program = findProgram("pgbouncer", {"/usr/sbin", "/usr/local/sbin", "/opt/homebrew/bin"});
    if (program.empty()) {
        m_problem = "There is no pgbouncer on this machine: install it (Debian: pgbouncer).";
        return;
    }
    m_port = static_cast<std::uint16_t>(freePort());
    const std::filesystem::path settings = m_folder.path() / "pgbouncer.ini";
    const std::filesystem::path users = m_folder.path() / "users";
    std::ofstream(settings) << "[databases]\n* = host=" << server.socketFolder() << " port=" << server.port()
                            << "\n[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = " << m_port
                            << "\nunix_socket_dir =\nauth_type = trust\nauth_file = " << users.string()
                            << "\npool_mode = " << options.poolMode << "\ndefault_pool_size = " << options.poolSize
                            << "\nmax_client_conn = " << options.clients << "\nserver_reset_query = DISCARD ALL\n";
    std::ofstream(users) << "\"postgres\" \"\"\n";
    m_folder.giveAway(settings);
    m_folder.giveAway(users);
    if (!m_process.start({program, settings.string()}, m_folder.path() / "log")) {
        m_problem = "pgbouncer could not be started.";
        return;
    }
    const std::string address = "host=127.0.0.1 port=" + std::to_string(m_port) + " dbname=postgres user=postgres";
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (PQping(address.c_str()) != PQPING_OK) {
        if (!m_process.isRunning() || std::chrono::steady_clock::now() > until) {
            m_problem = "pgbouncer did not come up: " + log();
            return;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
}

std::string PgBouncer::log() const {
    std::ostringstream text;
    text << std::ifstream(m_folder.path() / "log").rdbuf();
    return text.str();
}

} // namespace dbv::support
