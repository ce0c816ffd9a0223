// SPDX-License-Identifier: Apache-2.0
#include "rpc/method_table.h"

#include <algorithm>
#include <array>

namespace dbv::rpc {

namespace {

using enum ParamType;
using Names = std::string_view;

constexpr std::array kConfigRules{
    ParamRule{"url", String},      ParamRule{"connector", String},
    ParamRule{"host", String},     ParamRule{"port", Integer},
    ParamRule{"user", String},     ParamRule{"database", String},
    ParamRule{"password", String}, ParamRule{"passwordFrom", Object},
    ParamRule{"tls", Object},      ParamRule{"ssh", Object},
    ParamRule{"safety", String},   ParamRule{"askAbove", Integer},
    ParamRule{"options", Object},  ParamRule{"workingDirectory", String},
};
constexpr std::array kTlsRules{
    ParamRule{"mode", String},
    ParamRule{"ca", String},
    ParamRule{"crl", String},
    ParamRule{"cert", String},
    ParamRule{"key", String},
    ParamRule{"keyPassword", String},
    ParamRule{"keyPasswordFrom", Object},
    ParamRule{"serverName", String},
    ParamRule{"minVersion", String},
};
constexpr std::array kSshHopRules{ParamRule{"host", String, true}, ParamRule{"port", Integer},
                                  ParamRule{"user", String}};
constexpr std::array kSshRules{
    ParamRule{"host", String, true},   ParamRule{"port", Integer},      ParamRule{"user", String},
    ParamRule{"auth", String},         ParamRule{"keyFile", String},    ParamRule{"password", String},
    ParamRule{"passwordFrom", Object}, ParamRule{"passphrase", String}, ParamRule{"passphraseFrom", Object},
    ParamRule{"jump", Array},          ParamRule{"knownHosts", String}, ParamRule{"acceptFingerprint", String},
};
constexpr std::array kSecretSourceRules{ParamRule{"from", String, true}, ParamRule{"what", String}};
constexpr std::array kGivenSecretRules{
    ParamRule{"password", String},
    ParamRule{"tlsKeyPassword", String},
    ParamRule{"sshPassword", String},
    ParamRule{"sshPassphrase", String},
};
constexpr std::array kSavedConnectionRules{
    ParamRule{"name", String, true},  ParamRule{"config", Object, true}, ParamRule{"group", String},
    ParamRule{"environment", String}, ParamRule{"favourite", Boolean},
};
constexpr std::array kExportOptionRules{
    ParamRule{"header", Boolean},
    ParamRule{"nullText", String},
    ParamRule{"delimiter", String},
    ParamRule{"lineEnd", String},
};

constexpr std::array kConnect{ParamRule{"config", Object}, ParamRule{"saved", String}, ParamRule{"secrets", Object}};
constexpr std::array kConnectionOnly{ParamRule{"connectionId", Integer, true}};
constexpr std::array kGetMetadata{
    ParamRule{"connectionId", Integer, true},
    ParamRule{"schema", String},
    ParamRule{"object", String},
    ParamRule{"type", String},
    ParamRule{"server", Boolean},
};
constexpr std::array kRunQuery{
    ParamRule{"connectionId", Integer, true},
    ParamRule{"sql", String, true},
    ParamRule{"params", ArrayOrObject},
    ParamRule{"maxRows", Integer},
    ParamRule{"batchRows", Integer},
    ParamRule{"timeoutMs", Integer},
    ParamRule{"stopOnError", Boolean},
    ParamRule{"confirm", String},
    ParamRule{"session", Integer},
};
constexpr std::array kRunScriptFile{
    ParamRule{"connectionId", Integer, true},
    ParamRule{"path", String, true},
    ParamRule{"session", Integer},
    ParamRule{"encoding", String},
    ParamRule{"transaction", String},
    ParamRule{"everyStatements", Integer},
    ParamRule{"stopOnError", Boolean},
    ParamRule{"fromLine", Integer},
    ParamRule{"fromOffset", Integer},
    ParamRule{"fromWithin", Integer},
    ParamRule{"onlyOne", Boolean},
    ParamRule{"confirm", String},
};
constexpr std::array kPauseScript{ParamRule{"id", Id, true}, ParamRule{"paused", Boolean}};
constexpr std::array kOptionalSession{ParamRule{"connectionId", Integer, true}, ParamRule{"session", Integer}};
constexpr std::array kCloseSession{ParamRule{"connectionId", Integer, true}, ParamRule{"session", Integer, true}};
constexpr std::array kSetTransactionMode{
    ParamRule{"connectionId", Integer, true},
    ParamRule{"session", Integer},
    ParamRule{"mode", String, true},
    ParamRule{"isolation", String},
};
constexpr std::array kCancel{ParamRule{"id", Id, true}};
constexpr std::array kExportTable{
    ParamRule{"connectionId", Integer, true}, ParamRule{"table", String, true}, ParamRule{"schema", String},
    ParamRule{"format", String, true},        ParamRule{"path", String, true},  ParamRule{"options", Object},
};
constexpr std::array kExportQuery{
    ParamRule{"connectionId", Integer, true}, ParamRule{"sql", String, true}, ParamRule{"format", String, true},
    ParamRule{"path", String, true},          ParamRule{"options", Object},
};
constexpr std::array kSaveConnection{ParamRule{"connection", Object, true}, ParamRule{"replaces", String},
                                     ParamRule{"replace", Boolean}};
constexpr std::array kNameOnly{ParamRule{"name", String, true}};
constexpr std::array kKeepSecret{ParamRule{"name", String, true}, ParamRule{"secret", String, true},
                                 ParamRule{"secretId", String}};
constexpr std::array kSecretOnly{ParamRule{"secretId", String, true}};
constexpr std::array kUnlock{ParamRule{"password", String, true}};
constexpr std::array kClassify{ParamRule{"dialect", String, true}, ParamRule{"sql", String, true}};
constexpr std::array kPreviewChange{ParamRule{"connectionId", Integer, true}, ParamRule{"sql", String, true},
                                    ParamRule{"params", ArrayOrObject}, ParamRule{"session", Integer},
                                    ParamRule{"sampleRows", Integer}};
constexpr std::array kListUndo{ParamRule{"connectionId", Integer}};
constexpr std::array kUndoChange{
    ParamRule{"connectionId", Integer, true},
    ParamRule{"id", String, true},
    ParamRule{"apply", Boolean},
    ParamRule{"partly", Boolean},
};
constexpr std::array kUndoScript{ParamRule{"id", String, true}};
constexpr std::array kFormat{ParamRule{"dialect", String, true}, ParamRule{"sql", String, true},
                             ParamRule{"options", Object}};
constexpr std::array kComplete{ParamRule{"connectionId", Integer, true}, ParamRule{"sql", String, true},
                               ParamRule{"cursor", Integer, true}};
constexpr std::array kFormatOptionRules{
    ParamRule{"style", String},  ParamRule{"keywordCase", String}, ParamRule{"indent", Integer},
    ParamRule{"width", Integer}, ParamRule{"commas", String},
};
constexpr std::array kSearchHistory{
    ParamRule{"text", String},   ParamRule{"connection", String}, ParamRule{"outcome", String},
    ParamRule{"since", Integer}, ParamRule{"before", Integer},    ParamRule{"limit", Integer},
};
constexpr std::array kRemoveHistory{ParamRule{"ids", Array}, ParamRule{"all", Boolean}};
constexpr std::array kHistoryPrivacy{ParamRule{"private", Boolean, true}, ParamRule{"connection", String}};
constexpr std::array kSplitScript{ParamRule{"dialect", String, true}, ParamRule{"sql", String, true}};

constexpr std::array kStartBackup{
    ParamRule{"connectionId", Integer, true},
    ParamRule{"destination", String, true},
    ParamRule{"compression", String},
    ParamRule{"level", Integer},
    ParamRule{"passphrase", String},
    ParamRule{"verify", String},
    ParamRule{"scope", Object},
};
constexpr std::array kStartServerBackup{ParamRule{"connectionId", Integer, true},
                                        ParamRule{"destination", String, true},
                                        ParamRule{"except", Array},
                                        ParamRule{"content", String},
                                        ParamRule{"owners", Boolean},
                                        ParamRule{"compression", String},
                                        ParamRule{"level", Integer},
                                        ParamRule{"passphrase", String},
                                        ParamRule{"verify", String}};
constexpr std::array kFolderOnly{ParamRule{"folder", String, true}};
constexpr std::array kBackupOnly{ParamRule{"backupId", String}, ParamRule{"path", String},
                                 ParamRule{"passphrase", String}};
constexpr std::array kDrillBackup{ParamRule{"backupId", String}, ParamRule{"path", String},
                                  ParamRule{"passphrase", String}, ParamRule{"connectionId", Integer}};
constexpr std::array kRestoreBackup{
    ParamRule{"connectionId", Integer, true},
    ParamRule{"backupId", String},
    ParamRule{"path", String},
    ParamRule{"passphrase", String},
    ParamRule{"replace", Boolean},
    ParamRule{"objects", Array},
    ParamRule{"content", String},
    ParamRule{"owners", Boolean},
    ParamRule{"jobs", Integer},
    ParamRule{"newDatabase", String},
};
constexpr std::array kCompareBackup{ParamRule{"connectionId", Integer, true}, ParamRule{"backupId", String},
                                    ParamRule{"path", String}, ParamRule{"passphrase", String}};
constexpr std::array kCompareBackups{ParamRule{"backupId", String},   ParamRule{"path", String},
                                     ParamRule{"passphrase", String}, ParamRule{"otherId", String},
                                     ParamRule{"otherPath", String},  ParamRule{"otherPassphrase", String}};
constexpr std::array kUnpackBackup{ParamRule{"backupId", String}, ParamRule{"path", String},
                                   ParamRule{"passphrase", String}, ParamRule{"into", String, true}};
constexpr std::array kSaveSchedule{ParamRule{"scheduleId", String}, ParamRule{"schedule", Object, true}};
constexpr std::array kScheduleOnly{ParamRule{"scheduleId", String, true}};
constexpr std::array kRunSchedule{ParamRule{"scheduleId", String, true}, ParamRule{"onlyDue", Boolean}};
constexpr std::array kPathOnly{ParamRule{"path", String, true}};
constexpr std::array kDeleteBackup{ParamRule{"backupId", String, true}, ParamRule{"keepFile", Boolean}};

constexpr std::array<Names, 6> kHelloResult{"name", "version", "protocol", "connectors", "refused", "safety"};
constexpr std::array<Names, 8> kTestResult{"serverVersion", "dialect",   "tls",          "ssh",
                                           "latencyMs",     "diagnosis", "capabilities", "notices"};
constexpr std::array<Names, 7> kConnectResult{"connectionId", "dialect",      "serverVersion", "database",
                                              "safety",       "capabilities", "notices"};
constexpr std::array<Names, 1> kSchemasResult{"schemas"};
constexpr std::array<Names, 4> kMetadataResult{"schema", "objects?", "object?", "notices"};
constexpr std::array<Names, 1> kStatementsResult{"statements"};
constexpr std::array<Names, 1> kFormatResult{"sql"};
constexpr std::array<Names, 2> kCompleteResult{"items", "replaces"};
constexpr std::array<Names, 2> kSplitResult{"statements", "unclosed?"};
constexpr std::array<Names, 7> kScriptResult{"statements",  "failed",     "bytes",        "timeMs",
                                             "transaction", "stoppedBy?", "continueFrom?"};
constexpr std::array<Names, 1> kPauseResult{"paused"};
constexpr std::array<Names, 2> kCancelResult{"cancelled", "latencyMs"};
constexpr std::array<Names, 4> kExportResult{"rows", "bytes", "timeMs", "notices"};
constexpr std::array<Names, 3> kSessionsResult{"sessions", "budget", "waiting"};
constexpr std::array<Names, 2> kModeResult{"mode", "isolation"};
constexpr std::array<Names, 3> kConnectionsResult{"connections", "notices", "unread"};
constexpr std::array<Names, 5> kSecretsResult{"secrets", "key", "open", "keychainTrouble", "file"};
constexpr std::array<Names, 5> kHistoryResult{"entries", "more", "connections", "private", "notices"};
constexpr std::array<Names, 1> kRemovedResult{"removed"};
constexpr std::array<Names, 1> kPrivacyResult{"private"};
constexpr std::array<Names, 1> kKeptResult{"secretId"};
constexpr std::array<Names, 6> kPreviewResult{"affectedRows?", "table?", "sample", "touched", "timeMs", "notices"};
constexpr std::array<Names, 2> kListUndoResult{"changes", "notices"};
constexpr std::array<Names, 6> kUndoResult{"change", "restorable", "changedSince", "back", "applied", "notices"};
constexpr std::array<Names, 3> kUndoScriptResult{"change", "dialect", "sql"};
constexpr std::array<Names, 4> kEndResult{"ended", "transaction", "timeMs", "notices"};

constexpr std::array<Names, 27> kStartBackupResult{
    "backupId", "scope", "state",  "trouble", "connection",  "schedule",   "engine",      "serverVersion", "server",
    "database", "tool",  "path",   "begunAt", "endedAt",     "verifiedAt", "provedAt",    "recoveryMs",    "bytes",
    "objects",  "rows",  "digest", "sha256",  "compression", "encrypted",  "differences", "timeMs",        "notices"};
constexpr std::array<Names, 3> kServerBackedUpResult{"databases", "notices", "timeMs"};
constexpr std::array<Names, 2> kBackupsResult{"backups", "notices"};
constexpr std::array<Names, 3> kBackupCheckedResult{"backup", "differences", "timeMs"};
constexpr std::array<Names, 5> kBackupRestoredResult{"backup", "differences", "rows", "notices", "timeMs"};
constexpr std::array<Names, 4> kBackupDescribedResult{"backup", "begun", "ended", "objects"};
constexpr std::array<Names, 2> kSchedulesResult{"schedules", "notices"};
constexpr std::array<Names, 10> kScheduleResult{"scheduleId", "schedule", "state",    "createdAt", "nextAt",
                                                "dueSince",   "trigger",  "waitsFor", "trouble",   "progress?"};
constexpr std::array<Names, 5> kScheduledRunResult{"schedule", "removed", "notices", "backup", "databases"};
constexpr std::array<Names, 3> kExchangedResult{"schedules", "backups", "notices"};
constexpr std::array<Names, 3> kBackupUnpackedResult{"backup", "format", "bytes"};

constexpr std::array kMethods{
    Method{"hello", {}, kHelloResult},
    Method{"testConnection", kConnect, kTestResult},
    Method{"connect", kConnect, kConnectResult},
    Method{"disconnect", kConnectionOnly, {}},
    Method{"listSchemas", kConnectionOnly, kSchemasResult},
    Method{"getMetadata", kGetMetadata, kMetadataResult},
    Method{"runQuery", kRunQuery, kStatementsResult},
    Method{"runScriptFile", kRunScriptFile, kScriptResult},
    Method{"pauseScript", kPauseScript, kPauseResult},
    Method{"cancel", kCancel, kCancelResult},
    Method{"previewChange", kPreviewChange, kPreviewResult},
    Method{"listUndo", kListUndo, kListUndoResult},
    Method{"undoChange", kUndoChange, kUndoResult},
    Method{"undoScript", kUndoScript, kUndoScriptResult},
    Method{"exportTable", kExportTable, kExportResult},
    Method{"exportQuery", kExportQuery, kExportResult},
    Method{"startBackup", kStartBackup, kStartBackupResult},
    Method{"startServerBackup", kStartServerBackup, kServerBackedUpResult},
    Method{"listBackups", {}, kBackupsResult},
    Method{"scanBackups", kFolderOnly, kBackupsResult},
    Method{"describeBackup", kBackupOnly, kBackupDescribedResult},
    Method{"verifyBackup", kBackupOnly, kBackupCheckedResult},
    Method{"drillBackup", kDrillBackup, kBackupCheckedResult},
    Method{"restoreBackup", kRestoreBackup, kBackupRestoredResult},
    Method{"compareBackup", kCompareBackup, kBackupCheckedResult},
    Method{"compareBackups", kCompareBackups, kBackupCheckedResult},
    Method{"unpackBackup", kUnpackBackup, kBackupUnpackedResult},
    Method{"deleteBackup", kDeleteBackup, kBackupsResult},
    Method{"listSchedules", {}, kSchedulesResult},
    Method{"saveSchedule", kSaveSchedule, kScheduleResult},
    Method{"removeSchedule", kScheduleOnly, kSchedulesResult},
    Method{"runSchedule", kRunSchedule, kScheduledRunResult},
    Method{"stopSchedule", kScheduleOnly, kSchedulesResult},
    Method{"exportSchedules", kPathOnly, kExchangedResult},
    Method{"importSchedules", kPathOnly, kExchangedResult},
    Method{"splitScript", kSplitScript, kSplitResult},
    Method{"classify", kClassify, kStatementsResult},
    Method{"complete", kComplete, kCompleteResult},
    Method{"format", kFormat, kFormatResult},
    Method{"listSessions", kConnectionOnly, kSessionsResult},
    Method{"watchSessions", kOptionalSession, {}},
    Method{"closeSession", kCloseSession, {}},
    Method{"setTransactionMode", kSetTransactionMode, kModeResult},
    Method{"commit", kOptionalSession, kEndResult},
    Method{"rollback", kOptionalSession, kEndResult},
    Method{"listConnections", {}, kConnectionsResult},
    Method{"saveConnection", kSaveConnection, kConnectionsResult},
    Method{"removeConnection", kNameOnly, kConnectionsResult},
    Method{"listSecrets", {}, kSecretsResult},
    Method{"keepSecret", kKeepSecret, kKeptResult},
    Method{"removeSecret", kSecretOnly, kSecretsResult},
    Method{"unlockSecrets", kUnlock, kSecretsResult},
    Method{"searchHistory", kSearchHistory, kHistoryResult},
    Method{"removeHistory", kRemoveHistory, kRemovedResult},
    Method{"setHistoryPrivacy", kHistoryPrivacy, kPrivacyResult},
};

constexpr std::array<Names, 3> kColumnsShape{"id", "statement", "columns"};
constexpr std::array<Names, 4> kRowsShape{"id", "statement", "rows", "complete"};
constexpr std::array<Names, 10> kDoneShape{"id",     "statement",  "rows",      "affectedRows?", "command",
                                           "timeMs", "firstRowMs", "truncated", "sent",          "error?"};
constexpr std::array<Names, 4> kNoticeShape{"id", "statement", "severity", "message"};
constexpr std::array<Names, 10> kProgressShape{"id",     "phase",     "done",      "total?",          "unit",
                                               "share?", "backupId?", "database?", "databaseNumber?", "databases?"};
constexpr std::array<Names, 10> kScriptProgressShape{"id",           "phase",      "place",  "bytes",
                                                     "totalBytes?",  "statements", "failed", "statementsPerSecond",
                                                     "secondsLeft?", "paused"};
constexpr std::array<Names, 6> kScriptFailedShape{"id", "statement", "place", "at?", "text", "error"};
constexpr std::array<Names, 2> kWaitingShape{"id", "message"};
constexpr std::array<Names, 5> kLostShape{"id", "session", "reason", "lost", "message"};
constexpr std::array<Names, 4> kSaidShape{"id", "session", "severity", "message"};
constexpr std::array<Names, 4> kTransactionShape{"id", "session", "transaction", "ageMs?"};
constexpr std::array<Names, 3> kAutocommitShape{"id", "session", "on"};
constexpr std::array<Names, 4> kReminderShape{"id", "session", "ageMs", "message"};

constexpr std::array kNotifications{
    NotificationShape{"query.columns", kColumnsShape},
    NotificationShape{"query.result", kRowsShape},
    NotificationShape{"query.done", kDoneShape},
    NotificationShape{"query.notice", kNoticeShape},
    NotificationShape{"job.progress", kProgressShape},
    NotificationShape{"script.progress", kScriptProgressShape},
    NotificationShape{"script.failed", kScriptFailedShape},
    NotificationShape{"session.waiting", kWaitingShape},
    NotificationShape{"session.lost", kLostShape},
    NotificationShape{"session.notice", kSaidShape},
    NotificationShape{"session.transaction", kTransactionShape},
    NotificationShape{"session.autocommit", kAutocommitShape},
    NotificationShape{"session.reminder", kReminderShape},
};

} // namespace

std::string_view typeName(ParamType type) {
    switch (type) {
    case String: return "string";
    case Integer: return "integer";
    case Boolean: return "boolean";
    case Object: return "object";
    case Array: return "array";
    case ArrayOrObject: return "array or object";
    case Id: return "number or string";
    }
    return "value";
}

std::span<const Method> methods() {
    return kMethods;
}

const Method* findMethod(std::string_view name) {
    const auto* found = std::ranges::find(kMethods, name, &Method::name);
    return found == kMethods.end() ? nullptr : found;
}

std::span<const NotificationShape> notifications() {
    return kNotifications;
}

std::span<const ParamRule> configRules() {
    return kConfigRules;
}

std::span<const ParamRule> tlsRules() {
    return kTlsRules;
}

std::span<const ParamRule> sshRules() {
    return kSshRules;
}

std::span<const ParamRule> sshHopRules() {
    return kSshHopRules;
}

std::span<const ParamRule> secretSourceRules() {
    return kSecretSourceRules;
}

std::span<const ParamRule> givenSecretRules() {
    return kGivenSecretRules;
}

std::span<const ParamRule> savedConnectionRules() {
    return kSavedConnectionRules;
}

std::span<const ParamRule> exportOptionRules() {
    return kExportOptionRules;
}

std::span<const ParamRule> formatOptionRules() {
    return kFormatOptionRules;
}

} // namespace dbv::rpc
