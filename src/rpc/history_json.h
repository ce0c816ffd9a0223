// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

#include <QJsonObject>

#include "protocol/history_values.h"

namespace dbv::rpc {

/// The names of docs/protocol.md.
[[nodiscard]] std::string_view outcomeName(protocol::HistoryOutcome outcome);
[[nodiscard]] std::optional<protocol::HistoryOutcome> outcomeNamed(std::string_view name);
[[nodiscard]] std::string_view sourceName(protocol::StatementSource source);

/// What `searchHistory` answers with.
[[nodiscard]] QJsonObject historyFoundJson(const protocol::HistoryFound& found);

} // namespace dbv::rpc
