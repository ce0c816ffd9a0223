// SPDX-License-Identifier: Apache-2.0
#include "postgres/statement_text.h"

#include <algorithm>
#include <array>
#include <iterator>

#include <dbv/core/first_word.h>

namespace dbv::postgres {

namespace {

bool isSpace(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

bool isDigit(char c) {
    return c >= '0' && c <= '9';
}

bool isWordStart(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}

bool isWordPart(char c) {
    return isWordStart(c) || isDigit(c) || c == '$';
}

char upper(char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

std::size_t endOfQuoted(std::string_view sql, std::size_t from, char quote, bool backslashes) {
    for (std::size_t at = from + 1; at < sql.size(); ++at) {
        if (backslashes && sql[at] == '\\') {
            ++at;
        } else if (sql[at] == quote) {
            if (at + 1 == sql.size() || sql[at + 1] != quote) {
                return at + 1;
            }
            ++at;
        }
    }
    return sql.size();
}

std::size_t endOfBlockComment(std::string_view sql, std::size_t from) {
    std::size_t depth = 1;
    std::size_t at = from + 2;
    while (at < sql.size() && depth > 0) {
        if (sql.substr(at, 2) == "/*") {
            ++depth;
            at += 2;
        } else if (sql.substr(at, 2) == "*/") {
            --depth;
            at += 2;
        } else {
            ++at;
        }
    }
    return at;
}

/// Behind `$tag$...$tag$`, or behind the dollar sign when it opens nothing.
std::size_t endOfDollar(std::string_view sql, std::size_t from) {
    std::size_t tagEnd = from + 1;
    while (tagEnd < sql.size() && sql[tagEnd] != '$' && isWordPart(sql[tagEnd])) {
        ++tagEnd;
    }
    if (tagEnd == sql.size() || sql[tagEnd] != '$' || (tagEnd > from + 1 && isDigit(sql[from + 1]))) {
        return from + 1;
    }
    const std::string_view tag = sql.substr(from, tagEnd + 1 - from);
    const std::size_t close = sql.find(tag, tagEnd + 1);
    return close == std::string_view::npos ? sql.size() : close + tag.size();
}

bool isBlankToken(std::string_view sql, std::size_t at) {
    return isSpace(sql[at]) || sql.substr(at, 2) == "--" || sql.substr(at, 2) == "/*";
}

/// The usual case: words of plain letters with one blank behind each. Empty where it is not that.
std::string plainLeadingWords(std::string_view sql, std::size_t count) {
    std::string words;
    for (; count > 0; --count) {
        const std::string_view word = plainFirstWord(sql);
        if (word.empty()) {
            return {};
        }
        std::ranges::transform(word, std::back_inserter(words), upper);
        words += count > 1 ? " " : "";
        sql.remove_prefix(word.size() + 1);
    }
    return words;
}

} // namespace

std::size_t endOfToken(std::string_view sql, std::size_t from, bool backslashes) {
    const char c = sql[from];
    const std::string_view pair = sql.substr(from, 2);
    if (isSpace(c)) {
        const auto* end = std::find_if_not(sql.begin() + from, sql.end(), isSpace);
        return static_cast<std::size_t>(end - sql.begin());
    }
    if (pair == "--") {
        return std::min(sql.find('\n', from), sql.size());
    }
    if (pair == "/*") {
        return endOfBlockComment(sql, from);
    }
    if (c == '\'' || c == '"') {
        return endOfQuoted(sql, from, c, backslashes && c == '\'');
    }
    if (pair == "E'" || pair == "e'") {
        return endOfQuoted(sql, from + 1, '\'', true);
    }
    if (c == '$') {
        return endOfDollar(sql, from);
    }
    if (isWordStart(c) || isDigit(c)) {
        const auto* end = std::find_if_not(sql.begin() + from, sql.end(), isWordPart);
        return static_cast<std::size_t>(end - sql.begin());
    }
    return from + 1;
}

std::size_t skipBlank(std::string_view sql, std::size_t from) {
    while (from < sql.size() && (sql[from] == ';' || isBlankToken(sql, from))) {
        from = endOfToken(sql, from);
    }
    return from;
}

std::optional<TextSpan> secondStatement(std::string_view sql) {
    std::size_t at = skipBlank(sql, 0);
    while (at < sql.size() && sql[at] != ';') {
        at = endOfToken(sql, at);
    }
    const std::size_t begin = skipBlank(sql, at);
    if (begin == sql.size()) {
        return std::nullopt;
    }
    std::size_t end = begin;
    for (at = begin; at < sql.size() && sql[at] != ';'; at = endOfToken(sql, at)) {
        if (!isBlankToken(sql, at)) {
            end = endOfToken(sql, at);
        }
    }
    return TextSpan{begin, end};
}

std::size_t byteOfCharacter(std::string_view utf8, std::size_t position) {
    std::size_t at = 0;
    for (; position > 1 && at < utf8.size(); --position) {
        ++at;
        while (at < utf8.size() && (static_cast<unsigned char>(utf8[at]) & 0xC0U) == 0x80U) {
            ++at;
        }
    }
    return at;
}

std::string leadingWords(std::string_view sql, std::size_t count) {
    std::string words = plainLeadingWords(sql, count);
    if (!words.empty()) {
        return words;
    }
    std::size_t at = skipBlank(sql, 0);
    while (at < sql.size() && sql[at] == '(') {
        at = skipBlank(sql, at + 1);
    }
    for (; count > 0 && at < sql.size() && isWordStart(sql[at]); --count) {
        const std::size_t end = endOfToken(sql, at);
        words += words.empty() ? "" : " ";
        std::transform(sql.begin() + at, sql.begin() + end, std::back_inserter(words), upper);
        at = end;
        while (at < sql.size() && isBlankToken(sql, at)) {
            at = endOfToken(sql, at);
        }
    }
    return words;
}

std::string quotedName(std::string_view name) {
    const bool plain =
        !name.empty() && ((name[0] >= 'a' && name[0] <= 'z') || name[0] == '_') &&
        std::ranges::all_of(name, [](char c) { return (c >= 'a' && c <= 'z') || isDigit(c) || c == '_'; });
    // Words that the grammar takes for itself where a name of a table or column could stand.
    static constexpr auto kReserved = std::to_array<std::string_view>({"all",
                                                                       "analyse",
                                                                       "analyze",
                                                                       "and",
                                                                       "any",
                                                                       "array",
                                                                       "as",
                                                                       "asc",
                                                                       "asymmetric",
                                                                       "authorization",
                                                                       "between",
                                                                       "bigint",
                                                                       "binary",
                                                                       "bit",
                                                                       "boolean",
                                                                       "both",
                                                                       "case",
                                                                       "cast",
                                                                       "char",
                                                                       "character",
                                                                       "check",
                                                                       "coalesce",
                                                                       "collate",
                                                                       "collation",
                                                                       "column",
                                                                       "concurrently",
                                                                       "constraint",
                                                                       "create",
                                                                       "cross",
                                                                       "current_catalog",
                                                                       "current_date",
                                                                       "current_role",
                                                                       "current_schema",
                                                                       "current_time",
                                                                       "current_timestamp",
                                                                       "current_user",
                                                                       "dec",
                                                                       "decimal",
                                                                       "default",
                                                                       "deferrable",
                                                                       "desc",
                                                                       "distinct",
                                                                       "do",
                                                                       "else",
                                                                       "end",
                                                                       "except",
                                                                       "exists",
                                                                       "extract",
                                                                       "false",
                                                                       "fetch",
                                                                       "float",
                                                                       "for",
                                                                       "foreign",
                                                                       "freeze",
                                                                       "from",
                                                                       "full",
                                                                       "grant",
                                                                       "greatest",
                                                                       "group",
                                                                       "grouping",
                                                                       "having",
                                                                       "ilike",
                                                                       "in",
                                                                       "initially",
                                                                       "inner",
                                                                       "inout",
                                                                       "int",
                                                                       "integer",
                                                                       "intersect",
                                                                       "interval",
                                                                       "into",
                                                                       "is",
                                                                       "isnull",
                                                                       "join",
                                                                       "json_array",
                                                                       "json_object",
                                                                       "lateral",
                                                                       "leading",
                                                                       "least",
                                                                       "left",
                                                                       "like",
                                                                       "limit",
                                                                       "localtime",
                                                                       "localtimestamp",
                                                                       "merge_action",
                                                                       "national",
                                                                       "natural",
                                                                       "nchar",
                                                                       "none",
                                                                       "normalize",
                                                                       "not",
                                                                       "notnull",
                                                                       "null",
                                                                       "nullif",
                                                                       "numeric",
                                                                       "offset",
                                                                       "on",
                                                                       "only",
                                                                       "or",
                                                                       "order",
                                                                       "out",
                                                                       "outer",
                                                                       "overlaps",
                                                                       "overlay",
                                                                       "placing",
                                                                       "position",
                                                                       "precision",
                                                                       "primary",
                                                                       "real",
                                                                       "references",
                                                                       "returning",
                                                                       "right",
                                                                       "row",
                                                                       "select",
                                                                       "session_user",
                                                                       "setof",
                                                                       "similar",
                                                                       "smallint",
                                                                       "some",
                                                                       "substring",
                                                                       "symmetric",
                                                                       "system_user",
                                                                       "table",
                                                                       "tablesample",
                                                                       "then",
                                                                       "time",
                                                                       "timestamp",
                                                                       "to",
                                                                       "trailing",
                                                                       "treat",
                                                                       "trim",
                                                                       "true",
                                                                       "union",
                                                                       "unique",
                                                                       "user",
                                                                       "using",
                                                                       "values",
                                                                       "varchar",
                                                                       "variadic",
                                                                       "verbose",
                                                                       "when",
                                                                       "where",
                                                                       "window",
                                                                       "with",
                                                                       "xmlattributes",
                                                                       "xmlconcat",
                                                                       "xmlelement",
                                                                       "xmlexists",
                                                                       "xmlforest",
                                                                       "xmlnamespaces",
                                                                       "xmlparse",
                                                                       "xmlpi",
                                                                       "xmlroot",
                                                                       "xmlserialize",
                                                                       "xmltable"});
    if (plain && !std::ranges::binary_search(kReserved, name)) {
        return std::string(name);
    }
    std::string quoted = "\"";
    for (const char c : name) {
        quoted += c == '"' ? "\"\"" : std::string(1, c);
    }
    return quoted + '"';
}

bool commitsNothing(std::string_view sql, bool genuine) {
    static constexpr auto kReadAndWrite =
        std::to_array<std::string_view>({"SELECT", "INSERT", "UPDATE", "DELETE", "MERGE", "VALUES", "TABLE", "WITH"});
    const std::string first = leadingWords(sql, 1);
    if (!genuine) {
        return std::ranges::find(kReadAndWrite, first) != kReadAndWrite.end();
    }
    const bool prepares = first == "PREPARE" && leadingWords(sql, 2) == "PREPARE TRANSACTION";
    return !first.empty() && first != "COMMIT" && first != "END" && !prepares;
}

std::string quotedText(std::string_view text) {
    const bool backslashes = text.contains('\\');
    std::string quoted = backslashes ? " E'" : "'";
    for (const char c : text) {
        quoted += c == '\'' ? "''" : c == '\\' ? "\\\\" : std::string(1, c);
    }
    return quoted + '\'';
}

std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& word : words) {
        text += (text.empty() ? "" : ", ") + word;
    }
    return text;
}

} // namespace dbv::postgres
