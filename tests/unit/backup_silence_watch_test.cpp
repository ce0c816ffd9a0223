// SPDX-License-Identifier: Apache-2.0
// Work whose server falls silent comes to an end.
#include <atomic>
#include <memory>
#include <thread>

#include <gmock/gmock.h>

#include "backup/silence_watch.h"
#include "support/gate.h"

namespace dbv::backup {

namespace {

using dbv::testing::Gate;
using ::testing::HasSubstr;

constexpr std::chrono::milliseconds kShort{50};
constexpr std::chrono::hours kLong{1};

class CountingCanceller : public Canceller {
public:
    [[nodiscard]] Result<void> cancel() override {
        ++m_count;
        m_asked.open();
        return {};
    }
    [[nodiscard]] int count() const { return m_count; }
    /// Waits until it is asked to stop.
    void await() { m_asked.pass(); }

private:
    std::atomic<int> m_count = 0;
    Gate m_asked;
};

Result<void> there(const std::stop_token& /*ended*/) {
    return {};
}

Result<void> gone(const std::stop_token& /*ended*/) {
    return fail(ErrorKind::ConnectionLost, "No route to host.");
}

bool goOnWatched(const DumpAdvance& /*advance*/) {
    return true;
}

/// What a session says that was asked to stop.
Result<int> stopped() {
    return fail(ErrorKind::Cancelled, "The statement was cancelled.");
}

TEST(SilenceWatch, GivesUpWhatStandsStillAndSaysInWhichPhase) {
    const auto session = std::make_shared<CountingCanceller>();
    const auto other = std::make_shared<CountingCanceller>();
    SilenceWatch watch(kShort, there, session, {});
    watch.add(other);
    const DumpProgress heard = watch.heard(goOnWatched);
    EXPECT_TRUE(heard({"restoring", 7, 0, "rows"}));
    session->await();
    other->await();
    EXPECT_FALSE(heard({"restoring", 7, 0, "rows"}));
    const Result<int> judged = watch.judged(stopped());
    ASSERT_FALSE(judged);
    EXPECT_EQ(judged.error().kind, ErrorKind::TimedOut);
    EXPECT_THAT(judged.error().message, HasSubstr("while restoring, though the server can be reached"));
    EXPECT_THAT(judged.error().hint, HasSubstr("backups.silentLimitMs"));
    // What was done all the same is done.
    EXPECT_EQ(watch.judged(Result<int>(3)).value_or(0), 3);
}

TEST(SilenceWatch, GivesUpSoonWhereTheServerIsGone) {
    const auto session = std::make_shared<CountingCanceller>();
    // Three looks are over long before the limit.
    std::atomic<int> looks = 0;
    SilenceWatch watch(std::chrono::milliseconds(900),
                       [&looks](const std::stop_token& ended) {
                           ++looks;
                           return gone(ended);
                       },
                       session, {});
    session->await();
    EXPECT_EQ(looks, 3);
    EXPECT_THAT(watch.judged(stopped()).error().message, HasSubstr("can't be reached any more: No route to host."));
}

TEST(SilenceWatch, LooksAtNothingThatMovesOrHasNoServer) {
    const auto session = std::make_shared<CountingCanceller>();
    std::atomic<int> looks = 0;
    {
        SilenceWatch watch(kLong,
                           [&looks](const std::stop_token& /*ended*/) -> Result<void> {
                               ++looks;
                               return {};
                           },
                           session, {});
        const DumpProgress heard = watch.heard(goOnWatched);
        for (std::uint64_t row = 0; row < 1000; ++row) {
            ASSERT_TRUE(heard({"reading rows", row, 0, "rows"}));
        }
        EXPECT_EQ(watch.judged(stopped()).error().kind, ErrorKind::Cancelled);
    }
    EXPECT_EQ(looks, 0);
    {
        const SilenceWatch file(kShort, {}, session, {});
    }
    {
        const SilenceWatch never(std::chrono::milliseconds(0), gone, session, {});
    }
    EXPECT_EQ(session->count(), 0);
}

TEST(SilenceWatch, EndsWhileTheServerIsAskedAndStopsOtherSessionsWithTheWork) {
    const auto session = std::make_shared<CountingCanceller>();
    const auto other = std::make_shared<CountingCanceller>();
    Gate asked;
    std::stop_source stop;
    {
        SilenceWatch watch(
            kShort,
            [&asked](const std::stop_token& ended) -> Result<void> {
                const std::stop_callback end(ended, [&asked] { asked.open(); });
                asked.pass();
                return fail(ErrorKind::Cancelled, "ended");
            },
            session, stop.get_token());
        asked.awaitArrival();
    }
    EXPECT_EQ(session->count(), 0);
    SilenceWatch watch(kLong, there, session, stop.get_token());
    watch.add(other);
    stop.request_stop();
    other->await();
    // Its own is stopped by whoever stops the work.
    EXPECT_EQ(session->count(), 0);
}

} // namespace

} // namespace dbv::backup
