// SPDX-License-Identifier: Apache-2.0
#include "mysql/ddl_text.h"

#include <algorithm>
#include <chrono>
#include <ranges>
#include <utility>
#include <vector>

#include <QtCore/QUtf8StringView>

namespace dbv::mysql {

namespace {

/// A name with what stands before it: `db`.`name`.
struct NameChain {
    TextSpan span;
    std::vector<std::string> parts;
};

bool isName(const Token& token) {
    return token.kind == TokenKind::Name || token.kind == TokenKind::Word || token.kind == TokenKind::DoubleQuoted;
}

/// As an identifier that every sql_mode reads in the same way.
std::string asName(std::string_view text) {
    if (!text.starts_with('"') || text.size() < 2) {
        return text.starts_with('`') ? std::string(text) : quotedName(text);
    }
    std::string name;
    for (std::size_t at = 1; at + 1 < text.size(); ++at) {
        name += text[at];
        at += text[at] == '"' ? std::size_t{1} : std::size_t{0};
    }
    return quotedName(name);
}

/// Reads tokens with one of them at hand.
class DdlReader {
public:
    DdlReader(std::string_view sql, EscapeRules rules, std::size_t from = 0)
        : m_reader(sql, rules, from), m_token(m_reader.next()) {}

    [[nodiscard]] const Token& token() const { return m_token; }
    [[nodiscard]] std::string_view text() const { return m_reader.text(m_token); }
    [[nodiscard]] bool atEnd() const { return m_token.kind == TokenKind::End; }
    [[nodiscard]] bool at(std::string_view word) const {
        return m_token.kind == TokenKind::Word && upperCase(text()) == word;
    }
    void next() { m_token = m_reader.next(); }
    void skipBehind(std::string_view word) {
        while (!atEnd() && !at(word)) {
            next();
        }
        next();
    }
    void skip(std::string_view word) {
        if (at(word)) {
            next();
        }
    }
    NameChain chain() {
        NameChain found{m_token.span, {}};
        while (isName(m_token)) {
            found.parts.push_back(asName(text()));
            found.span.end = m_token.span.end;
            next();
            if (m_token.kind != TokenKind::Symbol || text() != ".") {
                break;
            }
            next();
        }
        return found;
    }

private:
    TokenReader m_reader;
    Token m_token;
};

NameChain nameBehind(DdlReader& reader, std::string_view kind) {
    reader.skipBehind(kind.substr(kind.rfind(' ') + 1));
    reader.skip("IF");
    reader.skip("NOT");
    reader.skip("EXISTS");
    return reader.chain();
}

std::string qualified(const NameChain& name, const std::string& schema) {
    return quotedName(schema) + "." + (name.parts.empty() ? std::string() : name.parts.back());
}

/// A query with the databases that the same one has in full; nullopt when they are not the same.
std::optional<std::string> withDatabasesOf(std::string_view query, std::string_view full, EscapeRules rules,
                                           std::size_t& queryEnd) {
    DdlReader few(query, rules);
    DdlReader all(full, rules);
    std::string text;
    std::size_t copied = 0;
    while (!all.atEnd()) {
        if (few.token().kind == TokenKind::Name && all.token().kind == TokenKind::Name) {
            const NameChain shorter = few.chain();
            const NameChain longer = all.chain();
            const std::size_t more = longer.parts.size() - std::min(longer.parts.size(), shorter.parts.size());
            if (more > 1 || !std::ranges::equal(shorter.parts, longer.parts | std::views::drop(more))) {
                return std::nullopt;
            }
            text.append(query.substr(copied, shorter.span.begin - copied))
                .append(more > 0 ? longer.parts[0] + "." : "");
            copied = shorter.span.begin;
            queryEnd = shorter.span.end;
            continue;
        }
        if (few.text() == all.text()) {
            queryEnd = few.token().span.end;
            all.next();
        } else if (few.token().kind != TokenKind::Word || !few.text().starts_with('_')) {
            return std::nullopt;
        }
        // The full one has the texts without the words for their character sets.
        few.next();
    }
    return text.append(query.substr(copied, queryEnd - copied));
}

/// The bytes of a text in single quotes.
std::string bytesOf(std::string_view quoted, EscapeRules rules) {
    std::string bytes;
    for (std::size_t at = 1; at + 1 < quoted.size(); ++at) {
        const bool escape = quoted[at] == '\\' && rules.inSingleQuotes;
        if (!escape) {
            bytes += quoted[at];
            at += quoted[at] == '\'' ? std::size_t{1} : std::size_t{0};
            continue;
        }
        ++at;
        switch (quoted[at]) {
        case '0': bytes += '\0'; break;
        case 'n': bytes += '\n'; break;
        case 'r': bytes += '\r'; break;
        case 't': bytes += '\t'; break;
        case 'b': bytes += '\b'; break;
        case 'Z': bytes += '\x1a'; break;
        default: bytes += quoted[at]; break;
        }
    }
    return bytes;
}

std::string saved(std::string_view variable) {
    return "@saved_" + std::string(variable);
}

/// The lines that set variables and set them back.
class Setting {
public:
    void set(std::string_view variable, std::string_view value) {
        std::string quoted = "'";
        for (const char c : value) {
            quoted += c == '\'' ? std::string("''") : std::string(1, c);
        }
        m_before.append("SET ").append(saved(variable)).append(" = @@").append(variable).append(", ");
        m_before.append(variable).append(" = ").append(quoted).append("';\n");
        m_after.insert(0, "SET " + std::string(variable) + " = " + saved(variable) + ";\n");
    }
    [[nodiscard]] std::string around(const std::string& script) const { return m_before + script + m_after; }

private:
    std::string m_before;
    std::string m_after;
};

} // namespace

std::string inItsDatabase(std::string_view ddl, std::string_view kind, const ObjectPath& path, EscapeRules rules) {
    DdlReader reader(ddl, rules);
    const NameChain name = nameBehind(reader, kind);
    if (name.parts.empty()) {
        return std::string(ddl);
    }
    std::string text(ddl.substr(0, name.span.begin));
    text += qualified(name, path.schema);
    std::size_t copied = name.span.end;
    if (kind == "TRIGGER") {
        reader.skipBehind("ON");
        const NameChain table = reader.chain();
        text.append(ddl.substr(copied, table.span.begin - copied)).append(qualified(table, path.schema));
        copied = table.span.end;
    }
    return text.append(ddl.substr(copied));
}

std::string readableTable(std::string_view ddl, const std::string& schema, EscapeRules rules) {
    std::string text;
    std::size_t copied = 0;
    const auto replace = [&](TextSpan span, const std::string& by) {
        text.append(ddl.substr(copied, span.begin - copied)).append(by);
        copied = span.end;
    };
    DdlReader reader(ddl, rules);
    bool inUnion = false;
    while (!reader.atEnd()) {
        const Token token = reader.token();
        if (inUnion && isName(token)) {
            const NameChain name = reader.chain();
            if (name.parts.size() == 1) {
                replace(name.span, qualified(name, schema));
            }
            continue;
        }
        if (token.kind == TokenKind::Text && !QUtf8StringView(reader.text()).isValidUtf8()) {
            replace(token.span, bytesLiteral(bytesOf(reader.text(), rules)));
        }
        inUnion = (inUnion && reader.text() != ")") || reader.at("UNION");
        reader.next();
    }
    return text.append(ddl.substr(copied));
}

std::optional<std::string> modeForDays(std::string_view ddl) {
    constexpr std::string_view kDefault = " DEFAULT '";
    constexpr std::size_t kSize = 10;
    std::optional<std::string> mode;
    for (std::size_t at = ddl.find(kDefault); at != std::string_view::npos; at = ddl.find(kDefault, at + 1)) {
        const std::string_view day = ddl.substr(at + kDefault.size(), kSize);
        const auto number = [&](std::size_t from, std::size_t count) {
            unsigned value = 0;
            for (const char c : day.substr(from, count)) {
                value = value * 10 + static_cast<unsigned>(c - '0');
            }
            return value;
        };
        constexpr std::string_view kForm = "0000-00-00";
        const bool isDay = day.size() == kSize && std::ranges::equal(day, kForm, [](char c, char form) {
                               return form == '-' ? c == '-' : c >= '0' && c <= '9';
                           });
        const unsigned month = isDay ? number(5, 2) : 1;
        const unsigned dayOfMonth = isDay ? number(8, 2) : 1;
        const bool hasZero = month == 0 || dayOfMonth == 0;
        const std::chrono::year_month_day date{std::chrono::year(isDay ? static_cast<int>(number(0, 4)) : 1),
                                               std::chrono::month(month), std::chrono::day(dayOfMonth)};
        if (!hasZero && !date.ok()) {
            return "ALLOW_INVALID_DATES";
        }
        // No strict mode would take it.
        mode = hasZero ? std::string() : mode;
    }
    return mode;
}

std::string viewInItsDatabase(std::string_view ddl, const ObjectPath& path, std::string_view definition,
                              std::string_view checkOption, EscapeRules rules) {
    DdlReader reader(ddl, rules);
    const NameChain name = nameBehind(reader, "VIEW");
    // Under its full name the server has written all others in full, too.
    if (name.parts.size() != 1 || definition.empty()) {
        return std::string(ddl);
    }
    while (!reader.atEnd() && !reader.at("AS")) {
        reader.next();
    }
    const std::size_t query = reader.token().span.end;
    std::string text(ddl.substr(0, name.span.begin));
    text.append(qualified(name, path.schema)).append(ddl.substr(name.span.end, query - name.span.end)).append(" ");
    std::size_t end = 0;
    const auto inFull = withDatabasesOf(ddl.substr(query), definition, rules, end);
    text.append(inFull ? std::string_view(*inFull).substr(std::min(inFull->find_first_not_of(' '), inFull->size()))
                       : definition);
    if (checkOption != "NONE") {
        text.append(" WITH ").append(checkOption).append(" CHECK OPTION");
    }
    return text;
}

std::string asScript(const std::string& ddl, const Making& making, const Making& session, bool program) {
    Setting setting;
    std::string notes;
    // A statement with other letters is sent in the session's own character set, and must be read in that.
    const bool ascii = std::ranges::all_of(ddl, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
    if (!making.clientCharset.empty() && making.clientCharset != session.clientCharset && ascii) {
        setting.set("character_set_client", making.clientCharset);
    }
    if (!making.collation.empty() && making.collation != session.collation) {
        setting.set("collation_connection", making.collation);
    }
    if (making.sqlMode) {
        setting.set("sql_mode", *making.sqlMode);
    }
    if (!making.timeZone.empty()) {
        setting.set("time_zone", making.timeZone);
    }
    if (!making.databaseCollation.empty() && making.databaseCollation != session.databaseCollation) {
        notes = "-- Made when the collation of the database was " + making.databaseCollation +
                ", which texts without one of their own have.\n";
    }
    return setting.around(notes + (program ? "DELIMITER ;;\n" + ddl + ";;\nDELIMITER ;\n" : ddl + ";\n"));
}

} // namespace dbv::mysql
