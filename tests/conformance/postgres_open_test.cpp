// SPDX-License-Identifier: Apache-2.0
#include "heard_steps.h"
#include "postgres_fixture.h"

namespace dbv::conformance {

namespace {

class PostgresOpenTest : public PostgresTest {
protected:
    Error failureToOpen(const ConnectParams& params) {
        postgres::PostgresConnector connector;
        const auto opened = connector.open(params, {}, steps);
        EXPECT_FALSE(opened.has_value());
        return opened ? Error() : opened.error();
    }

    HeardSteps steps;
};

TEST_F(PostgresOpenTest, TellsEachStepOfTheWay) {
    ConnectParams params = this->params();
    params.tls.mode = TlsMode::Disable;
    postgres::PostgresConnector connector;
    ASSERT_TRUE(connector.open(params, {}, steps).has_value());
    EXPECT_TRUE(steps.steps().ends_with("tcp+ authenticate+ database+")) << steps.steps();
}

TEST_F(PostgresOpenTest, AMissingDatabaseIsNotTakenForARefusedLogin) {
    ConnectParams params = this->params();
    params.tls.mode = TlsMode::Disable;
    params.database = "no such database";
    const Error error = failureToOpen(params);
    EXPECT_EQ(error.kind, ErrorKind::NotFound);
    EXPECT_TRUE(steps.steps().ends_with("authenticate+ database")) << steps.steps();
}

TEST_F(PostgresOpenTest, ADatabaseThatTheUserMayNotEnterIsNotTakenForARefusedLogin) {
    run("CREATE ROLE outsider LOGIN");
    run("REVOKE CONNECT ON DATABASE \"" + database() + "\" FROM PUBLIC");
    ConnectParams params = this->params();
    params.tls.mode = TlsMode::Disable;
    params.user = "outsider";
    const Error error = failureToOpen(params);
    EXPECT_EQ(error.sqlState, "42501");
    EXPECT_TRUE(steps.steps().ends_with("authenticate+ database")) << steps.steps();
    run("DROP ROLE outsider");
}

TEST_F(PostgresOpenTest, AnUnknownUserIsRefusedAtTheLogin) {
    ConnectParams params = this->params();
    params.tls.mode = TlsMode::Disable;
    params.user = "nobody at all";
    EXPECT_EQ(failureToOpen(params).kind, ErrorKind::AuthenticationFailed);
    EXPECT_TRUE(steps.steps().ends_with("authenticate")) << steps.steps();
}

} // namespace

} // namespace dbv::conformance
