// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

#include "protocol/script_commands.h"

namespace dbv::viewmodel {

/// `Running: line 1,204 · 12 MB of 100 MB · 4,000 statements · 3,400 statements/s · 12 s left · 2 failed`.
[[nodiscard]] QString scriptProgressText(const protocol::ScriptProgressed& progress);
/// `4,000 statements in 2.31 s, 2 failed.`
[[nodiscard]] QString scriptOutcomeText(const protocol::ScriptFinished& finished);
/// `line 12, column 3 of /home/me/shop.sql`.
[[nodiscard]] QString placeText(const protocol::FilePlace& place);
/// A size of a file, for people: `12.3 MB`.
[[nodiscard]] QString fileSizeText(std::uint64_t bytes);

} // namespace dbv::viewmodel
