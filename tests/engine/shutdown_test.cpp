// SPDX-License-Identifier: Apache-2.0
#include <thread>

#include "engine_fixture.h"

namespace dbv::testing {

namespace {

class Shutdown : public EngineTest {};

TEST_F(Shutdown, StopsWhatRunsAndSaysSo) {
    m_server->on("long", endless());
    const RequestId request = run("long");
    static_cast<void>(m_log->await<protocol::ColumnsArrived>(request));
    m_engine.reset();
    EXPECT_EQ(report(request).error->kind, ErrorKind::Cancelled);
    EXPECT_EQ(m_server->sessionsOpen(), 0);
}

TEST_F(Shutdown, EndsWhatIsParkedAndWhatWaits) {
    m_server->on("a", rowsOf(100));
    m_server->on("long", endless());
    const RequestId parked = runWithCredit("a", 10, 1);
    EXPECT_EQ(m_log->await<protocol::RunParked>(parked).rows, 10U);
    const RequestId running = run("long", 2);
    const RequestId waiting = run("second", 2);
    m_engine.reset();
    EXPECT_EQ(m_log->lastWords(parked), 1U);
    EXPECT_EQ(m_log->lastWords(running), 1U);
    EXPECT_EQ(m_log->lastWords(waiting), 1U);
    EXPECT_EQ(m_server->sent("second"), 0);
}

TEST_F(Shutdown, SendsACancelAgainThatWasLost) {
    m_server->on("long", endless());
    m_server->loseCancels(2);
    auto gate = std::make_shared<Gate>();
    FakeStatement statement = endless();
    statement.whileRunning = gate;
    m_server->on("long", statement);
    const RequestId request = run("long");
    gate->awaitArrival();
    gate->open();
    m_engine.reset();
    EXPECT_GE(m_server->cancels(), 3);
    EXPECT_EQ(m_log->lastWords(request), 1U);
}

TEST_F(Shutdown, WaitsForASessionThatIsBeingOpened) {
    auto gate = std::make_shared<Gate>();
    m_server->holdOpening(gate);
    const RequestId request = run("a", 9);
    gate->awaitArrival();
    std::jthread opener([gate] { gate->open(); });
    m_engine.reset();
    EXPECT_EQ(m_log->lastWords(request), 1U);
    EXPECT_LE(m_server->sent("a"), 1);
}

TEST_F(Shutdown, WithManyRunsAtOnceEndsThemAll) {
    m_server->on("long", endless());
    std::vector<RequestId> requests;
    for (std::uint64_t session = 1; session <= 40; ++session) {
        requests.push_back(run("long", session));
    }
    m_engine.reset();
    for (const RequestId request : requests) {
        EXPECT_EQ(m_log->lastWords(request), 1U);
    }
}

TEST_F(Shutdown, WithALimitDoesNotWaitForWhatCanNotBeStopped) {
    auto gate = std::make_shared<Gate>();
    m_server->on("stubborn", {.columns = 1, .rows = 1, .whileRunning = gate});
    const RequestId request = run("stubborn");
    gate->awaitArrival();
    EXPECT_FALSE(m_engine->shutDown(std::chrono::milliseconds(1)));
    EXPECT_FALSE(m_log->hasEnded(request));
    gate->open();
    EXPECT_TRUE(m_engine->shutDown(std::chrono::minutes(10)));
    EXPECT_EQ(m_log->lastWords(request), 1U);
    EXPECT_EQ(m_server->sessionsOpen(), 0);
}

TEST_F(Shutdown, StillKeepsWhatWasToBeKept) {
    std::vector<RequestId> saves;
    for (int i = 0; i < 50; ++i) {
        saves.push_back(send(protocol::NoteRecent{"sqlite:///tmp/" + std::to_string(i) + ".db"}));
    }
    EXPECT_TRUE(m_engine->shutDown(std::chrono::minutes(10)));
    for (const RequestId save : saves) {
        EXPECT_TRUE(std::holds_alternative<protocol::WorkspaceSaved>(m_log->awaitLast(save)));
    }
}

TEST_F(Shutdown, OfAnIdleEngineEndsAtOnce) {
    m_engine.reset();
    EXPECT_EQ(m_server->sessionsOpen(), 0);
}

} // namespace

} // namespace dbv::testing
