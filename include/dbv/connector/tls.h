// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <dbv/connector/local_host.h>
#include <dbv/core/result.h>
#include <dbv/core/secret.h>

namespace dbv {

/// How much a line to a server is protected; the names are those of libpq and of PROTOCOL (`verify-full`, ...).
enum class TlsMode : std::uint8_t {
    Disable,    ///< never encrypted
    Prefer,     ///< encrypted where the server can; whoever sits between may prevent it
    Require,    ///< encrypted or refused; any certificate
    VerifyCa,   ///< the certificate comes from an authority that is trusted
    VerifyFull, ///< and it is for this server's name
};

/// The wire name of a mode.
[[nodiscard]] constexpr std::string_view tlsModeName(TlsMode mode) {
    switch (mode) {
    case TlsMode::Disable: return "disable";
    case TlsMode::Prefer: return "prefer";
    case TlsMode::Require: return "require";
    case TlsMode::VerifyCa: return "verify-ca";
    case TlsMode::VerifyFull: return "verify-full";
    }
    return "verify-full";
}

/// The mode with a wire name, if there is one.
[[nodiscard]] constexpr std::optional<TlsMode> tlsModeNamed(std::string_view name) {
    for (const TlsMode mode :
         {TlsMode::Disable, TlsMode::Prefer, TlsMode::Require, TlsMode::VerifyCa, TlsMode::VerifyFull}) {
        if (tlsModeName(mode) == name) {
            return mode;
        }
    }
    return std::nullopt;
}

/// What a connection asks of TLS. Files are absolute paths in UTF-8, PEM; an empty one is not used.
struct TlsParams {
    /// Unset: `tlsModeFor` decides by the host.
    std::optional<TlsMode> mode;
    /// The authorities that are trusted; empty means those of the system.
    std::string caFile;
    /// Certificates that were revoked.
    std::string crlFile;
    std::string certFile;
    std::string keyFile;
    /// For an encrypted key.
    Secret keyPassword;
    /// The name that the certificate must be for; empty means the host.
    std::string serverName;
    /// `TLSv1.2` or `TLSv1.3`; empty means TLSv1.2.
    std::string minVersion;

    /// A second copy, secret and all, asked for by name.
    [[nodiscard]] TlsParams clone() const {
        return {.mode = mode,
                .caFile = caFile,
                .crlFile = crlFile,
                .certFile = certFile,
                .keyFile = keyFile,
                .keyPassword = keyPassword.clone(),
                .serverName = serverName,
                .minVersion = minVersion};
    }
};

/// One certificate as the server showed it.
struct CertificateInfo {
    std::string subject;
    std::string issuer;
    /// Unit: seconds since 1970, UTC.
    std::int64_t notBefore = 0;
    std::int64_t notAfter = 0;
    /// SHA-256, in hexadecimal.
    std::string fingerprint;

    friend bool operator==(const CertificateInfo&, const CertificateInfo&) = default;
};

/// What was agreed on for a line; all empty when it is not encrypted or there is no line.
struct TlsFacts {
    /// `TLSv1.3` and the like.
    std::string version;
    std::string cipher;
    /// What was demanded of the server's certificate.
    TlsMode mode = TlsMode::Disable;
    /// The server's own certificate first.
    std::vector<CertificateInfo> chain;

    friend bool operator==(const TlsFacts&, const TlsFacts&) = default;
};

/// The mode that holds for a connection: what was asked for, else the strictest, which this machine itself does not need.
/// A file that says whom to trust, or whom no more, is never left aside: with it `require` verifies as `verify-ca` does (as
/// libpq has it), and so does this machine itself without a mode, but for sockets, on which nobody is in between.
/// Errors: InvalidInput for such a file with `prefer`, which goes on without TLS where there is none.
[[nodiscard]] inline Result<TlsMode> tlsModeFor(const TlsParams& tls, std::string_view host) {
    const bool socket = !host.empty() && (host.front() == '/' || host.front() == '@');
    const bool saysWhom = !tls.caFile.empty() || !tls.crlFile.empty();
    if (!tls.mode) {
        return !isLocalHost(host) ? TlsMode::VerifyFull : saysWhom && !socket ? TlsMode::VerifyCa : TlsMode::Prefer;
    }
    if (*tls.mode == TlsMode::Prefer && saysWhom) {
        return fail(ErrorKind::InvalidInput,
                    "The TLS mode prefer goes on without TLS where a server has none, so it can not hold the server to "
                    "the authority in \"" +
                        (tls.caFile.empty() ? tls.crlFile : tls.caFile) + "\".",
                    "Set the TLS mode to verify-ca or verify-full, or leave the file out.");
    }
    return *tls.mode == TlsMode::Require && saysWhom ? TlsMode::VerifyCa : *tls.mode;
}

} // namespace dbv
