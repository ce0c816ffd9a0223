// SPDX-License-Identifier: Apache-2.0
#include "sql/secret_blanks.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <vector>

#include "sql/lexer.h"
#include "sql/statement_words.h"

namespace dbv::sql {

namespace {

constexpr std::string_view kBlank = "***";

struct BlankSpan {
    TextSpan span;
    /// What is to stand there.
    std::string_view text;
};

bool containsAny(std::string_view text, std::span<const std::string_view> parts) {
    return std::ranges::any_of(parts,
                               [text](std::string_view part) { return text.find(part) != std::string_view::npos; });
}

/// Whether what a name stands for is a secret. `name` in capitals.
bool isSecretName(std::string_view name) {
    static constexpr std::array<std::string_view, 11> kParts = {"PASSWORD",   "PASSWD",      "PASSPHRASE", "SECRET",
                                                                "CREDENTIAL", "TOKEN",       "API_KEY",    "APIKEY",
                                                                "ACCESS_KEY", "PRIVATE_KEY", "PASSCODE"};
    return name == "PWD" || name == "PASS" || containsAny(name, kParts);
}

/// A name as the server compares it, without its quotes.
std::string nameOf(std::string_view word) {
    if (!word.empty() && (word.front() == '"' || word.front() == '`' || word.front() == '[')) {
        word.remove_prefix(1);
        word.remove_suffix(word.empty() ? 0 : 1);
    }
    return inCapitals(word);
}

/// Whether a text in capitals tells a secret by itself: a connection with its password, or a statement that sets one.
bool tellsSecret(std::string_view text) {
    for (std::size_t at = 0; at < text.size(); ++at) {
        // `name = value` and `PASSWORD 'value'`, as in a list of words or in a statement within a statement.
        const bool begins = at == 0 || text[at - 1] < 'A' || text[at - 1] > 'Z';
        if (!begins || text[at] < 'A' || text[at] > 'Z') {
            continue;
        }
        std::size_t end = at;
        while (end < text.size() && ((text[end] >= 'A' && text[end] <= 'Z') || text[end] == '_')) {
            ++end;
        }
        const std::string_view word = text.substr(at, end - at);
        std::size_t next = end;
        while (next < text.size() && (text[next] == ' ' || text[next] == '\t' || text[next] == '\n')) {
            ++next;
        }
        const char mark = next < text.size() ? text[next] : '\0';
        if ((isSecretName(word) && (mark == '=' || mark == ':' || mark == '\'')) ||
            (word == "IDENTIFIED" && text.substr(next).starts_with("BY"))) {
            return true;
        }
        at = end - 1;
    }
    // A URL with user and password.
    for (std::size_t at = text.find("://"); at != std::string_view::npos; at = text.find("://", at + 3)) {
        const std::string_view rest = text.substr(at + 3);
        const std::string_view login = rest.substr(0, rest.find_first_of("/?# \n'\""));
        const std::size_t host = login.rfind('@');
        if (host != std::string_view::npos && login.substr(0, host).find(':') != std::string_view::npos) {
            return true;
        }
    }
    return false;
}

/// Finds the secrets of one statement, read in one way.
class SecretSearch {
public:
    SecretSearch(std::string_view statement, Grammar grammar) : m_statement(statement) {
        Lexer<char> lexer(statement, grammar);
        for (Token token = lexer.next(); token.kind != TokenKind::End; token = lexer.next()) {
            const bool comment = token.kind == TokenKind::LineComment || token.kind == TokenKind::BlockComment;
            if (comment && tellsSecret(inCapitals(textOf(token)))) {
                m_found.push_back({token.span, token.kind == TokenKind::LineComment ? "-- ***" : "/* *** */"});
            } else if (!isBlank(token.kind)) {
                m_tokens.push_back(token);
            }
        }
    }

    [[nodiscard]] std::vector<BlankSpan> find() {
        const bool names = namesSecrets();
        bool armed = false;
        for (std::size_t at = 0; at < m_tokens.size(); ++at) {
            const Token& token = m_tokens[at];
            if (isWord(token)) {
                const std::string name = nameOf(textOf(token));
                const bool says = isSecretName(name) || name == "IDENTIFIED" || name == "BY";
                // In code in a comment, too, which stands in any statement.
                armed = armed || (name == "IDENTIFIED" && !wordAt(at + 1).empty());
                if (names && says) {
                    armed = armed || name != "BY";
                    blankBare(at + 1, name);
                }
            } else if (isLiteral(token)) {
                const bool secret =
                    armed || belongsToSecret(at) || belongsToKey(at) || tellsSecret(inCapitals(textOf(token)));
                if (secret) {
                    blank(token);
                }
            }
        }
        return std::move(m_found);
    }

private:
    [[nodiscard]] std::string_view textOf(const Token& token) const {
        return m_statement.substr(token.span.begin, token.span.size());
    }
    [[nodiscard]] static bool isWord(const Token& token) {
        return token.kind == TokenKind::Keyword || token.kind == TokenKind::Identifier ||
               token.kind == TokenKind::QuotedIdentifier;
    }
    [[nodiscard]] static bool isLiteral(const Token& token) {
        return token.kind == TokenKind::String || token.kind == TokenKind::BlobLiteral ||
               (token.kind == TokenKind::Invalid && token.unterminated);
    }
    [[nodiscard]] std::string wordAt(std::size_t at) const {
        return at < m_tokens.size() && isWord(m_tokens[at]) ? nameOf(textOf(m_tokens[at])) : std::string();
    }

    void blank(const Token& token) { m_found.push_back({token.span, isLiteral(token) ? "'***'" : kBlank}); }

    /// Whether it is a statement about users, servers and keys, in which every text behind the word for a secret may be one.
    [[nodiscard]] bool namesSecrets() const {
        static constexpr std::array<std::string_view, 9> kVerbs = {"CREATE", "ALTER",  "SET",    "GRANT", "PRAGMA",
                                                                   "ATTACH", "CHANGE", "EXPORT", "IMPORT"};
        static constexpr std::array<std::string_view, 9> kThings = {
            "USER", "ROLE", "GROUP", "PASSWORD", "SERVER", "SUBSCRIPTION", "SECRET", "FOREIGN", "LINK"};
        static constexpr std::array<std::string_view, 13> kBeforeThings = {
            "OR",      "REPLACE", "IF",     "NOT",        "EXISTS",   "TEMPORARY", "TEMP",
            "SESSION", "GLOBAL",  "PUBLIC", "PERSISTENT", "DATABASE", "DEFAULT"};
        const std::string verb = wordAt(0);
        if (std::ranges::find(kVerbs, verb) == kVerbs.end()) {
            return false;
        }
        if (verb == "GRANT" || verb == "CHANGE") {
            return true;
        }
        std::size_t at = 1;
        while (std::ranges::find(kBeforeThings, wordAt(at)) != kBeforeThings.end()) {
            ++at;
        }
        return std::ranges::find(kThings, wordAt(at)) != kThings.end();
    }

    /// What somebody forgot to quote, behind a word for a secret.
    void blankBare(std::size_t at, std::string_view behind) {
        static constexpr std::array<std::string_view, 16> kNoSecret = {
            "NULL",     "EXPIRE", "FOR",   "HISTORY", "REUSE", "REQUIRE", "DEFAULT",  "RANDOM",
            "PASSWORD", "BY",     "VALID", "AS",      "WITH",  "USING",   "INTERVAL", "OPTIONAL"};
        if (behind == "IDENTIFIED") {
            return;
        }
        while (at < m_tokens.size() && m_tokens[at].kind == TokenKind::Operator) {
            ++at;
        }
        if (at >= m_tokens.size()) {
            return;
        }
        const Token& token = m_tokens[at];
        const bool bare = token.kind == TokenKind::Identifier || token.kind == TokenKind::QuotedIdentifier ||
                          token.kind == TokenKind::Number || token.kind == TokenKind::Invalid;
        const std::string word = wordAt(at);
        if (bare && std::ranges::find(kNoSecret, word) == kNoSecret.end() && !isSecretName(word)) {
            blank(token);
        }
    }

    /// Whether a literal is what a name in front of it is, or is compared with: `password = 'x'`, `password => f('x'`.
    [[nodiscard]] bool belongsToSecret(std::size_t at) {
        // In a list behind one that was.
        if (at >= 2 && textOf(m_tokens[at - 1]) == "," && m_listed == at - 2 && m_listed != 0) {
            m_listed = at;
            return true;
        }
        static constexpr std::array<std::string_view, 9> kBetween = {"LIKE", "ILIKE", "IN",    "IS",    "NOT",
                                                                     "TO",   "AS",    "VALUE", "BINARY"};
        constexpr std::size_t kReach = 6;
        for (std::size_t back = 1; back <= std::min(kReach, at); ++back) {
            const Token& token = m_tokens[at - back];
            if (isWord(token)) {
                const std::string name = nameOf(textOf(token));
                if (isSecretName(name)) {
                    m_listed = at;
                    return true;
                }
                const bool introduces = name.starts_with('_');
                const bool calls = at - back + 1 < at && m_tokens[at - back + 1].kind == TokenKind::OpenBracket;
                if (!introduces && !calls && std::ranges::find(kBetween, name) == kBetween.end()) {
                    return false;
                }
            } else if ((token.kind != TokenKind::Operator && token.kind != TokenKind::OpenBracket) ||
                       textOf(token) == "," || textOf(token) == ".") {
                return false;
            }
        }
        return false;
    }

    /// Whether a literal is given to a function that encrypts, or to SQLite as a key of a file.
    [[nodiscard]] bool belongsToKey(std::size_t at) const {
        static constexpr std::array<std::string_view, 12> kFunctions = {
            "PGP_SYM_ENCRYPT", "PGP_SYM_DECRYPT", "AES_ENCRYPT", "AES_DECRYPT", "DES_ENCRYPT",     "DES_DECRYPT",
            "CRYPT",           "ENCRYPT",         "DECRYPT",     "HMAC",        "PGP_PUB_DECRYPT", "OLD_PASSWORD"};
        static constexpr std::array<std::string_view, 5> kKeys = {"KEY", "REKEY", "HEXKEY", "HEXREKEY", "TEXTKEY"};
        const std::string verb = wordAt(0);
        if (verb == "PRAGMA" || verb == "ATTACH") {
            const std::string before = at == 0 ? std::string() : wordAt(at - 1);
            const std::string further = at < 2 ? std::string() : wordAt(at - 2);
            return std::ranges::find(kKeys, before) != kKeys.end() || std::ranges::find(kKeys, further) != kKeys.end();
        }
        std::size_t depth = 0;
        constexpr std::size_t kReach = 64;
        for (std::size_t back = 1; back <= std::min(kReach, at); ++back) {
            const Token& token = m_tokens[at - back];
            if (token.kind == TokenKind::CloseBracket) {
                ++depth;
            } else if (token.kind == TokenKind::OpenBracket && depth-- == 0) {
                return at - back > 0 && std::ranges::find(kFunctions, wordAt(at - back - 1)) != kFunctions.end();
            }
        }
        return false;
    }

    std::string_view m_statement;
    std::vector<Token> m_tokens;
    std::vector<BlankSpan> m_found;
    /// The literal that was found last by the name in front of it.
    std::size_t m_listed = 0;
};

} // namespace

BlankedStatement blankSecrets(std::string_view statement, Grammar grammar) {
    std::vector<BlankSpan> found = SecretSearch(statement, grammar).find();
    if (grammar.dialect != DialectId::Sqlite && statement.find('\\') != std::string_view::npos) {
        // Whether a backslash escapes is a setting of the session, so both readings count.
        Grammar other = grammar;
        other.backslashEscapes = !grammar.backslashEscapes;
        const std::vector<BlankSpan> more = SecretSearch(statement, other).find();
        found.insert(found.end(), more.begin(), more.end());
    }
    std::ranges::sort(found, {}, [](const BlankSpan& each) { return each.span.begin; });
    BlankedStatement blanked{.text = {}, .blanked = !found.empty()};
    std::size_t behind = 0;
    for (const BlankSpan& each : found) {
        if (each.span.begin >= behind) {
            blanked.text += statement.substr(behind, each.span.begin - behind);
            blanked.text += each.text;
        }
        behind = std::max(behind, each.span.end);
    }
    blanked.text += statement.substr(behind);
    return blanked;
}

} // namespace dbv::sql
