// SPDX-License-Identifier: Apache-2.0
#include "mysql/proven_server.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <ctime>
#include <filesystem>
#include <span>
#include <string_view>
#include <utility>

#include "mysql/client.h"
#include "mysql/errors.h"
#include "network/tls_handshake.h"

namespace dbv::mysql {

namespace {

constexpr std::chrono::minutes kRemembered{5};
constexpr std::size_t kPacketHead = 4;
// Bits of the protocol's capabilities: 4.1, TLS, authentication as of 4.1, plugins.
constexpr std::uint32_t kTls = 0x800;
constexpr std::uint32_t kAsked = 0x200 | kTls | 0x8000 | 0x80000;

constexpr const char* kHowToHaveTls = "Let the server use TLS (ssl_cert, ssl_key)";

network::TlsWishes wishesOf(const OpenPlan& plan) {
    return {.host = plan.socketPath.empty() ? plan.host : plan.socketPath,
            .where = plan.where(),
            .verifiesChain = plan.verifies(),
            .verifiesName = plan.tlsMode == TlsMode::VerifyFull,
            .serverName = plan.serverName,
            .caFile = plan.caFile,
            .crlFile = plan.crlFile,
            .certFile = plan.certFile,
            .keyFile = plan.keyFile,
            .keyPassword = &plan.keyPassword,
            .minVersion = plan.minTlsVersion};
}

/// One handshake.
class Proof {
public:
    Proof(const OpenPlan& plan, const network::Patience& patience, network::OwnLine line)
        : m_plan(plan),
          m_patience(patience),
          m_line(std::move(line)),
          m_wishes(wishesOf(plan)),
          m_handshake(m_wishes, m_line) {}

    Result<ProvenServer> run(bool untilJudged) {
        Result<void> done = readGreeting();
        if (done && m_plain) {
            return ProvenServer();
        }
        done = done ? askForTls() : done;
        done = done ? m_handshake.run(m_patience) : done;
        if (!done) {
            return std::unexpected(done.error());
        }
        // Versions before 3.4 of the library compare SHA-1, which is enough to tell one verified certificate.
        const bool newer = mysql_get_client_version() >= 30400;
        ProvenServer server{m_handshake.digest(newer ? EVP_sha256() : EVP_sha1()), m_handshake.chain(),
                            m_handshake.agreed()};
        if (server.pin.empty()) {
            return fail(ErrorKind::TlsFailed, "The server at " + m_plan.where() + " showed no certificate.",
                        "Let the server use TLS with a certificate.", Damage::Session);
        }
        done = untilJudged ? m_handshake.hearVerdict(m_patience) : done;
        return done ? Result<ProvenServer>(std::move(server)) : std::unexpected(done.error());
    }

private:
    std::unexpected<Error> noServer() const {
        return fail(ErrorKind::ConnectionFailed,
                    "What listens at " + m_plan.where() + " does not speak like a MySQL or MariaDB server.",
                    "Check the port.", Damage::Session);
    }

    Result<void> readGreeting() {
        std::array<std::byte, kPacketHead> head{};
        if (Result<void> read = m_line.read(head, m_patience); !read) {
            return read;
        }
        const auto size = std::to_integer<std::size_t>(head[0]) | std::to_integer<std::size_t>(head[1]) << 8U |
                          std::to_integer<std::size_t>(head[2]) << 16U;
        constexpr std::size_t kSmallest = 3;
        constexpr std::size_t kLargest = 1024;
        if (size < kSmallest || size > kLargest) {
            return noServer();
        }
        std::string greeting(size, '\0');
        if (Result<void> read = m_line.read(std::as_writable_bytes(std::span(greeting)), m_patience); !read) {
            return read;
        }
        return judgeGreeting(greeting);
    }

    [[nodiscard]] Result<void> judgeGreeting(std::string_view greeting) {
        const auto byteAt = [&](std::size_t at) { return static_cast<unsigned char>(greeting[at]); };
        if (byteAt(0) == 0xFF) {
            Failure said{static_cast<unsigned int>(byteAt(1) | byteAt(2) << 8U), "", std::string(greeting.substr(3))};
            if (said.message.starts_with('#') && said.message.size() > 6) {
                said.sqlState = said.message.substr(1, 5);
                said.message.erase(0, 6);
            }
            return std::unexpected(connectErrorFor(said));
        }
        // The version, a number, eight bytes of a challenge and a zero come before the capabilities.
        const std::size_t version = greeting.find('\0', 1);
        const std::size_t at = version == std::string_view::npos ? greeting.size() : version + 1 + 4 + 8 + 1;
        if (byteAt(0) != 10 || at + 2 > greeting.size()) {
            return noServer();
        }
        if (((byteAt(at) | static_cast<unsigned>(byteAt(at + 1)) << 8U) & kTls) == 0) {
            m_plain = !m_plan.demandsTls();
            return m_plain ? Result<void>() : std::unexpected(network::speaksNoTls(m_plan.where(), kHowToHaveTls));
        }
        return {};
    }

    [[nodiscard]] Result<void> askForTls() const {
        constexpr std::size_t kSize = 32;
        std::array<std::byte, kPacketHead + kSize> request{};
        request[0] = std::byte{kSize};
        request[3] = std::byte{1};
        for (unsigned i = 0; i < 4; ++i) {
            request[kPacketHead + i] = static_cast<std::byte>((kAsked >> (8U * i)) & 0xFFU);
        }
        constexpr std::byte kUtf8mb4{45};
        request[kPacketHead + 7] = std::byte{1};
        request[kPacketHead + 8] = kUtf8mb4;
        return m_line.write(request, m_patience);
    }

    const OpenPlan& m_plan;
    const network::Patience& m_patience;
    network::OwnLine m_line;
    network::TlsWishes m_wishes;
    network::TlsHandshake m_handshake;
    bool m_plain = false;
};

/// All that a proof depends on.
std::string keyOf(const OpenPlan& plan) {
    std::string key =
        std::string(tlsModeName(plan.tlsMode)) + '\n' + std::to_string(plan.port) + '\n' + plan.minTlsVersion;
    for (const std::string& part : {plan.host, plan.socketPath, plan.serverName}) {
        key += '\n' + part;
    }
    for (const std::string& file : {plan.caFile, plan.crlFile, plan.certFile}) {
        std::error_code unknown;
        const auto written = std::filesystem::last_write_time(file, unknown);
        key += '\n' + file + '\n' + std::to_string(unknown ? 0 : written.time_since_epoch().count());
    }
    return key;
}

} // namespace

Result<ProvenServer> proveServer(const OpenPlan& plan, const network::Address& address,
                                 const network::Patience& patience, bool untilJudged) {
    Result<network::OwnLine> line = network::OwnLine::open(address, patience);
    return line ? Proof(plan, patience, std::move(*line)).run(untilJudged) : std::unexpected(line.error());
}

std::optional<ProvenServer> ProvenServers::find(const OpenPlan& plan) const {
    const std::scoped_lock lock(m_mutex);
    const auto found = m_servers.find(keyOf(plan));
    const bool good = found != m_servers.end() && found->second.until > std::chrono::steady_clock::now();
    return good ? std::optional(found->second.server) : std::nullopt;
}

void ProvenServers::keep(const OpenPlan& plan, ProvenServer server) {
    // What expires within the time is not remembered at all.
    const auto dies = std::time(nullptr) + std::chrono::seconds(kRemembered).count();
    for (const CertificateInfo& each : server.chain) {
        if (each.notAfter <= dies) {
            return;
        }
    }
    const std::scoped_lock lock(m_mutex);
    m_servers[keyOf(plan)] = {std::move(server), std::chrono::steady_clock::now() + kRemembered};
}

void ProvenServers::forget(const OpenPlan& plan) {
    const std::scoped_lock lock(m_mutex);
    m_servers.erase(keyOf(plan));
}

} // namespace dbv::mysql
