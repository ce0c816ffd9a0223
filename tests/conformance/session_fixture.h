// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "driver_quirks.h"
#include "result_table.h"

namespace dbv::conformance {

/// A fresh database of one engine and an open session on it.
class SessionTest : public testing::TestWithParam<Engine> {
protected:
    void SetUp() override {
        m_quirks = GetParam().make();
        m_connector = m_quirks->connector();
        m_session = openAnother();
        ASSERT_NE(m_session, nullptr);
    }

    [[nodiscard]] std::unique_ptr<Session> openAnother() const {
        auto session = openSession(*m_connector, m_quirks->params(), {});
        if (!session) {
            ADD_FAILURE() << session.error().message;
            return nullptr;
        }
        return std::move(*session);
    }
    [[nodiscard]] const DriverQuirks& quirks() const { return *m_quirks; }
    [[nodiscard]] Connector& connector() const { return *m_connector; }
    [[nodiscard]] Session& session() const { return *m_session; }
    void closeSession() { m_session.reset(); }

    /// Runs a statement that has to succeed.
    ResultTable run(const StatementText& statement) const {
        Result<ResultTable> result = runAll(*m_session, statement);
        if (!result) {
            ADD_FAILURE() << statement.sql.substr(0, 200) << ": " << result.error().message;
            return {};
        }
        return std::move(*result);
    }
    ResultTable run(std::string_view sql) const { return run(StatementText{sql, {}, {}}); }
    /// Runs a statement that has to fail.
    [[nodiscard]] Error failureOf(const StatementText& statement) const {
        const Result<ResultTable> result = runAll(*m_session, statement);
        if (result) {
            ADD_FAILURE() << statement.sql.substr(0, 200) << " did not fail";
            return {};
        }
        return result.error();
    }
    [[nodiscard]] Error failureOf(std::string_view sql) const { return failureOf(StatementText{sql, {}, {}}); }
    /// The only value of a query.
    [[nodiscard]] Value valueOf(std::string_view sql) const {
        const ResultTable table = run(sql);
        if (table.rows.size() != 1 || table.rows[0].size() != 1) {
            ADD_FAILURE() << sql << " gave not one value";
            return {};
        }
        return table.rows[0][0];
    }

private:
    std::unique_ptr<DriverQuirks> m_quirks;
    std::unique_ptr<Connector> m_connector;
    std::unique_ptr<Session> m_session;
};

/// Runs a suite on every engine.
#define DBV_ON_EVERY_ENGINE(suite)                                                                                     \
    INSTANTIATE_TEST_SUITE_P(Engines, suite, testing::ValuesIn(dbv::conformance::engines()),                           \
                             [](const auto& each) { return each.param.name; })

} // namespace dbv::conformance
