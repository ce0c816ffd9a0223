// SPDX-License-Identifier: Apache-2.0
#include "mysql/catalog_server.h"

#include <optional>
#include <string_view>
#include <utility>

#include "mysql/catalog_tables.h"
#include "mysql/statement_text.h"

namespace dbv::mysql {

namespace {

/// A user's account.
struct Account {
    std::string user;
    std::string host;
};

/// Takes the text in quotes off the front; nullopt when there is none.
std::optional<std::string> takeQuoted(std::string_view& text) {
    if (!text.starts_with('\'')) {
        return std::nullopt;
    }
    std::string value;
    for (std::size_t at = 1; at < text.size(); ++at) {
        const bool another = at + 1 < text.size();
        const bool isDoubled = text[at] == '\'' && another && text[at + 1] == '\'';
        if (text[at] == '\'' && !isDoubled) {
            text.remove_prefix(at + 1);
            return value;
        }
        at += isDoubled || (text[at] == '\\' && another) ? std::size_t{1} : std::size_t{0};
        value += text[at];
    }
    return std::nullopt;
}

std::optional<Account> accountIn(std::string_view name) {
    std::optional<std::string> user = takeQuoted(name);
    if (!user || !name.starts_with('@')) {
        return std::nullopt;
    }
    name.remove_prefix(1);
    std::optional<std::string> host = takeQuoted(name);
    if (!host || !name.empty()) {
        return std::nullopt;
    }
    return Account{*std::move(user), *std::move(host)};
}

/// The statement with the hashes of passwords taken out: it can not make an account without a password by mistake.
std::string withoutHashes(const std::string& sql, bool& found) {
    TokenReader reader(sql);
    std::string text;
    std::size_t from = 0;
    std::string before;
    for (Token token = reader.next(); token.kind != TokenKind::End; token = reader.next()) {
        // Some sessions are told it by its numbers.
        const bool isValue = token.kind == TokenKind::Text ||
                             (token.kind == TokenKind::Word && upperCase(reader.text(token)).starts_with("0X"));
        const bool isHash = isValue && (before == "PASSWORD" || before == "USING" || before == "AS");
        if (isHash) {
            text += sql.substr(from, token.span.begin - from) + "'<the hash of the password>'";
            from = token.span.end;
            found = true;
        }
        before = upperCase(reader.text(token));
    }
    return text + sql.substr(from);
}

std::unexpected<Error> notThere(const std::string& name) {
    return fail(ErrorKind::NotFound, "The server has no such object: " + name + ", or the user may not see it.",
                "Refresh the explorer; it may have been dropped or renamed.");
}

/// The first cells of an answer, as statements. A refusal is noted.
Result<std::string> statementsOf(Line& line, const std::string& sql, std::string_view part, bool& hashes,
                                 network::RefusedParts& refused) {
    const Result<TextTable> rows = queryPart(line, sql, part, refused);
    if (!rows) {
        return std::unexpected(rows.error());
    }
    std::string text;
    for (const auto& row : *rows) {
        text += withoutHashes(textAt(row, 0), hashes) + ";\n";
    }
    return text;
}

Result<ObjectDescription> describeAccount(Line& line, DialectId dialect, const std::string& name,
                                          network::RefusedParts& refused) {
    const std::optional<Account> account = accountIn(name);
    if (!account) {
        return notThere(name);
    }
    // MariaDB's roles have no host.
    const bool isRole = dialect == DialectId::MariaDb && account->host.empty();
    // Stands for everybody, and is there always.
    const bool isPublic = isRole && account->user == "PUBLIC";
    std::string quoted = isPublic ? account->user : quotedName(account->user);
    quoted += isRole ? std::string() : "@" + quotedName(account->host);
    bool hashes = false;
    const Result<std::string> made =
        isRole ? Result<std::string>(isPublic ? "" : "CREATE ROLE " + quoted + ";\n")
               : statementsOf(line, "SHOW CREATE USER " + quoted, "The definition (DDL)", hashes, refused);
    if (!made) {
        return std::unexpected(made.error());
    }
    const Result<std::string> grants = statementsOf(line, "SHOW GRANTS FOR " + quoted, "Grants", hashes, refused);
    if (!grants) {
        return std::unexpected(grants.error());
    }
    if (made->empty() && grants->empty()) {
        return notThere(name);
    }
    ObjectDescription object;
    object.path.name = name;
    object.type = ObjectType::Role;
    object.ddl =
        (hashes ? "-- Hashes of passwords are left out; put them in before this is run.\n" : "") + *made + *grants;
    return object;
}

Result<ObjectDescription> describeSchema(Line& line, const std::string& name, ObjectType type,
                                         network::RefusedParts& refused) {
    const Result<TextTable> rows = line.query("SHOW CREATE DATABASE " + quotedName(name));
    if (!rows) {
        return network::RefusedParts::isRefusal(rows.error()) ? Result<ObjectDescription>(notThere(name))
                                                              : std::unexpected(rows.error());
    }
    const Result<TextTable> grants =
        queryPart(line,
                  "SELECT GRANTEE, PRIVILEGE_TYPE, IS_GRANTABLE FROM information_schema.SCHEMA_PRIVILEGES "
                  "WHERE TABLE_SCHEMA = " +
                      textLiteral(name) + " ORDER BY GRANTEE, PRIVILEGE_TYPE",
                  "Grants", refused);
    if (!grants) {
        return std::unexpected(grants.error());
    }
    ObjectDescription object;
    object.path.name = name;
    object.type = type;
    object.ddl = rows->empty() ? std::string() : textAt(rows->front(), 1) + ";\n";
    for (const auto& row : *grants) {
        if (object.grants.empty() || object.grants.back().grantee != textAt(row, 0)) {
            object.grants.push_back({.grantee = textAt(row, 0), .privileges = {}, .grantable = {}});
        }
        object.grants.back().privileges.push_back(textAt(row, 1));
        if (textAt(row, 2) == "YES") {
            object.grants.back().grantable.push_back(textAt(row, 1));
        }
    }
    return object;
}

} // namespace

Result<ObjectDescription> describeServerObject(Line& line, DialectId dialect, const std::string& name, ObjectType type,
                                               network::RefusedParts& refused) {
    switch (type) {
    case ObjectType::Role: return describeAccount(line, dialect, name, refused);
    // What other engines call a schema is a database here.
    case ObjectType::Database:
    case ObjectType::Schema: return describeSchema(line, name, type, refused);
    default: return notThere(name);
    }
}

} // namespace dbv::mysql
