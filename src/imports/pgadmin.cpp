// SPDX-License-Identifier: Apache-2.0
#include <map>
#include <string>
#include <utility>

#include <QJsonDocument>
#include <QJsonObject>

#include "imports/foreign_database.h"
#include "imports/found_connection.h"
#include "imports/importers.h"
#include "imports/json_values.h"
#include "imports/pasted_text.h"
#include "settings/file_paths.h"

namespace dbv::imports {

namespace {

/// Files that lie in pgAdmin's own storage begin with a slash that is not that of the disk.
bool isOfStorage(const std::string& path) {
    return path.starts_with("<STORAGE_DIR>");
}

void takeFile(const std::string& word, const std::string& path, FoundConnection& found) {
    if (isOfStorage(path)) {
        found.loses("The file " + cleanName(path) +
                    " is in pgAdmin's own storage: save it and choose it in the connection.");
    } else if (!path.empty()) {
        found.word(word, path);
    }
}

/// `{"sslmode": "prefer", "connect_timeout": 10, ...}`: libpq's words.
void takeParameters(const QJsonObject& parameters, FoundConnection& found) {
    for (auto parameter = parameters.begin(); parameter != parameters.end(); ++parameter) {
        const std::string word = parameter.key().toStdString();
        const std::string value = textOf(parameter.value());
        if (word.starts_with("ssl") || word == "passfile") {
            takeFile(word, value, found);
        } else {
            found.word(word, value);
        }
    }
}

void takePgAdminSsh(bool used, const FoundSsh& ssh, bool withKey, FoundConnection& found) {
    if (!used) {
        return;
    }
    found.ssh = ssh;
    found.ssh.auth = withKey ? "key" : "password";
    if (isOfStorage(ssh.keyFile)) {
        found.ssh.keyFile.clear();
        found.loses("Its SSH key is in pgAdmin's own storage: save it as a file and choose it in the connection.");
    }
    if (!withKey) {
        found.loses("The password of its SSH tunnel is encrypted by pgAdmin: enter it at the first use.");
    }
}

ImportItem readExportedServer(const QJsonObject& server) {
    FoundConnection found;
    found.engine = "postgresql";
    found.name = textIn(server, "Name");
    found.group = textIn(server, "Group");
    found.host = textIn(server, "Host");
    found.host = found.host.empty() ? textIn(server, "HostAddr") : found.host;
    found.port = textIn(server, "Port");
    found.user = textIn(server, "Username");
    found.database = textIn(server, "MaintenanceDB");
    for (const auto& [key, word] :
         {std::pair("SSLMode", "sslmode"), std::pair("SSLRootCert", "sslrootcert"), std::pair("SSLCert", "sslcert"),
          std::pair("SSLKey", "sslkey"), std::pair("SSLCrl", "sslcrl"), std::pair("PassFile", "passfile")}) {
        takeFile(word, textIn(server, key), found);
    }
    takeParameters(objectIn(server, "ConnectionParameters"), found);
    if (const std::string service = textIn(server, "Service"); !service.empty()) {
        found.loses("Its service \"" + cleanName(service) +
                    "\" was left out: import pg_service.conf for what it says.");
    }
    takePgAdminSsh(isOnIn(server, "UseSSHTunnel"),
                   {.host = textIn(server, "TunnelHost"),
                    .port = textIn(server, "TunnelPort"),
                    .user = textIn(server, "TunnelUsername"),
                    .auth = {},
                    .keyFile = textIn(server, "TunnelIdentityFile"),
                    .jump = {}},
                   isOnIn(server, "TunnelAuthentication"), found);
    found.notes.emplace_back("pgAdmin exports no passwords.");
    return itemOf(std::move(found));
}

ImportItem readStoredServer(const ForeignRow& row, const std::map<std::string, std::string>& groups) {
    FoundConnection found;
    found.engine = "postgresql";
    found.name = row.text("name");
    const auto group = groups.find(row.text("servergroup_id"));
    found.group = group == groups.end() ? std::string() : group->second;
    found.host = row.text("host").empty() ? row.text("hostaddr") : row.text("host");
    found.word("hostaddr", row.text("hostaddr"));
    found.port = row.text("port");
    found.user = row.text("username");
    found.database = row.text("maintenance_db");
    // Until version 7 in columns, since then in one.
    found.word("sslmode", row.text("ssl_mode"));
    for (const char* column : {"sslrootcert", "sslcert", "sslkey", "sslcrl", "passfile"}) {
        takeFile(column, row.text(column), found);
    }
    takeParameters(QJsonDocument::fromJson(QByteArray::fromStdString(row.text("connection_params"))).object(), found);
    if (const std::string service = row.text("service"); !service.empty()) {
        found.loses("Its service \"" + cleanName(service) +
                    "\" was left out: import pg_service.conf for what it says.");
    }
    if (!row.text("password").empty()) {
        found.loses("Its password is encrypted by pgAdmin's master password: enter it at the first use.");
    }
    takePgAdminSsh(row.isOn("use_ssh_tunnel"),
                   {.host = row.text("tunnel_host"),
                    .port = row.text("tunnel_port"),
                    .user = row.text("tunnel_username"),
                    .auth = {},
                    .keyFile = row.text("tunnel_identity_file"),
                    .jump = {}},
                   row.isOn("tunnel_authentication"), found);
    return itemOf(std::move(found));
}

} // namespace

Result<ImportReport> importPgAdmin(const ForeignFile& servers) {
    const Result<QJsonDocument> document = readJson(servers);
    if (!document) {
        return std::unexpected(document.error());
    }
    const QJsonValue list = document->object().value(QLatin1String("Servers"));
    if (!list.isObject()) {
        return failInFile(servers, 0, "it is not a list of servers of pgAdmin: it has no \"Servers\"");
    }
    ImportReport report;
    const QJsonObject all = list.toObject();
    for (auto server = all.begin(); server != all.end(); ++server) {
        report.items.push_back(readExportedServer(server.value().toObject()));
    }
    giveUniqueNames(report);
    return report;
}

Result<ImportReport> importPgAdminDatabase(const std::filesystem::path& database) {
    Result<std::unique_ptr<ForeignDatabase>> opened = ForeignDatabase::open(database);
    if (!opened) {
        return std::unexpected(std::move(opened.error()));
    }
    const ForeignDatabase& file = **opened;
    if (!file.hasTable("server") || !file.hasTable("servergroup")) {
        return fail(ErrorKind::InvalidInput,
                    settings::shownPath(database) + ": it is not a file of pgAdmin: there is no table server.",
                    "Choose pgadmin4.db in the folder of pgAdmin, or export the servers in its Tools menu.");
    }
    const Result<std::vector<ForeignRow>> groupRows = file.rows("servergroup");
    const Result<std::vector<ForeignRow>> rows = file.rows("server");
    if (!groupRows || !rows) {
        return std::unexpected(rows ? groupRows.error() : rows.error());
    }
    std::map<std::string, std::string> groups;
    for (const ForeignRow& row : *groupRows) {
        groups.emplace(row.text("id"), row.text("name"));
    }
    ImportReport report;
    for (const ForeignRow& row : *rows) {
        report.items.push_back(readStoredServer(row, groups));
    }
    giveUniqueNames(report);
    return report;
}

} // namespace dbv::imports
