// SPDX-License-Identifier: Apache-2.0
#include "engine/passed_over.h"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <iterator>
#include <memory>
#include <utility>
#include <vector>

#include "engine/setting_statement.h"
#include "engine/statement_words.h"
#include "engine/transaction_words.h"
#include "engine/used_rows.h"
#include "sql/joined_statements.h"

namespace dbv::engine {

namespace {

// What these set is gone with the connection. All others act, tell, or are kept in the file.
constexpr auto kSessionPragmas = std::to_array<std::string_view>({"ANALYSIS_LIMIT",
                                                                  "AUTOMATIC_INDEX",
                                                                  "BUSY_TIMEOUT",
                                                                  "CACHE_SIZE",
                                                                  "CACHE_SPILL",
                                                                  "CASE_SENSITIVE_LIKE",
                                                                  "CELL_SIZE_CHECK",
                                                                  "CHECKPOINT_FULLFSYNC",
                                                                  "COUNT_CHANGES",
                                                                  "DEFAULT_CACHE_SIZE",
                                                                  "EMPTY_RESULT_CALLBACKS",
                                                                  "FOREIGN_KEYS",
                                                                  "FULLFSYNC",
                                                                  "FULL_COLUMN_NAMES",
                                                                  "IGNORE_CHECK_CONSTRAINTS",
                                                                  "JOURNAL_SIZE_LIMIT",
                                                                  "LEGACY_ALTER_TABLE",
                                                                  "LOCKING_MODE",
                                                                  "MAX_PAGE_COUNT",
                                                                  "MMAP_SIZE",
                                                                  "QUERY_ONLY",
                                                                  "READ_UNCOMMITTED",
                                                                  "RECURSIVE_TRIGGERS",
                                                                  "REVERSE_UNORDERED_SELECTS",
                                                                  "SECURE_DELETE",
                                                                  "SHORT_COLUMN_NAMES",
                                                                  "SYNCHRONOUS",
                                                                  "TEMP_STORE",
                                                                  "THREADS",
                                                                  "TRUSTED_SCHEMA",
                                                                  "WAL_AUTOCHECKPOINT",
                                                                  "WRITABLE_SCHEMA"});
// Of these, what SQLite does not heed, or refuses, within a transaction.
constexpr auto kNotInTransaction = std::to_array<std::string_view>({"FOREIGN_KEYS", "SYNCHRONOUS", "TEMP_STORE"});
constexpr std::size_t kMostPassedWords = 64;

bool isOneOfWords(const std::vector<std::string>& words, std::size_t at, std::initializer_list<std::string_view> list) {
    return at < words.size() && std::ranges::find(list, std::string_view(words[at])) != list.end();
}

/// The words of a statement in capitals; of a long one its beginning.
std::vector<std::string> firstWords(std::string_view statement, Grammar grammar) {
    StatementWords words(statement, grammar);
    std::vector<std::string> all;
    while (all.size() < kMostPassedWords && words.next() && words.kind() != sql::TokenKind::Semicolon) {
        if (!words.word().starts_with("/*") && words.word() != "*/") {
            all.push_back(words.word());
        }
    }
    return all;
}

/// The pragma of the session's own that a statement of SQLite gives a value, in capitals.
std::string sessionPragma(std::string_view statement) {
    const std::vector<std::string> words = firstWords(statement, DialectId::Sqlite);
    if (words.empty() || words[0] != "PRAGMA") {
        return {};
    }
    const std::size_t name = isOneOfWords(words, 2, {"."}) ? 3 : 1;
    const bool sets = isOneOfWords(words, name + 1, {"=", "("});
    return sets && std::ranges::find(kSessionPragmas, words[name]) != kSessionPragmas.end() ? words[name]
                                                                                            : std::string();
}

/// Whether the first word may begin with one of these letters. Few statements do, and no others are looked at.
bool mayBeginWith(std::string_view statement, std::string_view letters) {
    static constexpr std::string_view kInFront("/- \t\r\n");
    return !statement.empty() && (letters.contains(statement.front()) || kInFront.contains(statement.front()));
}

bool attaches(std::string_view statement, Grammar grammar) {
    if (grammar.dialect != DialectId::Sqlite || !mayBeginWith(statement, "AaDd")) {
        return false;
    }
    StatementWords words(statement, grammar);
    return words.next() && (words.word() == "ATTACH" || words.word() == "DETACH");
}

/// Whether a statement sets something that is not set again: by a function, a query, or for the next transaction alone.
bool setsOtherwise(std::string_view statement, Grammar grammar) {
    if (settingKind(statement, grammar) == SettingKind::Session) {
        return true;
    }
    const bool isMySql = grammar.dialect == DialectId::MySql || grammar.dialect == DialectId::MariaDb;
    if (!isMySql || !mayBeginWith(statement, "Ss")) {
        return false;
    }
    const std::vector<std::string> words = firstWords(statement, grammar);
    if (words.empty() || words[0] != "SELECT") {
        return false;
    }
    const auto into = std::ranges::find(words, "INTO");
    return into != words.end() && std::next(into) != words.end() && std::next(into)->starts_with('@');
}

std::string withoutQuotes(std::string text) {
    const bool quoted = text.size() >= 2 && std::string_view("'\"`[").contains(text.front());
    return quoted ? text.substr(1, text.size() - 2) : text;
}

std::string_view lastPart(std::string_view path) {
    path = path.substr(0, path.find('?'));
    const std::size_t slash = path.find_last_of("/\\");
    return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

bool isInMemory(std::string_view file) {
    return file.empty() || file.starts_with(":MEMORY:") || file.starts_with("FILE::MEMORY:");
}

/// Whether the session has a database by the name that ATTACH gives, of a file of that name; or has none by the name that DETACH
/// lets go. A run before this one may have done that.
Result<bool> isDoneAlready(std::string_view statement, Session& session) {
    std::vector<std::string> words = firstWords(statement, DialectId::Sqlite);
    std::erase(words, "DATABASE");
    const bool attach = words[0] == "ATTACH";
    const bool plain = attach ? words.size() == 4 && words[2] == "AS" : words.size() == 2;
    if (!plain) {
        return false;
    }
    const std::string name = withoutQuotes(words.back());
    Result<std::unique_ptr<Cursor>> cursor = session.execute(
        {.sql = "SELECT upper(name), upper(file) FROM pragma_database_list", .positional = {}, .named = {}});
    if (!cursor) {
        return std::unexpected(std::move(cursor.error()));
    }
    constexpr std::size_t kMostBytes = std::size_t{1} << 20U;
    const Result<scripts::UsedRows> list = readUsedRows(**cursor, kMostBytes, kMostBytes);
    const Result<void> ended = (*cursor)->end();
    cursor->reset();
    if (!list || !ended) {
        return std::unexpected(list ? ended.error() : list.error());
    }
    const auto found = std::ranges::find_if(list->rows, [&](const auto& row) { return row[0].value_or("") == name; });
    if (!attach || found == list->rows.end()) {
        return attach == (found != list->rows.end());
    }
    const std::string file = withoutQuotes(words[1]);
    const std::string& open = (*found)[1].value_or("");
    return isInMemory(file) ? open.empty() : lastPart(file) == lastPart(open);
}

} // namespace

bool setsOutsideTransactionOnly(std::string_view statement, Grammar grammar) {
    return grammar.dialect == DialectId::Sqlite && mayBeginWith(statement, "Pp") &&
           std::ranges::find(kNotInTransaction, sessionPragma(statement)) != kNotInTransaction.end();
}

bool setsSession(std::string_view statement, Grammar grammar) {
    if (grammar.dialect != DialectId::Sqlite) {
        const SettingKind kind = settingKind(statement, grammar);
        return kind == SettingKind::Repeatable ||
               (kind == SettingKind::Session && setsFromVariables(statement, grammar));
    }
    return attaches(statement, grammar) || !sessionPragma(statement).empty();
}

Result<bool> PassedOver::note(std::string_view statement, const protocol::FilePlace& at, Session& session) {
    const Grammar grammar = session.grammar();
    const std::string place = "line " + std::to_string(at.line) + " of " + at.file;
    const std::vector<TextSpan> parts = sql::joinedParts(statement, grammar);
    for (const TextSpan part : parts) {
        noteTransaction(statement.substr(part.begin, part.size()), place, grammar);
    }
    if (parts.empty()) {
        noteTransaction(statement, place, grammar);
    }
    if (!setsSession(statement, grammar)) {
        m_notSet = m_notSet.empty() && setsOtherwise(statement, grammar) ? place : m_notSet;
        return false;
    }
    if (grammar.dialect != DialectId::Sqlite) {
        if (grammar.dialect != DialectId::PostgreSql || m_openSince.empty()) {
            return true;
        }
        m_kept.push_back({std::string(statement), at});
        return false;
    }
    if (attaches(statement, grammar)) {
        const Result<bool> done = isDoneAlready(statement, session);
        return done ? Result<bool>(!*done) : done;
    }
    const bool unheeded = std::ranges::find(kNotInTransaction, sessionPragma(statement)) != kNotInTransaction.end();
    return m_openSince.empty() || !unheeded;
}

void PassedOver::noteTransaction(std::string_view statement, const std::string& place, Grammar grammar) {
    const TransactionWords said = transactionWords(statement, grammar);
    const bool isMySql = grammar.dialect == DialectId::MySql || grammar.dialect == DialectId::MariaDb;
    if (said == TransactionWords::None && (m_openSince.empty() || !isMySql)) {
        return;
    }
    const std::vector<std::string> words = firstWords(statement, grammar);
    const auto is = [&words](std::size_t at, std::initializer_list<std::string_view> list) {
        return isOneOfWords(words, at, list);
    };
    if (grammar.dialect == DialectId::PostgreSql) {
        noteKept(said, words);
    }
    const bool chains =
        std::ranges::find(words, "CHAIN") != words.end() && std::ranges::find(words, "NO") == words.end();
    const bool releases = is(0, {"RELEASE"}) && m_savepoints > 0 && words.back() == m_savepoint;
    m_savepoints -= releases ? 1U : 0U;
    // What these two servers commit an open transaction for.
    const bool commits = isMySql && !is(1, {"TEMPORARY"}) &&
                         is(0, {"ALTER", "CREATE", "DROP", "GRANT", "LOCK", "RENAME", "REVOKE", "TRUNCATE"});
    if ((is(0, {"BEGIN"}) && !is(1, {"NOT"})) || (is(0, {"START"}) && is(1, {"TRANSACTION"}))) {
        m_openSince = isMySql || m_openSince.empty() ? place : m_openSince;
    } else if (said == TransactionWords::Commit || said == TransactionWords::RollBack ||
               (said == TransactionWords::Other && is(0, {"COMMIT", "END", "ROLLBACK", "ABORT", "PREPARE"}))) {
        m_openSince = chains ? place : std::string();
        m_savepoints = 0;
    } else if (commits || (releases && m_savepoints == 0)) {
        m_openSince.clear();
    } else if (grammar.dialect == DialectId::Sqlite && is(0, {"SAVEPOINT"})) {
        const bool begins = m_openSince.empty();
        m_openSince = begins ? place : m_openSince;
        m_savepoint = begins ? words.back() : m_savepoint;
        m_savepoints += (begins || m_savepoints > 0) && words.back() == m_savepoint ? 1U : 0U;
    }
}

void PassedOver::noteKept(TransactionWords said, const std::vector<std::string>& words) {
    if (said == TransactionWords::Savepoint) {
        const std::string name = withoutQuotes(words.back());
        if (words.front() == "SAVEPOINT") {
            m_keptBefore.emplace_back(name, m_kept.size());
            return;
        }
        auto found = m_keptBefore.end();
        for (auto each = m_keptBefore.begin(); each != m_keptBefore.end(); ++each) {
            found = each->first == name ? each : found;
        }
        if (found == m_keptBefore.end()) {
            return;
        }
        // That which is gone back to stays.
        const bool back = words.front() == "ROLLBACK";
        m_kept.resize(back ? found->second : m_kept.size());
        m_keptBefore.erase(back ? std::next(found) : found, m_keptBefore.end());
        return;
    }
    const bool ends = said == TransactionWords::RollBack || said == TransactionWords::Commit ||
                      (said == TransactionWords::Other && words.front() != "BEGIN" && words.front() != "START" &&
                       words.front() != "SET");
    if (!ends) {
        return;
    }
    if (words.front() == "ROLLBACK" || words.front() == "ABORT") {
        m_kept.clear();
    }
    settle();
}

void PassedOver::settle() {
    std::ranges::move(std::exchange(m_kept, {}), std::back_inserter(m_due));
    m_keptBefore.clear();
}

std::optional<PassedOver::Kept> PassedOver::takeDue() {
    if (m_due.empty()) {
        return std::nullopt;
    }
    Kept due = std::move(m_due.front());
    m_due.pop_front();
    return due;
}

bool PassedOver::reachPlace() {
    settle();
    return !m_due.empty();
}

std::vector<Notice> PassedOver::otherwiseSet() const {
    std::vector<Notice> told;
    if (!m_notSet.empty()) {
        told.push_back(
            {"warning", "What the statement in " + m_notSet +
                            " sets may be something else each time, so it was not sent, nor were others like "
                            "it: what depends on it is not as the script would have it."});
    }
    return told;
}

std::optional<Notice> PassedOver::openTransaction(TransactionState state, DialectId dialect) const {
    // One that the session still has is gone on in.
    if (m_openSince.empty() || state != TransactionState::None) {
        return std::nullopt;
    }
    return Notice{"warning",
                  "The place to go on from stands within a transaction of the script, which begins in " + m_openSince +
                      ": it is not begun again, and what it did before that place is not run again. The statements up "
                      "to its COMMIT or ROLLBACK run each by itself, and are kept; that one has nothing to end" +
                      (dialect == DialectId::Sqlite ? ", which SQLite takes for an error." : ".")};
}

} // namespace dbv::engine
