// SPDX-License-Identifier: Apache-2.0
#include "postgres/read_only_guard.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

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

// What a session may set for itself: how it shows, looks for and plans, and for how long it waits. Sorted.
constexpr std::array kHarmlessSettings = std::to_array<std::string_view>({
    "APPLICATION_NAME",
    "BACKSLASH_QUOTE",
    "BYTEA_OUTPUT",
    "CLIENT_ENCODING",
    "CLIENT_MIN_MESSAGES",
    "CONSTRAINT_EXCLUSION",
    "CPU_INDEX_TUPLE_COST",
    "CPU_OPERATOR_COST",
    "CPU_TUPLE_COST",
    "CURSOR_TUPLE_FRACTION",
    "DATESTYLE",
    "DEFAULT_TEXT_SEARCH_CONFIG",
    "DEFAULT_TRANSACTION_DEFERRABLE",
    "DEFAULT_TRANSACTION_ISOLATION",
    "EFFECTIVE_CACHE_SIZE",
    "ESCAPE_STRING_WARNING",
    "EXTRA_FLOAT_DIGITS",
    "FROM_COLLAPSE_LIMIT",
    "GEQO",
    "GEQO_THRESHOLD",
    "HASH_MEM_MULTIPLIER",
    "IDLE_IN_TRANSACTION_SESSION_TIMEOUT",
    "INTERVALSTYLE",
    "JIT",
    "JIT_ABOVE_COST",
    "JOIN_COLLAPSE_LIMIT",
    "LC_MONETARY",
    "LC_NUMERIC",
    "LC_TIME",
    "LOCK_TIMEOUT",
    "MAX_PARALLEL_WORKERS_PER_GATHER",
    "MIN_PARALLEL_TABLE_SCAN_SIZE",
    "PARALLEL_LEADER_PARTICIPATION",
    "PARALLEL_SETUP_COST",
    "PARALLEL_TUPLE_COST",
    "PLAN_CACHE_MODE",
    "QUOTE_ALL_IDENTIFIERS",
    "RANDOM_PAGE_COST",
    "ROLE",
    "SEARCH_PATH",
    "SEQ_PAGE_COST",
    "STANDARD_CONFORMING_STRINGS",
    "STATEMENT_TIMEOUT",
    "TEMP_BUFFERS",
    "TIMEZONE",
    "TIMEZONE_ABBREVIATIONS",
    "WORK_MEM",
    "XMLBINARY",
    "XMLOPTION",
});
static_assert(std::ranges::is_sorted(kHarmlessSettings));

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

/// The words and marks of a statement in capitals, without what stands between them; texts stay in their quotes.
std::vector<std::string> wordsOf(std::string_view sql, bool backslashes) {
    std::vector<std::string> words;
    for (std::size_t at = skipBlank(sql, 0); at < sql.size();) {
        const std::size_t end = endOfToken(sql, at, backslashes);
        words.push_back(wordAt(sql, at, end));
        at = skipBlank(sql, end);
    }
    return words;
}

/// SET or RESET of one setting that changes only how this session reads.
bool setsHarmless(const std::vector<std::string>& words) {
    const auto at = [&words](std::size_t place) { return place < words.size() ? words[place] : std::string(); };
    std::size_t name = at(0) == "SET" && (at(1) == "SESSION" || at(1) == "LOCAL") ? 2 : 1;
    if (at(0) == "SET" && at(name) == "NAMES") {
        return true;
    }
    if (at(name) == "TIME" && at(name + 1) == "ZONE") {
        return true;
    }
    const bool enables = at(name).starts_with("ENABLE_") || at(name).starts_with("PLPGSQL.");
    if (!enables && !std::ranges::binary_search(kHarmlessSettings, at(name))) {
        return false;
    }
    ++name;
    // SET ROLE has no mark.
    return at(0) == "RESET" ? at(name).empty() || at(name) == ";"
                            : at(name) == "=" || at(name) == "TO" || at(name - 1) == "ROLE";
}

/// COPY of a table or a query to whoever runs it.
bool copiesToClient(const std::vector<std::string>& words) {
    int depth = 0;
    for (std::size_t at = 0; at + 1 < words.size(); ++at) {
        depth += words[at] == "(" ? 1 : 0;
        depth -= words[at] == ")" ? 1 : 0;
        if (depth == 0 && (words[at] == "TO" || words[at] == "FROM")) {
            return words[at] == "TO" && words[at + 1] == "STDOUT";
        }
    }
    return false;
}

/// How much of a statement may be a command: EXPLAIN runs nothing of what it explains, unless it is to analyze.
enum class Explains : std::uint8_t { No, Only, AndRuns };

Explains explainsBy(const std::vector<std::string>& words) {
    if (words.front() != "EXPLAIN") {
        return Explains::No;
    }
    for (std::size_t at = 1; at < words.size(); ++at) {
        const std::string next = at + 1 < words.size() ? words[at + 1] : std::string();
        if ((words[at] == "ANALYZE" || words[at] == "ANALYSE") && next != "FALSE" && next != "OFF" && next != "0") {
            return Explains::AndRuns;
        }
    }
    return Explains::Only;
}

/// Whether a word is a command where it stands, and no name: `WITH update AS (SELECT 1)`. Behind SEARCH and CYCLE one may stand
/// behind any name.
bool isCommand(std::string_view word, std::string_view before, bool anywhere) {
    constexpr auto kNames =
        std::to_array<std::string_view>({"INSERT", "UPDATE", "DELETE", "MERGE", "TRUNCATE", "EXECUTE", "REFRESH"});
    constexpr auto kBefore =
        std::to_array<std::string_view>({"", "(", ")", "EXPLAIN", "ANALYZE", "ANALYSE", "VERBOSE", "FOR", "KEY", "AS"});
    return anywhere || !holds(kNames, word) || holds(kBefore, before);
}

Result<void> judgeAs(std::string_view sql, bool backslashes) {
    const std::size_t begin = skipBlank(sql, 0);
    const std::string first = leadingWords(sql, 1);
    if (begin == sql.size()) {
        return {};
    }
    const std::vector<std::string> words = wordsOf(sql, backslashes);
    if ((first == "SET" || first == "RESET") && setsHarmless(words)) {
        return {};
    }
    if (!(first == "COPY" && copiesToClient(words)) && !holds(kReaders, first)) {
        return refuse(first.empty() ? "this" : first, begin, endOfToken(sql, begin));
    }
    const Explains explains = explainsBy(words);
    const bool anywhere = holds(words, "SEARCH") || holds(words, "CYCLE");
    std::string before;
    for (std::size_t at = begin; at < sql.size(); at = skipBlank(sql, at)) {
        const std::size_t end = endOfToken(sql, at, backslashes);
        std::string word = wordAt(sql, at, end);
        const bool analyzes = explains != Explains::No && word.starts_with("ANALY");
        const bool writes = sql[at] != '"' && explains != Explains::Only && !analyzes && holds(kWriters, word) &&
                            isCommand(word, before, anywhere);
        if (writes || isEscape(word)) {
            return refuse(word, at, end);
        }
        // An escape in a name hides what it is.
        if (word == "U" && sql.substr(end, 2) == "&\"") {
            return refuse("a name with escapes", at, end);
        }
        before = std::move(word);
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
