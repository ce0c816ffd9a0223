// SPDX-License-Identifier: Apache-2.0
#include "sql/statement_words.h"

#include <algorithm>
#include <charconv>
#include <utility>

namespace dbv::sql {

namespace {

const StatementWord kNoWord;

/// A quoted name without its quotes; PostgreSQL's `U&"…"` as it is, since what it names is not plain to see.
std::string withoutQuotes(std::string_view name) {
    const char open = name.empty() ? '\0' : name.front();
    if (name.size() < 2 || (open != '"' && open != '`' && open != '[')) {
        return std::string(name);
    }
    const char close = open == '[' ? ']' : open;
    std::string text;
    for (std::size_t i = 1; i + 1 < name.size(); ++i) {
        text.push_back(name[i]);
        if (name[i] == close && name[i + 1] == close) {
            ++i;
        }
    }
    return text;
}

/// Walks through all readings of a statement, one branch at a time.
class ReadingFinder {
public:
    ReadingFinder(std::string_view statement, Grammar grammar) : m_statement(statement), m_grammar(grammar) {}

    /// False when not all was seen.
    [[nodiscard]] bool showAll(const std::function<void(const StatementWords& words)>& see) {
        bool complete = true;
        m_branches.push_back({});
        for (std::size_t shown = 0; !m_branches.empty(); ++shown) {
            if (shown == kMostReadings) {
                return false;
            }
            Branch branch = std::move(m_branches.back());
            m_branches.pop_back();
            complete = follow(branch) && complete;
            see(StatementWords(std::move(branch.words)));
        }
        return complete;
    }

private:
    static constexpr std::size_t kMostReadings = 64;
    static constexpr std::size_t kMostWords = 500'000;
    /// From here on it is a list of values, as a dump has them: of these, constants are not kept.
    static constexpr std::size_t kManyWords = 20'000;

    struct Branch {
        std::size_t at = 0;
        std::uint32_t depth = 0;
        /// Comments with code in which it stands.
        std::uint32_t inCode = 0;
        std::vector<StatementWord> words;
    };

    /// Reads to the end, and puts aside what the server may do instead. False when it is cut off.
    [[nodiscard]] bool follow(Branch& branch) {
        Lexer<char> lexer(m_statement.substr(branch.at), m_grammar);
        const std::size_t base = branch.at;
        for (Token token = lexer.next(); token.kind != TokenKind::End; token = lexer.next()) {
            const TextSpan span{base + token.span.begin, base + token.span.end};
            const std::string_view text = m_statement.substr(span.begin, span.size());
            if (isBlank(token.kind)) {
                continue;
            }
            if (isMySql() && token.kind == TokenKind::Operator && text.starts_with("/*")) {
                skipInstead(branch, text, span);
                if (neverReads(text)) {
                    branch = std::move(m_branches.back());
                    m_branches.pop_back();
                    return follow(branch);
                }
                ++branch.inCode;
                continue;
            }
            if (text == "*/" && branch.inCode > 0) {
                --branch.inCode;
                continue;
            }
            if (branch.words.size() == kMostWords) {
                return false;
            }
            if (branch.words.size() < kManyWords || !isPassing(branch, token.kind, text)) {
                add(branch, token.kind, text, span);
            }
        }
        return true;
    }

    /// Whether a token is one of the constants of a long list, or closes a bracket around nothing else, which goes with it.
    [[nodiscard]] static bool isPassing(Branch& branch, TokenKind kind, std::string_view text) {
        if (kind == TokenKind::CloseBracket) {
            const bool empty = branch.words.back().kind == TokenKind::OpenBracket &&
                               !branch.words[branch.words.size() - 2].isPlain() &&
                               branch.words[branch.words.size() - 2].kind != TokenKind::QuotedIdentifier;
            if (empty) {
                branch.words.pop_back();
                --branch.depth;
            }
            return empty;
        }
        const bool constant = kind == TokenKind::Number || kind == TokenKind::String || kind == TokenKind::BlobLiteral;
        return constant || text == "," || text == "-" || text == "NULL" || text == "null";
    }

    static void add(Branch& branch, TokenKind kind, std::string_view text, TextSpan span) {
        StatementWord word{kind, {}, span, branch.depth};
        if (kind == TokenKind::CloseBracket) {
            branch.depth -= branch.depth > 0 ? 1 : 0;
            word.depth = branch.depth;
        }
        branch.depth += kind == TokenKind::OpenBracket ? 1 : 0;
        word.text = kind == TokenKind::QuotedIdentifier ? withoutQuotes(text)
                    : word.isPlain()                    ? inCapitals(text)
                                                        : std::string(text);
        branch.words.push_back(std::move(word));
    }

    [[nodiscard]] bool isMySql() const {
        return m_grammar.dialect == DialectId::MySql || m_grammar.dialect == DialectId::MariaDb;
    }
    /// What a mark of MariaDB is to MySQL: a comment.
    [[nodiscard]] bool neverReads(std::string_view mark) const {
        return m_grammar.dialect == DialectId::MySql && mark.starts_with("/*M");
    }
    /// All servers that are still in use read code for versions as old as this; MariaDB takes what is marked with a later
    /// one of MySQL's for that of another program.
    [[nodiscard]] static bool alwaysReads(std::string_view mark) {
        constexpr int kOldest = 50600;
        const std::size_t digits = mark.find_first_of("0123456789");
        if (digits == std::string_view::npos) {
            return !mark.starts_with("/*M");
        }
        int version = 0;
        const auto parsed = std::from_chars(mark.data() + digits, mark.data() + mark.size(), version);
        return parsed.ec == std::errc() && version <= kOldest && !mark.starts_with("/*M");
    }

    /// The branches in which the comment is one: it ends at the first end of a comment, or, where others lie in it, at its own.
    void skipInstead(const Branch& branch, std::string_view mark, TextSpan span) {
        if (alwaysReads(mark)) {
            return;
        }
        const std::size_t first = m_statement.find("*/", span.end);
        std::size_t at = span.end;
        int open = 1;
        while (open > 0 && at < m_statement.size()) {
            const std::string_view two = m_statement.substr(at, 2);
            open += two == "/*" ? 1 : two == "*/" ? -1 : 0;
            at += two == "/*" || two == "*/" ? 2U : 1U;
        }
        Branch skipped = branch;
        skipped.at = std::min(at, m_statement.size());
        m_branches.push_back(skipped);
        if (first != std::string_view::npos && first + 2 != skipped.at) {
            skipped.at = first + 2;
            m_branches.push_back(std::move(skipped));
        }
    }

    std::string_view m_statement;
    Grammar m_grammar;
    std::vector<Branch> m_branches;
};

} // namespace

std::string inCapitals(std::string_view word) {
    std::string capitals(word);
    std::ranges::transform(capitals, capitals.begin(), [](char unit) {
        return unit >= 'a' && unit <= 'z' ? static_cast<char>(unit - 'a' + 'A') : unit;
    });
    return capitals;
}

StatementWords::StatementWords(std::vector<StatementWord> words)
    : m_words(std::move(words)), m_partners(m_words.size(), m_words.size()) {
    std::vector<std::size_t> open;
    for (std::size_t at = 0; at < m_words.size(); ++at) {
        if (m_words[at].kind == TokenKind::OpenBracket) {
            open.push_back(at);
        } else if (m_words[at].kind == TokenKind::CloseBracket && !open.empty()) {
            m_partners[at] = open.back();
            m_partners[open.back()] = at;
            open.pop_back();
        }
    }
}

const StatementWord& StatementWords::operator[](std::size_t at) const {
    return at < m_words.size() ? m_words[at] : kNoWord;
}

bool StatementWords::is(std::size_t at, std::string_view word) const {
    const StatementWord& there = (*this)[at];
    return there.kind != TokenKind::QuotedIdentifier && there.kind != TokenKind::String && there.text == word;
}

bool StatementWords::isOneOf(std::size_t at, std::initializer_list<std::string_view> words) const {
    return std::ranges::any_of(words, [&](std::string_view word) { return is(at, word); });
}

bool StatementWords::follow(std::size_t at, std::initializer_list<std::string_view> words) const {
    return std::ranges::all_of(words, [&](std::string_view word) { return is(at++, word); });
}

std::size_t StatementWords::find(std::string_view word, std::size_t begin, std::size_t end, std::uint32_t depth) const {
    end = std::min(end, size());
    for (std::size_t at = begin; at < end; ++at) {
        if (m_words[at].depth == depth && is(at, word)) {
            return at;
        }
    }
    return end;
}

std::size_t StatementWords::find(std::string_view word, std::size_t begin, std::size_t end) const {
    end = std::min(end, size());
    for (std::size_t at = begin; at < end; ++at) {
        if (is(at, word)) {
            return at;
        }
    }
    return end;
}

bool StatementWords::has(std::string_view word, std::size_t begin) const {
    return find(word, begin, size()) < size();
}

std::size_t StatementWords::endOfLevel(std::size_t at) const {
    const std::uint32_t depth = (*this)[at].depth;
    while (at < size() && m_words[at].depth >= depth) {
        ++at;
    }
    return at;
}

std::size_t StatementWords::closing(std::size_t open) const {
    return open < size() && m_words[open].kind == TokenKind::OpenBracket ? m_partners[open] : size();
}

std::size_t StatementWords::opening(std::size_t close) const {
    const bool paired = close < size() && m_words[close].kind == TokenKind::CloseBracket && m_partners[close] < size();
    return paired ? m_partners[close] : 0;
}

std::size_t StatementWords::behindName(std::size_t at) const {
    while (at < size() && (m_words[at].isPlain() || m_words[at].kind == TokenKind::QuotedIdentifier)) {
        if (!is(at + 1, ".")) {
            return at + 1;
        }
        at += 2;
    }
    return at;
}

std::string StatementWords::nameAt(std::size_t at, std::string_view statement) const {
    const std::size_t behind = behindName(at);
    if (behind <= at || behind > size()) {
        return {};
    }
    const std::size_t begin = m_words[at].span.begin;
    return std::string(statement.substr(begin, m_words[behind - 1].span.end - begin));
}

bool readInAllWays(std::string_view statement, Grammar grammar,
                   const std::function<void(const StatementWords& words)>& see) {
    bool complete = ReadingFinder(statement, grammar).showAll(see);
    if (!grammar.told && statement.contains('\\')) {
        grammar.backslashEscapes = !grammar.backslashEscapes;
        complete = ReadingFinder(statement, grammar).showAll(see) && complete;
    }
    return complete;
}

} // namespace dbv::sql
