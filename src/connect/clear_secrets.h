// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include <dbv/core/result.h>

#include "protocol/values.h"

namespace dbv::connect {

// What is kept and shown in clear must hold no password, in whichever form somebody writes it.

/// Whether an option of this name would hold a password or a key, whatever the engine.
[[nodiscard]] bool namesSecret(std::string_view option);

/// A text that was meant as a connection, with asterisks for all that may be a password in it.
[[nodiscard]] std::string maskedPlace(std::string_view text);

/// A text that is taken for the path of a file, although it looks like a connection in a form that is not read here.
/// Errors: InvalidInput, which shows it masked.
[[nodiscard]] Result<void> refuseOtherForms(std::string_view text);

/// A URL whose user, and with it perhaps a password, stands where a URL has none: `mysql:user:password@host`.
/// `scheme` is in small letters. Errors: InvalidInput, which shows it masked.
[[nodiscard]] Result<void> refuseStrayUser(std::string_view url, std::string_view scheme);

/// Whether a text that is taken for the path of a file reads like `user/password@place`, which it may well not be.
[[nodiscard]] bool mayBeLogin(std::string_view text);

/// The refusal of such a text where there is no such file: it shows it masked.
[[nodiscard]] Error loginTakenForFile(std::string_view text);

/// What of a configuration is kept in clear, its URL, its options and its way through SSH, and holds a password all the same.
/// Errors: InvalidInput, which repeats no secret.
[[nodiscard]] Result<void> refuseClearSecrets(const protocol::ConnectionConfig& config);

/// The same of the name or the group of a connection, where a URL may stand that was given in the wrong place.
/// Errors: InvalidInput, which shows it masked.
[[nodiscard]] Result<void> refuseSecretInName(std::string_view name);

} // namespace dbv::connect
