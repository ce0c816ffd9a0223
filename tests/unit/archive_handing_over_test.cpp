// SPDX-License-Identifier: Apache-2.0
// What one thread writes another one works on: all of it, in order, and its errors come back.
#include <stdexcept>
#include <string>
#include <utility>

#include <gtest/gtest.h>

#include "archive/handing_over.h"

namespace dbv::archive {

namespace {

struct Heard {
    std::string bytes;
    bool isFinished = false;
    bool isGone = false;
};

/// Keeps what it is given until there is too much of it.
class KeepingStage final : public ByteStage {
public:
    KeepingStage(Heard& heard, std::size_t room, bool throws = false)
        : m_heard(heard), m_room(room), m_throws(throws) {}
    ~KeepingStage() override { m_heard.isGone = true; }
    Result<void> write(std::string_view bytes) override {
        if (m_heard.bytes.size() + bytes.size() > m_room) {
            return m_throws ? throw std::runtime_error("no room") : fail(ErrorKind::IoError, "full");
        }
        m_heard.bytes += bytes;
        return {};
    }
    Result<void> finish() override {
        m_heard.isFinished = true;
        return {};
    }

private:
    Heard& m_heard;
    std::size_t m_room;
    bool m_throws;
};

constexpr std::size_t kPlenty = 100'000'000;

} // namespace

TEST(HandingOver, BringsAllInOrder) {
    for (const std::size_t size : {std::size_t{0}, std::size_t{1}, std::size_t{1} << 20U, std::size_t{7'654'321}}) {
        std::string bytes(size, '\0');
        for (std::size_t i = 0; i < size; ++i) {
            bytes[i] = static_cast<char>(i * 2654435761U >> 13U);
        }
        Heard heard;
        const std::unique_ptr<ByteStage> stage = handOver(std::make_unique<KeepingStage>(heard, kPlenty));
        for (std::string_view left = bytes; !left.empty();
             left.remove_prefix(std::min<std::size_t>(99'991, left.size()))) {
            ASSERT_TRUE(stage->write(left.substr(0, 99'991)));
        }
        ASSERT_TRUE(stage->finish());
        EXPECT_TRUE(heard.isFinished);
        EXPECT_TRUE(heard.bytes == bytes) << size;
    }
}

TEST(HandingOver, SaysWhatTheOtherHasSaid) {
    for (const bool throws : {false, true}) {
        Heard heard;
        const std::unique_ptr<ByteStage> stage = handOver(std::make_unique<KeepingStage>(heard, 2'500'000, throws));
        const std::string block(500'000, 'x');
        Result<void> said;
        int written = 0;
        for (; said && written < 20; ++written) {
            said = stage->write(block);
        }
        ASSERT_FALSE(said);
        EXPECT_NE(said.error().message.find(throws ? "no room" : "full"), std::string::npos);
        EXPECT_LT(written, 20);
        EXPECT_FALSE(stage->write(std::string(2'000'000, 'y')));
        EXPECT_FALSE(stage->finish());
        EXPECT_FALSE(heard.isFinished);
    }
    // Also where it comes to light at the very end.
    Heard heard;
    const std::unique_ptr<ByteStage> stage = handOver(std::make_unique<KeepingStage>(heard, 1));
    ASSERT_TRUE(stage->write("xyz"));
    EXPECT_EQ(stage->finish().error().message, "full");
    EXPECT_FALSE(heard.isFinished);
}

TEST(HandingOver, EndsWhereItIsGivenUp) {
    Heard heard;
    {
        const std::unique_ptr<ByteStage> stage = handOver(std::make_unique<KeepingStage>(heard, kPlenty));
        ASSERT_TRUE(stage->write(std::string(3'000'000, 'x')));
    }
    EXPECT_TRUE(heard.isGone);
    EXPECT_FALSE(heard.isFinished);
}

} // namespace dbv::archive
