// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <dbv/core/result.h>

#include "postgres/libpq.h"

namespace dbv::postgres {

/// What a server says in a login that nothing encrypts, looked at before the library answers: that one would give the password in
/// clear to whoever asks for it so.
enum class PlainLogin : std::uint8_t {
    Harmless,
    Incomplete,    ///< there is more to come before anything can be said
    WantsPassword, ///< in clear
    OutOfTurn,     ///< more than a server may say before it was answered
};

/// No message of a login is longer; the library takes no longer ones either. Unit: bytes.
inline constexpr std::size_t kLongestLogin = 4096;

/// Of what has come of an answer to the login. Pure.
/// Source: the documentation of PostgreSQL's protocol, "Message Formats", Authentication….
[[nodiscard]] PlainLogin lookAtLogin(std::string_view waiting);
/// Of what has come of an answer to the request for encryption, which is one letter. Pure.
[[nodiscard]] PlainLogin lookAtTlsAnswer(std::string_view waiting);

/// Keeps a password from going out in clear over a line that leaves this machine and that nothing encrypts.
class LoginGuard {
public:
    /// `isLocal` tells that the line does not leave this machine, `where` names the server.
    LoginGuard(bool isLocal, std::string where);

    /// Whether the library may read what a server has said; false when there is more to come before that can be told.
    /// Errors: TlsFailed when the server wants the password in clear, or says more than it may.
    [[nodiscard]] Result<bool> mayRead(PGconn* connection) const;

private:
    bool m_guards;
    std::string m_where;
};

} // namespace dbv::postgres
