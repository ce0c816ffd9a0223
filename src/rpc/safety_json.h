// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QJsonObject>

#include "protocol/safety_values.h"

namespace dbv::rpc {

/// What a statement does: `class`, `reasons` and, where there is one, `target`.
[[nodiscard]] QJsonObject classificationJson(const Classification& found);

/// Adds to the `data` of an error what would have to be confirmed: `statements` and `token`.
void addConfirmation(QJsonObject& error, const protocol::Confirmation& confirmation);

} // namespace dbv::rpc
