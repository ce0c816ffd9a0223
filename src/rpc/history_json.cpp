// SPDX-License-Identifier: Apache-2.0
#include "rpc/history_json.h"

#include <algorithm>
#include <array>
#include <utility>

#include <QDateTime>
#include <QJsonArray>

#include "rpc/call.h"

namespace dbv::rpc {

namespace {

using protocol::HistoryOutcome;

constexpr std::array<std::pair<HistoryOutcome, std::string_view>, 6> kOutcomes{
    {{HistoryOutcome::Done, "done"},
     {HistoryOutcome::Failed, "failed"},
     {HistoryOutcome::Cancelled, "cancelled"},
     {HistoryOutcome::Unknown, "unknown"},
     {HistoryOutcome::Refused, "refused"},
     {HistoryOutcome::RolledBack, "rolledBack"}}};

QJsonObject historyEntryJson(const protocol::HistoryEntry& entry) {
    QJsonObject json{
        {QLatin1String("id"), static_cast<qint64>(entry.id)},
        {QLatin1String("at"), QDateTime::fromMSecsSinceEpoch(entry.at, Qt::UTC).toString(Qt::ISODateWithMs)},
        {QLatin1String("connection"), toText(entry.connection)},
        {QLatin1String("database"), toText(entry.database)},
        {QLatin1String("dialect"), toText(dialectName(entry.dialect))},
        {QLatin1String("source"), toText(sourceName(entry.source))},
        {QLatin1String("outcome"), toText(outcomeName(entry.outcome))},
        {QLatin1String("timeMs"), entry.timeMs},
        {QLatin1String("rows"), static_cast<qint64>(entry.rows)},
        {QLatin1String("sql"), toText(entry.sql)},
        {QLatin1String("shortened"), entry.shortened},
    };
    if (entry.affectedRows) {
        json.insert(QLatin1String("affectedRows"), static_cast<qint64>(*entry.affectedRows));
    }
    if (!entry.error.empty()) {
        json.insert(QLatin1String("error"), toText(entry.error));
    }
    return json;
}

} // namespace

std::string_view outcomeName(HistoryOutcome outcome) {
    const auto* found = std::ranges::find(kOutcomes, outcome, &std::pair<HistoryOutcome, std::string_view>::first);
    return found == kOutcomes.end() ? "unknown" : found->second;
}

std::optional<HistoryOutcome> outcomeNamed(std::string_view name) {
    const auto* found = std::ranges::find(kOutcomes, name, &std::pair<HistoryOutcome, std::string_view>::second);
    return found == kOutcomes.end() ? std::nullopt : std::optional(found->first);
}

std::string_view sourceName(protocol::StatementSource source) {
    switch (source) {
    case protocol::StatementSource::Editor: return "editor";
    case protocol::StatementSource::Explorer: return "explorer";
    case protocol::StatementSource::Grid: return "grid";
    case protocol::StatementSource::Rpc: return "rpc";
    case protocol::StatementSource::CommandLine: return "cli";
    case protocol::StatementSource::Plugin: return "plugin";
    }
    return "editor";
}

QJsonObject historyFoundJson(const protocol::HistoryFound& found) {
    QJsonArray entries;
    for (const protocol::HistoryEntry& entry : found.entries) {
        entries.append(historyEntryJson(entry));
    }
    QJsonArray connections;
    for (const protocol::HistoryConnection& connection : found.connections) {
        connections.append(QJsonObject{{QLatin1String("name"), toText(connection.name)},
                                       {QLatin1String("private"), connection.isPrivate}});
    }
    return {{QLatin1String("entries"), entries},
            {QLatin1String("more"), found.more},
            {QLatin1String("connections"), connections},
            {QLatin1String("private"), found.isPrivate},
            {QLatin1String("notices"), noticesJson(found.notices)}};
}

} // namespace dbv::rpc
