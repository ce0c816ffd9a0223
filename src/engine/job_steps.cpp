// SPDX-License-Identifier: Apache-2.0
#include <chrono>
#include <string>
#include <utility>

#include "engine/engine.h"
#include "engine/sample_database.h"
#include "jobs/atomic_file_sink.h"
#include "jobs/export_rows.h"
#include "sql/literal.h"
#include "sql/splitter.h"
#include "store/store_file.h"

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
    if ((source.table->schema + source.table->name).contains('\0')) {
        return fail(ErrorKind::InvalidInput, "The name of the table holds a NUL character.",
                    "Give the name as the explorer shows it.");
    }
    const std::string name = sql::quoteIdentifier(source.table->name, dialect);
    return "SELECT * FROM " +
           (source.table->schema.empty() ? name : sql::quoteIdentifier(source.table->schema, dialect) + "." + name);
}

/// An export with everything that may be wrong with it but the rows looked at already.
class PreparedExport {
public:
    /// Opens the file, so that nothing is run whose rows have no place to go.
    [[nodiscard]] static Result<PreparedExport> prepare(const protocol::ExportRows& command,
                                                        const std::vector<std::string>& inUse) {
        Result<std::unique_ptr<jobs::RowFormatter>> formatter = jobs::makeRowFormatter(command.format, command.options);
        if (!formatter) {
            return std::unexpected(std::move(formatter.error()));
        }
        Result<std::unique_ptr<jobs::AtomicFileSink>> file = jobs::AtomicFileSink::open(command.path, inUse);
        if (!file) {
            return std::unexpected(std::move(file.error()));
        }
        return PreparedExport(std::move(*formatter), std::move(*file));
    }

    /// Writes the rows; the file is replaced as a whole or stays as it was.
    [[nodiscard]] Result<protocol::Event> run(jobs::RowSource& rows, const ExportProgress& progress,
                                              const std::stop_token& stop) {
        const Result<jobs::ExportTotals> totals = jobs::exportRows(rows, *m_formatter, *m_file, progress, stop);
        if (!totals) {
            return std::unexpected(totals.error());
        }
        if (Result<void> committed = m_file->commit(); !committed) {
            return std::unexpected(std::move(committed.error()));
        }
        return protocol::ExportFinished{totals->rows, totals->bytes,
                                        concurrency::millisecondsBetween(m_begun, std::chrono::steady_clock::now())};
    }

private:
    PreparedExport(std::unique_ptr<jobs::RowFormatter> formatter, std::unique_ptr<jobs::AtomicFileSink> file)
        : m_formatter(std::move(formatter)), m_file(std::move(file)) {}

    concurrency::TimePoint m_begun = std::chrono::steady_clock::now();
    std::unique_ptr<jobs::RowFormatter> m_formatter;
    std::unique_ptr<jobs::AtomicFileSink> m_file;
};

Result<protocol::Event> exportOnSession(Session& session, const std::string& statement, PreparedExport& prepared,
                                        const ExportProgress& progress, const std::stop_token& stop) {
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
    return prepared.run(rows, progress, stop);
}

} // namespace

void Engine::exportRows(RequestId id, protocol::ExportRows command) {
    ExportProgress progress = [this, id](const jobs::ExportTotals& totals) {
        m_requests.say(id, protocol::JobProgressed{"export", totals.rows, 0, "rows"});
    };
    std::vector<std::string> inUse = m_connections.files();
    const std::filesystem::path kept = m_settings.dataDirectory / store::kStoreFile;
    inUse.insert(inUse.end(), {kept.string(), kept.string() + "-wal", kept.string() + "-shm"});
    if (command.source.result) {
        onLane(id, m_lanes->jobs,
               [this, command = std::move(command), inUse = std::move(inUse),
                progress = std::move(progress)](const std::stop_token& stop) -> Result<protocol::Event> {
                   const auto spool = m_shelf.find(command.source.result);
                   if (!spool) {
                       return fail(ErrorKind::NotFound, "The result is not kept any more.", "Run the statement again.");
                   }
                   Result<PreparedExport> prepared = PreparedExport::prepare(command, inUse);
                   if (!prepared) {
                       return std::unexpected(std::move(prepared.error()));
                   }
                   jobs::SpoolRows rows(spool);
                   return prepared->run(rows, progress, stop);
               });
        return;
    }
    Result<std::string> statement = exportStatement(command.source, m_connections.find(command.connection)->dialect);
    if (!statement) {
        failRequest(id, std::move(statement.error()));
        return;
    }
    const ConnectionId connection = command.connection;
    std::vector<Notice> notices;
    if (m_connections.hasOpenTransaction(connection)) {
        notices.push_back({"warning", "A transaction of this connection is open. What it has changed so far is not in "
                                      "the export: commit it first, and export again."});
    }
    onJobSession(id, connection,
                 [command = std::move(command), notices = std::move(notices), inUse = std::move(inUse),
                  statement = std::move(*statement), progress = std::move(progress)](
                     Session& session, const std::stop_token& stop) -> Result<protocol::Event> {
                     Result<PreparedExport> prepared = PreparedExport::prepare(command, inUse);
                     if (!prepared) {
                         return std::unexpected(std::move(prepared.error()));
                     }
                     Result<protocol::Event> end = exportOnSession(session, statement, *prepared, progress, stop);
                     if (auto* finished = end ? std::get_if<protocol::ExportFinished>(&*end) : nullptr) {
                         finished->notices = notices;
                     }
                     return end;
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
