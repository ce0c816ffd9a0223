// SPDX-License-Identifier: Apache-2.0
#include <chrono>
#include <string>
#include <utility>

#include <dbv/core/cancel.h>

#include "engine/engine.h"
#include "engine/loss_words.h"
#include "engine/own_statement.h"
#include "engine/sample_database.h"
#include "jobs/atomic_file_sink.h"
#include "jobs/export_rows.h"
#include "sql/classifier.h"
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

    /// Writes the rows beside the file.
    [[nodiscard]] Result<jobs::ExportTotals> write(jobs::RowSource& rows, const ExportProgress& progress,
                                                   const std::stop_token& stop) {
        return jobs::exportRows(rows, *m_formatter, *m_file, progress, stop);
    }
    /// Puts what was written in the file's place, as a whole; else that stays as it was.
    [[nodiscard]] Result<protocol::ExportFinished> commit(const Result<jobs::ExportTotals>& written) {
        if (!written) {
            return std::unexpected(written.error());
        }
        if (Result<void> committed = m_file->commit(); !committed) {
            return std::unexpected(std::move(committed.error()));
        }
        return protocol::ExportFinished{written->rows, written->bytes,
                                        concurrency::millisecondsBetween(m_begun, std::chrono::steady_clock::now())};
    }

private:
    PreparedExport(std::unique_ptr<jobs::RowFormatter> formatter, std::unique_ptr<jobs::AtomicFileSink> file)
        : m_formatter(std::move(formatter)), m_file(std::move(file)) {}

    concurrency::TimePoint m_begun = std::chrono::steady_clock::now();
    std::unique_ptr<jobs::RowFormatter> m_formatter;
    std::unique_ptr<jobs::AtomicFileSink> m_file;
};

/// Refuses what comes behind the result that was read. The statement runs to its end, as it was sent to.
Result<void> endBehindOneResult(Cursor& cursor) {
    const Result<bool> another = cursor.nextResult();
    if (!another) {
        return std::unexpected(another.error());
    }
    if (!*another) {
        return {};
    }
    if (Result<void> ended = cursor.end(); !ended) {
        return ended;
    }
    return std::unexpected(
        makeError(ErrorKind::InvalidInput,
                  "The statement returned more than one result, and an export takes exactly one. It was run, and the "
                  "file is as it was.",
                  "Export a statement that returns one result, or read all of them with a query.", Damage::Statement));
}

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
    const Result<jobs::ExportTotals> written = prepared.write(rows, progress, stop);
    if (!written) {
        return std::unexpected(written.error());
    }
    if (Result<void> alone = endBehindOneResult(**cursor); !alone) {
        return std::unexpected(std::move(alone.error()));
    }
    if ((*cursor)->outcome().stopReached) {
        // Its last rows may come from the interruption.
        return std::unexpected(cancelledError());
    }
    Result<protocol::ExportFinished> finished = prepared.commit(written);
    if (!finished) {
        return std::unexpected(std::move(finished.error()));
    }
    finished->notices = (*cursor)->takeNotices();
    return *std::move(finished);
}

} // namespace

void Engine::exportRows(RequestId id, protocol::ExportRows command) {
    ExportProgress progress = [this, id](const jobs::ExportTotals& totals) {
        m_requests.say(id, protocol::JobProgressed{"export", totals.rows, 0, "rows"});
    };
    std::vector<std::string> inUse = m_connections.files();
    const std::filesystem::path kept = m_settings.dataDirectory / store::kStoreFile;
    const std::filesystem::path historyFile = m_settings.dataDirectory / store::kHistoryFile;
    for (const std::filesystem::path& own : {kept, historyFile}) {
        inUse.insert(inUse.end(), {own.string(), own.string() + "-wal", own.string() + "-shm"});
    }
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
                   Result<protocol::ExportFinished> finished = prepared->commit(prepared->write(rows, progress, stop));
                   return finished ? Result<protocol::Event>(*std::move(finished)) : std::unexpected(finished.error());
               });
        return;
    }
    Result<std::string> statement = exportStatement(command.source, m_connections.find(command.connection)->dialect);
    if (!statement) {
        failRequest(id, std::move(statement.error()));
        return;
    }
    const ConnectionId connection = command.connection;
    const SafetyGate gate(m_connections.find(connection)->safety, m_connections.find(connection)->askAbove);
    const std::shared_ptr<RunHistory> history = historyOf(connection, command.from, *statement);
    std::vector<Notice> notices;
    if (m_connections.hasOpenTransaction(connection)) {
        notices.push_back({"warning", "A transaction of this connection is open. What it has changed so far is not in "
                                      "the export: commit it first, and export again."});
    }
    onJobSession(id, connection,
                 [command = std::move(command), gate, history, notices = std::move(notices), inUse = std::move(inUse),
                  statement = std::move(*statement), progress = std::move(progress)](
                     Session& session, const std::stop_token& stop) -> Result<protocol::Event> {
                     if (Result<void> may = judgeExport(gate, statement, session); !may) {
                         return std::unexpected(std::move(may.error()));
                     }
                     Result<PreparedExport> prepared = PreparedExport::prepare(command, inUse);
                     if (!prepared) {
                         return std::unexpected(std::move(prepared.error()));
                     }
                     if (gate.rollsBack() && !session.facts().isPrivate) {
                         // What a view or a type may do besides; the job's session ends, and its transaction with it.
                         if (Result<void> begun = carryOut(session, session.dialect().begin); !begun) {
                             return std::unexpected(std::move(begun.error()));
                         }
                     }
                     const bool onlyReads = sql::classify(statement, session.grammar()).kind == StatementClass::Read;
                     const concurrency::TimePoint begun = std::chrono::steady_clock::now();
                     Result<protocol::Event> end = exportOnSession(session, statement, *prepared, progress, stop);
                     history->noteJob(end, concurrency::millisecondsBetween(begun, std::chrono::steady_clock::now()));
                     if (!end && onlyReads) {
                         nothingWasChanged(end.error());
                     }
                     if (auto* finished = end ? std::get_if<protocol::ExportFinished>(&*end) : nullptr) {
                         finished->notices.insert(finished->notices.begin(), notices.begin(), notices.end());
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
