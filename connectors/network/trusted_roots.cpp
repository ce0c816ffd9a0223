// SPDX-License-Identifier: Apache-2.0
#include "network/trusted_roots.h"

#include <array>
#include <filesystem>
#include <string_view>

#include <openssl/x509.h>

#include <QtCore/QByteArray>
#include <QtCore/QtGlobal>

namespace dbv::network {

namespace {

bool isFile(const std::string& path) {
    std::error_code unknown;
    return std::filesystem::is_regular_file(path, unknown);
}

} // namespace

std::string systemRoots() {
    if (const QByteArray named = qgetenv(X509_get_default_cert_file_env()); !named.isEmpty()) {
        return named.toStdString();
    }
    // OpenSSL's own place first, then where the systems put it.
    for (const std::string path : {X509_get_default_cert_file(), "/etc/ssl/certs/ca-certificates.crt",
                                   "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/ca-bundle.pem", "/etc/ssl/cert.pem",
                                   "/opt/homebrew/etc/openssl@3/cert.pem", "/usr/local/etc/openssl@3/cert.pem"}) {
        if (isFile(path)) {
            return path;
        }
    }
    return {};
}

} // namespace dbv::network
