// SPDX-License-Identifier: Apache-2.0
#include "viewmodel/script_file_run.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <QCoreApplication>

#include <gtest/gtest.h>

#include "bus/command_bus.h"
#include "support/fake_engine.h"
#include "support/qt_printers.h"

namespace dbv::viewmodel {
namespace {

using protocol::RunScriptFile;
using protocol::ScriptStart;
using Qt::Literals::StringLiterals::operator""_s;

class ScriptFileRuns : public ::testing::Test {
protected:
    ScriptFileRuns() {
        protocol::ConnectionFacts facts;
        facts.connection = ConnectionId{7};
        facts.safety = Safety::Confirm;
        script->setConnection(facts);
        engine.on<RunScriptFile>([this](RequestId id, const RunScriptFile&) { run = id; });
        engine.on<protocol::CancelRequest>(
            [this](RequestId, const protocol::CancelRequest& asked) { target = asked.target; });
        QObject::connect(script.get(), &ScriptFileRun::messageAdded,
                         [this](const TabMessage& message) { messages << message.text; });
        script->setFiles({u"/s/one.sql"_s, u"/s/two.sql"_s});
    }
    static void deliver() { QCoreApplication::sendPostedEvents(); }
    void start() {
        script->run();
        deliver();
    }
    [[nodiscard]] RunScriptFile sent() const { return engine.commands<RunScriptFile>().back(); }
    [[nodiscard]] std::size_t runs() const { return engine.commands<RunScriptFile>().size(); }
    void finish(const protocol::ScriptFinished& end) {
        engine.finish(run, end);
        deliver();
    }
    [[nodiscard]] static protocol::ScriptStatementFailed failure(ErrorKind kind, std::uint64_t line) {
        protocol::ScriptStatementFailed failed;
        failed.place = {"/s/one.sql", line * 10, line, 1};
        failed.at = protocol::FilePlace{"/s/one.sql", line * 10 + 4, line, 5};
        failed.position = 5;
        failed.text = "INSERT INTO\n nowhere";
        failed.error = makeError(kind, "There is no table.", "Look for it.");
        return failed;
    }

    support::FakeEngine engine;
    bus::CommandBus bus{engine};
    QuestionDesk desk{bus};
    std::unique_ptr<ScriptFileRun> script = std::make_unique<ScriptFileRun>(bus, SessionKey{3}, desk);
    RequestId run;
    RequestId target;
    QStringList messages;
};

TEST_F(ScriptFileRuns, SendsWhatWasChosenAndOneFileAfterTheOther) {
    script->setChoices({.encoding = u"latin1"_s,
                        .transactions = protocol::ScriptTransactions::Every,
                        .every = 50,
                        .stopOnError = false});
    start();
    EXPECT_EQ(sent().path, "/s/one.sql");
    EXPECT_EQ(sent().session, SessionKey{3});
    EXPECT_EQ(sent().connection, ConnectionId{7});
    EXPECT_EQ(sent().encoding, "latin1");
    EXPECT_EQ(sent().transactions, protocol::ScriptTransactions::Every);
    EXPECT_EQ(sent().every, 50U);
    EXPECT_FALSE(sent().stopOnError);
    EXPECT_TRUE(sent().canAnswer);
    finish({.statements = 3, .timeMs = 5});
    EXPECT_EQ(sent().path, "/s/two.sql");
    EXPECT_EQ(script->state(), ScriptFileRun::State::Running);
    finish({.statements = 1, .timeMs = 1});
    EXPECT_EQ(script->state(), ScriptFileRun::State::Idle);
    EXPECT_EQ(runs(), 2U);
    EXPECT_EQ(script->statusText(), u"1 statement in 1.0 ms."_s);
}

TEST_F(ScriptFileRuns, TellsHowFarItIs) {
    start();
    engine.say(run, protocol::ScriptProgressed{.phase = "run",
                                               .place = {"/s/one.sql", 100, 1204, 1},
                                               .bytes = 50U << 20U,
                                               .totalBytes = 100U << 20U,
                                               .statements = 4000,
                                               .failed = 2,
                                               .statementsPerSecond = 3400.4,
                                               .secondsLeft = 11.2});
    deliver();
    EXPECT_EQ(
        script->statusText(),
        u"Running: line 1,204 · 50.0 MB of 100.0 MB · 4,000 statements · 3,400 statements/s · 12 s left · 2 failed"_s);
    EXPECT_EQ(script->share(), 0.5);
    script->setPaused(true);
    deliver();
    EXPECT_EQ(engine.commands<protocol::PauseScript>().back().run, run);
    EXPECT_TRUE(engine.commands<protocol::PauseScript>().back().paused);
    EXPECT_TRUE(script->statusText().startsWith(u"Paused: line 1,204"_s));
    script->setPaused(false);
    EXPECT_FALSE(engine.commands<protocol::PauseScript>().back().paused);
}

TEST_F(ScriptFileRuns, ListsFailuresWithTheirPlacesAndGoesOnFromWhereItStopped) {
    start();
    engine.say(run, failure(ErrorKind::SqlError, 12));
    deliver();
    ScriptFailures& list = script->failures();
    ASSERT_EQ(list.rowCount(), 1);
    const auto shown = [&list](int column) { return list.index(0, column).data().toString(); };
    EXPECT_EQ(shown(ScriptFailures::File), u"/s/one.sql"_s);
    EXPECT_EQ(shown(ScriptFailures::Line), u"12"_s);
    EXPECT_EQ(shown(ScriptFailures::Position), u"5"_s);
    EXPECT_EQ(shown(ScriptFailures::Message), u"There is no table."_s);
    EXPECT_EQ(shown(ScriptFailures::Statement), u"INSERT INTO nowhere"_s);
    EXPECT_EQ(list.placeOf(0).offset, 124U) << "where the server found it";

    protocol::ScriptFinished end;
    end.statements = 3;
    end.failed = 1;
    end.stoppedBy = failure(ErrorKind::SqlError, 12);
    end.continueFrom = protocol::FilePlace{"/s/one.sql", 120, 12, 1};
    finish(end);
    EXPECT_EQ(runs(), 1U) << "the second file waits";
    EXPECT_TRUE(script->canContinue());
    EXPECT_TRUE(messages.contains(u"1 file was not run."_s));
    script->continueRun();
    deliver();
    EXPECT_EQ(sent().path, "/s/one.sql");
    EXPECT_EQ(sent().from, (ScriptStart{ScriptStart::By::Offset, 120}));
    EXPECT_FALSE(script->canContinue());
    finish({.statements = 1});
    EXPECT_EQ(sent().path, "/s/two.sql");
    EXPECT_FALSE(sent().from) << "the place is one of the first file";
}

TEST_F(ScriptFileRuns, StopsAndSaysWhere) {
    start();
    script->stop();
    deliver();
    EXPECT_EQ(target, run);
    EXPECT_EQ(script->state(), ScriptFileRun::State::Stopping);
    protocol::ScriptFinished end;
    end.statements = 3;
    end.stoppedBy = failure(ErrorKind::Cancelled, 20);
    end.continueFrom = protocol::FilePlace{"/s/one.sql", 200, 20, 1};
    finish(end);
    EXPECT_EQ(script->state(), ScriptFileRun::State::Idle);
    EXPECT_TRUE(script->statusText().startsWith(u"Stopped at line 20, column 1 of /s/one.sql."_s))
        << script->statusText().toStdString();
    EXPECT_EQ(script->failures().rowCount(), 0) << "being stopped is no failure";
    EXPECT_TRUE(script->canContinue());
}

TEST_F(ScriptFileRuns, SendsNothingBeforeItIsConfirmedAndThenTheSameWithTheToken) {
    script->setStart(ScriptStart{ScriptStart::By::Within, 77}, true);
    bool asked = false;
    QObject::connect(script.get(), &ScriptFileRun::confirmationAsked, [&] { asked = true; });
    start();
    protocol::RequestFailed failed{makeError(ErrorKind::ConfirmationRequired, "Confirm it."), {}};
    failed.confirmation = protocol::Confirmation{.token = "t1", .statements = {}};
    engine.finish(run, failed);
    deliver();
    EXPECT_TRUE(asked);
    EXPECT_EQ(script->state(), ScriptFileRun::State::Idle);
    script->confirm();
    deliver();
    EXPECT_EQ(sent().confirm, "t1");
    EXPECT_EQ(sent().from, (ScriptStart{ScriptStart::By::Within, 77}));
    EXPECT_TRUE(sent().onlyOne);
    engine.finish(run, failed);
    deliver();
    script->dismiss();
    EXPECT_EQ(runs(), 2U);
    EXPECT_EQ(script->statusText(), u"Nothing was sent: it was not confirmed."_s);
}

TEST_F(ScriptFileRuns, AsksForAnEncodingThatIsNotClear) {
    QString why;
    QObject::connect(script.get(), &ScriptFileRun::encodingAsked, [&](const QString& said) { why = said; });
    start();
    protocol::RequestFailed failed{makeError(ErrorKind::InvalidInput, "The encoding is not clear.", "Say it."), {}};
    failed.encodingUnclear = true;
    engine.finish(run, failed);
    deliver();
    EXPECT_EQ(why, u"The encoding is not clear. Say it."_s);
}

TEST_F(ScriptFileRuns, DoesNotBeginTheNextFileInATransactionOfTheFirst) {
    start();
    finish({.statements = 1, .transaction = TransactionState::Open});
    EXPECT_EQ(runs(), 1U);
    EXPECT_TRUE(script->loss().transaction);
    ASSERT_TRUE(script->canContinue());
    script->continueRun();
    deliver();
    EXPECT_EQ(sent().path, "/s/two.sql");
}

TEST_F(ScriptFileRuns, TellsWhatWouldBeLost) {
    EXPECT_FALSE(script->loss().any());
    start();
    EXPECT_EQ(script->loss().statement, u"a script"_s);
    protocol::ConnectionFacts readOnly;
    readOnly.connection = ConnectionId{7};
    readOnly.safety = Safety::ReadOnly;
    script->setConnection(readOnly);
    EXPECT_FALSE(script->loss().any()) << "nothing is changed there";
    script.reset();
    deliver();
    EXPECT_EQ(engine.commands<protocol::CloseSession>().back().session, SessionKey{3});
}

TEST_F(ScriptFileRuns, SaysWhyItCanNotBegin) {
    script->setFiles({});
    start();
    script->setFiles({u"/s/one.sql"_s});
    script->setConnection(std::nullopt);
    start();
    EXPECT_EQ(runs(), 0U);
    EXPECT_EQ(messages, (QStringList{u"No file was chosen. Choose one first."_s,
                                     u"No database was chosen. Choose one first."_s}));
}

} // namespace
} // namespace dbv::viewmodel
