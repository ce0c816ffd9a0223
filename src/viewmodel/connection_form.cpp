// SPDX-License-Identifier: Apache-2.0
#include "viewmodel/connection_form.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include <QRegularExpression>

#include "viewmodel/config_params.h"
#include "viewmodel/error_text.h"
#include "viewmodel/ssh_way.h"
#include "viewmodel/utf8_text.h"

namespace dbv::viewmodel {

namespace {

using protocol::ConnectionConfig;
using protocol::SecretOrigin;

/// A text that may hold a password goes into no configuration before that is taken out of it.
bool mayHoldSecret(const QString& text) {
    // A second colon, or one that no slash follows: behind it a password may stand, or the beginning of one.
    static const QRegularExpression kInUrl(QStringLiteral(":[^:]*:|^(?!sqlite:|file:)[^:/\\s]*:(?!/)"));
    static const QRegularExpression kNamed(QStringLiteral("pass|pwd|secret|token|=|\\s-p"),
                                           QRegularExpression::CaseInsensitiveOption);
    return text.contains(kInUrl) || text.contains(kNamed);
}

} // namespace

ConnectionForm::ConnectionForm(bus::CommandBus& bus, ConnectionList& connections, QObject* parent)
    : QObject(parent), m_bus(bus), m_connections(connections), m_questions(bus, connections.desk()) {
    m_saved.config.safety = connections.usualSafety(m_saved.environment);
}

ConnectionForm::ConnectionForm(bus::CommandBus& bus, ConnectionList& connections, const protocol::SavedConnection& kept,
                               bool asNew, QObject* parent)
    : QObject(parent),
      m_bus(bus),
      m_connections(connections),
      m_saved(kept),
      m_nameBefore(asNew ? std::string() : kept.name),
      m_read{asNew ? std::nullopt : std::optional(kept)},
      m_secrets(connections.secretsOf(kept.config)),
      m_questions(bus, connections.desk()) {
    if (asNew) {
        const QString name = QString::fromStdString(kept.name);
        m_saved.name = tr("%1 (copy)").arg(name).toStdString();
        const auto& all = connections.saved();
        for (int number = 2; std::ranges::find(all, m_saved.name, &protocol::SavedConnection::name) != all.end();
             ++number) {
            m_saved.name = tr("%1 (copy %2)").arg(name).arg(number).toStdString();
        }
        m_saved.used = 0;
    }
    m_optionsOf = kept.config.connector;
    for (const auto& [option, value] : kept.config.options) {
        m_byHand.insert(option);
    }
    keepPasswordHome();
    keepSshPasswordHome();
    // What came from a URL is shown in parts, too.
    m_line = targetText(kept.config, connections.connectors());
    if (!kept.config.url.empty()) {
        setLine(m_line);
    }
}

void ConnectionForm::edited() {
    m_editedMeanwhile = isBusy();
    if (m_report && !isBusy()) {
        m_report.reset();
        Q_EMIT tried({});
        Q_EMIT told({});
    }
}

void ConnectionForm::setTls(const protocol::TlsConfig& tls) {
    if (tls != m_saved.config.tls) {
        edited();
    }
    m_saved.config.tls = tls;
    m_tlsBesideLine.reset();
}

void ConnectionForm::setSshKeyFile(const QString& file) {
    std::string name = file.trimmed().toStdString();
    if (name != m_saved.config.ssh.keyFile) {
        edited();
        m_saved.config.ssh.keyFile = std::move(name);
    }
}

void ConnectionForm::setLine(const QString& text, bool typing) {
    edited();
    m_line = text;
    m_typing = typing;
    if (std::exchange(m_passwordOfLine, false)) {
        m_secrets.password = {};
    }
    ConnectionConfig& config = m_saved.config;
    config.tls = std::exchange(m_tlsBesideLine, std::nullopt).value_or(config.tls);
    // Until it is read: a connection can be tried at once, and a plain path needs no reading.
    ConnectionConfig plain{.url = mayHoldSecret(text) ? std::string() : text.trimmed().toStdString(),
                           .tls = config.tls,
                           .ssh = config.ssh,
                           .secrets = config.secrets,
                           .options = {},
                           .safety = config.safety,
                           .workingDirectory = config.workingDirectory};
    // What stood in the line goes with it, what was chosen beside it stays; ports belong to the hosts.
    std::ranges::copy_if(config.options, std::inserter(plain.options, plain.options.end()), [this](const auto& option) {
        return option.first != "port" && m_byHand.contains(option.first);
    });
    config = std::move(plain);
    m_lineTrouble.clear();
    if (text.trimmed().isEmpty()) {
        m_reading = {};
        Q_EMIT changed();
        return;
    }
    const bus::LeftSecret left(m_bus.secrets(), secretOf(text));
    m_reading = m_bus.ask(
        protocol::ReadConnectionText{left.id()}, [this, left](const protocol::ConnectionTextRead& read) { take(read); },
        // Half a URL is no mistake while it is being typed; an attempt says what is wrong with it.
        [this, left](const Error& error) {
            m_lineTrouble = errorSentence(error);
            Q_EMIT changed();
        });
}

void ConnectionForm::take(const protocol::ConnectionTextRead& read) {
    ConnectionConfig& config = m_saved.config;
    const auto takenOver = [this](SecretId id) { return bus::LeftSecret::takenOver(m_bus.secrets(), id); };
    bus::LeftSecret password = takenOver(read.secrets.password);
    bus::LeftSecret keyPassword = takenOver(read.secrets.tlsKeyPassword);
    m_parts = read.config;
    keepPasswordHome();
    // The words of one engine are none of another's.
    if (!m_optionsOf.empty() && m_optionsOf != read.config.connector) {
        config.options.clear();
        m_byHand.clear();
    }
    m_optionsOf = read.config.connector;
    if (config.url.empty() && !password.id() && !keyPassword.id()) {
        config.url = m_line.trimmed().toStdString();
    }
    const ConnectorInfo* info = connector();
    if (info == nullptr || !info->opensFiles()) {
        intoParts();
    }
    if (read.config.tls != protocol::TlsConfig()) {
        m_tlsBesideLine = std::exchange(config.tls, read.config.tls);
    }
    if (password.id()) {
        m_secrets.password = std::move(password);
        m_passwordOfLine = true;
        if (!m_typing) {
            takeSecretOutOfLine();
        }
    }
    if (keyPassword.id()) {
        m_secrets.tlsKeyPassword = std::move(keyPassword);
    }
    if (!read.remarks.empty()) {
        QStringList remarks;
        for (const std::string& remark : read.remarks) {
            remarks.append(QString::fromStdString(remark));
        }
        Q_EMIT told(remarks.join(QLatin1Char('\n')));
    }
    Q_EMIT changed();
}

void ConnectionForm::finishLine() {
    m_typing = false;
    if (m_passwordOfLine) {
        takeSecretOutOfLine();
    }
}

void ConnectionForm::intoParts() {
    ConnectionConfig& config = m_saved.config;
    if (!m_parts) {
        return;
    }
    config.url.clear();
    config.connector = m_parts->connector;
    config.host = m_parts->host;
    config.port = m_parts->port;
    config.user = m_parts->user;
    config.database = m_parts->database;
    for (const auto& [name, value] : m_parts->options) {
        config.options.insert_or_assign(name, value);
    }
    m_parts.reset();
}

QString ConnectionForm::line() const {
    return m_line;
}

void ConnectionForm::setConnector(const std::string& id) {
    intoParts();
    ConnectionConfig& config = m_saved.config;
    if (config.connector == id) {
        return;
    }
    edited();
    config.url.clear();
    config.connector = id;
    // The words of one engine are none of another's.
    config.options.clear();
    m_byHand.clear();
    m_optionsOf = id;
    const ConnectorInfo* info = connector();
    if (info != nullptr && info->opensFiles()) {
        config.host.clear();
        config.port = 0;
        config.user.clear();
    }
    keepPasswordHome();
    m_line = targetText(config, m_connections.connectors());
    Q_EMIT lineChanged();
    Q_EMIT changed();
}

const ConnectorInfo* ConnectionForm::connector() const {
    const auto& known = m_connections.connectors();
    const std::string& id = m_parts ? m_parts->connector : m_saved.config.connector;
    const auto found = std::ranges::find(known, id, &ConnectorInfo::id);
    return found == known.end() ? nullptr : &*found;
}

void ConnectionForm::setParam(std::string_view name, const QString& value) {
    if (param(name) == value) {
        return;
    }
    edited();
    intoParts();
    setConfigParam(m_saved.config, name, value);
    m_optionsOf = m_saved.config.connector;
    m_byHand.emplace(name);
    keepPasswordHome();
    m_line = targetText(m_saved.config, m_connections.connectors());
    Q_EMIT lineChanged();
}

QString ConnectionForm::param(std::string_view name) const {
    // What was set beside a line that is kept as it is goes before what the line says.
    const bool isSet = m_saved.config.options.contains(name);
    return configParam(m_parts && !isSet ? *m_parts : m_saved.config, name);
}

void ConnectionForm::setSshWay(const QString& way) {
    const protocol::SshConfig before = m_saved.config.ssh;
    m_sshTrouble = sshWayTrouble(way);
    readSshWay(way, m_saved.config.ssh);
    keepPasswordHome();
    keepSshPasswordHome();
    if (m_saved.config.ssh != before) {
        edited();
    }
}

QString ConnectionForm::portTrouble() const {
    return viewmodel::portTrouble(m_saved.config);
}

QString ConnectionForm::sshWay() const {
    return sshWayText(m_saved.config.ssh);
}

void ConnectionForm::setSafety(Safety safety) {
    m_saved.config.safety = safety;
    m_safetyChosen = true;
}

void ConnectionForm::setEnvironment(protocol::Environment environment) {
    const protocol::Environment before = std::exchange(m_saved.environment, environment);
    const Safety policy = m_connections.usualSafety(environment);
    // One that was chosen at another time is only made stricter by this.
    const bool follows = m_saved.config.safety == m_connections.usualSafety(before) || policy == Safety::ReadOnly;
    if (environment != before && follows && !m_safetyChosen && m_saved.config.safety != policy) {
        m_saved.config.safety = policy;
        Q_EMIT changed();
    }
}

bool ConnectionForm::isServer() const {
    const ConnectorInfo* info = connector();
    return info != nullptr && !info->opensFiles();
}

QString ConnectionForm::whyNot() const {
    const ConnectionConfig& config = m_saved.config;
    if (config.url.empty() && config.connector.empty()) {
        return !m_lineTrouble.isEmpty() ? m_lineTrouble : tr("Give a URL or a file first, or choose what it is.");
    }
    const ConnectorInfo* info = connector();
    if (config.url.empty() && info != nullptr && info->opensFiles() && config.database.empty()) {
        return tr("Name the file first.");
    }
    if (isServer()) {
        if (const QString port = portTrouble(); !port.isEmpty()) {
            return port;
        }
        if (!m_sshTrouble.isEmpty()) {
            return m_sshTrouble;
        }
    }
    return changes() && m_saved.name.empty() ? tr("A connection that is kept needs a name.") : QString();
}

ConnectionConfig ConnectionForm::effectiveConfig() const {
    ConnectionConfig config = m_saved.config;
    const ConnectorInfo* info = connector();
    if (info != nullptr && info->opensFiles()) {
        config.tls = {};
        config.ssh = {};
    }
    return config;
}

} // namespace dbv::viewmodel
