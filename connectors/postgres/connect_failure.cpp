// SPDX-License-Identifier: Apache-2.0
#include "postgres/connect_failure.h"

#include <algorithm>
#include <array>
#include <optional>

#include "network/tls_handshake.h"
#include "postgres/errors.h"
#include "postgres/tls_probe.h"

namespace dbv::postgres {

namespace {

/// What libpq puts in front of its own and the server's words.
constexpr std::string_view kFailed = " failed: ";

struct Said {
    std::string sqlState;
    std::string words;
};

bool isStateCharacter(char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z');
}

/// Finds `FATAL:  28P01: password ...`, whatever the first word is called in the server's language.
Said readMessage(std::string_view message) {
    if (const std::size_t failed = message.find(kFailed); failed != std::string_view::npos) {
        message.remove_prefix(failed + kFailed.size());
    }
    Said said;
    constexpr std::size_t kStateSize = 5;
    for (std::size_t at = message.find(":  "); at != std::string_view::npos; at = message.find(":  ", at + 1)) {
        const std::string_view state = message.substr(at + 3, kStateSize);
        if (state.size() == kStateSize && std::ranges::all_of(state, isStateCharacter) &&
            message.substr(at + 3 + kStateSize, 2) == ": ") {
            said.sqlState = state;
            message.remove_prefix(at + 3 + kStateSize + 2);
            break;
        }
    }
    // Behind it come LOCATION and the like, one a line.
    said.words = message.substr(0, message.find("\nLOCATION:"));
    while (said.words.ends_with('\n') || said.words.ends_with(' ')) {
        said.words.pop_back();
    }
    return said;
}

bool holds(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

struct TlsReason {
    std::string_view part;
    std::string_view hint;
};
// OpenSSL's and libpq's own words, which are not translated by the server.
constexpr std::array kTlsReasons = std::to_array<TlsReason>({
    {"certificate has expired", "The server needs a new certificate; check this machine's clock as well."},
    {"certificate is not yet valid", "Check this machine's clock, or the server's certificate."},
    {"certificate revoked", "The certificate was withdrawn by its authority: do not connect, ask the server's owner."},
    {"self-signed", "Name the file with the server's authority (CA) in the connection's TLS settings."},
    {"self signed", "Name the file with the server's authority (CA) in the connection's TLS settings."},
    {"unable to get local issuer",
     "The certificate comes from an authority that is not trusted here: name the file with that authority (CA)."},
    {"certificate verify failed",
     "The certificate comes from an authority that is not trusted here (name the file with that authority, CA), or it "
     "has expired, or was revoked."},
    {"does not match host name",
     "Connect by the name in the certificate, or give that name as the TLS server name if you know the server by it."},
    {"private key file",
     "Check the key's file: only its owner may read it (chmod 600), and it belongs to the certificate."},
    {"could not load private key", "Check the key's file and its password."},
    {"unsupported protocol", "Server and client have no TLS version in common: look at the minimum version."},
    {"protocol version", "Server and client have no TLS version in common: look at the minimum version."},
    {"alert unknown ca", "The server does not trust the authority of the client certificate."},
});

/// No server writes such characters; the library shows what it can not read as if somebody had said it.
bool isNoText(std::string_view line) {
    return std::ranges::any_of(line, [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return (byte < 0x20 && c != '\t' && c != '\r') || byte == 0x7F;
    });
}

std::optional<std::string_view> tlsHint(std::string_view words) {
    const auto* const found =
        std::ranges::find_if(kTlsReasons, [&](const TlsReason& each) { return holds(words, each.part); });
    return found == kTlsReasons.end() ? std::nullopt : std::optional(found->hint);
}

} // namespace

Error explainConnectMessage(const AttemptState& state, std::string_view message, bool needsPassword) {
    const Said said = readMessage(message);
    if (!said.sqlState.empty()) {
        if (said.sqlState == "28000" && holds(said.words, "client certificate")) {
            Error error = network::wantsClientCertificate(state.where);
            error.detail = said.words;
            error.sqlState = said.sqlState;
            return error;
        }
        const std::size_t firstEnd = std::min(said.words.find('\n'), said.words.size());
        Error error =
            connectError(said.sqlState, "The server at " + state.where + ": " + said.words.substr(0, firstEnd) + ".");
        error.detail = said.words.substr(std::min(firstEnd + 1, said.words.size()));
        if (said.sqlState == "42501") {
            error.hint = "Ask the owner of the database for the right (GRANT CONNECT), or name another database.";
        } else if (error.kind == ErrorKind::ConnectionFailed) {
            error.hint = "This is what the server answered: look at its log for more.";
        }
        return error;
    }
    // The library throws a longer one away: silently before version 16.
    if (!needsPassword && (said.words.empty() || holds(said.words, "received invalid error message"))) {
        return makeError(ErrorKind::ConnectionFailed,
                         "The server at " + state.where +
                             " refused the connection with an answer that can not be read: " +
                             "it is empty, or longer than the 30000 bytes that are read.",
                         "Look at the server's log: it has what the server said.", Damage::Session);
    }
    const std::size_t lineEnd = std::min(said.words.find('\n'), said.words.size());
    if (!needsPassword && state.step != "tls" && isNoText(std::string_view(said.words).substr(0, lineEnd))) {
        return makeError(ErrorKind::ConnectionFailed,
                         "What listens at " + state.where +
                             " does not speak like a PostgreSQL server: its answer can "
                             "not be read.",
                         "Check host and port: another program may listen there, or something on the way changes what "
                         "is said.",
                         Damage::Session);
    }
    Error error =
        makeError(ErrorKind::ConnectionFailed,
                  "The server at " + state.where + ": " + said.words.substr(0, lineEnd) + ".", {}, Damage::Session);
    // The library goes on in lines of its own, indented for a terminal.
    const std::size_t rest = said.words.find_first_not_of(" \t\n", lineEnd);
    error.detail = rest == std::string::npos ? std::string() : said.words.substr(rest);
    if (needsPassword) {
        error.kind = ErrorKind::AuthenticationFailed;
        error.message = "The server at " + state.where + " asks for a password, and none was given.";
        error.hint = "Give the password, or keep it in ~/.pgpass.";
        return error;
    }
    if (holds(said.words, "certificate required")) {
        return network::wantsClientCertificate(state.where);
    }
    if (holds(said.words, "does not support SSL")) {
        return network::speaksNoTls(state.where, kHowToHaveTls);
    }
    const std::optional<std::string_view> hint = tlsHint(said.words);
    if (hint || holds(said.words, "SSL") || holds(said.words, "certificate")) {
        error.kind = ErrorKind::TlsFailed;
        error.hint = hint.value_or("Check that a PostgreSQL server with TLS listens there, and the TLS settings.");
        return error;
    }
    if (holds(said.words, "session is ") || holds(said.words, "hot standby mode")) {
        error.hint =
            "It is not of the kind that target_session_attrs asks for: add the other servers to the list of hosts, or "
            "ask for any.";
        return error;
    }
    const bool isNoRefusal = holds(said.words, "closed the connection") || holds(said.words, "expected authentication");
    if (state.step == "authenticate" && !isNoRefusal) {
        error.kind = ErrorKind::AuthenticationFailed;
        error.hint = "Check the user and the server's way of authentication (pg_hba.conf).";
    } else if (state.step == "tcp") {
        error.hint = holds(said.words, "refused") ? "Check the port, and that the server is running and listens there."
                                                  : "Check host and port, and this machine's network.";
    } else {
        error.hint = "Check that a PostgreSQL server listens there, and look at its log.";
    }
    return error;
}

Error failedAt(const AttemptState& state, PGconn* connection) {
    const bool needsPassword = PQconnectionNeedsPassword(connection) != 0;
    return explainConnectMessage(state, PQerrorMessage(connection), needsPassword);
}

} // namespace dbv::postgres
