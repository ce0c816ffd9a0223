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
    /// Why the run, or its only statement, failed.
    [[nodiscard]] std::optional<Error> failureOf(RequestId request) {
        const protocol::Event event = m_log->awaitLast(request);
        if (const auto* failed = std::get_if<protocol::RequestFailed>(&event)) {
            return failed->error;
        }
        const auto ended = m_log->all<protocol::StatementFinished>(request);
        return ended.empty() ? std::nullopt : ended.front().report.error;
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
    EXPECT_TRUE(m_log->all<protocol::QuestionRaised>(run(true)).empty()) << "the way is there";
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

} // namespace

} // namespace dbv::testing
