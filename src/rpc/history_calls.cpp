// SPDX-License-Identifier: Apache-2.0
// The history of statements.
#include <optional>
#include <string>

#include <QJsonArray>

#include "rpc/calls.h"
#include "rpc/error_json.h"
#include "rpc/history_json.h"
#include "rpc/params.h"

namespace dbv::rpc {

namespace {

std::optional<std::int64_t> momentOf(const QJsonObject& params, QLatin1String name) {
    return params.contains(name) ? std::optional(static_cast<std::int64_t>(numberOf(params, name, 0))) : std::nullopt;
}

} // namespace

void callSearchHistory(const std::shared_ptr<Call>& call, const QJsonObject& params) {
    protocol::SearchHistory command;
    command.text = textOf(params, QLatin1String("text"));
    command.connection = textOf(params, QLatin1String("connection"));
    command.since = momentOf(params, QLatin1String("since"));
    command.before = momentOf(params, QLatin1String("before"));
    command.limit = numberOf(params, QLatin1String("limit"), command.limit);
    if (const std::string outcome = textOf(params, QLatin1String("outcome")); !outcome.empty()) {
        command.outcome = outcomeNamed(outcome);
        if (!command.outcome) {
            call->refuse(messageErrorJson(
                kInvalidParams,
                QStringLiteral("outcome must be one of done, failed, cancelled, unknown, refused, rolledBack.")));
            return;
        }
    }
    if (command.limit == 0 || command.limit > protocol::kMostHistoryEntries) {
        call->refuse(messageErrorJson(
            kInvalidParams, QStringLiteral("limit must be a number from 1 to %1.").arg(protocol::kMostHistoryEntries)));
        return;
    }
    call->ask(std::move(command), historyFoundJson);
}

void callRemoveHistory(const std::shared_ptr<Call>& call, const QJsonObject& params) {
    protocol::RemoveHistory command;
    command.all = flagOf(params, QLatin1String("all"), false);
    const QJsonArray ids = params.value(QLatin1String("ids")).toArray();
    if (command.all != ids.isEmpty()) {
        call->refuse(messageErrorJson(
            kInvalidParams, QStringLiteral("Give the ids of entries, or all: true for everything, and not both.")));
        return;
    }
    command.ids.reserve(static_cast<std::size_t>(ids.size()));
    for (const QJsonValue id : ids) {
        if (!id.isDouble() || !isKeptNumber(id)) {
            call->refuse(messageErrorJson(kInvalidParams, QStringLiteral("ids must be an array of integers.")));
            return;
        }
        command.ids.push_back(id.toInteger());
    }
    call->ask(std::move(command), [](const protocol::HistoryRemoved& removed) {
        return QJsonObject{{QLatin1String("removed"), static_cast<qint64>(removed.removed)}};
    });
}

void callSetHistoryPrivacy(const std::shared_ptr<Call>& call, const QJsonObject& params) {
    call->ask(
        protocol::SetHistoryPrivacy{textOf(params, QLatin1String("connection")),
                                    flagOf(params, QLatin1String("private"), true)},
        [](const protocol::HistoryPrivacySet& set) { return QJsonObject{{QLatin1String("private"), set.isPrivate}}; });
}

} // namespace dbv::rpc
