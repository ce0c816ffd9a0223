// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include <dbv/core/result.h>

#include "protocol/query_files.h"

namespace dbv::store {

/// The files that end in `.sql` in a folder and those below it, but for names that begin with a dot. A folder that is not
/// there has none.
/// Blocks: on the disk, as everything here. Limits: 20,000 files.
[[nodiscard]] protocol::QueryFilesListed listQueryFiles(const std::filesystem::path& folder);

/// Errors: NotFound, IoError; InvalidInput for what is no text in UTF-8 or over 80 MiB.
[[nodiscard]] Result<protocol::QueryFileRead> readQueryFile(const protocol::ReadQueryFile& asked);

/// Errors: IoError; InvalidInput for a file there that is no text, which is never written over.
[[nodiscard]] Result<protocol::QueryFileWritten> writeQueryFile(const protocol::WriteQueryFile& asked);

} // namespace dbv::store
