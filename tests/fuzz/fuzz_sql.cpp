// SPDX-License-Identifier: Apache-2.0
// What is known of a script in every dialect: its tokens, where its statements end, and what each does at its worst.
//
// Input: a byte that chooses the grammar, then the script.
#include <cstdint>
#include <string>

#include "fuzz_grammar.h"
#include "sql/bracket_match.h"
#include "sql/classifier.h"
#include "sql/command_tag.h"
#include "sql/lexer.h"
#include "sql/parameters.h"
#include "sql/splitter.h"

namespace {

using dbv::Grammar;
using dbv::test::foundBroken;

void checkTokens(std::string_view text, const Grammar& grammar) {
    dbv::sql::Lexer<char> lexer(text, grammar);
    std::size_t end = 0;
    for (auto token = lexer.next(); token.kind != dbv::sql::TokenKind::End; token = lexer.next()) {
        if (token.span.begin != end || token.span.empty()) {
            foundBroken("the tokens leave a gap at " + std::to_string(end));
        }
        end = token.span.end;
    }
    if (end != text.size()) {
        foundBroken("the tokens end at " + std::to_string(end));
    }
}

/// Where each statement stands, and that a scan behind it finds the same next one.
void checkStatements(std::string_view script, const Grammar& grammar) {
    const auto statements = dbv::sql::split(script, grammar);
    std::size_t behind = 0;
    for (std::size_t i = 0; i < statements.size(); ++i) {
        const dbv::sql::Statement& each = statements[i];
        if (each.span.begin < behind || each.span.end < each.span.begin || each.after < each.span.end ||
            each.after > script.size()) {
            foundBroken("statement " + std::to_string(i) + " stands elsewhere");
        }
        behind = each.after;
        if (each.kind == dbv::sql::StatementKind::Sql) {
            const std::string_view text = script.substr(each.span.begin, each.span.size());
            const dbv::Classification found = dbv::sql::classify(text, grammar);
            if (found != dbv::sql::classify(text, grammar)) {
                foundBroken("statement " + std::to_string(i) + " is now this and now that");
            }
            static_cast<void>(dbv::sql::parametersOf(text, grammar.dialect));
            static_cast<void>(dbv::sql::commandTag(text, grammar));
        }
        if (i + 1 < statements.size()) {
            dbv::sql::StatementScanner scanner(script, grammar, {each.after, 1, each.mode});
            const auto next = scanner.next();
            if (!next || next->span != statements[i + 1].span || next->kind != statements[i + 1].kind) {
                foundBroken("another statement is found when the scan begins at " + std::to_string(each.after));
            }
        }
    }
}

void checkBrackets(std::string_view text, const Grammar& grammar) {
    for (std::size_t at = 0; at <= text.size(); at += 1 + text.size() / 8) {
        const auto pair = dbv::sql::matchBracket(text, at, grammar.dialect);
        if (pair && (pair->bracket >= text.size() || pair->partner.value_or(0) >= text.size())) {
            foundBroken("a bracket stands outside of the text");
        }
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    dbv::test::FuzzInput input(bytes, size);
    const Grammar grammar = input.chooseGrammar();
    checkTokens(input.text(), grammar);
    checkStatements(input.text(), grammar);
    checkBrackets(input.text(), grammar);
    return 0;
}
