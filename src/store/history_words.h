// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include <QString>

#include "protocol/history_commands.h"

namespace dbv::store {

/// What the index of the history's words is asked for; empty where all of it is wanted. `connection` is the number of the
/// connection in the file.
[[nodiscard]] QString historyMatch(const protocol::SearchHistory& asked, std::optional<qint64> connection);

} // namespace dbv::store
