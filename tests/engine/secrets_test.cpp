// SPDX-License-Identifier: Apache-2.0
// Where the secrets of a connection come from, and what is asked while it is being opened.
#include <fstream>
#include <iterator>

#include "bus/secret_shelf.h"
#include "engine_fixture.h"

namespace dbv::testing {

namespace {

using protocol::QuestionKind;
using protocol::QuestionRaised;
using protocol::SecretOrigin;

class EngineSecrets : public EngineTest {
protected:
    void SetUp() override {
        start();
        m_engine->connectSecrets(m_secrets);
        m_server->wantPassword("right");
    }
    [[nodiscard]] SecretId leave(const char* text) { return m_secrets->leave(Secret(text)); }
    RequestId connect(protocol::SecretSource password, bool canAnswer = true, SecretId given = {}) {
        protocol::OpenConnection command;
        command.target.config.connector = "fake";
        command.target.config.database = "db";
        command.target.config.user = "ann";
        command.target.config.secrets.password = std::move(password);
        command.target.secrets.password = given;
        command.target.canAnswer = canAnswer;
        return send(std::move(command));
    }
    void answer(RequestId opening, const char* text) {
        const protocol::Event event = m_log->awaitLast(send(protocol::AnswerQuestion{opening, false, {leave(text)}}));
        EXPECT_TRUE(std::holds_alternative<protocol::QuestionAnswered>(event));
    }
    [[nodiscard]] protocol::Question question(RequestId opening, std::size_t nth = 1) {
        return m_log->await<QuestionRaised>(opening, nth).question;
    }
    [[nodiscard]] ConnectionId opened(RequestId opening) {
        const protocol::Event event = m_log->awaitLast(opening);
        const auto* answer = std::get_if<protocol::ConnectionOpened>(&event);
        EXPECT_NE(answer, nullptr);
        return answer == nullptr ? ConnectionId() : answer->facts.connection;
    }
    /// A store under the master password "master", with "right" in it.
    [[nodiscard]] std::string keepPassword() {
        const protocol::Event made = m_log->awaitLast(send(protocol::UnlockSecrets{leave("master")}));
        EXPECT_TRUE(std::holds_alternative<protocol::SecretsListed>(made));
        const protocol::Event kept = m_log->awaitLast(send(protocol::KeepSecret{{}, "the fake's", leave("right")}));
        return std::get<protocol::SecretKept>(kept).id;
    }
    [[nodiscard]] protocol::SecretsListed secretsAfter(protocol::Command command) {
        const protocol::Event event = m_log->awaitLast(send(std::move(command)));
        const auto* listed = std::get_if<protocol::SecretsListed>(&event);
        EXPECT_NE(listed, nullptr);
        return listed == nullptr ? protocol::SecretsListed() : *listed;
    }

    std::shared_ptr<bus::SecretShelf> m_secrets = std::make_shared<bus::SecretShelf>();
};

TEST_F(EngineSecrets, APasswordThatIsAskedForEachTimeIsAskedForAndLetsIn) {
    const RequestId opening = connect({SecretOrigin::Ask, {}});
    const protocol::Question asked = question(opening);
    EXPECT_EQ(asked.kind, QuestionKind::Password);
    EXPECT_EQ(asked.prompts.size(), 1U);
    EXPECT_FALSE(asked.prompts.front().echo);
    answer(opening, "right");
    m_connection = opened(opening);
    EXPECT_EQ(report(run("SELECT 1")).error, std::nullopt);
}

TEST_F(EngineSecrets, APasswordFromTheEnvironmentLetsInOrItIsSaidThatItIsNotSet) {
    ASSERT_EQ(::setenv("DBV_TEST_PASSWORD", "right", 1), 0);
    EXPECT_TRUE(opened(connect({SecretOrigin::Environment, "DBV_TEST_PASSWORD"}, false)));
    ASSERT_EQ(::unsetenv("DBV_TEST_PASSWORD"), 0);
    const Error unset = failure(connect({SecretOrigin::Environment, "DBV_TEST_PASSWORD"}, false));
    EXPECT_EQ(unset.kind, ErrorKind::AuthenticationFailed);
    EXPECT_NE(unset.message.find("DBV_TEST_PASSWORD, which is not set"), std::string::npos);
}

TEST_F(EngineSecrets, ASecretIsFetchedForOtherUsesThanAnOpening) {
    const std::string id = keepPassword();
    const auto fetched = [this](protocol::SecretSource source) {
        const protocol::Event event = m_log->awaitLast(send(protocol::FetchSecret{std::move(source)}));
        const auto* secret = std::get_if<protocol::SecretFetched>(&event);
        return std::string(secret == nullptr ? "none" : m_secrets->copyOf(secret->secret).reveal());
    };
    EXPECT_EQ(fetched({SecretOrigin::Stored, id}), "right");
    EXPECT_EQ(fetched({SecretOrigin::Command, "printf one"}), "one");
    EXPECT_EQ(fetched({SecretOrigin::Usual, {}}), "none");
    EXPECT_EQ(failure(send(protocol::FetchSecret{{SecretOrigin::Ask, {}}})).kind, ErrorKind::InvalidInput);
    EXPECT_EQ(failure(send(protocol::FetchSecret{{SecretOrigin::Command, "false"}})).kind, ErrorKind::IoError);
}

TEST_F(EngineSecrets, ARefusedPasswordIsAskedForAgainWithTheServersWords) {
    const RequestId opening = connect({}, true, leave("wrong"));
    EXPECT_EQ(question(opening).text, "The server refuses the password.");
    EXPECT_EQ(question(opening).attempt, 1);
    answer(opening, "wrong again");
    EXPECT_EQ(question(opening, 2).attempt, 2);
    answer(opening, "right");
    EXPECT_TRUE(opened(opening));
}

TEST_F(EngineSecrets, WhereNobodyAnswersTheOpeningFailsInsteadOfWaiting) {
    EXPECT_EQ(failure(connect({SecretOrigin::Ask, {}}, false)).kind, ErrorKind::AuthenticationFailed);
    EXPECT_EQ(failure(connect({}, false, leave("wrong"))).message, "The server refuses the password.");
}

TEST_F(EngineSecrets, ARefusalEndsTheOpeningAndASecondAnswerFindsNothing) {
    const RequestId opening = connect({SecretOrigin::Ask, {}});
    static_cast<void>(question(opening));
    static_cast<void>(m_log->awaitLast(send(protocol::AnswerQuestion{opening, true, {}})));
    EXPECT_EQ(failure(opening).kind, ErrorKind::Cancelled);
    EXPECT_EQ(failure(send(protocol::AnswerQuestion{opening, false, {leave("right")}})).kind, ErrorKind::NotFound);
}

TEST_F(EngineSecrets, WhoGivesUpAfterARefusalHearsWhyTheServerRefused) {
    const RequestId opening = connect({}, true, leave("wrong"));
    static_cast<void>(question(opening));
    static_cast<void>(m_log->awaitLast(send(protocol::AnswerQuestion{opening, true, {}})));
    EXPECT_EQ(failure(opening).kind, ErrorKind::AuthenticationFailed);
    EXPECT_EQ(failure(opening).message, "The server refuses the password.");
}

TEST_F(EngineSecrets, TheWrongNumberOfAnswersLeavesTheQuestionOpen) {
    const RequestId opening = connect({SecretOrigin::Ask, {}});
    static_cast<void>(question(opening));
    EXPECT_EQ(failure(send(protocol::AnswerQuestion{opening, false, {}})).kind, ErrorKind::InvalidInput);
    answer(opening, "right");
    EXPECT_TRUE(opened(opening));
}

TEST_F(EngineSecrets, ACancelledOpeningWaitsForNoAnswer) {
    const RequestId opening = connect({SecretOrigin::Ask, {}});
    static_cast<void>(question(opening));
    EXPECT_TRUE(wasCancelled(cancel(opening)));
    EXPECT_EQ(failure(opening).kind, ErrorKind::Cancelled);
}

TEST_F(EngineSecrets, AStoredPasswordLetsInWithoutAQuestionWhileTheStoreIsOpen) {
    const RequestId opening = connect({SecretOrigin::Stored, keepPassword()}, false);
    EXPECT_TRUE(opened(opening));
    EXPECT_TRUE(m_log->all<QuestionRaised>(opening).empty());
}

TEST_F(EngineSecrets, ALockedStoreAsksForItsMasterPasswordUntilItIsRight) {
    const std::string id = keepPassword();
    EXPECT_FALSE(secretsAfter(protocol::LockSecrets{}).facts.open);
    const RequestId opening = connect({SecretOrigin::Stored, id});
    EXPECT_EQ(question(opening).kind, QuestionKind::SecretsPassword);
    answer(opening, "not it");
    EXPECT_EQ(question(opening, 2).attempt, 2);
    answer(opening, "master");
    EXPECT_TRUE(opened(opening));
    static_cast<void>(secretsAfter(protocol::LockSecrets{}));
    EXPECT_EQ(failure(connect({SecretOrigin::Stored, id}, false)).kind, ErrorKind::VaultLocked);
}

TEST_F(EngineSecrets, ARemovedSecretIsMissedWithTheNextStep) {
    const std::string id = keepPassword();
    EXPECT_TRUE(secretsAfter(protocol::RemoveSecret{id}).secrets.empty());
    const Error error = failure(connect({SecretOrigin::Stored, id}, false));
    EXPECT_EQ(error.kind, ErrorKind::AuthenticationFailed);
    EXPECT_EQ(error.hint, "Give the connection its password again.");
    // Who can be asked has it. One that was to be stored, and was not yet, has no number.
    for (const std::string& missed : {id, std::string()}) {
        const RequestId opening = connect({SecretOrigin::Stored, missed});
        EXPECT_EQ(question(opening).kind, QuestionKind::Password);
        answer(opening, "right");
        EXPECT_TRUE(opened(opening));
    }
}

TEST_F(EngineSecrets, ASecretThatIsSharedIsChangedOnceAndListedWithItsUsers) {
    const std::string id = keepPassword();
    for (const char* name : {"one", "two"}) {
        protocol::SaveConnection save;
        save.connection.name = name;
        save.connection.config.connector = "fake";
        save.connection.config.database = "db";
        save.connection.config.secrets.password = {SecretOrigin::Stored, id};
        static_cast<void>(m_log->awaitLast(send(save)));
    }
    const protocol::SecretsListed listed = secretsAfter(protocol::ListSecrets{});
    ASSERT_EQ(listed.secrets.size(), 1U);
    EXPECT_EQ(listed.secrets.front().users, (std::vector<std::string>{"one", "two"}));
    EXPECT_EQ(listed.facts.key, protocol::SecretsKey::Password);
    m_server->wantPassword("changed");
    static_cast<void>(m_log->awaitLast(send(protocol::KeepSecret{id, "the fake's", leave("changed")})));
    for (const char* name : {"one", "two"}) {
        protocol::OpenConnection command;
        command.target.saved = name;
        EXPECT_TRUE(opened(send(std::move(command)))) << name;
    }
}

TEST_F(EngineSecrets, AnotherMasterPasswordOpensTheSameSecrets) {
    const std::string id = keepPassword();
    EXPECT_EQ(failure(send(protocol::ChangeSecretsKey{leave("not it"), leave("next")})).kind,
              ErrorKind::WrongPassphrase);
    EXPECT_TRUE(secretsAfter(protocol::ChangeSecretsKey{leave("master"), leave("next")}).facts.open);
    static_cast<void>(secretsAfter(protocol::LockSecrets{}));
    EXPECT_EQ(failure(send(protocol::UnlockSecrets{leave("master")})).kind, ErrorKind::WrongPassphrase);
    EXPECT_EQ(secretsAfter(protocol::UnlockSecrets{leave("next")}).secrets.front().id, id);
}

TEST_F(EngineSecrets, WithoutAKeychainAFirstSecretWantsAMasterPassword) {
    const Error error = failure(send(protocol::KeepSecret{{}, "x", leave("right")}));
    EXPECT_EQ(error.kind, ErrorKind::VaultLocked);
    EXPECT_EQ(error.hint, "Choose a master password for them.");
}

TEST_F(EngineSecrets, ACommandIsRunForEachSessionAnew) {
    const std::filesystem::path folder = m_folder.path().toStdString();
    std::ofstream(folder / "token.sh") << "echo run >> " << (folder / "runs").string() << "\necho right\n";
    m_connection = opened(connect({SecretOrigin::Command, "sh " + (folder / "token.sh").string()}, false));
    EXPECT_EQ(report(run("SELECT 1", 1)).error, std::nullopt);
    EXPECT_EQ(report(run("SELECT 1", 2)).error, std::nullopt);
    std::ifstream runs(folder / "runs");
    const auto lines = std::count(std::istreambuf_iterator<char>(runs), {}, '\n');
    EXPECT_EQ(lines, m_server->sessionsOpened());
    EXPECT_EQ(failure(connect({SecretOrigin::Command, "sh -c 'exit 3'"}, false)).kind, ErrorKind::IoError);
}

} // namespace

} // namespace dbv::testing
