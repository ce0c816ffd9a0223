// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <utility>

#include <QByteArray>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include "imports/foreign_cipher.h"
#include "imports/found_connection.h"
#include "imports/importers.h"
#include "imports/json_values.h"
#include "imports/pasted_text.h"
#include "imports/vocabulary.h"

namespace dbv::imports {

namespace {

constexpr int kDeepestFolder = 32;

/// Users and passwords by the ids of connections; what is wrong with the file is told once, in the report.
struct DBeaverSecrets {
    QJsonObject byConnection;
    bool readable = false;
};

DBeaverSecrets secretsIn(const std::optional<ForeignFile>& file, ImportReport& report) {
    if (!file) {
        report.remarks.emplace_back(
            "There is no credentials-config.json beside the connections: users and passwords have "
            "to be entered again.");
        return {};
    }
    const std::optional<Secret> plain = decryptDBeaver(file->bytes);
    const QJsonDocument document = plain ? QJsonDocument::fromJson(QByteArray(
                                               plain->reveal().data(), static_cast<qsizetype>(plain->reveal().size())))
                                         : QJsonDocument();
    if (!document.isObject()) {
        report.remarks.push_back(file->name +
                                 " could not be decrypted: it is protected by a master password, or damaged. "
                                 "Users and passwords have to be entered again.");
        return {};
    }
    return {document.object(), true};
}

/// The folders of one project.
class DBeaverFolders {
public:
    explicit DBeaverFolders(QJsonObject folders) : m_folders(std::move(folders)) {}

    /// The whole path of a folder; nothing when its parents form a circle.
    [[nodiscard]] std::optional<std::string> pathOf(const std::string& folder) const {
        QString path = QString::fromStdString(folder);
        for (int depth = 0; depth < kDeepestFolder; ++depth) {
            const QString outermost = path.section(u'/', 0, 0);
            const QString parent = m_folders.value(outermost).toObject().value(QLatin1String("parent")).toString();
            if (parent.isEmpty()) {
                return path.toStdString();
            }
            path = parent + u'/' + path;
        }
        return std::nullopt;
    }

private:
    QJsonObject m_folders;
};

std::string authOf(const QJsonObject& properties, const std::string& prefix) {
    const std::string word = textIn(properties, (prefix + "authType").c_str());
    return word == "PUBLIC_KEY" ? "key" : word == "AGENT" ? "agent" : "password";
}

FoundSsh hopIn(const QJsonObject& properties, const std::string& prefix) {
    FoundSsh hop;
    hop.host = textIn(properties, (prefix + "host").c_str());
    hop.port = textIn(properties, (prefix + "port").c_str());
    hop.user = textIn(properties, (prefix + (prefix.empty() ? "user" : "name")).c_str());
    hop.auth = authOf(properties, prefix);
    hop.keyFile = textIn(properties, (prefix + "keyPath").c_str());
    return hop;
}

void readTunnel(const QJsonObject& handler, const QJsonObject& secret, FoundConnection& found) {
    const QJsonObject properties = objectIn(handler, "properties");
    found.ssh = hopIn(properties, "");
    for (const std::string& user : {textIn(secret, "user"), textIn(handler, "user")}) {
        found.ssh.user = found.ssh.user.empty() ? user : found.ssh.user;
    }
    if (isOnIn(properties, "jumpServer0.enabled")) {
        found.ssh.jump.push_back(hopIn(properties, "jumpServer0."));
    }
    if (found.ssh.host.empty()) {
        found.loses("Its SSH tunnel has no host and was left out.");
    }
    if (!textIn(properties, "keyValue").empty()) {
        found.loses("Its SSH key is kept inside DBeaver: save it as a file and choose it in the connection.");
    }
    if (std::string password = textIn(secret, "password"); !password.empty()) {
        (found.ssh.auth == "key" ? found.sshPassphrase : found.sshPassword) = Secret(std::move(password));
    }
}

void readTls(const QJsonObject& handler, bool mysql, FoundConnection& found) {
    const QJsonObject properties = objectIn(handler, "properties");
    const std::string mode = textIn(properties, "sslMode");
    if (mysql && mode.empty()) {
        const bool verifies = isOnIn(properties, "ssl.verify.server");
        found.word("sslmode", verifies ? "verify-ca" : "require");
    } else {
        found.word("sslmode", mode.empty() ? "require" : mode);
    }
    for (const auto& [key, word] : {std::pair("ssl.ca.cert", "sslca"), std::pair("ssl.client.cert", "sslcert"),
                                    std::pair("ssl.client.key", "sslkey"), std::pair("sslRootCert", "sslca"),
                                    std::pair("sslCert", "sslcert"), std::pair("sslKey", "sslkey")}) {
        found.word(word, textIn(properties, key));
    }
    if (textIn(properties, "ssl.method") == "KEYSTORE") {
        found.loses("Its certificates are in a keystore of Java: save them as PEM files and choose them.");
    }
}

void readHandlers(const QJsonObject& handlers, const QJsonObject& secrets, bool mysql, FoundConnection& found) {
    for (auto handler = handlers.begin(); handler != handlers.end(); ++handler) {
        const QJsonObject object = handler.value().toObject();
        if (!isOnIn(object, "enabled")) {
            continue;
        }
        if (handler.key() == QLatin1String("ssh_tunnel")) {
            readTunnel(object, objectIn(secrets, "network/ssh_tunnel"), found);
        } else if (handler.key().endsWith(QLatin1String("_ssl"))) {
            readTls(object, mysql, found);
        } else {
            found.loses("Its network handler " + cleanName(handler.key().toStdString()) +
                        " was left out: there is nothing like it here.");
        }
    }
}

void readLogin(const QJsonObject& connection, const QJsonObject& configuration, const QJsonObject& secrets,
               bool readable, FoundConnection& found) {
    const QJsonObject login = objectIn(secrets, "#connection");
    const std::string model = textIn(configuration, "auth-model");
    found.user = textIn(login, "user");
    found.user = found.user.empty() ? textIn(configuration, "user") : found.user;
    std::string password = textIn(login, "password");
    password = password.empty() ? textIn(configuration, "password") : password;
    const bool wanted = isOnIn(connection, "save-password");
    if (model == "postgres_pgpass") {
        found.notes.emplace_back("Its password is read from .pgpass, here as in DBeaver.");
    } else if (!model.empty() && model != "native" && !model.ends_with("_native")) {
        found.loses("Its way to log in (" + cleanName(model) + ") was left out: enter user and password.");
    } else if (wanted && password.empty()) {
        found.loses(readable ? "DBeaver has no password for it in credentials-config.json: enter it at the first use."
                             : "Its password could not be read: enter it at the first use.");
    }
    found.password = Secret(std::move(password));
}

/// Reads one project.
class DBeaverReader {
public:
    DBeaverReader(const QJsonObject& root, DBeaverSecrets secrets)
        : m_root(root), m_folders(objectIn(root, "folders")), m_secrets(std::move(secrets)) {}

    [[nodiscard]] ImportItem read(const QString& id, const QJsonObject& connection) const {
        const QJsonObject configuration = objectIn(connection, "configuration");
        const QJsonObject secrets = m_secrets.byConnection.value(id).toObject();
        FoundConnection found;
        found.name = textIn(connection, "name");
        const std::string driver = textIn(connection, "driver");
        const std::string provider = textIn(connection, "provider");
        found.engine = engineOfWord(driver) != Engine::Unknown ? driver : provider;
        found.environment = textIn(configuration, "type");
        found.readOnly = isOnIn(connection, "read-only");
        readFolder(textIn(connection, "folder"), found);
        readPlace(configuration, found);
        readLogin(connection, configuration, secrets, m_secrets.readable, found);
        const bool mysql = engineOfWord(found.engine) == Engine::MySql;
        const QJsonObject properties = objectIn(configuration, "properties");
        for (auto property = properties.begin(); property != properties.end(); ++property) {
            // Drivers for MySQL count in thousandths of a second.
            const bool thousandths = mysql && property.key() == QLatin1String("connectTimeout");
            if (!property.key().startsWith(u'@')) {
                found.word(property.key().toStdString(), textOf(property.value()) + (thousandths ? "ms" : ""));
            }
        }
        readProfile(configuration, secrets, mysql, found);
        readHandlers(objectIn(configuration, "handlers"), secrets, mysql, found);
        return itemOf(std::move(found));
    }

private:
    void readFolder(const std::string& folder, FoundConnection& found) const {
        const std::optional<std::string> path = m_folders.pathOf(folder);
        if (!path) {
            found.loses("Its folder " + cleanName(folder) + " was left out: the folders around it form a circle.");
        }
        found.group = path.value_or(std::string());
    }

    static void readPlace(const QJsonObject& configuration, FoundConnection& found) {
        const std::string url = textIn(configuration, "url");
        found.host = textIn(configuration, "host");
        found.port = textIn(configuration, "port");
        found.database = textIn(configuration, "database");
        const bool byUrl = textIn(configuration, "configurationType") == "URL";
        const bool nothingElse = found.host.empty() && found.database.empty();
        if (!url.empty() && (byUrl || nothingElse)) {
            found.url = url;
        }
    }

    void readProfile(const QJsonObject& configuration, const QJsonObject& secrets, bool mysql,
                     FoundConnection& found) const {
        const QString name = configuration.value(QLatin1String("config-profile")).toString();
        if (name.isEmpty()) {
            return;
        }
        const QJsonValue profile = objectIn(m_root, "network-profiles").value(name);
        if (profile.isObject()) {
            readHandlers(objectIn(profile.toObject(), "handlers"), secrets, mysql, found);
            found.notes.push_back(
                "Its network profile " + cleanName(name.toStdString()) +
                " was written into the connection; a password of the profile has to be entered again.");
        } else {
            found.loses("Its network profile " + cleanName(name.toStdString()) +
                        " is not in the file and was left out.");
        }
    }

    QJsonObject m_root;
    DBeaverFolders m_folders;
    DBeaverSecrets m_secrets;
};

} // namespace

Result<ImportReport> importDBeaver(const ForeignFile& sources, const std::optional<ForeignFile>& credentials) {
    const Result<QJsonDocument> document = readJson(sources);
    if (!document) {
        return std::unexpected(document.error());
    }
    const QJsonObject root = document->object();
    if (!root.value(QLatin1String("connections")).isObject()) {
        return failInFile(sources, 0, "it is not a list of connections of DBeaver: it has no \"connections\"");
    }
    ImportReport report;
    const DBeaverReader reader(root, secretsIn(credentials, report));
    const QJsonObject connections = objectIn(root, "connections");
    for (auto connection = connections.begin(); connection != connections.end(); ++connection) {
        report.items.push_back(reader.read(connection.key(), connection.value().toObject()));
    }
    giveUniqueNames(report);
    return report;
}

} // namespace dbv::imports
