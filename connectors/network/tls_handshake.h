// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <openssl/ssl.h>

#include <dbv/connector/tls.h>
#include <dbv/core/result.h>
#include <dbv/core/secret.h>

#include "network/certificate_findings.h"
#include "network/socket_io.h"

namespace dbv::network {

/// What a server has to prove, and what we show it. Files as in `TlsParams`.
struct TlsWishes {
    /// As the user names it.
    std::string host;
    /// Host and port, as a sentence names them.
    std::string where;
    bool verifiesChain = true;
    bool verifiesName = true;
    /// The name that the certificate has to be for.
    std::string serverName;
    std::string caFile;
    std::string crlFile;
    std::string certFile;
    /// Empty: it is in the certificate's file.
    std::string keyFile;
    /// Outlives the handshake; may be null.
    const Secret* keyPassword = nullptr;
    /// `TLSv1.2` or `TLSv1.3`.
    std::string minVersion = "TLSv1.2";
    /// Tells the server which name is wanted (SNI).
    bool tellsName = false;
};

/// That a server has no TLS. `remedy` is how its owner switches it on.
[[nodiscard]] Error speaksNoTls(const std::string& where, const std::string& remedy);
/// That a server lets nobody in who shows no certificate.
[[nodiscard]] Error wantsClientCertificate(const std::string& where);

/// One handshake of ours on a line of ours. Whatever is wrong is said exactly.
///
/// Thread: one at a time. Wishes and line outlive it.
class TlsHandshake {
public:
    TlsHandshake(const TlsWishes& wishes, const OwnLine& line) : m_wishes(wishes), m_line(line) {}

    /// Blocks: as `patience` has it. Errors: TlsFailed, TimedOut, Cancelled.
    [[nodiscard]] Result<void> run(const Patience& patience);
    /// A server that wants a certificate of ours says so only after the handshake; this waits until it has judged us.
    /// Nothing else can be said on the line afterwards. Blocks and errors: as `run`.
    [[nodiscard]] Result<void> hearVerdict(const Patience& patience);

    /// A digest of the server's own certificate; empty when it showed none.
    [[nodiscard]] std::string digest(const EVP_MD* method) const;
    [[nodiscard]] std::vector<CertificateInfo> chain() const;
    /// `TLSv1.3, TLS_AES_256_GCM_SHA384`
    [[nodiscard]] std::string agreed() const;

private:
    struct Free {
        void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
        void operator()(SSL* tls) const { SSL_free(tls); }
    };

    [[nodiscard]] Result<void> prepare();
    [[nodiscard]] Result<void> loadTrust();
    [[nodiscard]] Result<void> loadOwnCertificate();
    [[nodiscard]] Result<void> demandName();
    [[nodiscard]] Result<void> waitFor(int wants, const Patience& patience) const;
    [[nodiscard]] Error refusal() const;

    const TlsWishes& m_wishes;
    const OwnLine& m_line;
    CertificateFindings m_findings;
    /// The server asked for a certificate, and, below, there was none.
    bool m_asked = false;
    bool m_askedInVain = false;
    std::unique_ptr<SSL_CTX, Free> m_context;
    std::unique_ptr<SSL, Free> m_tls;
};

} // namespace dbv::network
