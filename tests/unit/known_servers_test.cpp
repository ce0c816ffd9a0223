// SPDX-License-Identifier: Apache-2.0
#include "network/known_servers.h"

#include <gtest/gtest.h>

namespace dbv::network {

TEST(KnownServers, AreRememberedForFiveMinutes) {
    KnownServers<int> known;
    const auto now = KnownServers<int>::Clock::now();
    EXPECT_FALSE(known.find("a", now));
    known.keep("a", 1, now);
    EXPECT_EQ(known.find("a", now), 1);
    EXPECT_FALSE(known.find("b", now));
    EXPECT_EQ(known.find("a", now + std::chrono::seconds(299)), 1);
    EXPECT_FALSE(known.find("a", now + std::chrono::seconds(300)));
}

TEST(KnownServers, AreWhatTheyWereFoundToBeLast) {
    KnownServers<int> known;
    const auto now = KnownServers<int>::Clock::now();
    known.keep("a", 1, now);
    known.keep("a", 2, now + std::chrono::minutes(4));
    EXPECT_EQ(known.find("a", now + std::chrono::minutes(8)), 2);
}

} // namespace dbv::network
