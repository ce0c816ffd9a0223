// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <atomic>
#include <condition_variable>
#include <csignal>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include <openssl/ssl.h>

#include "tcp_peers.h"
#include "tls_authority.h"

namespace dbv::support {

/// Stands in for a server up to the end of its TLS handshake, and counts what it hears behind that.
class TlsStandIn {
public:
    enum class Protocol : std::uint8_t { Postgres, MySql };
    struct Options {
        Protocol protocol = Protocol::Postgres;
        CertificateFiles files;
        /// Whoever shows no certificate of this authority is not let in; empty: nobody is asked.
        std::filesystem::path clientAuthority;
        int maxVersion = TLS1_3_VERSION;
        /// Answers that it has no TLS.
        bool plain = false;
        /// Says nothing from this connection on; 0 is never.
        int silentFrom = 0;
    };

    explicit TlsStandIn(Options options)
        : m_options(std::move(options)),
          m_context(SSL_CTX_new(TLS_server_method()), &SSL_CTX_free),
          m_server([this](TestSocket& guest) { talk(guest); }) {
        SSL_CTX_set_max_proto_version(m_context.get(), m_options.maxVersion);
        if (!m_options.files.certificate.empty()) {
            SSL_CTX_use_certificate_chain_file(m_context.get(), m_options.files.certificate.c_str());
            SSL_CTX_use_PrivateKey_file(m_context.get(), m_options.files.key.c_str(), SSL_FILETYPE_PEM);
        }
        if (!m_options.clientAuthority.empty()) {
            SSL_CTX_load_verify_locations(m_context.get(), m_options.clientAuthority.c_str(), nullptr);
            SSL_CTX_set_verify(m_context.get(), SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
        }
        m_ready.arrive();
    }

    [[nodiscard]] std::uint16_t port() const { return m_server.port(); }
    [[nodiscard]] int guests() const { return m_guests; }
    /// Bytes that came after a handshake: of a login.
    [[nodiscard]] std::size_t heard() const { return m_heard; }

private:
    /// The first packet of a server.
    [[nodiscard]] std::string greeting() const {
        std::string body = std::string("\x0A"
                                       "8.0.0-odd\0",
                                       11) +
                           std::string("\1\0\0\0"
                                       "abcdefgh\0",
                                       13);
        body += std::string(m_options.plain ? "\xFF\xF7" : "\xFF\xFF", 2) + std::string("\x2D\2\0\xFF\x81\x15", 6) +
                std::string(10, '\0') + std::string("ijklmnopqrst\0", 13) + std::string("mysql_native_password\0", 22);
        return std::string(1, static_cast<char>(body.size())) + std::string(3, '\0') + body;
    }

    void talk(TestSocket& guest) {
        m_ready.wait();
        // A client that goes in the middle ends the talk, not the program.
        sigset_t pipe{};
        sigaddset(&pipe, SIGPIPE);
        pthread_sigmask(SIG_BLOCK, &pipe, nullptr);
        if (const int number = ++m_guests; m_options.silentFrom != 0 && number >= m_options.silentFrom) {
            TcpServer::keepSilent(guest);
            return;
        }
        if (m_options.protocol == Protocol::Postgres) {
            static_cast<void>(guest.receive(8));
            static_cast<void>(guest.send(m_options.plain ? "N" : "S"));
        } else {
            static_cast<void>(guest.send(greeting()));
            if (!m_options.plain) {
                static_cast<void>(guest.receive(36));
            }
        }
        if (m_options.plain) {
            TcpServer::keepSilent(guest);
            return;
        }
        const std::unique_ptr<SSL, decltype(&SSL_free)> tls(SSL_new(m_context.get()), &SSL_free);
        SSL_set_fd(tls.get(), guest.fd());
        if (SSL_accept(tls.get()) != 1) {
            guest.endSending();
            return;
        }
        std::array<char, 256> bytes{};
        for (int got = SSL_read(tls.get(), bytes.data(), 256); got > 0; got = SSL_read(tls.get(), bytes.data(), 256)) {
            m_heard += static_cast<std::size_t>(got);
        }
    }

    /// Opens once.
    class Ready {
    public:
        void arrive() {
            const std::scoped_lock lock(m_mutex);
            m_open = true;
            m_changed.notify_all();
        }
        void wait() {
            std::unique_lock lock(m_mutex);
            m_changed.wait(lock, [this] { return m_open; });
        }

    private:
        std::mutex m_mutex;
        std::condition_variable m_changed;
        bool m_open = false;
    };

    Options m_options;
    std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> m_context;
    std::atomic<int> m_guests = 0;
    std::atomic<std::size_t> m_heard = 0;
    Ready m_ready;
    TcpServer m_server;
};

} // namespace dbv::support
