// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include <QJsonObject>

#include "protocol/undo_commands.h"

/// Changes that can be undone, as JSON.
namespace dbv::rpc {

/// `insert`, `update`, `delete`.
[[nodiscard]] std::string_view rowChangeName(RowChange change);
[[nodiscard]] QJsonObject undoListJson(const protocol::UndoListed& listed);
[[nodiscard]] QJsonObject undoDoneJson(const protocol::UndoDone& done);
[[nodiscard]] QJsonObject undoScriptJson(const protocol::UndoScriptWritten& written);

} // namespace dbv::rpc
