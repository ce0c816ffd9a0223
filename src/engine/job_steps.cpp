// SPDX-License-Identifier: Apache-2.0
#include <chrono>
#include <string>
#include <utility>

#include "engine/engine.h"
#include "engine/sample_database.h"
#include "jobs/export_rows.h"
#include "sql/literal.h"
#include "sql/splitter.h"

// What the engine does with long work.
namespace dbv::engine {

namespace {

using ExportProgress = jobs::ExportProgress;

// The one statement that reads what is to be exported.
Result<std::string> exportStatement(const protocol::ExportSource& source, DialectId dialect) {
    if (!source.table) {
        const std::vector<sql::Statement> statements = sql::split(source.sql, dialect);
        if (statements.size() != 1 || statements.front().kind != sql::StatementKind::Sql) {
            return fail(ErrorKind::InvalidInput,
                        "An export takes exactly one statement; this text has " + std::to_string(statements.size()) +
                            ".",
                        "Run the other statements before, and export the one that returns the rows.");
        }
        return source.sql.substr(statements.front().span.begin, statements.front().span.size());
    }
    const std::string name = sql::quoteIdentifier(source.table->name, dialect);
    return "SELECT * FROM " +
           (source.table->schema.empty() ? name : sql::quoteIdentifier(source.table->schema, dialect) + "." + name);
}

Result<protocol::Event> exportFrom(jobs::RowSource& rows, const protocol::ExportRows& command,
                                   const ExportProgress& progress, const std::stop_token& stop) {
    const auto begun = std::chrono::steady_clock::now();
    const auto formatter = jobs::makeRowFormatter(command.format, command.options);
    if (!formatter) {
        return std::unexpected(formatter.error());
    }
    const Result<jobs::ExportTotals> totals = jobs::exportRowsToFile(rows, **formatter, command.path, progress, stop);
    if (!totals) {
        return std::unexpected(totals.error());
    }
    return protocol::ExportFinished{totals->rows, totals->bytes,
                                    concurrency::millisecondsBetween(begun, std::chrono::steady_clock::now())};
}

Result<protocol::Event> exportOnSession(Session& session, const std::string& statement,
                                        const protocol::ExportRows& command, const ExportProgress& progress,
                                        const std::stop_token& stop) {
    const Result<std::unique_ptr<Cursor>> cursor =
        session.execute({.sql = statement, .positional = {}, .named = {}, .mustReturnRows = true});
    if (!cursor) {
        return std::unexpected(cursor.error());
    }
    if ((*cursor)->columns().empty()) {
        return fail(ErrorKind::InvalidInput, "The statement has no result to export.",
                    "Export a statement that returns rows.");
    }
    jobs::CursorRows rows(**cursor);
    return exportFrom(rows, command, progress, stop);
}

} // namespace

void Engine::exportRows(RequestId id, protocol::ExportRows command) {
    ExportProgress progress = [this, id](const jobs::ExportTotals& totals) {
        m_requests.say(id, protocol::JobProgressed{"export", totals.rows, 0, "rows"});
    };
    if (command.source.result) {
        onLane(id, m_lanes->jobs,
               [this, command = std::move(command),
                progress = std::move(progress)](const std::stop_token& stop) -> Result<protocol::Event> {
                   const auto spool = m_shelf.find(command.source.result);
                   if (!spool) {
                       return fail(ErrorKind::NotFound, "The result is not kept any more.", "Run the statement again.");
                   }
                   jobs::SpoolRows rows(spool);
                   return exportFrom(rows, command, progress, stop);
               });
        return;
    }
    Result<std::string> statement = exportStatement(command.source, m_connections.find(command.connection)->dialect);
    if (!statement) {
        failRequest(id, std::move(statement.error()));
        return;
    }
    const ConnectionId connection = command.connection;
    onJobSession(id, connection,
                 [command = std::move(command), statement = std::move(*statement),
                  progress = std::move(progress)](Session& session, const std::stop_token& stop) {
                     return exportOnSession(session, statement, command, progress, stop);
                 });
}

void Engine::createSample(RequestId id) {
    onLane(id, m_lanes->jobs, [this](const std::stop_token& stop) -> Result<protocol::Event> {
        const Result<std::shared_ptr<Connector>> sqlite = m_registry.load("sqlite");
        if (!sqlite) {
            return std::unexpected(sqlite.error());
        }
        const std::filesystem::path path = samplePath(m_settings.dataDirectory);
        if (const Result<void> made = makeSampleDatabase(**sqlite, path, m_settings.sampleRecipe(), stop); !made) {
            return std::unexpected(made.error());
        }
        return protocol::SampleCreated{path.string()};
    });
}

} // namespace dbv::engine
