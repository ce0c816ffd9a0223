// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "engine/confirmations.h"
#include "engine/safety_gate.h"
#include "engine_fixture.h"
#include "sql/classifier.h"

namespace dbv::testing {

namespace {

using ::testing::HasSubstr;

class SafetyModes : public EngineTest {
protected:
    void SetUp() override { start(); }

    void openWith(Safety safety) {
        m_server->readBy(DialectId::PostgreSql);
        m_safety = safety;
        m_connection = open();
    }
    [[nodiscard]] RequestFailed failed(RequestId request) {
        const protocol::Event event = m_log->awaitLast(request);
        const auto* failure = std::get_if<RequestFailed>(&event);
        EXPECT_NE(failure, nullptr);
        return failure != nullptr ? *failure : RequestFailed();
    }
    [[nodiscard]] protocol::RunQuery confirmed(std::string sql, const std::string& token) const {
        protocol::RunQuery again = query(std::move(sql));
        again.confirm = token;
        return again;
    }
    [[nodiscard]] std::string tokenFor(const std::string& sql) {
        const RequestFailed asked = failed(run(sql));
        EXPECT_TRUE(asked.confirmation);
        return asked.confirmation ? asked.confirmation->token : std::string();
    }
    void expectInvalid(protocol::RunQuery command) {
        EXPECT_EQ(failure(send(std::move(command))).kind, ErrorKind::InvalidInput);
        EXPECT_EQ(m_server->log(), std::vector<std::string>());
    }

    const std::string m_script = "INSERT INTO t VALUES (1);\nDELETE FROM t;\nSELECT 1; DROP TABLE t";
};

TEST_F(SafetyModes, ConfirmAsksBeforeAnythingOfAScriptIsSent) {
    openWith(Safety::Confirm);
    const RequestFailed asked = failed(run(m_script));
    EXPECT_EQ(asked.error.kind, ErrorKind::ConfirmationRequired);
    EXPECT_EQ(asked.error.damage, Damage::None);
    EXPECT_THAT(asked.error.message,
                HasSubstr("2 statements would have to be confirmed first. In line 2: it changes or deletes "
                          "every row (t)."));
    ASSERT_TRUE(asked.confirmation);
    ASSERT_EQ(asked.confirmation->statements.size(), 2U);
    EXPECT_EQ(asked.confirmation->statements[0].statement, 1U);
    EXPECT_EQ(asked.confirmation->statements[1].statement, 3U);
    EXPECT_EQ(asked.confirmation->statements[1].found.target, "t");
    EXPECT_EQ(m_server->log(), std::vector<std::string>());

    EXPECT_EQ(reports(send(confirmed(m_script, asked.confirmation->token))).size(), 4U);
    EXPECT_EQ(m_server->log().size(), 4U);
}

TEST_F(SafetyModes, WhatIsAskedAboutFollowsTheSettingsWhileConnectionsAreOpen) {
    openWith(Safety::Confirm);
    const std::string change = "UPDATE t SET a = 1 WHERE b = 2";
    EXPECT_EQ(reports(run(change)).size(), 1U);
    engine::EngineSettings settings;
    settings.askAbove = 0;
    m_engine->adopt(std::move(settings));
    EXPECT_EQ(failed(run(change)).error.kind, ErrorKind::ConfirmationRequired);
    m_engine->adopt({});
    EXPECT_EQ(reports(run(change)).size(), 1U);
}

TEST_F(SafetyModes, ConfirmLetsTheRestRunUnasked) {
    openWith(Safety::Confirm);
    const std::string harmless = "SELECT delete FROM t; INSERT INTO t VALUES ('drop table t'); UPDATE t SET a = 1 "
                                 "WHERE b = 2; CREATE TABLE u (a int)";
    EXPECT_EQ(reports(run(harmless)).size(), 4U);
}

TEST_F(SafetyModes, AConfirmationIsGoodOnceForOneTextOnOneConnection) {
    openWith(Safety::Confirm);
    const std::string token = tokenFor("DROP TABLE t");
    EXPECT_EQ(token.size(), 32U);
    expectInvalid(confirmed("DROP TABLE u", token));
    // It is used up by the attempt.
    expectInvalid(confirmed("DROP TABLE t", token));
    expectInvalid(confirmed("DROP TABLE t", std::string(32, '0')));

    protocol::RunQuery withValues = query("DELETE FROM t WHERE a = $1 OR true");
    withValues.positional = {ParameterValue(std::int64_t{1})};
    protocol::RunQuery other = withValues;
    other.positional = {ParameterValue(std::int64_t{2})};
    const RequestFailed asked = failed(send(withValues));
    ASSERT_TRUE(asked.confirmation);
    other.confirm = asked.confirmation->token;
    expectInvalid(other);

    protocol::RunQuery elsewhere = confirmed("DROP TABLE t", tokenFor("DROP TABLE t"));
    elsewhere.connection = open();
    expectInvalid(elsewhere);

    const std::string good = tokenFor("DROP TABLE t");
    EXPECT_FALSE(report(send(confirmed("DROP TABLE t", good))).error);
    EXPECT_EQ(failure(send(confirmed("DROP TABLE t", good))).kind, ErrorKind::InvalidInput);
    EXPECT_EQ(m_server->sent("DROP TABLE t"), 1);
}

TEST_F(SafetyModes, AConfirmationIsNotForWhatTheNamesMeanLater) {
    openWith(Safety::Confirm);
    const std::string token = tokenFor("DELETE FROM t");
    const std::string elsewhere = "SET search_path = other";
    EXPECT_FALSE(report(run(elsewhere, 2)).error);
    const std::string kept = tokenFor("DELETE FROM u");
    EXPECT_FALSE(report(run(elsewhere)).error);
    EXPECT_EQ(failure(send(confirmed("DELETE FROM t", token))).kind, ErrorKind::InvalidInput);
    EXPECT_EQ(failure(send(confirmed("DELETE FROM u", kept))).kind, ErrorKind::InvalidInput);
    EXPECT_FALSE(report(send(confirmed("DELETE FROM t", tokenFor("DELETE FROM t")))).error);
}

TEST_F(SafetyModes, ASandboxTakesNoCodeThatRunsLater) {
    openWith(Safety::Sandbox);
    for (const std::string sql : {"CREATE RULE r AS ON INSERT TO t DO ALSO DELETE FROM u",
                                  "CREATE OR REPLACE FUNCTION abs(text) RETURNS text LANGUAGE sql AS 'delete from t'",
                                  "CREATE TRIGGER g BEFORE INSERT ON t EXECUTE FUNCTION f()"}) {
        const protocol::StatementReport refused = report(run(sql));
        ASSERT_TRUE(refused.error) << sql;
        EXPECT_EQ(refused.error->kind, ErrorKind::RefusedBySandbox) << sql;
    }
    EXPECT_EQ(m_server->log(), std::vector<std::string>());
}

TEST_F(SafetyModes, WhatAStatementMakesOfTheNextOneIsLookedAtAgain) {
    openWith(Safety::Confirm);
    // By the usual rules it is one harmless statement; as the server reads it by then, another.
    Grammar escaping = DialectId::PostgreSql;
    escaping.backslashEscapes = true;
    m_server->on("SET a = 1", {.thenReads = escaping});
    const auto all = reports(run("SET a = 1; SELECT '\\'', lo_import('/etc/passwd'), ' '"));
    ASSERT_EQ(all.size(), 2U);
    ASSERT_TRUE(all[1].error);
    EXPECT_EQ(all[1].error->kind, ErrorKind::ConfirmationRequired);
    EXPECT_EQ(m_server->log(), (std::vector<std::string>{"SET a = 1"}));
}

TEST_F(SafetyModes, ASandboxRefusesWhatDestroysAndRunsTheRest) {
    openWith(Safety::Sandbox);
    protocol::RunQuery script = query(m_script);
    script.stopOnError = false;
    const auto all = reports(send(script));
    ASSERT_EQ(all.size(), 4U);
    EXPECT_FALSE(all[0].error);
    ASSERT_TRUE(all[1].error);
    EXPECT_EQ(all[1].error->kind, ErrorKind::RefusedBySandbox);
    EXPECT_THAT(all[1].error->message, HasSubstr("it changes or deletes every row (t)"));
    EXPECT_FALSE(all[2].error);
    EXPECT_TRUE(all[3].error);
    EXPECT_EQ(m_server->log(), (std::vector<std::string>{"INSERT INTO t VALUES (1)", "SELECT 1"}));
    for (const char* sql : {"CALL p()", "SELECT f()", "GRANT SELECT ON t TO r", "COPY t TO PROGRAM 'sh'", "SELEC 1"}) {
        EXPECT_EQ(report(run(sql)).error->kind, ErrorKind::RefusedBySandbox) << sql;
        EXPECT_EQ(m_server->sent(sql), 0) << sql;
    }
}

TEST_F(SafetyModes, AReadOnlyConnectionSendsNothingThatWrites) {
    openWith(Safety::ReadOnly);
    for (const char* sql :
         {"INSERT INTO t VALUES (1)", "SET transaction_read_only = off", "EXPLAIN ANALYZE DELETE FROM t", "CALL p()",
          "WITH a AS (DELETE FROM t RETURNING *) SELECT * FROM a", "SELEC 1"}) {
        const protocol::StatementReport refused = report(run(sql));
        EXPECT_EQ(refused.error->kind, ErrorKind::RefusedReadOnly) << sql;
        EXPECT_FALSE(refused.sent) << sql;
        EXPECT_EQ(m_server->sent(sql), 0) << sql;
    }
    for (const char* sql : {"SELECT f()", "BEGIN", "SHOW a", "EXPLAIN DELETE FROM t"}) {
        const protocol::StatementReport done = report(run(sql));
        EXPECT_FALSE(done.error) << sql;
        EXPECT_TRUE(done.sent) << sql;
    }
}

TEST_F(SafetyModes, AnExportAsksNothing) {
    openWith(Safety::Confirm);
    EXPECT_EQ(failure(exportRows("DELETE FROM t RETURNING *")).kind, ErrorKind::ConfirmationRequired);
    EXPECT_EQ(m_server->log(), std::vector<std::string>());
    openWith(Safety::Sandbox);
    EXPECT_EQ(failure(exportRows("DELETE FROM t RETURNING *")).kind, ErrorKind::RefusedBySandbox);
    EXPECT_EQ(m_server->log(), std::vector<std::string>());
}

TEST_F(SafetyModes, AScriptIsClassifiedStatementByStatement) {
    const protocol::Event event = m_log->awaitLast(send(protocol::ClassifyScript{
        DialectId::PostgreSql, "SELECT 1; \\set a 1\nCOPY t FROM STDIN;\n1\n\\.\nDROP TABLE t"}));
    const auto* classified = std::get_if<protocol::ScriptClassified>(&event);
    ASSERT_NE(classified, nullptr);
    ASSERT_EQ(classified->statements.size(), 3U);
    EXPECT_EQ(classified->statements[0].found.kind, StatementClass::Read);
    EXPECT_EQ(classified->statements[1].found.kind, StatementClass::Write);
    EXPECT_EQ(classified->statements[2].found.kind, StatementClass::Destructive);
    m_connection = open();
}

} // namespace

} // namespace dbv::testing
