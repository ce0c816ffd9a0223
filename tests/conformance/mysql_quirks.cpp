// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "driver_quirks.h"
#include "mysql/connector.h"
#include "support/mariadb_server.h"

namespace dbv::conformance {

namespace {

class MysqlQuirks : public DriverQuirks {
public:
    MysqlQuirks() {
        support::MariadbServer& server = support::sharedMariadb();
        EXPECT_EQ(server.problem(), "");
        m_database = server.problem().empty() ? server.makeDatabase() : "none";
    }

    [[nodiscard]] std::unique_ptr<Connector> connector() const override {
        return std::make_unique<mysql::MysqlConnector>();
    }
    [[nodiscard]] ConnectParams params() const override {
        ConnectParams params;
        params.host = support::sharedMariadb().host();
        params.port = support::sharedMariadb().port();
        params.user = "root";
        params.database = m_database;
        return params;
    }
    [[nodiscard]] std::pair<ConnectParams, ErrorKind> wrongParams() const override {
        ConnectParams wrong = params();
        wrong.database = "missing";
        return {std::move(wrong), ErrorKind::NotFound};
    }
    [[nodiscard]] DialectId dialect() const override { return isMariaDb() ? DialectId::MariaDb : DialectId::MySql; }
    [[nodiscard]] std::string schema() const override { return m_database; }
    [[nodiscard]] std::string integerType() const override { return "BIGINT"; }
    [[nodiscard]] std::string realType() const override { return "DOUBLE"; }
    [[nodiscard]] std::string textType() const override { return "LONGTEXT"; }
    [[nodiscard]] std::string keyTextType() const override { return isMariaDb() ? textType() : "VARCHAR(191)"; }
    [[nodiscard]] std::string bytesType() const override { return "LONGBLOB"; }
    [[nodiscard]] std::string bytesLiteral(std::string_view hex) const override {
        return "x'" + std::string(hex) + "'";
    }
    [[nodiscard]] std::optional<std::string> textFromHex(std::string_view /*hex*/) const override {
        return std::nullopt;
    }
    // Only MariaDB has tables that count.
    [[nodiscard]] std::string silentEndlessQuery() const override {
        return isMariaDb() ? "SELECT count(*) FROM seq_1_to_1000000000 a, seq_1_to_1000000000 b WHERE a.seq + b.seq < 0"
                           : "SELECT /*+ NO_BNL() */ count(*) FROM " + manyRows() +
                                 " WHERE a0.n + a1.n + a2.n + a3.n + a4.n + a5.n + "
                                 "a6.n + a7.n + a8.n + a9.n < 0";
    }
    [[nodiscard]] std::string endlessRows() const override {
        return isMariaDb() ? "SELECT seq FROM seq_1_to_1000000000000000"
                           : "SELECT /*+ NO_BNL() */ ROW_NUMBER() OVER () FROM " + manyRows();
    }
    [[nodiscard]] std::string parameter(int /*position*/) const override { return "?"; }
    [[nodiscard]] int mostColumns() const override { return 4096; }
    [[nodiscard]] std::string failsWhileRunning() const override {
        return isMariaDb() ? "SELECT exp(seq * 700) FROM seq_1_to_2"
                           : "SELECT exp(n * 700) FROM (SELECT 1 AS n UNION ALL SELECT 2) t";
    }
    [[nodiscard]] bool runsSideBySide() const override { return false; }
    [[nodiscard]] bool limitsColumns() const override { return false; }
    [[nodiscard]] std::string quoted(std::string_view name) const override {
        std::string text = "`";
        for (const char c : name) {
            text += c == '`' ? "``" : std::string(1, c);
        }
        return text + '`';
    }
    [[nodiscard]] std::string ddlName(std::string_view table) const override {
        return quoted(schema()) + "." + quoted(table);
    }
    [[nodiscard]] std::string ddlOfIndex(std::string_view index) const override { return "KEY " + quoted(index); }

private:
    [[nodiscard]] static bool isMariaDb() { return support::sharedMariadb().isMariaDb(); }
    /// Ten tables of ten rows each, joined; nested (NO_BNL), so that rows come at once.
    [[nodiscard]] static std::string manyRows() {
        std::string tables;
        for (const char number : std::string("0123456789")) {
            tables += tables.empty() ? "" : ", ";
            tables += "(SELECT 1 AS n";
            for (int i = 1; i < 10; ++i) {
                tables += " UNION ALL SELECT 1";
            }
            tables += std::string(") a") + number;
        }
        return tables;
    }

    std::string m_database;
};

} // namespace

Engine mysqlEngine() {
    return {"MariaDb", [] { return std::unique_ptr<DriverQuirks>(std::make_unique<MysqlQuirks>()); }};
}

} // namespace dbv::conformance
