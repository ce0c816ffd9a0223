// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sql/condition_reach.h"

namespace dbv::sql {

/// Which rows a condition takes.
enum class Reach : std::uint8_t {
    Some,
    Every,
    None,
    Same ///< the same for all: it names none of their columns
};

/// A value in a condition, in so far as two can be told to be the same. Ways that change nothing of a value are left out of it.
struct Term {
    /// Stand for the text: with the tables of columns, and without.
    std::uint64_t full = 0;
    std::uint64_t bare = 0;
    /// A column has its table in front of it.
    bool qualified = false;
    bool columns = false;
    /// A column and nothing else.
    bool single = false;
    bool neverNegative = false;
    bool neverNull = false;
    /// The number of a row itself.
    bool rowNumber = false;
    /// What it is for all rows, where that is known.
    std::optional<double> number;
    std::optional<std::string> text;
    /// As a condition; nothing where it is only a value.
    std::optional<Reach> reach;
    /// What a comparison has told.
    bool isTest = false;
    /// What stands in its brackets where that is no mere value.
    ConditionSpan inner;
    /// The least or the greatest of this value, by its text without tables, in the whole table; 0 where it is none.
    std::uint64_t extremeOf = 0;
    bool least = false;
};

/// One condition without AND and OR.
struct Predicate {
    Reach reach = Reach::Some;
    /// Stands for its text without a NOT, which `negated` tells; 0 where it can not be compared with others.
    std::uint64_t what = 0;
    bool negated = false;
    /// What it is compared with by `mark`, where that is a number: `left < 5`.
    std::uint64_t left = 0;
    std::string_view mark = {};
    double bound = 0;
};

/// Reads conditions word by word. Its parts within brackets are read once, and to a bounded depth.
class ConditionReader {
public:
    /// `size`: how many words it has to read.
    ConditionReader(const StatementWords& words, ConditionMarks marks, ConditionTable table, std::size_t size);

    [[nodiscard]] Reach read(ConditionSpan span);

private:
    /// Nobody nests conditions as deep as this.
    static constexpr int kDeepest = 24;
    /// How often a word is looked at, on an average.
    static constexpr std::size_t kLooks = 64;

    [[nodiscard]] Reach readOr(ConditionSpan span);
    [[nodiscard]] Reach readAnd(ConditionSpan span);
    [[nodiscard]] Predicate readNot(ConditionSpan span);
    [[nodiscard]] Predicate readOne(ConditionSpan span);
    /// Of what names no column, where that is plain to see without what NULL makes of it; else Some.
    [[nodiscard]] Reach readConstant(ConditionSpan span);
    [[nodiscard]] std::optional<Predicate> readComparison(ConditionSpan span);
    [[nodiscard]] std::optional<Predicate> readTest(const Term& left, std::size_t& at, std::size_t end);
    [[nodiscard]] std::optional<Predicate> readIs(const Term& left, std::size_t& at, std::size_t end);
    [[nodiscard]] std::optional<Predicate> readBetween(const Term& left, std::size_t& at, std::size_t end);
    [[nodiscard]] std::optional<Predicate> readIn(const Term& left, std::size_t& at, std::size_t end);
    [[nodiscard]] std::optional<Predicate> readPattern(const Term& left, std::size_t& at, std::size_t end);
    [[nodiscard]] std::optional<Predicate> readMark(const Term& left, std::size_t& at, std::size_t end);
    [[nodiscard]] Reach compare(const Term& left, std::string_view mark, const Term& right) const;
    [[nodiscard]] Reach readCase(ConditionSpan span);
    /// A result of CASE or IF as a condition.
    [[nodiscard]] Reach readResult(ConditionSpan span);
    /// Of a query in [begin, end): whether it has every row of the table, and of these the value `left` where there is one.
    [[nodiscard]] bool takesWholeTable(ConditionSpan query, const Term* left);
    [[nodiscard]] Reach readExists(ConditionSpan query);
    /// What a query in [begin, end) takes its rows from, where that is another query: in brackets behind FROM, or one that WITH names.
    /// `from` is where its name or bracket stands.
    [[nodiscard]] std::optional<ConditionSpan> namedQuery(std::size_t from) const;
    /// Whether that other query has every row of the table, and among its values `left` where there is one.
    [[nodiscard]] bool givesWholeTable(ConditionSpan query, const Term* left);
    /// How many values a row of it has.
    [[nodiscard]] std::size_t itemsOf(ConditionSpan query) const;
    /// Notes in `term` that a query in [begin, end) is the least or the greatest value of the table.
    void noteExtreme(ConditionSpan query, Term& term);

    /// A value; moves `at` behind it. Nothing for what is not read here.
    [[nodiscard]] std::optional<Term> readTerm(std::size_t& at, std::size_t end);
    [[nodiscard]] std::optional<Term> readProduct(std::size_t& at, std::size_t end);
    [[nodiscard]] std::optional<Term> readUnary(std::size_t& at, std::size_t end);
    [[nodiscard]] std::optional<Term> readPrimary(std::size_t& at, std::size_t end);
    [[nodiscard]] std::optional<Term> readBracket(std::size_t& at);
    [[nodiscard]] std::optional<Term> readCall(std::size_t& at, std::string_view name);
    [[nodiscard]] std::optional<Term> readName(std::size_t& at, std::size_t end);
    [[nodiscard]] Term opaque(ConditionSpan span) const;
    /// `left mark right` without what changes nothing.
    [[nodiscard]] static Term joined(Term left, std::string_view mark, Term right);
    /// The operator that stands there, in one piece, and where it ends; empty for none. A sign that a server would read as
    /// another's is left for the next value.
    [[nodiscard]] std::string markAt(std::size_t at, std::size_t end, std::size_t& behind);

    [[nodiscard]] std::vector<ConditionSpan> split(ConditionSpan span, std::string_view word,
                                                   std::string_view mark) const;
    [[nodiscard]] ConditionSpan withoutBrackets(ConditionSpan span) const;
    [[nodiscard]] bool isQuery(std::size_t at) const {
        return m_words.isOneOf(at, {"SELECT", "WITH", "VALUES", "TABLE"});
    }
    [[nodiscard]] bool namesColumn(ConditionSpan span) const;
    [[nodiscard]] bool mayBeColumn(std::size_t at) const;
    [[nodiscard]] bool isType(std::size_t at) const;
    /// Behind a type: `int`, `double precision`, `numeric(8, 2)`, `s.t[]`.
    [[nodiscard]] std::size_t behindType(std::size_t at, std::size_t end) const;
    /// Whether a name, of which the last part counts, is the table's own.
    [[nodiscard]] bool isTable(std::size_t name) const;
    void noteNames(ConditionSpan span);

    const StatementWords& m_words;
    ConditionMarks m_marks;
    std::string m_table;
    /// All names by which the table's rows are meant, in capitals.
    std::vector<std::string> m_names;
    /// Signs that belong to the next value.
    std::size_t m_signs = 0;
    int m_depth = 0;
    /// How many words may still be looked at: what is nested in ways that ask again and again is not read to its end.
    mutable std::size_t m_left = 0;
};

/// The rows that a condition does not take, and those that two take.
[[nodiscard]] Reach inverted(Reach reach);
[[nodiscard]] Reach bothOf(Reach one, Reach other);
/// Whether a comparison is so for a value and itself.
[[nodiscard]] bool allowsSame(std::string_view mark);
[[nodiscard]] Reach compareNumbers(double left, std::string_view mark, double right);
[[nodiscard]] bool isSameTerm(const Term& one, const Term& other);
/// A number that stands for a text.
[[nodiscard]] std::uint64_t markOf(std::string_view text);
[[nodiscard]] std::uint64_t markOf(std::uint64_t one, std::uint64_t other);

} // namespace dbv::sql
