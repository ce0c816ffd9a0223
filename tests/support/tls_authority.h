// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <openssl/evp.h>
#include <openssl/x509.h>

#include "server_process.h"

namespace dbv::support {

/// What a certificate of the tests says.
struct CertificateWish {
    std::string commonName = "localhost";
    /// Names of hosts for which it stands.
    std::vector<std::string> hosts;
    /// Addresses for which it stands.
    std::vector<std::string> addresses;
    /// Its first and its last day, counted from now: an expired one has two negative numbers.
    int firstDay = -1;
    int lastDay = 30;
    /// With one, the key is written encrypted (PKCS#8).
    std::string passphrase;
};

/// A certificate and its key, each a PEM file.
struct CertificateFiles {
    std::filesystem::path certificate;
    std::filesystem::path key;
};

/// An authority that signs certificates for the tests' servers and clients. The files belong to the user of the servers,
/// and only that user may read the keys; they vanish with this object.
///
/// Thread: any, one at a time.
class TlsAuthority {
public:
    /// Makes the authority. When that or something later fails, `problem` says why.
    explicit TlsAuthority(const std::string& name = "DB Visualizer tests");
    TlsAuthority(const TlsAuthority&) = delete;
    TlsAuthority& operator=(const TlsAuthority&) = delete;
    ~TlsAuthority() = default;

    [[nodiscard]] const std::string& problem() const { return m_problem; }
    [[nodiscard]] const std::filesystem::path& folder() const { return m_folder.path(); }
    /// The authority's own certificate: what a client has to trust.
    [[nodiscard]] std::filesystem::path certificate() const { return m_folder.path() / "ca.crt"; }
    /// The list of revoked certificates; an empty list as long as none is.
    [[nodiscard]] std::filesystem::path revocations() const { return m_folder.path() / "ca.crl"; }

    /// Signs a certificate. It can be a server's and a client's (whose user is the common name).
    [[nodiscard]] CertificateFiles issue(const CertificateWish& wish);
    /// One for a server on this machine: `localhost`, 127.0.0.1 and ::1.
    [[nodiscard]] CertificateFiles issueForThisMachine();
    /// Puts the certificate on the list of the revoked ones.
    void revoke(const CertificateFiles& files);

private:
    struct Free {
        void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
        void operator()(X509* certificate) const { X509_free(certificate); }
        void operator()(X509_CRL* list) const { X509_CRL_free(list); }
    };
    using Key = std::unique_ptr<EVP_PKEY, Free>;
    using Certificate = std::unique_ptr<X509, Free>;

    [[nodiscard]] Certificate sign(EVP_PKEY* key, const CertificateWish& wish, bool authority);
    void writeRevocations();
    void write(const std::filesystem::path& file, const std::string& pem, bool secret);
    bool check(bool fine, const std::string& step);

    ServerFolder m_folder;
    std::string m_problem;
    long m_serial = 0;
    std::vector<long> m_revoked;
    Key m_key;
    Certificate m_certificate;
};

} // namespace dbv::support
