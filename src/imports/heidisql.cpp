// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <string>
#include <utility>

#include <QString>

#include "imports/found_connection.h"
#include "imports/heidisql_text.h"
#include "imports/importers.h"
#include "imports/pasted_text.h"
#include "imports/tls_words.h"
#include "imports/vocabulary.h"

namespace dbv::imports {

namespace {

/// Its numbers of engines and ways, in the order of its source.
constexpr std::array<std::string_view, 18> kNetTypes = {
    "mysql",      "mysql",  "mysql", "SQL Server", "SQL Server", "SQL Server", "SQL Server", "SQL Server", "postgresql",
    "postgresql", "sqlite", "mysql", "InterBase",  "InterBase",  "Firebird",   "Firebird",   "mysql",      "sqlite"};
constexpr int kNamedPipe = 1;
constexpr int kMySqlTunnel = 2;
constexpr int kPostgresTunnel = 9;
constexpr int kRds = 16;
constexpr int kEncryptedSqlite = 17;

int numberIn(const HeidiSession& session, std::string_view key, int otherwise) {
    const std::string text = session.value(key);
    int number = otherwise;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    return failure == std::errc() && end == text.data() + text.size() ? number : otherwise;
}

/// Its password, and a loss when the text is not one.
Secret passwordIn(const HeidiSession& session, std::string_view key, const std::string& what, FoundConnection& found) {
    const std::string text = session.value(key);
    // The one digit is how much the characters of an empty password were moved.
    if (text.size() <= 1) {
        return {};
    }
    std::optional<std::string> plain = unshiftedPassword(text);
    if (!plain) {
        found.loses("The " + what +
                    " could not be read: it is not written as HeidiSQL writes it. Enter it at the first use.");
    }
    return plain ? Secret(*std::move(plain)) : Secret();
}

void readTunnelOf(const HeidiSession& session, int netType, FoundConnection& found) {
    const int active = numberIn(session, "SSHtunnelActive", -1);
    const bool usual = netType == kMySqlTunnel || netType == kPostgresTunnel;
    if (active == 0 || (active < 0 && !usual)) {
        return;
    }
    const std::string key = session.value("SSHtunnelPrivateKey");
    found.ssh.host = session.value("SSHtunnelHost");
    found.ssh.port = session.value("SSHtunnelHostPort");
    found.ssh.user = session.value("SSHtunnelUser");
    found.ssh.auth = key.empty() ? "password" : "key";
    found.ssh.keyFile = key;
    Secret secret = passwordIn(session, "SSHtunnelPassword", "password of the SSH tunnel", found);
    (key.empty() ? found.sshPassword : found.sshPassphrase) = std::move(secret);
    if (found.ssh.host.empty()) {
        found.loses("Its SSH tunnel has no host and was left out.");
    }
}

void readTlsOf(const HeidiSession& session, FoundConnection& found) {
    if (!switchOf(session.value("SSL_Active")).value_or(false)) {
        return;
    }
    found.word("sslca", session.value("SSL_CA"));
    found.word("sslcert", session.value("SSL_Cert"));
    found.word("sslkey", session.value("SSL_Key"));
    // 0: nothing is checked, 1: the authority, 2: the name as well.
    static constexpr std::array<const char*, 3> kChecks = {"require", "verify-ca", "verify-full"};
    const int checks = numberIn(session, "SSL_Verification", session.value("SSL_CA").empty() ? 0 : 1);
    found.word("sslmode", kChecks.at(static_cast<std::size_t>(std::clamp(checks, 0, 2))));
}

/// HeidiSQL shows several databases, divided by semicolons; a connection is opened to one.
std::string databaseOf(const HeidiSession& session, FoundConnection& found) {
    const std::string all = session.value("Databases");
    const std::size_t semicolon = all.find(';');
    if (semicolon != std::string::npos) {
        found.notes.emplace_back("HeidiSQL shows several databases in it; the connection opens the first.");
    }
    return all.substr(0, semicolon);
}

ImportItem readHeidiSession(const HeidiSession& session) {
    FoundConnection found;
    const std::size_t slash = session.path.rfind('/');
    found.name = session.path.substr(slash == std::string::npos ? 0 : slash + 1);
    found.group = slash == std::string::npos ? std::string() : session.path.substr(0, slash);
    const int netType = numberIn(session, "NetType", 0);
    if (netType < 0 || netType >= static_cast<int>(kNetTypes.size())) {
        found.engine = "an engine with HeidiSQL's number " + std::to_string(netType);
        return itemOf(std::move(found));
    }
    found.engine = kNetTypes.at(static_cast<std::size_t>(netType));
    if (engineOfWord(found.engine) == Engine::Unknown) {
        return itemOf(std::move(found));
    }
    found.host = session.value("Host");
    if (engineOfWord(found.engine) == Engine::Sqlite) {
        found.database = std::exchange(found.host, std::string());
        if (netType == kEncryptedSqlite) {
            return refusedItem(found.name, "Its SQLite file is encrypted, which is not read here.");
        }
        return itemOf(std::move(found));
    }
    found.port = session.value("Port");
    found.user = session.value("User");
    found.database = databaseOf(session, found);
    if (netType == kNamedPipe) {
        found.host = "localhost";
        found.port.clear();
        found.loses("It goes through a named pipe of Windows: it was taken over as one to localhost.");
    }
    if (netType == kRds) {
        found.notes.emplace_back("HeidiSQL treats it as one of Amazon's RDS.");
    }
    if (switchOf(session.value("WindowsAuth")).value_or(false)) {
        found.loses("It logs in as the user of Windows, which is not done here: enter user and password.");
    }
    if (switchOf(session.value("Compressed")).value_or(false) && engineOfWord(found.engine) == Engine::MySql) {
        found.word("compress", "1");
    }
    found.password = passwordIn(session, "Password", "password", found);
    readTunnelOf(session, netType, found);
    readTlsOf(session, found);
    return itemOf(std::move(found));
}

} // namespace

Result<ImportReport> importHeidiSql(const ForeignFile& settings) {
    const Result<WipedText> text = readText(settings);
    if (!text) {
        return std::unexpected(text.error());
    }
    const std::vector<HeidiSession> sessions = heidiSessionsIn(*text);
    if (sessions.empty()) {
        return failInFile(settings, 0, "it has no session of HeidiSQL",
                          "Choose portable_settings.txt, or export the settings in HeidiSQL's File menu.");
    }
    ImportReport report;
    report.items.reserve(sessions.size());
    for (const HeidiSession& session : sessions) {
        report.items.push_back(readHeidiSession(session));
    }
    giveUniqueNames(report);
    return report;
}

} // namespace dbv::imports
