// SPDX-License-Identifier: Apache-2.0
#include <chrono>
#include <string>
#include <string_view>
#include <utility>

#include <QJsonArray>

#include "rpc/calls.h"
#include "rpc/error_json.h"
#include "rpc/session_json.h"

namespace dbv::rpc {

namespace {

std::string_view purposeName(protocol::SessionPurpose purpose) {
    switch (purpose) {
    case protocol::SessionPurpose::Connection: return "connection";
    case protocol::SessionPurpose::Metadata: return "metadata";
    case protocol::SessionPurpose::Tab: return "tab";
    case protocol::SessionPurpose::Job: return "job";
    }
    return "tab";
}

std::string_view activityName(protocol::SessionActivity activity) {
    switch (activity) {
    case protocol::SessionActivity::Idle: return "idle";
    case protocol::SessionActivity::Running: return "running";
    case protocol::SessionActivity::Paused: return "paused";
    case protocol::SessionActivity::Lost: return "lost";
    }
    return "idle";
}

QJsonValue ageMs(protocol::Moment since) {
    const auto age = std::chrono::steady_clock::now() - since;
    return static_cast<qint64>(std::chrono::duration_cast<std::chrono::milliseconds>(age).count());
}

QJsonValue sessionJson(SessionKey session) {
    return static_cast<qint64>(session.value);
}

QJsonArray wordsJson(const std::vector<std::string>& words) {
    QJsonArray list;
    for (const std::string& word : words) {
        list.append(toText(word));
    }
    return list;
}

QJsonObject infoJson(const protocol::SessionInfo& info) {
    QJsonObject json{{QLatin1String("session"), sessionJson(info.session)},
                     {QLatin1String("name"), toText(info.name)},
                     {QLatin1String("purpose"), toText(purposeName(info.purpose))},
                     {QLatin1String("serverSessionId"), toText(info.serverSessionId)},
                     {QLatin1String("activity"), toText(activityName(info.activity))},
                     {QLatin1String("transaction"), toText(transactionName(info.transaction))},
                     {QLatin1String("holds"), wordsJson(info.holds)},
                     {QLatin1String("ageMs"), ageMs(info.opened)},
                     {QLatin1String("unusedMs"), ageMs(info.lastUse)}};
    if (info.transactionSince) {
        json.insert(QLatin1String("transactionAgeMs"), ageMs(*info.transactionSince));
    }
    if (!info.lostBecause.empty()) {
        json.insert(QLatin1String("lostBecause"), toText(info.lostBecause));
    }
    return json;
}

QJsonObject listJson(const protocol::SessionList& list) {
    QJsonArray sessions;
    for (const protocol::SessionInfo& info : list.sessions) {
        sessions.append(infoJson(info));
    }
    return {{QLatin1String("sessions"), sessions},
            {QLatin1String("budget"), static_cast<qint64>(list.budget)},
            {QLatin1String("waiting"), static_cast<qint64>(list.waiting)}};
}

void notifyOf(Call& call, const protocol::SessionLost& lost) {
    call.notify("session.lost", {{QLatin1String("session"), sessionJson(lost.session)},
                                 {QLatin1String("reason"), toText(lost.reason)},
                                 {QLatin1String("lost"), wordsJson(lost.lost)},
                                 {QLatin1String("message"), toText(lost.message)}});
}

void notifyOf(Call& call, const protocol::SessionNoticed& noticed) {
    call.notify("session.notice", {{QLatin1String("session"), sessionJson(noticed.session)},
                                   {QLatin1String("severity"), toText(noticed.notice.severity)},
                                   {QLatin1String("message"), toText(noticed.notice.message)}});
}

void notifyOf(Call& call, const protocol::TransactionChanged& changed) {
    QJsonObject params{{QLatin1String("session"), sessionJson(changed.session)},
                       {QLatin1String("transaction"), toText(transactionName(changed.transaction))}};
    if (changed.since) {
        params.insert(QLatin1String("ageMs"), ageMs(*changed.since));
    }
    call.notify("session.transaction", params);
}

void notifyOf(Call& call, const protocol::AutocommitChanged& changed) {
    call.notify("session.autocommit",
                {{QLatin1String("session"), sessionJson(changed.session)}, {QLatin1String("on"), changed.on}});
}

void notifyOf(Call& call, const protocol::TransactionReminded& reminded) {
    call.notify("session.reminder", {{QLatin1String("session"), sessionJson(reminded.session)},
                                     {QLatin1String("ageMs"), ageMs(reminded.since)},
                                     {QLatin1String("message"), toText(reminded.message)}});
}

void endTransaction(const std::shared_ptr<Call>& call, const QJsonObject& params, protocol::TransactionEnd end) {
    call->ask(protocol::EndTransaction{connectionOf(params), sessionOf(params), end},
              [](const protocol::TransactionEnded& ended) {
                  const bool committed = ended.end == protocol::TransactionEnd::Commit;
                  return QJsonObject{
                      {QLatin1String("ended"), committed ? QStringLiteral("committed") : QStringLiteral("rolledBack")},
                      {QLatin1String("transaction"), toText(transactionName(ended.transaction))},
                      {QLatin1String("timeMs"), ended.timeMs},
                      {QLatin1String("notices"), noticesJson(ended.notices)}};
              });
}

} // namespace

std::string_view transactionName(TransactionState state) {
    switch (state) {
    case TransactionState::None: return "none";
    case TransactionState::Open: return "open";
    case TransactionState::Failed: return "failed";
    }
    return "none";
}

void callListSessions(const std::shared_ptr<Call>& call, const QJsonObject& params) {
    call->ask(protocol::ListSessions{connectionOf(params)},
              [](const protocol::SessionsListed& listed) { return listJson(listed.list); });
}

void callWatchSessions(const std::shared_ptr<Call>& call, const QJsonObject& params) {
    call->setEndless();
    protocol::WatchSessions command{connectionOf(params), std::nullopt};
    if (params.contains(QLatin1String("session"))) {
        command.session = sessionOf(params);
    }
    call->hold(call->around().bus.send(command, [call](const protocol::Event& event, bool) {
        if (std::holds_alternative<protocol::SessionWatchEnded>(event)) {
            call->answer({});
            return;
        }
        std::visit(
            [&call, &event](const auto& each) {
                if constexpr (requires { notifyOf(*call, each); }) {
                    notifyOf(*call, each);
                } else {
                    call->hear(event);
                }
            },
            event);
    }));
}

void callCloseSession(const std::shared_ptr<Call>& call, const QJsonObject& params) {
    call->ask(protocol::CloseSession{connectionOf(params), sessionOf(params)},
              [](const protocol::ConnectionClosed&) { return QJsonObject(); });
}

void callSetTransactionMode(const std::shared_ptr<Call>& call, const QJsonObject& params) {
    const std::string mode = textOf(params, QLatin1String("mode"));
    if (mode != "automatic" && mode != "manual") {
        call->refuse(messageErrorJson(kInvalidParams, QStringLiteral("mode must be one of automatic, manual.")));
        return;
    }
    call->ask(protocol::SetTransactionMode{connectionOf(params), sessionOf(params),
                                           mode == "manual" ? protocol::TransactionMode::Manual
                                                            : protocol::TransactionMode::Automatic,
                                           textOf(params, QLatin1String("isolation"))},
              [](const protocol::TransactionModeSet& set) {
                  const bool manual = set.mode == protocol::TransactionMode::Manual;
                  return QJsonObject{
                      {QLatin1String("mode"), manual ? QStringLiteral("manual") : QStringLiteral("automatic")},
                      {QLatin1String("isolation"), toText(set.isolation)}};
              });
}

void callCommit(const std::shared_ptr<Call>& call, const QJsonObject& params) {
    endTransaction(call, params, protocol::TransactionEnd::Commit);
}

void callRollback(const std::shared_ptr<Call>& call, const QJsonObject& params) {
    endTransaction(call, params, protocol::TransactionEnd::RollBack);
}

} // namespace dbv::rpc
