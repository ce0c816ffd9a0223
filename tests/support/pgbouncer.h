// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "postgres_server.h"
#include "server_process.h"

namespace dbv::support {

/// A pgbouncer of the tests' own in front of a PostgreSQL server, on a free port of this machine: one process of the server
/// may serve many clients.
class PgBouncer {
public:
    struct Options {
        /// `session`, `transaction` or `statement`.
        std::string poolMode = "transaction";
        /// How many processes of the server serve one database.
        int poolSize = 5;
        /// How many clients are let in.
        int clients = 100;
    };

    PgBouncer(const PostgresServer& server, Options options);
    PgBouncer(const PgBouncer&) = delete;
    PgBouncer& operator=(const PgBouncer&) = delete;
    ~PgBouncer() = default;

    /// Why it does not run; then every test that uses it has to fail.
    [[nodiscard]] const std::string& problem() const { return m_problem; }
    [[nodiscard]] std::string host() const { return "127.0.0.1"; }
    [[nodiscard]] std::uint16_t port() const { return m_port; }
    [[nodiscard]] std::string log() const;

private:
    ServerFolder m_folder;
    std::uint16_t m_port = 0;
    std::string m_problem;
    ServerProcess m_process;
};

} // namespace dbv::support
