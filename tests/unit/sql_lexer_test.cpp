// SPDX-License-Identifier: Apache-2.0
#include "sql/lexer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <memory>
#include <random>
#include <string>
#include <vector>

namespace {

using dbv::DialectId;
using dbv::sql::Lexer;
using dbv::sql::LexerState;
using dbv::sql::Token;
using dbv::sql::TokenKind;
using namespace std::string_view_literals;
using enum dbv::sql::TokenKind;

template <class Unit>
std::vector<Token> tokensOf(std::basic_string_view<Unit> text, LexerState start = LexerState::Plain) {
    std::vector<Token> tokens;
    Lexer<Unit> lexer(text, DialectId::Sqlite, start);
    for (Token token = lexer.next(); token.kind != End; token = lexer.next()) {
        tokens.push_back(token);
    }
    return tokens;
}

std::vector<TokenKind> kindsOf(std::string_view text) {
    std::vector<TokenKind> kinds;
    for (const Token& token : tokensOf(text)) {
        kinds.push_back(token.kind);
    }
    return kinds;
}

/// Texts of ASCII only, cut from pieces that tend to meet in nasty ways.
std::string soup(std::mt19937& random, std::size_t pieces) {
    constexpr std::array kPieces = {"select"sv, "end"sv,  " "sv,  "\n"sv, "'"sv,  "\""sv, "`"sv,   "["sv,   "]"sv,
                                    "--"sv,     "/*"sv,   "*/"sv, "-"sv,  "/"sv,  "*"sv,  "x'"sv,  "ab"sv,  "0x1f"sv,
                                    "1e5"sv,    "1e+"sv,  ".5"sv, "."sv,  "?1"sv, ":a"sv, "$b("sv, ")"sv,   "("sv,
                                    "::"sv,     "@"sv,    "#"sv,  "->"sv, ">"sv,  "|"sv,  "<"sv,   "="sv,   "!"sv,
                                    ";"sv,      "\r\n"sv, "\t"sv, "\\"sv, "''"sv, "_"sv,  "9"sv,   "\x01"sv};
    std::string text;
    for (std::size_t i = 0; i < pieces; ++i) {
        text += kPieces[random() % kPieces.size()];
    }
    return text;
}

struct OneToken {
    std::string_view text;
    TokenKind kind;
    bool unterminated = false;
};

class SqlLexerTable : public testing::TestWithParam<OneToken> {};

TEST_P(SqlLexerTable, ReadsTheTextAsOneToken) {
    const auto& [text, kind, unterminated] = GetParam();
    const std::vector<Token> expected = {{kind, {0, text.size()}, unterminated}};
    EXPECT_EQ(tokensOf(text), expected) << text;
}

INSTANTIATE_TEST_SUITE_P(
    Sqlite, SqlLexerTable,
    testing::Values(
        OneToken{" \t\r\n\f", Whitespace}, OneToken{" \v", Whitespace}, OneToken{"\v", Invalid},
        OneToken{"\xEF\xBB\xBF", Whitespace}, OneToken{"-- a ' ; /*", LineComment}, OneToken{"--", LineComment},
        OneToken{"/**/", BlockComment}, OneToken{"/* /* ; ' */", BlockComment}, OneToken{"/*/", BlockComment, true},
        OneToken{"/* a", BlockComment, true}, OneToken{"/*", BlockComment, true}, OneToken{"SeLeCt", Keyword},
        OneToken{"CURRENT_TIMESTAMP", Keyword}, OneToken{"TEMP", Keyword}, OneToken{"selects", Identifier},
        OneToken{"CURRENT_TIMESTAMPS", Identifier}, OneToken{"a$1_\xC3\xA9", Identifier},
        OneToken{"\xC3\xA9t\xC3\xA9", Identifier}, OneToken{"\xFF\x80", Identifier}, OneToken{"\xEF\xBB", Identifier},
        OneToken{"x", Identifier}, OneToken{"a\xEF\xBB\xBF", Identifier}, OneToken{"'it''s;'", String},
        OneToken{"''", String}, OneToken{"''''", String}, OneToken{"'--'", String}, OneToken{"'a", String, true},
        OneToken{"'a''", String, true}, OneToken{"\"a\"\"b\"", QuotedIdentifier},
        OneToken{"\"a", QuotedIdentifier, true}, OneToken{"`a``b`", QuotedIdentifier},
        OneToken{"`a", QuotedIdentifier, true}, OneToken{"[a ' [ b]", QuotedIdentifier},
        OneToken{"[a", QuotedIdentifier, true}, OneToken{"x''", BlobLiteral}, OneToken{"X'0aF9'", BlobLiteral},
        OneToken{"x'123'", Invalid}, OneToken{"x'1g'", Invalid}, OneToken{"x'12", Invalid, true}, OneToken{"0", Number},
        OneToken{"1.", Number}, OneToken{".5", Number}, OneToken{"1.5e-10", Number}, OneToken{"1e5", Number},
        OneToken{"1E+5", Number}, OneToken{"0xfF", Number}, OneToken{"1a", Invalid}, OneToken{"1e", Invalid},
        OneToken{"0x", Invalid}, OneToken{"1.5ex", Invalid}, OneToken{"1_000", Invalid}, OneToken{"1$", Invalid},
        OneToken{"?", Parameter}, OneToken{"?123", Parameter}, OneToken{":name", Parameter},
        OneToken{"@name1", Parameter}, OneToken{":1", Parameter}, OneToken{"$name::x::y", Parameter},
        OneToken{"$a(b;'c)", Parameter}, OneToken{"$a(", Invalid}, OneToken{"$", Invalid}, OneToken{":", Invalid},
        OneToken{"@", Invalid}, OneToken{":::", Invalid}, OneToken{"#1", Invalid}, OneToken{"->", Operator},
        OneToken{"->>", Operator}, OneToken{"||", Operator}, OneToken{"<<", Operator}, OneToken{">>", Operator},
        OneToken{"<=", Operator}, OneToken{">=", Operator}, OneToken{"<>", Operator}, OneToken{"!=", Operator},
        OneToken{"==", Operator}, OneToken{"=", Operator}, OneToken{"|", Operator}, OneToken{"&", Operator},
        OneToken{"~", Operator}, OneToken{"%", Operator}, OneToken{"*", Operator}, OneToken{"/", Operator},
        OneToken{"-", Operator}, OneToken{"+", Operator}, OneToken{",", Operator}, OneToken{".", Operator},
        OneToken{";", Semicolon}, OneToken{"(", OpenBracket}, OneToken{")", CloseBracket}, OneToken{"!", Invalid},
        OneToken{"\\", Invalid}, OneToken{"^", Invalid}, OneToken{"{", Invalid}, OneToken{"\x7F", Invalid},
        OneToken{"\0"sv, Invalid}, OneToken{"']\0'"sv, String}));

TEST(SqlLexer, CutsWhatTouchesAsSqliteDoes) {
    using testing::ElementsAre;
    EXPECT_THAT(kindsOf("x'12'34"), ElementsAre(BlobLiteral, Number));
    EXPECT_THAT(kindsOf("ax'12'"), ElementsAre(Identifier, String));
    EXPECT_THAT(kindsOf("0x1g"), ElementsAre(Number, Identifier));
    EXPECT_THAT(kindsOf("1..2"), ElementsAre(Number, Number));
    EXPECT_THAT(kindsOf("1e+x"), ElementsAre(Invalid, Operator, Identifier));
    EXPECT_THAT(kindsOf("a.b"), ElementsAre(Identifier, Operator, Identifier));
    EXPECT_THAT(kindsOf("?1a"), ElementsAre(Parameter, Identifier));
    EXPECT_THAT(kindsOf("$a(b c)"), ElementsAre(Invalid, Whitespace, Identifier, CloseBracket));
    EXPECT_THAT(kindsOf("$a(b)(c)"), ElementsAre(Parameter, OpenBracket, Identifier, CloseBracket));
    EXPECT_THAT(kindsOf("a-->b\n->c"), ElementsAre(Identifier, LineComment, Whitespace, Operator, Identifier));
    EXPECT_THAT(kindsOf("<>=|||"), ElementsAre(Operator, Operator, Operator, Operator));
    EXPECT_THAT(kindsOf("\xEF\xBB\xBFselect\xEF\xBB\xBF"), ElementsAre(Whitespace, Identifier));
    EXPECT_THAT(kindsOf("::a"), ElementsAre(Invalid, Parameter));
    EXPECT_THAT(kindsOf("a\0b"sv), ElementsAre(Identifier, Invalid, Identifier));
}

TEST(SqlLexer, StaysAtTheEndOfTheText) {
    Lexer<char> lexer("a", DialectId::Sqlite);
    EXPECT_EQ(lexer.next().kind, Identifier);
    EXPECT_EQ(lexer.next(), (Token{End, {1, 1}, false}));
    EXPECT_EQ(lexer.next(), (Token{End, {1, 1}, false}));
}

TEST(SqlLexer, KnowsExactlyTheKeywordsOfSqlite) {
    const int count = sqlite3_keyword_count();
    int known = 0;
    for (int i = 0; i < count; ++i) {
        const char* name = nullptr;
        int length = 0;
        ASSERT_EQ(sqlite3_keyword_name(i, &name, &length), SQLITE_OK);
        const std::string_view word(name, static_cast<std::size_t>(length));
        EXPECT_TRUE(dbv::sql::isKeyword(word, DialectId::Sqlite)) << word;
        EXPECT_THAT(kindsOf(word), testing::ElementsAre(Keyword)) << word;
        known += dbv::sql::isKeyword(word, DialectId::Sqlite) ? 1 : 0;
    }
    EXPECT_EQ(known, 147);
    EXPECT_TRUE(dbv::sql::isKeyword("select", DialectId::Sqlite));
    for (const std::string_view word : {""sv, "a"sv, "selec"sv, "selecu"sv, "ZZZ"sv, "ILIKE"sv}) {
        EXPECT_FALSE(dbv::sql::isKeyword(word, DialectId::Sqlite)) << word;
    }
}

TEST(SqlLexer, ReadsUtf8AndUtf16Alike) {
    std::mt19937 random(20240607);
    for (int round = 0; round < 3000; ++round) {
        const std::string narrow = soup(random, 1 + random() % 40);
        const std::u16string wide(narrow.begin(), narrow.end());
        ASSERT_EQ(tokensOf<char>(narrow), tokensOf<char16_t>(wide)) << narrow;
    }
    EXPECT_EQ(tokensOf(u"\uFEFFselect \u00E9t\U0001F600 '\u00E9'"sv).size(), 6U);
}

/// Each token of a text with the state behind it, without the white space, which is where lines are cut.
std::vector<std::pair<Token, std::string>> linesApart(std::string_view text) {
    std::vector<std::pair<Token, std::string>> out;
    LexerState state = LexerState::Plain;
    std::size_t begin = 0;
    while (begin <= text.size()) {
        const std::size_t end = std::min(text.find('\n', begin), text.size());
        Lexer<char> lexer(text.substr(begin, end - begin), DialectId::Sqlite, state);
        bool continued = state != LexerState::Plain;
        for (Token token = lexer.next(); token.kind != End; token = lexer.next()) {
            const std::string part(text.substr(begin + token.span.begin, token.span.size()));
            if (continued) {
                out.back().first.kind = token.kind;
                out.back().first.span.end = begin + token.span.end;
                out.back().first.unterminated = token.unterminated;
                out.back().second += part;
            } else if (token.kind != Whitespace) {
                out.push_back(
                    {{token.kind, {begin + token.span.begin, begin + token.span.end}, token.unterminated}, part});
            }
            continued = false;
        }
        state = lexer.state();
        if (state != LexerState::Plain && end < text.size()) {
            out.back().second += '\n';
            out.back().first.span.end = end + 1;
        }
        begin = end + 1;
    }
    return out;
}

TEST(SqlLexer, ReadsLineByLineWhatItReadsAsAWhole) {
    std::mt19937 random(7);
    for (int round = 0; round < 5000; ++round) {
        const std::string text = soup(random, 1 + random() % 60);
        std::vector<std::pair<Token, std::string>> whole;
        for (const Token& token : tokensOf<char>(text)) {
            if (token.kind != Whitespace) {
                whole.push_back({token, text.substr(token.span.begin, token.span.size())});
            }
        }
        ASSERT_EQ(linesApart(text), whole) << text;
    }
}

using Database = std::unique_ptr<sqlite3, decltype(&sqlite3_close)>;

Database openInMemory() {
    sqlite3* database = nullptr;
    EXPECT_EQ(sqlite3_open(":memory:", &database), SQLITE_OK);
    return {database, &sqlite3_close};
}

/// The text between the quotes of SQLite's `near "…": syntax error` or `unrecognized token: "…"`.
std::string_view blamedToken(std::string_view message) {
    for (const std::string_view start : {"near \""sv, "unrecognized token: \""sv}) {
        if (message.starts_with(start)) {
            const std::size_t end = message.rfind('"');
            return message.substr(start.size(), end - start.size());
        }
    }
    return {};
}

TEST(SqlLexer, CutsTheTokensThatSqliteBlames) {
    const Database database = openInMemory();
    std::mt19937 random(99);
    constexpr std::string_view kUnits = "0123.eExXabgzE_$:@?'()\"+-!|<>=[]`/*~\\ \n";
    int blamed = 0;
    for (int round = 0; round < 60000; ++round) {
        std::string text = "SELECT ";
        for (std::size_t i = 1 + random() % 10; i > 0; --i) {
            text += kUnits[random() % kUnits.size()];
        }
        sqlite3_stmt* statement = nullptr;
        const int status = sqlite3_prepare_v2(database.get(), text.c_str(), -1, &statement, nullptr);
        sqlite3_finalize(statement);
        const std::string message = sqlite3_errmsg(database.get());
        const std::string_view token = blamedToken(message);
        // What ends in a bare /* is the exception that the lexer makes.
        if (status == SQLITE_OK || token.empty() || text.ends_with("/*")) {
            continue;
        }
        ++blamed;
        const bool unrecognized = message.starts_with("unrecognized");
        const std::vector<Token> tokens = tokensOf<char>(text);
        const auto found = std::ranges::find_if(tokens, [&](const Token& candidate) {
            const bool invalid =
                candidate.kind == Invalid || (candidate.unterminated && candidate.kind != BlockComment);
            return text.substr(candidate.span.begin, candidate.span.size()) == token && invalid == unrecognized;
        });
        ASSERT_NE(found, tokens.end()) << text << "\n" << message;
    }
    EXPECT_GT(blamed, 10000);
}

} // namespace
