// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <dbv/core/result.h>
#include <dbv/core/secret.h>

#include "engine/undo_record.h"

namespace dbv::engine {

/// Where the key is kept that seals a file.
enum class UndoKeySource : std::uint8_t {
    Secrets = 1, ///< among the stored secrets
    File = 2     ///< in a file beside, that its user alone may read
};

/// The first bytes of a file, which are not sealed.
struct UndoFileHead {
    UndoKeySource key = UndoKeySource::File;
    std::string id;
};

/// The whole file, sealed under `key`.
/// Shape: magic (8), version (2), key source (1), id as text, sealed entry as text, then the rows in sealed parts of a megabyte,
/// each as text; the entry tells how many parts there are, and each is sealed for its place in this file alone.
[[nodiscard]] std::string encodeUndoFile(const UndoFileHead& head, const protocol::UndoEntry& entry,
                                         const UndoImage& image, const Secret& key);

/// What its head says. Errors: IoError for a file that is none of these; VersionMismatch for a newer one.
[[nodiscard]] Result<UndoFileHead> readUndoHead(std::string_view bytes);
/// Its entry, with its id and size. Errors: IoError when the file was damaged or changed, or the key is another.
[[nodiscard]] Result<protocol::UndoEntry> readUndoEntry(std::string_view bytes, const Secret& key);
/// Its rows. Errors: the same.
[[nodiscard]] Result<UndoImage> readUndoImage(std::string_view bytes, const Secret& key);

} // namespace dbv::engine
