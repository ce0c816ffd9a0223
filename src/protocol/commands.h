// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "protocol/backup_commands.h"
#include "protocol/change_commands.h"
#include "protocol/completion.h"
#include "protocol/connection_commands.h"
#include "protocol/events.h"
#include "protocol/format_options.h"
#include "protocol/history_commands.h"
#include "protocol/on_drop.h"
#include "protocol/paged_commands.h"
#include "protocol/query_commands.h"
#include "protocol/query_files.h"
#include "protocol/schedule_commands.h"
#include "protocol/script_commands.h"
#include "protocol/secret_commands.h"
#include "protocol/server_backup_commands.h"
#include "protocol/session_commands.h"
#include "protocol/snippets.h"
#include "protocol/undo_commands.h"
#include "protocol/values.h"
#include "protocol/workspace_commands.h"

/// Everything that a front end can say. Each command names its last event (`Answer`; `RequestFailed` may stand in its
/// place) and what happens when whoever asked goes away (`kOnDrop`).
namespace dbv::protocol {

struct Hello {
    using Answer = HelloAnswered;
    static constexpr OnDrop kOnDrop = OnDrop::Cancel;
};
struct OpenConnection {
    using Answer = ConnectionOpened;
    static constexpr OnDrop kOnDrop = OnDrop::Cancel;
    ConnectionTarget target;
};
struct TestConnection {
    using Answer = ConnectionTested;
    static constexpr OnDrop kOnDrop = OnDrop::Cancel;
    ConnectionTarget target;
};
/// Reads what a person has typed or pasted to name a database. Nothing is connected to.
struct ReadConnectionText {
    using Answer = ConnectionTextRead;
    static constexpr OnDrop kOnDrop = OnDrop::Cancel;
    /// Left as a secret, since a password may stand in it.
    SecretId text;
};
/// Cancels what runs on the connection and closes its sessions.
struct CloseConnection {
    using Answer = ConnectionClosed;
    static constexpr OnDrop kOnDrop = OnDrop::Finish;
    ConnectionId connection;
};
/// Closes one tab's session; an open transaction is rolled back by the server.
struct CloseSession {
    using Answer = ConnectionClosed;
    static constexpr OnDrop kOnDrop = OnDrop::Finish;
    ConnectionId connection;
    SessionKey session;
};
struct ListSchemas {
    using Answer = SchemasListed;
    static constexpr OnDrop kOnDrop = OnDrop::Cancel;
    ConnectionId connection;
};
struct ListObjects {
    using Answer = ObjectsListed;
    static constexpr OnDrop kOnDrop = OnDrop::Cancel;
    ConnectionId connection;
    std::string schema;
    ObjectScope scope = ObjectScope::All;
};
/// What belongs to the server and not to a schema: databases, roles.
struct ListServerObjects {
    using Answer = ObjectsListed;
    static constexpr OnDrop kOnDrop = OnDrop::Cancel;
    ConnectionId connection;
};
struct DescribeObject {
    using Answer = ObjectDescribed;
    static constexpr OnDrop kOnDrop = OnDrop::Cancel;
    ConnectionId connection;
    ObjectPath path;
    /// Of several with one name the one of this type.
    std::optional<ObjectType> type;
};
struct SplitScript {
    using Answer = ScriptSplit;
    static constexpr OnDrop kOnDrop = OnDrop::Cancel;
    DialectId dialect = DialectId::Sqlite;
    std::string sql;
    /// Where to begin, and what holds there. Unit: bytes.
    std::size_t from = 0;
    ScriptMode mode;
    /// A script of more statements is refused.
    std::size_t most = std::numeric_limits<std::size_t>::max();
};
/// What each statement of a script does, as far as its text tells.
struct ClassifyScript {
    using Answer = ScriptClassified;
    static constexpr OnDrop kOnDrop = OnDrop::Cancel;
    DialectId dialect = DialectId::Sqlite;
    std::string sql;
};
/// Lays a script out: only white space between its words changes, and the case of keywords where that is wanted.
struct FormatScript {
    using Answer = ScriptFormatted;
    static constexpr OnDrop kOnDrop = OnDrop::Cancel;
    Grammar grammar;
    std::string sql;
    FormatOptions options;
};
struct CancelRequest {
    using Answer = CancelConfirmed;
    static constexpr OnDrop kOnDrop = OnDrop::Finish;
    RequestId target;
};
/// Gives memory and disk of a result back.
struct ReleaseResult {
    using Answer = ResultReleased;
    static constexpr OnDrop kOnDrop = OnDrop::Finish;
    ResultId result;
};
/// Brings a row that lies on the disk into memory.
struct LoadRow {
    using Answer = RowLoaded;
    static constexpr OnDrop kOnDrop = OnDrop::Cancel;
    ResultId result;
    std::uint64_t row = 0;
};
/// Reads a range of a value that was too large for its block. Unit: bytes.
struct ReadLargeValue {
    using Answer = LargeValueRead;
    static constexpr OnDrop kOnDrop = OnDrop::Cancel;
    ResultId result;
    std::uint64_t valueOffset = 0;
    std::uint64_t valueLength = 0;
    std::uint64_t offset = 0;
    std::uint64_t count = 0;
};
/// Writes rows to a file by way of a temporary name beside it.
struct ExportRows {
    using Answer = ExportFinished;
    static constexpr OnDrop kOnDrop = OnDrop::Cancel;
    ConnectionId connection;
    ExportSource source;
    ExportFormat format = ExportFormat::Csv;
    /// Absolute, or relative to the process's working directory.
    std::string path;
    ExportOptions options;
    StatementSource from = StatementSource::Editor;
};
/// Makes the sample database in the data directory unless it is there.
struct CreateSample {
    using Answer = SampleCreated;
    static constexpr OnDrop kOnDrop = OnDrop::Finish;
};

using Command = std::variant<
    Hello, OpenConnection, TestConnection, ReadConnectionText, CloseConnection, CloseSession, ListSchemas, ListObjects,
    DescribeObject, SplitScript, RunQuery, GrantRows, GrantStatements, EndResult, CancelRequest, ReleaseResult, LoadRow,
    ReadLargeValue, ExportRows, ListSavedConnections, SaveConnection, RemoveSavedConnection, OpenWorkspace, SaveDraft,
    RemoveDraft, SaveLayout, NoteRecent, CreateSample, NoteConnectionUse, AnswerQuestion, ListSecrets, KeepSecret,
    RemoveSecret, UnlockSecrets, LockSecrets, ChangeSecretsKey, ListSessions, WatchSessions, SetTransactionMode,
    EndTransaction, FindImportSources, ReadConnections, KeepConnections, ExportConnections, FetchSecret,
    ListServerObjects, MarkFavourite, ClassifyScript, PreviewChange, HoldChange, SettleChange, FormatScript, Complete,
    NoteCompletion, ExplainName, ListUndo, UndoChange, WriteUndoScript, SearchHistory, RemoveHistory, SetHistoryPrivacy,
    RunScriptFile, PauseScript, ListSnippets, ChangeSnippets, ReadSnippets, WriteSnippets, ListQueryFiles,
    ReadQueryFile, WriteQueryFile, KeepDraftVersion, ListDraftVersions, ReadDraftVersion, ReadFilePart, SearchFile,
    CountFileLines, StartBackup, StartServerBackup, ListBackups, ScanBackups, DescribeBackup, VerifyBackup, DrillBackup,
    RestoreBackup, DeleteBackup, UnpackBackup, CompareBackup, CompareBackups, ListSchedules, SaveSchedule,
    RemoveSchedule, BeginScheduledRun, DoScheduledRun, FailScheduledRun, StartScheduledRun, StopScheduledRun,
    ExportSchedules, ImportSchedules>;

} // namespace dbv::protocol
