// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "driver_quirks.h"
#include "postgres/connector.h"
#include "support/postgres_server.h"

namespace dbv::conformance {

namespace {

class PostgresQuirks : public DriverQuirks {
public:
    PostgresQuirks() {
        support::PostgresServer& server = support::sharedPostgres();
        EXPECT_EQ(server.problem(), "");
        m_database = server.problem().empty() ? server.makeDatabase() : "none";
    }

    [[nodiscard]] std::unique_ptr<Connector> connector() const override {
        return std::make_unique<postgres::PostgresConnector>();
    }
    [[nodiscard]] ConnectParams params() const override {
        ConnectParams params;
        params.host = support::sharedPostgres().host();
        params.port = support::sharedPostgres().port();
        params.user = "postgres";
        params.database = m_database;
        return params;
    }
    [[nodiscard]] std::pair<ConnectParams, ErrorKind> wrongParams() const override {
        ConnectParams wrong = params();
        wrong.database = "missing";
        return {std::move(wrong), ErrorKind::NotFound};
    }
    [[nodiscard]] DialectId dialect() const override { return DialectId::PostgreSql; }
    [[nodiscard]] std::string schema() const override { return "public"; }
    [[nodiscard]] std::string integerType() const override { return "bigint"; }
    [[nodiscard]] std::string realType() const override { return "double precision"; }
    [[nodiscard]] std::string textType() const override { return "text"; }
    [[nodiscard]] std::string bytesType() const override { return "bytea"; }
    [[nodiscard]] std::string bytesLiteral(std::string_view hex) const override {
        return "'\\x" + std::string(hex) + "'::bytea";
    }
    [[nodiscard]] std::optional<std::string> textFromHex(std::string_view /*hex*/) const override {
        return std::nullopt;
    }
    [[nodiscard]] std::string silentEndlessQuery() const override {
        return "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT 1 FROM n) SELECT count(*) FROM n";
    }
    [[nodiscard]] std::string endlessRows() const override {
        return "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n";
    }
    [[nodiscard]] std::string parameter(int position) const override { return "$" + std::to_string(position); }
    [[nodiscard]] int mostColumns() const override { return 1664; }
    [[nodiscard]] bool runsSideBySide() const override { return false; }
    [[nodiscard]] bool hasEmptyNames() const override { return false; }
    [[nodiscard]] std::string defaultText(std::string_view text) const override {
        return "'" + std::string(text) + "'::text";
    }
    [[nodiscard]] std::string ddlName(std::string_view table) const override { return "public." + std::string(table); }
    [[nodiscard]] std::string failsWhileRunning() const override {
        return "SELECT 1 / (2 - i) FROM generate_series(1, 2) i";
    }

private:
    std::string m_database;
};

} // namespace

Engine postgresEngine() {
    return {"Postgres", [] { return std::unique_ptr<DriverQuirks>(std::make_unique<PostgresQuirks>()); }};
}

} // namespace dbv::conformance
