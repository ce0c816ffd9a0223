// SPDX-License-Identifier: Apache-2.0
#include <future>

#include <gtest/gtest.h>

#include "engine/cancel_watch.h"
#include "support/fake_connector.h"

namespace dbv::testing {

namespace {

class CancelWatchTest : public ::testing::Test {
protected:
    ~CancelWatchTest() override { m_dispatcher.stop(); }
    /// Runs on the dispatcher, and waits until it has.
    void onDispatcher(std::move_only_function<void()> task) {
        std::promise<void> done;
        m_dispatcher.post([&] {
            task();
            done.set_value();
        });
        done.get_future().wait();
    }

    std::shared_ptr<FakeServer> m_server = std::make_shared<FakeServer>();
    engine::Lanes m_lanes;
    engine::Dispatcher m_dispatcher;
    std::shared_ptr<engine::CancelWatch> m_watch = std::make_shared<engine::CancelWatch>(
        m_dispatcher, m_lanes, std::make_shared<FakeCanceller>(m_server, std::make_shared<FakeLine>()));
};

TEST_F(CancelWatchTest, SendsAgainUntilItIsStopped) {
    onDispatcher([this] { m_watch->deliver(); });
    m_server->awaitCancels(3);
    std::promise<void> quiet;
    onDispatcher([&] { m_watch->stop([&] { quiet.set_value(); }); });
    quiet.get_future().wait();
    const int sent = m_server->cancels();
    onDispatcher([this] { m_watch->deliver(); });
    m_lanes.control.run([] {});
    EXPECT_EQ(m_server->cancels(), sent);
}

TEST_F(CancelWatchTest, IsQuietOnlyWhenTheLastCancelIsThrough) {
    auto gate = std::make_shared<Gate>();
    m_server->holdCancels(gate);
    onDispatcher([this] { m_watch->deliver(); });
    gate->awaitArrival();
    std::promise<int> quiet;
    bool atOnce = false;
    onDispatcher([&] {
        m_watch->stop([&] {
            atOnce = true;
            quiet.set_value(m_server->cancels());
        });
        EXPECT_FALSE(atOnce);
    });
    gate->open();
    EXPECT_EQ(quiet.get_future().get(), 1);
}

TEST_F(CancelWatchTest, ThatNeverDeliveredIsQuietAtOnce) {
    bool quiet = false;
    onDispatcher([&] { m_watch->stop([&] { quiet = true; }); });
    EXPECT_TRUE(quiet);
    EXPECT_EQ(m_server->cancels(), 0);
}

} // namespace

} // namespace dbv::testing
