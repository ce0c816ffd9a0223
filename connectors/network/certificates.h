// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include <openssl/ssl.h>

#include <dbv/connector/tls.h>

namespace dbv::network {

/// The certificates that a server showed, its own first.
[[nodiscard]] std::vector<CertificateInfo> chainOf(const SSL* tls);

/// A digest of a certificate in hexadecimal digits; empty when it can not be made.
[[nodiscard]] std::string digestOf(const X509* certificate, const EVP_MD* method);

} // namespace dbv::network
