// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "mysql/connector.h"
#include "result_table.h"
#include "support/mariadb_server.h"

namespace dbv::conformance {

/// A fresh database on the shared MariaDB (or MySQL) server, and sessions on it.
class MysqlTest : public testing::Test {
protected:
    void SetUp() override {
        ASSERT_EQ(server().problem(), "");
        m_database = server().makeDatabase();
        m_session = open(params());
        ASSERT_NE(m_session, nullptr);
    }

    [[nodiscard]] static support::MariadbServer& server() { return support::sharedMariadb(); }
    /// What one of the two has and the other has not.
    [[nodiscard]] static bool isMariaDb() { return server().isMariaDb(); }
    [[nodiscard]] static std::string numbers(int digits) { return support::MariadbServer::numbers(digits); }
    [[nodiscard]] const std::string& database() const { return m_database; }
    [[nodiscard]] ConnectParams params() const {
        ConnectParams params;
        params.host = server().host();
        params.port = server().port();
        params.user = "root";
        params.database = m_database;
        return params;
    }
    [[nodiscard]] static Result<std::unique_ptr<Session>> tryOpen(const ConnectParams& params) {
        mysql::MysqlConnector connector;
        return openSession(connector, params, {});
    }
    [[nodiscard]] static std::unique_ptr<Session> open(const ConnectParams& params) {
        auto session = tryOpen(params);
        if (!session) {
            ADD_FAILURE() << session.error().message;
            return nullptr;
        }
        return std::move(*session);
    }
    [[nodiscard]] Session& session() const { return *m_session; }

    ResultTable run(const StatementText& statement) const {
        Result<ResultTable> result = runAll(*m_session, statement);
        if (!result) {
            ADD_FAILURE() << statement.sql.substr(0, 300) << ": " << result.error().message;
            return {};
        }
        return std::move(*result);
    }
    ResultTable run(std::string_view sql) const { return run(StatementText{sql, {}, {}}); }
    [[nodiscard]] Error failureOf(const StatementText& statement) const {
        const Result<ResultTable> result = runAll(*m_session, statement);
        if (result) {
            ADD_FAILURE() << statement.sql.substr(0, 300) << " did not fail";
            return {};
        }
        return result.error();
    }
    [[nodiscard]] Error failureOf(std::string_view sql) const { return failureOf(StatementText{sql, {}, {}}); }
    [[nodiscard]] std::string textOf(std::string_view sql) const {
        const ResultTable table = run(sql);
        return table.rows.size() == 1 && table.rows[0].size() == 1 ? table.rows[0][0].text.value_or("NULL")
                                                                   : "no value";
    }

private:
    std::string m_database;
    std::unique_ptr<Session> m_session;
};

} // namespace dbv::conformance
