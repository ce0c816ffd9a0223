// SPDX-License-Identifier: Apache-2.0
#include "cli/verb_table.h"

#include <algorithm>
#include <array>

namespace dbv::cli {

namespace {

constexpr std::string_view kTargetHelp =
    "<target> is a database file, a URL such as sqlite:/path/file.db, or @name for a saved connection.\n";

constexpr OptionRule kReadOnly{"--read-only", "", "", "Refuse everything that could write.", ""};
constexpr OptionRule kNoHeader{"--no-header", "", "", "Leave the line of column names out (csv, tsv).", ""};
constexpr OptionRule kNull{"--null", "", "TEXT", "What NULL becomes (csv: nothing, tsv: \\N).", ""};
constexpr OptionRule kDelimiter{"--delimiter", "", "CHAR", "What stands between fields in csv (a comma).", ""};

constexpr std::array kQueryOptions{
    OptionRule{"--format", "", "FORMAT", "How rows are written; table on a terminal and csv elsewhere by default.",
               "csv|tsv|json|ndjson|table"},
    OptionRule{"--file", "-f", "PATH", "Read the SQL from a file, or from the input with -.", ""},
    OptionRule{"--max-rows", "", "N", "End each result after this many rows.", ""},
    OptionRule{"--timeout", "", "MS", "Cancel after this many milliseconds.", ""},
    OptionRule{"--keep-going", "", "", "Run the statements behind one that failed.", ""},
    kNoHeader,
    kNull,
    kDelimiter,
    kReadOnly,
};
constexpr std::array kExportOptions{
    OptionRule{"--table", "", "NAME", "The table or view to export.", ""},
    OptionRule{"--schema", "", "NAME", "The schema of the table.", ""},
    OptionRule{"--query", "", "SQL", "Export the rows of this statement instead.", ""},
    OptionRule{"--format", "", "FORMAT", "The format; by default what the file is called, else csv.",
               "csv|tsv|json|ndjson"},
    OptionRule{"--output", "-o", "PATH", "The file; it appears when it is whole. Without it, or with -, the output.",
               ""},
    kNoHeader,
    kNull,
    kDelimiter,
};
constexpr std::array kConnectionsOptions{kReadOnly};
constexpr std::array kCommonOptions{
    OptionRule{"--data-dir", "", "DIR", "Keep all application data there (or set DBVIS_HOME).", ""},
    OptionRule{"--log-level", "", "LEVEL", "Write the log to the error output as well, from this level on.",
               "trace|debug|info|warn|error|off"},
    OptionRule{"--help", "-h", "", "Say how to use the program or the verb.", ""},
    OptionRule{"--version", "", "", "Say which version this is.", ""},
};

constexpr std::string_view kQueryDetails =
    "Runs every statement of the SQL in order and writes the rows of each result, one result behind the other.\n";
constexpr std::string_view kRpcDetails =
    "Answers one JSON-RPC 2.0 request a line; docs/protocol.md describes the methods. The end of the input ends it,\n"
    "when everything is answered.\n";
constexpr std::string_view kConnectionsDetails =
    "connections list                 name and URL of each, a line apiece\n"
    "connections add <name> <target>  add one, or replace it\n"
    "connections remove <name>\n";

constexpr std::array kVerbs{
    VerbRule{"query", "<target> [SQL]", 1, 2, "Run SQL and write its rows.", kQueryDetails, kQueryOptions},
    VerbRule{"export", "<target>", 1, 1, "Write a table or the rows of a query to a file.", kTargetHelp,
             kExportOptions},
    VerbRule{"connections", "list|add|remove [<name> [<target>]]", 0, 3, "Keep connections under a name.",
             kConnectionsDetails, kConnectionsOptions},
    VerbRule{"sample", "", 0, 0, "Make the sample database and say where it is.", "", {}},
    VerbRule{"rpc", "", 0, 0, "Serve JSON-RPC on input and output.", kRpcDetails, {}},
    VerbRule{
        "completion", "bash|zsh|fish", 1, 1, "Write a script that completes this command line in a shell.", "", {}},
};

} // namespace

std::span<const VerbRule> verbs() {
    return kVerbs;
}

const VerbRule* findVerb(std::string_view name) {
    const auto* found = std::ranges::find(kVerbs, name, &VerbRule::name);
    return found == kVerbs.end() ? nullptr : found;
}

std::span<const OptionRule> commonOptions() {
    return kCommonOptions;
}

} // namespace dbv::cli
