// SPDX-License-Identifier: Apache-2.0
#include "mysql/dump_users.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <dbv/core/cancel.h>

#include "mysql/statement_text.h"

namespace dbv::mysql {

namespace {

/// Who is there on every server of a kind, and nobody's.
constexpr std::array<std::string_view, 4> kServersOwn{"mariadb.sys", "mysql.sys", "mysql.session", "mysql.infoschema"};

struct ServerUser {
    /// As statements name it.
    std::string account;
    bool isRole = false;
    bool isPublic = false;
};

std::string accountOf(const std::string& user, const std::string& host, bool isRole) {
    return isRole ? quotedName(user) : quotedName(user) + "@" + quotedName(host);
}

Result<std::vector<ServerUser>> listUsers(Line& line) {
    const Result<TextTable> kind =
        line.query("SELECT COUNT(*) FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = 'mysql' AND TABLE_NAME = "
                   "'user' AND COLUMN_NAME = 'is_role'");
    // MySQL has no roles but users that nobody logs in as.
    const bool hasRoles = kind && !kind->empty() && kind->at(0).at(0) == "1";
    Result<TextTable> rows = kind ? line.query("SELECT User, Host, " + std::string(hasRoles ? "is_role = 'Y'" : "0") +
                                               " FROM mysql.user ORDER BY 3 DESC, 1, 2")
                                  : std::unexpected(kind.error());
    if (!rows) {
        if (rows.error().kind == ErrorKind::SqlError) {
            rows.error().kind = ErrorKind::Unsupported;
            rows.error().message = "The users of the server can't be backed up: " + rows.error().message;
            rows.error().hint = "Back up without them, or as a user with the right to read mysql.user.";
        }
        return std::unexpected(std::move(rows.error()));
    }
    std::vector<ServerUser> users;
    for (const auto& row : *rows) {
        const std::string user = row[0].value_or("");
        if (listed(kServersOwn, user)) {
            continue;
        }
        const bool isRole = row[2] == "1";
        users.push_back({accountOf(user, row[1].value_or(""), isRole), isRole, isRole && user == "PUBLIC"});
    }
    return users;
}

/// What servers say of an account that stands in the list and is not in use: one with the name of a host where names are not looked up.
constexpr std::array<std::int64_t, 3> kNotInUse{1133, 1141, 1396};

class UserWriter {
public:
    UserWriter(Line& line, const DumpSink& dump, const DumpProgress& progress)
        : m_line(line), m_dump(dump), m_progress(progress) {}

    Result<void> write() {
        const Result<std::vector<ServerUser>> users = listUsers(m_line);
        Result<void> done = users ? Result<void>() : std::unexpected(users.error());
        for (std::size_t i = 0; done && i < users->size(); ++i) {
            done = make(users->at(i));
        }
        for (std::size_t i = 0; done && i < users->size(); ++i) {
            done = grant(users->at(i));
        }
        for (auto last = m_last.begin(); done && last != m_last.end(); ++last) {
            done = put(*last);
        }
        return done;
    }

private:
    /// A statement once, however many have the same rights by it.
    Result<void> put(const std::string& statement) {
        return m_written.insert(statement).second ? m_dump(statement + ";\n") : Result<void>();
    }
    Result<TextTable> ask(const std::string& question) {
        Result<TextTable> rows = m_line.query(question);
        if (!rows && rows.error().kind == ErrorKind::SqlError) {
            rows.error().message = "The server does not answer " + question + ": " + rows.error().message;
        }
        return !rows || m_progress({"reading users", m_written.size(), 0, "statements"})
                   ? std::move(rows)
                   : std::unexpected(cancelledError(Damage::None));
    }
    /// Whoever reads the dump is told.
    Result<void> leaveOut(const ServerUser& user) {
        m_leftOut.insert(user.account);
        std::string name = user.account;
        std::ranges::replace_if(name, [](unsigned char c) { return c < 0x20U; }, '?');
        return m_dump("-- " + name + " is left out: the server does not use it.\n");
    }
    Result<void> make(const ServerUser& user) {
        if (user.isPublic) {
            return {};
        }
        if (user.isRole) {
            return put("CREATE ROLE IF NOT EXISTS " + user.account);
        }
        const Result<TextTable> shown = ask("SHOW CREATE USER " + user.account);
        if (!shown) {
            return std::ranges::find(kNotInUse, shown.error().nativeCode) != kNotInUse.end()
                       ? leaveOut(user)
                       : std::unexpected(shown.error());
        }
        std::string roles;
        const std::string statement = userStatement(shown->at(0).at(0).value_or(""), roles);
        if (!roles.empty()) {
            m_last.push_back("SET DEFAULT ROLE " + roles + " TO " + user.account);
        }
        return put(statement);
    }
    Result<void> grant(const ServerUser& user) {
        if (m_leftOut.contains(user.account)) {
            return {};
        }
        const Result<TextTable> shown = ask("SHOW GRANTS FOR " + (user.isPublic ? "PUBLIC" : user.account));
        Result<void> done = shown ? Result<void>() : std::unexpected(shown.error());
        for (std::size_t i = 0; done && i < shown->size(); ++i) {
            const std::string statement = shown->at(i).at(0).value_or("");
            // A role that is active at the login has to be granted first.
            if (statement.starts_with("SET DEFAULT ROLE")) {
                m_last.push_back(statement);
            } else {
                done = put(statement);
            }
        }
        return done;
    }

    Line& m_line;
    const DumpSink& m_dump;
    const DumpProgress& m_progress;
    std::set<std::string> m_written;
    std::set<std::string> m_leftOut;
    std::vector<std::string> m_last;
};

} // namespace

std::string userStatement(std::string_view shown, std::string& roles) {
    constexpr std::string_view kMakeUser = "CREATE USER ";
    TokenReader reader(shown);
    std::size_t from = 0;
    std::size_t end = 0;
    std::string before;
    for (Token token = reader.next(); token.kind != TokenKind::End; token = reader.next()) {
        const std::string word = token.kind == TokenKind::Word ? upperCase(reader.text(token)) : std::string();
        if (from == 0 && before == "DEFAULT" && word == "ROLE") {
            from = token.span.end;
        } else if (from > 0 && word == "REQUIRE") {
            end = token.span.begin;
            break;
        }
        before = word;
    }
    std::string text(shown);
    if (end > from) {
        const std::size_t begin = shown.rfind("DEFAULT", from);
        roles = shown.substr(from, end - from);
        roles.erase(0, roles.find_first_not_of(' '));
        roles.erase(roles.find_last_not_of(' ') + 1);
        text.erase(begin, end - begin);
    }
    if (text.starts_with(kMakeUser)) {
        text.insert(kMakeUser.size(), "IF NOT EXISTS ");
    }
    return text;
}

Result<void> dumpUsers(Line& line, const DumpSink& dump, const DumpProgress& progress) {
    // MySQL shows digests with bytes that are no text unless it is told to; MariaDB has none of these.
    const Result<TextTable> hexadecimal = line.query("SHOW VARIABLES LIKE 'print_identified_with_as_hex'");
    if (!hexadecimal) {
        return std::unexpected(hexadecimal.error());
    }
    const bool changes = !hexadecimal->empty() && hexadecimal->at(0).at(1) == "OFF";
    if (changes) {
        line.owe("SET SESSION print_identified_with_as_hex = OFF");
    }
    Result<void> done = changes ? line.run("SET SESSION print_identified_with_as_hex = ON") : Result<void>();
    done = done ? UserWriter(line, dump, progress).write() : done;
    static_cast<void>(line.settle().has_value());
    return done;
}

} // namespace dbv::mysql
