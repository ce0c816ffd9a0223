// SPDX-License-Identifier: Apache-2.0
// Committed changes that are undone.
#include "protocol/undo_commands.h"
#include "rpc/calls.h"
#include "rpc/params.h"
#include "rpc/undo_json.h"

namespace dbv::rpc {

void callListUndo(const std::shared_ptr<Call>& call, const QJsonObject& params) {
    protocol::ListUndo command;
    if (params.contains(QLatin1String("connectionId"))) {
        command.connection = connectionOf(params);
    }
    call->ask(command, undoListJson);
}

void callUndoChange(const std::shared_ptr<Call>& call, const QJsonObject& params) {
    call->ask(protocol::UndoChange{connectionOf(params), textOf(params, QLatin1String("id")),
                                   flagOf(params, QLatin1String("apply"), false),
                                   flagOf(params, QLatin1String("partly"), false)},
              undoDoneJson);
}

void callUndoScript(const std::shared_ptr<Call>& call, const QJsonObject& params) {
    call->ask(protocol::WriteUndoScript{textOf(params, QLatin1String("id"))}, undoScriptJson);
}

} // namespace dbv::rpc
