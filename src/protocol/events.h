// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "protocol/backup_commands.h"
#include "protocol/change_values.h"
#include "protocol/completion.h"
#include "protocol/history_values.h"
#include "protocol/import_commands.h"
#include "protocol/name_explanation.h"
#include "protocol/paged_commands.h"
#include "protocol/query_files.h"
#include "protocol/safety_values.h"
#include "protocol/schedule_commands.h"
#include "protocol/script_commands.h"
#include "protocol/secrets.h"
#include "protocol/session_events.h"
#include "protocol/snippets.h"
#include "protocol/undo_commands.h"
#include "protocol/values.h"

/// Everything that the engine can say. Past tense: an event tells what has happened.
namespace dbv::protocol {

/// The last event of a request that did not get its answer.
struct RequestFailed {
    Error error;
    std::vector<DiagnosisStep> diagnosis;
    /// The last loss of the session that was used: whoever hears this knows of it.
    LossMark loss = {};
    /// What is asked, when the error is `ConfirmationRequired`.
    std::optional<Confirmation> confirmation = std::nullopt;
    /// A person has to say which encoding the file has, and the command is to be sent again with it.
    bool encodingUnclear = false;
};

struct HelloAnswered {
    std::string version;
    std::vector<ConnectorInfo> connectors;
    /// Modules that were found and refused, each with the reason.
    std::vector<Notice> refused;
    /// The safety that the policy of this installation gives every connection; none where users choose.
    std::optional<Safety> fixedSafety = std::nullopt;
};
struct ConnectionOpened {
    ConnectionFacts facts;
};
struct ConnectionTested {
    std::string serverVersion;
    DialectId dialect = DialectId::Sqlite;
    TlsFacts tls;
    std::string ssh;
    double latencyMs = 0;
    SessionCapabilities capabilities;
    std::vector<Notice> notices;
    /// What was found on the way, step by step.
    std::vector<DiagnosisStep> diagnosis;
};
struct ConnectionTextRead {
    /// In parts for a server; by its URL for a file.
    ConnectionConfig config;
    /// What stood in the text; the receiver takes them off the shelf.
    SecretIds secrets;
    /// What could not be taken over, for people.
    std::vector<std::string> remarks;
};
struct ConnectionClosed {};
struct SchemasListed {
    std::vector<SchemaInfo> schemas;
};
struct ObjectsListed {
    std::vector<ObjectSummary> objects;
    /// What the server refused to tell, in its own words: that is missing, not empty.
    std::vector<Notice> notices;
};
struct ObjectDescribed {
    ObjectDescription description;
    std::vector<Notice> notices;
};
struct ScriptSplit {
    std::vector<ScriptStatement> statements;
    /// The comment or quoted text that is never closed, so that the rest of the script is part of it.
    std::optional<TextSpan> unclosed = std::nullopt;
};

struct ScriptClassified {
    /// All but lines for the client and rows of a COPY.
    std::vector<ClassifiedStatement> statements;
};

struct ScriptFormatted {
    std::string sql;
};

/// A statement was sent.
struct StatementStarted {
    std::size_t statement = 0;
    TextSpan span;
};
/// A statement has a result; its rows are read from the spool with this id until `ReleaseResult`.
struct ColumnsArrived {
    std::size_t statement = 0;
    ResultId result;
    std::vector<Column> columns;
};
/// The spool holds this many rows now. At most one a frame.
struct RowsArrived {
    std::size_t statement = 0;
    ResultId result;
    std::uint64_t rows = 0;
};
/// The run waits for `GrantRows`: more rows are there.
struct RunParked {
    std::size_t statement = 0;
    std::uint64_t rows = 0;
};
struct NoticeRaised {
    std::size_t statement = 0;
    Notice notice;
};
struct StatementFinished {
    StatementReport report;
};
/// The whole script is over; the session is free again. How each statement ended was said by `StatementFinished`.
struct QueryFinished {
    std::uint64_t statements = 0;
    std::optional<StatementReport> last;
    TransactionState transaction = TransactionState::None;
    /// The last loss of the session that was used: whoever hears this knows of it.
    LossMark loss = {};
};

/// The request has stopped, said by the server; or there was nothing to stop.
struct CancelConfirmed {
    bool cancelled = false;
    double latencyMs = 0;
};
struct RowsGranted {};
struct ResultReleased {};
/// The row is in memory now, so `tryRow` will find it for a while.
struct RowLoaded {
    std::uint64_t row = 0;
};
struct LargeValueRead {
    std::string bytes;
};
/// How far a long job has come. At most ten a second.
struct JobProgressed {
    std::string phase;
    std::uint64_t done = 0;
    std::uint64_t total = 0; ///< 0 when nobody knows
    std::string unit;
    std::optional<double> share = std::nullopt; ///< of the whole job, over all phases: 0 to 1, never less than before
    std::string backup = {};                    ///< the id of the backup that is worked with; empty for none
    DatabaseTurn turn = {};                     ///< of work with several databases, one after the other
};
struct ExportFinished {
    std::uint64_t rows = 0;
    std::uint64_t bytes = 0;
    double timeMs = 0;
    std::vector<Notice> notices; ///< what a person should know about what the file holds
};
struct SavedConnectionsListed {
    std::vector<SavedConnection> connections;
    /// What a person should know about the file that keeps them.
    std::vector<Notice> notices;
    /// The file that keeps them was there and could not be read, so there may be more.
    bool unread = false;
};
struct WorkspaceOpened {
    WorkspaceState state;
};
struct WorkspaceSaved {};
struct SampleCreated {
    /// Absolute path of the database file.
    std::string path;
};

using Event = std::variant<
    RequestFailed, HelloAnswered, ConnectionOpened, ConnectionTested, ConnectionTextRead, ConnectionClosed,
    SchemasListed, ObjectsListed, ObjectDescribed, ScriptSplit, ScriptClassified, StatementStarted, ColumnsArrived,
    RowsArrived, RunParked, NoticeRaised, StatementFinished, QueryFinished, CancelConfirmed, RowsGranted,
    ResultReleased, RowLoaded, LargeValueRead, JobProgressed, ExportFinished, SavedConnectionsListed, WorkspaceOpened,
    WorkspaceSaved, SampleCreated, QuestionRaised, QuestionAnswered, SecretsListed, SecretKept, SessionAwaited,
    SessionsListed, SessionLost, SessionNoticed, TransactionChanged, TransactionReminded, SessionWatchEnded,
    TransactionModeSet, TransactionEnded, ImportSourcesFound, ConnectionsRead, ConnectionsKept, ConnectionsExported,
    SecretFetched, AutocommitChanged, ChangeHeld, ChangePreviewed, ChangeSettled, ScriptFormatted, CompletionFound,
    CompletionNoted, NameExplained, UndoListed, UndoDone, UndoScriptWritten, HistoryFound, HistoryRemoved,
    HistoryPrivacySet, ScriptProgressed, ScriptStatementFailed, ScriptFinished, ScriptPaused, SnippetsListed,
    SnippetsRead, SnippetsWritten, QueryFilesListed, QueryFileRead, QueryFileWritten, DraftVersionKept,
    DraftVersionsListed, DraftVersionRead, FilePartRead, FileSearched, FileLinesCounted, FileScanProgressed,
    BackupFinished, ServerBackedUp, BackupsListed, BackupChecked, BackupRestored, BackupDescribed, BackupUnpacked,
    SchedulesListed, ScheduleSaved, ScheduledRunBegun, ScheduledRunEnded, SchedulesExchanged>;

} // namespace dbv::protocol
