// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include <libpq-fe.h>

#include "bench/bare_server.h"
#include "support/postgres_server.h"
#include "support/tls_authority.h"

namespace dbv::bench {

/// PostgreSQL with libpq: single-row mode for rows, whole results for the catalogue.
class BarePostgres : public BareServer {
public:
    BarePostgres();

    [[nodiscard]] std::string id() const override { return "postgres"; }
    [[nodiscard]] std::string clientName() const override { return "libpq"; }
    [[nodiscard]] std::string url(LineKind kind) const override;
    [[nodiscard]] ConnectParams params() const override;
    void makeMixedRows(std::uint64_t rows) override;
    void makeManyTables(int count) override;
    void makeCrowd(int count) override;
    void holdLock() override;
    [[nodiscard]] std::string endlessStatement() const override;
    [[nodiscard]] double timeOfConnect(LineKind kind) override;
    std::uint64_t readRows() override;
    [[nodiscard]] double timeOfFirstRow() override;
    [[nodiscard]] double timeOfNames() override;
    [[nodiscard]] double timeOfDescriptions() override;
    [[nodiscard]] std::string program(const std::string& name) const override { return m_server.program(name); }
    [[nodiscard]] std::vector<std::string> ownClient() const override;
    [[nodiscard]] std::vector<std::string> scriptClient() const override;

private:
    using Connection = std::unique_ptr<PGconn, decltype(&PQfinish)>;

    [[nodiscard]] Connection connect(LineKind kind) const;
    void makeTables(const std::string& schema, int count, const std::string& body);

    support::TlsAuthority m_authority;
    support::CertificateFiles m_certificate;
    support::PostgresServer m_server;
    Connection m_reader{nullptr, &PQfinish};
    Connection m_locker{nullptr, &PQfinish};
};

} // namespace dbv::bench
