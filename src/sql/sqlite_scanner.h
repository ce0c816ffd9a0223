// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sql/lexer.h"

#include <algorithm>
#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <type_traits>

namespace dbv::sql {

/// How SQLite's tokenizer sorts the first unit of a token.
enum class SqliteUnitClass : std::uint8_t {
    Illegal,
    Space,
    Name,
    BlobPrefix,
    Digit,
    Dollar,
    Variable,
    Question,
    Quote,
    Bracket,
    Dot,
    Minus,
    Slash,
    Less,
    Greater,
    Equal,
    Bang,
    Pipe,
    Single,
    Semicolon,
    Open,
    Close,
    ByteOrderMark,
};

inline constexpr auto kSqliteUnitClasses = [] {
    using enum SqliteUnitClass;
    std::array<SqliteUnitClass, 256> classes{};
    const auto mark = [&classes](std::string_view units, SqliteUnitClass unitClass) {
        for (const char unit : units) {
            classes[static_cast<unsigned char>(unit)] = unitClass;
        }
    };
    std::fill(classes.begin() + 0x80, classes.end(), Name);
    classes[0xEF] = ByteOrderMark;
    mark(" \t\n\f\r", Space);
    mark("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_", Name);
    mark("xX", BlobPrefix);
    mark("0123456789", Digit);
    mark("@#:", Variable);
    mark("'\"`", Quote);
    mark(",&~+*%", Single);
    const std::string_view own = "$?[.-/<>=!|;()";
    constexpr std::array kOwn = {Dollar,  Question, Bracket, Dot,  Minus,     Slash, Less,
                                 Greater, Equal,    Bang,    Pipe, Semicolon, Open,  Close};
    for (std::size_t i = 0; i < own.size(); ++i) {
        classes[static_cast<unsigned char>(own[i])] = kOwn[i];
    }
    return classes;
}();

/// A token as the scanner finds it: keywords are identifiers still.
template <class Unit>
struct SqliteToken {
    TokenKind kind;
    const Unit* end;
    LexerState open = LexerState::Plain;
};

/// One token at a time by the rules of SQLite's tokenize.c.
/// Shape: all functions read within [p, end) only.
template <class Unit>
class SqliteScanner {
public:
    using Result = SqliteToken<Unit>;

    /// The token at `p`, which is before `end`.
    [[nodiscard]] static Result scan(const Unit* p, const Unit* end) {
        using enum SqliteUnitClass;
        const Unit second = end - p > 1 ? p[1] : Unit{};
        switch (classOf(*p)) {
        case Space: return {TokenKind::Whitespace, skip(p + 1, end, isSpace)};
        case Name: return {TokenKind::Identifier, skip(p + 1, end, isName)};
        case BlobPrefix:
            return second == Unit{'\''} ? scanBlob(p, end) : Result{TokenKind::Identifier, skip(p + 1, end, isName)};
        case Digit: return scanNumber(p, end);
        case Dollar:
        case Variable: return scanVariable(p, end);
        case Question: return {TokenKind::Parameter, skip(p + 1, end, isDigit)};
        case Quote: return scanQuoted(p + 1, end, *p, quotedKind(*p), quotedState(*p));
        case Bracket: return scanBracketed(p + 1, end);
        case Dot: return isDigit(second) ? scanNumber(p, end) : Result{TokenKind::Operator, p + 1};
        case Minus:
        case Slash:
        case Less:
        case Greater:
        case Equal:
        case Bang:
        case Pipe: return scanOperator(p, end, second);
        case Single: return {TokenKind::Operator, p + 1};
        case Semicolon: return {TokenKind::Semicolon, p + 1};
        case Open: return {TokenKind::OpenBracket, p + 1};
        case Close: return {TokenKind::CloseBracket, p + 1};
        case ByteOrderMark: return scanMark(p, end);
        case Illegal: break;
        }
        return {TokenKind::Invalid, p + 1};
    }

    /// The rest of a token that an earlier piece of the text left open.
    [[nodiscard]] static Result resume(const Unit* p, const Unit* end, LexerState open) {
        switch (open) {
        case LexerState::BlockComment: return scanBlockComment(p, end);
        case LexerState::String: return scanQuoted(p, end, Unit{'\''}, TokenKind::String, open);
        case LexerState::DoubleQuoted: return scanQuoted(p, end, Unit{'"'}, TokenKind::QuotedIdentifier, open);
        case LexerState::Backquoted: return scanQuoted(p, end, Unit{'`'}, TokenKind::QuotedIdentifier, open);
        case LexerState::Bracketed: return scanBracketed(p, end);
        case LexerState::InvalidBlob: return scanInvalidBlob(p, end);
        case LexerState::Plain: break;
        }
        return scan(p, end);
    }

private:
    static constexpr bool kNarrow = std::same_as<Unit, char>;

    static constexpr SqliteUnitClass classOf(Unit unit) {
        if constexpr (kNarrow) {
            return kSqliteUnitClasses[static_cast<unsigned char>(unit)];
        } else {
            if (unit >= 0x80) {
                return unit == 0xFEFF ? SqliteUnitClass::ByteOrderMark : SqliteUnitClass::Name;
            }
            return kSqliteUnitClasses[unit];
        }
    }

    static constexpr bool isDigit(Unit unit) { return unit >= Unit{'0'} && unit <= Unit{'9'}; }
    static constexpr bool isHexDigit(Unit unit) {
        return isDigit(unit) || (unit >= Unit{'a'} && unit <= Unit{'f'}) || (unit >= Unit{'A'} && unit <= Unit{'F'});
    }
    static constexpr bool isSpace(Unit unit) { return unit == Unit{' '} || (unit >= Unit{'\t'} && unit <= Unit{'\r'}); }
    static constexpr bool isName(Unit unit) {
        using enum SqliteUnitClass;
        const SqliteUnitClass unitClass = classOf(unit);
        return (unitClass >= Name && unitClass <= Dollar) || unitClass == ByteOrderMark;
    }

    template <class Predicate>
    static const Unit* skip(const Unit* p, const Unit* end, Predicate belongs) {
        while (p != end && belongs(*p)) {
            ++p;
        }
        return p;
    }

    /// The first `wanted`, or `end`.
    static const Unit* find(const Unit* p, const Unit* end, Unit wanted) {
        if constexpr (kNarrow) {
            const void* found = p == end ? nullptr : std::memchr(p, wanted, static_cast<std::size_t>(end - p));
            return found == nullptr ? end : static_cast<const Unit*>(found);
        } else {
            return std::find(p, end, wanted);
        }
    }

    static constexpr TokenKind quotedKind(Unit quote) {
        return quote == Unit{'\''} ? TokenKind::String : TokenKind::QuotedIdentifier;
    }
    static constexpr LexerState quotedState(Unit quote) {
        if (quote == Unit{'\''}) {
            return LexerState::String;
        }
        return quote == Unit{'"'} ? LexerState::DoubleQuoted : LexerState::Backquoted;
    }

    static Result scanQuoted(const Unit* p, const Unit* end, Unit quote, TokenKind kind, LexerState state) {
        for (;;) {
            p = find(p, end, quote);
            if (p == end) {
                return {kind, end, state};
            }
            ++p;
            if (p == end || *p != quote) {
                return {kind, p};
            }
            ++p;
        }
    }

    static Result scanBracketed(const Unit* p, const Unit* end) {
        p = find(p, end, Unit{']'});
        if (p == end) {
            return {TokenKind::QuotedIdentifier, end, LexerState::Bracketed};
        }
        return {TokenKind::QuotedIdentifier, p + 1};
    }

    static Result scanBlob(const Unit* p, const Unit* end) {
        const Unit* digits = p + 2;
        p = skip(digits, end, isHexDigit);
        if (p != end && *p == Unit{'\''} && (p - digits) % 2 == 0) {
            return {TokenKind::BlobLiteral, p + 1};
        }
        return scanInvalidBlob(p, end);
    }

    static Result scanInvalidBlob(const Unit* p, const Unit* end) {
        p = find(p, end, Unit{'\''});
        if (p == end) {
            return {TokenKind::Invalid, end, LexerState::InvalidBlob};
        }
        return {TokenKind::Invalid, p + 1};
    }

    static Result scanBlockComment(const Unit* p, const Unit* end) {
        for (;;) {
            p = find(p, end, Unit{'*'});
            if (p == end) {
                return {TokenKind::BlockComment, end, LexerState::BlockComment};
            }
            ++p;
            if (p != end && *p == Unit{'/'}) {
                return {TokenKind::BlockComment, p + 1};
            }
        }
    }

    static Result scanNumber(const Unit* p, const Unit* end) {
        const auto at = [p, end](std::ptrdiff_t i) { return end - p > i ? p[i] : Unit{}; };
        if (at(0) == Unit{'0'} && (at(1) == Unit{'x'} || at(1) == Unit{'X'}) && isHexDigit(at(2))) {
            return {TokenKind::Number, skip(p + 3, end, isHexDigit)};
        }
        const Unit* q = skip(p, end, isDigit);
        if (q != end && *q == Unit{'.'}) {
            q = skip(q + 1, end, isDigit);
        }
        q = skipExponent(q, end);
        const Unit* stop = skip(q, end, isName);
        return {stop == q ? TokenKind::Number : TokenKind::Invalid, stop};
    }

    static const Unit* skipExponent(const Unit* p, const Unit* end) {
        if (p == end || (*p != Unit{'e'} && *p != Unit{'E'})) {
            return p;
        }
        const Unit* digits = p + 1;
        if (digits != end && (*digits == Unit{'+'} || *digits == Unit{'-'})) {
            ++digits;
        }
        return digits != end && isDigit(*digits) ? skip(digits, end, isDigit) : p;
    }

    /// `:name`, `@name`, `$name`, with `::` inside a name and one `(suffix)` behind it, as Tcl writes variables.
    static Result scanVariable(const Unit* p, const Unit* end) {
        // SQLite knows #1 only in SQL that it makes itself.
        bool valid = *p != Unit{'#'};
        bool named = false;
        for (++p; p != end; ++p) {
            if (isName(*p)) {
                named = true;
            } else if (*p == Unit{'('} && named) {
                p = skip(p + 1, end, [](Unit unit) { return unit != Unit{} && !isSpace(unit) && unit != Unit{')'}; });
                const bool closed = p != end && *p == Unit{')'};
                return {valid && closed ? TokenKind::Parameter : TokenKind::Invalid, closed ? p + 1 : p};
            } else if (*p == Unit{':'} && end - p > 1 && p[1] == Unit{':'}) {
                ++p;
            } else {
                break;
            }
        }
        return {valid && named ? TokenKind::Parameter : TokenKind::Invalid, p};
    }

    static Result scanOperator(const Unit* p, const Unit* end, Unit second) {
        const bool equalFollows = second == Unit{'='};
        switch (classOf(*p)) {
        case SqliteUnitClass::Minus:
            if (second == Unit{'-'}) {
                return {TokenKind::LineComment, find(p + 2, end, Unit{'\n'})};
            }
            if (second == Unit{'>'}) {
                return {TokenKind::Operator, p + (end - p > 2 && p[2] == Unit{'>'} ? 3 : 2)};
            }
            return {TokenKind::Operator, p + 1};
        case SqliteUnitClass::Slash:
            return second == Unit{'*'} ? scanBlockComment(p + 2, end) : Result{TokenKind::Operator, p + 1};
        case SqliteUnitClass::Less: {
            const bool two = equalFollows || second == Unit{'>'} || second == Unit{'<'};
            return {TokenKind::Operator, p + (two ? 2 : 1)};
        }
        case SqliteUnitClass::Greater: return {TokenKind::Operator, p + (equalFollows || second == Unit{'>'} ? 2 : 1)};
        case SqliteUnitClass::Equal: return {TokenKind::Operator, p + (equalFollows ? 2 : 1)};
        case SqliteUnitClass::Bang:
            return equalFollows ? Result{TokenKind::Operator, p + 2} : Result{TokenKind::Invalid, p + 1};
        default: return {TokenKind::Operator, p + (second == Unit{'|'} ? 2 : 1)};
        }
    }

    static Result scanMark(const Unit* p, const Unit* end) {
        if constexpr (kNarrow) {
            if (std::string_view(p, end).starts_with("\xEF\xBB\xBF")) {
                return {TokenKind::Whitespace, p + 3};
            }
            return {TokenKind::Identifier, skip(p + 1, end, isName)};
        } else {
            return {TokenKind::Whitespace, p + 1};
        }
    }
};

} // namespace dbv::sql
