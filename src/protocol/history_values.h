// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <dbv/connector/cursor.h>
#include <dbv/connector/dialect.h>

/// What is kept of the statements that were sent.
namespace dbv::protocol {

/// Who had a statement sent.
enum class StatementSource : std::uint8_t { Editor, Explorer, Grid, Rpc, CommandLine, Plugin };

/// How a statement ended.
enum class HistoryOutcome : std::uint8_t {
    Done,
    Failed,
    Cancelled,  ///< stopped, by somebody or by the clock
    Unknown,    ///< its connection was lost before it was answered
    Refused,    ///< by the connection's safety, or because it was not whole: nothing was sent
    RolledBack, ///< it was done and taken back: a dry run, or a change that was tried
};

/// One statement of the history.
struct HistoryEntry {
    /// Ascends in the order in which they were kept.
    std::int64_t id = 0;
    /// When it was sent. Unit: milliseconds since 1970, UTC.
    std::int64_t at = 0;
    /// The name of the saved connection, or else the place of the database.
    std::string connection;
    std::string database;
    DialectId dialect = DialectId::Sqlite;
    StatementSource source = StatementSource::Editor;
    HistoryOutcome outcome = HistoryOutcome::Done;
    /// The server's words, where it failed.
    std::string error;
    double timeMs = 0;
    std::uint64_t rows = 0;
    std::optional<std::int64_t> affectedRows;
    /// Without the secrets that stood in it.
    std::string sql;
    /// Only the beginning of the text was kept.
    bool shortened = false;

    friend bool operator==(const HistoryEntry&, const HistoryEntry&) = default;
};

/// A connection of the history.
struct HistoryConnection {
    std::string name;
    /// Nothing is recorded of it.
    bool isPrivate = false;

    friend bool operator==(const HistoryConnection&, const HistoryConnection&) = default;
};

/// Statements were found, the newest first.
struct HistoryFound {
    std::vector<HistoryEntry> entries;
    /// There are older ones: ask with `before` for them.
    bool more = false;
    /// All that are known, by their names.
    std::vector<HistoryConnection> connections;
    /// Nothing at all is recorded.
    bool isPrivate = false;
    /// What a person should know: a file that was set aside, statements that could not be kept.
    std::vector<Notice> notices;
};
struct HistoryRemoved {
    std::uint64_t removed = 0;
};
struct HistoryPrivacySet {
    bool isPrivate = false;
};

} // namespace dbv::protocol
