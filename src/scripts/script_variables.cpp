// SPDX-License-Identifier: Apache-2.0
#include "scripts/script_variables.h"

#include <algorithm>
#include <array>

#include "sql/lexer.h"

namespace dbv::scripts {

namespace {

std::string quotedWith(std::string_view text, char quote) {
    std::string quoted(1, quote);
    for (const char c : text) {
        quoted.append(c == quote ? 2U : 1U, c);
    }
    return quoted + quote;
}

} // namespace

void ScriptVariables::set(const std::vector<std::string>& arguments) {
    if (arguments.empty()) {
        return;
    }
    std::string value;
    for (std::size_t i = 1; i < arguments.size(); ++i) {
        value += valueOf(arguments[i]);
    }
    m_values.insert_or_assign(arguments.front(), std::move(value));
}

bool ScriptVariables::isName(std::string_view name) {
    return !name.empty() && std::ranges::all_of(name, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
               static_cast<unsigned char>(c) >= 0x80;
    });
}

const std::string* ScriptVariables::find(std::string_view name) const {
    const auto found = m_values.find(name);
    return found == m_values.end() ? nullptr : &found->second;
}

std::optional<std::string> ScriptVariables::putInto(std::string_view statement, const Grammar& grammar) const {
    if (m_values.empty() || !statement.contains(':')) {
        return std::nullopt;
    }
    std::string text;
    std::size_t copied = 0;
    sql::Lexer<char> lexer(statement, grammar);
    sql::Token before{sql::TokenKind::End, {}, false};
    for (sql::Token token = lexer.next(); token.kind != sql::TokenKind::End; before = token, token = lexer.next()) {
        const std::string_view colon = statement.substr(before.span.begin, before.span.size());
        if (before.kind != sql::TokenKind::Operator || colon != ":") {
            continue;
        }
        std::string_view name = statement.substr(token.span.begin, token.span.size());
        const char quote = name.front() == '\'' || name.front() == '"' ? name.front() : '\0';
        name = quote != '\0' && name.size() > 1 ? name.substr(1, name.size() - 2) : name;
        if (const std::string* value = find(name)) {
            text += statement.substr(copied, before.span.begin - copied);
            text += quote == '\0' ? *value : quotedWith(*value, quote);
            copied = token.span.end;
        }
    }
    if (copied == 0) {
        return std::nullopt;
    }
    return text.append(statement.substr(copied));
}

std::string ScriptVariables::valueOf(const std::string& word) const {
    if (!word.starts_with(':')) {
        return word;
    }
    if (word.starts_with(":{?") && word.ends_with('}')) {
        return find(std::string_view(word).substr(3, word.size() - 4)) == nullptr ? "FALSE" : "TRUE";
    }
    const std::string* value = find(std::string_view(word).substr(1));
    return value == nullptr ? word : *value;
}

std::optional<bool> readTruth(std::string_view word) {
    std::string small(word);
    std::ranges::transform(small, small.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    static constexpr auto kTrue = std::to_array<std::string_view>({"true", "t", "on", "yes", "y", "1"});
    static constexpr auto kFalse = std::to_array<std::string_view>({"false", "f", "off", "no", "n", "0"});
    if (std::ranges::find(kTrue, small) != kTrue.end()) {
        return true;
    }
    return std::ranges::find(kFalse, small) == kFalse.end() ? std::nullopt : std::optional(false);
}

} // namespace dbv::scripts
