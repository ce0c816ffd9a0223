// SPDX-License-Identifier: Apache-2.0
#include "sql/sqlite_scanner.h"

#include "sql/sqlite_units.h"

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <string_view>

namespace dbv::sql {
namespace {

template <class Unit, class Predicate>
const Unit* skipWhile(const Unit* p, const Unit* end, Predicate belongs) {
    while (p != end && belongs(*p)) {
        ++p;
    }
    return p;
}

/// The first `wanted`, or `end`.
template <class Unit>
const Unit* findUnit(const Unit* p, const Unit* end, Unit wanted) {
    if constexpr (sizeof(Unit) == 1) {
        const void* found = p == end ? nullptr : std::memchr(p, wanted, static_cast<std::size_t>(end - p));
        return found == nullptr ? end : static_cast<const Unit*>(found);
    } else {
        return std::find(p, end, wanted);
    }
}

template <class Unit>
constexpr TokenKind quotedKind(Unit quote) {
    return quote == Unit{'\''} ? TokenKind::String : TokenKind::QuotedIdentifier;
}

template <class Unit>
constexpr LexerState quotedState(Unit quote) {
    if (quote == Unit{'\''}) {
        return LexerState::String;
    }
    return quote == Unit{'"'} ? LexerState::DoubleQuoted : LexerState::Backquoted;
}

template <class Unit>
ScannedToken<Unit> scanQuoted(const Unit* p, const Unit* end, Unit quote, TokenKind kind, LexerState state) {
    for (;;) {
        p = findUnit(p, end, quote);
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

template <class Unit>
ScannedToken<Unit> scanBracketed(const Unit* p, const Unit* end) {
    p = findUnit(p, end, Unit{']'});
    if (p == end) {
        return {TokenKind::QuotedIdentifier, end, LexerState::Bracketed};
    }
    return {TokenKind::QuotedIdentifier, p + 1};
}

template <class Unit>
ScannedToken<Unit> scanInvalidBlob(const Unit* p, const Unit* end) {
    p = findUnit(p, end, Unit{'\''});
    if (p == end) {
        return {TokenKind::Invalid, end, LexerState::InvalidBlob};
    }
    return {TokenKind::Invalid, p + 1};
}

template <class Unit>
ScannedToken<Unit> scanBlob(const Unit* p, const Unit* end) {
    const Unit* digits = p + 2;
    p = skipWhile(digits, end, isSqliteHexDigit<Unit>);
    if (p != end && *p == Unit{'\''} && (p - digits) % 2 == 0) {
        return {TokenKind::BlobLiteral, p + 1};
    }
    return scanInvalidBlob(p, end);
}

template <class Unit>
ScannedToken<Unit> scanBlockComment(const Unit* p, const Unit* end) {
    for (;;) {
        p = findUnit(p, end, Unit{'*'});
        if (p == end) {
            return {TokenKind::BlockComment, end, LexerState::BlockComment};
        }
        ++p;
        if (p != end && *p == Unit{'/'}) {
            return {TokenKind::BlockComment, p + 1};
        }
    }
}

template <class Unit>
const Unit* skipExponent(const Unit* p, const Unit* end) {
    if (p == end || (*p != Unit{'e'} && *p != Unit{'E'})) {
        return p;
    }
    const Unit* digits = p + 1;
    if (digits != end && (*digits == Unit{'+'} || *digits == Unit{'-'})) {
        ++digits;
    }
    return digits != end && isSqliteDigit(*digits) ? skipWhile(digits, end, isSqliteDigit<Unit>) : p;
}

template <class Unit>
ScannedToken<Unit> scanNumber(const Unit* p, const Unit* end) {
    const auto at = [p, end](std::ptrdiff_t i) { return end - p > i ? p[i] : Unit{}; };
    if (at(0) == Unit{'0'} && (at(1) == Unit{'x'} || at(1) == Unit{'X'}) && isSqliteHexDigit(at(2))) {
        return {TokenKind::Number, skipWhile(p + 3, end, isSqliteHexDigit<Unit>)};
    }
    const Unit* q = skipWhile(p, end, isSqliteDigit<Unit>);
    if (q != end && *q == Unit{'.'}) {
        q = skipWhile(q + 1, end, isSqliteDigit<Unit>);
    }
    q = skipExponent(q, end);
    const Unit* stop = skipWhile(q, end, isSqliteName<Unit>);
    return {stop == q ? TokenKind::Number : TokenKind::Invalid, stop};
}

/// `:name`, `@name`, `$name`, with `::` inside a name and one `(suffix)` behind it, as Tcl writes variables.
template <class Unit>
ScannedToken<Unit> scanVariable(const Unit* p, const Unit* end) {
    // SQLite knows #1 only in SQL that it makes itself.
    bool valid = *p != Unit{'#'};
    bool named = false;
    for (++p; p != end; ++p) {
        if (isSqliteName(*p)) {
            named = true;
        } else if (*p == Unit{'('} && named) {
            p = skipWhile(p + 1, end,
                          [](Unit unit) { return unit != Unit{} && !isSqliteSpace(unit) && unit != Unit{')'}; });
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

template <class Unit>
ScannedToken<Unit> scanOperator(const Unit* p, const Unit* end, Unit second) {
    const bool equalFollows = second == Unit{'='};
    switch (sqliteClassOf(*p)) {
    case SqliteUnitClass::Minus:
        if (second == Unit{'-'}) {
            return {TokenKind::LineComment, findUnit(p + 2, end, Unit{'\n'})};
        }
        if (second == Unit{'>'}) {
            return {TokenKind::Operator, p + (end - p > 2 && p[2] == Unit{'>'} ? 3 : 2)};
        }
        return {TokenKind::Operator, p + 1};
    case SqliteUnitClass::Slash:
        return second == Unit{'*'} ? scanBlockComment(p + 2, end) : ScannedToken<Unit>{TokenKind::Operator, p + 1};
    case SqliteUnitClass::Less: {
        const bool two = equalFollows || second == Unit{'>'} || second == Unit{'<'};
        return {TokenKind::Operator, p + (two ? 2 : 1)};
    }
    case SqliteUnitClass::Greater: return {TokenKind::Operator, p + (equalFollows || second == Unit{'>'} ? 2 : 1)};
    case SqliteUnitClass::Equal: return {TokenKind::Operator, p + (equalFollows ? 2 : 1)};
    case SqliteUnitClass::Bang:
        return equalFollows ? ScannedToken<Unit>{TokenKind::Operator, p + 2}
                            : ScannedToken<Unit>{TokenKind::Invalid, p + 1};
    default: return {TokenKind::Operator, p + (second == Unit{'|'} ? 2 : 1)};
    }
}

template <class Unit>
ScannedToken<Unit> scanMark(const Unit* p, const Unit* end) {
    if constexpr (sizeof(Unit) == 1) {
        if (std::string_view(p, end).starts_with("\xEF\xBB\xBF")) {
            return {TokenKind::Whitespace, p + 3};
        }
        return {TokenKind::Identifier, skipWhile(p + 1, end, isSqliteName<Unit>)};
    } else {
        return {TokenKind::Whitespace, p + 1};
    }
}

} // namespace

template <class Unit>
ScannedToken<Unit> scanSqlite(const Unit* p, const Unit* end) {
    using enum SqliteUnitClass;
    const Unit second = end - p > 1 ? p[1] : Unit{};
    switch (sqliteClassOf(*p)) {
    case Space: return {TokenKind::Whitespace, skipWhile(p + 1, end, isSqliteSpace<Unit>)};
    case Name: return {TokenKind::Identifier, skipWhile(p + 1, end, isSqliteName<Unit>)};
    case BlobPrefix:
        return second == Unit{'\''}
                   ? scanBlob(p, end)
                   : ScannedToken<Unit>{TokenKind::Identifier, skipWhile(p + 1, end, isSqliteName<Unit>)};
    case Digit: return scanNumber(p, end);
    case Dollar:
    case Variable: return scanVariable(p, end);
    case Question: return {TokenKind::Parameter, skipWhile(p + 1, end, isSqliteDigit<Unit>)};
    case Quote: return scanQuoted(p + 1, end, *p, quotedKind(*p), quotedState(*p));
    case Bracket: return scanBracketed(p + 1, end);
    case Dot: return isSqliteDigit(second) ? scanNumber(p, end) : ScannedToken<Unit>{TokenKind::Operator, p + 1};
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

template <class Unit>
ScannedToken<Unit> resumeSqlite(const Unit* p, const Unit* end, LexerState open) {
    switch (open) {
    case LexerState::BlockComment: return scanBlockComment(p, end);
    case LexerState::String: return scanQuoted(p, end, Unit{'\''}, TokenKind::String, open);
    case LexerState::DoubleQuoted: return scanQuoted(p, end, Unit{'"'}, TokenKind::QuotedIdentifier, open);
    case LexerState::Backquoted: return scanQuoted(p, end, Unit{'`'}, TokenKind::QuotedIdentifier, open);
    case LexerState::Bracketed: return scanBracketed(p, end);
    case LexerState::InvalidBlob: return scanInvalidBlob(p, end);
    default: break;
    }
    return scanSqlite(p, end);
}

template ScannedToken<char> scanSqlite(const char*, const char*);
template ScannedToken<char16_t> scanSqlite(const char16_t*, const char16_t*);
template ScannedToken<char> resumeSqlite(const char*, const char*, LexerState);
template ScannedToken<char16_t> resumeSqlite(const char16_t*, const char16_t*, LexerState);

} // namespace dbv::sql
