// SPDX-License-Identifier: Apache-2.0
// A server that asks for more in the login than it may know.
#include <atomic>
#include <memory>
#include <string>
#include <utility>

#include "postgres_fixture.h"
#include "support/fault_proxy.h"
#include "support/link_filter.h"

namespace dbv::conformance {

namespace {

using support::FaultProxy;
using support::LinkFilter;
using support::ProxyDirection;

constexpr std::string_view kAsksInClear("R\0\0\0\x08\0\0\0\x03", 9);

/// Asks for the password in clear, whatever the server asks, and hears what it is told.
class CuriousFilter : public LinkFilter {
public:
    CuriousFilter(std::shared_ptr<std::atomic<int>> heard, std::string before)
        : m_heard(std::move(heard)), m_before(std::move(before)) {}

    [[nodiscard]] Passed pass(ProxyDirection direction, std::string_view bytes) override {
        if (direction == ProxyDirection::ToServer) {
            if (bytes.contains(kPassword)) {
                ++*m_heard;
                return {.onward = {}, .back = {}, .hangUp = true};
            }
            const bool asksForTls = bytes.size() == 8;
            return {.onward = {}, .back = asksForTls ? "N" + m_before : std::string(kAsksInClear), .hangUp = false};
        }
        return {};
    }
    static constexpr std::string_view kPassword = "vivid secret";

private:
    std::shared_ptr<std::atomic<int>> m_heard;
    std::string m_before;
};

} // namespace

class PostgresLogin : public PostgresTest {};

TEST_F(PostgresLogin, GetsNoPasswordInClearOverALineThatNothingEncrypts) {
    const auto heard = std::make_shared<std::atomic<int>>(0);
    const auto refusal = [&](const std::string& host, TlsMode mode, const std::string& before) {
        FaultProxy proxy(server().port());
        proxy.setFilter([&] { return std::make_unique<CuriousFilter>(heard, before); });
        ConnectParams params = this->params();
        params.host = host;
        params.dialHost = proxy.host();
        params.dialPort = proxy.port();
        params.tls.mode = mode;
        params.password = Secret(std::string(CuriousFilter::kPassword));
        params.connectTimeoutMs = 60'000;
        postgres::PostgresConnector connector;
        const auto opened = openSession(connector, params, {});
        EXPECT_FALSE(opened);
        return opened ? Error{} : opened.error();
    };
    for (const TlsMode mode : {TlsMode::Disable, TlsMode::Prefer}) {
        const Error error = refusal("db.example", mode, {});
        EXPECT_EQ(error.kind, ErrorKind::TlsFailed) << error.message;
        EXPECT_NE(error.message.find("asks for the password in clear"), std::string::npos) << error.message;
    }
    // Before it was told who wants to be let in, it has nothing to ask.
    EXPECT_NE(
        refusal("db.example", TlsMode::Prefer, std::string(kAsksInClear)).message.find("more before it was answered"),
        std::string::npos);
    EXPECT_EQ(*heard, 0);
    // On this machine nobody is in between.
    static_cast<void>(refusal("localhost", TlsMode::Disable, {}));
    EXPECT_EQ(*heard, 1);
}

} // namespace dbv::conformance
