// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>

#include <QJsonObject>

#include "rpc/call.h"
#include "rpc/method_table.h"

namespace dbv::rpc {

/// Begins to answer a call of a method; its params fit the method's table.
void startCall(const std::shared_ptr<Call>& call, const Method& method, const QJsonObject& params);

// One function a method.
void callHello(const std::shared_ptr<Call>& call, const QJsonObject& params);
void callTestConnection(const std::shared_ptr<Call>& call, const QJsonObject& params);
void callConnect(const std::shared_ptr<Call>& call, const QJsonObject& params);
void callDisconnect(const std::shared_ptr<Call>& call, const QJsonObject& params);
void callCancel(const std::shared_ptr<Call>& call, const QJsonObject& params);
void callListSchemas(const std::shared_ptr<Call>& call, const QJsonObject& params);
void callGetMetadata(const std::shared_ptr<Call>& call, const QJsonObject& params);
void callRunQuery(const std::shared_ptr<Call>& call, const QJsonObject& params);
void callExportTable(const std::shared_ptr<Call>& call, const QJsonObject& params);
void callExportQuery(const std::shared_ptr<Call>& call, const QJsonObject& params);
void callPreviewChange(const std::shared_ptr<Call>& call, const QJsonObject& params);
void callListUndo(const std::shared_ptr<Call>& call, const QJsonObject& params);
void callUndoChange(const std::shared_ptr<Call>& call, const QJsonObject& params);
void callUndoScript(const std::shared_ptr<Call>& call, const QJsonObject& params);
void callClassify(const std::shared_ptr<Call>& call, const QJsonObject& params);
void callComplete(const std::shared_ptr<Call>& call, const QJsonObject& params);
void callFormat(const std::shared_ptr<Call>& call, const QJsonObject& params);
void callSplitScript(const std::shared_ptr<Call>& call, const QJsonObject& params);
void callListSessions(const std::shared_ptr<Call>& call, const QJsonObject& params);
void callWatchSessions(const std::shared_ptr<Call>& call, const QJsonObject& params);
void callCloseSession(const std::shared_ptr<Call>& call, const QJsonObject& params);
void callSetTransactionMode(const std::shared_ptr<Call>& call, const QJsonObject& params);
void callCommit(const std::shared_ptr<Call>& call, const QJsonObject& params);
void callRollback(const std::shared_ptr<Call>& call, const QJsonObject& params);
void callListConnections(const std::shared_ptr<Call>& call, const QJsonObject& params);
void callSaveConnection(const std::shared_ptr<Call>& call, const QJsonObject& params);
void callRemoveConnection(const std::shared_ptr<Call>& call, const QJsonObject& params);
void callListSecrets(const std::shared_ptr<Call>& call, const QJsonObject& params);
void callKeepSecret(const std::shared_ptr<Call>& call, const QJsonObject& params);
void callRemoveSecret(const std::shared_ptr<Call>& call, const QJsonObject& params);
void callUnlockSecrets(const std::shared_ptr<Call>& call, const QJsonObject& params);
void callRunScriptFile(const std::shared_ptr<Call>& call, const QJsonObject& params);
void callPauseScript(const std::shared_ptr<Call>& call, const QJsonObject& params);
void callSearchHistory(const std::shared_ptr<Call>& call, const QJsonObject& params);
void callRemoveHistory(const std::shared_ptr<Call>& call, const QJsonObject& params);
void callSetHistoryPrivacy(const std::shared_ptr<Call>& call, const QJsonObject& params);

void callStartBackup(const std::shared_ptr<Call>& call, const QJsonObject& params);
void callListSchedules(const std::shared_ptr<Call>& call, const QJsonObject& params);
void callSaveSchedule(const std::shared_ptr<Call>& call, const QJsonObject& params);
void callRemoveSchedule(const std::shared_ptr<Call>& call, const QJsonObject& params);
void callRunSchedule(const std::shared_ptr<Call>& call, const QJsonObject& params);
void callStopSchedule(const std::shared_ptr<Call>& call, const QJsonObject& params);
void callExportSchedules(const std::shared_ptr<Call>& call, const QJsonObject& params);
void callImportSchedules(const std::shared_ptr<Call>& call, const QJsonObject& params);
void callCompareBackups(const std::shared_ptr<Call>& call, const QJsonObject& params);
void callStartServerBackup(const std::shared_ptr<Call>& call, const QJsonObject& params);
void callListBackups(const std::shared_ptr<Call>& call, const QJsonObject& params);
void callScanBackups(const std::shared_ptr<Call>& call, const QJsonObject& params);
void callDescribeBackup(const std::shared_ptr<Call>& call, const QJsonObject& params);
void callVerifyBackup(const std::shared_ptr<Call>& call, const QJsonObject& params);
void callDrillBackup(const std::shared_ptr<Call>& call, const QJsonObject& params);
void callRestoreBackup(const std::shared_ptr<Call>& call, const QJsonObject& params);
void callCompareBackup(const std::shared_ptr<Call>& call, const QJsonObject& params);
void callUnpackBackup(const std::shared_ptr<Call>& call, const QJsonObject& params);
void callDeleteBackup(const std::shared_ptr<Call>& call, const QJsonObject& params);

/// `dialect` of a call's params; where it is none, the call is refused.
[[nodiscard]] std::optional<DialectId> dialectOf(const std::shared_ptr<Call>& call, const QJsonObject& params);
/// `connectionId` of a call's params.
[[nodiscard]] ConnectionId connectionOf(const QJsonObject& params);
/// `session`, alike; the connection's own without it.
[[nodiscard]] SessionKey sessionOf(const QJsonObject& params);

} // namespace dbv::rpc
