// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <string_view>

#include <QByteArray>

#include <dbv/core/result.h>

#include "protocol/snippets.h"

namespace dbv::store {

/// Snippets as one JSON file.
[[nodiscard]] QByteArray snippetsToJson(std::span<const protocol::Snippet> snippets);

/// Reads such a file, or one of Visual Studio Code's (an object with `prefix` and `body` by name, comments allowed), whose
/// tab stops `$1` become `${1}`. What can not be used is told and left out.
/// Errors: InvalidInput for a file that is neither.
[[nodiscard]] Result<protocol::SnippetsRead> snippetsFromJson(const QByteArray& json);

/// The same with files. Blocks: on the disk. Errors: IoError, too. Limits: reads up to 16 MiB.
[[nodiscard]] Result<void> writeSnippetsFile(const std::filesystem::path& path,
                                             std::span<const protocol::Snippet> snippets);
[[nodiscard]] Result<protocol::SnippetsRead> readSnippetsFile(const std::filesystem::path& path);

} // namespace dbv::store
