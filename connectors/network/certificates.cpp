// SPDX-License-Identifier: Apache-2.0
#include "network/certificates.h"

#include <array>
#include <cstdint>
#include <ctime>
#include <memory>
#include <string_view>

#include <openssl/x509.h>

namespace dbv::network {

namespace {

struct FreeBio {
    void operator()(BIO* bio) const { BIO_free(bio); }
};

std::string nameOf(const X509_NAME* name) {
    const std::unique_ptr<BIO, FreeBio> text(BIO_new(BIO_s_mem()));
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

} // namespace

std::string digestOf(const X509* certificate, const EVP_MD* method) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int size = 0;
    if (X509_digest(certificate, method, digest.data(), &size) != 1) {
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

std::vector<CertificateInfo> chainOf(const SSL* tls) {
    const STACK_OF(X509)* stack = SSL_get_peer_cert_chain(tls);
    const int count = stack == nullptr ? 0 : sk_X509_num(stack);
    std::vector<CertificateInfo> chain;
    chain.reserve(static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i) {
        const X509* each = sk_X509_value(stack, i);
        chain.push_back({.subject = nameOf(X509_get_subject_name(each)),
                         .issuer = nameOf(X509_get_issuer_name(each)),
                         .notBefore = secondsOf(X509_get0_notBefore(each)),
                         .notAfter = secondsOf(X509_get0_notAfter(each)),
                         .fingerprint = digestOf(each, EVP_sha256())});
    }
    return chain;
}

} // namespace dbv::network
