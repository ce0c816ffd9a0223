// SPDX-License-Identifier: Apache-2.0
#include "sql/condition_reach.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace dbv::sql {

namespace {

// Words in a condition that are no column, in capitals, sorted.
// clang-format off: one a line says no more.
constexpr auto kConditionWords = std::to_array<std::string_view>({
    "ALL", "AND", "ANY", "ARRAY", "AS", "ASYMMETRIC", "BETWEEN", "CASE", "CURRENT_CATALOG", "CURRENT_DATE",
    "CURRENT_ROLE", "CURRENT_SCHEMA", "CURRENT_TIME", "CURRENT_TIMESTAMP", "CURRENT_USER", "DISTINCT", "DIV", "ELSE",
    "END", "ESCAPE", "EXISTS", "FALSE", "FROM", "GLOB", "ILIKE", "IN", "INTERVAL", "IS", "ISNULL", "LIKE",
    "LOCALTIME", "LOCALTIMESTAMP", "NOT", "NOTNULL", "NULL", "OR", "REGEXP", "RLIKE", "ROW", "SELECT",
    "SESSION_USER", "SIMILAR", "SOME", "SYMMETRIC", "THEN", "TO", "TRUE", "UTC_DATE", "UTC_TIME", "UTC_TIMESTAMP",
    "VALUES", "WHEN", "XOR"});
// clang-format on
static_assert(std::ranges::is_sorted(kConditionWords));

/// Which rows a condition takes.
enum class Reach : std::uint8_t {
    Some,
    Every,
    None,
    Same ///< the same for all: it names none of their columns
};

/// Whether one comparison is so exactly where the other is not.
bool areOpposite(std::string_view one, std::string_view other) {
    constexpr auto kOpposites = std::to_array<std::pair<std::string_view, std::string_view>>({
        {"=", "<>"},
        {"=", "!="},
        {"==", "<>"},
        {"==", "!="},
        {"<", ">="},
        {">", "<="},
        {"IS NULL", "IS NOT NULL"},
    });
    return std::ranges::any_of(kOpposites, [&](const auto& pair) {
        return (pair.first == one && pair.second == other) || (pair.first == other && pair.second == one);
    });
}

/// One comparison: `left mark right`.
struct Comparison {
    std::string left;
    std::string mark;
    std::string right;
    ConditionSpan leftSide;
    ConditionSpan rightSide;
};

class ConditionReader {
public:
    ConditionReader(const StatementWords& words, ConditionMarks marks) : m_words(words), m_marks(marks) {}

    [[nodiscard]] Reach read(ConditionSpan span) {
        // Nobody nests conditions as deep as this; then they only have to name a column.
        constexpr int kDeepest = 32;
        if (m_depth >= kDeepest) {
            return namesColumn(span) ? Reach::Some : Reach::Same;
        }
        ++m_depth;
        const Reach found = readOr(span);
        --m_depth;
        return found;
    }

private:
    [[nodiscard]] Reach readOr(ConditionSpan span) {
        const ConditionSpan inner = withoutBrackets(span);
        if (m_words.isOneOf(inner.begin, {"SELECT", "WITH", "VALUES", "TABLE"})) {
            return namesColumn(inner) ? Reach::Some : Reach::Same;
        }
        Reach all = Reach::None;
        std::vector<Comparison> seen;
        for (const ConditionSpan& branch : split(inner, "OR", "|")) {
            const Reach one = readAnd(branch);
            if (one == Reach::Every || one == Reach::Same) {
                return one;
            }
            all = one == Reach::Some ? Reach::Some : all;
            const std::optional<Comparison> compared = comparisonIn(withoutBrackets(branch));
            const bool opposite = compared && std::ranges::any_of(seen, [&](const Comparison& other) {
                                      return other.left == compared->left && other.right == compared->right &&
                                             areOpposite(other.mark, compared->mark);
                                  });
            if (opposite) {
                return Reach::Every;
            }
            // A list that somebody has written; more than that is a program's, which repeats nothing.
            constexpr std::size_t kMostCompared = 50;
            if (compared && seen.size() < kMostCompared) {
                seen.push_back(*compared);
            }
        }
        return all;
    }

    [[nodiscard]] Reach readAnd(ConditionSpan span) {
        Reach all = Reach::Same;
        for (const ConditionSpan& part : split(span, "AND", "&")) {
            switch (readNot(part)) {
            case Reach::Some: all = all == Reach::None ? all : Reach::Some; break;
            case Reach::None: all = Reach::None; break;
            case Reach::Every: all = all == Reach::Same ? Reach::Every : all; break;
            case Reach::Same: break;
            }
        }
        return all;
    }

    [[nodiscard]] Reach readNot(ConditionSpan span) {
        if (!m_words.is(span.begin, "NOT")) {
            return readOne(span);
        }
        switch (const Reach inner = read({span.begin + 1, span.end})) {
        case Reach::Every: return Reach::None;
        case Reach::None: return Reach::Every;
        default: return inner;
        }
    }

    [[nodiscard]] Reach readOne(ConditionSpan span) {
        if (m_words[span.begin].kind == TokenKind::OpenBracket && m_words.closing(span.begin) + 1 == span.end) {
            return read({span.begin + 1, span.end - 1});
        }
        if (span.end - span.begin > 2 && m_words.follow(span.end - 2, {"IS", "TRUE"})) {
            return read({span.begin, span.end - 2});
        }
        if (!namesColumn(span)) {
            return Reach::Same;
        }
        const std::optional<Comparison> compared = comparisonIn(span);
        return compared ? reachOf(*compared) : Reach::Some;
    }

    [[nodiscard]] Reach reachOf(const Comparison& compared) const {
        constexpr auto kOfEach = std::to_array<std::string_view>(
            {"CTID", "OID", "ROWID", "_ROWID_", "TABLEOID", "XMIN", "CMIN", "XMAX", "CMAX"});
        if (compared.mark == "IS NOT NULL" || compared.mark == "IS NULL") {
            const bool always = std::ranges::find(kOfEach, compared.left) != kOfEach.end();
            return !always ? Reach::Some : compared.mark == "IS NULL" ? Reach::None : Reach::Every;
        }
        const bool like = compared.mark == "LIKE" || compared.mark == "ILIKE";
        if (compared.left.ends_with(" NOT")) {
            return Reach::Some;
        }
        const bool text = m_words[compared.rightSide.begin].kind == TokenKind::String;
        if (like && text && compared.right.size() > 2 &&
            compared.right.find_first_not_of('%', 1) == compared.right.size() - 1) {
            return Reach::Every;
        }
        if (!isSame(compared.leftSide, compared.rightSide)) {
            return Reach::Some;
        }
        const std::string_view mark = compared.mark;
        if (like || mark == "=" || mark == "==" || mark == "<=" || mark == ">=" || mark == "<=>" || mark == "IS") {
            return Reach::Every;
        }
        return mark == "<>" || mark == "!=" || mark == "<" || mark == ">" ? Reach::None : Reach::Some;
    }

    /// The parts between words, or doubled marks, that join them, outside of brackets.
    [[nodiscard]] std::vector<ConditionSpan> split(ConditionSpan span, std::string_view word,
                                                   std::string_view mark) const {
        std::vector<ConditionSpan> parts;
        std::size_t from = span.begin;
        std::size_t cases = 0;
        bool between = false;
        for (std::size_t at = span.begin; at < span.end; ++at) {
            if (m_words[at].kind == TokenKind::OpenBracket) {
                at = std::min(m_words.closing(at), span.end);
                continue;
            }
            cases += m_words.is(at, "CASE") ? 1U : 0U;
            cases -= m_words.is(at, "END") && cases > 0 ? 1U : 0U;
            between = between || m_words.is(at, "BETWEEN");
            const bool byMark = m_marks == ConditionMarks::Marks && m_words.is(at, mark) && m_words.is(at + 1, mark);
            if ((!byMark && !m_words.is(at, word)) || cases > 0) {
                continue;
            }
            if (between && !byMark && word == "AND") {
                between = false;
                continue;
            }
            parts.push_back({from, at});
            at += byMark ? 1U : 0U;
            from = at + 1;
        }
        parts.push_back({from, span.end});
        return parts;
    }

    [[nodiscard]] ConditionSpan withoutBrackets(ConditionSpan span) const {
        while (span.begin + 1 < span.end && m_words[span.begin].kind == TokenKind::OpenBracket &&
               m_words.closing(span.begin) + 1 == span.end) {
            ++span.begin;
            --span.end;
        }
        return span;
    }

    [[nodiscard]] bool namesColumn(ConditionSpan span) const {
        for (std::size_t at = span.begin; at < span.end; ++at) {
            if (mayBeColumn(at)) {
                return true;
            }
        }
        return false;
    }

    [[nodiscard]] bool mayBeColumn(std::size_t at) const {
        const StatementWord& word = m_words[at];
        if (!word.isPlain() && word.kind != TokenKind::QuotedIdentifier) {
            return false;
        }
        const bool calls = m_words[at + 1].kind == TokenKind::OpenBracket ||
                           (m_words.is(at + 1, ".") && m_words[at + 3].kind == TokenKind::OpenBracket);
        // A type before a text (`date '2020-01-01'`), or behind `::` and AS.
        const bool types = word.isPlain() && (m_words[at + 1].kind == TokenKind::String || isType(at));
        const bool variable = word.text.starts_with('@') || (at > 0 && m_words.is(at - 1, "@"));
        const bool listed = word.isPlain() && std::ranges::binary_search(kConditionWords, std::string_view(word.text));
        const bool unknown = m_words.is(at, "UNKNOWN") && at > 0 && m_words.isOneOf(at - 1, {"IS", "NOT"});
        return !calls && !types && !variable && !listed && !unknown;
    }

    [[nodiscard]] bool isType(std::size_t at) const {
        // `::timestamp with time zone`
        constexpr int kMostWords = 4;
        for (int i = 1; i < kMostWords && at > 0 && m_words[at - 1].isPlain() && !m_words.is(at - 1, "AS"); ++i) {
            --at;
        }
        return at > 0 && (m_words.is(at - 1, "::") || m_words.is(at - 1, "AS"));
    }

    /// A comparison that is all that stands there.
    [[nodiscard]] std::optional<Comparison> comparisonIn(ConditionSpan span) const {
        const std::size_t size = span.end - span.begin;
        if (size > 2 && m_words.follow(span.end - 2, {"IS", "NULL"})) {
            return Comparison{textOf({span.begin, span.end - 2}), "IS NULL", {}, {}, {}};
        }
        if (size > 3 && m_words.follow(span.end - 3, {"IS", "NOT", "NULL"})) {
            return Comparison{textOf({span.begin, span.end - 3}), "IS NOT NULL", {}, {}, {}};
        }
        std::optional<Comparison> found;
        for (std::size_t at = span.begin; at < span.end; ++at) {
            if (m_words[at].kind == TokenKind::OpenBracket) {
                at = std::min(m_words.closing(at), span.end);
                continue;
            }
            std::size_t behind = at;
            const std::string mark = markAt(at, span.end, behind);
            if (mark.empty()) {
                continue;
            }
            if (found) {
                return std::nullopt;
            }
            found = Comparison{
                textOf({span.begin, at}), mark, textOf({behind, span.end}), {span.begin, at}, {behind, span.end}};
            at = behind - 1;
        }
        return found;
    }

    /// The mark of a comparison, which may be several words; empty for anything else.
    [[nodiscard]] std::string markAt(std::size_t at, std::size_t end, std::size_t& behind) const {
        behind = at + 1;
        if (m_words.isOneOf(at, {"LIKE", "ILIKE"})) {
            return m_words[at].text;
        }
        if (m_words.follow(at, {"IS", "NOT", "DISTINCT", "FROM"})) {
            behind = at + 4;
            return "<=>";
        }
        if (m_words.is(at, "IS")) {
            return "IS";
        }
        std::string mark;
        constexpr std::string_view kUnits = "=<>!";
        while (behind <= end && m_words[behind - 1].text.find_first_not_of(kUnits) == std::string::npos &&
               m_words[behind - 1].kind == TokenKind::Operator) {
            mark += m_words[behind - 1].text;
            ++behind;
        }
        --behind;
        return mark;
    }

    [[nodiscard]] std::string textOf(ConditionSpan span) const {
        std::string text;
        for (std::size_t at = span.begin; at < span.end; ++at) {
            const StatementWord& word = m_words[at];
            const bool name = word.isPlain() || word.kind == TokenKind::QuotedIdentifier;
            text += (text.empty() ? "" : " ") + (name ? inCapitals(word.text) : word.text);
        }
        return text;
    }

    /// The same column or value on both sides, where one may leave out the table.
    [[nodiscard]] bool isSame(ConditionSpan one, ConditionSpan other) const {
        one = withoutBrackets(one);
        other = withoutBrackets(other);
        const std::string left = textOf(one);
        const std::string right = textOf(other);
        if (left.empty() || right.empty()) {
            return false;
        }
        return left == right || left.ends_with(" . " + right) || right.ends_with(" . " + left);
    }

    const StatementWords& m_words;
    ConditionMarks m_marks;
    int m_depth = 0;
};

} // namespace

bool holdsForEveryRow(const StatementWords& words, ConditionSpan condition, ConditionMarks marks) {
    const Reach reach = ConditionReader(words, marks).read(condition);
    return reach == Reach::Every || reach == Reach::Same;
}

} // namespace dbv::sql
