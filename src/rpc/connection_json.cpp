// SPDX-License-Identifier: Apache-2.0
#include "rpc/connection_json.h"

#include <string>

#include <QDateTime>
#include <QJsonArray>

#include <dbv/connector/safety_words.h>

#include "rpc/call.h"
#include "rpc/config_params.h"
#include "rpc/error_json.h"

namespace dbv::rpc {

namespace {

/// Null where there is no encrypted line.
QJsonValue tlsJson(const TlsFacts& tls) {
    return tls.version.empty() ? QJsonValue(QJsonValue::Null) : QJsonValue(toText(tls.version));
}

void insertText(QJsonObject& object, const char* name, std::string_view text) {
    if (!text.empty()) {
        object.insert(QLatin1String(name), toText(text));
    }
}

void insertSource(QJsonObject& object, const char* name, const protocol::SecretSource& source) {
    if (source == protocol::SecretSource()) {
        return;
    }
    QJsonObject from{{QLatin1String("from"), toText(originName(source.origin))}};
    insertText(from, "what", source.what);
    object.insert(QLatin1String(name), from);
}

QJsonObject tlsConfigJson(const protocol::ConnectionConfig& config) {
    const protocol::TlsConfig& tls = config.tls;
    QJsonObject json;
    insertText(json, "mode", tls.mode ? tlsModeName(*tls.mode) : std::string_view());
    insertText(json, "ca", tls.ca);
    insertText(json, "crl", tls.crl);
    insertText(json, "cert", tls.cert);
    insertText(json, "key", tls.key);
    insertText(json, "serverName", tls.serverName);
    insertText(json, "minVersion", tls.minVersion);
    insertSource(json, "keyPasswordFrom", config.secrets.tlsKeyPassword);
    return json;
}

void insertHop(QJsonObject& json, const protocol::SshHop& hop) {
    insertText(json, "host", hop.host);
    insertText(json, "user", hop.user);
    if (hop.port != 0) {
        json.insert(QLatin1String("port"), hop.port);
    }
}

QJsonObject sshConfigJson(const protocol::ConnectionConfig& config) {
    const protocol::SshConfig& ssh = config.ssh;
    QJsonObject json;
    insertHop(json, ssh.target);
    insertText(json, "auth", ssh.auth);
    insertText(json, "keyFile", ssh.keyFile);
    insertText(json, "knownHosts", ssh.knownHosts);
    QJsonArray jumps;
    for (const protocol::SshHop& hop : ssh.jump) {
        QJsonObject jump;
        insertHop(jump, hop);
        jumps.append(jump);
    }
    if (!jumps.isEmpty()) {
        json.insert(QLatin1String("jump"), jumps);
    }
    insertSource(json, "passwordFrom", config.secrets.sshPassword);
    insertSource(json, "passphraseFrom", config.secrets.sshPassphrase);
    return json;
}

QString momentText(std::int64_t milliseconds) {
    return QDateTime::fromMSecsSinceEpoch(milliseconds, Qt::UTC).toString(Qt::ISODateWithMs);
}

QJsonObject secretJson(const protocol::StoredSecret& secret) {
    QJsonArray users;
    for (const std::string& user : secret.users) {
        users.append(toText(user));
    }
    return {{QLatin1String("secretId"), toText(secret.id)},
            {QLatin1String("name"), toText(secret.name)},
            {QLatin1String("created"), momentText(secret.created)},
            {QLatin1String("changed"), momentText(secret.changed)},
            {QLatin1String("lastUsed"),
             secret.lastUsed ? QJsonValue(momentText(*secret.lastUsed)) : QJsonValue(QJsonValue::Null)},
            {QLatin1String("users"), users}};
}

QString keyName(protocol::SecretsKey key) {
    switch (key) {
    case protocol::SecretsKey::None: return QStringLiteral("none");
    case protocol::SecretsKey::Password: return QStringLiteral("password");
    case protocol::SecretsKey::Keychain: return QStringLiteral("keychain");
    }
    return {};
}

} // namespace

QJsonObject capabilitiesJson(const SessionCapabilities& found) {
    return {{QLatin1String("cancel"), toText(abilityName(found.cancel))},
            {QLatin1String("sessionState"), toText(abilityName(found.sessionState))},
            {QLatin1String("readOnly"), toText(abilityName(found.readOnly))},
            {QLatin1String("transactionalDdl"), toText(abilityName(found.transactionalDdl))},
            {QLatin1String("statementTimeout"), toText(abilityName(found.statementTimeout))}};
}

QJsonObject testedJson(const protocol::ConnectionTested& tested) {
    return {{QLatin1String("serverVersion"), toText(tested.serverVersion)},
            {QLatin1String("dialect"), toText(dialectName(tested.dialect))},
            {QLatin1String("tls"), tlsJson(tested.tls)},
            {QLatin1String("ssh"), tested.ssh.empty() ? QJsonValue(QJsonValue::Null) : QJsonValue(toText(tested.ssh))},
            {QLatin1String("latencyMs"), tested.latencyMs},
            {QLatin1String("diagnosis"), diagnosisJson(tested.diagnosis)},
            {QLatin1String("capabilities"), capabilitiesJson(tested.capabilities)},
            {QLatin1String("notices"), noticesJson(tested.notices)}};
}

QJsonObject configJson(const protocol::ConnectionConfig& config) {
    QJsonObject json;
    insertText(json, "url", config.url);
    insertText(json, "connector", config.connector);
    insertText(json, "host", config.host);
    if (config.port != 0) {
        json.insert(QLatin1String("port"), config.port);
    }
    insertText(json, "user", config.user);
    insertText(json, "database", config.database);
    insertSource(json, "passwordFrom", config.secrets.password);
    if (const QJsonObject tls = tlsConfigJson(config); !tls.isEmpty()) {
        json.insert(QLatin1String("tls"), tls);
    }
    if (config.ssh.used()) {
        json.insert(QLatin1String("ssh"), sshConfigJson(config));
    }
    json.insert(QLatin1String("safety"), toText(safetyWord(config.safety)));
    if (config.askAbove) {
        json.insert(QLatin1String("askAbove"), static_cast<qint64>(*config.askAbove));
    }
    QJsonObject options;
    for (const auto& [name, value] : config.options) {
        options.insert(toText(name), toText(value));
    }
    if (!options.isEmpty()) {
        json.insert(QLatin1String("options"), options);
    }
    insertText(json, "workingDirectory", config.workingDirectory);
    return json;
}

QJsonObject savedConnectionJson(const protocol::SavedConnection& saved) {
    const bool dated = saved.used >= protocol::SavedConnection::kFirstMoment;
    return {{QLatin1String("name"), toText(saved.name)},
            {QLatin1String("group"), toText(saved.group)},
            {QLatin1String("environment"), toText(environmentName(saved.environment))},
            {QLatin1String("favourite"), saved.favourite},
            {QLatin1String("lastUsed"), dated ? QJsonValue(momentText(saved.used)) : QJsonValue(QJsonValue::Null)},
            {QLatin1String("config"), configJson(saved.config)}};
}

QJsonObject savedConnectionsJson(const protocol::SavedConnectionsListed& listed) {
    QJsonArray connections;
    for (const protocol::SavedConnection& saved : listed.connections) {
        connections.append(savedConnectionJson(saved));
    }
    return {{QLatin1String("connections"), connections},
            {QLatin1String("notices"), noticesJson(listed.notices)},
            {QLatin1String("unread"), listed.unread}};
}

QJsonObject secretsJson(const protocol::SecretsListed& listed) {
    QJsonArray secrets;
    for (const protocol::StoredSecret& secret : listed.secrets) {
        secrets.append(secretJson(secret));
    }
    return {{QLatin1String("secrets"), secrets},
            {QLatin1String("key"), keyName(listed.facts.key)},
            {QLatin1String("open"), listed.facts.open},
            {QLatin1String("keychainTrouble"), toText(listed.facts.keychainTrouble)},
            {QLatin1String("file"), toText(listed.facts.file)}};
}

} // namespace dbv::rpc
