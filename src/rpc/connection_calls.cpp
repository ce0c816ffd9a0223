// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <utility>
#include <vector>

#include <QJsonArray>

#include <dbv/connector/safety_words.h>

#include "bus/secret_shelf.h"
#include "rpc/calls.h"
#include "rpc/config_params.h"
#include "rpc/connection_json.h"
#include "rpc/error_json.h"
#include "rpc/message.h"

namespace dbv::rpc {

namespace {

QJsonObject helloJson(const protocol::HelloAnswered& answer, const std::string& version) {
    QJsonArray connectors;
    for (const ConnectorInfo& info : answer.connectors) {
        connectors.append(QJsonObject{{QLatin1String("id"), toText(info.id)},
                                      {QLatin1String("displayName"), toText(info.displayName)},
                                      {QLatin1String("version"), toText(info.version)}});
    }
    QJsonObject hello{{QLatin1String("name"), QStringLiteral("DB Visualizer")},
                      {QLatin1String("version"), toText(answer.version.empty() ? version : answer.version)},
                      {QLatin1String("protocol"), 1},
                      {QLatin1String("connectors"), connectors},
                      {QLatin1String("refused"), noticesJson(answer.refused)}};
    if (answer.fixedSafety) {
        hello.insert(QLatin1String("safety"), toText(safetyWord(*answer.fixedSafety)));
    }
    return hello;
}

QJsonObject openedJson(const protocol::ConnectionFacts& facts) {
    return {{QLatin1String("connectionId"), static_cast<qint64>(facts.connection.value)},
            {QLatin1String("dialect"), toText(dialectName(facts.dialect))},
            {QLatin1String("serverVersion"), toText(facts.serverVersion)},
            {QLatin1String("database"), toText(facts.database)},
            {QLatin1String("safety"), toText(safetyWord(facts.safety))},
            {QLatin1String("capabilities"), capabilitiesJson(facts.capabilities)},
            {QLatin1String("notices"), noticesJson(facts.notices)}};
}

/// A target, and its secrets for as long as it is being opened.
struct GivenTarget {
    protocol::ConnectionTarget target;
    std::vector<bus::LeftSecret> left;
};

/// Leaves a secret on the shelf, if there is one.
SecretId leaveSecret(Call& call, std::string_view place, GivenTarget& given) {
    given.left.emplace_back(call.around().bus.secrets(), call.takeSecret(place));
    return given.left.back().id();
}

/// By the name of a saved connection, and the secrets that are given beside it.
ParamResult<GivenTarget> savedTargetOf(Call& call, const QJsonObject& params) {
    GivenTarget given;
    given.target.saved = textOf(params, QLatin1String("saved"));
    const QJsonObject secrets = params.value(QLatin1String("secrets")).toObject();
    if (const auto wrong = checkMembers(secrets, givenSecretRules(), QStringLiteral("secrets"))) {
        return std::unexpected(ParamProblem{*wrong, std::nullopt});
    }
    given.target.secrets = {.password = leaveSecret(call, "secrets.password", given),
                            .tlsKeyPassword = leaveSecret(call, "secrets.tlsKeyPassword", given),
                            .sshPassword = leaveSecret(call, "secrets.sshPassword", given),
                            .sshPassphrase = leaveSecret(call, "secrets.sshPassphrase", given)};
    return given;
}

ParamResult<GivenTarget> targetOf(Call& call, const QJsonObject& params) {
    const bool byConfig = params.contains(QLatin1String("config"));
    if (byConfig == params.contains(QLatin1String("saved"))) {
        return std::unexpected(
            ParamProblem{QStringLiteral("Give exactly one of config, an object, and saved, a string."), std::nullopt});
    }
    if (!byConfig) {
        return savedTargetOf(call, params);
    }
    if (params.contains(QLatin1String("secrets"))) {
        return std::unexpected(ParamProblem{
            QStringLiteral("secrets goes with saved; config has places of its own for them."), std::nullopt});
    }
    const QJsonObject object = params.value(QLatin1String("config")).toObject();
    ParamResult<protocol::ConnectionConfig> config = configOf(object);
    if (!config) {
        return std::unexpected(std::move(config).error());
    }
    GivenTarget given;
    given.target.config = *std::move(config);
    given.target.secrets = {.password = leaveSecret(call, "config.password", given),
                            .tlsKeyPassword = leaveSecret(call, "config.tls.keyPassword", given),
                            .sshPassword = leaveSecret(call, "config.ssh.password", given),
                            .sshPassphrase = leaveSecret(call, "config.ssh.passphrase", given)};
    return given;
}

using StartMethod = void (*)(const std::shared_ptr<Call>&, const QJsonObject&);

constexpr std::array kStarts{
    std::pair<std::string_view, StartMethod>{"hello", &callHello},
    std::pair<std::string_view, StartMethod>{"testConnection", &callTestConnection},
    std::pair<std::string_view, StartMethod>{"connect", &callConnect},
    std::pair<std::string_view, StartMethod>{"disconnect", &callDisconnect},
    std::pair<std::string_view, StartMethod>{"listSchemas", &callListSchemas},
    std::pair<std::string_view, StartMethod>{"getMetadata", &callGetMetadata},
    std::pair<std::string_view, StartMethod>{"runQuery", &callRunQuery},
    std::pair<std::string_view, StartMethod>{"runScriptFile", &callRunScriptFile},
    std::pair<std::string_view, StartMethod>{"pauseScript", &callPauseScript},
    std::pair<std::string_view, StartMethod>{"cancel", &callCancel},
    std::pair<std::string_view, StartMethod>{"previewChange", &callPreviewChange},
    std::pair<std::string_view, StartMethod>{"listUndo", &callListUndo},
    std::pair<std::string_view, StartMethod>{"undoChange", &callUndoChange},
    std::pair<std::string_view, StartMethod>{"undoScript", &callUndoScript},
    std::pair<std::string_view, StartMethod>{"startBackup", &callStartBackup},
    std::pair<std::string_view, StartMethod>{"startServerBackup", &callStartServerBackup},
    std::pair<std::string_view, StartMethod>{"listSchedules", &callListSchedules},
    std::pair<std::string_view, StartMethod>{"saveSchedule", &callSaveSchedule},
    std::pair<std::string_view, StartMethod>{"removeSchedule", &callRemoveSchedule},
    std::pair<std::string_view, StartMethod>{"runSchedule", &callRunSchedule},
    std::pair<std::string_view, StartMethod>{"stopSchedule", &callStopSchedule},
    std::pair<std::string_view, StartMethod>{"exportSchedules", &callExportSchedules},
    std::pair<std::string_view, StartMethod>{"importSchedules", &callImportSchedules},
    std::pair<std::string_view, StartMethod>{"compareBackups", &callCompareBackups},
    std::pair<std::string_view, StartMethod>{"listBackups", &callListBackups},
    std::pair<std::string_view, StartMethod>{"scanBackups", &callScanBackups},
    std::pair<std::string_view, StartMethod>{"describeBackup", &callDescribeBackup},
    std::pair<std::string_view, StartMethod>{"verifyBackup", &callVerifyBackup},
    std::pair<std::string_view, StartMethod>{"drillBackup", &callDrillBackup},
    std::pair<std::string_view, StartMethod>{"restoreBackup", &callRestoreBackup},
    std::pair<std::string_view, StartMethod>{"compareBackup", &callCompareBackup},
    std::pair<std::string_view, StartMethod>{"unpackBackup", &callUnpackBackup},
    std::pair<std::string_view, StartMethod>{"deleteBackup", &callDeleteBackup},
    std::pair<std::string_view, StartMethod>{"exportTable", &callExportTable},
    std::pair<std::string_view, StartMethod>{"exportQuery", &callExportQuery},
    std::pair<std::string_view, StartMethod>{"splitScript", &callSplitScript},
    std::pair<std::string_view, StartMethod>{"classify", &callClassify},
    std::pair<std::string_view, StartMethod>{"complete", &callComplete},
    std::pair<std::string_view, StartMethod>{"format", &callFormat},
    std::pair<std::string_view, StartMethod>{"listSessions", &callListSessions},
    std::pair<std::string_view, StartMethod>{"watchSessions", &callWatchSessions},
    std::pair<std::string_view, StartMethod>{"closeSession", &callCloseSession},
    std::pair<std::string_view, StartMethod>{"setTransactionMode", &callSetTransactionMode},
    std::pair<std::string_view, StartMethod>{"commit", &callCommit},
    std::pair<std::string_view, StartMethod>{"rollback", &callRollback},
    std::pair<std::string_view, StartMethod>{"listConnections", &callListConnections},
    std::pair<std::string_view, StartMethod>{"saveConnection", &callSaveConnection},
    std::pair<std::string_view, StartMethod>{"removeConnection", &callRemoveConnection},
    std::pair<std::string_view, StartMethod>{"listSecrets", &callListSecrets},
    std::pair<std::string_view, StartMethod>{"keepSecret", &callKeepSecret},
    std::pair<std::string_view, StartMethod>{"removeSecret", &callRemoveSecret},
    std::pair<std::string_view, StartMethod>{"unlockSecrets", &callUnlockSecrets},
    std::pair<std::string_view, StartMethod>{"searchHistory", &callSearchHistory},
    std::pair<std::string_view, StartMethod>{"removeHistory", &callRemoveHistory},
    std::pair<std::string_view, StartMethod>{"setHistoryPrivacy", &callSetHistoryPrivacy},
};

} // namespace

void startCall(const std::shared_ptr<Call>& call, const Method& method, const QJsonObject& params) {
    for (const auto& [name, start] : kStarts) {
        if (name == method.name) {
            start(call, params);
            return;
        }
    }
    call->refuse(messageErrorJson(kMethodNotFound, QStringLiteral("There is no method %1.").arg(toText(method.name))));
}

ConnectionId connectionOf(const QJsonObject& params) {
    return {numberOf(params, QLatin1String("connectionId"), 0)};
}

SessionKey sessionOf(const QJsonObject& params) {
    return {numberOf(params, QLatin1String("session"), 0)};
}

void callHello(const std::shared_ptr<Call>& call, const QJsonObject&) {
    call->ask(protocol::Hello{}, [version = call->around().version](const protocol::HelloAnswered& answer) {
        return helloJson(answer, version);
    });
}

void callTestConnection(const std::shared_ptr<Call>& call, const QJsonObject& params) {
    const ParamResult<GivenTarget> given = targetOf(*call, params);
    if (!given) {
        call->refuse(given.error());
        return;
    }
    call->ask(protocol::TestConnection{given->target},
              [left = given->left](const protocol::ConnectionTested& tested) { return testedJson(tested); });
}

void callConnect(const std::shared_ptr<Call>& call, const QJsonObject& params) {
    const ParamResult<GivenTarget> given = targetOf(*call, params);
    if (!given) {
        call->refuse(given.error());
        return;
    }
    call->ask(protocol::OpenConnection{given->target},
              [&around = call->around(), left = given->left](const protocol::ConnectionOpened& opened) {
                  around.connectionOpened(opened.facts.connection);
                  return openedJson(opened.facts);
              });
}

void callDisconnect(const std::shared_ptr<Call>& call, const QJsonObject& params) {
    const ConnectionId connection = connectionOf(params);
    call->ask(protocol::CloseConnection{connection},
              [&around = call->around(), connection](const protocol::ConnectionClosed&) {
                  around.connectionClosed(connection);
                  return QJsonObject();
              });
}

void callCancel(const std::shared_ptr<Call>& call, const QJsonObject& params) {
    const std::optional<RequestId> running = call->around().findRunning(jsonText(params.value(QLatin1String("id"))));
    if (!running) {
        call->answer({{QLatin1String("cancelled"), false}, {QLatin1String("latencyMs"), 0}});
        return;
    }
    call->ask(protocol::CancelRequest{*running}, [](const protocol::CancelConfirmed& confirmed) {
        return QJsonObject{{QLatin1String("cancelled"), confirmed.cancelled},
                           {QLatin1String("latencyMs"), confirmed.latencyMs}};
    });
}

} // namespace dbv::rpc
