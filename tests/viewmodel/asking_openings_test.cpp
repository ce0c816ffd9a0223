// SPDX-License-Identifier: Apache-2.0
#include "connection_forms_fixture.h"

namespace dbv::viewmodel {
namespace {

/// An opening that asks, and what the engine hears of the answers.
class AskingOpenings : public ConnectionForms {
protected:
    AskingOpenings() {
        engine.on<protocol::OpenConnection>([this](RequestId id, const protocol::OpenConnection& command) {
            opening = id;
            EXPECT_TRUE(command.target.canAnswer);
            engine.say(id, protocol::QuestionRaised{{.kind = protocol::QuestionKind::Password,
                                                     .about = "me@db",
                                                     .text = "Password?",
                                                     .prompts = {{"Password", false}}}});
        });
        engine.on<protocol::AnswerQuestion>([this](RequestId id, const protocol::AnswerQuestion& command) {
            EXPECT_EQ(command.opening, opening);
            engine.finish(id, protocol::QuestionAnswered{});
            if (command.refused) {
                engine.finish(opening, protocol::RequestFailed{makeError(ErrorKind::Cancelled, "Refused."), {}});
            } else {
                answered = std::string(bus.secrets()->copyOf(command.answers.front()).reveal());
                engine.finish(opening, protocol::ConnectionOpened{{.connection = ConnectionId{1}}});
            }
        });
        shop.config = {.connector = "postgres", .host = "db", .user = "me"};
        shop.environment = protocol::Environment::Production;
        keepTheShop();
    }
    RequestId opening;
    std::string answered;
};

TEST_F(AskingOpenings, AreAnsweredAtTheDeskAndTheAnswerIsRememberedForTheRun) {
    bool opened = false;
    connections.open(shop.config, [&opened](const auto& facts) { opened = facts.has_value(); });
    deliver();
    EXPECT_EQ(connections.desk().find(1)->connection, u"The shop"_s);
    EXPECT_TRUE(connections.desk().find(1)->offersKeeping);
    ASSERT_TRUE(answer({u"s3cret"_s}));
    EXPECT_TRUE(opened);
    EXPECT_EQ(answered, "s3cret");
    EXPECT_EQ(bus.secrets()->copyOf(connections.secretsOf(shop.config).password.id()).reveal(), "s3cret");
    EXPECT_EQ(connections.databases()[0].environment, protocol::Environment::Production);
    EXPECT_TRUE(stored.empty());
}

TEST_F(AskingOpenings, LetNobodyElseAskWhileAnAnswerIsTried) {
    QuestionDesk& desk = connections.desk();
    std::vector<quint64> asked;
    QObject::connect(&desk, &QuestionDesk::asked, [&asked](quint64 number) { asked.push_back(number); });
    using Numbers = std::vector<quint64>;
    locked = true;
    for (const auto kind : {protocol::QuestionKind::Password, protocol::QuestionKind::SecretsPassword}) {
        asked.clear();
        protocol::Question question{.kind = kind, .prompts = {{"Password", false}}};
        const auto first = desk.ask(question, u"a"_s, false, [](const auto&) {});
        const auto other = desk.ask({.prompts = {{"Password", false}}}, u"b"_s, false, [](const auto&) {});
        desk.answer(first, secretsOf({u"wrong"_s}));
        EXPECT_EQ(asked, Numbers{first});
        question.attempt = 2;
        const auto again = desk.ask(question, u"a"_s, false, [](const auto&) {});
        kind == protocol::QuestionKind::Password ? desk.answerTried() : desk.masterPasswordTried();
        deliver();
        EXPECT_EQ(asked, (Numbers{first, again}));
        desk.refuse(again);
        deliver();
        EXPECT_EQ(asked, (Numbers{first, again, other}));
        desk.refuse(other);
    }
}

TEST_F(AskingOpenings, ForgetWhatIsToBeAskedForEachTime) {
    shop.config.secrets.password.origin = protocol::SecretOrigin::Ask;
    ConnectionSecrets secrets;
    secrets.password = bus::LeftSecret(bus.secrets(), Secret("s3cret"));
    connections.remember(shop.config, std::move(secrets));
    std::string sent;
    engine.on<protocol::OpenConnection>([&](RequestId id, const protocol::OpenConnection& command) {
        sent = std::string(bus.secrets()->copyOf(command.target.secrets.password).reveal());
        engine.finish(id, protocol::ConnectionOpened{{.connection = ConnectionId{1}}});
    });
    keepTheShop();
    connections.open(shop.config, [](const auto&) {});
    deliver();
    EXPECT_EQ(sent, "s3cret") << "the one who has just said it is not asked again";
    EXPECT_FALSE(connections.secretsOf(shop.config).given());
}

TEST_F(AskingOpenings, StoreAnAnswerThatIsToBeKeptAndTheConnectionRefersToIt) {
    connections.open(shop.config, [](const auto&) {});
    deliver();
    connections.desk().answer(1, secretsOf({u"s3cret"_s}), true);
    deliver();
    EXPECT_EQ(stored, std::vector<std::string>{"s3cret"});
    ASSERT_EQ(kept.size(), 1U);
    EXPECT_EQ(kept[0].config.secrets.password, (protocol::SecretSource{protocol::SecretOrigin::Stored, "id1"}));
    // It is the same connection still.
    EXPECT_EQ(connections.savedFor(shop.config)->name, "The shop");
}

TEST_F(AskingOpenings, EndWhenThePersonRefusesAndForgetTheQuestionWhenTheyAreGivenUp) {
    QString why;
    const auto opened = [&why](const Result<protocol::ConnectionFacts>& facts) {
        why = facts ? QString() : QString::fromStdString(facts.error().message);
    };
    connections.open(shop.config, opened);
    deliver();
    connections.desk().refuse(1);
    deliver();
    EXPECT_EQ(why, u"Refused."_s);
    connections.open(shop.config, opened);
    deliver();
    ASSERT_NE(connections.desk().find(2), nullptr);
    connections.giveUpOpenings();
    EXPECT_EQ(connections.desk().find(2), nullptr);
    EXPECT_EQ(why, u"The connection was given up."_s);
    EXPECT_FALSE(connections.isOpening());
}

} // namespace
} // namespace dbv::viewmodel
