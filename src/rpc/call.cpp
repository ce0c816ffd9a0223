// SPDX-License-Identifier: Apache-2.0
#include "rpc/call.h"

#include <cmath>
#include <utility>

#include "rpc/error_json.h"
#include "rpc/message.h"
#include "rpc/safety_json.h"

namespace dbv::rpc {

Call::Call(std::string id, OutputQueue::StreamId stream, const CallSurroundings& around, Answered answered)
    : m_id(std::move(id)), m_stream(stream), m_around(around), m_answered(std::move(answered)) {}

Secret Call::takeSecret(std::string_view place) {
    const auto found = m_secrets.find(place);
    return found == m_secrets.end() ? Secret() : std::move(m_secrets.extract(found).mapped());
}

void Call::answer(const QJsonObject& result) {
    answerText(jsonText(result));
}

void Call::answerText(std::string result) {
    // It may be long, so it is not copied.
    result.insert(0, "\"result\":");
    m_answered(*this, result);
}

void Call::refuse(const QJsonObject& error) {
    m_answered(*this, "\"error\":" + jsonText(error));
}

void Call::refuse(const ParamProblem& problem) {
    refuse(problem.error ? errorJson(*problem.error) : messageErrorJson(kInvalidParams, problem.invalid));
}

void Call::notify(const char* method, const QJsonObject& params) {
    if (silent()) {
        return;
    }
    // The id goes in as the text it came as.
    std::string text = jsonText(params);
    text.insert(1, "\"id\":" + m_id + (params.isEmpty() ? "" : ","));
    m_around.output.line(m_stream,
                         std::string(R"({"jsonrpc":"2.0","method":")") + method + R"(","params":)" + text + "}\n");
}

void Call::hear(const protocol::Event& event, std::string_view sql) {
    if (const auto* failed = std::get_if<protocol::RequestFailed>(&event)) {
        m_loss = failed->loss;
        CharacterCounter characters(sql);
        QJsonObject error = errorJson(failed->error, sql.empty() ? nullptr : &characters, failed->diagnosis);
        if (failed->confirmation) {
            addConfirmation(error, *failed->confirmation);
        }
        refuse(error);
    } else if (const auto* progress = std::get_if<protocol::JobProgressed>(&event)) {
        QJsonObject params{{QLatin1String("phase"), toText(progress->phase)},
                           {QLatin1String("done"), static_cast<qint64>(progress->done)},
                           {QLatin1String("unit"), toText(progress->unit)}};
        if (progress->total != 0) {
            params.insert(QLatin1String("total"), static_cast<qint64>(progress->total));
        }
        addWhole(params, progress->share, progress->backup, progress->turn);
        notify("job.progress", params);
    } else if (const auto* awaited = std::get_if<protocol::SessionAwaited>(&event)) {
        notify("session.waiting", {{QLatin1String("message"), toText(awaited->message)}});
    }
}

void addWhole(QJsonObject& progress, std::optional<double> share, const std::string& backup,
              const protocol::DatabaseTurn& turn) {
    if (share) {
        // Never more than it is.
        constexpr double kSteps = 1000;
        progress.insert(QLatin1String("share"), std::floor(*share * kSteps) / kSteps);
    }
    if (!backup.empty()) {
        progress.insert(QLatin1String("backupId"), toText(backup));
    }
    if (turn.count != 0) {
        progress.insert(QLatin1String("database"), toText(turn.name));
        progress.insert(QLatin1String("databaseNumber"), static_cast<qint64>(turn.number));
        progress.insert(QLatin1String("databases"), static_cast<qint64>(turn.count));
    }
}

QString toText(std::string_view utf8) {
    constexpr std::string_view kMark = "\xEF\xBB\xBF";
    QString text;
    // Qt takes a byte order mark at the start for no part of the text.
    for (; utf8.starts_with(kMark); utf8.remove_prefix(kMark.size())) {
        text += QChar::ByteOrderMark;
    }
    return text + QString::fromUtf8(utf8.data(), static_cast<qsizetype>(utf8.size()));
}

QJsonArray noticesJson(const std::vector<Notice>& notices) {
    QJsonArray list;
    for (const Notice& notice : notices) {
        list.append(QJsonObject{{QLatin1String("severity"), toText(notice.severity)},
                                {QLatin1String("message"), toText(notice.message)}});
    }
    return list;
}

} // namespace dbv::rpc
