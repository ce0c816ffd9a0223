// SPDX-License-Identifier: Apache-2.0
#include "engine/transaction_words.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

#include "engine/statement_words.h"
#include "sql/joined_statements.h"

namespace dbv::engine {

namespace {

/// The words of a short statement, for those that go from one to the next.
class WordPath {
public:
    WordPath(std::string_view statement, Grammar grammar) {
        // None that is known here is longer.
        constexpr std::size_t kMost = 20;
        StatementWords words(statement, grammar);
        while (m_words.size() < kMost && words.next() && words.kind() != sql::TokenKind::Semicolon) {
            m_words.push_back(words.word());
        }
        m_whole = m_words.size() < kMost;
    }

    /// Goes on if one of these stands next.
    bool take(std::initializer_list<std::string_view> words) {
        const bool is =
            m_at < m_words.size() && std::ranges::find(words, std::string_view(m_words[m_at])) != words.end();
        m_at += is ? 1 : 0;
        return is;
    }
    /// Goes on if all of these follow.
    bool takeAll(std::initializer_list<std::string_view> words) {
        const std::size_t before = m_at;
        for (const std::string_view word : words) {
            if (!take({word})) {
                m_at = before;
                return false;
            }
        }
        return true;
    }
    void skip() { ++m_at; }
    [[nodiscard]] bool isOver() const { return m_whole && m_at == m_words.size(); }

private:
    std::vector<std::string> m_words;
    std::size_t m_at = 0;
    bool m_whole = false;
};

/// The level that stands next; empty for none.
std::string levelTaken(WordPath& path) {
    if (!path.takeAll({"ISOLATION", "LEVEL"})) {
        return {};
    }
    return path.take({"SERIALIZABLE"})             ? "SERIALIZABLE"
           : path.takeAll({"REPEATABLE", "READ"})  ? "REPEATABLE READ"
           : path.takeAll({"READ", "COMMITTED"})   ? "READ COMMITTED"
           : path.takeAll({"READ", "UNCOMMITTED"}) ? "READ UNCOMMITTED"
                                                   : "";
}

bool takeLevel(WordPath& path) {
    return !levelTaken(path).empty();
}

/// The mode that stands next, a level aside; empty for none.
std::string modeTaken(WordPath& path) {
    return path.takeAll({"READ", "ONLY"})                     ? "READ ONLY"
           : path.takeAll({"READ", "WRITE"})                  ? "READ WRITE"
           : path.takeAll({"NOT", "DEFERRABLE"})              ? "NOT DEFERRABLE"
           : path.take({"DEFERRABLE"})                        ? "DEFERRABLE"
           : path.takeAll({"WITH", "CONSISTENT", "SNAPSHOT"}) ? "WITH CONSISTENT SNAPSHOT"
                                                              : "";
}

TransactionWords ofBegin(WordPath& path, DialectId dialect) {
    if (dialect == DialectId::Sqlite) {
        path.take({"DEFERRED", "IMMEDIATE", "EXCLUSIVE"});
    }
    path.take({"WORK", "TRANSACTION"});
    return path.isOver() || (takeLevel(path) && path.isOver()) ? TransactionWords::Begin : TransactionWords::Other;
}

TransactionWords ofRollBack(WordPath& path) {
    path.take({"WORK", "TRANSACTION"});
    if (path.take({"TO"})) {
        path.take({"SAVEPOINT"});
        path.skip();
        return path.isOver() ? TransactionWords::Savepoint : TransactionWords::Other;
    }
    path.takeAll({"AND", "NO", "CHAIN"});
    path.takeAll({"NO", "RELEASE"});
    return path.isOver() ? TransactionWords::RollBack : TransactionWords::Other;
}

TransactionWords ofCommit(WordPath& path) {
    path.take({"WORK", "TRANSACTION"});
    path.takeAll({"AND", "NO", "CHAIN"});
    path.takeAll({"NO", "RELEASE"});
    return path.isOver() ? TransactionWords::Commit : TransactionWords::Other;
}

TransactionWords ofSet(WordPath& path) {
    if (path.take({"TRANSACTION"})) {
        return takeLevel(path) && path.isOver() ? TransactionWords::Level : TransactionWords::Other;
    }
    return TransactionWords::None;
}

} // namespace

TransactionWords transactionWords(std::string_view statement, Grammar grammar) {
    const bool endsByEnd = grammar.dialect == DialectId::PostgreSql || grammar.dialect == DialectId::Sqlite;
    WordPath path(statement, grammar);
    if (path.take({"BEGIN"})) {
        return ofBegin(path, grammar.dialect);
    }
    if (path.takeAll({"START", "TRANSACTION"})) {
        return path.isOver() || (takeLevel(path) && path.isOver()) ? TransactionWords::Begin : TransactionWords::Other;
    }
    if (path.take({"COMMIT"}) || (endsByEnd && path.take({"END"}))) {
        return ofCommit(path);
    }
    if (path.take({"ROLLBACK"}) || (grammar.dialect == DialectId::PostgreSql && path.take({"ABORT"}))) {
        return ofRollBack(path);
    }
    if (path.take({"SAVEPOINT"})) {
        path.skip();
        return path.isOver() ? TransactionWords::Savepoint : TransactionWords::Other;
    }
    if (path.take({"RELEASE"})) {
        path.take({"SAVEPOINT"});
        path.skip();
        return path.isOver() ? TransactionWords::Savepoint : TransactionWords::Other;
    }
    if (path.takeAll({"PREPARE", "TRANSACTION"}) || path.take({"XA"})) {
        return TransactionWords::Other;
    }
    return path.take({"SET"}) ? ofSet(path) : TransactionWords::None;
}

TransactionWords transactionWordsOfAll(std::string_view statement, Grammar grammar) {
    const std::vector<TextSpan> parts = sql::joinedParts(statement, grammar);
    if (parts.empty()) {
        return transactionWords(statement, grammar);
    }
    const bool says = std::ranges::any_of(parts, [&](TextSpan part) {
        return transactionWords(statement.substr(part.begin, part.size()), grammar) != TransactionWords::None;
    });
    return says ? TransactionWords::Other : TransactionWords::None;
}

std::string TransactionModes::harmless() const {
    const std::string levels = level.empty() ? std::string() : "ISOLATION LEVEL " + level;
    return mayWrite ? levels + (levels.empty() ? "" : ", ") + "READ WRITE" : levels;
}

std::optional<TransactionModes> transactionModes(std::string_view statement, Grammar grammar) {
    if (grammar.dialect == DialectId::Sqlite || !sql::joinedParts(statement, grammar).empty()) {
        return std::nullopt;
    }
    WordPath path(statement, grammar);
    TransactionModes modes;
    if (path.take({"BEGIN"})) {
        modes.begins = true;
        path.take({"WORK", "TRANSACTION"});
    } else if (path.takeAll({"START", "TRANSACTION"})) {
        modes.begins = true;
    } else if (!path.takeAll({"SET", "TRANSACTION"})) {
        return std::nullopt;
    }
    while (!path.isOver()) {
        std::string mode;
        if (const std::string level = levelTaken(path); !level.empty()) {
            modes.level = level;
            mode = "ISOLATION LEVEL " + level;
        } else {
            mode = modeTaken(path);
            modes.mayWrite = modes.mayWrite || mode == "READ WRITE";
        }
        if (mode.empty()) {
            return std::nullopt;
        }
        modes.asked += (modes.asked.empty() ? "" : ", ") + mode;
        path.take({","});
    }
    return modes;
}

} // namespace dbv::engine
