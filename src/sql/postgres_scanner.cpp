// SPDX-License-Identifier: Apache-2.0
#include "sql/postgres_scanner.h"

#include "sql/server_units.h"

#include <cstdint>
#include <string_view>

namespace dbv::sql {
namespace {

template <class Unit>
constexpr bool isPostgresNameStart(Unit unit) {
    return isLetterUnit(unit) || unit == Unit{'_'} || isBeyondAscii(unit);
}

template <class Unit>
constexpr bool isPostgresNamePart(Unit unit) {
    return isPostgresNameStart(unit) || isDigitUnit(unit) || unit == Unit{'$'};
}

template <class Unit>
constexpr bool isPostgresTagPart(Unit unit) {
    return isPostgresNameStart(unit) || isDigitUnit(unit);
}

template <class Unit>
constexpr bool isPostgresOperatorUnit(Unit unit) {
    return !isBeyondAscii(unit) &&
           std::string_view("~!@#^&|`?+-*/%<>=").find(static_cast<char>(unit)) != std::string_view::npos;
}

/// Two tags of one text are taken for the same when their sums are, which is as good as certain.
template <class Unit>
constexpr std::uint32_t sumPostgresOf(std::basic_string_view<Unit> tag) {
    std::uint32_t sum = 2166136261U;
    for (const Unit unit : tag) {
        sum = (sum ^ static_cast<std::uint32_t>(unit)) * 16777619U;
    }
    return detailOf(withDetail(LexerState::Plain, sum));
}

template <class Unit>
ScannedToken<Unit> scanPostgresComment(const Unit* p, const Unit* end, std::uint32_t around) {
    std::uint32_t depth = around + 1;
    while (p != end) {
        const Unit second = unitAt(p, end, 1);
        if (*p == Unit{'*'} && second == Unit{'/'}) {
            p += 2;
            if (--depth == 0) {
                return {TokenKind::BlockComment, p};
            }
        } else if (*p == Unit{'/'} && second == Unit{'*'}) {
            p += 2;
            ++depth;
        } else {
            ++p;
        }
    }
    return {TokenKind::BlockComment, end, withDetail(LexerState::BlockComment, depth - 1)};
}

template <class Unit>
ScannedToken<Unit> scanPostgresQuoted(const Unit* p, const Unit* end, LexerState open) {
    const bool isName = open == LexerState::DoubleQuoted;
    bool closed = false;
    p = skipQuoted(p, end, isName ? Unit{'"'} : Unit{'\''}, open == LexerState::EscapeString, closed);
    return {isName ? TokenKind::QuotedIdentifier : TokenKind::String, p, closed ? LexerState::Plain : open};
}

/// Behind the `$` that closes a tag; null when there is none at `p`, which is behind the first `$`.
template <class Unit>
const Unit* endPostgresOfTag(const Unit* p, const Unit* end) {
    if (p != end && isDigitUnit(*p)) {
        return nullptr;
    }
    p = skipUnits(p, end, isPostgresTagPart<Unit>);
    return p != end && *p == Unit{'$'} ? p + 1 : nullptr;
}

template <class Unit>
ScannedToken<Unit> scanPostgresDollarBody(const Unit* p, const Unit* end, std::uint32_t sum) {
    while (p != end) {
        if (*p != Unit{'$'}) {
            ++p;
            continue;
        }
        const Unit* close = endPostgresOfTag(p + 1, end);
        if (close != nullptr && sumPostgresOf(std::basic_string_view<Unit>(p + 1, close - 1)) == sum) {
            return {TokenKind::String, close};
        }
        ++p;
    }
    return {TokenKind::String, end, withDetail(LexerState::DollarQuoted, sum)};
}

/// A number or a parameter that ends at `p`, unless the letter that follows makes it neither. What stands behind that letter
/// is a token of its own, so that in `1xE'a'` a string begins.
template <class Unit>
ScannedToken<Unit> withPostgresJunk(TokenKind kind, const Unit* p, const Unit* end) {
    if (p == end || !isPostgresNameStart(*p)) {
        return {kind, p};
    }
    return {TokenKind::Invalid, isBeyondAscii(*p) ? skipUnits(p, end, isBeyondAscii<Unit>) : p + 1};
}

template <class Unit>
ScannedToken<Unit> scanPostgresDollar(const Unit* p, const Unit* end) {
    if (isDigitUnit(unitAt(p, end, 1))) {
        return withPostgresJunk(TokenKind::Parameter, skipUnits(p + 1, end, isDigitUnit<Unit>), end);
    }
    const Unit* body = endPostgresOfTag(p + 1, end);
    if (body == nullptr) {
        return {TokenKind::Invalid, p + 1};
    }
    return scanPostgresDollarBody(body, end, sumPostgresOf(std::basic_string_view<Unit>(p + 1, body - 1)));
}

template <class Unit>
ScannedToken<Unit> scanPostgresNumber(const Unit* p, const Unit* end) {
    p = skipUnits(p, end, isDigitUnit<Unit>);
    // In `1..10` the dots are an operator.
    if (unitAt(p, end, 0) == Unit{'.'} && unitAt(p, end, 1) != Unit{'.'}) {
        p = skipUnits(p + 1, end, isDigitUnit<Unit>);
    }
    if (const Unit e = unitAt(p, end, 0); e == Unit{'e'} || e == Unit{'E'}) {
        const Unit sign = unitAt(p, end, 1);
        const bool hasSign = sign == Unit{'+'} || sign == Unit{'-'};
        const std::ptrdiff_t digits = hasSign ? 2 : 1;
        if (isDigitUnit(unitAt(p, end, digits))) {
            p = skipUnits(p + digits, end, isDigitUnit<Unit>);
        } else if (hasSign) {
            return {TokenKind::Invalid, p + 2};
        }
    }
    return withPostgresJunk(TokenKind::Number, p, end);
}

template <class Unit>
ScannedToken<Unit> scanPostgresOperator(const Unit* p, const Unit* end) {
    const Unit* const begin = p;
    while (p != end && isPostgresOperatorUnit(*p)) {
        const Unit second = unitAt(p, end, 1);
        if (p != begin && ((*p == Unit{'-'} && second == Unit{'-'}) || (*p == Unit{'/'} && second == Unit{'*'}))) {
            break;
        }
        ++p;
    }
    return {TokenKind::Operator, p};
}

template <class Unit>
ScannedToken<Unit> scanPostgresWord(const Unit* p, const Unit* end, LexerState usual) {
    const Unit second = unitAt(p, end, 1);
    const Unit small = static_cast<Unit>(*p | Unit{0x20});
    if (second == Unit{'\''} &&
        (small == Unit{'e'} || small == Unit{'b'} || small == Unit{'x'} || small == Unit{'n'})) {
        const LexerState kind = small == Unit{'n'} ? usual : LexerState::String;
        return scanPostgresQuoted(p + 2, end, small == Unit{'e'} ? LexerState::EscapeString : kind);
    }
    if (small == Unit{'u'} && second == Unit{'&'}) {
        const Unit third = unitAt(p, end, 2);
        if (third == Unit{'\''} || third == Unit{'"'}) {
            return scanPostgresQuoted(p + 3, end, third == Unit{'"'} ? LexerState::DoubleQuoted : LexerState::String);
        }
    }
    return {TokenKind::Identifier, skipUnits(p + 1, end, isPostgresNamePart<Unit>)};
}

template <class Unit>
const Unit* endPostgresOfLine(const Unit* p, const Unit* end) {
    return skipUnits(p, end, [](Unit unit) { return unit != Unit{'\n'} && unit != Unit{'\r'}; });
}

/// `usual` is the kind of a text in quotes that nothing stands before.
template <class Unit>
ScannedToken<Unit> scanPostgresPlain(const Unit* p, const Unit* end, LexerState usual) {
    const Unit second = unitAt(p, end, 1);
    if (isSpaceUnit(*p)) {
        return {TokenKind::Whitespace, skipUnits(p + 1, end, isSpaceUnit<Unit>)};
    }
    if (isPostgresNameStart(*p)) {
        return scanPostgresWord(p, end, usual);
    }
    if (isDigitUnit(*p) || (*p == Unit{'.'} && isDigitUnit(second))) {
        return scanPostgresNumber(p, end);
    }
    switch (*p) {
    case Unit{'\''}: return scanPostgresQuoted(p + 1, end, usual);
    case Unit{'"'}: return scanPostgresQuoted(p + 1, end, LexerState::DoubleQuoted);
    case Unit{'$'}: return scanPostgresDollar(p, end);
    case Unit{';'}: return {TokenKind::Semicolon, p + 1};
    case Unit{'('}: return {TokenKind::OpenBracket, p + 1};
    case Unit{')'}: return {TokenKind::CloseBracket, p + 1};
    case Unit{':'}: return {TokenKind::Operator, p + (second == Unit{':'} || second == Unit{'='} ? 2 : 1)};
    case Unit{'['}:
    case Unit{']'}:
    case Unit{','}:
    case Unit{'.'}: return {TokenKind::Operator, p + 1};
    case Unit{'-'}:
        if (second == Unit{'-'}) {
            return {TokenKind::LineComment, endPostgresOfLine(p, end)};
        }
        break;
    case Unit{'/'}:
        if (second == Unit{'*'}) {
            return scanPostgresComment(p + 2, end, 0);
        }
        break;
    default: break;
    }
    return isPostgresOperatorUnit(*p) ? scanPostgresOperator(p, end) : ScannedToken<Unit>{TokenKind::Invalid, p + 1};
}

} // namespace

template <class Unit>
ScannedToken<Unit> resumePostgres(const Unit* p, const Unit* end, LexerState open, const Grammar& grammar) {
    switch (kindOf(open)) {
    case LexerState::BlockComment: return scanPostgresComment(p, end, detailOf(open));
    case LexerState::String:
    case LexerState::DoubleQuoted:
    case LexerState::EscapeString: return scanPostgresQuoted(p, end, kindOf(open));
    case LexerState::DollarQuoted: return scanPostgresDollarBody(p, end, detailOf(open));
    default: break;
    }
    return scanPostgresPlain(p, end, grammar.backslashEscapes ? LexerState::EscapeString : LexerState::String);
}

template ScannedToken<char> resumePostgres(const char*, const char*, LexerState, const Grammar&);
template ScannedToken<char16_t> resumePostgres(const char16_t*, const char16_t*, LexerState, const Grammar&);

} // namespace dbv::sql
