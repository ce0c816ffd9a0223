// SPDX-License-Identifier: Apache-2.0
// A server that is no friend: what it may not get, and that nothing it says hangs, grows or breaks the program.
#include <atomic>
#include <mutex>
#include <string_view>

#include "mysql_fixture.h"
#include "mysql_packets.h"
#include "support/fault_proxy.h"
#include "support/hostile_filter.h"

namespace dbv::conformance {

namespace {

using support::HostileFilter;
using support::TestSocket;

constexpr std::string_view kPassword = "never said";
/// Between what one guest says in several packets.
constexpr std::string_view kNext = "<next>";
const std::string kOk("\0\0\0\2\0\0\0", 7);
const std::string kEnd("\xFE\0\0\2\0", 5);

std::string column(const std::string& name) {
    const std::string rest("\x0C\x2D\0\xFF\0\0\0\xFD\0\0\0\0\0", 13);
    // MariaDB's have a place more, for types of its own.
    const std::string more(support::sharedMariadb().isMariaDb() ? 1 : 0, '\0');
    return std::string("\3def\0\0\0", 7) + static_cast<char>(name.size()) + name + '\0' + more + rest;
}

/// A result of one column up to its rows, whose packets begin at number 4.
std::string resultHead() {
    return packet(1, "\1") + packet(2, column("a")) + packet(3, kEnd);
}

std::string refusal(unsigned number, const std::string& words) {
    return packet(number, std::string("\xFF\x28\x04#42000", 9) + words);
}

} // namespace

class MysqlHostile : public MysqlTest {
protected:
    /// All that guests of a server without TLS say, which goes through `talk` behind its greeting.
    [[nodiscard]] std::string saidTo(const std::string& plugin, const std::function<void(TestSocket&)>& talk) {
        std::mutex mutex;
        std::string said;
        const support::TcpServer hostile([&](TestSocket& guest) {
            static_cast<void>(guest.send(greeting(plugin)));
            std::string words = bodyOfPacket(guest);
            if (!words.empty()) {
                talk(guest);
                for (std::string more = bodyOfPacket(guest); !more.empty(); more = bodyOfPacket(guest)) {
                    words += std::string(kNext) + more;
                    static_cast<void>(guest.send(refusal(4, "no")));
                }
            }
            const std::scoped_lock lock(mutex);
            said += words;
        });
        ConnectParams params = this->params();
        params.host = "127.0.0.1";
        params.port = hostile.port();
        m_port = std::to_string(hostile.port());
        params.user = "me";
        params.password = Secret(std::string(kPassword));
        params.connectTimeoutMs = 60'000;
        const auto refused = tryOpen(params);
        EXPECT_FALSE(refused);
        m_error = refused ? Error{} : refused.error();
        const std::scoped_lock lock(mutex);
        return said;
    }
    [[nodiscard]] ConnectParams through(const support::FaultProxy& proxy) const {
        ConnectParams params = this->params();
        params.host = proxy.host();
        params.port = proxy.port();
        params.tls.mode = TlsMode::Disable;
        params.connectTimeoutMs = 60'000;
        return params;
    }
    /// What comes of a statement that is answered with these bytes.
    [[nodiscard]] Result<ResultTable> answeredWith(const std::string& answer, bool hangsUp = false) {
        support::FaultProxy proxy(server().port());
        HostileFilter::guard(proxy, answer, hangsUp);
        const auto session = open(through(proxy));
        return session ? runAll(*session, "SELECT 1 " + std::string(HostileFilter::kMark))
                       : fail(ErrorKind::Internal, "not open", {});
    }

    Error m_error;
    std::string m_port;
};

TEST_F(MysqlHostile, GetsNoPasswordInClearWithoutEncryption) {
    for (const std::string plugin : {"caching_sha2_password", "sha256_password"}) {
        SCOPED_TRACE(plugin);
        // "Authenticate in full", and the same by a switch.
        const std::string full =
            saidTo(plugin, [](TestSocket& guest) { static_cast<void>(guest.send(packet(2, "\1\4"))); });
        EXPECT_EQ(full.find(kPassword), std::string::npos);
        const std::string switched = saidTo("mysql_native_password", [&](TestSocket& guest) {
            static_cast<void>(guest.send(packet(2, "\xFE" + plugin + std::string("\0abcdefghijklmnopqrst\0", 22))));
        });
        EXPECT_EQ(switched.find(kPassword), std::string::npos);
    }
}

TEST_F(MysqlHostile, IsAskedForItsKeyWhereItHasNoEncryption) {
    // What makes a way of authentication that needs either a key or encryption usable without the latter.
    const std::string said =
        saidTo("caching_sha2_password", [](TestSocket& guest) { static_cast<void>(guest.send(packet(2, "\1\4"))); });
    EXPECT_TRUE(said.ends_with(std::string(kNext) + "\2")) << said.size();
    EXPECT_NE(m_error.message.find("port " + m_port), std::string::npos) << m_error.message;
    EXPECT_FALSE(m_error.hint.empty());
}

TEST_F(MysqlHostile, CanNotTalkWithWhoeverSitsAtTheTerminal) {
    testing::internal::CaptureStdout();
    const std::string said = saidTo("mysql_native_password", [](TestSocket& guest) {
        static_cast<void>(guest.send(packet(2, std::string("\xFE"
                                                           "dialog\0\2Your wish?",
                                                           19))));
    });
    EXPECT_EQ(testing::internal::GetCapturedStdout(), "");
    EXPECT_EQ(said.find(kNext), std::string::npos) << "nothing was answered";
    EXPECT_FALSE(m_error.hint.empty());
    // A question for the password, and no other, has an answer on this machine.
    const std::string answered = saidTo("mysql_native_password", [](TestSocket& guest) {
        static_cast<void>(guest.send(packet(2, std::string("\xFE"
                                                           "dialog\0\4Password: ",
                                                           19))));
    });
    EXPECT_TRUE(answered.ends_with(std::string(kNext) + std::string(kPassword) + '\0')) << answered.size();
}

TEST_F(MysqlHostile, CanNotReadAFile) {
    for (const std::string& answer :
         {packet(1, "\xFB/etc/passwd"), packet(1, "\xFB"), packet(1, "\xFB" + std::string(5000, 'x'))}) {
        const auto result = answeredWith(answer, true);
        ASSERT_FALSE(result);
        EXPECT_FALSE(result.error().message.empty());
    }
    const std::string said = saidTo("mysql_native_password", [](TestSocket& guest) {
        static_cast<void>(guest.send(packet(2, "\xFB/etc/passwd")));
    });
    EXPECT_EQ(said.find("root:"), std::string::npos);
}

TEST_F(MysqlHostile, ThatBreaksOffOrLiesAboutSizesIsAnError) {
    const std::string absurd = "\xFE" + std::string(8, '\xFF');
    for (const std::string& answer : {
             packet(1, absurd),                                                        // as many columns
             packet(1, std::string("\xFD\xFF\xFF\xFF", 4)),                            // 16 million
             packet(1, std::string("\xFE\0\x28\x6B\xEE\0\0\0\0", 9)),                  // 4 thousand million
             packet(1, "\1") + packet(2, std::string("\3def\0", 5)) + packet(3, kEnd), // half a column
             packet(1, "\1") + packet(2, absurd + "abc") + packet(3, kEnd),
             resultHead() + packet(4, absurd + "abc") + packet(5, kEnd), // a value longer than its packet
             resultHead() + packet(4, std::string("\xFC\x88\x13", 3) + "abc") + packet(5, kEnd),
             resultHead() + std::string("\xFF\xFF\xFF\4", 4) + "\xFE" + std::string(8, '\x7F'), // a claim of 16 MB
             resultHead() + std::string("\x10\0\0\4ab", 6),                                     // half a row
             packet(1, "\xFF"), // an error without words
             std::string("\7\0", 2),
         }) {
        const auto result = answeredWith(answer, true);
        ASSERT_FALSE(result) << testing::PrintToString(answer.substr(0, 40));
        EXPECT_FALSE(result.error().message.empty());
    }
}

/// A server that answers the first question, and then says something without end.
class MysqlFlood : public MysqlHostile {
protected:
    /// Refused as it has to be; how much was sent until then. The packets go on from number 4.
    std::uint64_t flood(const std::string& packets) {
        std::atomic<std::uint64_t> sent{0};
        const support::TcpServer hostile([&](TestSocket& guest) {
            static_cast<void>(guest.send(greeting("mysql_native_password")));
            static_cast<void>(bodyOfPacket(guest));
            static_cast<void>(guest.send(packet(2, kOk)));
            // A server that greets so has columns as MySQL has them.
            const std::string column = std::string("\3def\0\0\0\1a\0\x0C\x2D\0\xFF\0\0\0\xFD\0\0\0\0\0", 23);
            bool goesOn =
                !bodyOfPacket(guest).empty() && guest.send(packet(1, "\1") + packet(2, column) + packet(3, kEnd));
            constexpr std::size_t kPiece = std::size_t{1} << 20U;
            for (std::size_t at = 0; goesOn; at = at + kPiece < packets.size() ? at + kPiece : 0) {
                const std::string_view piece = std::string_view(packets).substr(at, kPiece);
                goesOn = guest.send(piece);
                sent += piece.size();
            }
        });
        ConnectParams params = this->params();
        params.host = "127.0.0.1";
        params.port = hostile.port();
        params.tls.mode = TlsMode::Disable;
        params.connectTimeoutMs = 600'000;
        const auto refused = tryOpen(params);
        EXPECT_FALSE(refused);
        if (!refused) {
            EXPECT_EQ(refused.error().kind, ErrorKind::ConnectionFailed) << refused.error().message;
            EXPECT_NE(refused.error().message.find("without end"), std::string::npos) << refused.error().message;
        }
        return sent;
    }
};

TEST_F(MysqlFlood, OfRowsInTheOpeningIsNotKept) {
    std::string rows;
    for (unsigned number = 4; number < 4 + 256; ++number) {
        rows += packet(number, "\1x");
    }
    EXPECT_LT(flood(rows), std::uint64_t{64} << 20U);
}

TEST_F(MysqlFlood, OfOneValueInTheOpeningIsGivenUp) {
    // Packets of the largest size belong together.
    std::string parts;
    for (const char number : {'\4', '\5', '\6', '\7'}) {
        parts += std::string("\xFF\xFF\xFF") + number + std::string(0xFFFFFF, 'x');
    }
    EXPECT_LT(flood(parts), std::uint64_t{64} << 20U);
}

TEST_F(MysqlHostile, WordsAreKeptAsTheyAreAndCanNotPoint) {
    const std::string words = "boom \x1B]0;t\x07 \r \xE2\x80\xAE near 'x' at line 18446744073709551615";
    const auto result = answeredWith(refusal(1, words));
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().message, words);
    const std::string name("a\x1B[31m\0b", 8);
    const auto named =
        answeredWith(packet(1, "\1") + packet(2, column(name)) + packet(3, kEnd) + packet(4, "\1x") + packet(5, kEnd));
    ASSERT_TRUE(named) << named.error().message;
    EXPECT_EQ(named->rows.at(0).at(0), textValue("x"));
}

TEST_F(MysqlHostile, MoreResultsThanCameIsALostConnection) {
    std::string results;
    for (int i = 0; i < 2000; ++i) {
        results += packet(1, std::string("\0\0\0\x0A\0\0\0", 7));
    }
    support::FaultProxy proxy(server().port());
    HostileFilter::guard(proxy, results, true);
    const auto session = open(through(proxy));
    ASSERT_NE(session, nullptr);
    const auto cursor = session->execute({"SELECT 1 " + std::string(HostileFilter::kMark), {}, {}});
    ASSERT_TRUE(cursor);
    const Result<bool> more = (*cursor)->nextResult();
    ASSERT_FALSE(more);
    EXPECT_EQ(more.error().kind, ErrorKind::ConnectionLost);
}

} // namespace dbv::conformance
