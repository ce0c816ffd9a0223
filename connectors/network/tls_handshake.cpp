// SPDX-License-Identifier: Apache-2.0
#include "network/tls_handshake.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include <openssl/err.h>
#include <openssl/x509v3.h>

#include "network/certificates.h"
#include "network/line_bio.h"

namespace dbv::network {

namespace {

Error tlsError(std::string message, std::string hint) {
    return makeError(ErrorKind::TlsFailed, std::move(message), std::move(hint), Damage::Session);
}

std::unexpected<Error> tlsFailed(std::string message, std::string hint) {
    return std::unexpected(tlsError(std::move(message), std::move(hint)));
}

/// OpenSSL's last words.
std::string lastWords() {
    const char* reason = ERR_reason_error_string(ERR_peek_last_error());
    ERR_clear_error();
    return reason == nullptr ? "the line ended" : reason;
}

bool isAddress(const std::string& name) {
    const std::unique_ptr<ASN1_OCTET_STRING, decltype(&ASN1_OCTET_STRING_free)> address(a2i_IPADDRESS(name.c_str()),
                                                                                        &ASN1_OCTET_STRING_free);
    ERR_clear_error();
    return address != nullptr;
}

} // namespace

Error speaksNoTls(const std::string& where, const std::string& remedy) {
    return tlsError("The server at " + where + " speaks no TLS.",
                    remedy + ", or, on a line that nobody else can hear, set the TLS mode to disable.");
}

Error wantsClientCertificate(const std::string& where) {
    return tlsError("The server at " + where + " wants a client certificate.",
                    "Name the certificate's file and that of its key in the connection's TLS settings.");
}

Result<void> TlsHandshake::run(const Patience& patience) {
    if (Result<void> ready = prepare(); !ready) {
        return ready;
    }
    while (true) {
        ERR_clear_error();
        const int code = SSL_connect(m_tls.get());
        if (code == 1) {
            return {};
        }
        const int wants = SSL_get_error(m_tls.get(), code);
        if (wants != SSL_ERROR_WANT_READ && wants != SSL_ERROR_WANT_WRITE) {
            return std::unexpected(refusal());
        }
        if (Result<void> ready = waitFor(wants, patience); !ready) {
            return ready;
        }
    }
}

Result<void> TlsHandshake::hearVerdict(const Patience& patience) {
    if (!m_asked) {
        return {};
    }
    // Whoever is content ends the line when we do; whoever is not has said so before.
    ERR_clear_error();
    SSL_shutdown(m_tls.get());
    while (true) {
        ERR_clear_error();
        std::array<char, 64> bytes{};
        const int code = SSL_read(m_tls.get(), bytes.data(), static_cast<int>(bytes.size()));
        if (code > 0) {
            continue;
        }
        const int wants = SSL_get_error(m_tls.get(), code);
        if (wants == SSL_ERROR_SSL) {
            return std::unexpected(refusal());
        }
        if (wants != SSL_ERROR_WANT_READ && wants != SSL_ERROR_WANT_WRITE) {
            return {};
        }
        if (Result<void> ready = waitFor(wants, patience); !ready) {
            return ready;
        }
    }
}

Result<void> TlsHandshake::waitFor(int wants, const Patience& patience) const {
    return m_line.wait(wants == SSL_ERROR_WANT_READ, wants == SSL_ERROR_WANT_WRITE, patience);
}

Result<void> TlsHandshake::prepare() {
    ERR_clear_error();
    m_context.reset(SSL_CTX_new(TLS_client_method()));
    const int lowest = m_wishes.minVersion == "TLSv1.3" ? TLS1_3_VERSION : TLS1_2_VERSION;
    if (!m_context || SSL_CTX_set_min_proto_version(m_context.get(), lowest) != 1) {
        return tlsFailed("TLS can not be used: " + lastWords() + ".", "Check the installation of OpenSSL.");
    }
    Result<void> done = m_wishes.verifiesChain ? loadTrust() : Result<void>();
    done = done && !m_wishes.certFile.empty() ? loadOwnCertificate() : done;
    if (!done) {
        return done;
    }
    m_tls.reset(SSL_new(m_context.get()));
    std::unique_ptr<BIO, FreeBio> bio = bioOn(m_line);
    if (!m_tls || !bio) {
        return tlsFailed("TLS can not be used: " + lastWords() + ".", "Check the installation of OpenSSL.");
    }
    // One for both ways, which then belongs to it.
    BIO* both = bio.release();
    SSL_set_bio(m_tls.get(), both, both);
    if (m_wishes.verifiesChain) {
        m_findings.judge(m_context.get(), m_tls.get());
    }
    SSL_set_cert_cb(
        m_tls.get(),
        [](SSL* tls, void* self) {
            auto* handshake = static_cast<TlsHandshake*>(self);
            handshake->m_asked = true;
            handshake->m_askedInVain = SSL_get_certificate(tls) == nullptr;
            return 1;
        },
        this);
    if (m_wishes.tellsName && !isAddress(m_wishes.serverName)) {
        // The macro for it casts as C does.
        SSL_ctrl(m_tls.get(), SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name,
                 const_cast<char*>(m_wishes.serverName.c_str()));
    }
    return m_wishes.verifiesName ? demandName() : Result<void>();
}

Result<void> TlsHandshake::demandName() {
    X509_VERIFY_PARAM* wanted = SSL_get0_param(m_tls.get());
    const std::string& name = m_wishes.serverName;
    X509_VERIFY_PARAM_set_hostflags(wanted, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    if (X509_VERIFY_PARAM_set1_ip_asc(wanted, name.c_str()) != 1 &&
        X509_VERIFY_PARAM_set1_host(wanted, name.data(), name.size()) != 1) {
        return tlsFailed("\"" + name + "\" is no name that a certificate can be for.", "Correct the TLS server name.");
    }
    ERR_clear_error();
    return {};
}

Result<void> TlsHandshake::loadTrust() {
    if (SSL_CTX_load_verify_locations(m_context.get(), m_wishes.caFile.c_str(), nullptr) != 1) {
        return tlsFailed("The authorities in \"" + m_wishes.caFile + "\" can't be read: " + lastWords() + ".",
                         "Check the file; it holds certificates in PEM.");
    }
    if (m_wishes.crlFile.empty()) {
        return {};
    }
    X509_STORE* store = SSL_CTX_get_cert_store(m_context.get());
    // As the client libraries have it: of the whole chain.
    if (X509_STORE_load_locations(store, m_wishes.crlFile.c_str(), nullptr) != 1 ||
        X509_STORE_set_flags(store, X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL) != 1) {
        return tlsFailed("The revoked certificates in \"" + m_wishes.crlFile + "\" can't be read: " + lastWords() + ".",
                         "Check the file; it holds a list in PEM.");
    }
    return {};
}

Result<void> TlsHandshake::loadOwnCertificate() {
    const std::string& keyFile = m_wishes.keyFile.empty() ? m_wishes.certFile : m_wishes.keyFile;
    // Without a password an encrypted key fails instead of asking at a terminal.
    SSL_CTX_set_default_passwd_cb(m_context.get(), [](char* into, int size, int, void* secret) {
        const std::string_view password =
            secret == nullptr ? std::string_view() : static_cast<const Secret*>(secret)->reveal();
        const auto room = static_cast<std::size_t>(size);
        return static_cast<int>(password.copy(into, std::min(password.size(), room)));
    });
    SSL_CTX_set_default_passwd_cb_userdata(m_context.get(), const_cast<Secret*>(m_wishes.keyPassword));
    if (SSL_CTX_use_certificate_chain_file(m_context.get(), m_wishes.certFile.c_str()) != 1) {
        return tlsFailed("The client certificate in \"" + m_wishes.certFile + "\" can't be read: " + lastWords() + ".",
                         "Check the file; it holds a certificate in PEM.");
    }
    if (SSL_CTX_use_PrivateKey_file(m_context.get(), keyFile.c_str(), SSL_FILETYPE_PEM) != 1) {
        return tlsFailed("The key of the client certificate in \"" + keyFile + "\" can't be read: " + lastWords() + ".",
                         "Check the file and its password, and that the key belongs to the certificate.");
    }
    return {};
}

Error TlsHandshake::refusal() const {
    if (m_wishes.verifiesChain && !m_findings.empty()) {
        return m_findings.error(m_wishes.host, m_wishes.serverName);
    }
    const int reason = ERR_GET_REASON(ERR_peek_last_error());
    const std::string words = lastWords();
    switch (reason) {
    case SSL_R_TLSV13_ALERT_CERTIFICATE_REQUIRED: return wantsClientCertificate(m_wishes.where);
    case SSL_R_SSLV3_ALERT_HANDSHAKE_FAILURE:
    case SSL_R_SSLV3_ALERT_BAD_CERTIFICATE:
        if (m_askedInVain) {
            return wantsClientCertificate(m_wishes.where);
        }
        break;
    case SSL_R_TLSV1_ALERT_UNKNOWN_CA:
        return tlsError("The server at " + m_wishes.where + " does not trust the authority of the client certificate.",
                        "Show a certificate that this server's own authority has signed.");
    case SSL_R_SSLV3_ALERT_CERTIFICATE_EXPIRED:
        return tlsError("The server at " + m_wishes.where + " refuses the client certificate, since it has expired.",
                        "Get a new one from the server's owner.");
    case SSL_R_SSLV3_ALERT_CERTIFICATE_REVOKED:
        return tlsError("The server at " + m_wishes.where + " refuses the client certificate, since it is revoked.",
                        "Get a new one from the server's owner.");
    case SSL_R_TLSV1_ALERT_PROTOCOL_VERSION:
    case SSL_R_UNSUPPORTED_PROTOCOL:
        return tlsError("The server at " + m_wishes.where + " and this client have no version of TLS in common.",
                        "Look at the lowest TLS version that both allow.");
    default: break;
    }
    return tlsError("The server at " + m_wishes.where + " and this client could not agree on TLS: " + words + ".",
                    "Look at the server's log, and at the lowest TLS version that both allow.");
}

std::string TlsHandshake::digest(const EVP_MD* method) const {
    const std::unique_ptr<X509, decltype(&X509_free)> own(SSL_get1_peer_certificate(m_tls.get()), &X509_free);
    return own ? digestOf(own.get(), method) : std::string();
}

std::vector<CertificateInfo> TlsHandshake::chain() const {
    return chainOf(m_tls.get());
}

std::string TlsHandshake::agreed() const {
    return std::string(SSL_get_version(m_tls.get())) + ", " + SSL_get_cipher_name(m_tls.get());
}

} // namespace dbv::network
