// SPDX-License-Identifier: Apache-2.0
#include "viewmodel/connection_form.h"

#include <algorithm>
#include <array>
#include <utility>

#include <QCoreApplication>
#include <QLocale>
#include <QPointer>
#include <QRegularExpression>

#include "viewmodel/config_params.h"
#include "viewmodel/error_text.h"
#include "viewmodel/ssh_way.h"
#include "viewmodel/utf8_text.h"

namespace dbv::viewmodel {

namespace {

using protocol::ConnectionConfig;
using protocol::SecretOrigin;
using protocol::SecretSources;

/// Each secret of a connection: where it is said to come from, and what was given for it.
struct Place {
    ConnectionForm::SecretPlace source;
    bus::LeftSecret ConnectionSecrets::* left;
};
constexpr std::array kSecretPlaces{Place{&SecretSources::password, &ConnectionSecrets::password},
                                   Place{&SecretSources::tlsKeyPassword, &ConnectionSecrets::tlsKeyPassword},
                                   Place{&SecretSources::sshPassword, &ConnectionSecrets::sshPassword},
                                   Place{&SecretSources::sshPassphrase, &ConnectionSecrets::sshPassphrase}};

Safety safetyFor(protocol::Environment environment) {
    return environment == protocol::Environment::Production ? Safety::ReadOnly : Safety::Confirm;
}

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
    : QObject(parent), m_bus(bus), m_connections(connections), m_questions(bus, connections.desk()) {}

ConnectionForm::ConnectionForm(bus::CommandBus& bus, ConnectionList& connections, const protocol::SavedConnection& kept,
                               bool asNew, QObject* parent)
    : QObject(parent),
      m_bus(bus),
      m_connections(connections),
      m_saved(kept),
      m_nameBefore(asNew ? std::string() : kept.name),
      m_safetyChosen(true),
      m_secrets(connections.secretsOf(kept.config)),
      m_questions(bus, connections.desk()) {
    if (asNew) {
        m_saved.name = tr("%1 (copy)").arg(QString::fromStdString(kept.name)).toStdString();
        m_saved.used = 0;
    }
    // What came from a URL is shown in parts, too.
    m_line = targetText(kept.config, connections.connectors());
    if (!kept.config.url.empty()) {
        setLine(m_line);
    }
}

void ConnectionForm::setLine(const QString& text) {
    m_line = text;
    ConnectionConfig& config = m_saved.config;
    // Until it is read: a connection can be tried at once, and a plain path needs no reading.
    ConnectionConfig plain{.url = mayHoldSecret(text) ? std::string() : text.trimmed().toStdString(),
                           .tls = config.tls,
                           .ssh = config.ssh,
                           .secrets = config.secrets,
                           .options = config.url.empty() ? decltype(config.options)() : config.options,
                           .safety = config.safety,
                           .workingDirectory = config.workingDirectory};
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
    if (config.url.empty() && !password.id() && !keyPassword.id()) {
        config.url = m_line.trimmed().toStdString();
    }
    const ConnectorInfo* info = connector();
    if (info == nullptr || !info->opensFiles()) {
        intoParts();
    }
    if (read.config.tls != protocol::TlsConfig()) {
        config.tls = read.config.tls;
    }
    if (password.id()) {
        m_secrets.password = std::move(password);
        // A password stays in no line that can be read over a shoulder.
        m_line = targetText(config, m_connections.connectors());
        Q_EMIT lineChanged();
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
    config.url.clear();
    config.connector = id;
    // The words of one engine are none of another's.
    config.options.clear();
    const ConnectorInfo* info = connector();
    if (info != nullptr && info->opensFiles()) {
        config.host.clear();
        config.port = 0;
        config.user.clear();
        config.tls = {};
        config.ssh = {};
    }
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
    intoParts();
    setConfigParam(m_saved.config, name, value);
    m_line = targetText(m_saved.config, m_connections.connectors());
    Q_EMIT lineChanged();
}

QString ConnectionForm::param(std::string_view name) const {
    // What was set beside a line that is kept as it is stands before what the line says.
    const bool isSet = m_saved.config.options.contains(name);
    return configParam(m_parts && !isSet ? *m_parts : m_saved.config, name);
}

void ConnectionForm::setSshWay(const QString& way) {
    readSshWay(way, m_saved.config.ssh);
}

QString ConnectionForm::sshWay() const {
    return sshWayText(m_saved.config.ssh);
}

void ConnectionForm::setSafety(Safety safety) {
    m_saved.config.safety = safety;
    m_safetyChosen = true;
}

void ConnectionForm::setEnvironment(protocol::Environment environment) {
    m_saved.environment = environment;
    if (!m_safetyChosen && m_saved.config.safety != safetyFor(environment)) {
        m_saved.config.safety = safetyFor(environment);
        Q_EMIT changed();
    }
}

void ConnectionForm::setSource(SecretPlace place, SecretOrigin origin, const QString& what) {
    protocol::SecretSource& source = m_saved.config.secrets.*place;
    if (origin == source.origin && origin == SecretOrigin::Stored && what.isEmpty()) {
        return;
    }
    source = {origin, what.trimmed().toStdString()};
}

void ConnectionForm::setSecret(SecretPlace place, Secret secret) {
    const auto found = std::ranges::find(kSecretPlaces, place, &Place::source);
    m_secrets.*(found->left) = bus::LeftSecret(m_bus.secrets(), std::move(secret));
}

bool ConnectionForm::hasSecret(SecretPlace place) const {
    const auto found = std::ranges::find(kSecretPlaces, place, &Place::source);
    return static_cast<bool>((m_secrets.*(found->left)).id());
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
    return changes() && m_saved.name.empty() ? tr("A connection that is kept needs a name.") : QString();
}

void ConnectionForm::attempt(std::function<void(const protocol::ConnectionTested&)> works) {
    Q_EMIT told(tr("Connecting…"));
    beginReport();
    const QString shown = m_saved.name.empty() ? targetText(config(), m_connections.connectors()) : name();
    m_request =
        m_bus.send(protocol::TestConnection{{.config = config(), .secrets = m_secrets.ids(), .canAnswer = true}},
                   [this, shown, works = std::move(works)](const protocol::Event& event, bool last) {
                       if (const auto* raised = std::get_if<protocol::QuestionRaised>(&event)) {
                           m_questions.put(m_request.id(), raised->question, shown, false);
                       }
                       if (!last) {
                           return;
                       }
                       m_questions.withdraw();
                       Q_EMIT busyChanged();
                       if (const auto* tested = std::get_if<protocol::ConnectionTested>(&event)) {
                           m_report->serverVersion = tested->serverVersion;
                           m_report->steps = tested->diagnosis;
                           Q_EMIT tried(tested->diagnosis, std::nullopt);
                           works(*tested);
                       } else if (const auto* failure = std::get_if<protocol::RequestFailed>(&event)) {
                           m_report->error = failure->error;
                           m_report->steps = failure->diagnosis;
                           Q_EMIT tried(failure->diagnosis, failure->error);
                           Q_EMIT told(errorParagraph(failure->error));
                       }
                   });
    Q_EMIT busyChanged();
}

void ConnectionForm::beginReport() {
    m_report = DiagnosisReport{.programVersion = QCoreApplication::applicationVersion().toStdString(),
                               .config = config(),
                               .serverVersion = {},
                               .steps = {},
                               .error = {}};
    m_triedSecrets.clear();
    const protocol::SecretIds ids = m_secrets.ids();
    for (const SecretId id : {ids.password, ids.tlsKeyPassword, ids.sshPassword, ids.sshPassphrase}) {
        if (Secret secret = m_bus.secrets()->copyOf(id); !secret.empty()) {
            m_triedSecrets.push_back(std::move(secret));
        }
    }
}

QString ConnectionForm::diagnosis() const {
    return m_report ? diagnosisText(*m_report, m_triedSecrets) : QString();
}

void ConnectionForm::stop() {
    m_request = {};
    m_questions.withdraw();
    Q_EMIT told(tr("The attempt was given up."));
    Q_EMIT busyChanged();
}

void ConnectionForm::test() {
    attempt([this](const protocol::ConnectionTested& tested) {
        Q_EMIT told(
            tr("It works: %1, answered in %2 ms.")
                .arg(QString::fromStdString(tested.serverVersion), QLocale().toString(tested.latencyMs, 'f', 1)));
    });
}

void ConnectionForm::accept() {
    const auto ofThisName = std::ranges::find(m_connections.saved(), m_saved.name, &protocol::SavedConnection::name);
    if (!m_saved.name.empty() && m_saved.name != m_nameBefore && ofThisName != m_connections.saved().end()) {
        Q_EMIT told(
            tr("A connection named \"%1\" is kept already. Choose another name, or change that one.").arg(name()));
        return;
    }
    if (changes()) {
        storeNext(0, [this] {
            if (m_secrets.given()) {
                m_connections.remember(config(), m_secrets);
            }
            keep([this] { Q_EMIT done(); });
        });
        return;
    }
    attempt([this](const protocol::ConnectionTested&) {
        if (m_saved.name.empty()) {
            finishNew();
        } else {
            storeNext(0, [this] { keep([this] { finishNew(); }); });
        }
    });
}

void ConnectionForm::storeNext(std::size_t place, const std::function<void()>& stored) {
    for (; place < kSecretPlaces.size(); ++place) {
        const bus::LeftSecret& left = m_secrets.*(kSecretPlaces[place].left);
        protocol::SecretSource& source = m_saved.config.secrets.*(kSecretPlaces[place].source);
        if (source.origin == SecretOrigin::Stored && left.id()) {
            const QPointer<ConnectionForm> alive(this);
            m_connections.keeper().keep(source.what, name(), left,
                                        [alive, place, &source, stored](const Result<std::string>& kept) {
                                            if (!alive) {
                                                return;
                                            }
                                            if (!kept) {
                                                Q_EMIT alive->told(errorParagraph(kept.error()));
                                                return;
                                            }
                                            source.what = *kept;
                                            alive->storeNext(place + 1, stored);
                                        });
            return;
        }
        if (source.origin == SecretOrigin::Stored && source.what.empty()) {
            // Nothing was given, so there is nothing to store.
            source = {};
        }
    }
    stored();
}

void ConnectionForm::keep(const std::function<void()>& kept) {
    m_request = m_bus.ask(
        protocol::SaveConnection{m_saved, m_nameBefore},
        [this, kept](const protocol::SavedConnectionsListed& list) {
            m_connections.setSaved(list.connections);
            kept();
        },
        [this](const Error& error) { Q_EMIT told(errorParagraph(error)); });
}

void ConnectionForm::finishNew() {
    m_connections.remember(config(), m_secrets);
    Q_EMIT chosen(config());
    Q_EMIT done();
}

} // namespace dbv::viewmodel
