// SPDX-License-Identifier: Apache-2.0
#include "sql/mysql_scanner.h"

#include "sql/server_units.h"

#include <string_view>

namespace dbv::sql {
namespace {

template <class Unit>
constexpr bool isMySqlNamePart(Unit unit) {
    return isLetterUnit(unit) || isDigitUnit(unit) || unit == Unit{'_'} || unit == Unit{'$'} || isBeyondAscii(unit);
}

template <class Unit>
ScannedToken<Unit> scanMySqlComment(const Unit* p, const Unit* end) {
    while (p != end) {
        if (*p == Unit{'*'} && unitAt(p, end, 1) == Unit{'/'}) {
            return {TokenKind::BlockComment, p + 2};
        }
        ++p;
    }
    return {TokenKind::BlockComment, end, LexerState::BlockComment};
}

template <class Unit>
ScannedToken<Unit> scanMySqlQuoted(const Unit* p, const Unit* end, LexerState open, const Grammar& grammar) {
    const Unit quote = open == LexerState::String         ? Unit{'\''}
                       : open == LexerState::DoubleQuoted ? Unit{'"'}
                                                          : Unit{'`'};
    const bool isName =
        open == LexerState::Backquoted || (open == LexerState::DoubleQuoted && grammar.doubleQuotedNames);
    bool closed = false;
    p = skipQuoted(p, end, quote, !isName && grammar.backslashEscapes, closed);
    return {isName ? TokenKind::QuotedIdentifier : TokenKind::String, p, closed ? LexerState::Plain : open};
}

/// Behind `/*!50001` or `/*M!100100`; null where there is an ordinary comment.
template <class Unit>
const Unit* endMySqlOfVersionMark(const Unit* p, const Unit* end) {
    p += 2;
    if (unitAt(p, end, 0) == Unit{'M'} && unitAt(p, end, 1) == Unit{'!'}) {
        ++p;
    }
    if (unitAt(p, end, 0) != Unit{'!'}) {
        return nullptr;
    }
    return skipUnits(p + 1, end, isDigitUnit<Unit>);
}

template <class Unit>
const Unit* endMySqlOfLine(const Unit* p, const Unit* end) {
    return skipUnits(p, end, [](Unit unit) { return unit != Unit{'\n'}; });
}

template <class Unit>
ScannedToken<Unit> scanMySqlNumber(const Unit* p, const Unit* end) {
    const Unit* digits = skipUnits(p, end, isDigitUnit<Unit>);
    if (unitAt(digits, end, 0) == Unit{'.'}) {
        digits = skipUnits(digits + 1, end, isDigitUnit<Unit>);
    }
    if (const Unit e = unitAt(digits, end, 0); e == Unit{'e'} || e == Unit{'E'}) {
        const Unit sign = unitAt(digits, end, 1);
        const std::ptrdiff_t from = sign == Unit{'+'} || sign == Unit{'-'} ? 2 : 1;
        if (isDigitUnit(unitAt(digits, end, from))) {
            return {TokenKind::Number, skipUnits(digits + from, end, isDigitUnit<Unit>)};
        }
    }
    // A name may begin with digits; `0x1F` and `0b101` look alike and are numbers.
    const Unit* stop = skipUnits(digits, end, isMySqlNamePart<Unit>);
    const bool hexadecimal = *p == Unit{'0'} && (unitAt(p, end, 1) == Unit{'x'} || unitAt(p, end, 1) == Unit{'b'});
    return {stop == digits || hexadecimal ? TokenKind::Number : TokenKind::Identifier, stop};
}

/// `@name`, `@@session.name`, and @ in front of a quoted name.
template <class Unit>
ScannedToken<Unit> scanMySqlVariable(const Unit* p, const Unit* end) {
    p = skipUnits(p, end, [](Unit unit) { return unit == Unit{'@'}; });
    return {TokenKind::Operator,
            skipUnits(p, end, [](Unit unit) { return isMySqlNamePart(unit) || unit == Unit{'.'}; })};
}

template <class Unit>
ScannedToken<Unit> scanMySqlPlain(const Unit* p, const Unit* end, const Grammar& grammar) {
    const Unit second = unitAt(p, end, 1);
    if (isSpaceUnit(*p)) {
        return {TokenKind::Whitespace, skipUnits(p + 1, end, isSpaceUnit<Unit>)};
    }
    if (isDigitUnit(*p) || (*p == Unit{'.'} && isDigitUnit(second))) {
        return scanMySqlNumber(p, end);
    }
    if (isMySqlNamePart(*p)) {
        const Unit small = static_cast<Unit>(*p | Unit{0x20});
        if (second == Unit{'\''} && (small == Unit{'x'} || small == Unit{'b'} || small == Unit{'n'})) {
            ScannedToken<Unit> token = scanMySqlQuoted(p + 2, end, LexerState::String, grammar);
            token.kind = small == Unit{'n'} ? TokenKind::String : TokenKind::BlobLiteral;
            return token;
        }
        return {TokenKind::Identifier, skipUnits(p + 1, end, isMySqlNamePart<Unit>)};
    }
    switch (*p) {
    case Unit{'\''}: return scanMySqlQuoted(p + 1, end, LexerState::String, grammar);
    case Unit{'"'}: return scanMySqlQuoted(p + 1, end, LexerState::DoubleQuoted, grammar);
    case Unit{'`'}: return scanMySqlQuoted(p + 1, end, LexerState::Backquoted, grammar);
    case Unit{'#'}: return {TokenKind::LineComment, endMySqlOfLine(p, end)};
    case Unit{'?'}: return {TokenKind::Parameter, p + 1};
    case Unit{';'}: return {TokenKind::Semicolon, p + 1};
    case Unit{'('}: return {TokenKind::OpenBracket, p + 1};
    case Unit{')'}: return {TokenKind::CloseBracket, p + 1};
    case Unit{'@'}: return scanMySqlVariable(p, end);
    case Unit{'-'}:
        // Two hyphens make a comment only before a blank, so that 5--1 is six.
        if (second == Unit{'-'} && (end - p == 2 || isSpaceUnit(p[2]))) {
            return {TokenKind::LineComment, endMySqlOfLine(p, end)};
        }
        break;
    case Unit{'/'}:
        if (second == Unit{'*'}) {
            const Unit* code = endMySqlOfVersionMark(p, end);
            return code == nullptr ? scanMySqlComment(p + 2, end) : ScannedToken<Unit>{TokenKind::Operator, code};
        }
        break;
    case Unit{'\\'}:
        // `\N` is NULL; the client takes the others for commands, or passes on both characters.
        return {second == Unit{'N'} ? TokenKind::Operator : TokenKind::Invalid, p + (end - p == 1 ? 1 : 2)};
    case Unit{'*'}:
        // The end of a versioned comment.
        return {TokenKind::Operator, p + (second == Unit{'/'} ? 2 : 1)};
    default: break;
    }
    return {TokenKind::Operator, p + 1};
}

} // namespace

template <class Unit>
ScannedToken<Unit> resumeMySql(const Unit* p, const Unit* end, LexerState open, const Grammar& grammar) {
    switch (kindOf(open)) {
    case LexerState::BlockComment: return scanMySqlComment(p, end);
    case LexerState::String:
    case LexerState::DoubleQuoted:
    case LexerState::Backquoted: return scanMySqlQuoted(p, end, kindOf(open), grammar);
    default: break;
    }
    return scanMySqlPlain(p, end, grammar);
}

template ScannedToken<char> resumeMySql(const char*, const char*, LexerState, const Grammar&);
template ScannedToken<char16_t> resumeMySql(const char16_t*, const char16_t*, LexerState, const Grammar&);

} // namespace dbv::sql
