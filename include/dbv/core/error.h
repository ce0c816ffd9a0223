// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <dbv/core/text_span.h>

namespace dbv {

/// What failed, as far as a front end does something different for it. The names on the wire are `kindName`.
enum class ErrorKind : std::uint8_t {
    ConnectionFailed,
    AuthenticationFailed,
    TlsFailed,
    SshFailed,
    HostKeyUnknown,
    HostKeyChanged,
    SqlError,
    Cancelled,
    TimedOut,
    ConfirmationRequired,
    RefusedReadOnly,
    RefusedBySandbox,
    NotFound,
    InvalidInput,
    IoError,
    Unsupported,
    VersionMismatch,
    CorruptBackup,
    WrongPassphrase,
    VaultLocked,
    Busy,
    ConnectionLost,
    Internal,
};

/// The wire name of a kind, as PROTOCOL fixes it (`connectionFailed`, ...).
[[nodiscard]] constexpr std::string_view kindName(ErrorKind kind) {
    switch (kind) {
    case ErrorKind::ConnectionFailed: return "connectionFailed";
    case ErrorKind::AuthenticationFailed: return "authenticationFailed";
    case ErrorKind::TlsFailed: return "tlsFailed";
    case ErrorKind::SshFailed: return "sshFailed";
    case ErrorKind::HostKeyUnknown: return "hostKeyUnknown";
    case ErrorKind::HostKeyChanged: return "hostKeyChanged";
    case ErrorKind::SqlError: return "sqlError";
    case ErrorKind::Cancelled: return "cancelled";
    case ErrorKind::TimedOut: return "timedOut";
    case ErrorKind::ConfirmationRequired: return "confirmationRequired";
    case ErrorKind::RefusedReadOnly: return "refusedReadOnly";
    case ErrorKind::RefusedBySandbox: return "refusedBySandbox";
    case ErrorKind::NotFound: return "notFound";
    case ErrorKind::InvalidInput: return "invalidInput";
    case ErrorKind::IoError: return "ioError";
    case ErrorKind::Unsupported: return "unsupported";
    case ErrorKind::VersionMismatch: return "versionMismatch";
    case ErrorKind::CorruptBackup: return "corruptBackup";
    case ErrorKind::WrongPassphrase: return "wrongPassphrase";
    case ErrorKind::VaultLocked: return "vaultLocked";
    case ErrorKind::Busy: return "busy";
    case ErrorKind::ConnectionLost: return "connectionLost";
    case ErrorKind::Internal: return "internal";
    }
    return "internal";
}

/// What is broken now. The engine asks only this: keep the session, roll back, or throw it away.
enum class Damage : std::uint8_t {
    None,        ///< nothing: the call was refused before it did anything
    Statement,   ///< this statement failed; session and transaction go on
    Transaction, ///< the open transaction can only be rolled back
    Session,     ///< the session can not be used any more
};

/// One failure: what failed, what is broken now, the server's own words, and the next step.
struct Error {
    ErrorKind kind = ErrorKind::Internal;
    Damage damage = Damage::Statement;
    /// True when a statement may have run although no answer came. It is never sent again.
    bool inDoubt = false;
    /// One clear sentence, the server's words where it spoke.
    std::string message;
    std::string detail;
    /// The next step for a person.
    std::string hint;
    std::string sqlState;
    /// The engine's own code (SQLite: the extended result code); 0 when there is none.
    std::int64_t nativeCode = 0;
    /// Where in the text that was given to the failing call.
    std::optional<TextSpan> where;

    friend bool operator==(const Error&, const Error&) = default;
};

/// An error with no more than its kind, sentence and next step.
[[nodiscard]] inline Error makeError(ErrorKind kind, std::string message, std::string hint = {},
                                     Damage damage = Damage::None) {
    Error error;
    error.kind = kind;
    error.damage = damage;
    error.message = std::move(message);
    error.hint = std::move(hint);
    return error;
}

} // namespace dbv
