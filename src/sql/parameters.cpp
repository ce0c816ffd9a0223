// SPDX-License-Identifier: Apache-2.0
#include "sql/parameters.h"

#include <algorithm>
#include <charconv>

#include "sql/lexer.h"

namespace dbv::sql {
namespace {

/// SQLITE_MAX_VARIABLE_NUMBER as it is built.
constexpr std::size_t kMostParameters = 32'766;

/// The number of `?123`; 0 when it is none that the server takes.
std::size_t numberOf(std::string_view digits) {
    std::size_t number = 0;
    const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    return problem == std::errc() && end == digits.data() + digits.size() && number <= kMostParameters ? number : 0;
}

/// The number of a parameter that is written like this, from 1: it says so itself, or it is the place of a name.
std::size_t placeOf(std::string_view word, DialectId dialect, const std::vector<std::string>& known) {
    const char numbered = dialect == DialectId::PostgreSql ? '$' : '?';
    if (word.starts_with(numbered) && word.size() > 1) {
        return numberOf(word.substr(1));
    }
    const auto found = word == "?" ? known.end() : std::ranges::find(known, word);
    return static_cast<std::size_t>(found - known.begin()) + 1;
}

} // namespace

std::vector<std::string> parametersOf(std::string_view statement, DialectId dialect) {
    std::vector<std::string> parameters;
    Lexer<char> lexer(statement, dialect);
    for (Token token = lexer.next(); token.kind != TokenKind::End; token = lexer.next()) {
        if (token.kind != TokenKind::Parameter) {
            continue;
        }
        const std::string_view word = statement.substr(token.span.begin, token.span.size());
        const std::size_t place = placeOf(word, dialect, parameters);
        if (place == 0 || place > kMostParameters) {
            return {};
        }
        parameters.resize(std::max(parameters.size(), place));
        if (parameters[place - 1].empty()) {
            parameters[place - 1] = word;
        }
    }
    return parameters;
}

} // namespace dbv::sql
