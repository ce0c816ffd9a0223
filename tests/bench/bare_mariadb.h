// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include <mysql.h>

#include "bench/bare_server.h"
#include "support/mariadb_server.h"
#include "support/tls_authority.h"

namespace dbv::bench {

/// MariaDB with its Connector/C: unbuffered text for rows, whole results for the catalogue.
class BareMariadb : public BareServer {
public:
    BareMariadb();

    [[nodiscard]] std::string id() const override { return "mysql"; }
    [[nodiscard]] std::string clientName() const override { return "Connector/C"; }
    [[nodiscard]] std::string url(LineKind kind) const override;
    [[nodiscard]] ConnectParams params() const override;
    void makeMixedRows(std::uint64_t rows) override;
    void makeManyTables(int count) override;
    void makeCrowd(int count) override;
    void holdLock() override;
    [[nodiscard]] std::string endlessStatement() const override;
    /// With a password: for a connection without one, files that may hold it are searched at each opening.
    [[nodiscard]] Login savedLogin(LineKind kind) const override;
    [[nodiscard]] double timeOfConnect(LineKind kind) override;
    std::uint64_t readRows() override;
    [[nodiscard]] double timeOfFirstRow() override;
    [[nodiscard]] double timeOfNames() override;
    [[nodiscard]] double timeOfDescriptions() override;
    [[nodiscard]] std::vector<std::string> ownClient() const override;
    [[nodiscard]] std::vector<std::string> scriptClient() const override;

private:
    using Connection = std::unique_ptr<MYSQL, decltype(&mysql_close)>;

    [[nodiscard]] std::string urlOf(const char* user, LineKind kind) const;
    [[nodiscard]] Connection connect(LineKind kind, const char* user, const char* password) const;
    [[nodiscard]] Connection connect(LineKind kind) const { return connect(kind, "root", ""); }
    void makeTables(const std::string& schema, int count, const std::string& body);

    support::TlsAuthority m_authority;
    support::CertificateFiles m_certificate;
    support::MariadbServer m_server;
    Connection m_reader{nullptr, &mysql_close};
    Connection m_locker{nullptr, &mysql_close};
};

} // namespace dbv::bench
