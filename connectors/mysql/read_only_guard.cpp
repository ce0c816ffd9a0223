// SPDX-License-Identifier: Apache-2.0
#include "mysql/read_only_guard.h"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

namespace dbv::mysql {

namespace {

// Functions that change something outside of a transaction, or hold others up.
constexpr std::array kActingFunctions =
    std::to_array<std::string_view>({"GET_LOCK", "RELEASE_LOCK", "RELEASE_ALL_LOCKS", "LOAD_FILE", "NEXTVAL", "SETVAL",
                                     "SYS_EXEC", "SYS_EVAL", "MASTER_POS_WAIT"});
// What may be set: how this session shows and compares, and how it isolates its reading.
constexpr std::array kHarmlessVariables = std::to_array<std::string_view>(
    {"NAMES", "CHARACTER", "CHARSET", "TIME_ZONE", "LC_TIME_NAMES", "COLLATION_CONNECTION", "GROUP_CONCAT_MAX_LEN",
     "SQL_SELECT_LIMIT", "MAX_STATEMENT_TIME", "MAX_EXECUTION_TIME", "PROFILING", "DIV_PRECISION_INCREMENT",
     "OPTIMIZER_SWITCH", "LOCK_WAIT_TIMEOUT", "INNODB_LOCK_WAIT_TIMEOUT", "NET_READ_TIMEOUT", "NET_WRITE_TIMEOUT"});

/// The words and marks of a statement, letters in upper case; quoted text stands as its quote.
std::vector<std::string> wordsOf(std::string_view sql, EscapeRules rules) {
    std::vector<std::string> words;
    TokenReader reader(sql, rules);
    for (Token token = reader.next(); token.kind != TokenKind::End; token = reader.next()) {
        const std::string_view text = reader.text(token);
        const bool quoted = token.kind == TokenKind::Text || token.kind == TokenKind::DoubleQuoted;
        words.push_back(quoted ? std::string(1, text.front()) : upperCase(text));
    }
    return words;
}

class Judge {
public:
    explicit Judge(std::vector<std::string> words) : m_words(std::move(words)) {}

    [[nodiscard]] bool harmless() const {
        const std::size_t first = firstWord();
        const std::string word = at(first);
        if (word == "SELECT" || word == "VALUES" || word == "TABLE" || word == "WITH") {
            return readsOnly();
        }
        if (word == "SHOW" || word == "HELP") {
            return true;
        }
        if (word == "EXPLAIN" || word == "DESCRIBE" || word == "DESC" || word == "ANALYZE") {
            return explainsOnly(first);
        }
        if (word == "BEGIN" || word == "COMMIT" || word == "ROLLBACK" || word == "SAVEPOINT" || word == "RELEASE") {
            return !has("NOT");
        }
        if (word == "START") {
            return at(first + 1) == "TRANSACTION" && !has("WRITE");
        }
        if (word == "USE") {
            return true;
        }
        if (word == "DO" || word == "HANDLER") {
            // HANDLER opens a table for reading its rows one by one.
            return readsOnly();
        }
        return word == "SET" && setsHarmless(first + 1);
    }

private:
    [[nodiscard]] std::string at(std::size_t index) const {
        return index < m_words.size() ? m_words[index] : std::string();
    }
    [[nodiscard]] std::size_t firstWord() const {
        std::size_t index = 0;
        while (at(index) == "(" || at(index) == ";") {
            ++index;
        }
        return index;
    }
    [[nodiscard]] bool has(std::string_view word) const { return listed(m_words, word); }

    [[nodiscard]] bool readsOnly() const {
        // WITH may lead to a statement that changes something; none of these words is needed to read.
        for (const std::string_view word : {"INTO", "INSERT", "UPDATE", "DELETE", "REPLACE", "PROCEDURE", "LOCK"}) {
            if (m_words.end() != std::ranges::find(m_words, word) && !isFunctionOnly(word)) {
                return false;
            }
        }
        for (std::size_t i = 0; i < m_words.size(); ++i) {
            // NEXT VALUE FOR a sequence, and := to a variable, which is the session's own and harmless.
            const bool call = at(i + 1) == "(" && listed(kActingFunctions, bare(m_words[i]));
            if (call || (m_words[i] == "NEXT" && at(i + 1) == "VALUE")) {
                return false;
            }
        }
        return true;
    }
    /// INSERT() and REPLACE() are functions of texts as well.
    [[nodiscard]] bool isFunctionOnly(std::string_view word) const {
        if (word != "INSERT" && word != "REPLACE") {
            return false;
        }
        for (std::size_t i = 0; i < m_words.size(); ++i) {
            if (m_words[i] == word && at(i + 1) != "(") {
                return false;
            }
        }
        return at(firstWord()) == "SELECT";
    }
    [[nodiscard]] static std::string_view bare(std::string_view name) {
        return name.size() > 2 && name.front() == '`' ? name.substr(1, name.size() - 2) : name;
    }
    [[nodiscard]] bool explainsOnly(std::size_t first) const {
        // EXPLAIN ANALYZE, and MariaDB's ANALYZE, run what they explain.
        if (at(first) == "ANALYZE" && (has("TABLE") || has("TABLES"))) {
            return false;
        }
        return has("ANALYZE") ? readsOnly() : !has("INTO") || at(first + 1) == "INSERT" || at(first + 1) == "REPLACE";
    }
    [[nodiscard]] bool setsHarmless(std::size_t from) const {
        std::size_t index = at(from) == "SESSION" || at(from) == "LOCAL" ? from + 1 : from;
        if (at(index) == "TRANSACTION") {
            return !has("WRITE");
        }
        // One variable, to a plain value: no list behind a comma, no query.
        const bool names = at(index) == "NAMES" || at(index) == "CHARACTER" || at(index) == "CHARSET";
        while (at(index) == "@") {
            ++index;
        }
        return listed(kHarmlessVariables, at(index)) && !has(",") && !has("GLOBAL") && !has("PERSIST") &&
               !has("STATEMENT") && !has("SELECT") && (names || !has("("));
    }

    std::vector<std::string> m_words;
};

} // namespace

Result<void> judgeReadOnly(std::string_view sql, EscapeRules rules) {
    // ANSI_QUOTES makes names of what stands in double quotes, where a backslash escapes nothing: it has to be harmless
    // in every reading.
    const std::array readings{rules, EscapeRules{rules.inSingleQuotes, false}, EscapeRules{false, false}};
    for (const EscapeRules& reading : readings) {
        if (!Judge(wordsOf(sql, reading)).harmless()) {
            return fail(ErrorKind::RefusedReadOnly,
                        "The connection is read-only: " + (commandOf(sql).empty() ? "this" : commandOf(sql)) +
                            " is refused, as it may change something.",
                        "Open the connection for writing to run it.");
        }
    }
    return {};
}

} // namespace dbv::mysql
