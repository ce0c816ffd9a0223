// SPDX-License-Identifier: Apache-2.0
#include "network/certificates.h"

#include <array>
#include <chrono>
#include <cstdint>
#include <ctime>
#include <memory>
#include <string_view>

#include <openssl/x509v3.h>

#include <QtCore/QtGlobal>

#ifdef Q_OS_WIN
#include <ws2tcpip.h>
#else
#include <arpa/inet.h>
#include <sys/socket.h>
#endif

#include "network/line_bio.h"

namespace dbv::network {

namespace {

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

struct FreeBytes {
    void operator()(unsigned char* bytes) const { OPENSSL_free(bytes); }
};

struct FreeNames {
    void operator()(GENERAL_NAMES* names) const { GENERAL_NAMES_free(names); }
};

std::string addressOf(const ASN1_OCTET_STRING* address) {
    constexpr int kV4 = 4;
    constexpr int kV6 = 16;
    const int size = ASN1_STRING_length(address);
    if (size != kV4 && size != kV6) {
        return {};
    }
    std::array<char, INET6_ADDRSTRLEN> text{};
    const char* done = inet_ntop(size == kV4 ? AF_INET : AF_INET6, ASN1_STRING_get0_data(address), text.data(),
                                 static_cast<socklen_t>(text.size()));
    return done == nullptr ? "" : done;
}

/// A host's name or address; empty for whatever else a certificate may be for.
std::string textOf(const GENERAL_NAME* name) {
    int type = 0;
    const void* value = GENERAL_NAME_get0_value(name, &type);
    if (type == GEN_IPADD) {
        return addressOf(static_cast<const ASN1_OCTET_STRING*>(value));
    }
    if (type != GEN_DNS) {
        return {};
    }
    const auto* text = static_cast<const ASN1_IA5STRING*>(value);
    return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(text)),
            static_cast<std::size_t>(ASN1_STRING_length(text))};
}

std::string commonNameOf(const X509* certificate) {
    const X509_NAME* subject = X509_get_subject_name(certificate);
    const int at = X509_NAME_get_index_by_NID(subject, NID_commonName, -1);
    if (at < 0) {
        return "nobody";
    }
    unsigned char* bytes = nullptr;
    const int size = ASN1_STRING_to_UTF8(&bytes, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, at)));
    const std::unique_ptr<unsigned char, FreeBytes> owned(bytes);
    return size < 0 ? "nobody" : std::string(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size));
}

} // namespace

bool isVerdictOnCertificate(std::string_view text) {
    constexpr long kLastVerdict = X509_V_ERR_EC_KEY_EXPLICIT_PARAMS;
    for (long code = X509_V_OK + 1; code <= kLastVerdict; ++code) {
        if (text.ends_with(X509_verify_cert_error_string(code))) {
            return true;
        }
    }
    return false;
}

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
        chain.push_back(infoOf(sk_X509_value(stack, i)));
    }
    return chain;
}

CertificateInfo infoOf(const X509* certificate) {
    return {.subject = nameOf(X509_get_subject_name(certificate)),
            .issuer = nameOf(X509_get_issuer_name(certificate)),
            .notBefore = secondsOf(X509_get0_notBefore(certificate)),
            .notAfter = secondsOf(X509_get0_notAfter(certificate)),
            .fingerprint = digestOf(certificate, EVP_sha256())};
}

std::string namesIn(const X509* certificate) {
    constexpr int kMost = 5;
    const std::unique_ptr<GENERAL_NAMES, FreeNames> names(
        static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)));
    std::string text;
    int found = 0;
    for (int i = 0; i < (names ? sk_GENERAL_NAME_num(names.get()) : 0); ++i) {
        const std::string name = textOf(sk_GENERAL_NAME_value(names.get(), i));
        if (!name.empty() && ++found <= kMost) {
            text += (text.empty() ? "" : ", ") + name;
        }
    }
    if (found > kMost) {
        text += " and " + std::to_string(found - kMost) + " more";
    }
    return found == 0 ? commonNameOf(certificate) : text;
}

std::string dayOf(std::int64_t secondsSince1970) {
    const std::chrono::year_month_day day(
        std::chrono::floor<std::chrono::days>(std::chrono::sys_seconds(std::chrono::seconds(secondsSince1970))));
    const auto digits = [](unsigned number) { return (number < 10 ? "-0" : "-") + std::to_string(number); };
    return std::to_string(static_cast<int>(day.year())) + digits(static_cast<unsigned>(day.month())) +
           digits(static_cast<unsigned>(day.day()));
}

std::string aboutInfo(const CertificateInfo& certificate) {
    return "The certificate of " + certificate.subject + ", valid from " + dayOf(certificate.notBefore) + " to " +
           dayOf(certificate.notAfter) + ", has the SHA-256 fingerprint " + certificate.fingerprint + ".";
}

std::string sentenceAbout(const std::string& agreed, TlsMode mode, const std::vector<CertificateInfo>& chain) {
    if (agreed.empty()) {
        return "The line is not encrypted.";
    }
    std::string text = agreed + ", " + std::string(tlsModeName(mode));
    if (!chain.empty()) {
        const CertificateInfo& own = chain.front();
        text += "; the certificate of " + own.subject + " was issued by " + own.issuer + " and is valid until " +
                dayOf(own.notAfter);
    }
    return text + ".";
}

} // namespace dbv::network
