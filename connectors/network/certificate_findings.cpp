// SPDX-License-Identifier: Apache-2.0
#include "network/certificate_findings.h"

#include <algorithm>
#include <optional>
#include <string_view>

#include <openssl/x509v3.h>

#include "network/certificates.h"

namespace dbv::network {

namespace {

bool isUntrusted(int code) {
    switch (code) {
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    case X509_V_ERR_CERT_UNTRUSTED: return true;
    default: return false;
    }
}

bool isAboutLists(int code) {
    switch (code) {
    case X509_V_ERR_UNABLE_TO_GET_CRL:
    case X509_V_ERR_CRL_HAS_EXPIRED:
    case X509_V_ERR_CRL_NOT_YET_VALID:
    case X509_V_ERR_CRL_SIGNATURE_FAILURE:
    case X509_V_ERR_UNABLE_TO_GET_CRL_ISSUER: return true;
    default: return false;
    }
}

bool isAboutTheName(int code) {
    return code == X509_V_ERR_HOSTNAME_MISMATCH || code == X509_V_ERR_IP_ADDRESS_MISMATCH;
}

} // namespace

void CertificateFindings::judge(SSL_CTX* context, SSL* tls) {
    SSL_CTX_set_cert_verify_callback(context, &CertificateFindings::verify, this);
    SSL_set_app_data(tls, this);
    SSL_set_verify(tls, SSL_VERIFY_PEER, nullptr);
}

int CertificateFindings::verify(X509_STORE_CTX* chain, void* self) {
    auto& findings = static_cast<CertificateFindings*>(self)->m_findings;
    X509_STORE_CTX_set_verify_cb(chain, &CertificateFindings::note);
    const int fine = X509_verify_cert(chain);
    if (fine != 1 && findings.empty()) {
        static_cast<CertificateFindings*>(self)->add(chain);
    }
    if (findings.empty()) {
        return 1;
    }
    X509_STORE_CTX_set_error(chain, findings.front().code);
    return 0;
}

int CertificateFindings::note(int fine, X509_STORE_CTX* chain) {
    if (fine == 0) {
        const auto* tls =
            static_cast<const SSL*>(X509_STORE_CTX_get_ex_data(chain, SSL_get_ex_data_X509_STORE_CTX_idx()));
        static_cast<CertificateFindings*>(SSL_get_app_data(tls))->add(chain);
    }
    // It is looked on, so that all is found; `verify` refuses in the end.
    return 1;
}

void CertificateFindings::add(X509_STORE_CTX* chain) {
    Finding finding{.code = X509_STORE_CTX_get_error(chain),
                    .depth = X509_STORE_CTX_get_error_depth(chain),
                    .certificate = {},
                    .names = {}};
    const auto untrustedAlready = [&] {
        return std::ranges::any_of(m_findings, [](const Finding& each) { return isUntrusted(each.code); });
    };
    // A chain without a trusted end is told of in several ways, and has no list of revoked certificates either.
    const bool follows = (isUntrusted(finding.code) || isAboutLists(finding.code)) && untrustedAlready();
    const bool known = std::ranges::any_of(m_findings, [&](const Finding& each) { return each.code == finding.code; });
    if (follows || known) {
        return;
    }
    if (const X509* certificate = X509_STORE_CTX_get_current_cert(chain); certificate != nullptr) {
        finding.certificate = infoOf(certificate);
        finding.names = namesIn(certificate);
    }
    m_findings.push_back(std::move(finding));
}

std::string CertificateFindings::sentence(const Finding& finding, const std::string& host, const std::string& wanted) {
    const CertificateInfo& of = finding.certificate;
    const std::string it = finding.depth == 0
                               ? "The certificate of " + host
                               : "The certificate of the authority \"" + of.subject + "\" behind " + host;
    if (finding.code == X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT) {
        return it + " is signed by itself, and by no authority that is trusted: " + of.subject + ".";
    }
    if (isUntrusted(finding.code)) {
        return it + " is signed by an authority that is not trusted: " + of.issuer + ".";
    }
    if (isAboutTheName(finding.code)) {
        return it + " is for " + finding.names + ", not for " + wanted + ".";
    }
    switch (finding.code) {
    case X509_V_ERR_CERT_HAS_EXPIRED: return it + " expired on " + dayOf(of.notAfter) + ".";
    case X509_V_ERR_CERT_NOT_YET_VALID: return it + " is not valid before " + dayOf(of.notBefore) + ".";
    case X509_V_ERR_CERT_REVOKED: return it + " is revoked: its authority, " + of.issuer + ", has withdrawn it.";
    case X509_V_ERR_UNABLE_TO_GET_CRL:
        return "The list of revoked certificates has none of the authority \"" + of.issuer + "\" behind " + host + ".";
    case X509_V_ERR_CRL_HAS_EXPIRED:
        return "The list of revoked certificates of the authority \"" + of.issuer + "\" is too old.";
    default: return it + " is refused: " + X509_verify_cert_error_string(finding.code) + ".";
    }
}

std::string CertificateFindings::nextStep(const Finding& finding) {
    if (finding.code == X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT) {
        return "If its fingerprint is the one that the server's owner tells, name the certificate's own file as the "
               "authority (CA) in the connection's TLS settings.";
    }
    if (isUntrusted(finding.code)) {
        return "Get that authority's certificate from the server's owner, and name its file (CA) in the connection's "
               "TLS settings.";
    }
    if (isAboutTheName(finding.code)) {
        return "Connect by the name in the certificate, or give that name as the TLS server name if you know the "
               "server by it.";
    }
    switch (finding.code) {
    case X509_V_ERR_CERT_HAS_EXPIRED:
        return "The server needs a new certificate from its owner; check this machine's clock as well.";
    case X509_V_ERR_CERT_NOT_YET_VALID: return "Check this machine's clock, or the server's certificate.";
    case X509_V_ERR_CERT_REVOKED: return "Do not connect; ask the server's owner for what happened.";
    default:
        return isAboutLists(finding.code)
                   ? "Get the authority's newest list, and name its file in the connection's TLS settings."
                   : "Ask the server's owner for a certificate that holds.";
    }
}

Error CertificateFindings::error(const std::string& host, const std::string& wanted) const {
    if (m_findings.empty()) {
        return makeError(ErrorKind::Internal, "Nothing is wrong with the certificate of " + host + ".", {},
                         Damage::Session);
    }
    // What was withdrawn is worse than whatever else is wrong with it.
    const auto revoked = std::ranges::find(m_findings, X509_V_ERR_CERT_REVOKED, &Finding::code);
    const Finding& chief = revoked == m_findings.end() ? m_findings.front() : *revoked;
    Error error = makeError(ErrorKind::TlsFailed, sentence(chief, host, wanted), nextStep(chief), Damage::Session);
    for (const Finding& each : m_findings) {
        if (&each != &chief) {
            error.detail += "Beside that: " + sentence(each, host, wanted) + "\n";
        }
    }
    error.detail += aboutInfo(chief.certificate);
    return error;
}

} // namespace dbv::network
