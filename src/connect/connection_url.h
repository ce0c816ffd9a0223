// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <dbv/core/result.h>

#include "protocol/values.h"

namespace dbv::connect {

/// The scheme in front of a URL's first colon. Nothing for a plain file path; a single letter is a drive, not a scheme.
[[nodiscard]] std::optional<std::string_view> urlScheme(std::string_view text);

/// The text with its letters A to Z as small ones.
[[nodiscard]] std::string lowered(std::string_view text);

/// A URL in parts. `connector` of the answer holds the URL's scheme, to be looked up among the connectors; it is empty
/// for a plain file path, which is taken literally: no percent signs are decoded and a question mark is a question mark.
///
/// Understood are `scheme:path?name=value&...`, `scheme::memory:`, `scheme:///absolute/path` and
/// `scheme://user@host:port/database?name=value&...`. What follows `file:` is the file engine's own kind of URI and is
/// handed on untouched.
/// Errors: InvalidInput; the message counts the place in the URL in characters from 1 and never repeats a password. A text that
/// looks like a connection in another form, or holds a password outside of its place, is refused and shown masked.
[[nodiscard]] Result<protocol::ConnectionConfig> parseConnectionUrl(std::string_view url);

} // namespace dbv::connect
