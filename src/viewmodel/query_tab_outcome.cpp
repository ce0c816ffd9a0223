// SPDX-License-Identifier: Apache-2.0
// What a tab says of how its statements ended, and of those that were not run.
#include <algorithm>
#include <utility>

#include <QLocale>

#include "sql/splitter.h"
#include "viewmodel/error_text.h"
#include "viewmodel/query_tab.h"
#include "viewmodel/result_status.h"

namespace dbv::viewmodel {

namespace {

// Statements that ended well and are told one by one; what a longer script did stands in its last message.
constexpr std::size_t kToldOneByOne = 200;
// What is split without leaving the event: some milliseconds. Unit: bytes.
constexpr std::size_t kCountedAtOnce = 500'000;

} // namespace

void QueryTab::tellOutcome(const protocol::StatementReport& report, bool hasResult) {
    const TextSpan span = m_sql.inText(report.span);
    m_script.timeMs += report.timeMs;
    if (report.error && report.error->kind == ErrorKind::Cancelled) {
        Q_EMIT statementChanged(span, StatementStopped{report.timeMs});
        Q_EMIT messageAdded({TabMessage::Severity::Info, stoppedText(report), span});
        return;
    }
    if (report.error) {
        const std::optional<TextSpan> where =
            report.error->where ? std::optional(m_sql.inText(*report.error->where)) : std::nullopt;
        ++m_script.failed;
        Q_EMIT statementChanged(span, StatementFailed{report.error->message});
        Q_EMIT messageAdded(
            {TabMessage::Severity::Error, errorParagraph(*report.error), where ? where : std::optional(span)});
        return;
    }
    const bool changedRows = report.affectedRows.has_value();
    const std::uint64_t rows = changedRows ? static_cast<std::uint64_t>(*report.affectedRows) : report.rows;
    Q_EMIT statementChanged(
        span, StatementSucceeded{rows, changedRows, report.truncated, report.timeMs, hasResult || changedRows});
    m_script.changed += changedRows ? rows : 0;
    if (report.statement < kToldOneByOne) {
        Q_EMIT messageAdded({TabMessage::Severity::Info, outcomeText(report, hasResult), span});
    }
}

void QueryTab::tellUnrun(const protocol::StatementReport& last) {
    const TabMessage::Severity severity =
        last.error->kind == ErrorKind::Cancelled ? TabMessage::Severity::Info : TabMessage::Severity::Warning;
    const DialectId dialect = m_connection ? m_connection->dialect : DialectId::Sqlite;
    // What stands before tells what the rest is: rows of a COPY, or under a DELIMITER.
    const auto countOf = [end = last.span.end](const auto& statements, auto rows) {
        return static_cast<std::size_t>(std::ranges::count_if(
            statements, [&](const auto& each) { return each.span.begin >= end && each.kind != rows; }));
    };
    if (m_sql.sql.size() <= kCountedAtOnce) {
        sayUnrun(last.statement, countOf(sql::split(m_sql.sql, dialect), sql::StatementKind::CopyData), severity);
        return;
    }
    m_counting = m_bus.ask(
        protocol::SplitScript{.dialect = dialect, .sql = m_sql.sql},
        [this, severity, countOf, statement = last.statement](const protocol::ScriptSplit& split) {
            sayUnrun(statement, countOf(split.statements, protocol::StatementKind::CopyData), severity);
        },
        [](const Error&) {});
}

void QueryTab::sayUnrun(std::size_t last, std::size_t unrun, TabMessage::Severity severity) {
    if (unrun == 0) {
        return;
    }
    const QLocale locale;
    const QString place = locale.toString(static_cast<qulonglong>(last + 1));
    const QString all = locale.toString(static_cast<qulonglong>(last + 1 + unrun));
    Q_EMIT messageAdded({severity,
                         unrun == 1 ? tr("Stopped at statement %1 of %2: 1 was not run.").arg(place, all)
                                    : tr("Stopped at statement %1 of %2: %3 were not run.")
                                          .arg(place, all, locale.toString(static_cast<qulonglong>(unrun))),
                         {}});
}

} // namespace dbv::viewmodel
