// SPDX-License-Identifier: Apache-2.0
#include <vector>

#include <gtest/gtest.h>

#include <dbv/core/cancel.h>

#include "engine/request_table.h"

namespace dbv::testing {

namespace {

class RequestTableTest : public ::testing::Test {
protected:
    void failAsCancelled(RequestId id) { m_table.finish(id, protocol::RequestFailed{cancelledError(), {}}); }
    /// The answer to a cancel; the log holds it as the last event.
    [[nodiscard]] bool confirmed() const { return std::get<protocol::CancelConfirmed>(m_said.back().event).cancelled; }

    std::vector<protocol::EventEnvelope> m_said;
    engine::RequestTable m_table{[this](protocol::EventEnvelope event) { m_said.push_back(std::move(event)); }};
    const RequestId m_one{1};
    const RequestId m_two{2};
};

TEST_F(RequestTableTest, SaysTheLastWordOnce) {
    m_table.begin(m_one);
    m_table.finish(m_one, protocol::RowsGranted{});
    m_table.finish(m_one, protocol::RowsGranted{});
    ASSERT_EQ(m_said.size(), 1U);
    EXPECT_TRUE(m_said[0].last);
}

TEST_F(RequestTableTest, ConfirmsACancelAfterTheLastWordOfItsTarget) {
    m_table.begin(m_one);
    m_table.begin(m_two);
    m_table.setCancel(m_one, [this] { failAsCancelled(m_one); });
    m_table.cancel(m_one, m_two);
    ASSERT_EQ(m_said.size(), 2U);
    EXPECT_EQ(m_said[0].request, m_one);
    EXPECT_EQ(m_said[1].request, m_two);
    EXPECT_TRUE(confirmed());
}

TEST_F(RequestTableTest, SaysThatNothingWasCancelledWhenTheTargetEndedByItself) {
    m_table.begin(m_one);
    m_table.begin(m_two);
    m_table.cancel(m_one, m_two);
    EXPECT_TRUE(m_said.empty());
    m_table.finish(m_one, protocol::QueryFinished{});
    EXPECT_FALSE(confirmed());
}

TEST_F(RequestTableTest, SaysThatThereIsNothingToCancel) {
    m_table.begin(m_two);
    m_table.cancel(m_one, m_two);
    EXPECT_FALSE(confirmed());
}

TEST_F(RequestTableTest, TellsWhenNothingIsLeft) {
    bool idle = false;
    m_table.begin(m_one);
    m_table.setCancel(m_one, [this] { failAsCancelled(m_one); });
    m_table.begin(m_two);
    m_table.whenIdle([&idle] { idle = true; });
    m_table.cancelAll();
    EXPECT_FALSE(idle);
    m_table.finish(m_two, protocol::RowsGranted{});
    EXPECT_TRUE(idle);
}

TEST_F(RequestTableTest, IsIdleAtOnceWhenNothingRuns) {
    bool idle = false;
    m_table.whenIdle([&idle] { idle = true; });
    EXPECT_TRUE(idle);
}

} // namespace

} // namespace dbv::testing
