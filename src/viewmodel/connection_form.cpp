// SPDX-License-Identifier: Apache-2.0
#include "viewmodel/connection_form.h"

#include <algorithm>
#include <utility>

#include <QLocale>
#include <QRegularExpression>
#include <QStringList>

#include "viewmodel/error_text.h"

namespace dbv::viewmodel {

namespace {

/// `user@host:port`, of which the host alone is needed; an IPv6 address stands in brackets.
protocol::SshHop hopOf(const QString& word) {
    static const QRegularExpression kShape(QStringLiteral("^(?:(.*)@)?(\\[[^\\]]*\\]|[^:]*)(?::(\\d{1,5}))?$"));
    const QRegularExpressionMatch match = kShape.match(word);
    protocol::SshHop hop;
    hop.user = match.captured(1).toStdString();
    QString host = match.hasMatch() ? match.captured(2) : word;
    if (host.startsWith(QLatin1Char('['))) {
        host = host.mid(1, host.size() - 2);
    }
    hop.host = host.toStdString();
    hop.port = match.captured(3).toUShort();
    return hop;
}

QString textOf(const protocol::SshHop& hop) {
    QString text = hop.user.empty() ? QString() : QString::fromStdString(hop.user) + QLatin1Char('@');
    text += QString::fromStdString(hop.host.find(':') == std::string::npos ? hop.host : "[" + hop.host + "]");
    return hop.port == 0 ? text : text + QLatin1Char(':') + QString::number(hop.port);
}

/// The way to the server, a step a line.
QString stepLines(const std::vector<protocol::DiagnosisStep>& steps) {
    QString lines;
    // A database in a file has no way that would be worth telling.
    if (steps.size() < 3) {
        return lines;
    }
    for (const protocol::DiagnosisStep& step : steps) {
        if (step.ok) {
            lines += QStringLiteral("✓ %1: %2\n")
                         .arg(QString::fromStdString(step.step), QString::fromStdString(step.message));
        } else {
            lines += QStringLiteral("✗ %1:\n").arg(QString::fromStdString(step.step));
        }
    }
    return lines;
}

QString works(const protocol::ConnectionTested& tested) {
    return stepLines(tested.diagnosis) +
           ConnectionForm::tr("It works: %1, answered in %2 ms.")
               .arg(QString::fromStdString(tested.serverVersion), QLocale().toString(tested.latencyMs, 'f', 1));
}

} // namespace

ConnectionForm::ConnectionForm(bus::CommandBus& bus, ConnectionList& connections, QObject* parent)
    : QObject(parent), m_bus(bus), m_connections(connections) {}

ConnectionForm::ConnectionForm(bus::CommandBus& bus, ConnectionList& connections, const protocol::SavedConnection& kept,
                               QObject* parent)
    : QObject(parent),
      m_bus(bus),
      m_connections(connections),
      m_config(kept.config),
      m_name(QString::fromStdString(kept.name)),
      m_nameBefore(m_name) {}

void ConnectionForm::setUrl(const QString& url) {
    m_config.url = url.trimmed().toStdString();
}

void ConnectionForm::setReadOnly(bool readOnly) {
    m_config.safety = readOnly ? Safety::ReadOnly : Safety::Confirm;
}

QString ConnectionForm::whyNot() const {
    if (m_config.url.empty() && m_config.connector.empty()) {
        return tr("Give a URL or a file first.");
    }
    return changes() && m_name.isEmpty() ? tr("A connection that is kept needs a name.") : QString();
}

void ConnectionForm::ask(std::function<void(const protocol::ConnectionTested&)> works) {
    Q_EMIT told(tr("Connecting…"));
    m_request =
        m_bus.send(protocol::TestConnection{{{}, m_config, m_secrets.ids()}},
                   [this, works = std::move(works)](const protocol::Event& event, bool last) {
                       if (const auto* tested = std::get_if<protocol::ConnectionTested>(&event); tested && last) {
                           works(*tested);
                       } else if (const auto* failure = std::get_if<protocol::RequestFailed>(&event)) {
                           hear(*failure);
                       }
                   });
}

void ConnectionForm::hear(const protocol::RequestFailed& failure) {
    Q_EMIT told(stepLines(failure.diagnosis) + errorParagraph(failure.error));
    if (failure.error.kind == ErrorKind::HostKeyUnknown) {
        static const QRegularExpression kPrint(QStringLiteral("SHA256:[A-Za-z0-9+/]+"));
        const QString all = QString::fromStdString(failure.error.message + "\n" + failure.error.detail);
        m_unknownKey = kPrint.match(all).captured();
        if (!m_unknownKey.isEmpty()) {
            Q_EMIT hostKeyUnknown(m_unknownKey);
        }
    }
}

void ConnectionForm::acceptHostKey() {
    m_config.ssh.acceptFingerprint = m_unknownKey.toStdString();
    test();
    // For this attempt alone: then it is among the known ones, and it is no part of the connection.
    m_config.ssh.acceptFingerprint.clear();
}

void ConnectionForm::setPassword(const QString& password) {
    m_secrets.password = bus::LeftSecret(m_bus.secrets(), Secret(password.toStdString()));
}

void ConnectionForm::setSshPassword(const QString& password) {
    m_secrets.sshPassword = bus::LeftSecret(m_bus.secrets(), Secret(password.toStdString()));
}

void ConnectionForm::setSsh(const QString& way) {
    protocol::SshConfig& ssh = m_config.ssh;
    ssh.target = {};
    ssh.jump.clear();
    for (const QString& word : way.split(QLatin1Char(','), Qt::SkipEmptyParts)) {
        ssh.jump.push_back(hopOf(word.trimmed()));
    }
    if (!ssh.jump.empty()) {
        ssh.target = ssh.jump.back();
        ssh.jump.pop_back();
    }
}

QString ConnectionForm::ssh() const {
    QStringList words;
    for (const protocol::SshHop& hop : m_config.ssh.jump) {
        words.append(textOf(hop));
    }
    if (m_config.ssh.used()) {
        words.append(textOf(m_config.ssh.target));
    }
    return words.join(QStringLiteral(", "));
}

bool ConnectionForm::isServer() const {
    static const QRegularExpression kScheme(QStringLiteral("^[a-z][a-z0-9+.-]+://"));
    const QString url = QString::fromStdString(m_config.url);
    return kScheme.match(url).hasMatch() && !url.startsWith(QStringLiteral("sqlite"));
}

void ConnectionForm::test() {
    ask([this](const protocol::ConnectionTested& tested) { Q_EMIT told(works(tested)); });
}

void ConnectionForm::accept() {
    const auto ofThisName =
        std::ranges::find(m_connections.saved(), m_name.toStdString(), &protocol::SavedConnection::name);
    if (!m_name.isEmpty() && m_name != m_nameBefore && ofThisName != m_connections.saved().end()) {
        Q_EMIT told(
            tr("A connection named \"%1\" is kept already. Choose another name, or change that one.").arg(m_name));
        return;
    }
    if (changes()) {
        if (m_secrets.given()) {
            m_connections.remember(m_config, m_secrets);
        }
        keep([this] { m_name == m_nameBefore ? Q_EMIT done() : forgetOldName(); });
        return;
    }
    ask([this](const protocol::ConnectionTested&) { m_name.isEmpty() ? finishNew() : keep([this] { finishNew(); }); });
}

void ConnectionForm::keep(const std::function<void()>& kept) {
    m_request = m_bus.ask(
        protocol::SaveConnection{{m_name.toStdString(), m_config}},
        [this, kept](const protocol::SavedConnectionsListed& list) {
            m_connections.setSaved(list.connections);
            kept();
        },
        [this](const Error& error) { Q_EMIT told(errorParagraph(error)); });
}

void ConnectionForm::forgetOldName() {
    m_request = m_bus.ask(
        protocol::RemoveSavedConnection{m_nameBefore->toStdString()},
        [this](const protocol::SavedConnectionsListed& list) {
            m_connections.setSaved(list.connections);
            Q_EMIT done();
        },
        [this](const Error& error) { Q_EMIT told(errorParagraph(error)); });
}

void ConnectionForm::finishNew() {
    m_connections.remember(m_config, m_secrets);
    Q_EMIT chosen(m_config);
    Q_EMIT done();
}

} // namespace dbv::viewmodel
