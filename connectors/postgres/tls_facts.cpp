// SPDX-License-Identifier: Apache-2.0
#include "postgres/tls_facts.h"

#include <array>
#include <ctime>
#include <memory>

#include <openssl/ssl.h>
#include <openssl/x509.h>

namespace dbv::postgres {

namespace {

std::string nameOf(const X509_NAME* name) {
    const std::unique_ptr<BIO, EndWith<BIO_free>> text(BIO_new(BIO_s_mem()));
    if (!text || X509_NAME_print_ex(text.get(), name, 0, XN_FLAG_ONELINE & ~ASN1_STRFLGS_ESC_MSB) < 0) {
        return {};
    }
    char* bytes = nullptr;
    const long size = BIO_get_mem_data(text.get(), &bytes);
    return {bytes, static_cast<std::size_t>(size)};
}

std::int64_t secondsOf(const ASN1_TIME* time) {
    std::tm parts{};
    if (ASN1_TIME_to_tm(time, &parts) != 1) {
        return 0;
    }
#ifdef _WIN32
    return _mkgmtime(&parts);
#else
    return timegm(&parts);
#endif
}

std::string fingerprintOf(const X509* certificate) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int size = 0;
    if (X509_digest(certificate, EVP_sha256(), digest.data(), &size) != 1) {
        return {};
    }
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string text;
    text.reserve(std::size_t{size} * 2);
    for (unsigned int i = 0; i < size; ++i) {
        text += kDigits[digest[i] >> 4U];
        text += kDigits[digest[i] & 15U];
    }
    return text;
}

CertificateInfo infoOf(const X509* certificate) {
    return {.subject = nameOf(X509_get_subject_name(certificate)),
            .issuer = nameOf(X509_get_issuer_name(certificate)),
            .notBefore = secondsOf(X509_get0_notBefore(certificate)),
            .notAfter = secondsOf(X509_get0_notAfter(certificate)),
            .fingerprint = fingerprintOf(certificate)};
}

std::string attributeOf(PGconn* connection, const char* name) {
    const char* value = PQsslAttribute(connection, name);
    return value == nullptr ? "" : value;
}

} // namespace

TlsFacts tlsFactsOf(PGconn* connection, TlsMode mode) {
    TlsFacts facts;
    if (PQsslInUse(connection) == 0) {
        return facts;
    }
    facts.version = attributeOf(connection, "protocol");
    facts.cipher = attributeOf(connection, "cipher");
    facts.mode = mode;
    auto* tls = static_cast<SSL*>(PQsslStruct(connection, "OpenSSL"));
    if (tls == nullptr) {
        return facts;
    }
    // The chain that the server sent; its own certificate comes first.
    const STACK_OF(X509)* chain = SSL_get_peer_cert_chain(tls);
    for (int i = 0; chain != nullptr && i < sk_X509_num(chain); ++i) {
        facts.chain.push_back(infoOf(sk_X509_value(chain, i)));
    }
    return facts;
}

std::string sentenceAbout(const TlsFacts& facts) {
    if (facts.version.empty()) {
        return "The line is not encrypted.";
    }
    std::string text = facts.version + ", " + facts.cipher + ", " + std::string(tlsModeName(facts.mode));
    if (!facts.chain.empty()) {
        text += "; the certificate of " + facts.chain.front().subject + " was issued by " + facts.chain.front().issuer;
    }
    return text + ".";
}

} // namespace dbv::postgres
