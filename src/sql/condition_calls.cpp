// SPDX-License-Identifier: Apache-2.0
// Names, calls and brackets in conditions.
#include <algorithm>
#include <array>

#include "sql/condition_patterns.h"
#include "sql/condition_reader.h"

namespace dbv::sql {

namespace {

Term namedTerm(std::string_view name) {
    Term term;
    term.full = markOf(name);
    term.bare = term.full;
    return term;
}

bool isEmpty(const Term& term) {
    return term.text && term.text->empty();
}

} // namespace

std::optional<Term> ConditionReader::readBracket(std::size_t& at) {
    const std::size_t open = at;
    const std::size_t closes = m_words.closing(open);
    if (closes >= m_words.size()) {
        return std::nullopt;
    }
    at = closes + 1;
    if (m_depth < kDeepest) {
        ++m_depth;
        // `(SELECT id)` is a value as well.
        std::size_t item = m_words.is(open + 1, "SELECT") ? open + 2 : open + 1;
        std::optional<Term> all;
        while (item < closes) {
            const std::optional<Term> one = readTerm(item, closes);
            if (!one || (item < closes && !m_words.is(item, ","))) {
                all.reset();
                break;
            }
            all = all ? joined(std::move(*all), ",", *one) : one;
            ++item;
        }
        --m_depth;
        m_signs = 0;
        if (all) {
            return all;
        }
    }
    Term term = opaque({open, at});
    if (isQuery(open + 1)) {
        noteExtreme({open + 1, closes}, term);
    } else {
        term.inner = {open + 1, closes};
    }
    return term;
}

std::optional<Term> ConditionReader::readName(std::size_t& at, std::size_t end) {
    const StatementWord& word = m_words[at];
    if (word.isPlain()) {
        if (m_words.is(at, "CASE")) {
            const std::size_t begin = at;
            int open = 0;
            for (; at < end; ++at) {
                open += m_words.is(at, "CASE") ? 1 : m_words.is(at, "END") ? -1 : 0;
                if (open == 0) {
                    break;
                }
            }
            ++at;
            Term term = opaque({begin, std::min(at, end)});
            term.reach = readCase({begin, std::min(at, end)});
            return at <= end ? std::optional(term) : std::nullopt;
        }
        const bool typed = m_words[at + 1].kind == TokenKind::String && at + 1 < end &&
                           !m_words.isOneOf(at, {"ESCAPE", "LIKE", "AND", "OR", "NOT"});
        if (typed) {
            at += 2;
            return opaque({at - 2, at});
        }
        if (m_words.isOneOf(at, {"TRUE", "FALSE"})) {
            ++at;
            Term truth = namedTerm(word.text);
            truth.number = word.text == "TRUE" ? 1 : 0;
            return truth;
        }
        if (m_words.is(at, "ARRAY") && m_words.is(at + 1, "[")) {
            const std::size_t begin = at;
            while (at < end && !m_words.is(at, "]")) {
                ++at;
            }
            ++at;
            return opaque({begin, at});
        }
    }
    const std::size_t behind = m_words.behindName(at);
    const std::size_t last = behind - 1;
    if (m_words.is(last, ".") && m_words.is(behind, "*") && behind < end) {
        const std::size_t begin = at;
        at = behind + 1;
        return opaque({begin, at});
    }
    if (behind > end || behind == at) {
        return std::nullopt;
    }
    if (m_words[behind].kind == TokenKind::OpenBracket && behind < end) {
        const std::size_t name = at;
        at = behind;
        return readCall(at, m_words[name].isPlain() && last == name ? std::string_view(m_words[name].text)
                                                                    : std::string_view());
    }
    Term term;
    const std::string column = inCapitals(m_words[last].text);
    term.bare = markOf(column);
    term.full = term.bare;
    term.columns = mayBeColumn(last);
    term.single = term.columns;
    if (last > at + 1) {
        const std::string table = inCapitals(m_words[last - 2].text);
        const bool own = std::ranges::find(m_names, table) != m_names.end();
        term.full = markOf(term.bare, markOf(own ? std::string_view("the table itself") : std::string_view(table)));
        term.qualified = true;
    }
    constexpr auto kNumbers = std::to_array<std::string_view>({"ROWID", "_ROWID_", "OID"});
    constexpr auto kOfEach = std::to_array<std::string_view>(
        {"CTID", "OID", "ROWID", "_ROWID_", "TABLEOID", "XMIN", "CMIN", "XMAX", "CMAX"});
    const bool listed = std::ranges::find(kOfEach, std::string_view(column)) != kOfEach.end();
    term.neverNull = listed;
    term.rowNumber = m_marks == ConditionMarks::RowNumbers &&
                     std::ranges::find(kNumbers, std::string_view(column)) != kNumbers.end();
    at = behind;
    return term;
}

std::optional<Term> ConditionReader::readCall(std::size_t& at, std::string_view name) {
    const std::size_t open = at;
    const std::size_t closes = m_words.closing(open);
    if (closes >= m_words.size()) {
        return std::nullopt;
    }
    at = closes + 1;
    const ConditionSpan inside{open + 1, closes};
    if (name == "EXISTS") {
        Term term = opaque(inside);
        term.reach = readExists(inside);
        return term;
    }
    std::vector<Term> values;
    std::vector<ConditionSpan> parts;
    const bool shallow = m_depth < kDeepest;
    ++m_depth;
    for (std::size_t item = inside.begin; shallow && item < closes;) {
        const std::size_t begin = item;
        std::optional<Term> one = readTerm(item, closes);
        const bool converts = one && values.empty() && item < closes &&
                              ((name == "CAST" && m_words.is(item, "AS")) ||
                               (name == "CONVERT" && m_words.isOneOf(item, {"USING", ","})));
        if (converts) {
            --m_depth;
            return one;
        }
        while (item < closes && !m_words.is(item, ",")) {
            // No mere value: a condition.
            item =
                m_words[item].kind == TokenKind::OpenBracket ? std::min(m_words.closing(item), closes) + 1 : item + 1;
            one.reset();
        }
        m_signs = 0;
        parts.push_back({begin, item});
        values.push_back(one ? std::move(*one) : opaque({begin, item}));
        ++item;
    }
    --m_depth;
    Term term = opaque({open, at});
    if (!parts.empty()) {
        term = namedTerm(name);
        for (const Term& value : values) {
            const Term so = joined(std::move(term), ",", value);
            term = so;
        }
        term.number.reset();
    }
    term.full = markOf(term.full, markOf(name));
    term.bare = markOf(term.bare, markOf(name));
    term.columns = namesColumn(inside);
    term.single = false;
    constexpr auto kCounting = std::to_array<std::string_view>(
        {"ABS", "ASCII", "BIT_COUNT", "BIT_LENGTH", "CARDINALITY", "CHARACTER_LENGTH", "CHAR_LENGTH", "CRC32", "INSTR",
         "LENGTH", "LOCATE", "NUM_NONNULLS", "NUM_NULLS", "OCTET_LENGTH", "ORD", "SQRT", "STRPOS", "UNICODE"});
    term.neverNegative = std::ranges::find(kCounting, name) != kCounting.end();
    const bool first = name == "COALESCE" || name == "IFNULL" || name == "NVL";
    if (name == "CONCAT" && !values.empty()) {
        Term all = values.front();
        for (std::size_t i = 1; i < values.size(); ++i) {
            all = joined(std::move(all), "||", values[i]);
        }
        return all;
    }
    if (first && values.size() == 1) {
        return values.front();
    }
    if (first && !values.empty()) {
        term.neverNull = values.back().neverNull;
        Reach all = readResult(parts.front());
        for (std::size_t i = 1; i < parts.size() && all != Reach::Every; ++i) {
            all = readResult(parts[i]) == all ? all : Reach::Some;
        }
        term.reach = all;
    }
    if ((name == "IF" || name == "IIF") && parts.size() == 3) {
        const Reach condition = read(parts[0]);
        const Reach so = readResult(parts[1]);
        const Reach otherwise = readResult(parts[2]);
        term.reach = condition == Reach::Every  ? so
                     : condition == Reach::None ? otherwise
                     : so == otherwise          ? so
                                                : Reach::Some;
    }
    if (values.size() == 2 && values[1].text && name == "REGEXP_LIKE") {
        term.reach = fitsAllByExpression(*values[1].text) ? Reach::Every : Reach::Some;
    } else if (values.size() == 2 && name == "STARTS_WITH") {
        term.reach = isEmpty(values[1]) ? Reach::Every : Reach::Some;
    } else if (values.size() == 2 && values[0].text && (name == "LIKE" || name == "GLOB")) {
        term.reach = fitsAll(*values[0].text, name == "LIKE" ? '%' : '*') ? Reach::Every : Reach::Some;
    }
    return term;
}

} // namespace dbv::sql
