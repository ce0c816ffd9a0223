// SPDX-License-Identifier: Apache-2.0
#include "mysql/errors.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "mysql/statement_text.h"

namespace dbv::mysql {

namespace {

struct CodeEntry {
    unsigned int code = 0;
    ErrorKind kind = ErrorKind::SqlError;
    Damage damage = Damage::Statement;
    std::string_view hint;
};

constexpr std::string_view kReconnect = "Reconnect; what the open transaction did was rolled back.";
constexpr std::string_view kNoProtocol = "What came was not what the protocol allows. Reconnect.";
constexpr std::string_view kRights = "Ask the owner for the right (GRANT), or connect as another user.";
constexpr unsigned int kTlsBroke = 2026;
constexpr unsigned int kMalformed = 2027;
constexpr std::string_view kPacket = "Raise max_allowed_packet on the server, or send the data in smaller statements.";

// Sorted by code. Codes below 1000 are the system's, those from 2000 to 2999 the client library's.
constexpr std::array kStatementCodes = std::to_array<CodeEntry>({
    {29, ErrorKind::IoError, Damage::Statement, "Check the file's path, and who may read it."},
    {1021, ErrorKind::IoError, Damage::Statement, "The server's disk is full: make room there."},
    {1026, ErrorKind::IoError, Damage::Statement, "Look at the server's log and its disk."},
    {1028, ErrorKind::Cancelled, Damage::Statement, ""},
    {1030, ErrorKind::IoError, Damage::Statement, "Look at the server's log."},
    {1037, ErrorKind::SqlError, Damage::Statement, "The server is out of memory for this statement."},
    {1041, ErrorKind::SqlError, Damage::Statement, "The server is out of memory for this statement."},
    {1044, ErrorKind::SqlError, Damage::Statement, kRights},
    {1046, ErrorKind::SqlError, Damage::Statement, "Choose a database (USE name), or write it in front of the name."},
    {1049, ErrorKind::NotFound, Damage::Statement, "Check the database's name; SHOW DATABASES lists them."},
    {1053, ErrorKind::ConnectionLost, Damage::Session, kReconnect},
    {1142, ErrorKind::SqlError, Damage::Statement, kRights},
    {1143, ErrorKind::SqlError, Damage::Statement, kRights},
    {1146, ErrorKind::SqlError, Damage::Statement, "Check the name, and the database it is looked for in."},
    {1153, ErrorKind::SqlError, Damage::Session, kPacket},
    {1205, ErrorKind::Busy, Damage::Statement,
     "Another transaction holds the lock: wait until it has ended, or look at SHOW ENGINE INNODB STATUS. What this "
     "transaction did before stays."},
    {1213, ErrorKind::SqlError, Damage::Transaction,
     "The server rolled this transaction back to let another go on: run it again."},
    {1226, ErrorKind::Busy, Damage::Statement,
     "The user has used up what the server allows it: wait, or ask for more."},
    {1227, ErrorKind::SqlError, Damage::Statement, kRights},
    {1290, ErrorKind::RefusedReadOnly, Damage::Statement, "The server itself runs with an option that forbids this."},
    {1317, ErrorKind::Cancelled, Damage::Statement, ""},
    {1370, ErrorKind::SqlError, Damage::Statement, kRights},
    {1614, ErrorKind::SqlError, Damage::Transaction, "Roll the distributed transaction back."},
    {1792, ErrorKind::RefusedReadOnly, Damage::Statement, "Open the connection for writing to change data."},
    {1820, ErrorKind::AuthenticationFailed, Damage::Statement, "Set a new password first (SET PASSWORD)."},
    {1836, ErrorKind::RefusedReadOnly, Damage::Statement,
     "The server runs read-only: connect to the primary to write."},
    {1927, ErrorKind::ConnectionLost, Damage::Session, kReconnect},
    {1969, ErrorKind::TimedOut, Damage::Statement, "Raise max_statement_time to allow more."},
    {2000, ErrorKind::ConnectionLost, Damage::Session, kNoProtocol},
    {2006, ErrorKind::ConnectionLost, Damage::Session, kReconnect},
    {2008, ErrorKind::Internal, Damage::Session, "There was not enough memory here for what the server sent."},
    {2013, ErrorKind::ConnectionLost, Damage::Session, kReconnect},
    {2014, ErrorKind::Internal, Damage::Session, "Reconnect."},
    {2020, ErrorKind::IoError, Damage::Session, "A value is larger than one packet may be here (1 GB)."},
    {2026, ErrorKind::ConnectionLost, Damage::Session, kReconnect},
    {2027, ErrorKind::ConnectionLost, Damage::Session, kNoProtocol},
    {2055, ErrorKind::ConnectionLost, Damage::Session, kReconnect},
    {3024, ErrorKind::TimedOut, Damage::Statement, "Raise max_execution_time to allow more."},
    {3948, ErrorKind::Unsupported, Damage::Statement,
     "LOAD DATA LOCAL reads only files that the connection's option localInfile names."},
    {4031, ErrorKind::ConnectionLost, Damage::Session,
     "The server closes connections that idle for too long. Reconnect."},
    {4166, ErrorKind::Unsupported, Damage::Statement,
     "LOAD DATA LOCAL reads only files that the connection's option localInfile names."},
});

constexpr std::array kConnectCodes = std::to_array<CodeEntry>({
    {1040, ErrorKind::Busy, Damage::Session,
     "The server has no free connection: close others, wait, or raise max_connections there."},
    {1043, ErrorKind::ConnectionFailed, Damage::Session, "Check that a MySQL or MariaDB server listens there."},
    {1044, ErrorKind::AuthenticationFailed, Damage::Session,
     "The user may not use this database: ask for the right, or name another."},
    {1045, ErrorKind::AuthenticationFailed, Damage::Session,
     "Check user and password; the account also says from which host it may come, and may want a client certificate."},
    {1049, ErrorKind::NotFound, Damage::Session, "Check the database's name, or connect without one."},
    {1129, ErrorKind::ConnectionFailed, Damage::Session,
     "The server blocks this machine after failed attempts: its administrator can run FLUSH HOSTS."},
    {1130, ErrorKind::AuthenticationFailed, Damage::Session,
     "No account of the server may come from this machine: its administrator can make one."},
    {1153, ErrorKind::ConnectionFailed, Damage::Session, kPacket},
    {1203, ErrorKind::Busy, Damage::Session, "The user has no free connection: close others, or wait."},
    {1226, ErrorKind::Busy, Damage::Session, "The user has used up what the server allows it: wait, or ask for more."},
    {1251, ErrorKind::AuthenticationFailed, Damage::Session,
     "The server asks for a way of authentication that is not known here."},
    {1275, ErrorKind::AuthenticationFailed, Damage::Session,
     "The account's password is kept in an old form: set it again."},
    {1524, ErrorKind::AuthenticationFailed, Damage::Session, "The server lacks the plugin that this account needs."},
    {1698, ErrorKind::AuthenticationFailed, Damage::Session,
     "The account is let in by the system's user and its socket, not by a password: use the socket, or another "
     "account."},
    {1862, ErrorKind::AuthenticationFailed, Damage::Session,
     "The password has expired: set a new one with a client that can (mysql)."},
    {2000, ErrorKind::ConnectionFailed, Damage::Session,
     "The server said nothing that makes sense here, or asked in its login for more than a password: look at its log."},
    {2002, ErrorKind::ConnectionFailed, Damage::Session, "Check the socket's path, and that the server is running."},
    {2003, ErrorKind::ConnectionFailed, Damage::Session,
     "Check host and port, and that the server is running and listens there."},
    {2005, ErrorKind::ConnectionFailed, Damage::Session, "Check the host's name and this machine's network."},
    {2006, ErrorKind::ConnectionFailed, Damage::Session,
     "Check that a MySQL or MariaDB server listens there, and look at its log."},
    {2007, ErrorKind::ConnectionFailed, Damage::Session, "Check that a MySQL or MariaDB server listens there."},
    {2012, ErrorKind::ConnectionFailed, Damage::Session,
     "Check that a MySQL or MariaDB server listens there, and look at its log."},
    {2013, ErrorKind::ConnectionFailed, Damage::Session,
     "Check that a MySQL or MariaDB server listens there, and look at its log."},
    {2026, ErrorKind::TlsFailed, Damage::Session, "Check the connection's TLS settings and the server's."},
    {2027, ErrorKind::ConnectionFailed, Damage::Session, "Check that a MySQL or MariaDB server listens there."},
    {2049, ErrorKind::AuthenticationFailed, Damage::Session,
     "The account's password is kept in an old form: set it again."},
    {2059, ErrorKind::AuthenticationFailed, Damage::Session,
     "The client library's plugin for this account is not installed here."},
    {3118, ErrorKind::AuthenticationFailed, Damage::Session, "The account is locked: ask the server's administrator."},
    {3159, ErrorKind::TlsFailed, Damage::Session,
     "The server wants an encrypted line: set the TLS mode to require or higher."},
    {4151, ErrorKind::AuthenticationFailed, Damage::Session, "The account is locked: ask the server's administrator."},
    {5010, ErrorKind::AuthenticationFailed, Damage::Session,
     "That way of authentication is not known here, or sends the password in clear, which is done only where TLS has "
     "verified the server, or on this machine."},
});

template <class Table>
const CodeEntry* entryFor(const Table& table, unsigned int code) {
    const auto* const found = std::ranges::lower_bound(table, code, {}, &CodeEntry::code);
    return found != table.end() && found->code == code ? found : nullptr;
}

Error makeFrom(const Failure& failure, const CodeEntry& entry) {
    Error error = makeError(entry.kind, failure.message, std::string(entry.hint), entry.damage);
    error.nativeCode = failure.code;
    error.sqlState = failure.sqlState == "00000" ? std::string() : failure.sqlState;
    error.detail =
        "Error " + std::to_string(failure.code) + (error.sqlState.empty() ? "" : " (" + error.sqlState + ")");
    return error;
}

/// What stands in the text between two marks; the last place of the second counts.
std::optional<std::string_view> between(std::string_view text, std::string_view from, std::string_view to) {
    const std::size_t begin = text.find(from);
    const std::size_t end = text.rfind(to);
    if (begin == std::string_view::npos || end == std::string_view::npos || end < begin + from.size()) {
        return std::nullopt;
    }
    return text.substr(begin + from.size(), end - begin - from.size());
}

std::size_t beginOfLine(std::string_view sql, std::size_t line) {
    std::size_t at = 0;
    for (; line > 1; --line) {
        const std::size_t end = sql.find('\n', at);
        if (end == std::string_view::npos) {
            return sql.size();
        }
        at = end + 1;
    }
    return at;
}

/// `... near 'FORM t' at line 2`: what is quoted begins at the token that the parser did not expect.
std::optional<TextSpan> placeNear(std::string_view message, std::string_view sql) {
    auto near = between(message, "near '", "' at line ");
    if (!near) {
        return std::nullopt;
    }
    // The server quotes some 80 characters, and puts dots behind them when there are more.
    constexpr std::string_view kMore = "...";
    const bool cut = near->size() >= 60;
    if (cut && near->ends_with(kMore)) {
        near->remove_suffix(kMore.size());
    }
    const std::string_view number = message.substr(message.rfind(' ') + 1);
    std::size_t line = 1;
    std::from_chars(number.data(), number.data() + number.size(), line);
    if (near->empty()) {
        return TextSpan{sql.size(), sql.size()};
    }
    if (!cut && sql.ends_with(*near)) {
        return tokenAt(sql, sql.size() - near->size());
    }
    const std::size_t at = sql.find(*near, beginOfLine(sql, line));
    // What stands there twice is not pointed at.
    const bool once = at != std::string_view::npos && at < beginOfLine(sql, line + 1) &&
                      sql.find(*near, at + 1) >= beginOfLine(sql, line + 1);
    return once ? std::optional(tokenAt(sql, at)) : std::nullopt;
}

/// The last part of a name such as `t.a`.
std::string_view lastPart(std::string_view name) {
    const std::size_t dot = name.rfind('.');
    return dot == std::string_view::npos ? name : name.substr(dot + 1);
}

} // namespace

Failure unwrapped(Failure failure) {
    // What a server says before TLS stands comes as the library's own error, with the code in its text.
    constexpr std::string_view kMark = "error cannot be verified: ";
    const std::size_t at = failure.message.find(kMark);
    if (at == std::string::npos) {
        return failure;
    }
    const std::string_view said = std::string_view(failure.message).substr(at + kMark.size());
    unsigned int code = 0;
    const auto [end, problem] = std::from_chars(said.data(), said.data() + said.size(), code);
    const auto digits = static_cast<std::size_t>(end - said.data());
    return problem == std::errc() && said.substr(digits, 3) == " - "
               ? Failure{code, "", std::string(said.substr(digits + 3))}
               : failure;
}

Failure failureOf(MYSQL* connection) {
    Failure failure{mysql_errno(connection), textOf(mysql_sqlstate(connection)), textOf(mysql_error(connection))};
    return unwrapped(std::move(failure));
}

Failure failureOf(MYSQL_STMT* statement) {
    return {mysql_stmt_errno(statement), textOf(mysql_stmt_sqlstate(statement)), textOf(mysql_stmt_error(statement))};
}

Error errorFor(const Failure& failure) {
    CodeEntry entry;
    if (failure.code == 0) {
        // The library has given up on what came, without a word.
        return errorFor({kMalformed, failure.sqlState, "The server sent what the protocol does not allow.",
                         failure.cancelAsked, failure.mayHaveChanged, failure.inTransaction});
    }
    if (const CodeEntry* known = entryFor(kStatementCodes, failure.code)) {
        entry = *known;
    } else if (failure.code >= 2000 && failure.code < 3000) {
        entry.kind = ErrorKind::Internal;
    } else if (failure.sqlState.starts_with("08")) {
        entry = {failure.code, ErrorKind::ConnectionLost, Damage::Session, kReconnect};
    }
    Error error = makeFrom(failure, entry);
    if (failure.code == kTlsBroke) {
        // The library has no word for a line that ends under TLS.
        error.message = "The encrypted connection to the server broke (" + failure.message + ").";
    }
    if (error.kind == ErrorKind::Cancelled && !failure.cancelAsked) {
        error.hint = "Somebody at the server stopped this statement (KILL QUERY).";
    }
    error.inDoubt = error.kind == ErrorKind::ConnectionLost && failure.mayHaveChanged && !failure.inTransaction;
    if (error.kind == ErrorKind::ConnectionLost && failure.inTransaction) {
        error.hint = "The server rolls the open transaction back, this statement with it: reconnect and run it "
                     "again from its beginning. Tables without transactions (MyISAM, MEMORY) may keep what it changed.";
    } else if (error.inDoubt) {
        // It may have been the COMMIT.
        error.hint = "Reconnect, and look whether the statement took effect: the server may have done it.";
    }
    return error;
}

Error connectErrorFor(const Failure& failure) {
    if (const CodeEntry* known = entryFor(kConnectCodes, failure.code)) {
        return makeFrom(failure, *known);
    }
    return makeFrom(failure, {failure.code, ErrorKind::ConnectionFailed, Damage::Session,
                              "This is what the server answered: look at its log for more."});
}

std::string_view stepOf(const Failure& failure) {
    switch (failure.code) {
    case 2002:
    case 2003:
    case 2005: return "tcp";
    case 2026:
    case 3159: return "tls";
    case 1044:
    case 1049: return "database";
    default: return "authenticate";
    }
}

std::optional<TextSpan> placeOf(const Failure& failure, std::string_view sql) {
    switch (failure.code) {
    case 1064:
    case 1149: return placeNear(failure.message, sql);
    // Unknown column, table, function; not unique; no such key.
    case 1051:
    case 1052:
    case 1054:
    case 1091:
    case 1146:
    case 1305:
    case 4161: break;
    default: return std::nullopt;
    }
    // The first name in quotes is the one that is meant.
    const std::size_t open = failure.message.find('\'');
    const std::size_t close = failure.message.find('\'', open + 1);
    if (open == std::string::npos || close == std::string::npos) {
        return std::nullopt;
    }
    return onlyPlaceOf(sql, lastPart(std::string_view(failure.message).substr(open + 1, close - open - 1)));
}

} // namespace dbv::mysql
