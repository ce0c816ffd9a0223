// SPDX-License-Identifier: Apache-2.0
// Backups: made, listed, checked, put back.
#include <algorithm>
#include <optional>
#include <utility>

#include <QJsonArray>

#include "archive/scope_json.h"
#include "bus/secret_shelf.h"
#include "protocol/backup_commands.h"
#include "protocol/server_backup_commands.h"
#include "rpc/backup_json.h"
#include "rpc/calls.h"
#include "rpc/params.h"

namespace dbv::rpc {

namespace {

constexpr int kMostRestoreJobs = 64;

protocol::BackupName backupNameOf(const QJsonObject& params) {
    return {textOf(params, QLatin1String("backupId")), textOf(params, QLatin1String("path"))};
}

/// Whether a backup is named, by one of its names. Else the call is refused.
bool namesBackup(const std::shared_ptr<Call>& call, const QJsonObject& params) {
    const protocol::BackupName name = backupNameOf(params);
    if (name.id.empty() == name.path.empty()) {
        call->refuse(ParamProblem{QStringLiteral("Either backupId or path has to name the backup."), std::nullopt});
        return false;
    }
    return true;
}

/// Sends a command with the passphrase that the call carries, which stays on the shelf until the answer.
template <class Command, class ToJson>
void askWithPassphrase(const std::shared_ptr<Call>& call, const QJsonObject& params, Command command,
                       const ToJson& toJson) {
    const bus::LeftSecret left(call->around().bus.secrets(), call->takeSecret("passphrase"));
    if (left.id()) {
        command.passphrase = left.id();
    } else if (params.contains(QLatin1String("passphrase"))) {
        // Nobody who gives one means to have none.
        call->refuse(ParamProblem{QStringLiteral("passphrase is empty."), std::nullopt});
        return;
    }
    call->ask(std::move(command), [left, toJson](const typename Command::Answer& answer) { return toJson(answer); });
}

/// Where to, and how it is packed.
template <class Command>
void takePacking(Command& command, const QJsonObject& params) {
    command.connection = connectionOf(params);
    command.destination = textOf(params, QLatin1String("destination"));
    command.compression = textOf(params, QLatin1String("compression"));
    command.level = params[QLatin1String("level")].toInt(0);
}

/// What is done when it is written. Else the call is refused.
template <class Command>
bool takeCheck(const std::shared_ptr<Call>& call, const QJsonObject& params, Command& command) {
    if (!params.contains(QLatin1String("verify"))) {
        return true;
    }
    const auto check = backupCheckNamed(textOf(params, QLatin1String("verify")));
    if (!check) {
        call->refuse(ParamProblem{QStringLiteral("verify is one of none, verify and drill."), std::nullopt});
        return false;
    }
    command.check = *check;
    return true;
}

/// Whether structure, rows or both are meant. Else the call is refused.
bool takeContent(const std::shared_ptr<Call>& call, const QJsonObject& params, DumpContent& into) {
    if (!params.contains(QLatin1String("content"))) {
        return true;
    }
    const auto content = archive::dumpContentNamed(textOf(params, QLatin1String("content")));
    if (!content) {
        call->refuse(ParamProblem{QStringLiteral("content is one of all, structure and rows."), std::nullopt});
        return false;
    }
    into = *content;
    return true;
}

} // namespace

void callStartBackup(const std::shared_ptr<Call>& call, const QJsonObject& params) {
    protocol::StartBackup command;
    takePacking(command, params);
    Result<DumpScope> scope = archive::scopeFrom(params[QLatin1String("scope")].toObject());
    if (!scope) {
        call->refuse(ParamProblem{QString::fromStdString(scope.error().message), std::nullopt});
        return;
    }
    command.scope = *std::move(scope);
    if (takeCheck(call, params, command)) {
        askWithPassphrase(call, params, std::move(command), backupFinishedJson);
    }
}

void callStartServerBackup(const std::shared_ptr<Call>& call, const QJsonObject& params) {
    protocol::StartServerBackup command;
    takePacking(command, params);
    command.owners = flagOf(params, QLatin1String("owners"), true);
    const QJsonArray except = params[QLatin1String("except")].toArray();
    for (const auto& name : except) {
        if (name.toString().isEmpty()) {
            call->refuse(ParamProblem{QStringLiteral("except is a list of names of databases."), std::nullopt});
            return;
        }
        command.except.push_back(name.toString().toStdString());
    }
    if (takeContent(call, params, command.content) && takeCheck(call, params, command)) {
        askWithPassphrase(call, params, std::move(command), serverBackedUpJson);
    }
}

void callListBackups(const std::shared_ptr<Call>& call, const QJsonObject& /*params*/) {
    call->ask(protocol::ListBackups{}, backupListJson);
}

void callScanBackups(const std::shared_ptr<Call>& call, const QJsonObject& params) {
    call->ask(protocol::ScanBackups{textOf(params, QLatin1String("folder"))}, backupListJson);
}

void callDescribeBackup(const std::shared_ptr<Call>& call, const QJsonObject& params) {
    if (namesBackup(call, params)) {
        askWithPassphrase(call, params, protocol::DescribeBackup{backupNameOf(params), {}}, backupDescribedJson);
    }
}

void callVerifyBackup(const std::shared_ptr<Call>& call, const QJsonObject& params) {
    if (namesBackup(call, params)) {
        askWithPassphrase(call, params, protocol::VerifyBackup{backupNameOf(params), {}}, backupCheckedJson);
    }
}

void callDrillBackup(const std::shared_ptr<Call>& call, const QJsonObject& params) {
    if (!namesBackup(call, params)) {
        return;
    }
    protocol::DrillBackup command{backupNameOf(params), {}, {}};
    if (params.contains(QLatin1String("connectionId"))) {
        command.connection = connectionOf(params);
    }
    askWithPassphrase(call, params, std::move(command), backupCheckedJson);
}

void callRestoreBackup(const std::shared_ptr<Call>& call, const QJsonObject& params) {
    RestoreWish wish;
    wish.replace = flagOf(params, QLatin1String("replace"), false);
    wish.owners = flagOf(params, QLatin1String("owners"), true);
    const double jobs = params[QLatin1String("jobs")].toDouble(1);
    if (jobs < 1 || jobs > kMostRestoreJobs) {
        call->refuse(
            ParamProblem{QStringLiteral("jobs is a number from 1 to %1.").arg(kMostRestoreJobs), std::nullopt});
        return;
    }
    wish.jobs = static_cast<std::uint32_t>(jobs);
    if (!takeContent(call, params, wish.content)) {
        return;
    }
    if (params.contains(QLatin1String("newDatabase")) && textOf(params, QLatin1String("newDatabase")).empty()) {
        call->refuse(ParamProblem{
            QStringLiteral("newDatabase is empty; leave it out for the database of the connection."), std::nullopt});
        return;
    }
    if (params.contains(QLatin1String("objects"))) {
        Result<std::vector<DumpObject>> objects = archive::dumpObjectsFrom(params[QLatin1String("objects")]);
        if (!objects) {
            call->refuse(ParamProblem{QString::fromStdString(objects.error().message), std::nullopt});
            return;
        }
        wish.objects = *std::move(objects);
    }
    if (namesBackup(call, params)) {
        askWithPassphrase(call, params,
                          protocol::RestoreBackup{connectionOf(params),
                                                  backupNameOf(params),
                                                  {},
                                                  std::move(wish),
                                                  textOf(params, QLatin1String("newDatabase"))},
                          backupRestoredJson);
    }
}

void callCompareBackup(const std::shared_ptr<Call>& call, const QJsonObject& params) {
    if (namesBackup(call, params)) {
        askWithPassphrase(call, params, protocol::CompareBackup{backupNameOf(params), {}, connectionOf(params)},
                          backupCheckedJson);
    }
}

void callCompareBackups(const std::shared_ptr<Call>& call, const QJsonObject& params) {
    const protocol::BackupName other{textOf(params, QLatin1String("otherId")),
                                     textOf(params, QLatin1String("otherPath"))};
    if (!namesBackup(call, params)) {
        return;
    }
    if (other.id.empty() == other.path.empty()) {
        call->refuse(
            ParamProblem{QStringLiteral("Either otherId or otherPath has to name the other backup."), std::nullopt});
        return;
    }
    protocol::CompareBackups command{backupNameOf(params), {}, other, {}};
    const bus::LeftSecret left(call->around().bus.secrets(), call->takeSecret("otherPassphrase"));
    if (left.id()) {
        command.otherPassphrase = left.id();
    }
    askWithPassphrase(call, params, std::move(command),
                      [left](const protocol::BackupChecked& checked) { return backupCheckedJson(checked); });
}

void callUnpackBackup(const std::shared_ptr<Call>& call, const QJsonObject& params) {
    if (params[QLatin1String("into")].toString() == QLatin1String("-")) {
        call->refuse(
            ParamProblem{QStringLiteral("into is a file: the standard output is the protocol's."), std::nullopt});
        return;
    }
    if (namesBackup(call, params)) {
        askWithPassphrase(call, params,
                          protocol::UnpackBackup{backupNameOf(params), {}, textOf(params, QLatin1String("into"))},
                          backupUnpackedJson);
    }
}

void callDeleteBackup(const std::shared_ptr<Call>& call, const QJsonObject& params) {
    call->ask(protocol::DeleteBackup{textOf(params, QLatin1String("backupId")),
                                     flagOf(params, QLatin1String("keepFile"), false)},
              backupListJson);
}

} // namespace dbv::rpc
