// SPDX-License-Identifier: Apache-2.0
#include "sql/command_tag.h"

#include <dbv/core/first_word.h>

#include "sql/lexer.h"
#include "sql/statement_words.h"

#include <algorithm>
#include <array>

namespace dbv::sql {
namespace {

using namespace std::string_view_literals;

/// The words of a statement that its tag is made of.
class TagReader {
public:
    TagReader(std::string_view statement, Grammar grammar) : m_statement(statement), m_lexer(statement, grammar) {}

    /// The next token that is not blank.
    Token next() {
        Token token = m_lexer.next();
        while (isBlank(token.kind)) {
            token = m_lexer.next();
        }
        return token;
    }

    Token firstWord() {
        Token token = next();
        // Behind a mark, code stands that only some versions of the server read.
        while (token.kind == TokenKind::OpenBracket || token.kind == TokenKind::Semicolon ||
               m_statement.substr(token.span.begin, 2) == "/*") {
            token = next();
        }
        return token;
    }

    [[nodiscard]] std::string word(const Token& token) const {
        return inCapitals(m_statement.substr(token.span.begin, token.span.size()));
    }

    /// The kind of object behind CREATE, DROP or ALTER.
    std::string objectKind() {
        constexpr std::array kAdjectives = {"TEMP"sv,    "TEMPORARY"sv, "UNIQUE"sv,   "VIRTUAL"sv, "OR"sv,
                                            "REPLACE"sv, "UNLOGGED"sv,  "FULLTEXT"sv, "SPATIAL"sv};
        for (Token token = next(); token.kind == TokenKind::Keyword; token = next()) {
            std::string kind = word(token);
            if (std::ranges::find(kAdjectives, kind) == kAdjectives.end()) {
                return kind;
            }
        }
        return {};
    }

    /// The verb behind the common table expressions of WITH. It follows the bracket that closes the last of them;
    /// anywhere else the same word is a name.
    std::string verbBehindWith() {
        constexpr std::array kVerbs = {"SELECT"sv, "VALUES"sv, "INSERT"sv, "REPLACE"sv,
                                       "UPDATE"sv, "DELETE"sv, "MERGE"sv};
        std::size_t depth = 0;
        bool behindBracket = false;
        for (Token token = next(); token.kind != TokenKind::End; token = next()) {
            if (behindBracket && depth == 0 && token.kind == TokenKind::Keyword) {
                std::string verb = word(token);
                if (std::ranges::find(kVerbs, verb) != kVerbs.end()) {
                    return verb;
                }
            }
            behindBracket = token.kind == TokenKind::CloseBracket;
            if (token.kind == TokenKind::OpenBracket) {
                ++depth;
            } else if (behindBracket && depth > 0) {
                --depth;
            }
        }
        return "WITH";
    }

private:
    std::string_view m_statement;
    Lexer<char> m_lexer;
};

} // namespace

std::string firstKeyword(std::string_view statement, Grammar grammar) {
    // Nearly always there is nothing to look for.
    if (const std::string_view plain = plainFirstWord(statement); !plain.empty()) {
        return inCapitals(plain);
    }
    TagReader reader(statement, grammar);
    const Token first = reader.firstWord();
    const bool isWord = first.kind == TokenKind::Keyword || first.kind == TokenKind::Identifier;
    return isWord ? reader.word(first) : std::string();
}

std::string commandTag(std::string_view statement, Grammar grammar) {
    TagReader reader(statement, grammar);
    const Token first = reader.firstWord();
    if (first.kind != TokenKind::Keyword) {
        return {};
    }
    std::string verb = reader.word(first);
    if (verb == "WITH") {
        return reader.verbBehindWith();
    }
    if (verb == "CREATE" || verb == "DROP" || verb == "ALTER") {
        const std::string kind = reader.objectKind();
        return kind.empty() ? verb : verb + " " + kind;
    }
    return verb;
}

} // namespace dbv::sql
