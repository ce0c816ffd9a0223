// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <stop_token>

#include "backup/backup_place.h"

namespace dbv::backup {

/// What the standard streams are called.
inline constexpr const char* kStandardName = "-";

/// The standard output, to which one file is written, and the standard input, from which one is read. Nothing is looked for there.
/// A stop ends the wait for whoever reads or writes at the other end.
/// Errors of its calls: IoError where the other end is closed; Cancelled.
[[nodiscard]] std::shared_ptr<BackupPlace> standardPlace(std::stop_token stop);

} // namespace dbv::backup
