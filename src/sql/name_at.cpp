// SPDX-License-Identifier: Apache-2.0
#include "sql/name_at.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>

#include "sql/cursor_words.h"
#include "sql/scope_levels.h"

namespace dbv::sql {

namespace {

bool isNameToken(TokenKind kind) {
    return kind == TokenKind::Identifier || kind == TokenKind::Keyword || kind == TokenKind::QuotedIdentifier;
}

/// An alias that a query gives.
struct GivenAlias {
    std::string name;
    /// The word that gives it.
    std::size_t word = 0;
    /// The query's words, in which it is known.
    std::size_t begin = 0;
    std::size_t end = 0;
};

/// Finds the aliases of all queries of a statement, and what each of its words means by one.
class AliasFinder {
public:
    explicit AliasFinder(const CursorWords& words) : m_words(words), m_levels(words) {
        collect(0, words.size(), {}, 0);
    }

    /// What a word gives or uses; null for neither.
    [[nodiscard]] const GivenAlias* meantBy(std::size_t word) const {
        for (const GivenAlias& alias : m_aliases) {
            if (alias.word == word) {
                return &alias;
            }
        }
        const bool qualifies = m_words.is(word + 1, ".") && !m_words.is(word - 1, ".");
        if (!m_words[word].isName() || !(qualifies || namesTable(word))) {
            return nullptr;
        }
        const GivenAlias* innermost = nullptr;
        for (const GivenAlias& alias : m_aliases) {
            const bool seen = alias.begin <= word && word < alias.end && isSame(alias.name, m_words[word].name);
            if (seen && (innermost == nullptr || innermost->begin <= alias.begin)) {
                innermost = &alias;
            }
        }
        return innermost;
    }

private:
    void collect(std::size_t begin, std::size_t end, const std::vector<ScopeSource>& tables, std::uint32_t depth) {
        if (depth > kDeepestAliases) {
            return;
        }
        const ScopeLevel level = m_levels.read(begin, end, tables, depth);
        std::vector<ScopeSource> known = tables;
        for (const ScopeCte& cte : level.ctes) {
            collect(cte.open + 1, std::min(cte.close, end), known, depth + 1);
            known.insert(known.begin(), cte.source);
        }
        for (const ScopeArm& arm : level.arms) {
            for (const PlacedSource& placed : arm.sources) {
                addAlias(placed, arm);
            }
            for (std::size_t at = arm.begin; at < arm.end;) {
                if (m_words.opens(at) && m_words.opensQuery(at)) {
                    collect(at + 1, std::min(m_words.closing(at), arm.end), known, depth + 1);
                    at = m_words.behind(at);
                } else {
                    ++at;
                }
            }
        }
    }

    void addAlias(const PlacedSource& placed, const ScopeArm& arm) {
        if (placed.source.alias.empty()) {
            return;
        }
        // Behind the table's name; a list of columns may follow it, which are in brackets.
        for (std::size_t at = placed.at; at < placed.end; at = m_words.behind(at)) {
            if (at > placed.at && m_words[at].isName() && m_words[at].name == placed.source.alias &&
                !m_words.is(at - 1, ".")) {
                m_aliases.push_back({placed.source.alias, at, arm.begin, arm.end});
                return;
            }
        }
    }

    /// Whether a word stands where only tables are named: DELETE a, b FROM …, FOR UPDATE OF a.
    [[nodiscard]] bool namesTable(std::size_t word) const {
        std::size_t first = word;
        while (first > 1 && m_words.is(first - 1, ",") && m_words[first - 2].isName()) {
            first -= 2;
        }
        if (first == 0) {
            return false;
        }
        const bool ofLock = m_words.is(first - 1, "OF") && first > 1 && m_words.isOneOf(first - 2, {"UPDATE", "SHARE"});
        const bool ofDelete = m_words.isOneOf(first - 1, {"DELETE", "LOW_PRIORITY", "QUICK", "IGNORE"}) &&
                              !m_words.is(word, "FROM") && m_words.isOneOf(word + 1, {",", "FROM", "."});
        return ofLock || ofDelete;
    }

    [[nodiscard]] bool isSame(std::string_view left, std::string_view right) const {
        if (m_words.dialect() != DialectId::Sqlite) {
            return left == right;
        }
        const auto small = [](char unit) { return unit >= 'A' && unit <= 'Z' ? static_cast<char>(unit | 0x20) : unit; };
        return std::ranges::equal(left, right, {}, small, small);
    }

    static constexpr std::uint32_t kDeepestAliases = 64;

    const CursorWords& m_words;
    ScopeLevels m_levels;
    std::vector<GivenAlias> m_aliases;
};

} // namespace

std::optional<NameAt> nameAt(std::string_view script, std::size_t cursor, Grammar grammar) {
    std::optional<NameAt> found;
    // Where the chain of names with dots begins that the last token belongs to; nowhere behind anything else.
    std::optional<std::size_t> chain;
    bool afterDot = false;
    Lexer<char> lexer(script, grammar);
    for (Token token = lexer.next(); token.kind != TokenKind::End; token = lexer.next()) {
        const std::string_view text = script.substr(token.span.begin, token.span.size());
        if (isBlank(token.kind)) {
            continue;
        }
        if (found && token.span.begin >= found->span.end) {
            const bool touches = token.span.begin == cursor && isNameToken(token.kind);
            if (!touches) {
                found->called = token.kind == TokenKind::OpenBracket && text == "(";
                found->qualifies = text == ".";
                return found;
            }
        }
        if (!isNameToken(token.kind)) {
            afterDot = text == "." && chain.has_value();
            chain = afterDot ? chain : std::nullopt;
            if (token.span.begin > cursor) {
                return found;
            }
            continue;
        }
        chain = afterDot ? chain : std::optional(token.span.begin);
        afterDot = false;
        if (token.span.begin <= cursor && cursor <= token.span.end && !token.unterminated) {
            found = NameAt{.span = token.span, .chain = *chain};
        } else if (token.span.begin > cursor) {
            return found;
        }
    }
    return found;
}

std::vector<TextSpan> aliasUses(std::string_view script, std::size_t cursor, Grammar grammar) {
    const std::optional<NameAt> name = nameAt(script, cursor, grammar);
    if (!name) {
        return {};
    }
    // Read from before the name, so that none of its words counts as being typed.
    const CursorWords words(script, name->chain, grammar);
    if (!words.isOpen() || words.size() == 0) {
        return {};
    }
    const AliasFinder finder(words);
    const GivenAlias* meant = nullptr;
    for (std::size_t at = 0; at < words.size(); ++at) {
        if (words[at].span == name->span) {
            meant = finder.meantBy(at);
        }
    }
    std::vector<TextSpan> uses;
    for (std::size_t at = 0; meant != nullptr && at < words.size(); ++at) {
        if (finder.meantBy(at) == meant) {
            uses.push_back(words[at].span);
        }
    }
    return uses;
}

} // namespace dbv::sql
