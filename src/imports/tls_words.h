// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

#include <dbv/connector/tls.h>

namespace dbv::imports {

/// What the words of other programs mean for TLS: `verify_identity`, `REQUIRED`, `skip-verify`, `VerifyFull`, `trust`, ...
/// Case, `-` and `_` do not count. Nothing for a word that is not known.
[[nodiscard]] std::optional<TlsMode> tlsModeOfWord(std::string_view value);

/// What a switch says: `true`, `1`, `yes`, `on` and their opposites.
[[nodiscard]] std::optional<bool> switchOf(std::string_view value);

} // namespace dbv::imports
