// SPDX-License-Identifier: Apache-2.0
// A way through SSH that died is laid anew at the next use. What its server asks again, the person is asked who waits.
#include "asking_engine.h"

namespace dbv::testing {

namespace {

class AskedAgain : public AskingEngine {
protected:
    void SetUp() override {
        AskingEngine::SetUp();
        m_user = servers().user(m_password);
        static_cast<void>(m_home.write("known_hosts", m_ssh.knownHostLine()));
        protocol::OpenConnection command;
        command.target.config = configFor("postgres", m_user, {});
        command.target.config.ssh = {.target = {"127.0.0.1", m_ssh.port(), support::SshServer::user()},
                                     .jump = {},
                                     .auth = "keyboard-interactive",
                                     .keyFile = {},
                                     .knownHosts = m_home.path("known_hosts").string(),
                                     .acceptFingerprint = {}};
        command.target.secrets.password = leave(m_password);
        command.target.canAnswer = true;
        const RequestId opening = send(std::move(command));
        answerCode(opening);
        m_connection = answerOf<protocol::ConnectionOpened>(opening).facts.connection;
        ASSERT_TRUE(m_connection);
        ASSERT_FALSE(failureOf(run(true)));
        m_ssh.restart();
    }

    /// Two questions, one behind the other: nothing that was given before answers the second.
    void answerCode(RequestId request) {
        std::size_t nth = 0;
        for (const char* answer : {"right one", "123456"}) {
            const auto raised = m_log->await<protocol::QuestionRaised>(request, ++nth);
            EXPECT_EQ(raised.question.kind, protocol::QuestionKind::SshPrompts);
            static_cast<void>(answerOf<protocol::QuestionAnswered>(
                send(protocol::AnswerQuestion{request, false, {m_left->leave(Secret(answer))}})));
        }
    }
    RequestId run(bool canAnswer) {
        protocol::RunQuery command;
        command.connection = m_connection;
        command.session = SessionKey{1};
        command.sql = "SELECT 1";
        command.canAnswer = canAnswer;
        return send(std::move(command));
    }
    /// The first statement behind the loss finds it out and is not sent twice, unless that was heard before.
    void findTheLoss() { ASSERT_TRUE(failureOf(run(false))); }

    const PlantedSecret m_password{"the password"};
    std::string m_user;
    support::SshServer m_ssh{{.hostKeyTypes = {"ed25519"},
                              .authorizedKeys = {},
                              .prompts = "0|Password: |right one\n1|Code: |123456",
                              .config = {}}};
    ConnectionId m_connection;
};

TEST_F(AskedAgain, WhoRunsAStatementAndCanAnswerIsAsked) {
    findTheLoss();
    const RequestId request = run(true);
    answerCode(request);
    const std::optional<Error> failed = failureOf(request);
    EXPECT_FALSE(failed) << failed->message;
    const RequestId next = run(true);
    EXPECT_FALSE(failureOf(next));
    EXPECT_TRUE(m_log->all<protocol::QuestionRaised>(next).empty()) << "the way is there";
}

TEST_F(AskedAgain, WhereNobodyAnswersTheErrorSaysWhatToDo) {
    findTheLoss();
    const std::optional<Error> failed = failureOf(run(false));
    ASSERT_TRUE(failed);
    EXPECT_EQ(failed->kind, ErrorKind::AuthenticationFailed) << failed->message;
    EXPECT_NE(failed->hint.find("connect again"), std::string::npos) << failed->hint;
}

TEST_F(AskedAgain, ARefusalAndACancelEndTheStatementAndNothingWaits) {
    findTheLoss();
    const RequestId refused = run(true);
    static_cast<void>(m_log->await<protocol::QuestionRaised>(refused));
    static_cast<void>(answerOf<protocol::QuestionAnswered>(send(protocol::AnswerQuestion{refused, true, {}})));
    ASSERT_TRUE(failureOf(refused));
    EXPECT_EQ(failureOf(refused)->kind, ErrorKind::Cancelled);
    const RequestId cancelled = run(true);
    static_cast<void>(m_log->await<protocol::QuestionRaised>(cancelled));
    static_cast<void>(answerOf<protocol::CancelConfirmed>(send(protocol::CancelRequest{cancelled})));
    EXPECT_TRUE(failureOf(cancelled));
    const RequestId again = run(true);
    answerCode(again);
    EXPECT_FALSE(failureOf(again));
}

/// A server whose user has another password than when the connection was opened, and whose session has ended.
class AskedAgainForThePassword : public AskingEngine {
protected:
    void openAndChange(const std::string& connector) {
        const std::string user = userWith(m_before);
        protocol::OpenConnection command;
        command.target.config = configFor(connector, user, {});
        command.target.config.safety = Safety::Off;
        command.target.secrets.password = leave(m_before);
        m_connection = answerOf<protocol::ConnectionOpened>(send(std::move(command))).facts.connection;
        ASSERT_TRUE(m_connection);
        const std::string now = m_now.text();
        const bool maria = connector == "mysql";
        ASSERT_FALSE(failureOf(
            run(1, false,
                maria ? "SET PASSWORD = PASSWORD('" + now + "')" : "ALTER USER " + user + " PASSWORD '" + now + "'")));
        ASSERT_TRUE(
            failureOf(run(1, false, maria ? "KILL CONNECTION_ID()" : "SELECT pg_terminate_backend(pg_backend_pid())")));
    }
    RequestId run(std::uint64_t session, bool canAnswer, const std::string& sql = "SELECT 1") {
        protocol::RunQuery command;
        command.connection = m_connection;
        command.session = SessionKey{session};
        command.sql = sql;
        command.canAnswer = canAnswer;
        return send(std::move(command));
    }

    const PlantedSecret m_before{"the password before"};
    const PlantedSecret m_now{"the password now"};
    ConnectionId m_connection;
};

TEST_F(AskedAgainForThePassword, WhoseSessionIsRebuiltAfterItWasChanged) {
    for (const char* const connector : {"postgres", "mysql"}) {
        openAndChange(connector);
        const std::optional<Error> unasked = failureOf(run(1, false));
        ASSERT_TRUE(unasked) << connector;
        EXPECT_EQ(unasked->kind, ErrorKind::AuthenticationFailed) << unasked->message;
        // A person looks whether the session stands, as well as with a statement.
        const RequestId request = run(1, true, "");
        const auto raised = m_log->await<protocol::QuestionRaised>(request);
        EXPECT_EQ(raised.question.kind, protocol::QuestionKind::Password);
        answer(request, m_before);
        answer(request, m_now, 2);
        std::optional<Error> failed = failureOf(request);
        EXPECT_FALSE(failed) << connector << ": " << failed->message;
        failed = failureOf(run(2, false));
        EXPECT_FALSE(failed) << connector << ": it is that of the other sessions, too: " << failed->message;
    }
}

} // namespace

} // namespace dbv::testing
