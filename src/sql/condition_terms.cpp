// SPDX-License-Identifier: Apache-2.0
// The values in conditions.
#include <algorithm>
#include <array>
#include <charconv>
#include <functional>

#include "sql/condition_reader.h"

namespace dbv::sql {

namespace {

/// The last bits of two numbers are far from one another's.
constexpr std::uint64_t kSpread = 0x9E3779B97F4A7C15ULL;

/// The text of a constant that is plain to see.
std::optional<std::string> plainText(std::string_view written) {
    const bool quoted =
        written.size() >= 2 && (written.front() == '\'' || written.front() == '"') && written.back() == written.front();
    if (!quoted) {
        return std::nullopt;
    }
    return std::string(written.substr(1, written.size() - 2));
}

std::optional<double> plainNumber(std::string_view written) {
    double number = 0;
    const auto [end, failed] = std::from_chars(written.data(), written.data() + written.size(), number);
    return failed == std::errc() && end == written.data() + written.size() ? std::optional(number) : std::nullopt;
}

Term constant(std::string_view text) {
    Term term;
    term.full = markOf(text);
    term.bare = term.full;
    return term;
}

bool isNumber(const Term& term, double number) {
    return term.number && *term.number == number;
}

bool isEmptyText(const Term& term) {
    return term.text && term.text->empty();
}

} // namespace

std::uint64_t markOf(std::string_view text) {
    return std::hash<std::string_view>()(text) * kSpread;
}

std::uint64_t markOf(std::uint64_t one, std::uint64_t other) {
    constexpr unsigned kTurn = 23;
    return ((one << kTurn) ^ (one >> (64U - kTurn)) ^ (other + kSpread)) * kSpread;
}

bool isSameTerm(const Term& one, const Term& other) {
    return one.full == other.full || (one.bare == other.bare && (!one.qualified || !other.qualified));
}

Term ConditionReader::opaque(ConditionSpan span) const {
    Term term;
    m_left -= std::min(m_left, span.end - span.begin);
    for (std::size_t at = span.begin; at < span.end; ++at) {
        const StatementWord& word = m_words[at];
        const bool name = word.isPlain() || word.kind == TokenKind::QuotedIdentifier;
        term.full = markOf(term.full, markOf(name ? inCapitals(word.text) : word.text));
        term.columns = term.columns || mayBeColumn(at);
        term.qualified = term.qualified || word.text == ".";
    }
    term.bare = term.full;
    return term;
}

std::string ConditionReader::markAt(std::size_t at, std::size_t end, std::size_t& behind) {
    behind = at;
    if (at >= end || m_words[at].kind != TokenKind::Operator) {
        return {};
    }
    std::string mark = m_words[at].text;
    ++behind;
    // Where each unit is a word, what follows without a gap is the same mark; `+` and `-` begin the next value.
    constexpr std::string_view kUnits = "=<>!&|~*^";
    while (behind < end && m_words[behind].kind == TokenKind::Operator &&
           mark.find_first_not_of(kUnits) == std::string::npos &&
           m_words[behind - 1].span.end == m_words[behind].span.begin && mark != "*" &&
           m_words[behind].text.find_first_not_of(kUnits) == std::string::npos) {
        mark += m_words[behind].text;
        ++behind;
    }
    while (mark.size() > 1 && (mark.back() == '-' || mark.back() == '+') &&
           mark.find_first_of("~!@#%^&|`?") == std::string::npos) {
        m_signs += mark.back() == '-' ? 1U : 0U;
        mark.pop_back();
    }
    return mark;
}

Term ConditionReader::joined(Term left, std::string_view mark, Term right) {
    const bool plus = mark == "+";
    const bool minus = mark == "-";
    const bool times = mark == "*";
    const bool bits = mark == "|" || mark == "#" || mark == "<<" || mark == ">>";
    const bool divides = mark == "/" || mark == "DIV";
    if (((plus || minus || bits) && isNumber(right, 0)) || ((times || divides) && isNumber(right, 1)) ||
        (mark == "||" && isEmptyText(right))) {
        return left;
    }
    if ((plus && isNumber(left, 0)) || (times && isNumber(left, 1)) || (mark == "||" && isEmptyText(left))) {
        return right;
    }
    Term term;
    term.full = markOf(markOf(left.full, markOf(mark)), right.full);
    term.bare = markOf(markOf(left.bare, markOf(mark)), right.bare);
    term.qualified = left.qualified || right.qualified;
    term.columns = left.columns || right.columns;
    const bool same = isSameTerm(left, right);
    term.neverNegative = (times && same) || ((plus || times || divides) && left.neverNegative && right.neverNegative);
    const bool nothing = (minus && same) || (times && (isNumber(left, 0) || isNumber(right, 0))) ||
                         ((mark == "%" || mark == "MOD") && isNumber(right, 1));
    if (nothing) {
        term.number = 0;
    } else if (divides && same) {
        term.number = 1;
    } else if (left.number && right.number && (plus || minus || times)) {
        term.number = plus    ? *left.number + *right.number
                      : minus ? *left.number - *right.number
                              : *left.number * *right.number;
    } else if (mark == "||" && left.text && right.text) {
        term.text = *left.text + *right.text;
    }
    return term;
}

std::optional<Term> ConditionReader::readTerm(std::size_t& at, std::size_t end) {
    std::optional<Term> left = readProduct(at, end);
    while (left && at < end) {
        std::size_t behind = at;
        const std::size_t signs = m_signs;
        const std::string mark = markAt(at, end, behind);
        constexpr auto kMarks =
            std::to_array<std::string_view>({"+", "-", "||", "|", "&", "#", "<<", ">>", "->", "->>"});
        if (std::ranges::find(kMarks, std::string_view(mark)) == kMarks.end()) {
            m_signs = signs;
            return left;
        }
        std::size_t next = behind;
        std::optional<Term> right = readProduct(next, end);
        if (!right) {
            return std::nullopt;
        }
        left = joined(std::move(*left), mark, std::move(*right));
        at = next;
    }
    return left;
}

std::optional<Term> ConditionReader::readProduct(std::size_t& at, std::size_t end) {
    std::optional<Term> left = readUnary(at, end);
    while (left && at < end) {
        std::size_t behind = at;
        const std::size_t signs = m_signs;
        std::string mark = m_words.isOneOf(at, {"DIV", "MOD"}) ? m_words[at].text : markAt(at, end, behind);
        behind = m_words.isOneOf(at, {"DIV", "MOD"}) ? at + 1 : behind;
        if (mark != "*" && mark != "/" && mark != "%" && mark != "DIV" && mark != "MOD" && mark != "^") {
            m_signs = signs;
            return left;
        }
        std::size_t next = behind;
        std::optional<Term> right = readUnary(next, end);
        if (!right) {
            return std::nullopt;
        }
        left = joined(std::move(*left), mark, std::move(*right));
        at = next;
    }
    return left;
}

std::optional<Term> ConditionReader::readUnary(std::size_t& at, std::size_t end) {
    std::size_t negative = std::exchange(m_signs, 0);
    while (at < end && (m_words.is(at, "-") || m_words.is(at, "+"))) {
        negative += m_words.is(at, "-") ? 1U : 0U;
        ++at;
    }
    const bool turnsBits = at < end && m_words.is(at, "~");
    at += turnsBits ? 1U : 0U;
    std::optional<Term> term = readPrimary(at, end);
    if (term && turnsBits) {
        *term = joined(constant("~"), "~", std::move(*term));
    }
    while (term && at < end) {
        if (m_words.is(at, "::")) {
            at = behindType(at + 1, end);
        } else if (m_words.is(at, "COLLATE")) {
            at = m_words.behindName(at + 1);
        } else if (m_words.is(at, "[")) {
            const std::size_t begin = at;
            while (at < end && !m_words.is(at, "]")) {
                ++at;
            }
            ++at;
            const Term index = opaque({begin, at});
            *term = joined(std::move(*term), "[", index);
        } else {
            break;
        }
    }
    if (!term || negative % 2 == 0) {
        return term;
    }
    const std::optional<double> number = term->number;
    // Turned twice, it is the same again.
    Term turned = std::move(*term);
    turned.full ^= kSpread;
    turned.bare ^= kSpread;
    turned.single = false;
    turned.rowNumber = false;
    turned.reach.reset();
    turned.inner = {};
    turned.number = number ? std::optional(-*number) : std::nullopt;
    turned.neverNegative = false;
    return turned;
}

std::size_t ConditionReader::behindType(std::size_t at, std::size_t end) const {
    at = m_words.behindName(at);
    while (at < end && m_words.isOneOf(at, {"PRECISION", "VARYING", "WITH", "WITHOUT", "TIME", "ZONE", "UNSIGNED",
                                            "SIGNED", "INTEGER", "CHARACTER", "SET"})) {
        ++at;
    }
    if (m_words[at].kind == TokenKind::OpenBracket) {
        at = m_words.closing(at) + 1;
    }
    while (m_words.is(at, "[")) {
        while (at < end && !m_words.is(at, "]")) {
            ++at;
        }
        ++at;
    }
    return std::min(at, end);
}

std::optional<Term> ConditionReader::readPrimary(std::size_t& at, std::size_t end) {
    const StatementWord& word = m_words[at];
    if (at >= end || m_left == 0) {
        return std::nullopt;
    }
    --m_left;
    switch (word.kind) {
    case TokenKind::OpenBracket: return readBracket(at);
    case TokenKind::Number: {
        Term term = constant(word.text);
        term.number = plainNumber(word.text);
        term.neverNull = true;
        ++at;
        return term;
    }
    case TokenKind::String: {
        Term term = constant(word.text);
        term.text = plainText(word.text);
        term.neverNull = true;
        for (++at; at < end && m_words[at].kind == TokenKind::String; ++at) {
            term.text = std::nullopt;
            term.bare = markOf(term.bare, markOf(m_words[at].text));
            term.full = term.bare;
        }
        return term;
    }
    case TokenKind::Parameter:
    case TokenKind::BlobLiteral: ++at; return constant(word.text);
    case TokenKind::Operator:
        // `@name` is a variable of MySQL's.
        if (word.text.size() > 1 && word.text.starts_with('@') && word.text.find_first_of("<>=") == std::string::npos) {
            ++at;
            return constant(word.text);
        }
        return std::nullopt;
    case TokenKind::Identifier:
    case TokenKind::Keyword:
    case TokenKind::QuotedIdentifier: return readName(at, end);
    default: return std::nullopt;
    }
}

} // namespace dbv::sql
