// SPDX-License-Identifier: Apache-2.0
#include "cli/query_task.h"

#include <algorithm>
#include <chrono>
#include <string_view>
#include <utility>

#include <QMetaObject>
#include <QTimer>

namespace dbv::cli {

namespace {

constexpr rpc::OutputQueue::StreamId kOutputStream = 1;
// After a signal: how long a reader has for what is written already.
constexpr std::chrono::seconds kReaderGrace{1};
// The writer takes what there is; nobody waits for the end of a message.
constexpr std::uint64_t kStepRows = std::uint64_t{1} << 20U;

/// One result in a format, from its header to its footer.
class FormattedResult final : public rpc::RowShape {
public:
    FormattedResult(std::unique_ptr<jobs::RowFormatter> formatter, std::vector<Column> columns)
        : m_formatter(std::move(formatter)), m_columns(std::move(columns)) {}

    Result<void> begin(jobs::RowOutput& out) override {
        return std::exchange(m_begun, true) ? Result<void>() : m_formatter->header(m_columns, out);
    }
    Result<void> rows(const RowBatch& batch, std::size_t from, std::size_t to, jobs::RowOutput& out) override {
        return m_formatter->rows(batch, from, to, out);
    }
    Result<void> end(bool complete, jobs::RowOutput& out) override {
        return complete ? m_formatter->footer(out) : Result<void>();
    }
    Result<void> cutOff(jobs::RowOutput& out) override { return m_formatter->cutOff(out); }

private:
    std::unique_ptr<jobs::RowFormatter> m_formatter;
    std::vector<Column> m_columns;
    bool m_begun = false;
};

} // namespace

QueryTask::QueryTask(const Surroundings& around, Console& console, Login login, QueryPlan plan, Done done)
    : DatabaseTask(around, console, std::move(login), std::move(done)),
      m_plan(std::move(plan)),
      m_sink(around.streams.out) {
    constexpr std::uint64_t kLongest = std::uint64_t{24} * 60U * 60U * 1000U;
    limitOpening(std::chrono::milliseconds(std::min(m_plan.timeoutMs, kLongest)));
    const auto failed = [this](const Error& error) {
        QMetaObject::invokeMethod(&m_context, [this, error] { outputFailed(error); }, Qt::QueuedConnection);
    };
    m_output = std::make_unique<rpc::OutputQueue>(m_sink, failed);
    m_rows = std::make_shared<rpc::QueryRows>(
        rpc::QueryRows::Surroundings{around.bus, around.shelf, *m_output, m_context}, kOutputStream, kStepRows);
}

QueryTask::~QueryTask() {
    m_sink.interrupt();
}

void QueryTask::run(const protocol::ConnectionFacts& facts) {
    m_sql = m_plan.sql(facts);
    if (!m_plan.oneStatement) {
        send(facts.connection);
        return;
    }
    const auto refuse = [this](const Error& error) {
        console().error(error);
        end(kExitFailed);
    };
    hold(around().bus.ask(
        protocol::SplitScript{facts.dialect, m_sql},
        [this, refuse, connection = facts.connection](const protocol::ScriptSplit& split) {
            if (split.statements.size() == 1) {
                send(connection);
                return;
            }
            refuse(makeError(ErrorKind::InvalidInput,
                             "An export takes exactly one statement; this text has " +
                                 std::to_string(split.statements.size()) + ".",
                             "Run the other statements with dbvis query, and export the one that returns the rows."));
        },
        refuse));
}

void QueryTask::send(ConnectionId connection, std::string confirm) {
    m_connection = connection;
    protocol::RunQuery command;
    command.from = protocol::StatementSource::CommandLine;
    command.connection = connection;
    command.sql = m_sql;
    command.confirm = std::move(confirm);
    command.credit = rpc::QueryRows::kFirstCredit;
    command.statementCredit = rpc::QueryRows::kFirstStatements;
    // Nothing is changed behind rows that can not be written any more.
    command.resultCredit = 1;
    command.maxRows = m_plan.maxRows;
    command.timeoutMs = m_plan.timeoutMs;
    command.stopOnError = m_plan.stopOnError;
    command.mustReturnRows = m_plan.oneStatement;
    hold(around().bus.send(std::move(command), [this](const protocol::Event& event, bool) { hear(event); }));
    m_rows->setRun(request());
}

void QueryTask::interrupted() {
    QTimer::singleShot(kReaderGrace, &m_context, [this] { m_sink.interrupt(); });
}

std::string QueryTask::unconfirmed() const {
    const std::size_t line = nextLine();
    if (line == 0) {
        return {};
    }
    return "the statement in line " + std::to_string(line) +
           (m_statements == 0   ? std::string()
            : m_statements == 1 ? " (one statement before it had ended)"
                                : " (" + std::to_string(m_statements) + " statements before it had ended)");
}

void QueryTask::hear(const protocol::Event& event) {
    if (const auto* columns = std::get_if<protocol::ColumnsArrived>(&event)) {
        beginResult(*columns);
    } else if (const auto* rows = std::get_if<protocol::RowsArrived>(&event)) {
        m_rows->wake();
        console().progress(std::to_string(rows->rows) + " rows");
    } else if (std::holds_alternative<protocol::RunParked>(event)) {
        m_rows->wake();
    } else if (const auto* notice = std::get_if<protocol::NoticeRaised>(&event)) {
        console().note(notice->notice.severity + ": " + notice->notice.message);
    } else if (const auto* awaited = std::get_if<protocol::SessionAwaited>(&event)) {
        console().note("info: " + awaited->message);
    } else if (const auto* finished = std::get_if<protocol::StatementFinished>(&event)) {
        finishStatement(finished->report);
    } else if (const auto* ended = std::get_if<protocol::QueryFinished>(&event)) {
        tellOpenTransaction(ended->transaction);
        finish();
    } else if (const auto* failure = std::get_if<protocol::RequestFailed>(&event)) {
        if (failure->confirmation && m_plan.confirmed) {
            send(m_connection, failure->confirmation->token);
            return;
        }
        if (!failure->confirmation) {
            failed(failure->error);
            return;
        }
        confirm(*failure, m_sql, [this, error = failure->error, token = failure->confirmation->token](bool meant) {
            meant ? send(m_connection, token)
                  : failed(m_plan.oneStatement ? unconfirmedExport(error) : unconfirmedError(error));
        });
    }
}

void QueryTask::failed(const Error& error) {
    m_failed = true;
    m_rows->end(false);
    if (!m_outputBroken) {
        console().error(error, m_sql);
    }
    finish();
}

void QueryTask::beginResult(const protocol::ColumnsArrived& arrived) {
    if (std::exchange(m_hasColumns, true) && m_plan.oneStatement) {
        refuseResult(arrived.result);
        return;
    }
    ++m_results;
    // A statement may have several results; the one before has all its rows.
    m_rows->end(true);
    Result<std::unique_ptr<jobs::RowFormatter>> formatter = m_plan.makeFormatter();
    if (!formatter) {
        m_failed = true;
        console().error(formatter.error());
        cancel();
        return;
    }
    auto shape = std::make_unique<FormattedResult>(*std::move(formatter), arrived.columns);
    if (!m_rows->begin(arrived.result, std::move(shape))) {
        m_failed = true;
        cancel();
    }
}

void QueryTask::refuseResult(ResultId result) {
    // What was written is not all that the statement returned.
    m_rows->end(false);
    around().bus.tell(protocol::EndResult{request()});
    around().bus.tell(protocol::ReleaseResult{result});
    m_failed = true;
    if (!std::exchange(m_refused, true) && !m_outputBroken) {
        console().error(makeError(
            ErrorKind::InvalidInput,
            "The statement returned more than one result, and an export takes exactly one. It was "
            "run; only its first result was written.",
            "Export a statement that returns one result, or read all of them with dbvis query.", Damage::Statement));
    }
}

void QueryTask::finishStatement(const protocol::StatementReport& report) {
    const bool hadColumns = std::exchange(m_hasColumns, false);
    const std::size_t results = std::exchange(m_results, 0);
    m_rows->end(!report.error);
    m_rows->statementEnded(hadColumns ? 1 : 0);
    // The cancel that follows a broken output comes before the next statement is sent.
    const bool unsent = m_outputBroken && report.error && !hadColumns;
    m_sentUpTo = unsent ? m_sentUpTo : report.span.end;
    ++m_statements;
    renewLastWords();
    if (report.error) {
        m_failed = true;
        if (!m_outputBroken) {
            console().error(*report.error, m_sql);
        }
    } else if (report.truncated && !m_refused) {
        tellTruncated(report, results);
    } else if (report.rows > 0 && !hadColumns) {
        console().note("dbvis: " + std::to_string(report.rows) + (report.rows == 1 ? " row" : " rows") +
                       " without columns.");
    } else if (report.affectedRows && console().errIsTerminal()) {
        console().note(report.command + ": " + std::to_string(*report.affectedRows) + " rows changed");
    }
}

void QueryTask::tellTruncated(const protocol::StatementReport& report, std::size_t results) {
    // A statement ends with the result that is cut.
    const bool joined = std::string_view(m_sql).substr(report.span.begin, report.span.size()).contains("\\;");
    const std::string behind =
        results > 1 || joined || report.command == "CALL" ? " No result behind it is written." : "";
    if (results < 2 && m_statements == 1 && nextLine() == 0) {
        console().note("dbvis: the result has more than these " + std::to_string(report.rows) + " rows." + behind);
        return;
    }
    const std::string_view before = std::string_view(m_sql).substr(0, report.span.begin);
    console().note("dbvis: " + std::string(results < 2 ? "the result" : "a result") + " of the statement in line " +
                   std::to_string(std::ranges::count(before, '\n') + 1) + " has more rows than the " +
                   std::to_string(results < 2 ? report.rows : m_plan.maxRows) + " that are written." + behind);
}

void QueryTask::tellOpenTransaction(TransactionState state) {
    if (state == TransactionState::None || m_failed) {
        return;
    }
    m_failed = true;
    console().note("dbvis: the transaction was not committed, so its changes are rolled back.\n"
                   "  End the script with COMMIT to keep them.");
}

void QueryTask::finish() {
    if (m_outputBroken) {
        tellUnsent();
        end(kExitOutput);
        return;
    }
    m_output->whenWritten([this] {
        QMetaObject::invokeMethod(
            &m_context, [this] { end(m_outputBroken ? kExitOutput
                                     : m_failed     ? kExitFailed
                                                    : kExitOk); },
            Qt::QueuedConnection);
    });
}

std::size_t QueryTask::nextLine() const {
    const std::string_view sql = m_sql;
    const std::size_t begin = sql.find_first_not_of(" \t\r\n;", std::min(m_sentUpTo, sql.size()));
    return begin == std::string_view::npos
               ? 0
               : static_cast<std::size_t>(std::ranges::count(sql.substr(0, begin), '\n')) + 1;
}

void QueryTask::tellUnsent() {
    if (const std::size_t line = nextLine(); line != 0) {
        console().note("dbvis: the output could not be written, so nothing was run from line " + std::to_string(line) +
                       " on.");
    }
}

void QueryTask::outputFailed(const Error& error) {
    m_outputBroken = true;
    // A reader that has seen enough, as `head` does, is no reason for a message.
    if (error.kind != ErrorKind::Cancelled && error.message.find("Nobody reads") == std::string::npos) {
        console().error(error);
    }
    cancel();
}

} // namespace dbv::cli
