// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include <dbv/core/result.h>

#include "protocol/snippets.h"

namespace dbv::store {

/// A snippet as a file that people read and git holds: comment lines that begin it (`-- name: …`, `trigger`, `dialects`,
/// `description`), an empty line, and the body, byte for byte.
[[nodiscard]] std::string snippetText(const protocol::Snippet& snippet);

/// Reads such a file. Where its name is not told it is empty, as path and folder always are.
/// Errors: InvalidInput, saying what is wrong: not UTF-8, a dialect that there is not, nothing to insert.
[[nodiscard]] Result<protocol::Snippet> readSnippetText(std::string_view text);

} // namespace dbv::store
