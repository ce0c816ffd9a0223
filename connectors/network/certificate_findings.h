// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <dbv/connector/tls.h>
#include <dbv/core/error.h>

namespace dbv::network {

/// Everything that is wrong with the certificates that a server shows. A handshake that is judged here fails when there is
/// anything, and goes no further than the first look at them.
///
/// Thread: one at a time. It outlives the handshake.
class CertificateFindings {
public:
    /// Judges one handshake, whose context knows whom to trust.
    void judge(SSL_CTX* context, SSL* tls);

    [[nodiscard]] bool empty() const { return m_findings.empty(); }
    /// What is wrong, as one sentence with the next step; what is wrong beside it is in the detail.
    /// `host` is the server as the user names it, `wanted` the name that its certificate has to be for.
    [[nodiscard]] Error error(const std::string& host, const std::string& wanted) const;

private:
    struct Finding {
        /// OpenSSL's number (X509_V_ERR_...).
        int code = 0;
        /// 0 is the server's own certificate.
        int depth = 0;
        CertificateInfo certificate;
        /// Whom it is for.
        std::string names;
    };

    static int verify(X509_STORE_CTX* chain, void* self);
    static int note(int fine, X509_STORE_CTX* chain);
    void add(X509_STORE_CTX* chain);
    [[nodiscard]] static std::string sentence(const Finding& finding, const std::string& host,
                                              const std::string& wanted);
    [[nodiscard]] static std::string nextStep(const Finding& finding);

    std::vector<Finding> m_findings;
};

} // namespace dbv::network
