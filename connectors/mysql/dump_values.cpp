// SPDX-License-Identifier: Apache-2.0
#include "mysql/dump_values.h"

#include <array>

namespace dbv::mysql {

namespace {

using namespace std::string_view_literals;

/// What stands behind a backslash for a character; 0 for one that stands for itself.
constexpr std::array<char, 256> kEscapes = [] {
    std::array<char, 256> escapes{};
    escapes['\0'] = '0';
    escapes['\n'] = 'n';
    escapes['\r'] = 'r';
    escapes['\x1a'] = 'Z';
    escapes['\''] = '\'';
    escapes['\\'] = '\\';
    return escapes;
}();

void putText(std::string& row, std::string_view text) {
    row += '\'';
    std::size_t copied = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (const char escape = kEscapes[static_cast<unsigned char>(text[at])]; escape != 0) {
            row += text.substr(copied, at - copied);
            row += '\\';
            row += escape;
            copied = at + 1;
        }
    }
    row += text.substr(copied);
    row += '\'';
}

void putHexadecimal(std::string& row, std::string_view bytes) {
    constexpr std::string_view kHexDigits = "0123456789ABCDEF";
    row += "x'";
    const std::size_t begin = row.size();
    row.resize(begin + 2 * bytes.size());
    char* at = row.data() + begin;
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        *at++ = kHexDigits[byte >> 4U];
        *at++ = kHexDigits[byte & 15U];
    }
    row += '\'';
}

} // namespace

ValueForm formOf(std::string_view type) {
    constexpr std::array kNumbers{"tinyint"sv, "smallint"sv, "mediumint"sv, "int"sv, "bigint"sv,
                                  "decimal"sv, "float"sv,    "double"sv,    "year"sv};
    constexpr std::array kTexts{"char"sv, "varchar"sv, "tinytext"sv, "text"sv,     "mediumtext"sv, "longtext"sv,
                                "enum"sv, "set"sv,     "date"sv,     "datetime"sv, "timestamp"sv,  "time"sv,
                                "json"sv, "uuid"sv,    "inet4"sv,    "inet6"sv};
    if (listed(kNumbers, type)) {
        return ValueForm::Number;
    }
    return listed(kTexts, type) ? ValueForm::Text : ValueForm::Bytes;
}

void putDumpValue(std::string& row, ValueForm form, const std::optional<std::string_view>& value) {
    if (!value) {
        row += "NULL";
    } else if (form == ValueForm::Number) {
        row += *value;
    } else if (form == ValueForm::Text) {
        putText(row, *value);
    } else {
        putHexadecimal(row, *value);
    }
}

void putScriptValue(std::string& row, ValueForm form, const std::optional<std::string_view>& value) {
    if (form == ValueForm::Bytes && value && value->size() > kLongValue) {
        row += "_binary";
        putText(row, *value);
    } else {
        putDumpValue(row, form, value);
    }
}

std::string joined(std::initializer_list<std::string_view> pieces) {
    std::string text;
    for (const std::string_view piece : pieces) {
        text += piece;
    }
    return text;
}

std::string switchedOff(std::string_view ddl, EscapeRules rules) {
    TokenReader reader(ddl, rules);
    for (Token token = reader.next(); token.kind != TokenKind::End; token = reader.next()) {
        const std::string word = token.kind == TokenKind::Word ? upperCase(reader.text(token)) : std::string();
        if (word == "ENABLE") {
            return std::string(ddl.substr(0, token.span.begin)) + "DISABLE" + std::string(ddl.substr(token.span.end));
        }
        if (word == "DISABLE" || word == "DO") {
            break;
        }
    }
    return std::string(ddl);
}

std::string triggerAnywhere(std::string_view ddl, EscapeRules rules) {
    std::string text;
    std::size_t copied = 0;
    TokenReader reader(ddl, rules);
    const auto isName = [](const Token& token) {
        return token.kind == TokenKind::Word || token.kind == TokenKind::Name || token.kind == TokenKind::DoubleQuoted;
    };
    Token before;
    bool nameFollows = false;
    int names = 0;
    for (Token token = reader.next(); token.kind != TokenKind::End && names < 2; token = reader.next()) {
        const std::string word = token.kind == TokenKind::Word ? upperCase(reader.text(token)) : std::string();
        if (nameFollows && isName(before) && token.kind == TokenKind::Symbol && reader.text(token) == ".") {
            // The first of two names is the database.
            text += ddl.substr(copied, before.span.begin - copied);
            copied = token.span.end;
        } else if (nameFollows && isName(before) && isName(token)) {
            // What follows the name: BEFORE, FOR EACH ROW.
            nameFollows = false;
            ++names;
        }
        const bool begins = names == 0 ? word == "TRIGGER" : word == "ON";
        if (!nameFollows && begins) {
            nameFollows = true;
            before = {};
        } else if (word != "IF" && word != "NOT" && word != "EXISTS") {
            before = token;
        }
    }
    return text + std::string(ddl.substr(copied));
}

std::string withoutDefiner(std::string_view ddl, EscapeRules rules) {
    constexpr std::array kKinds{"VIEW"sv, "PROCEDURE"sv, "FUNCTION"sv, "PACKAGE"sv, "TRIGGER"sv, "EVENT"sv};
    TokenReader reader(ddl, rules);
    const auto is = [&](const Token& token, std::string_view symbol) {
        return token.kind == TokenKind::Symbol && reader.text(token) == symbol;
    };
    for (Token token = reader.next(); token.kind != TokenKind::End; token = reader.next()) {
        const std::string word = token.kind == TokenKind::Word ? upperCase(reader.text(token)) : std::string();
        if (listed(kKinds, word)) {
            break;
        }
        if (word != "DEFINER") {
            continue;
        }
        const std::size_t begin = token.span.begin;
        if (token = reader.next(); !is(token, "=")) {
            break;
        }
        // A name, and perhaps its host, or the brackets of CURRENT_USER().
        static_cast<void>(reader.next());
        token = reader.next();
        if (is(token, "@") || is(token, "(")) {
            static_cast<void>(reader.next());
            token = reader.next();
        }
        return token.kind == TokenKind::End ? std::string(ddl)
                                            : joined({ddl.substr(0, begin), ddl.substr(token.span.begin)});
    }
    return std::string(ddl);
}

std::string sequencesAnywhere(std::string_view ddl, std::string_view database) {
    constexpr std::array kCalls{"NEXTVAL"sv, "LASTVAL"sv, "SETVAL"sv};
    if (!ddl.contains("val(")) {
        return std::string(ddl);
    }
    const std::string quoted = quotedName(database);
    std::string text;
    std::size_t copied = 0;
    TokenReader reader(ddl);
    std::array<Token, 3> before;
    for (Token token = reader.next(); token.kind != TokenKind::End; token = reader.next()) {
        const bool isCall = before[0].kind == TokenKind::Word && listed(kCalls, upperCase(reader.text(before[0]))) &&
                            reader.text(before[1]) == "(" && reader.text(before[2]) == quoted;
        if (isCall && reader.text(token) == ".") {
            text += ddl.substr(copied, before[2].span.begin - copied);
            copied = token.span.end;
        }
        before = {before[1], before[2], token};
    }
    return text + std::string(ddl.substr(copied));
}

std::string viewAnywhere(std::string_view ddl, std::string_view database) {
    const std::string quoted = quotedName(database);
    std::string text;
    std::size_t copied = 0;
    TokenReader reader(ddl);
    const auto is = [&reader](const Token& token, std::string_view symbol) {
        return token.kind == TokenKind::Symbol && reader.text(token) == symbol;
    };
    Token token = reader.next();
    while (token.kind != TokenKind::End) {
        const Token first = token;
        token = reader.next();
        if (first.kind != TokenKind::Name) {
            continue;
        }
        int names = 1;
        std::size_t second = 0;
        while (is(token, ".")) {
            token = reader.next();
            second = ++names == 2 ? token.span.begin : second;
            token = reader.next();
        }
        // Of two names the first may be a table that is called like the database.
        const bool isQualified = names > 2 || (names == 2 && is(token, "("));
        if (isQualified && reader.text(first) == quoted) {
            text += ddl.substr(copied, first.span.begin - copied);
            copied = second;
        }
    }
    return text + std::string(ddl.substr(copied));
}

std::optional<std::string_view> nextNumberIn(std::string_view ddl) {
    constexpr std::string_view kWord = " AUTO_INCREMENT=";
    // Behind the columns, and before the comment of the table: these may have the same words.
    const std::size_t options = ddl.rfind("\n)");
    const std::size_t at = options == std::string_view::npos ? options : ddl.find(kWord, options);
    if (at == std::string_view::npos || ddl.find('\'', options) < at) {
        return std::nullopt;
    }
    const std::string_view behind = ddl.substr(at + kWord.size());
    return behind.substr(0, behind.find_first_not_of("0123456789"));
}

std::string withoutNextNumber(std::string ddl) {
    constexpr std::string_view kWord = " AUTO_INCREMENT=";
    if (const std::optional<std::string_view> digits = nextNumberIn(ddl)) {
        const auto at = static_cast<std::size_t>(digits->data() - ddl.data()) - kWord.size();
        ddl.erase(at, kWord.size() + digits->size());
    }
    return ddl;
}

} // namespace dbv::mysql
