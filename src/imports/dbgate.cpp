// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string>
#include <utility>

#include <QJsonObject>

#include "imports/foreign_cipher.h"
#include "imports/found_connection.h"
#include "imports/importers.h"
#include "imports/json_values.h"
#include "imports/pasted_text.h"
#include "imports/phrase_key.h"
#include "imports/vocabulary.h"

namespace dbv::imports {

namespace {

/// Published with DbGate's source; it only opens the file with the key of an installation.
constexpr const char* kDbGateKey = "mQAUaXhavRGJDxDTXSCg7Ej0xMmGCrx6OKA07DIMBiDcYYkvkaXjTAzPUEHEHEf9";
/// Of lines that are passed over, so many are told one by one.
constexpr std::size_t kMostTold = 20;
constexpr std::string_view kEncrypted = "crypt:";

/// Reads one line of the file.
class DbGateReader {
public:
    explicit DbGateReader(PhraseKey key) : m_key(std::move(key)) {}

    [[nodiscard]] ImportItem read(const QJsonObject& line) const {
        FoundConnection found;
        // As in postgres@dbgate-plugin-postgres.
        const std::string engine = textIn(line, "engine");
        found.engine = engine.substr(0, engine.find('@'));
        found.name = textIn(line, "displayName");
        found.group = textIn(line, "parent");
        found.readOnly = isOnIn(line, "isReadOnly");
        found.database = textIn(line, "defaultDatabase");
        if (engineOfWord(found.engine) == Engine::Sqlite) {
            found.database = textIn(line, "databaseFile");
            return itemOf(std::move(found));
        }
        if (isOnIn(line, "useDatabaseUrl")) {
            found.url = textIn(line, "databaseUrl");
        }
        found.host = textIn(line, "server");
        found.port = textIn(line, "port");
        found.user = textIn(line, "user");
        if (textIn(line, "authType") == "socket") {
            found.word("socket", textIn(line, "socketPath"));
        }
        const std::string mode = textIn(line, "passwordMode");
        if (mode == "askPassword" || mode == "askUser") {
            found.notes.emplace_back("DbGate asks for its password each time.");
        } else {
            found.password = open(textIn(line, "password"), "password", found);
        }
        readTls(line, found);
        readSsh(line, found);
        return itemOf(std::move(found));
    }

private:
    [[nodiscard]] Secret open(std::string text, const std::string& what, FoundConnection& found) const {
        return text.starts_with(kEncrypted) ? m_key.open(text.substr(kEncrypted.size()), what, found)
                                            : Secret(std::move(text));
    }

    void readTls(const QJsonObject& line, FoundConnection& found) const {
        if (!isOnIn(line, "useSsl")) {
            return;
        }
        found.word("sslca", textIn(line, "sslCaFile"));
        found.word("sslcert", textIn(line, "sslCertFile"));
        found.word("sslkey", textIn(line, "sslKeyFile"));
        found.word("sslmode", isOnIn(line, "sslRejectUnauthorized") ? "verify-full" : "require");
        found.tlsKeyPassword = open(textIn(line, "sslCertFilePassword"), "password of the TLS key", found);
    }

    void readSsh(const QJsonObject& line, FoundConnection& found) const {
        if (!isOnIn(line, "useSshTunnel")) {
            return;
        }
        const std::string mode = textIn(line, "sshMode");
        found.ssh = {.host = textIn(line, "sshHost"),
                     .port = textIn(line, "sshPort"),
                     .user = textIn(line, "sshLogin"),
                     .auth = mode == "keyFile" ? "key"
                             : mode == "agent" ? "agent"
                                               : "password",
                     .keyFile = mode == "keyFile" ? textIn(line, "sshKeyfile") : std::string(),
                     .jump = {}};
        if (const std::string bastion = textIn(line, "sshBastionHost"); !bastion.empty()) {
            found.ssh.jump.push_back({.host = bastion, .port = {}, .user = {}, .auth = {}, .keyFile = {}, .jump = {}});
        }
        found.sshPassword = open(textIn(line, "sshPassword"), "password of the SSH tunnel", found);
        found.sshPassphrase = open(textIn(line, "sshKeyfilePassword"), "passphrase of the SSH key", found);
        if (found.ssh.host.empty()) {
            found.loses("Its SSH tunnel has no host and was left out.");
        }
    }

    PhraseKey m_key;
};

} // namespace

Result<ImportReport> importDbGate(const ForeignFile& connections, const std::optional<ForeignFile>& key) {
    const Result<WipedText> text = readText(connections);
    if (!text) {
        return std::unexpected(text.error());
    }
    ImportReport report;
    const DbGateReader reader(PhraseKey(key, kDbGateKey, "DbGate"));
    std::size_t number = 0;
    std::size_t bad = 0;
    for (std::string_view left = *text; !left.empty();) {
        const std::size_t end = std::min(left.find('\n'), left.size());
        const ForeignFile line{connections.name, trimmedView(left.substr(0, end))};
        left.remove_prefix(std::min(end + 1, left.size()));
        ++number;
        if (line.bytes.empty()) {
            continue;
        }
        const Result<QJsonDocument> document = readJson(line);
        if (document && document->isObject()) {
            report.items.push_back(reader.read(document->object()));
        } else {
            if (++bad <= kMostTold) {
                report.remarks.push_back(connections.name + ", line " + std::to_string(number) +
                                         ": it is not a JSON object and was passed over.");
            }
        }
    }
    if (report.items.empty()) {
        return failInFile(connections, 0,
                          bad > 0 ? "it is not a list of connections of DbGate: no line is a JSON object"
                                  : "there are no connections in it");
    }
    if (bad > kMostTold) {
        report.remarks.push_back("In all, " + std::to_string(bad) + " lines were passed over.");
    }
    giveUniqueNames(report);
    return report;
}

} // namespace dbv::imports
