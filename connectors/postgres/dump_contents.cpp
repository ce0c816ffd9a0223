// SPDX-License-Identifier: Apache-2.0
#include "postgres/dump_contents.h"

#include <algorithm>
#include <initializer_list>

#include "postgres/statement_text.h"

namespace dbv::postgres {

namespace {

/// Magic, three numbers of the version, the sizes of numbers and offsets, the format.
constexpr std::size_t kFixedHead = 11;
constexpr unsigned char kCustomFormat = 1;
constexpr int kFirstVersion = 114;
constexpr int kVersionOfCompressionByte = 115;
constexpr int kVersionOfKind = 116;
constexpr int kLastVersion = 116;
constexpr int kNumbersOfTime = 7;
constexpr std::string_view kNotPacked("\0", 1);
/// What stands in place of an offset where an entry has no rows.
constexpr char kNoRows = 3;

/// Splits a definition into names, words and signs, without blanks; quoted names lose their quotes.
struct DefinitionToken {
    std::string text;
    bool isQuoted = false;
    /// Where it begins and ends.
    std::size_t at = 0;
    std::size_t end = 0;

    [[nodiscard]] bool is(std::string_view word) const { return !isQuoted && text == word; }
};

std::vector<DefinitionToken> tokensOf(std::string_view sql) {
    std::vector<DefinitionToken> tokens;
    for (std::size_t at = 0; at < sql.size();) {
        const std::size_t end = endOfToken(sql, at);
        DefinitionToken token{std::string(sql.substr(at, end - at)), false, at, end};
        const char first = sql[at];
        if (first == '"') {
            token.isQuoted = true;
            std::string plain;
            for (std::size_t i = 1; i + 1 < token.text.size(); ++i) {
                plain += token.text[i];
                i += token.text[i] == '"' ? 1U : 0U;
            }
            token.text = std::move(plain);
        }
        const bool isBlank = first == ' ' || first == '\n' || first == '\t' || first == '\r';
        const bool isComment = token.text.starts_with("--") || token.text.starts_with("/*");
        if (token.isQuoted || (!isBlank && !isComment)) {
            tokens.push_back(std::move(token));
        }
        at = end;
    }
    return tokens;
}

bool isOne(std::string_view kind, std::initializer_list<std::string_view> of) {
    return std::ranges::find(of, kind) != of.end();
}

} // namespace

std::string_view DumpWords::bytes(std::size_t count) {
    if (m_failed || m_bytes.size() - m_at < count) {
        m_failed = true;
        return {};
    }
    const std::string_view some = m_bytes.substr(m_at, count);
    m_at += count;
    return some;
}

std::int64_t DumpWords::number() {
    const std::string_view some = bytes(1 + m_numberSize);
    return some.empty() ? 0 : dumpNumber(some);
}

std::optional<std::string_view> DumpWords::text() {
    const std::int64_t size = number();
    return size < 0 || m_failed ? std::nullopt : std::optional(bytes(static_cast<std::size_t>(size)));
}

std::int64_t dumpNumber(std::string_view bytes) {
    std::uint64_t number = 0;
    for (std::size_t i = 1; i < bytes.size(); ++i) {
        number |= static_cast<std::uint64_t>(static_cast<unsigned char>(bytes[i])) << (8 * (i - 1));
    }
    const auto whole = static_cast<std::int64_t>(number);
    return bytes.front() != 0 ? -whole : whole;
}

std::optional<DumpHead> headOf(std::string_view bytes) {
    if (bytes.size() < kFixedHead) {
        return std::nullopt;
    }
    const auto byteAt = [bytes](std::size_t at) { return static_cast<unsigned char>(bytes[kDumpMagic.size() + at]); };
    constexpr int kMajor = 100;
    DumpHead head;
    head.version = bytes.starts_with(kDumpMagic) ? byteAt(0) * kMajor + byteAt(1) : 0;
    head.numberSize = byteAt(3);
    head.offsetSize = byteAt(4);
    head.isKnown = head.version >= kFirstVersion && head.version <= kLastVersion && head.numberSize > 0 &&
                   head.numberSize <= sizeof(std::int64_t) && byteAt(5) == kCustomFormat;
    if (!head.isKnown) {
        return head;
    }
    DumpWords words(bytes, head.numberSize);
    static_cast<void>(words.bytes(kFixedHead));
    head.isPacked = head.version >= kVersionOfCompressionByte ? words.bytes(1) != kNotPacked : words.number() != 0;
    for (int i = 0; i < kNumbersOfTime; ++i) {
        static_cast<void>(words.number());
    }
    head.database = words.text().value_or("");
    head.server = words.text().value_or("");
    static_cast<void>(words.text());
    head.entries = words.number();
    head.bytes = words.at();
    return words.failed() ? std::nullopt : std::optional(std::move(head));
}

std::optional<DumpEntry> takeEntry(DumpWords& words, const DumpHead& head, bool withDefinition) {
    DumpEntry entry;
    entry.id = words.number();
    static_cast<void>(words.number());
    // Two numbers of the catalogue, as texts.
    static_cast<void>(words.text());
    static_cast<void>(words.text());
    entry.name = words.text().value_or("");
    entry.kind = words.text().value_or("");
    const std::int64_t section = words.number();
    const bool isSection = section > static_cast<std::int64_t>(DumpSection::None) &&
                           section <= static_cast<std::int64_t>(DumpSection::BehindRows);
    entry.section = isSection ? static_cast<DumpSection>(section) : DumpSection::None;
    const std::optional<std::string_view> definition = words.text();
    // What drops it.
    static_cast<void>(words.text());
    const std::optional<std::string_view> copy = words.text();
    if (withDefinition) {
        entry.definition = definition.value_or("");
        entry.copy = copy.value_or("");
    }
    entry.schema = words.text().value_or("");
    static_cast<void>(words.text());
    static_cast<void>(words.text());
    if (head.version >= kVersionOfKind) {
        static_cast<void>(words.number());
    }
    entry.owner = words.text().value_or("");
    // A word that nobody reads.
    static_cast<void>(words.text());
    while (const std::optional<std::string_view> needed = words.text()) {
        std::int64_t id = 0;
        for (const char digit : *needed) {
            id = id * 10 + (digit - '0');
        }
        entry.needs.push_back(id);
    }
    const std::string_view offset = words.bytes(1 + head.offsetSize);
    entry.hasRows = !offset.empty() && offset.front() != kNoRows;
    return words.failed() ? std::nullopt : std::optional(std::move(entry));
}

bool DumpContents::isWhole() const {
    return std::ranges::find(entries, "DATABASE", &DumpEntry::kind) != entries.end();
}

std::optional<DumpContents> contentsOf(std::string_view bytes) {
    std::optional<DumpHead> head = headOf(bytes);
    if (!head) {
        return std::nullopt;
    }
    DumpContents contents{*std::move(head), {}, 0};
    contents.bytes = contents.head.bytes;
    bytes.remove_prefix(contents.head.bytes);
    for (std::int64_t i = 0; contents.head.isKnown && i < contents.head.entries; ++i) {
        DumpWords words(bytes, contents.head.numberSize);
        std::optional<DumpEntry> entry = takeEntry(words, contents.head, true);
        if (!entry) {
            return std::nullopt;
        }
        contents.entries.push_back(*std::move(entry));
        contents.bytes += words.at();
        bytes.remove_prefix(words.at());
    }
    return contents;
}

std::optional<std::pair<std::string, std::string>> referencedTable(std::string_view definition) {
    const std::vector<DefinitionToken> tokens = tokensOf(definition);
    for (std::size_t i = 0; i + 3 < tokens.size(); ++i) {
        if (tokens[i].is("REFERENCES") && tokens[i + 2].is(".")) {
            return std::pair(tokens[i + 1].text, tokens[i + 3].text);
        }
    }
    return std::nullopt;
}

std::set<std::string> rolesIn(const DumpEntry& entry) {
    std::set<std::string> roles;
    const bool tellsRights = isOne(entry.kind, {"ACL", "DEFAULT ACL"});
    if (!tellsRights && entry.kind != "POLICY" && entry.kind != "USER MAPPING" && entry.kind != "DATABASE PROPERTIES") {
        return roles;
    }
    const std::vector<DefinitionToken> tokens = tokensOf(entry.definition);
    int depth = 0;
    for (std::size_t i = 0; i + 1 < tokens.size(); ++i) {
        depth += tokens[i].is("(") ? 1 : 0;
        depth -= tokens[i].is(")") ? 1 : 0;
        if (depth != 0) {
            continue;
        }
        const bool afterRole = tokens[i].is("ROLE") && entry.kind != "POLICY";
        const bool afterGrant = tellsRights && (tokens[i].is("TO") || tokens[i].is("FROM"));
        const bool afterPolicy = entry.kind == "POLICY" && tokens[i].is("TO");
        const bool afterAuthorization = tellsRights && tokens[i].is("AUTHORIZATION");
        const bool afterMapping = entry.kind == "USER MAPPING" && tokens[i].is("FOR");
        if (!afterRole && !afterGrant && !afterPolicy && !afterAuthorization && !afterMapping) {
            continue;
        }
        std::size_t name = i + 1;
        name += tokens[name].is("GROUP") && name + 1 < tokens.size() ? 1U : 0U;
        while (true) {
            // RESET SESSION AUTHORIZATION names nobody.
            const bool isNobody = tokens[name].is("PUBLIC") || tokens[name].is("public") ||
                                  tokens[name].is("DEFAULT") || tokens[name].is(";");
            if (!isNobody && !tokens[name].text.starts_with('\'')) {
                roles.insert(tokens[name].text);
            }
            if (name + 2 >= tokens.size() || !tokens[name + 1].is(",")) {
                break;
            }
            name += 2;
        }
        if (entry.kind == "POLICY" || entry.kind == "USER MAPPING") {
            break;
        }
    }
    return roles;
}

std::vector<std::pair<std::string, std::string>> databaseStatements(const DumpEntry& entry,
                                                                    std::string_view quotedDatabase) {
    const bool isOfDatabase = entry.name.starts_with("DATABASE ") && isOne(entry.kind, {"COMMENT", "ACL"});
    if (!isOfDatabase && entry.kind != "DATABASE PROPERTIES") {
        return {};
    }
    std::vector<std::pair<std::string, std::string>> statements;
    const std::vector<DefinitionToken> tokens = tokensOf(entry.definition);
    std::size_t from = 0;
    while (from < tokens.size()) {
        std::size_t end = from;
        std::size_t name = 0;
        std::string role;
        for (; end < tokens.size() && !tokens[end].is(";"); ++end) {
            if (name == 0 && tokens[end].is("DATABASE") && end + 1 < tokens.size()) {
                name = end + 1;
            }
            if (name == 0 && tokens[end].is("ROLE") && end + 1 < tokens.size()) {
                role = tokens[end + 1].text;
            }
        }
        const std::size_t stop = end > from ? tokens[end - 1].end : 0;
        // What makes it a template, or changes the catalogue, is no setting.
        const bool isSetting =
            isOfDatabase || (end > name + 2 && (tokens[name + 1].is("SET") || tokens[name + 1].is("RESET") ||
                                                tokens[name + 1].is("CONNECTION")));
        if (name > 0 && isSetting) {
            const std::string_view text = entry.definition;
            std::string statement(text.substr(tokens[from].at, tokens[name].at - tokens[from].at));
            statement += quotedDatabase;
            statement += text.substr(tokens[name].end, stop - tokens[name].end);
            statements.emplace_back(std::move(statement), std::move(role));
        }
        from = end + 1;
    }
    return statements;
}

} // namespace dbv::postgres
