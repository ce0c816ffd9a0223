// SPDX-License-Identifier: Apache-2.0
// Scripts that lie on the disk.
#include <string>
#include <utility>

#include "rpc/calls.h"
#include "rpc/error_json.h"
#include "rpc/message.h"
#include "rpc/session_json.h"

namespace dbv::rpc {

namespace {

qint64 wholeOf(std::uint64_t number) {
    return static_cast<qint64>(number);
}

QJsonObject placeJson(const protocol::FilePlace& place) {
    return {{QLatin1String("file"), toText(place.file)},
            {QLatin1String("line"), wholeOf(place.line)},
            {QLatin1String("column"), wholeOf(place.column)},
            {QLatin1String("offset"), wholeOf(place.offset)}};
}

QJsonObject scriptFailureJson(const protocol::ScriptStatementFailed& failed) {
    QJsonObject error = errorJson(failed.error);
    if (failed.position) {
        QJsonObject data = error.value(QLatin1String("data")).toObject();
        data.insert(QLatin1String("position"), wholeOf(*failed.position));
        error.insert(QLatin1String("data"), data);
    }
    QJsonObject json{{QLatin1String("statement"), wholeOf(failed.statement)},
                     {QLatin1String("place"), placeJson(failed.place)},
                     {QLatin1String("text"), toText(failed.text)},
                     {QLatin1String("error"), error}};
    if (failed.at) {
        json.insert(QLatin1String("at"), placeJson(*failed.at));
    }
    return json;
}

QJsonObject progressJson(const protocol::ScriptProgressed& progress) {
    QJsonObject json{{QLatin1String("phase"), toText(progress.phase)},
                     {QLatin1String("place"), placeJson(progress.place)},
                     {QLatin1String("bytes"), wholeOf(progress.bytes)},
                     {QLatin1String("statements"), wholeOf(progress.statements)},
                     {QLatin1String("failed"), wholeOf(progress.failed)},
                     {QLatin1String("statementsPerSecond"), progress.statementsPerSecond},
                     {QLatin1String("paused"), progress.paused}};
    if (progress.totalBytes > 0) {
        json.insert(QLatin1String("totalBytes"), wholeOf(progress.totalBytes));
    }
    if (progress.secondsLeft) {
        json.insert(QLatin1String("secondsLeft"), *progress.secondsLeft);
    }
    return json;
}

QJsonObject scriptJson(const protocol::ScriptFinished& finished) {
    QJsonObject json{{QLatin1String("statements"), wholeOf(finished.statements)},
                     {QLatin1String("failed"), wholeOf(finished.failed)},
                     {QLatin1String("bytes"), wholeOf(finished.bytes)},
                     {QLatin1String("timeMs"), finished.timeMs},
                     {QLatin1String("transaction"), toText(transactionName(finished.transaction))}};
    if (finished.stoppedBy) {
        json.insert(QLatin1String("stoppedBy"), scriptFailureJson(*finished.stoppedBy));
    }
    if (finished.continueFrom) {
        json.insert(QLatin1String("continueFrom"), placeJson(*finished.continueFrom));
    }
    return json;
}

void hearScript(Call& call, const protocol::Event& event) {
    if (const auto* progress = std::get_if<protocol::ScriptProgressed>(&event)) {
        call.notify("script.progress", progressJson(*progress));
    } else if (const auto* failed = std::get_if<protocol::ScriptStatementFailed>(&event)) {
        call.notify("script.failed", scriptFailureJson(*failed));
    } else if (const auto* notice = std::get_if<protocol::NoticeRaised>(&event)) {
        call.notify("query.notice", {{QLatin1String("statement"), wholeOf(notice->statement)},
                                     {QLatin1String("severity"), toText(notice->notice.severity)},
                                     {QLatin1String("message"), toText(notice->notice.message)}});
    } else if (const auto* finished = std::get_if<protocol::ScriptFinished>(&event)) {
        call.setLoss(finished->loss);
        call.answer(scriptJson(*finished));
    } else {
        call.hear(event);
    }
}

} // namespace

void callRunScriptFile(const std::shared_ptr<Call>& call, const QJsonObject& params) {
    protocol::RunScriptFile command;
    command.source = protocol::StatementSource::Rpc;
    command.connection = connectionOf(params);
    command.session = sessionOf(params);
    command.path = textOf(params, QLatin1String("path"));
    command.encoding = textOf(params, QLatin1String("encoding"));
    command.confirm = textOf(params, QLatin1String("confirm"));
    command.stopOnError = flagOf(params, QLatin1String("stopOnError"), true);
    const std::string transaction = textOf(params, QLatin1String("transaction"));
    command.every = numberOf(params, QLatin1String("everyStatements"), 0);
    if (transaction == "one") {
        command.transactions = protocol::ScriptTransactions::One;
    } else if (transaction == "every") {
        command.transactions = protocol::ScriptTransactions::Every;
    } else if (!transaction.empty() && transaction != "none") {
        call->refuse(
            messageErrorJson(kInvalidParams, QStringLiteral("transaction must be \"none\", \"one\" or \"every\".")));
        return;
    }
    if (params.contains(QLatin1String("fromLine"))) {
        command.from = {protocol::ScriptStart::By::Line, numberOf(params, QLatin1String("fromLine"), 1)};
    } else if (params.contains(QLatin1String("fromOffset"))) {
        command.from = {protocol::ScriptStart::By::Offset, numberOf(params, QLatin1String("fromOffset"), 0)};
    } else if (params.contains(QLatin1String("fromWithin"))) {
        command.from = {protocol::ScriptStart::By::Within, numberOf(params, QLatin1String("fromWithin"), 0)};
    }
    command.onlyOne = flagOf(params, QLatin1String("onlyOne"), false);
    call->hold(call->around().bus.send(
        std::move(command), [call](const protocol::Event& event, bool) { hearScript(*call, event); }, call->heard()));
}

void callPauseScript(const std::shared_ptr<Call>& call, const QJsonObject& params) {
    const std::optional<RequestId> running = call->around().findRunning(jsonText(params.value(QLatin1String("id"))));
    if (!running) {
        call->answer({{QLatin1String("paused"), false}});
        return;
    }
    call->ask(
        protocol::PauseScript{*running, flagOf(params, QLatin1String("paused"), true)},
        [](const protocol::ScriptPaused& answer) { return QJsonObject{{QLatin1String("paused"), answer.paused}}; });
}

} // namespace dbv::rpc
