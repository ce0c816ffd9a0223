// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sql/splitter.h"

#include <sqlite3.h>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace dbv::test {

/// Where SQLite ends the statements of a script: behind each semicolon up to which `sqlite3_complete()` is true, counted
/// from the end before it. Pieces of nothing but white space, comments and one semicolon are left out, as the splitter
/// does; none of them begins a line, so a number sign that begins one is no comment.
/// Limits: of scripts for which `isReadAlikeBySqliteComplete()`.
inline std::vector<std::size_t> sqliteStatementEnds(std::string_view script) {
    std::vector<std::size_t> ends;
    std::size_t begin = 0;
    for (std::size_t at = script.find(';'); at != script.npos; at = script.find(';', at + 1)) {
        const std::string piece(script.substr(begin, at + 1 - begin));
        if (sqlite3_complete(piece.c_str()) == 0) {
            continue;
        }
        if (sql::hasMoreThanWhitespace(" " + piece, DialectId::Sqlite)) {
            ends.push_back(at + 1);
        }
        begin = at + 1;
    }
    return ends;
}

/// Where the splitter ends those that are terminated.
inline std::vector<std::size_t> splitterStatementEnds(std::string_view script) {
    std::vector<std::size_t> ends;
    for (const sql::Statement& statement : sql::split(script, DialectId::Sqlite)) {
        if (statement.terminated) {
            ends.push_back(statement.after);
        }
    }
    return ends;
}

/// Whether `sqlite3_complete()` reads a script as SQLite's tokenizer does, which is what the splitter follows. It does
/// not where it ends at a NUL, and not for lines that are not SQL or begin with a number sign, which the client leaves out; it
/// takes a byte order mark and a lone vertical tab for parts of words, and knows nothing of `$name(suffix)`, nor, which shows only behind EXPLAIN, of names and numbers
/// that end inside what looks like one word.
inline bool isReadAlikeBySqliteComplete(std::string_view script) {
    using namespace std::string_view_literals;
    const auto has = [script](std::string_view units) { return script.find_first_of(units) != script.npos; };
    const auto isExplain = [](char a, char b) { return (a | 0x20) == b; };
    constexpr auto kExplain = "explain"sv;
    const bool explains =
        std::search(script.begin(), script.end(), kExplain.begin(), kExplain.end(), isExplain) != script.end();
    const auto statements = sql::split(script, DialectId::Sqlite);
    const bool hasLeftOut = script.starts_with('#') || script.find("\n#") != script.npos;
    return !hasLeftOut && !has("\0\v\xEF"sv) && !(has("$@:#") && has("(")) && !(explains && has("$@:#?0123456789")) &&
           std::ranges::none_of(
               statements, [](const sql::Statement& statement) { return statement.kind == sql::StatementKind::Meta; });
}

/// What is wrong with the statements that the splitter finds in a script, by the promises of its header; empty when
/// nothing is.
inline std::string brokenSplitterPromise(std::string_view script) {
    std::size_t before = 0;
    std::size_t line = 1;
    for (const sql::Statement& statement : sql::split(script, DialectId::Sqlite)) {
        const auto [begin, end] = statement.span;
        const std::string at = " (statement at " + std::to_string(begin) + ")";
        if (begin < before || begin >= end || end > statement.after || statement.after > script.size()) {
            return "spans are not in order" + at;
        }
        if (sql::hasMoreThanWhitespace(script.substr(before, begin - before), DialectId::Sqlite)) {
            return "something was left out before it" + at;
        }
        const std::string_view gap = script.substr(end, statement.after - end);
        const bool isSql = statement.kind == sql::StatementKind::Sql;
        const std::string_view blanks = isSql ? " \t\n\v\f\r;\xEF\xBB\xBF" : " \t\v\f\r\n";
        if (gap.find_first_not_of(blanks) != gap.npos || (isSql && statement.terminated && !gap.ends_with(';'))) {
            return "something was left out at its end" + at;
        }
        if (!statement.terminated && statement.after != script.size()) {
            return "it is not the last, but has no terminator" + at;
        }
        line += static_cast<std::size_t>(std::ranges::count(script.substr(before, begin - before), '\n'));
        if (statement.line != line) {
            return "its line is wrong" + at;
        }
        line += static_cast<std::size_t>(std::ranges::count(script.substr(begin, statement.after - begin), '\n'));
        before = statement.after;
    }
    if (sql::hasMoreThanWhitespace(script.substr(before), DialectId::Sqlite)) {
        return "something was left out behind the last statement";
    }
    return {};
}

} // namespace dbv::test
