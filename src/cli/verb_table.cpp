// SPDX-License-Identifier: Apache-2.0
#include "cli/verb_table.h"

#include <algorithm>
#include <array>
#include <string>

#include "cli/verb_options.h"

namespace dbv::cli {

namespace {

constexpr OptionRule kNoHeader{"--no-header", "", "", "Leave the line of column names out (csv, tsv).", ""};
constexpr OptionRule kNull{"--null", "", "TEXT", "What NULL becomes (csv: nothing, tsv: \\N).", ""};
constexpr OptionRule kDelimiter{"--delimiter", "", "CHAR", "What stands between fields in csv (a comma).", ""};

constexpr std::array kOwnQueryOptions{
    OptionRule{"--format", "", "FORMAT", "How rows are written; table on a terminal and csv elsewhere by default.",
               "csv|tsv|json|ndjson|table"},
    OptionRule{"--file", "-f", "PATH", "Read the SQL from a file, or from the input with -.", ""},
    OptionRule{"--max-rows", "", "N", "End each result after this many rows.", ""},
    OptionRule{"--timeout", "", "MS", "Cancel after this many milliseconds; opening has as many.", ""},
    OptionRule{"--keep-going", "", "", "Run the statements behind one that failed.", ""},
    OptionRule{"--yes", "", "", "Confirm what the connection's safety would ask about.", ""},
    kNoHeader,
    kNull,
    kDelimiter,
    kReadOnlyOption,
    kSafetyOption,
};
constexpr auto kQueryOptions = joined(kOwnQueryOptions, kLoginOptions);
constexpr std::array kOwnExportOptions{
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
    kReadOnlyOption,
    kSafetyOption,
};
constexpr auto kExportOptions = joined(kOwnExportOptions, kLoginOptions);
constexpr std::array kFormatOptions{
    OptionRule{"--dialect", "", "DIALECT", "How the SQL is read; sqlite by default.",
               "sqlite|postgresql|mysql|mariadb"},
    OptionRule{"--style", "", "STYLE", "How it is laid out; standard by default.", "standard|compact|river"},
    OptionRule{"--keyword-case", "", "CASE", "What becomes of the letters of keywords; upper by default.",
               "upper|lower|keep"},
    OptionRule{"--commas", "", "PLACE", "Where commas stand in lists of many lines; trailing by default.",
               "trailing|leading"},
    OptionRule{"--indent", "", "N", "How far what is nested is indented (4).", ""},
    OptionRule{"--width", "", "N", "How many columns a line has (100).", ""},
    OptionRule{"--check", "", "", "Write nothing; the exit code is 1 when something would change.", ""},
};
constexpr std::array kHistoryOptions{
    OptionRule{"--connection", "", "NAME", "Only of this saved connection, or of this place.", ""},
    OptionRule{"--outcome", "", "OUTCOME", "Only those that ended so.",
               "done|failed|cancelled|unknown|refused|rolledBack"},
    OptionRule{"--since", "", "WHEN", "Not older than that: 2026-11-27, 2026-11-27T09:00, 30m, 12h, 7d.", ""},
    OptionRule{"--limit", "", "N", "How many at most (200).", ""},
    kReportFormat,
    OptionRule{"--private", "", "MODE", "From now on record nothing, of one connection or of all; or do again.",
               "on|off"},
    OptionRule{"--clear", "", "", "Remove the whole history.", ""},
};
constexpr std::array kCommonOptions{
    OptionRule{"--data-dir", "", "DIR", "Keep all application data there (or set DBVIS_HOME).", ""},
    OptionRule{"--log-level", "", "LEVEL", "Write the log to the error output as well, from this level on.",
               "trace|debug|info|warn|error|off"},
    OptionRule{"--help", "-h", "", "Say how to use the program or the verb.", ""},
    OptionRule{"--version", "", "", "Say which version this is.", ""},
};

constexpr std::string_view kQueryDetails =
    "Runs every statement of the SQL in order and writes the rows of each result, one result behind the other.\n"
    "With --format json each result is a line: an array with an object for each row. With ndjson each row is a "
    "line.\n\n"
    "<target> is a database file, a URL (sqlite:/path/file.db, postgresql://user@host/database,\n"
    "mysql://user@host/database), or @name for a saved connection. What is missing, a password or whether an\n"
    "unknown SSH host is the right one, is asked at the terminal, where there is one.\n";
constexpr std::string_view kFormatDetails =
    "Lays SQL out in lines. Only the white space between its words changes, and the case of keywords. Without files\n"
    "the input becomes the output; a file is replaced as a whole, and only when something changed.\n";
constexpr std::string_view kHistoryDetails =
    "Writes the statements that were sent from this data directory, the newest first. All words of TEXT stand in each\n"
    "of them, by their beginnings. Passwords in statements are not kept.\n";
constexpr std::string_view kRpcDetails =
    "Answers one JSON-RPC 2.0 request a line; docs/protocol.md describes the methods. The end of the input ends it,\n"
    "when everything is answered.\n";

constexpr std::array kSimpleVerbs{
    VerbRule{"query", "<target> [SQL]", 1, 2, "Run SQL and write its rows.", kQueryDetails, kQueryOptions},
    VerbRule{"export", "<target>", 1, 1, "Write a table or the rows of a query to a file.", kTargetHelp,
             kExportOptions},
};
constexpr std::array kLastVerbs{
    VerbRule{"format", "[FILE...]", 0, 10000, "Lay SQL out in lines.", kFormatDetails, kFormatOptions},
    VerbRule{"history", "[TEXT]", 0, 1, "Find statements that were sent.", kHistoryDetails, kHistoryOptions},
    VerbRule{"sample", "", 0, 0, "Make the sample database and say where it is.", "", {}},
    VerbRule{"rpc", "", 0, 0, "Serve JSON-RPC on input and output.", kRpcDetails, {}},
    VerbRule{
        "completion", "bash|zsh|fish", 1, 1, "Write a script that completes this command line in a shell.", "", {}},
};

constexpr std::array kGroups{
    VerbGroup{"connections", "Keep connections under a name: list, show, add, remove, test, import, export."},
    VerbGroup{"secrets", "Look after the stored passwords: list, set, remove, change-key."},
    VerbGroup{"backup", "Back databases up, and prove it: list, make, show, verify, drill, restore, compare, diff, "
                        "unpack, scan, remove."},
    VerbGroup{"schedule",
              "Back databases up by themselves: list, show, add, change, remove, run, stop, due, install, uninstall, "
              "export, import."},
    VerbGroup{"job", "Run a schedule in this process: run."},
    VerbGroup{"undo", "Undo changes that were tried and committed: list, show, apply."},
};

} // namespace

std::span<const VerbRule> verbs() {
    static const std::vector<VerbRule> kAll = [] {
        std::vector<VerbRule> all(kSimpleVerbs.begin(), kSimpleVerbs.end());
        all.insert(all.end(), runVerbs().begin(), runVerbs().end());
        all.insert(all.end(), connectionVerbs().begin(), connectionVerbs().end());
        all.insert(all.end(), secretVerbs().begin(), secretVerbs().end());
        all.insert(all.end(), undoVerbs().begin(), undoVerbs().end());
        all.insert(all.end(), backupVerbs().begin(), backupVerbs().end());
        all.insert(all.end(), scheduleVerbs().begin(), scheduleVerbs().end());
        all.insert(all.end(), timerVerbs().begin(), timerVerbs().end());
        all.insert(all.end(), jobVerbs().begin(), jobVerbs().end());
        all.insert(all.end(), kLastVerbs.begin(), kLastVerbs.end());
        return all;
    }();
    return kAll;
}

const VerbRule* findVerb(std::string_view name) {
    const auto found = std::ranges::find(verbs(), name, &VerbRule::name);
    return found == verbs().end() ? nullptr : &*found;
}

std::span<const VerbGroup> verbGroups() {
    return kGroups;
}

const VerbGroup* findGroup(std::string_view name) {
    const auto* found = std::ranges::find(kGroups, name, &VerbGroup::name);
    return found == kGroups.end() ? nullptr : found;
}

std::vector<const VerbRule*> actionsOf(const VerbGroup& group) {
    const std::string head = std::string(group.name) + " ";
    std::vector<const VerbRule*> actions;
    for (const VerbRule& verb : verbs()) {
        if (verb.name.starts_with(head)) {
            actions.push_back(&verb);
        }
    }
    return actions;
}

std::string_view lastWord(const VerbRule& verb) {
    return verb.name.substr(verb.name.find(' ') + 1);
}

bool isAction(const VerbRule& verb) {
    return verb.name.find(' ') != std::string_view::npos;
}

std::span<const OptionRule> commonOptions() {
    return kCommonOptions;
}

} // namespace dbv::cli
