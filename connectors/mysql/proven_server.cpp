// SPDX-License-Identifier: Apache-2.0
#include "mysql/proven_server.h"
#include "network/certificates.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <ctime>
#include <filesystem>
#include <memory>
#include <span>
#include <string_view>
#include <utility>

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include "mysql/client.h"
#include "mysql/errors.h"

namespace dbv::mysql {

namespace {

using TlsContext = std::unique_ptr<SSL_CTX, EndWith<SSL_CTX_free>>;
using TlsLine = std::unique_ptr<SSL, EndWith<SSL_free>>;

constexpr std::chrono::minutes kRemembered{5};
constexpr std::size_t kPacketHead = 4;
// Bits of the protocol's capabilities: 4.1, TLS, authentication as of 4.1, plugins.
constexpr std::uint32_t kTls = 0x800;
constexpr std::uint32_t kAsked = 0x200 | kTls | 0x8000 | 0x80000;

std::unexpected<Error> tlsFailed(std::string message, std::string hint) {
    return fail(ErrorKind::TlsFailed, std::move(message), std::move(hint), Damage::Session);
}

/// OpenSSL's last words.
std::string lastWords() {
    const char* reason = ERR_reason_error_string(ERR_peek_last_error());
    ERR_clear_error();
    return reason == nullptr ? "no reason was given" : reason;
}

std::string hintFor(long verifyCode) {
    switch (verifyCode) {
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
        return "Connect by the name in the certificate, or give that name as the TLS server name if you know the "
               "server "
               "by it.";
    case X509_V_ERR_CERT_HAS_EXPIRED: return "The server needs a new certificate; check this machine's clock as well.";
    case X509_V_ERR_CERT_NOT_YET_VALID: return "Check this machine's clock, or the server's certificate.";
    case X509_V_ERR_CERT_REVOKED:
        return "The certificate was withdrawn by its authority: do not connect, ask the server's owner.";
    case X509_V_ERR_UNABLE_TO_GET_CRL: return "The file of revoked certificates has no list of this authority.";
    default:
        return "The certificate comes from an authority that is not trusted here: name the file with that authority "
               "(CA).";
    }
}

/// One handshake.
class Proof {
public:
    Proof(const OpenPlan& plan, const Patience& patience, OwnLine line)
        : m_plan(plan), m_patience(patience), m_line(std::move(line)) {}

    Result<ProvenServer> run() {
        Result<void> done = readGreeting();
        done = done ? askForTls() : done;
        done = done ? prepare() : done;
        done = done ? shakeHands() : done;
        if (!done) {
            return std::unexpected(done.error());
        }
        const std::unique_ptr<X509, EndWith<X509_free>> own(SSL_get1_peer_certificate(m_tls.get()));
        if (!own) {
            return tlsFailed("The server at " + m_plan.where() + " showed no certificate.",
                             "Let the server use TLS with a certificate.");
        }
        // Versions before 3.4 of the library compare SHA-1, which is enough to tell one verified certificate.
        const bool newer = mysql_get_client_version() >= 30400;
        return ProvenServer{network::digestOf(own.get(), newer ? EVP_sha256() : EVP_sha1()),
                            network::chainOf(m_tls.get()),
                            std::string(SSL_get_version(m_tls.get())) + ", " + SSL_get_cipher_name(m_tls.get())};
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

    [[nodiscard]] Result<void> judgeGreeting(std::string_view greeting) const {
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
            return tlsFailed("The server at " + m_plan.where() + " does not offer TLS.",
                             "Let the server use TLS (ssl_cert, ssl_key), or, on a line that nobody else can hear, set "
                             "the TLS mode to disable.");
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

    Result<void> prepare() {
        m_context.reset(SSL_CTX_new(TLS_client_method()));
        const int lowest = m_plan.minTlsVersion == "TLSv1.3" ? TLS1_3_VERSION : TLS1_2_VERSION;
        if (!m_context || SSL_CTX_set_min_proto_version(m_context.get(), lowest) != 1) {
            return tlsFailed("TLS can not be used: " + lastWords() + ".", "Check the installation of OpenSSL.");
        }
        Result<void> done = m_plan.verifies() ? loadTrust() : Result<void>();
        done = done && !m_plan.certFile.empty() ? loadOwnCertificate() : done;
        if (!done) {
            return done;
        }
        m_tls.reset(SSL_new(m_context.get()));
        if (!m_tls || SSL_set_fd(m_tls.get(), m_line.socket()) != 1) {
            return tlsFailed("TLS can not be used: " + lastWords() + ".", "Check the installation of OpenSSL.");
        }
        if (m_plan.tlsMode == TlsMode::VerifyFull) {
            X509_VERIFY_PARAM* wanted = SSL_get0_param(m_tls.get());
            const std::string& name = m_plan.serverName;
            if (X509_VERIFY_PARAM_set1_ip_asc(wanted, name.c_str()) != 1 &&
                X509_VERIFY_PARAM_set1_host(wanted, name.data(), name.size()) != 1) {
                return tlsFailed("\"" + name + "\" is no name that a certificate can be for.",
                                 "Correct the TLS server name.");
            }
            ERR_clear_error();
        }
        return {};
    }

    Result<void> loadTrust() {
        SSL_CTX_set_verify(m_context.get(), SSL_VERIFY_PEER, nullptr);
        if (SSL_CTX_load_verify_locations(m_context.get(), m_plan.caFile.c_str(), nullptr) != 1) {
            return tlsFailed("The authorities in \"" + m_plan.caFile + "\" can't be read: " + lastWords() + ".",
                             "Check the file; it holds certificates in PEM.");
        }
        if (m_plan.crlFile.empty()) {
            return {};
        }
        X509_STORE* store = SSL_CTX_get_cert_store(m_context.get());
        if (X509_STORE_load_locations(store, m_plan.crlFile.c_str(), nullptr) != 1 ||
            X509_STORE_set_flags(store, X509_V_FLAG_CRL_CHECK) != 1) {
            return tlsFailed("The revoked certificates in \"" + m_plan.crlFile + "\" can't be read: " + lastWords() +
                                 ".",
                             "Check the file; it holds a list in PEM.");
        }
        return {};
    }

    Result<void> loadOwnCertificate() {
        const std::string& keyFile = m_plan.keyFile.empty() ? m_plan.certFile : m_plan.keyFile;
        // Without a password an encrypted key fails instead of asking at a terminal.
        SSL_CTX_set_default_passwd_cb(m_context.get(), [](char* into, int size, int, void* plan) {
            const std::string_view password = static_cast<const OpenPlan*>(plan)->keyPassword.reveal();
            const auto room = static_cast<std::size_t>(size);
            return static_cast<int>(password.copy(into, std::min(password.size(), room)));
        });
        SSL_CTX_set_default_passwd_cb_userdata(m_context.get(), const_cast<OpenPlan*>(&m_plan));
        if (SSL_CTX_use_certificate_chain_file(m_context.get(), m_plan.certFile.c_str()) != 1) {
            return tlsFailed("The client certificate in \"" + m_plan.certFile + "\" can't be read: " + lastWords() +
                                 ".",
                             "Check the file; it holds a certificate in PEM.");
        }
        if (SSL_CTX_use_PrivateKey_file(m_context.get(), keyFile.c_str(), SSL_FILETYPE_PEM) != 1) {
            return tlsFailed("The key of the client certificate in \"" + keyFile + "\" can't be read: " + lastWords() +
                                 ".",
                             "Check the file and its password, and that the key belongs to the certificate.");
        }
        return {};
    }

    [[nodiscard]] Result<void> shakeHands() const {
        while (true) {
            ERR_clear_error();
            const int code = SSL_connect(m_tls.get());
            if (code == 1) {
                return {};
            }
            const int wants = SSL_get_error(m_tls.get(), code);
            if (wants != SSL_ERROR_WANT_READ && wants != SSL_ERROR_WANT_WRITE) {
                return refusal();
            }
            if (Result<void> ready =
                    m_line.wait(wants == SSL_ERROR_WANT_READ, wants == SSL_ERROR_WANT_WRITE, m_patience);
                !ready) {
                return ready;
            }
        }
    }

    [[nodiscard]] std::unexpected<Error> refusal() const {
        const long verified = SSL_get_verify_result(m_tls.get());
        if (verified != X509_V_OK && m_plan.verifies()) {
            return tlsFailed(
                "The certificate of the server at " + m_plan.where() +
                    " is refused: " + X509_verify_cert_error_string(verified) +
                    (m_plan.tlsMode == TlsMode::VerifyFull ? " (wanted for \"" + m_plan.serverName + "\")." : "."),
                hintFor(verified));
        }
        return tlsFailed("The server at " + m_plan.where() + " and this client could not agree on TLS: " + lastWords() +
                             ".",
                         "Look at the server's log, and at the lowest TLS version that both allow.");
    }

    const OpenPlan& m_plan;
    const Patience& m_patience;
    OwnLine m_line;
    TlsContext m_context;
    TlsLine m_tls;
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

Result<ProvenServer> proveServer(const OpenPlan& plan, const Address& address, const Patience& patience) {
    Result<OwnLine> line = OwnLine::open(address, patience);
    return line ? Proof(plan, patience, std::move(*line)).run() : std::unexpected(line.error());
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
