// SPDX-License-Identifier: Apache-2.0
#include "network/peer_guess.h"

#include <chrono>
#include <stop_token>
#include <string>
#include <thread>

#include <gtest/gtest.h>

#include "support/fault_proxy.h"

namespace {

using dbv::ErrorKind;
using dbv::network::Patience;
using dbv::network::PeerWatch;
using dbv::network::Speech;
using dbv::network::speechOf;
using dbv::network::whatSpeaks;
using dbv::support::FaultProxy;
using dbv::support::ProxyDoor;

Patience enough() {
    return {std::chrono::steady_clock::now() + std::chrono::minutes(1), {}};
}

TEST(PeerGuess, KnowsServersByTheirFirstWords) {
    EXPECT_EQ(speechOf("S"), Speech::Postgres);
    EXPECT_EQ(speechOf("N"), Speech::Postgres);
    EXPECT_EQ(speechOf("SSH-2.0-OpenSSH_9.2\r\n"), Speech::Ssh);
    EXPECT_EQ(speechOf("HTTP/1.1 400 Bad Request\r\n"), Speech::Http);
    EXPECT_EQ(speechOf(std::string("\x4a\0\0\0\x0a"
                                   "8.0.36",
                                   11)),
              Speech::Mysql);
    EXPECT_EQ(speechOf(std::string("\x10\0\0\0\xff\x69\x04Host", 11)), Speech::Mysql);
    for (const char* other : {"", "SS", "220 mail.example ESMTP", "Enter password"}) {
        EXPECT_EQ(speechOf(other), Speech::Unknown) << other;
    }
}

TEST(PeerGuess, HearsWhatIsSaidUnasked) {
    FaultProxy proxy(1);
    proxy.setDoor(ProxyDoor::Garbage);
    proxy.setGarbage("SSH-2.0-x\r\n");
    EXPECT_EQ(whatSpeaks({proxy.host(), proxy.port(), {}}, enough()), Speech::Ssh);
    proxy.setGarbage("what is this");
    EXPECT_EQ(whatSpeaks({proxy.host(), proxy.port(), {}}, enough()), Speech::Unknown);
    proxy.setDoor(ProxyDoor::Closed);
    EXPECT_EQ(whatSpeaks({proxy.host(), proxy.port(), {}}, enough()), Speech::Unknown);
}

TEST(PeerWatch, EndsAnOpeningAtAnotherKindOfServerAndSaysWhich) {
    FaultProxy proxy(1);
    proxy.setDoor(ProxyDoor::Garbage);
    proxy.setGarbage("SSH-2.0-x\r\n");
    PeerWatch watch({proxy.host(), proxy.port(), {}}, Speech::Mysql, enough());
    watch.lookLater();
    while (!watch.patience().stop.stop_requested()) {
        std::this_thread::yield();
    }
    const dbv::Error error =
        watch.explained(dbv::makeError(ErrorKind::Cancelled, "stopped"), "\"h\", port 22", "a MySQL server");
    EXPECT_EQ(error.kind, ErrorKind::ConnectionFailed);
    EXPECT_EQ(error.message, "What listens at \"h\", port 22 is an SSH server, not a MySQL server.");
    EXPECT_FALSE(error.hint.empty());
    const dbv::Error own = dbv::makeError(ErrorKind::AuthenticationFailed, "no");
    EXPECT_EQ(watch.explained(own, "h", "a MySQL server"), own);
}

TEST(PeerWatch, LetsTheRightServerAndWhoeverStopsItBe) {
    FaultProxy proxy(1);
    proxy.setDoor(ProxyDoor::Silent);
    std::stop_source stop;
    const Patience patience{std::chrono::steady_clock::now() + std::chrono::minutes(1), stop.get_token()};
    PeerWatch watch({proxy.host(), proxy.port(), {}}, Speech::Mysql, patience);
    watch.lookLater();
    EXPECT_FALSE(watch.patience().stop.stop_requested());
    EXPECT_EQ(watch.patience().until, patience.until);
    stop.request_stop();
    EXPECT_TRUE(watch.patience().stop.stop_requested());
    const dbv::Error cancelled = dbv::makeError(ErrorKind::Cancelled, "stopped");
    EXPECT_EQ(watch.explained(cancelled, "h", "a MySQL server"), cancelled);
}

} // namespace
