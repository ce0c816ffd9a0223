// SPDX-License-Identifier: Apache-2.0
#include "postgres/read_only_guard.h"

#include <algorithm>
#include <array>
#include <string>

#include "postgres/statement_text.h"

namespace dbv::postgres {

namespace {

// What may begin a statement that reads.
constexpr std::array kReaders =
    std::to_array<std::string_view>({"SELECT",   "TABLE", "VALUES",    "WITH",    "SHOW",       "EXPLAIN", "FETCH",
                                     "DECLARE",  "CLOSE", "MOVE",      "BEGIN",   "START",      "COMMIT",  "END",
                                     "ROLLBACK", "ABORT", "SAVEPOINT", "RELEASE", "DEALLOCATE", "LISTEN",  "UNLISTEN"});
// Words that turn a reader into something else, wherever they stand outside of quotes.
constexpr std::array kWriters =
    std::to_array<std::string_view>({"INSERT", "UPDATE", "DELETE", "MERGE", "TRUNCATE", "INTO", "WRITE", "ANALYZE",
                                     "ANALYSE", "EXECUTE", "CREATE", "REFRESH"});
// Functions that reach outside of the transaction, or lift the mode.
constexpr std::array kEscapes =
    std::to_array<std::string_view>({"SET_CONFIG", "NEXTVAL", "SETVAL", "PG_NOTIFY", "QUERY_TO_XML", "CURSOR_TO_XML"});
constexpr std::array kEscapePrefixes = std::to_array<std::string_view>({"DBLINK",           "LO_",
                                                                        "LOREAD",           "LOWRITE",
                                                                        "PG_TERMINATE_",    "PG_CANCEL_",
                                                                        "PG_RELOAD_",       "PG_ROTATE_",
                                                                        "PG_SWITCH_",       "PG_CREATE_",
                                                                        "PG_DROP_",         "PG_REPLICATION_",
                                                                        "PG_LOGICAL_",      "PG_ADVISORY_",
                                                                        "PG_TRY_ADVISORY_", "PG_READ_",
                                                                        "PG_LS_",           "PG_WRITE_",
                                                                        "PG_FILE_",         "PG_LOG_",
                                                                        "PG_PROMOTE",       "PG_BACKUP_",
                                                                        "PG_START_BACKUP",  "PG_STOP_BACKUP",
                                                                        "PG_STAT_RESET",    "PG_WAL_REPLAY_",
                                                                        "PG_IMPORT_",       "PG_LOGFILE_",
                                                                        "PG_EXECUTE_"});

template <class List>
bool holds(const List& list, std::string_view word) {
    return std::ranges::find(list, word) != list.end();
}

Result<void> refuse(const std::string& what, std::size_t at, std::size_t end) {
    Error error =
        makeError(ErrorKind::RefusedReadOnly,
                  "The connection is read-only, and " + what + " is not known to only read; nothing was sent.",
                  "Open the connection for writing to run it.");
    error.where = TextSpan{at, end};
    return std::unexpected(error);
}

std::string upperWord(std::string_view word) {
    std::string upper(word);
    std::ranges::transform(upper, upper.begin(),
                           [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
    return upper;
}

/// A quoted name is a name as well: what is between the quotes.
std::string wordAt(std::string_view sql, std::size_t at, std::size_t end) {
    std::string_view text = sql.substr(at, end - at);
    if (text.size() >= 2 && text.front() == '"') {
        text = text.substr(1, text.size() - 2);
    }
    return upperWord(text);
}

bool isEscape(std::string_view word) {
    return holds(kEscapes, word) ||
           std::ranges::any_of(kEscapePrefixes, [&](std::string_view prefix) { return word.starts_with(prefix); });
}

Result<void> judgeAs(std::string_view sql, bool backslashes) {
    const std::size_t begin = skipBlank(sql, 0);
    const std::string first = leadingWords(sql, 1);
    const std::string two = leadingWords(sql, 2);
    if (begin == sql.size()) {
        return {};
    }
    if (two == "SET SEARCH_PATH" || two == "SET TIMEZONE" || two == "SET ROLE" || two == "RESET SEARCH_PATH") {
        return {};
    }
    if (!holds(kReaders, first)) {
        return refuse(first.empty() ? "this" : first, begin, endOfToken(sql, begin));
    }
    for (std::size_t at = begin; at < sql.size();) {
        const std::size_t end = endOfToken(sql, at, backslashes);
        const std::string word = wordAt(sql, at, end);
        const bool quoted = sql[at] == '"';
        if ((!quoted && holds(kWriters, word)) || isEscape(word)) {
            return refuse(word, at, end);
        }
        // An escape in a name hides what it is.
        if ((word == "U" || word == "u") && sql.substr(end, 2) == "&\"") {
            return refuse("a name with escapes", at, end);
        }
        at = end;
    }
    return {};
}

} // namespace

Result<void> judgeReadOnly(std::string_view sql, const Grammar& grammar) {
    // Of a server that does not tell, it has to be harmless in either reading.
    Result<void> judged = judgeAs(sql, grammar.backslashEscapes);
    return judged && !grammar.told ? judgeAs(sql, !grammar.backslashEscapes) : judged;
}

} // namespace dbv::postgres
