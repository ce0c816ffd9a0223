// SPDX-License-Identifier: Apache-2.0
#include "postgres/shared_backend_guard.h"

#include <algorithm>
#include <array>
#include <string>

#include "postgres/statement_text.h"

namespace dbv::postgres {

namespace {

// Settings that the server reports back, by which poolers carry them from process to process.
constexpr std::array kCarried = std::to_array<std::string_view>(
    {"APPLICATION_NAME", "CLIENT_ENCODING", "DATESTYLE", "TIMEZONE", "TIME", "NAMES", "STANDARD_CONFORMING_STRINGS"});
constexpr std::string_view kDirectly = "or connect to the server itself.";

Result<void> refuseSharing(std::string_view sql, const std::string& what, const std::string& instead) {
    Error error = makeError(ErrorKind::Unsupported,
                            what + " was not sent: the pooler in between gives each transaction another process of the "
                                   "server, where it would be missing, and leaves it to others.",
                            instead + std::string(kDirectly));
    const std::size_t begin = skipBlank(sql, 0);
    error.where = TextSpan{begin, endOfToken(sql, begin)};
    return std::unexpected(error);
}

bool isOneOf(std::string_view word, std::initializer_list<std::string_view> words) {
    return std::ranges::find(words, word) != words.end();
}

/// The word behind the first ones.
std::string wordAt(std::string_view sql, std::size_t index) {
    const std::string words = leadingWords(sql, index + 1);
    const std::string before = leadingWords(sql, index);
    return words.size() > before.size() + 1 ? words.substr(before.size() + 1) : std::string();
}

bool isCarried(std::string_view sql) {
    std::string name = wordAt(sql, 1);
    name = name == "SESSION" ? wordAt(sql, 2) : name;
    return std::ranges::find(kCarried, name) != kCarried.end();
}

bool locksForTheSession(std::string_view sql, bool backslashes) {
    for (std::size_t at = 0; at < sql.size(); at = endOfToken(sql, at, backslashes)) {
        std::string word(sql.substr(at, endOfToken(sql, at, backslashes) - at));
        std::ranges::transform(word, word.begin(),
                               [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
        if (word.starts_with("PG_ADVISORY_LOCK") || word.starts_with("PG_TRY_ADVISORY_LOCK")) {
            return true;
        }
    }
    return false;
}

} // namespace

Result<void> judgeForSharedBackend(std::string_view sql, bool backslashes) {
    if (skipBlank(sql, 0) == sql.size()) {
        return {};
    }
    const std::string first = leadingWords(sql, 1);
    const std::string second = wordAt(sql, 1);
    if (first == "SET" || first == "RESET") {
        const bool ofTransaction = isOneOf(second, {"LOCAL", "TRANSACTION", "CONSTRAINTS"});
        return ofTransaction || isCarried(sql) ? Result<void>()
                                               : refuseSharing(sql, first, "Write SET LOCAL within a transaction, ");
    }
    if (isOneOf(first, {"LISTEN", "UNLISTEN", "LOAD", "DISCARD", "DEALLOCATE"}) ||
        (first == "PREPARE" && second != "TRANSACTION")) {
        return refuseSharing(sql, first,
                             first == "PREPARE" ? "Run the statement itself, with its values, " : "Leave it out, ");
    }
    const bool temporary = isOneOf(second, {"TEMP", "TEMPORARY"}) ||
                           (isOneOf(second, {"LOCAL", "GLOBAL"}) && isOneOf(wordAt(sql, 2), {"TEMP", "TEMPORARY"}));
    if (first == "CREATE" && temporary) {
        return refuseSharing(sql, "A temporary object", "Make an ordinary one, ");
    }
    if (locksForTheSession(sql, backslashes)) {
        return refuseSharing(sql, "A lock for the session",
                             "Take it with pg_advisory_xact_lock within a transaction, ");
    }
    return {};
}

} // namespace dbv::postgres
