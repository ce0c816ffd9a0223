// SPDX-License-Identifier: Apache-2.0
#include <map>
#include <string>
#include <utility>

#include "imports/foreign_cipher.h"
#include "imports/foreign_database.h"
#include "imports/found_connection.h"
#include "imports/importers.h"
#include "imports/pasted_text.h"
#include "imports/phrase_key.h"
#include "imports/vocabulary.h"
#include "settings/file_paths.h"

namespace dbv::imports {

namespace {

/// Published with Beekeeper Studio's source; it only opens the file with the key of an installation.
constexpr const char* kBeekeeperKey = "38782F413F442A472D4B6150645367566B59703373367639792442264529482B";

std::map<std::string, std::string> foldersIn(const ForeignDatabase& database, ImportReport& report) {
    std::map<std::string, std::string> names;
    if (!database.hasTable("connection_folder")) {
        return names;
    }
    const Result<std::vector<ForeignRow>> rows = database.rows("connection_folder");
    if (!rows) {
        report.remarks.push_back("The folders were left out. " + rows.error().message);
        return names;
    }
    for (const ForeignRow& row : *rows) {
        names.emplace(row.text("id"), row.text("name"));
    }
    return names;
}

std::string authOfMode(const std::string& mode) {
    return mode == "keyfile" ? "key" : mode == "userpass" ? "password" : "agent";
}

/// Reads the rows of `saved_connection`.
class BeekeeperReader {
public:
    BeekeeperReader(PhraseKey key, std::map<std::string, std::string> folders)
        : m_key(std::move(key)), m_folders(std::move(folders)) {}

    [[nodiscard]] ImportItem read(const ForeignRow& row) const {
        FoundConnection found;
        found.name = row.text("name");
        found.engine = row.text("connectionType");
        const auto folder = m_folders.find(row.text("connectionFolderId"));
        found.group = folder == m_folders.end() ? std::string() : folder->second;
        found.readOnly = row.isOn("readOnlyMode");
        found.database = row.text("defaultDatabase");
        if (engineOfWord(found.engine) == Engine::Sqlite) {
            return itemOf(std::move(found));
        }
        found.host = row.text("host");
        found.port = row.text("port");
        found.user = row.text("username");
        if (row.isOn("socketPathEnabled")) {
            found.word("socket", row.text("socketPath"));
            found.port.clear();
        }
        found.password = m_key.open(row.text("password"), "password", found);
        readTls(row, found);
        readSsh(row, found);
        return itemOf(std::move(found));
    }

private:
    static void readTls(const ForeignRow& row, FoundConnection& found) {
        if (!row.isOn("ssl")) {
            return;
        }
        found.word("sslca", row.text("sslCaFile"));
        found.word("sslcert", row.text("sslCertFile"));
        found.word("sslkey", row.text("sslKeyFile"));
        // Without files of its own Beekeeper Studio encrypts and checks nothing, whatever the switch says.
        const bool verifies = row.isOn("sslRejectUnauthorized") && !row.text("sslCaFile").empty();
        found.word("sslmode", verifies ? "verify-full" : "require");
    }

    void readSsh(const ForeignRow& row, FoundConnection& found) const {
        if (!row.isOn("sshEnabled")) {
            return;
        }
        found.ssh = {.host = row.text("sshHost"),
                     .port = row.text("sshPort"),
                     .user = row.text("sshUsername"),
                     .auth = authOfMode(row.text("sshMode")),
                     .keyFile = row.text("sshMode") == "keyfile" ? row.text("sshKeyfile") : std::string(),
                     .jump = {}};
        if (const std::string bastion = row.text("sshBastionHost"); !bastion.empty()) {
            found.ssh.jump.push_back({.host = bastion,
                                      .port = row.text("sshBastionHostPort"),
                                      .user = row.text("sshBastionUsername"),
                                      .auth = {},
                                      .keyFile = row.text("sshBastionKeyfile"),
                                      .jump = {}});
        }
        found.sshPassword = m_key.open(row.text("sshPassword"), "password of the SSH tunnel", found);
        found.sshPassphrase = m_key.open(row.text("sshKeyfilePassword"), "passphrase of the SSH key", found);
        if (found.ssh.host.empty()) {
            found.loses("Its SSH tunnel has no host and was left out.");
        }
    }

    PhraseKey m_key;
    std::map<std::string, std::string> m_folders;
};

} // namespace

Result<ImportReport> importBeekeeper(const std::filesystem::path& database, const std::optional<ForeignFile>& key) {
    Result<std::unique_ptr<ForeignDatabase>> opened = ForeignDatabase::open(database);
    if (!opened) {
        return std::unexpected(std::move(opened.error()));
    }
    const ForeignDatabase& file = **opened;
    if (!file.hasTable("saved_connection")) {
        return fail(ErrorKind::InvalidInput,
                    settings::shownPath(database) +
                        ": it is not a file of Beekeeper Studio: there is no table saved_connection.",
                    "Choose app.db in the folder of Beekeeper Studio.");
    }
    const Result<std::vector<ForeignRow>> rows = file.rows("saved_connection");
    if (!rows) {
        return std::unexpected(rows.error());
    }
    ImportReport report;
    const BeekeeperReader reader(PhraseKey(key, kBeekeeperKey, "Beekeeper Studio"), foldersIn(file, report));
    for (const ForeignRow& row : *rows) {
        report.items.push_back(reader.read(row));
    }
    giveUniqueNames(report);
    return report;
}

} // namespace dbv::imports
