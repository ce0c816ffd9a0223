// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <QString>

#include <dbv/connector/connector_info.h>
#include <dbv/connector/dialect.h>
#include <dbv/connector/params.h>
#include <dbv/connector/session.h>
#include <dbv/connector/tls.h>
#include <dbv/core/error.h>
#include <dbv/core/ids.h>
#include <dbv/core/pieced_text.h>
#include <dbv/core/script_mode.h>
#include <dbv/core/text_span.h>
#include <dbv/data/column.h>
#include <dbv/data/object_info.h>

#include "protocol/connection_config.h"

namespace dbv::protocol {

/// What was opened.
struct ConnectionFacts {
    ConnectionId connection;
    std::string connector;
    DialectId dialect = DialectId::Sqlite;
    std::string serverVersion;
    std::string database;
    std::string product;
    /// The host that the line leads to, as it was named; empty for a file and for this machine.
    std::string host;
    TlsFacts tls;
    /// What carries the line, where it goes through SSH; for people.
    std::string ssh;
    Safety safety = Safety::Confirm;
    /// As `ConnectionConfig::askAbove`.
    std::optional<std::uint64_t> askAbove;
    SessionCapabilities capabilities;
    std::vector<Notice> notices;
    /// What `SetTransactionMode` may ask for; empty where there is no choice.
    std::vector<std::string> isolationLevels;
    /// As `Dialect::useSchema`.
    std::string useSchema;
    /// Everything goes through one session, which a tab's end does not close.
    bool oneSession = false;
    /// There is a server; not a file that this program itself reads and writes.
    bool hasServer = true;
    /// What its statements are kept under in the history: the name of the saved connection, or the place of the database.
    std::string title;

    friend bool operator==(const ConnectionFacts&, const ConnectionFacts&) = default;
};

/// One step of the way to a server, for the explanation of a failure.
struct DiagnosisStep {
    std::string step;
    bool ok = false;
    std::string message;
    /// From the end of the step before to its own.
    double timeMs = 0;

    friend bool operator==(const DiagnosisStep&, const DiagnosisStep&) = default;
};

/// What a part of a script is.
enum class StatementKind : std::uint8_t { Sql, CopyData, Meta };

/// One statement of a script.
struct ScriptStatement {
    /// Without its terminator; bytes of the script.
    TextSpan span;
    /// 1-based.
    std::size_t line = 1;
    StatementKind kind = StatementKind::Sql;
    /// Just behind the terminator, or the end of the script.
    std::size_t after = 0;
    bool terminated = false;
    /// What holds behind it.
    ScriptMode mode;

    friend bool operator==(const ScriptStatement&, const ScriptStatement&) = default;
};

/// How one statement of a script ended.
struct StatementReport {
    /// 0-based place in the script.
    std::size_t statement = 0;
    TextSpan span;
    /// Rows that were fetched.
    std::uint64_t rows = 0;
    std::optional<std::int64_t> affectedRows;
    std::string command;
    double timeMs = 0;
    /// From the start of the statement to its first row or its end.
    double firstRowMs = 0;
    /// The result has more rows than were asked for.
    bool truncated = false;
    /// `where` counts bytes of the whole script.
    std::optional<Error> error;
    /// The server has heard of it: it was not refused before.
    bool sent = true;

    friend bool operator==(const StatementReport&, const StatementReport&) = default;
};

enum class ExportFormat : std::uint8_t { Csv, Tsv, Json, NdJson };

/// How an export is written. The defaults are RFC 4180 with a header line.
struct ExportOptions {
    bool header = true;
    /// What NULL becomes in CSV and TSV.
    std::string nullText;
    char delimiter = ',';
    /// CSV and TSV: what ends a line.
    std::string lineEnd = "\n";

    friend bool operator==(const ExportOptions&, const ExportOptions&) = default;
};

/// What to export: exactly one of the three is set.
struct ExportSource {
    std::optional<ObjectPath> table;
    std::string sql;
    /// Rows that are kept already.
    ResultId result;

    friend bool operator==(const ExportSource&, const ExportSource&) = default;
};

/// One tab of the workspace as it is kept between runs.
struct DraftTab {
    /// Chosen by the front end, unique among all drafts.
    std::string id;
    std::string title;
    /// Shared, not copied: a text may be long, and whoever edits it must not wait for its being written.
    PiecedText text;
    /// What the tab was connected to; empty config for none.
    ConnectionConfig config;
    /// The name of the saved connection that this was opened from; empty for none.
    std::string saved;
    /// UTF-16 code units from the start of the text.
    std::uint64_t caret = 0;
    /// Order among the tabs.
    int position = 0;
    /// The file that this is the text of, absolute, and what it was when it was read or written last (`ReadQueryFile`); empty
    /// for none.
    std::string file = {};
    std::string fileStamp = {};
    /// What a tab shows that is no text, in words of the front end's own; empty for a text.
    std::string page = {};

    friend bool operator==(const DraftTab&, const DraftTab&) = default;
};

/// What a window finds when it opens.
struct WorkspaceState {
    std::vector<DraftTab> tabs;
    /// The window's own bytes (geometry, splitters, shown tab); opaque to everyone else.
    std::string layout;
    /// Newest first.
    std::vector<std::string> recentUrls;
    std::vector<SavedConnection> savedConnections;
    /// What a person should know about how this was read (a file set aside, a newer version); may be empty.
    std::vector<Notice> notices;
    /// How many tabs are those of programs that run, or are just ending, where none were left for this one.
    std::uint64_t tabsElsewhere = 0;

    friend bool operator==(const WorkspaceState&, const WorkspaceState&) = default;
};

} // namespace dbv::protocol
