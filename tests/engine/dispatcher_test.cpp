// SPDX-License-Identifier: Apache-2.0
#include <chrono>
#include <future>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "engine/dispatcher.h"

namespace dbv::testing {

namespace {

using engine::Dispatcher;

TEST(DispatcherThread, RunsTasksInTheOrderOfEachSender) {
    Dispatcher dispatcher;
    std::vector<int> seen;
    for (int i = 0; i < 1000; ++i) {
        dispatcher.post([&seen, i] { seen.push_back(i); });
    }
    dispatcher.stop();
    ASSERT_EQ(seen.size(), 1000U);
    EXPECT_TRUE(std::ranges::is_sorted(seen));
}

TEST(DispatcherThread, RunsWhatHasArrivedBeforeItStops) {
    int count = 0;
    {
        Dispatcher dispatcher;
        std::vector<std::jthread> senders;
        for (int sender = 0; sender < 4; ++sender) {
            senders.emplace_back([&] {
                for (int i = 0; i < 500; ++i) {
                    dispatcher.post([&count] { ++count; });
                }
            });
        }
        senders.clear();
    }
    EXPECT_EQ(count, 2000);
}

TEST(DispatcherThread, RunsTimedTasksByTheirTime) {
    Dispatcher dispatcher;
    std::promise<void> done;
    std::vector<int> seen;
    dispatcher.post([&] {
        const auto now = std::chrono::steady_clock::now();
        dispatcher.postAt(now + std::chrono::milliseconds(4), [&] {
            seen.push_back(2);
            done.set_value();
        });
        dispatcher.postAt(now + std::chrono::milliseconds(2), [&] { seen.push_back(1); });
        dispatcher.postAt(now + std::chrono::hours(1), [&] { seen.push_back(3); });
    });
    done.get_future().wait();
    dispatcher.stop();
    EXPECT_EQ(seen, (std::vector{1, 2}));
}

TEST(DispatcherThread, DropsWhatComesAfterItHasStopped) {
    Dispatcher dispatcher;
    dispatcher.stop();
    bool ran = false;
    dispatcher.post([&ran] { ran = true; });
    dispatcher.stop();
    EXPECT_FALSE(ran);
}

} // namespace

} // namespace dbv::testing
