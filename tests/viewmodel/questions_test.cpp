// SPDX-License-Identifier: Apache-2.0
// Questions that wait for a person, and the store of secrets behind one of them.
#include <QCoreApplication>

#include <gtest/gtest.h>

#include "bus/command_bus.h"
#include "support/fake_engine.h"
#include "support/qt_printers.h"
#include "viewmodel/secret_keeper.h"
#include "viewmodel/stored_secrets.h"

namespace dbv::viewmodel {
namespace {

using Qt::Literals::StringLiterals::operator""_s;
using protocol::QuestionKind;

/// A desk, and an engine whose store of secrets is locked by a master password, or not.
class Questions : public ::testing::Test {
protected:
    Questions() {
        engine.on<protocol::ListSecrets>([this](RequestId id, const protocol::ListSecrets&) {
            engine.finish(id, protocol::SecretsListed{facts, secrets});
        });
        engine.on<protocol::UnlockSecrets>([this](RequestId id, const protocol::UnlockSecrets& command) {
            const Secret given = bus.secrets()->copyOf(command.password);
            if (given.reveal() != "master") {
                engine.finish(id, protocol::RequestFailed{makeError(ErrorKind::WrongPassphrase, "No."), {}});
                return;
            }
            facts.open = true;
            facts.key = protocol::SecretsKey::Password;
            engine.finish(id, protocol::SecretsListed{facts, secrets});
        });
        engine.on<protocol::KeepSecret>([this](RequestId id, const protocol::KeepSecret& command) {
            if (!facts.open) {
                engine.finish(id, protocol::RequestFailed{makeError(ErrorKind::VaultLocked, "Locked."), {}});
                return;
            }
            engine.finish(id, protocol::SecretKept{command.id.empty() ? "new" : command.id});
        });
        QObject::connect(&desk, &QuestionDesk::asked, [this](quint64 number) { asked.push_back(number); });
        QObject::connect(&desk, &QuestionDesk::settled, [this](quint64 number) { settled.push_back(number); });
        facts.key = protocol::SecretsKey::Password;
    }
    static void deliver() {
        for (int i = 0; i < 8; ++i) {
            QCoreApplication::sendPostedEvents();
        }
    }
    std::uint64_t ask(std::size_t prompts = 1) {
        protocol::Question question;
        question.prompts.resize(prompts);
        return desk.ask(question, {}, false, [this](std::optional<QuestionAnswers> given) {
            ++heard;
            answers = std::move(given);
        });
    }
    [[nodiscard]] static std::vector<Secret> secretsOf(const QStringList& texts) {
        std::vector<Secret> secrets;
        secrets.reserve(static_cast<std::size_t>(texts.size()));
        for (const QString& text : texts) {
            secrets.emplace_back(text.toStdString());
        }
        return secrets;
    }
    [[nodiscard]] std::string textOf(const bus::LeftSecret& left) {
        return std::string(bus.secrets()->copyOf(left.id()).reveal());
    }
    void keep(const char* secret, const std::string& id = {}) {
        keeper.keep(id, u"Shop"_s, bus::LeftSecret(bus.secrets(), Secret(secret)),
                    [this](const Result<std::string>& answer) { kept = answer; });
        deliver();
    }

    support::FakeEngine engine;
    bus::CommandBus bus{engine};
    QuestionDesk desk{bus};
    SecretKeeper keeper{bus, desk};
    protocol::SecretsFacts facts;
    std::vector<protocol::StoredSecret> secrets;
    std::vector<quint64> asked;
    std::vector<quint64> settled;
    int heard = 0;
    std::optional<QuestionAnswers> answers;
    Result<std::string> kept = fail(ErrorKind::Internal, "nothing yet");
};

TEST_F(Questions, AreAnsweredOnceAndForgotten) {
    const std::uint64_t number = ask();
    EXPECT_EQ(asked, std::vector<quint64>{number});
    desk.answer(number, secretsOf({u"s3cret"_s}), true);
    ASSERT_TRUE(answers);
    EXPECT_EQ(textOf(answers->secrets.front()), "s3cret");
    EXPECT_TRUE(answers->keep);
    EXPECT_EQ(desk.find(number), nullptr);
    desk.answer(number, secretsOf({u"again"_s}));
    desk.refuse(number);
    desk.withdraw(number);
    EXPECT_EQ(heard, 1);
    EXPECT_EQ(settled, std::vector<quint64>{number});
}

TEST_F(Questions, HaveAnAnswerForEachPromptHoweverManyTextsThereWere) {
    desk.answer(ask(3), secretsOf({u"one"_s}));
    ASSERT_EQ(answers->secrets.size(), 3U);
    EXPECT_EQ(textOf(answers->secrets[0]), "one");
    EXPECT_FALSE(answers->secrets[1].id());
    desk.answer(ask(1), secretsOf({u"one"_s, u"two"_s}));
    EXPECT_EQ(answers->secrets.size(), 1U);
    desk.answer(ask(0), secretsOf({}));
    EXPECT_TRUE(answers->secrets.empty());
}

TEST_F(Questions, ThatAreRefusedAreHeardAsNothingAndThatAreWithdrawnNotAtAll) {
    desk.refuse(ask());
    EXPECT_EQ(heard, 1);
    EXPECT_FALSE(answers);
    desk.withdraw(ask());
    EXPECT_EQ(heard, 1);
    EXPECT_EQ(settled.size(), 2U);
    desk.withdraw(4711);
    desk.answer(4711, secretsOf({u"x"_s}));
    EXPECT_EQ(settled.size(), 2U);
}

TEST_F(Questions, MayAskTheNextOneWithinTheAnswer) {
    std::uint64_t second = 0;
    const std::uint64_t first = desk.ask({}, {}, false, [&](const auto&) { second = ask(); });
    desk.refuse(first);
    EXPECT_NE(desk.find(second), nullptr);
    EXPECT_EQ(settled, std::vector<quint64>{first});
}

TEST_F(Questions, ComeOneAtATime) {
    const std::uint64_t first = ask();
    const std::uint64_t second = ask();
    const std::uint64_t third = ask();
    EXPECT_EQ(asked, std::vector<quint64>{first});
    desk.withdraw(second);
    EXPECT_EQ(asked, std::vector<quint64>{first}) << "one that waits is not in the way of the one that is asked";
    desk.answer(first, secretsOf({u"x"_s}));
    desk.answerTried();
    EXPECT_EQ(asked, (std::vector<quint64>{first, third}));
    desk.refuse(third);
    EXPECT_EQ(heard, 2);
}

TEST_F(Questions, ForTheMasterPasswordAreNotAskedAgainWhenAnotherOneHasOpenedTheStore) {
    std::vector<protocol::AnswerQuestion> sent;
    engine.on<protocol::AnswerQuestion>([&](RequestId id, const protocol::AnswerQuestion& answer) {
        sent.push_back(answer);
        engine.finish(id, protocol::QuestionAnswered{});
    });
    const protocol::Question master{.kind = QuestionKind::SecretsPassword, .prompts = {{"Master password", false}}};
    OpeningQuestions one(bus, desk);
    OpeningQuestions two(bus, desk);
    one.put(RequestId{1}, master, u"Shop"_s, false);
    two.put(RequestId{2}, master, u"Far"_s, false);
    keep("s3cret");
    ASSERT_EQ(asked.size(), 1U);
    desk.answer(asked[0], secretsOf({u"wrong"_s}));
    deliver();
    EXPECT_EQ(asked.size(), 1U) << "nobody is asked while it is not known whether that was the right one";
    protocol::Question again = master;
    again.attempt = 2;
    one.put(RequestId{1}, again, u"Shop"_s, false);
    deliver();
    ASSERT_EQ(asked.size(), 2U);
    EXPECT_EQ(desk.find(asked[1])->question.attempt, 2) << "who was wrong is talked to first";
    desk.answer(asked[1], secretsOf({u"master"_s}));
    facts.open = true;
    one.withdraw();
    deliver();
    EXPECT_EQ(asked.size(), 2U);
    ASSERT_EQ(sent.size(), 3U);
    EXPECT_EQ(sent[2].opening, RequestId{2});
    EXPECT_FALSE(sent[2].refused);
    EXPECT_EQ(kept.value_or(""), "new");
}

TEST_F(Questions, ForTheMasterPasswordAreAskedAfterAllWhenTheStoreStaysShut) {
    const protocol::Question master{.kind = QuestionKind::SecretsPassword, .prompts = {{"Master password", false}}};
    OpeningQuestions one(bus, desk);
    OpeningQuestions two(bus, desk);
    one.put(RequestId{1}, master, u"Shop"_s, false);
    two.put(RequestId{2}, master, u"Far"_s, false);
    desk.answer(asked[0], secretsOf({u"wrong"_s}));
    one.withdraw();
    deliver();
    ASSERT_EQ(asked.size(), 2U);
    EXPECT_EQ(desk.find(asked[1])->connection, u"Far"_s);
}

TEST_F(Questions, LeaveNothingOnTheShelfWhenTheirAnswerHasGone) {
    desk.answer(ask(), secretsOf({u"s3cret"_s}));
    const SecretId id = answers->secrets.front().id();
    EXPECT_EQ(bus.secrets()->copyOf(id).reveal(), "s3cret");
    answers.reset();
    EXPECT_TRUE(bus.secrets()->copyOf(id).empty());
}

TEST_F(Questions, OfAnOpeningTakeThePlaceOfOneAnother) {
    {
        OpeningQuestions opening(bus, desk);
        opening.put(RequestId{7}, {.kind = QuestionKind::Password, .prompts = {{"Password", false}}}, u"Shop"_s, true);
        opening.put(RequestId{7}, {.kind = QuestionKind::HostKey}, u"Shop"_s, true);
        EXPECT_EQ(desk.find(asked[0]), nullptr);
        // Only a secret can be stored.
        EXPECT_FALSE(desk.find(asked[1])->offersKeeping);
        EXPECT_TRUE(engine.commands<protocol::AnswerQuestion>().empty());
    }
    EXPECT_EQ(desk.find(asked[1]), nullptr);
    EXPECT_TRUE(engine.commands<protocol::AnswerQuestion>().empty());
}

TEST_F(Questions, OfAnOpeningRememberTheLastAnswerOfEachKindAndNoAnswerToPrompts) {
    OpeningQuestions opening(bus, desk);
    for (const char* text : {"wrong", "right"}) {
        opening.put(RequestId{7}, {.kind = QuestionKind::Password, .prompts = {{"Password", false}}}, {}, true);
        desk.answer(asked.back(), secretsOf({QString::fromUtf8(text)}), true);
    }
    opening.put(RequestId{7}, {.kind = QuestionKind::SshPrompts, .prompts = {{"Code", false}}}, {}, true);
    desk.answer(asked.back(), secretsOf({u"123456"_s}), true);
    ASSERT_EQ(opening.given().size(), 1U);
    EXPECT_EQ(textOf(opening.given().front().secret), "right");
    EXPECT_EQ(engine.commands<protocol::AnswerQuestion>().size(), 3U);
    opening.put(RequestId{7}, {.kind = QuestionKind::Password, .prompts = {{"Password", false}}}, {}, true);
    desk.refuse(asked.back());
    EXPECT_TRUE(engine.commands<protocol::AnswerQuestion>().back().refused);
}

TEST_F(Questions, ALockedStoreIsOpenedWithAsManyAttemptsAsItTakes) {
    keep("s3cret");
    for (const char* text : {"", "wrong", "Master"}) {
        EXPECT_EQ(desk.find(asked.back())->question.kind, QuestionKind::SecretsPassword);
        desk.answer(asked.back(), secretsOf({QString::fromUtf8(text)}));
        deliver();
        EXPECT_FALSE(kept);
    }
    EXPECT_EQ(desk.find(asked.back())->question.attempt, 4);
    desk.answer(asked.back(), secretsOf({u"master"_s}));
    deliver();
    EXPECT_EQ(kept.value_or(""), "new");
    EXPECT_EQ(engine.commands<protocol::KeepSecret>().size(), 2U);
}

TEST_F(Questions, AStoreThatTheKeychainHoldsShutAsksForNoPasswordThatWouldNotOpenIt) {
    facts.key = protocol::SecretsKey::Keychain;
    facts.keychainTrouble = "The prompt was dismissed.";
    keep("s3cret");
    EXPECT_TRUE(asked.empty());
    ASSERT_FALSE(kept);
    EXPECT_NE(kept.error().message.find("The prompt was dismissed."), std::string::npos);
    EXPECT_FALSE(kept.error().hint.empty());
}

TEST_F(Questions, AnEmptyFirstMasterPasswordIsNoneEvenTwice) {
    facts.key = protocol::SecretsKey::None;
    keep("s3cret");
    EXPECT_EQ(desk.find(asked.back())->question.prompts.size(), 2U);
    for (const QStringList& texts :
         {QStringList{QString(), QString()}, QStringList{u"a"_s, u"b"_s}, QStringList{}, QStringList{u"master"_s}}) {
        desk.answer(asked.back(), secretsOf(texts));
        deliver();
        EXPECT_TRUE(engine.commands<protocol::UnlockSecrets>().empty());
    }
    desk.answer(asked.back(), secretsOf({u"master"_s, u"master"_s}));
    deliver();
    EXPECT_TRUE(kept);
}

TEST_F(Questions, AKeeperThatGoesLeavesAQuestionThatHarmsNobody) {
    auto gone = std::make_unique<SecretKeeper>(bus, desk);
    gone->keep({}, u"Shop"_s, bus::LeftSecret(bus.secrets(), Secret("x")), [this](const auto&) { ++heard; });
    deliver();
    ASSERT_EQ(asked.size(), 1U);
    gone.reset();
    EXPECT_EQ(desk.find(asked.back()), nullptr);
    desk.answer(asked.back(), secretsOf({u"master"_s}));
    deliver();
    EXPECT_EQ(heard, 0);
}

TEST_F(Questions, EachSecretOfAConnectionIsStoredUnderANameOfItsOwn) {
    QStringList names;
    for (const auto place : {&protocol::SecretSources::password, &protocol::SecretSources::tlsKeyPassword,
                             &protocol::SecretSources::sshPassword, &protocol::SecretSources::sshPassphrase}) {
        names << secretName(u"Shop"_s, place);
    }
    EXPECT_EQ(names.removeDuplicates(), 0);
    EXPECT_EQ(names.front(), u"Shop"_s);
}

/// The page of stored secrets.
class SecretsPage : public Questions {
protected:
    SecretsPage() {
        secrets = {{.id = "1", .name = "Shop", .created = 0, .changed = 0, .users = {"Shop"}}};
        facts.open = true;
        QObject::connect(&page, &StoredSecrets::changed, [this] { ++changes; });
        QObject::connect(&page, &StoredSecrets::failed, [this](const QString& text) { failure = text; });
        page.load();
        deliver();
    }
    StoredSecrets page{bus, keeper};
    int changes = 0;
    QString failure;
};

TEST_F(SecretsPage, ShowsWhatThereIsAndWhatBecameOfAChange) {
    EXPECT_EQ(page.secrets(), secrets);
    secrets.front().name = "Shop of old";
    page.change(page.secrets().front(), u"Shop of old"_s, {});
    deliver();
    ASSERT_EQ(engine.commands<protocol::KeepSecret>().size(), 1U);
    const auto sent = engine.commands<protocol::KeepSecret>().front();
    EXPECT_EQ(sent.id, "1");
    EXPECT_EQ(sent.name, "Shop of old");
    EXPECT_FALSE(sent.secret);
    EXPECT_EQ(page.secrets(), secrets);
}

TEST_F(SecretsPage, SaysWhatFailedAndShowsWhatItHas) {
    engine.on<protocol::RemoveSecret>([this](RequestId id, const protocol::RemoveSecret&) {
        engine.finish(id, protocol::RequestFailed{makeError(ErrorKind::NotFound, "Gone.", "Look again."), {}});
    });
    page.remove("1");
    deliver();
    EXPECT_EQ(failure, u"Gone. Look again."_s);
    EXPECT_EQ(page.secrets().size(), 1U);
}

TEST_F(SecretsPage, PasswordsOfAChangedKeyGoOffTheShelfWhenItIsDone) {
    SecretId current;
    engine.on<protocol::ChangeSecretsKey>([&](RequestId id, const protocol::ChangeSecretsKey& command) {
        current = command.current;
        EXPECT_EQ(bus.secrets()->copyOf(command.current).reveal(), "old");
        EXPECT_EQ(bus.secrets()->copyOf(command.next).reveal(), "new");
        engine.finish(id, protocol::SecretsListed{facts, secrets});
    });
    page.changeKey(Secret("old"), Secret("new"));
    deliver();
    EXPECT_TRUE(current);
    EXPECT_TRUE(bus.secrets()->copyOf(current).empty());
    EXPECT_EQ(changes, 2);
}

TEST_F(SecretsPage, TellsAWrongCurrentMasterPasswordApartFromOtherTrouble) {
    ErrorKind kind = ErrorKind::WrongPassphrase;
    engine.on<protocol::ChangeSecretsKey>([&](RequestId id, const protocol::ChangeSecretsKey&) {
        engine.finish(id, protocol::RequestFailed{makeError(kind, "No."), {}});
    });
    std::vector<bool> wrong;
    QObject::connect(&page, &StoredSecrets::keyRefused,
                     [&wrong](const QString&, bool isCurrentWrong) { wrong.push_back(isCurrentWrong); });
    page.changeKey(Secret("old"), Secret("new"));
    deliver();
    kind = ErrorKind::IoError;
    page.changeKey(Secret("old"), Secret("new"));
    deliver();
    EXPECT_EQ(wrong, (std::vector{true, false}));
}

TEST_F(SecretsPage, GoesWhileAQuestionOfItsWaits) {
    facts.open = false;
    {
        StoredSecrets gone(bus, keeper);
        gone.unlock();
        deliver();
    }
    desk.answer(asked.back(), secretsOf({u"master"_s}));
    deliver();
    EXPECT_EQ(failure, QString());
}

TEST(AgoText, IsNeverInTheFutureNorNegative) {
    const QDateTime now = QDateTime::fromMSecsSinceEpoch(1'700'000'000'000, Qt::UTC);
    const auto ago = [&now](std::int64_t seconds) { return agoText(1'700'000'000'000 - seconds * 1000, now); };
    EXPECT_EQ(ago(-3600), u"just now"_s);
    EXPECT_EQ(ago(0), u"just now"_s);
    EXPECT_EQ(ago(120), u"2 minutes ago"_s);
    EXPECT_EQ(ago(3600), u"an hour ago"_s);
    EXPECT_EQ(ago(7200), u"2 hours ago"_s);
    EXPECT_EQ(ago(86'400 * 3), u"3 days ago"_s);
    EXPECT_EQ(ago(86'400 * 400), u"400 days ago"_s);
}

TEST(SecretsPlace, SaysWhereTheyLieAndWhatOpensThem) {
    for (const auto key :
         {protocol::SecretsKey::None, protocol::SecretsKey::Password, protocol::SecretsKey::Keychain}) {
        EXPECT_TRUE(secretsPlace({.key = key, .file = "/x/%1.vault"}).contains(u"/x/%1.vault"_s));
    }
}

} // namespace
} // namespace dbv::viewmodel
