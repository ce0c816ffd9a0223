// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <openssl/ssl.h>

#include <dbv/connector/tls.h>

namespace dbv::network {

/// The certificates that a server showed, its own first.
[[nodiscard]] std::vector<CertificateInfo> chainOf(const SSL* tls);

/// One certificate as it is shown to people.
[[nodiscard]] CertificateInfo infoOf(const X509* certificate);
/// The names and addresses that a certificate is for, `a.example, 10.0.0.1`; its common name where it has none.
[[nodiscard]] std::string namesIn(const X509* certificate);
/// `2026-01-31`, in UTC.
[[nodiscard]] std::string dayOf(std::int64_t secondsSince1970);
/// Subject, dates and fingerprint, in one line.
[[nodiscard]] std::string aboutInfo(const CertificateInfo& certificate);
/// What was agreed on (`TLSv1.3, TLS_AES_256_GCM_SHA384`), what was demanded, and whose the certificate is, as a sentence.
[[nodiscard]] std::string sentenceAbout(const std::string& agreed, TlsMode mode,
                                        const std::vector<CertificateInfo>& chain);

/// Whether a text ends with one of OpenSSL's verdicts on a certificate (`certificate has expired`).
[[nodiscard]] bool isVerdictOnCertificate(std::string_view text);

/// A digest of a certificate in hexadecimal digits; empty when it can not be made.
[[nodiscard]] std::string digestOf(const X509* certificate, const EVP_MD* method);

} // namespace dbv::network
