// SPDX-License-Identifier: Apache-2.0
#include "scripts/scan_ahead.h"

#include <new>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace {

using dbv::scripts::FoundStatement;

/// A lane to which the system gives no thread.
class NoThread {
public:
    explicit NoThread(std::size_t /*threads*/) {}
    [[nodiscard]] static bool tryRun(dbv::concurrency::Lane::Work& /*work*/) { return false; }
};

TEST(ScanAhead, FindsOnTheThreadOfItsCallerWhereThereIsNoOther) {
    dbv::scripts::BasicScanAhead<NoThread> ahead;
    const std::thread::id here = std::this_thread::get_id();
    std::thread::id there;
    ahead.begin([&there](std::vector<FoundStatement>& found) {
        there = std::this_thread::get_id();
        found.resize(3);
    });
    EXPECT_EQ(ahead.wait().size(), 3U);
    EXPECT_EQ(there, here);
}

TEST(ScanAhead, HandsWhatIsThrownToWhoeverWaits) {
    dbv::scripts::ScanAhead ahead;
    ahead.begin([](std::vector<FoundStatement>&) { throw std::bad_alloc(); });
    EXPECT_THROW(static_cast<void>(ahead.wait()), std::bad_alloc);
    EXPECT_FALSE(ahead.isUnderWay());
    ahead.begin([](std::vector<FoundStatement>& found) { found.resize(1); });
    EXPECT_EQ(ahead.wait().size(), 1U) << "what was thrown is thrown once";
}

} // namespace
