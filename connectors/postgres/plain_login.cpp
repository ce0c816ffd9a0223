// SPDX-License-Identifier: Apache-2.0
#include "postgres/plain_login.h"

#include <array>
#include <utility>

#include <QtCore/QtEndian>

#include <dbv/connector/tls.h>

#include "network/socket_io.h"

namespace dbv::postgres {

namespace {

// A letter, and a length that counts itself.
constexpr std::size_t kHead = 5;
constexpr std::size_t kCode = 4;

// What an authentication message asks for.
constexpr std::uint32_t kLetIn = 0;
constexpr std::uint32_t kClearPassword = 3;
constexpr std::uint32_t kSaslFinal = 12;

std::uint32_t numberAt(std::string_view bytes, std::size_t at) {
    return qFromBigEndian<std::uint32_t>(bytes.substr(at).data());
}

} // namespace

PlainLogin lookAtLogin(std::string_view waiting) {
    while (!waiting.empty()) {
        const char kind = waiting.front();
        const bool asks = kind == 'R';
        // Whatever else is said is no question, except that it may stand before one.
        if (!asks && kind != 'v' && kind != 'N') {
            return PlainLogin::Harmless;
        }
        if (waiting.size() < kHead) {
            return PlainLogin::Incomplete;
        }
        const std::size_t size = std::size_t{numberAt(waiting, 1)} + 1;
        if (size < kHead + (asks ? kCode : 0) || size > kLongestLogin) {
            return PlainLogin::OutOfTurn;
        }
        if (waiting.size() < size) {
            return PlainLogin::Incomplete;
        }
        const std::uint32_t code = asks ? numberAt(waiting, kHead) : kSaslFinal;
        waiting.remove_prefix(size);
        if (code == kClearPassword) {
            return PlainLogin::WantsPassword;
        }
        if (code == kLetIn) {
            return PlainLogin::Harmless;
        }
        // The end of SCRAM is the one that is not answered.
        if (code != kSaslFinal) {
            return waiting.empty() ? PlainLogin::Harmless : PlainLogin::OutOfTurn;
        }
    }
    return PlainLogin::Harmless;
}

PlainLogin lookAtTlsAnswer(std::string_view waiting) {
    return waiting.size() > 1 && waiting.front() == 'N' ? PlainLogin::OutOfTurn : PlainLogin::Harmless;
}

LoginGuard::LoginGuard(bool isLocal, std::string where) : m_guards(!isLocal), m_where(std::move(where)) {}

Result<bool> LoginGuard::mayRead(PGconn* connection) const {
    const ConnStatusType status = PQstatus(connection);
    const bool answersTls = status == CONNECTION_SSL_STARTUP;
    if (!m_guards || PQsslInUse(connection) != 0 || (!answersTls && status != CONNECTION_AWAITING_RESPONSE)) {
        return true;
    }
    // One more than the longest, so that what is cut off is never taken for whole.
    std::array<char, kLongestLogin + 1> room{};
    const std::string_view waiting = network::peekWaiting(PQsocket(connection), room);
    switch (answersTls ? lookAtTlsAnswer(waiting) : lookAtLogin(waiting)) {
    case PlainLogin::Harmless: return true;
    case PlainLogin::Incomplete: return false;
    case PlainLogin::WantsPassword:
        return fail(ErrorKind::TlsFailed,
                    "The server at " + m_where +
                        " asks for the password in clear, and nothing encrypts the line. It was not sent.",
                    "Have the line encrypted (TLS mode verify-full), or let the server ask by scram-sha-256 (its "
                    "pg_hba.conf).",
                    Damage::Session);
    case PlainLogin::OutOfTurn: break;
    }
    return fail(ErrorKind::ConnectionFailed,
                "What listens at " + m_where + " says more before it was answered than PostgreSQL's protocol allows.",
                "Check host and port. If a server is meant to be there, somebody may be in between: have the line "
                "encrypted (TLS mode verify-full).",
                Damage::Session);
}

} // namespace dbv::postgres
