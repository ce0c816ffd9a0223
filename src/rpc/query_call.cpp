// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include <QJsonArray>

#include "jobs/json_text.h"
#include "rpc/calls.h"
#include "rpc/error_json.h"
#include "rpc/message.h"
#include "rpc/query_rows.h"

namespace dbv::rpc {

namespace {

constexpr std::uint64_t kUsualBatchRows = 5000;
constexpr std::uint64_t kMaxBatchRows = 1'000'000;

/// Rows as `query.result`.
class JsonRowShape final : public RowShape {
public:
    JsonRowShape(const std::string& id, std::size_t statement)
        : m_head(R"({"jsonrpc":"2.0","method":"query.result","params":{"id":)" + id + R"(,"statement":)" +
                 std::to_string(statement) + R"(,"rows":[)") {}

    Result<void> begin(jobs::RowOutput& out) override {
        out.text().append(m_head);
        m_first = true;
        return {};
    }
    Result<void> rows(const RowBatch& batch, std::size_t from, std::size_t to, jobs::RowOutput& out) override {
        jobs::TextBuffer& text = out.text();
        for (std::size_t row = from; row < to; ++row) {
            text.append(m_first ? "[" : ",[");
            m_first = false;
            for (std::size_t column = 0; column < batch.columns(); ++column) {
                if (column != 0) {
                    text.append(',');
                }
                if (Result<void> written =
                        jobs::appendJsonCell(out, batch.cell(row, column), jobs::JsonNumbers::Quoted);
                    !written) {
                    return written;
                }
            }
            text.append(']');
            if (Result<void> flushed = out.flushIfFull(); !flushed) {
                return flushed;
            }
        }
        return {};
    }
    Result<void> end(bool complete, jobs::RowOutput& out) override {
        out.text().append(complete ? "],\"complete\":true}}\n" : "],\"complete\":false}}\n");
        return {};
    }

private:
    std::string m_head;
    bool m_first = true;
};

/// One runQuery from its first event to its response.
class QueryCall {
public:
    QueryCall(std::shared_ptr<Call> call, std::string sql, std::uint64_t batchRows)
        : m_call(std::move(call)),
          m_sql(std::move(sql)),
          m_rows(std::make_shared<QueryRows>(QueryRows::Surroundings{m_call->around().bus, m_call->around().shelf,
                                                                     m_call->around().output, m_call->around().context},
                                             m_call->stream(), batchRows)) {}

    void setRun(RequestId run) { m_rows->setRun(run); }

    void hear(const protocol::Event& event) {
        if (const auto* columns = std::get_if<protocol::ColumnsArrived>(&event)) {
            begin(*columns);
        } else if (std::holds_alternative<protocol::RowsArrived>(event) ||
                   std::holds_alternative<protocol::RunParked>(event)) {
            m_rows->wake();
        } else if (const auto* notice = std::get_if<protocol::NoticeRaised>(&event)) {
            m_call->notify("query.notice", {{QLatin1String("statement"), static_cast<qint64>(notice->statement)},
                                            {QLatin1String("severity"), toText(notice->notice.severity)},
                                            {QLatin1String("message"), toText(notice->notice.message)}});
        } else if (const auto* finished = std::get_if<protocol::StatementFinished>(&event)) {
            m_rows->end(!finished->report.error);
            const QJsonObject report = reportJson(finished->report);
            m_call->notify("query.done", doneJson(report, finished->report));
            m_answer += (finished->report.statement == 0 ? "" : ",") + jsonText(report);
            m_rows->statementEnded(std::exchange(m_results, 0));
        } else if (const auto* ended = std::get_if<protocol::QueryFinished>(&event)) {
            m_call->setLoss(ended->loss);
            m_answer += "]}";
            m_call->answerText(std::move(m_answer));
        } else if (std::holds_alternative<protocol::RequestFailed>(event)) {
            m_rows->end(false);
            m_call->hear(event, m_sql);
        } else {
            m_call->hear(event);
        }
    }

private:
    void begin(const protocol::ColumnsArrived& arrived) {
        // A statement may have several results; the one before has all its rows.
        m_rows->end(true);
        ++m_results;
        QJsonArray columns;
        for (const Column& column : arrived.columns) {
            columns.append(QJsonObject{{QLatin1String("name"), toText(column.name)},
                                       {QLatin1String("type"), toText(column.type)},
                                       {QLatin1String("binary"), column.binary}});
        }
        m_call->notify("query.columns", {{QLatin1String("statement"), static_cast<qint64>(arrived.statement)},
                                         {QLatin1String("columns"), columns}});
        if (m_call->silent()) {
            // Nobody will see the rows of a request without an id.
            m_call->around().bus.tell(protocol::EndResult{m_call->request()});
            m_call->around().bus.tell(protocol::ReleaseResult{arrived.result});
        } else if (!m_rows->begin(arrived.result, std::make_unique<JsonRowShape>(m_call->id(), arrived.statement))) {
            m_call->around().bus.tell(protocol::CancelRequest{m_call->request()});
        }
    }

    [[nodiscard]] QJsonObject reportJson(const protocol::StatementReport& report) {
        QJsonObject json{{QLatin1String("rows"), static_cast<qint64>(report.rows)},
                         {QLatin1String("command"), toText(report.command)},
                         {QLatin1String("timeMs"), report.timeMs},
                         {QLatin1String("sent"), report.sent}};
        if (report.affectedRows) {
            json.insert(QLatin1String("affectedRows"), static_cast<qint64>(*report.affectedRows));
        }
        if (report.error) {
            json.insert(QLatin1String("error"), errorJson(*report.error, &m_characters));
        }
        return json;
    }

    [[nodiscard]] static QJsonObject doneJson(QJsonObject json, const protocol::StatementReport& report) {
        json.insert(QLatin1String("statement"), static_cast<qint64>(report.statement));
        json.insert(QLatin1String("firstRowMs"), report.firstRowMs);
        json.insert(QLatin1String("truncated"), report.truncated);
        return json;
    }

    std::shared_ptr<Call> m_call;
    std::string m_sql;
    CharacterCounter m_characters{m_sql};
    std::shared_ptr<QueryRows> m_rows;
    /// Of the statement that runs.
    std::uint64_t m_results = 0;
    /// How the statements ended so far, as JSON: text takes the least room.
    std::string m_answer = R"({"statements":[)";
};

} // namespace

void callRunQuery(const std::shared_ptr<Call>& call, const QJsonObject& params) {
    ParamResult<QueryParameters> parameters = queryParametersOf(params.value(QLatin1String("params")));
    if (!parameters) {
        call->refuse(parameters.error());
        return;
    }
    const std::uint64_t batchRows = numberOf(params, QLatin1String("batchRows"), kUsualBatchRows);
    if (batchRows == 0 || batchRows > kMaxBatchRows) {
        call->refuse(
            messageErrorJson(kInvalidParams, QStringLiteral("batchRows must be from 1 to %1.").arg(kMaxBatchRows)));
        return;
    }
    protocol::RunQuery command;
    command.from = protocol::StatementSource::Rpc;
    command.connection = connectionOf(params);
    command.session = sessionOf(params);
    command.sql = textOf(params, QLatin1String("sql"));
    command.positional = std::move(parameters->positional);
    command.named = std::move(parameters->named);
    command.credit = QueryRows::kFirstCredit;
    command.statementCredit = QueryRows::kFirstStatements;
    command.resultCredit = QueryRows::kFirstResults;
    command.maxRows = numberOf(params, QLatin1String("maxRows"), protocol::kUnlimitedRows);
    command.timeoutMs = numberOf(params, QLatin1String("timeoutMs"), 0);
    command.confirm = textOf(params, QLatin1String("confirm"));
    command.stopOnError = flagOf(params, QLatin1String("stopOnError"), true);

    const auto run = std::make_shared<QueryCall>(call, command.sql, batchRows);
    call->hold(call->around().bus.send(
        std::move(command), [run](const protocol::Event& event, bool) { run->hear(event); }, call->heard()));
    run->setRun(call->request());
}

} // namespace dbv::rpc
