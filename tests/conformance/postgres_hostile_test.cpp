// SPDX-License-Identifier: Apache-2.0
// A server that is no friend: nothing it says hangs, grows or breaks the program.
#include <atomic>
#include <future>

#include "postgres_fixture.h"
#include "support/fault_proxy.h"
#include "support/hostile_filter.h"
#include "support/tcp_peers.h"

namespace dbv::conformance {

namespace {

using support::HostileFilter;
using support::LinkFilter;
using support::ProxyDirection;

std::string number(std::uint32_t value) {
    std::string bytes;
    for (const unsigned shift : {24U, 16U, 8U, 0U}) {
        bytes += static_cast<char>((value >> shift) & 0xFFU);
    }
    return bytes;
}

std::string shortNumber(unsigned value) {
    return {static_cast<char>(value >> 8U), static_cast<char>(value & 0xFFU)};
}

std::string message(char kind, const std::string& body = {}) {
    return kind + number(static_cast<std::uint32_t>(body.size() + 4)) + body;
}

std::string columnsNamed(const std::vector<std::string>& names) {
    std::string body = shortNumber(static_cast<unsigned>(names.size()));
    for (const std::string& name : names) {
        body += name + '\0' + number(0) + shortNumber(0) + number(25) + "\xFF\xFF\xFF\xFF\xFF\xFF" + shortNumber(0);
    }
    return message('T', body);
}

std::string row(const std::string& value) {
    return message('D', shortNumber(1) + number(static_cast<std::uint32_t>(value.size())) + value);
}

std::string words(char kind, const std::string& severity, const std::string& state, const std::string& text,
                  const std::string& more = {}) {
    return message(kind, "S" + severity + '\0' + "V" + severity + '\0' + "C" + state + '\0' + "M" + text + '\0' + more +
                             '\0');
}

std::string notification() {
    return message('A', number(1) + "channel" + '\0' + std::string(500, 'p') + '\0');
}

const std::string kBegun = message('1') + message('2');
const std::string kDone = message('C', std::string("SELECT 1\0", 9));
const std::string kReady = message('Z', "I");

/// Lets everything through but the requests to stop.
class DeafFilter : public LinkFilter {
public:
    [[nodiscard]] Passed pass(ProxyDirection direction, std::string_view bytes) override {
        constexpr std::string_view kStop("\0\0\0\x10\x04\xD2\x16\x2E", 8);
        const bool stop = direction == ProxyDirection::ToServer && bytes.starts_with(kStop);
        return {.onward = std::string(stop ? std::string_view() : bytes), .back = {}, .hangUp = stop};
    }
};

/// Says more before it opens the database than anybody wants to hear.
class TalkativeFilter : public LinkFilter {
public:
    [[nodiscard]] Passed pass(ProxyDirection direction, std::string_view bytes) override {
        constexpr std::string_view kLetIn("R\0\0\0\x08\0\0\0\0", 9);
        std::string onward(bytes);
        if (direction == ProxyDirection::ToClient && !m_said && bytes.starts_with(kLetIn)) {
            m_said = true;
            std::string said;
            for (int i = 0; i < 5000; ++i) {
                said += words('N', "WARNING", "01000", "\x1B]0;pwned\x07 " + std::to_string(i));
            }
            onward.insert(kLetIn.size(), said);
        }
        return {.onward = onward, .back = {}, .hangUp = false};
    }

private:
    bool m_said = false;
};

} // namespace

class PostgresHostile : public PostgresTest {
protected:
    [[nodiscard]] std::unique_ptr<Session> openThrough(const support::FaultProxy& proxy) const {
        ConnectParams params = this->params();
        params.host = proxy.host();
        params.port = proxy.port();
        params.tls.mode = TlsMode::Disable;
        return open(params);
    }
    /// What comes of a statement that is answered with these bytes, and of the next one.
    [[nodiscard]] Result<ResultTable> answeredWith(const std::string& answer, bool hangsUp = false) {
        support::FaultProxy proxy(server().port());
        HostileFilter::guard(proxy, answer, hangsUp);
        const auto session = openThrough(proxy);
        if (!session) {
            return fail(ErrorKind::Internal, "not open", {});
        }
        const auto cursor = session->execute({"SELECT 1 " + std::string(HostileFilter::kMark), {}, {}});
        Result<ResultTable> result = cursor ? readAll(**cursor) : std::unexpected(cursor.error());
        m_notices = cursor ? (*cursor)->takeNotices() : std::vector<Notice>();
        if (!result && result.error().damage == Damage::Session) {
            m_next = runAll(*session, "SELECT 2").error();
        }
        return result;
    }

    std::vector<Notice> m_notices;
    Error m_next;
};

TEST_F(PostgresHostile, WhatTheProtocolDoesNotAllowEndsTheConnection) {
    const std::string head = kBegun + columnsNamed({"a"});
    for (const std::string& answer : {
             head + message('D', shortNumber(1) + number(5000) + "abc") + kDone +
                 kReady, // a value longer than its message
             head + message('D', shortNumber(1) + number(0xFFFFFFFB) + "abc") + kDone + kReady,
             kBegun + columnsNamed({"a", "b"}) + row("1") + kDone + kReady, // too few values
             kBegun + row("1") + kDone + kReady,                            // a row of nothing
             head + columnsNamed({"a", "b"}) + row("1") + kDone + kReady,
             head + row("1") + kDone + head + row("1") + kDone + kReady,                    // a second result
             head + 'D' + number(0xFFFFFFF0) + shortNumber(1) + number(0x7FFFFFFF) + "abc", // a claim of 4 GB
             kBegun + message('?', "abc") + kReady,
             kBegun + message('W', std::string(3, '\0')), // a copy in both directions, and in the middle
             head + row("1") + message('H', std::string(3, '\0')),
             head + row("1") + message('G', std::string(3, '\0')),
         }) {
        SCOPED_TRACE(testing::PrintToString(answer.substr(0, 80)));
        const auto result = answeredWith(answer);
        ASSERT_FALSE(result);
        EXPECT_EQ(result.error().kind, ErrorKind::ConnectionLost) << result.error().message;
        EXPECT_EQ(result.error().damage, Damage::Session);
        EXPECT_TRUE(result.error().inDoubt);
        EXPECT_FALSE(result.error().hint.empty());
        EXPECT_EQ(m_next.kind, ErrorKind::ConnectionLost) << "nothing is sent on it any more";
        EXPECT_FALSE(m_next.inDoubt);
    }
}

TEST_F(PostgresHostile, TheListOfObjectsIsHeldToWhatWasAsked) {
    const std::string relation = message('D', shortNumber(3) + number(1) + "t" + number(1) + "r" + number(1) + "7");
    // The settings go before what is asked.
    const std::string settings = columnsNamed({"set_config"}) + row("x") + kDone;
    const std::string list = settings + columnsNamed({"relname", "relkind", "reltuples"}) + relation + kDone;
    const std::string other = columnsNamed({"relname", "more"}) + kDone;
    const auto listedWith = [&](const std::string& answer) {
        support::FaultProxy proxy(server().port());
        HostileFilter::guard(proxy, answer, false, "pg_catalog.pg_inherits");
        const auto session = openThrough(proxy);
        return session ? session->catalog().objects("public", ObjectScope::Relations)
                       : fail(ErrorKind::Internal, "not open", {});
    };
    const auto honest = listedWith(list + other + other + other + kReady);
    ASSERT_TRUE(honest) << honest.error().message;
    ASSERT_EQ(honest->size(), 1U);
    EXPECT_EQ(honest->front(), (ObjectSummary{.name = "t", .estimatedRows = 7}));
    // Fewer columns leave what they would have told empty.
    const auto narrow =
        listedWith(settings + columnsNamed({"relname"}) + row("t") + kDone + other + other + other + kReady);
    ASSERT_TRUE(narrow) << narrow.error().message;
    EXPECT_EQ(narrow->front().name, "t");
    for (const auto& [answer, words] : std::vector<std::pair<std::string, std::string>>{
             {list + other + other + other + other + kReady, "more answers than it was asked for"},
             {list + other + kReady, "fewer answers than it was asked for"},
             {kReady, "fewer answers than it was asked for"},
             {list + message('H', std::string(3, '\0')), "a copy where rows were asked for"}}) {
        const auto listed = listedWith(answer);
        ASSERT_FALSE(listed) << words;
        EXPECT_EQ(listed.error().kind, ErrorKind::ConnectionLost);
        EXPECT_NE(listed.error().message.find(words), std::string::npos) << listed.error().message;
    }
}

TEST_F(PostgresHostile, ARelationThatIsToldTwiceIsOne) {
    const auto cell = [](const std::string& text) { return number(static_cast<std::uint32_t>(text.size())) + text; };
    const std::string none = number(0xFFFFFFFF);
    const std::string relation = message('D', shortNumber(9) + cell("1") + cell("t") + cell("r") + cell("0") +
                                                  cell("me") + none + none + cell("f") + cell("2"));
    const std::string relations =
        columnsNamed({"set_config"}) + kDone +
        columnsNamed({"oid", "name", "kind", "rows", "owner", "key", "bound", "acl", "columns"}) + relation + relation;
    // Of columns not even the name.
    const std::string columns =
        columnsNamed({"relation", "number"}) + message('D', shortNumber(2) + cell("1") + cell("1")) + kDone;
    const std::string other = columnsNamed({"relation"}) + row("1") + kDone;
    support::FaultProxy proxy(server().port());
    HostileFilter::guard(proxy, relations + kDone + columns + other + other + other + other + other + kReady, false,
                         "pg_catalog.pg_attrdef");
    const auto session = openThrough(proxy);
    ASSERT_NE(session, nullptr);
    std::vector<std::string> names;
    const auto done = session->catalog().describeAll("public", [&](const ObjectDescription& each) {
        names.push_back(each.path.name);
        EXPECT_EQ(each.columns.size(), 1U);
        return true;
    });
    ASSERT_TRUE(done) << done.error().message;
    EXPECT_EQ(names, std::vector<std::string>{"t"});
}

TEST_F(PostgresHostile, NotificationsWithoutNumberAreCountedAndNotKept) {
    std::string flood = kBegun;
    for (int i = 0; i < 20000; ++i) {
        flood += notification();
    }
    const auto result = answeredWith(flood + columnsNamed({"a"}) + row("1") + kDone + kReady);
    ASSERT_TRUE(result) << result.error().message;
    EXPECT_EQ(result->rows.at(0).at(0), textValue("1"));
    ASSERT_FALSE(m_notices.empty());
    EXPECT_LE(m_notices.size(), 1001U);
    EXPECT_NE(m_notices.back().message.find("more notices"), std::string::npos) << m_notices.back().message;
}

TEST_F(PostgresHostile, OneThatTalksOnAndDoesNotStopIsGivenUp) {
    support::FaultProxy proxy(server().port());
    proxy.setFilter([] { return std::make_unique<DeafFilter>(); });
    const auto session = openThrough(proxy);
    ASSERT_NE(session, nullptr);
    const std::uint64_t before = proxy.passed(ProxyDirection::ToClient);
    auto running = std::async(std::launch::async, [&] {
        return runAll(*session, "DO $$ BEGIN LOOP RAISE NOTICE 'and on'; END LOOP; END $$");
    });
    ASSERT_TRUE(proxy.waitForReceived(ProxyDirection::ToClient, before + 1'000'000));
    static_cast<void>(session->canceller()->cancel().has_value());
    const auto result = running.get();
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind, ErrorKind::ConnectionLost);
    EXPECT_NE(result.error().message.find("10 seconds"), std::string::npos) << result.error().message;
}

TEST_F(PostgresHostile, OneThatTalksOnInTheOpeningIsGivenUpInTime) {
    const support::TcpServer hostile([](support::TestSocket& guest) {
        // Its start-up message, whole in one piece; then settings for ever.
        static_cast<void>(guest.receive(8));
        std::string settings = message('R', number(0));
        for (int i = 0; i < 500; ++i) {
            settings += message('S', "name" + std::to_string(i) + '\0' + std::string(100, 'x') + '\0');
        }
        while (guest.send(settings)) {
            settings = settings.substr(settings.find('S'));
        }
    });
    ConnectParams params = this->params();
    params.host = "127.0.0.1";
    params.port = hostile.port();
    params.tls.mode = TlsMode::Disable;
    params.connectTimeoutMs = 1000;
    postgres::PostgresConnector connector;
    const auto refused = openSession(connector, params, {});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::TimedOut) << refused.error().message;
}

/// A server that answers the first question with something, and then says something else without end.
class PostgresFlood : public PostgresHostile {
protected:
    /// Refused as it has to be; how much was sent until then.
    std::uint64_t flood(const std::string& first, const std::string& again) {
        std::atomic<std::uint64_t> sent{0};
        const support::TcpServer hostile([&](support::TestSocket& guest) {
            // Its start-up message as a whole, and the beginning of its first question.
            const std::string size = guest.receive(4);
            if (size.size() < 4) {
                return;
            }
            const auto byteAt = [&size](std::size_t at) { return static_cast<unsigned char>(size[at]); };
            static_cast<void>(guest.receive(byteAt(2) * 256U + byteAt(3) - 4U));
            static_cast<void>(guest.send(message('R', number(0)) + message('K', number(1) + number(2)) + kReady));
            static_cast<void>(guest.receive(1));
            bool goesOn = guest.send(kBegun + columnsNamed({"version"}) + first);
            while (goesOn) {
                goesOn = guest.send(again);
                sent += again.size();
            }
        });
        ConnectParams params = this->params();
        params.host = "127.0.0.1";
        params.port = hostile.port();
        params.tls.mode = TlsMode::Disable;
        params.connectTimeoutMs = 600'000;
        postgres::PostgresConnector connector;
        const auto refused = openSession(connector, params, {});
        EXPECT_FALSE(refused);
        if (!refused) {
            EXPECT_EQ(refused.error().kind, ErrorKind::ConnectionFailed) << refused.error().message;
            EXPECT_NE(refused.error().message.find("without end"), std::string::npos) << refused.error().message;
        }
        return sent;
    }
};

TEST_F(PostgresFlood, OfRowsInTheOpeningIsNotKept) {
    std::string rows = row("");
    while (rows.size() < 100'000) {
        rows += rows;
    }
    EXPECT_LT(flood({}, rows), std::uint64_t{128} << 20U);
}

TEST_F(PostgresFlood, OfOneValueInTheOpeningIsCutInTheMiddle) {
    constexpr std::uint32_t kSize = 1'000'000'000;
    EXPECT_LT(flood('D' + number(kSize + 10) + shortNumber(1) + number(kSize), std::string(100'000, 'x')), kSize / 2);
}

TEST_F(PostgresHostile, SilenceBehindTheLoginIsGivenUpInTimeAndAtAStop) {
    const support::TcpServer hostile([](support::TestSocket& guest) {
        static_cast<void>(guest.receive(8));
        static_cast<void>(guest.send(message('R', number(0)) + message('K', number(1) + number(2)) + kReady));
        support::TcpServer::keepSilent(guest);
    });
    ConnectParams params = this->params();
    params.host = "127.0.0.1";
    params.port = hostile.port();
    params.tls.mode = TlsMode::Disable;
    params.connectTimeoutMs = 500;
    postgres::PostgresConnector connector;
    const auto late = openSession(connector, params, {});
    ASSERT_FALSE(late);
    EXPECT_EQ(late.error().kind, ErrorKind::ConnectionFailed);
    EXPECT_NE(late.error().message.find(std::to_string(hostile.port())), std::string::npos) << late.error().message;
    EXPECT_FALSE(late.error().inDoubt);
    params.connectTimeoutMs = 3'600'000;
    std::stop_source stop;
    auto opening = std::async(std::launch::async, [&] { return openSession(connector, params, stop.get_token()); });
    stop.request_stop();
    EXPECT_EQ(opening.get().error().kind, ErrorKind::Cancelled);
}

TEST_F(PostgresHostile, WordsAreKeptAsTheyAreAndCanNotPoint) {
    const std::string text = "boom \x1B]0;t\x07 \r \xE2\x80\xAE";
    for (const std::string place : {"-77", "99999999", "18446744073709551616", "x", ""}) {
        const auto result = answeredWith(kBegun + words('E', "ERROR", "42601", text, "P" + place + '\0') + kReady);
        ASSERT_FALSE(result);
        EXPECT_EQ(result.error().message, text);
    }
    const std::string name = "a\x1B[31m\xFF";
    const auto named =
        answeredWith(kBegun + columnsNamed({name, std::string(100'000, 'x')}).substr(0) +
                     message('D', shortNumber(2) + number(1) + "\xFF" + number(0xFFFFFFFF)) + kDone + kReady);
    ASSERT_TRUE(named) << named.error().message;
    EXPECT_EQ(named->columns.at(0).name, name);
    EXPECT_EQ(named->rows.at(0).at(0), textValue("\xFF"));
}

TEST_F(PostgresHostile, WhatIsSaidAtTheLoginIsHeardWithinLimitsAndOnNoTerminal) {
    support::FaultProxy proxy(server().port());
    proxy.setFilter([] { return std::make_unique<TalkativeFilter>(); });
    testing::internal::CaptureStderr();
    const auto session = openThrough(proxy);
    EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
    ASSERT_TRUE(session);
    const std::vector<Notice>& notices = session->facts().notices;
    ASSERT_GT(notices.size(), 2U);
    EXPECT_LT(notices.size(), 5000U);
    EXPECT_EQ(notices.front().severity, "warning");
    EXPECT_EQ(notices.front().message, "\x1B]0;pwned\x07 0");
    EXPECT_NE(notices.back().message.find("more notices"), std::string::npos) << notices.back().message;
}

TEST_F(PostgresHostile, ErrorWithoutFieldsIsAnErrorWithAHint) {
    const auto result = answeredWith(kBegun + message('E', std::string(1, '\0')) + kReady);
    ASSERT_FALSE(result);
    EXPECT_FALSE(result.error().message.empty());
    EXPECT_EQ(result.error().detail.find("SQLSTATE"), std::string::npos);
}

TEST_F(PostgresHostile, ARefusalTooLongToReadIsNotShownAsNothing) {
    const support::TcpServer hostile([](support::TestSocket& guest) {
        static_cast<void>(guest.receive(8));
        static_cast<void>(guest.send(words('E', "FATAL", "53300", std::string(40000, 'x'))));
    });
    ConnectParams params = this->params();
    params.host = "127.0.0.1";
    params.port = hostile.port();
    params.tls.mode = TlsMode::Disable;
    postgres::PostgresConnector connector;
    const auto refused = openSession(connector, params, {});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::ConnectionFailed);
    EXPECT_NE(refused.error().message.find("30000 bytes"), std::string::npos) << refused.error().message;
    EXPECT_NE(refused.error().hint.find("log"), std::string::npos);
}

} // namespace dbv::conformance
