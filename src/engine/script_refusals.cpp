// SPDX-License-Identifier: Apache-2.0
#include "engine/script_refusals.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "scripts/client_line.h"
#include "sql/joined_statements.h"

namespace dbv::engine {

namespace {

std::string unclosedText(std::string_view script, const sql::Token& unclosed, std::size_t firstLine) {
    const bool comment = unclosed.kind == sql::TokenKind::BlockComment;
    const bool dollars = script[unclosed.span.begin] == '$';
    const auto line =
        firstLine + static_cast<std::size_t>(std::ranges::count(script.substr(0, unclosed.span.begin), '\n'));
    return std::string("The ") +
           (comment   ? "comment"
            : dollars ? "text in dollar quotes"
                      : "quote") +
           " that is opened in line " + std::to_string(line) + " is never closed: all behind it belongs to it.";
}

/// Whether a line is among those that a script on the disk may have.
bool isObeyedFromDisk(std::string_view text, DialectId dialect) {
    using enum scripts::ClientDeed;
    const scripts::ClientLine line = scripts::readClientLine(text, dialect);
    const bool commits = line.deed == Set && !line.arguments.empty() && line.arguments.front() == "AUTOCOMMIT";
    constexpr auto kObeyed = std::to_array<scripts::ClientDeed>(
        {Include, IncludeBeside, Echo, Set, Unset, If, ElseIf, Else, EndIf, Quit, CopyFrom, SetFromRow, RunCells});
    return !commits && std::ranges::find(kObeyed, line.deed) != kObeyed.end();
}

} // namespace

bool guardsDump(std::string_view text, DialectId dialect) {
    const std::string_view word = text.substr(0, text.find_first_of(" \t"));
    return dialect == DialectId::PostgreSql && (word == "\\restrict" || word == "\\unrestrict");
}

bool mayBeMisread(const Error& error, std::string_view statement, const Grammar& grammar) {
    static constexpr std::string_view kSyntaxError = "42601";
    return !grammar.told && error.sqlState == kSyntaxError && statement.contains("\\'");
}

Error metaCommandError(std::string_view text, DialectId dialect, bool fromDisk) {
    const char* const hint = !fromDisk && isObeyedFromDisk(text, dialect)
                                 ? "Remove the line, or run the text as a script from the disk (dbvis run; in the "
                                   "window: Run script file), where it is obeyed."
                                 : "Remove the line, or run the script with that shell.";
    Error error = scripts::wrongDelimiter(text, dialect)
                      .value_or(makeError(ErrorKind::InvalidInput,
                                          "\"" + std::string(text.substr(0, 40)) +
                                              "\" is a command of a command-line shell, not SQL.",
                                          hint, Damage::Statement));
    error.where = TextSpan{0, text.size()};
    return error;
}

Result<void> checkClosed(std::string_view script, const sql::Statement& statement, DialectId dialect,
                         std::size_t firstLine) {
    if (!statement.unclosed) {
        return {};
    }
    const TextSpan open = statement.unclosed->span;
    const bool comment = statement.unclosed->kind == sql::TokenKind::BlockComment;
    // SQLite takes such a comment; it is a slip only when there are statements in it.
    const bool swallows = dialect != DialectId::Sqlite || script.substr(open.begin, open.size()).contains(';');
    if (comment ? !swallows : script[open.begin] != '$') {
        return {};
    }
    const std::size_t tag = std::min(script.find('$', open.begin + 1), script.size() - 1) + 1;
    const std::string end = comment ? "*/" : std::string(script.substr(open.begin, tag - open.begin));
    Error error = makeError(ErrorKind::InvalidInput, unclosedText(script, *statement.unclosed, firstLine),
                            "Close it with " + end + ". Nothing of it was sent.", Damage::Statement);
    const std::size_t begin = open.begin - statement.span.begin;
    error.where = TextSpan{begin, begin + std::min<std::size_t>(2, open.size())};
    return std::unexpected(std::move(error));
}

Result<void> checkCopyIsAlone(bool rowsFollow, std::string_view text, const Grammar& grammar) {
    if (!rowsFollow || sql::joinedParts(text, grammar).empty()) {
        return {};
    }
    Error error = makeError(ErrorKind::Unsupported,
                            "\\; joins a COPY, behind which rows follow, with other statements, and these are not sent "
                            "in one here. Nothing of it was sent.",
                            "Write ; instead of \\;, with the rows of each COPY behind it.", Damage::Statement);
    error.where = TextSpan{0, text.size()};
    return std::unexpected(std::move(error));
}

void nameUnclosed(Error& error, std::string_view script, const sql::Statement& statement, std::size_t firstLine) {
    if (statement.unclosed && error.kind == ErrorKind::SqlError) {
        error.hint = unclosedText(script, *statement.unclosed, firstLine);
    }
}

} // namespace dbv::engine
