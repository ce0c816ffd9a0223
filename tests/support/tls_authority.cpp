// SPDX-License-Identifier: Apache-2.0
#include "tls_authority.h"

#include <fstream>
#include <utility>

#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

namespace dbv::support {

namespace {

constexpr long kVersion3 = 2;
constexpr long kListVersion2 = 1;

using Memory = std::unique_ptr<BIO, decltype(&BIO_free_all)>;

Memory memory() {
    return {BIO_new(BIO_s_mem()), &BIO_free_all};
}

std::string pemIn(BIO* bio) {
    std::string text(BIO_ctrl_pending(bio), '\0');
    const int size = BIO_read(bio, text.data(), static_cast<int>(text.size()));
    text.resize(size < 0 ? 0 : static_cast<std::size_t>(size));
    return text;
}

bool addExtension(X509* certificate, X509* issuer, int kind, const std::string& value) {
    X509V3_CTX context{};
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    const std::unique_ptr<X509_EXTENSION, decltype(&X509_EXTENSION_free)> extension(
        X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str()), &X509_EXTENSION_free);
    return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
}

std::string alternativeNames(const CertificateWish& wish) {
    std::string names;
    const auto add = [&names](const std::string& kind, const std::string& name) {
        names += (names.empty() ? "" : ",") + kind + name;
    };
    for (const std::string& host : wish.hosts) {
        add("DNS:", host);
    }
    for (const std::string& address : wish.addresses) {
        add("IP:", address);
    }
    return names;
}

bool setDays(X509* certificate, const CertificateWish& wish) {
    return X509_time_adj_ex(X509_getm_notBefore(certificate), wish.firstDay, 0, nullptr) != nullptr &&
           X509_time_adj_ex(X509_getm_notAfter(certificate), wish.lastDay, 0, nullptr) != nullptr;
}

bool setSubject(X509* certificate, const std::string& commonName) {
    return X509_NAME_add_entry_by_NID(X509_get_subject_name(certificate), NID_commonName, MBSTRING_UTF8,
                                      reinterpret_cast<const unsigned char*>(commonName.data()),
                                      static_cast<int>(commonName.size()), -1, 0) == 1;
}

std::string pemOf(EVP_PKEY* key, const std::string& passphrase) {
    const Memory out = memory();
    const bool secret = !passphrase.empty();
    const int written = PEM_write_bio_PKCS8PrivateKey(out.get(), key, secret ? EVP_aes_256_cbc() : nullptr,
                                                      secret ? passphrase.data() : nullptr,
                                                      static_cast<int>(passphrase.size()), nullptr, nullptr);
    return written == 1 ? pemIn(out.get()) : std::string();
}

std::string pemOf(X509* certificate) {
    const Memory out = memory();
    return PEM_write_bio_X509(out.get(), certificate) == 1 ? pemIn(out.get()) : std::string();
}

bool addRevoked(X509_CRL* list, long serial, const ASN1_TIME* when) {
    std::unique_ptr<X509_REVOKED, decltype(&X509_REVOKED_free)> entry(X509_REVOKED_new(), &X509_REVOKED_free);
    const std::unique_ptr<ASN1_INTEGER, decltype(&ASN1_INTEGER_free)> number(ASN1_INTEGER_new(), &ASN1_INTEGER_free);
    if (ASN1_INTEGER_set(number.get(), serial) != 1 || X509_REVOKED_set_serialNumber(entry.get(), number.get()) != 1 ||
        X509_REVOKED_set_revocationDate(entry.get(), const_cast<ASN1_TIME*>(when)) != 1 ||
        X509_CRL_add0_revoked(list, entry.get()) != 1) {
        return false;
    }
    // The list owns it now.
    static_cast<void>(entry.release());
    return true;
}

/// What EVP_EC_gen does, without its cast.
EVP_PKEY* newKey() {
    std::string curve = "P-256";
    return EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", curve.data());
}

} // namespace

TlsAuthority::TlsAuthority(const std::string& name) : m_key(newKey()) {
    if (!check(m_key != nullptr, "make the authority's key")) {
        return;
    }
    m_certificate = sign(m_key.get(), {.commonName = name, .firstDay = -400, .lastDay = 400}, true);
    if (m_certificate) {
        write(certificate(), pemOf(m_certificate.get()), false);
        writeRevocations();
    }
}

bool TlsAuthority::check(bool fine, const std::string& step) {
    if (!fine && m_problem.empty()) {
        const char* reason = ERR_reason_error_string(ERR_peek_last_error());
        m_problem = "OpenSSL can not " + step + ": " + (reason == nullptr ? "no reason given" : reason) + ".";
    }
    ERR_clear_error();
    return fine;
}

TlsAuthority::Certificate TlsAuthority::sign(EVP_PKEY* key, const CertificateWish& wish, bool authority) {
    Certificate made(X509_new());
    X509* const issuer = authority ? made.get() : m_certificate.get();
    if (!check(issuer != nullptr, "sign without an authority")) {
        return {};
    }
    const std::string names = alternativeNames(wish);
    const bool fine =
        X509_set_version(made.get(), kVersion3) == 1 &&
        ASN1_INTEGER_set(X509_get_serialNumber(made.get()), ++m_serial) == 1 && setDays(made.get(), wish) &&
        setSubject(made.get(), wish.commonName) &&
        X509_set_issuer_name(made.get(), X509_get_subject_name(issuer)) == 1 && X509_set_pubkey(made.get(), key) == 1 &&
        addExtension(made.get(), issuer, NID_basic_constraints, authority ? "critical,CA:TRUE" : "CA:FALSE") &&
        addExtension(made.get(), issuer, NID_key_usage,
                     authority ? "critical,keyCertSign,cRLSign" : "critical,digitalSignature") &&
        (authority || addExtension(made.get(), issuer, NID_ext_key_usage, "serverAuth,clientAuth")) &&
        addExtension(made.get(), issuer, NID_subject_key_identifier, "hash") &&
        addExtension(made.get(), issuer, NID_authority_key_identifier, "keyid") &&
        (names.empty() || addExtension(made.get(), issuer, NID_subject_alt_name, names)) &&
        X509_sign(made.get(), m_key.get(), EVP_sha256()) > 0;
    return check(fine, "make the certificate of " + wish.commonName) ? std::move(made) : nullptr;
}

CertificateFiles TlsAuthority::issue(const CertificateWish& wish) {
    const Key key(newKey());
    const Certificate made = sign(key.get(), wish, false);
    if (!made) {
        return {};
    }
    const std::string name = "certificate" + std::to_string(m_serial);
    CertificateFiles files{m_folder.path() / (name + ".crt"), m_folder.path() / (name + ".key")};
    write(files.certificate, pemOf(made.get()), false);
    write(files.key, pemOf(key.get(), wish.passphrase), true);
    return files;
}

CertificateFiles TlsAuthority::issueForThisMachine() {
    return issue({.hosts = {"localhost"}, .addresses = {"127.0.0.1", "::1"}});
}

void TlsAuthority::revoke(const CertificateFiles& files) {
    const Memory in(BIO_new_file(files.certificate.c_str(), "r"), &BIO_free_all);
    const Certificate read(in ? PEM_read_bio_X509(in.get(), nullptr, nullptr, nullptr) : nullptr);
    if (check(read != nullptr, "read " + files.certificate.string())) {
        m_revoked.push_back(ASN1_INTEGER_get(X509_get0_serialNumber(read.get())));
        writeRevocations();
    }
}

void TlsAuthority::writeRevocations() {
    const std::unique_ptr<X509_CRL, Free> list(X509_CRL_new());
    const std::unique_ptr<ASN1_TIME, decltype(&ASN1_TIME_free)> from(X509_time_adj_ex(nullptr, -1, 0, nullptr),
                                                                     &ASN1_TIME_free);
    const std::unique_ptr<ASN1_TIME, decltype(&ASN1_TIME_free)> until(X509_time_adj_ex(nullptr, 30, 0, nullptr),
                                                                      &ASN1_TIME_free);
    bool fine = X509_CRL_set_version(list.get(), kListVersion2) == 1 &&
                X509_CRL_set_issuer_name(list.get(), X509_get_subject_name(m_certificate.get())) == 1 &&
                X509_CRL_set1_lastUpdate(list.get(), from.get()) == 1 &&
                X509_CRL_set1_nextUpdate(list.get(), until.get()) == 1;
    for (const long serial : m_revoked) {
        fine = fine && addRevoked(list.get(), serial, from.get());
    }
    const Memory out = memory();
    fine = fine && X509_CRL_sort(list.get()) == 1 && X509_CRL_sign(list.get(), m_key.get(), EVP_sha256()) > 0 &&
           PEM_write_bio_X509_CRL(out.get(), list.get()) == 1;
    if (check(fine, "make the list of revoked certificates")) {
        write(revocations(), pemIn(out.get()), false);
    }
}

void TlsAuthority::write(const std::filesystem::path& file, const std::string& pem, bool secret) {
    using enum std::filesystem::perms;
    std::ofstream out(file, std::ios::trunc);
    std::error_code failed;
    std::filesystem::permissions(
        file, secret ? owner_read | owner_write : owner_read | owner_write | group_read | others_read, failed);
    out << pem;
    out.close();
    if (pem.empty() || !out || failed) {
        m_problem = "Can not write " + file.string() + ".";
        return;
    }
    m_folder.giveAway(file);
}

} // namespace dbv::support
