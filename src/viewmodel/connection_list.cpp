// SPDX-License-Identifier: Apache-2.0
#include "viewmodel/connection_list.h"

#include <algorithm>
#include <utility>

#include "viewmodel/error_text.h"

namespace dbv::viewmodel {

namespace {

/// A part of a URL in which none of these is meant as a sign of the URL.
std::string partOfUrl(std::string_view text, std::string_view signs) {
    constexpr std::string_view kDigits = "0123456789ABCDEF";
    std::string part;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '%' || byte <= 0x20 || signs.find(c) != std::string_view::npos) {
            part += {'%', kDigits[byte >> 4U], kDigits[byte & 15U]};
        } else {
            part += c;
        }
    }
    return part;
}

std::vector<std::string> listOf(std::string_view text) {
    std::vector<std::string> all;
    while (true) {
        const std::size_t comma = text.find(',');
        all.emplace_back(text.substr(0, comma));
        if (comma == std::string_view::npos) {
            return all;
        }
        text.remove_prefix(comma + 1);
    }
}

/// The hosts, each with its port where they have different ones.
std::string placesText(const protocol::ConnectionConfig& config) {
    const auto option = config.options.find("port");
    const std::vector<std::string> hosts = listOf(config.host);
    const std::vector<std::string> ports = listOf(option != config.options.end() ? option->second
                                                  : config.port == 0             ? std::string()
                                                                                 : std::to_string(config.port));
    std::string text;
    for (std::size_t i = 0; i < hosts.size(); ++i) {
        const std::string& host = hosts[i];
        text += i == 0 ? "" : ",";
        // A socket is no path behind an empty host.
        text += host.starts_with('/')                 ? partOfUrl(host, "/:?#")
                : host.find(':') != std::string::npos ? "[" + partOfUrl(host, "") + "]"
                                                      : host;
        // A host without a port has the usual one, so one port for all stands behind each.
        const std::string port = ports.size() == hosts.size() ? ports[i] : ports.size() == 1 ? ports[0] : std::string();
        text += port.empty() ? "" : ":" + port;
    }
    return text;
}

} // namespace

QString databaseName(const protocol::ConnectionFacts& facts) {
    const QString database = QString::fromStdString(facts.database);
    const QString last = database.section(QLatin1Char('/'), -1).section(QLatin1Char('\\'), -1);
    return last.isEmpty() ? database : last;
}

bool sameTarget(const protocol::ConnectionConfig& one, const protocol::ConnectionConfig& other) {
    protocol::ConnectionConfig bare = other;
    bare.secrets = one.secrets;
    return one == bare;
}

QString targetText(const protocol::ConnectionConfig& config, const std::vector<ConnectorInfo>& connectors) {
    if (!config.url.empty()) {
        return QString::fromStdString(config.url);
    }
    const auto info = std::ranges::find(connectors, config.connector, &ConnectorInfo::id);
    if (info != connectors.end() && info->opensFiles()) {
        return QString::fromStdString(config.database);
    }
    const bool hasScheme = info != connectors.end() && !info->schemes.empty();
    std::string text = (hasScheme ? info->schemes.front() : config.connector) + "://";
    text += config.user.empty() ? "" : partOfUrl(config.user, ":/?#") + "@";
    text += placesText(config);
    text += config.database.empty() ? "" : "/" + partOfUrl(config.database, "?#");
    return QString::fromStdString(text);
}

ConnectionList::ConnectionList(bus::CommandBus& bus, QObject* parent)
    : QObject(parent), m_bus(bus), m_desk(bus), m_keeper(bus, m_desk) {}

void ConnectionList::open(const protocol::ConnectionConfig& config, Opened opened, const std::string& saved) {
    const protocol::SavedConnection* kept = savedFor(config, saved);
    const std::string name = kept != nullptr ? kept->name : std::string();
    protocol::ConnectionConfig asked = config;
    if (kept != nullptr) {
        // A tab may be older than what the connection says about its secrets and its policy.
        asked.secrets = kept->config.secrets;
        asked.safety = kept->config.safety;
    }
    const auto isSame = [&](const auto& one) { return one.saved == name && sameTarget(one.config, asked); };
    const auto same = std::ranges::find_if(m_databases, isSame);
    if (same != m_databases.end()) {
        opened(same->facts);
        return;
    }
    const auto under = std::ranges::find_if(m_openings, [&isSame](const auto& one) { return isSame(*one); });
    if (under != m_openings.end()) {
        (*under)->waiting.push_back(std::move(opened));
        return;
    }
    const std::uint64_t number = ++m_lastOpening;
    auto opening = std::make_unique<Opening>(number, asked, name, m_bus, m_desk);
    opening->waiting.push_back(std::move(opened));
    opening->secrets = secretsOf(asked);
    opening->request = m_bus.send(
        protocol::OpenConnection{
            {.config = asked, .secrets = opening->secrets.ids(), .canAnswer = true, .title = name}},
        [this, number](const protocol::Event& event, bool) { hear(number, event); });
    forgetAsked(asked);
    m_openings.push_back(std::move(opening));
    Q_EMIT openingChanged();
}

void ConnectionList::forgetAsked(const protocol::ConnectionConfig& config) {
    for (Remembered& known : m_remembered) {
        for (const SecretPlace& place : kSecretPlaces) {
            if (sameTarget(known.config, config) &&
                (config.secrets.*place.source).origin == protocol::SecretOrigin::Ask) {
                known.secrets.*place.left = {};
            }
        }
    }
}

void ConnectionList::hear(std::uint64_t opening, const protocol::Event& event) {
    const auto at = std::ranges::find(m_openings, opening, &Opening::number);
    if (at == m_openings.end()) {
        return;
    }
    if (const auto* raised = std::get_if<protocol::QuestionRaised>(&event)) {
        const std::string& saved = (*at)->saved;
        (*at)->questions.put((*at)->request.id(), raised->question,
                             saved.empty() ? targetText((*at)->config, m_connectors) : QString::fromStdString(saved),
                             savedNamed(saved) != nullptr);
    } else if (const auto* answer = std::get_if<protocol::ConnectionOpened>(&event)) {
        finish(opening, answer->facts);
    } else if (const auto* failure = std::get_if<protocol::RequestFailed>(&event)) {
        finish(opening, std::unexpected(failure->error));
    }
}

void ConnectionList::giveUpOpenings() {
    const Error given = makeError(ErrorKind::Cancelled, tr("The connection was given up.").toStdString());
    while (!m_openings.empty()) {
        finish(m_openings.front()->number, std::unexpected(given));
    }
}

void ConnectionList::remember(const protocol::ConnectionConfig& config, ConnectionSecrets secrets) {
    const auto known =
        std::ranges::find_if(m_remembered, [&config](const auto& one) { return sameTarget(one.config, config); });
    if (known != m_remembered.end()) {
        known->secrets = std::move(secrets);
    } else {
        m_remembered.push_back({config, std::move(secrets)});
    }
}

ConnectionSecrets ConnectionList::secretsOf(const protocol::ConnectionConfig& config) const {
    const auto known =
        std::ranges::find_if(m_remembered, [&config](const auto& one) { return sameTarget(one.config, config); });
    return known == m_remembered.end() ? ConnectionSecrets() : known->secrets;
}

void ConnectionList::keepAnswers(const Opening& opening) {
    if (opening.questions.given().empty()) {
        return;
    }
    const protocol::ConnectionConfig& config = opening.config;
    ConnectionSecrets secrets = secretsOf(config);
    for (const OpeningQuestions::Given& one : opening.questions.given()) {
        const SecretPlace* place = secretPlaceOf(one.kind);
        if (place == nullptr) {
            continue;
        }
        if (one.keep) {
            store(QString::fromStdString(opening.saved), place->source, one.secret);
        }
        // What is to be asked for each time is asked for at the next opening, too.
        if (!one.keep && (config.secrets.*(place->source)).origin != protocol::SecretOrigin::Ask) {
            secrets.*(place->left) = one.secret;
        }
    }
    remember(config, std::move(secrets));
}

void ConnectionList::store(const QString& connection, protocol::SecretSource protocol::SecretSources::* place,
                           const bus::LeftSecret& secret) {
    const auto saved = std::ranges::find(m_saved, connection.toStdString(), &protocol::SavedConnection::name);
    if (saved == m_saved.end()) {
        return;
    }
    const protocol::SecretSource& before = saved->config.secrets.*place;
    const std::string id = before.origin == protocol::SecretOrigin::Stored ? before.what : std::string();
    m_keeper.keepFor(
        id, secretName(connection, place), secret, [this, connection, place](const Result<std::string>& kept) {
            if (!kept) {
                Q_EMIT failed(tr("The password of %1 was not stored: %2").arg(connection, errorSentence(kept.error())));
                return;
            }
            keepSource(connection, place, *kept);
        });
}

void ConnectionList::keepSource(const QString& connection, protocol::SecretSource protocol::SecretSources::* place,
                                const std::string& id) {
    std::erase_if(m_reading, [](const bus::Request& one) { return !one.active(); });
    m_reading.push_back(m_bus.ask(
        protocol::ListSavedConnections{},
        [this, name = connection.toStdString(), place, id](const protocol::SavedConnectionsListed& list) {
            setSaved(list.connections);
            if (const protocol::SavedConnection* now = savedNamed(name)) {
                protocol::SavedConnection changed = *now;
                changed.config.secrets.*place = {protocol::SecretOrigin::Stored, id};
                change(protocol::SaveConnection{std::move(changed), {}, protocol::ReadConnection{*now}});
            }
        },
        [this](const Error& error) { Q_EMIT failed(errorSentence(error)); }));
}

template <class Change>
void ConnectionList::change(Change command) {
    std::erase_if(m_saving, [](const bus::Request& one) { return !one.active(); });
    m_saving.push_back(m_bus.ask(
        std::move(command), [this](const protocol::SavedConnectionsListed& list) { setSaved(list.connections); },
        [this](const Error& error) {
            Q_EMIT failed(errorSentence(error));
            readAnew();
        }));
}

void ConnectionList::markFavourite(const std::string& name, bool favourite) {
    change(protocol::MarkFavourite{name, favourite});
}

void ConnectionList::readAnew() {
    m_listing = m_bus.ask(
        protocol::ListSavedConnections{},
        [this](const protocol::SavedConnectionsListed& list) { setSaved(list.connections); },
        [this](const Error& error) { Q_EMIT failed(errorSentence(error)); });
}

void ConnectionList::finish(std::uint64_t number, const Result<protocol::ConnectionFacts>& result) {
    const auto at = std::ranges::find(m_openings, number, &Opening::number);
    if (at == m_openings.end()) {
        return;
    }
    const std::unique_ptr<Opening> opening = std::move(*at);
    m_openings.erase(at);
    opening->questions.withdraw();
    if (result) {
        // Which server answers first says nothing.
        const auto place = std::ranges::upper_bound(m_databases, number, {}, &OpenDatabase::opening);
        label(*m_databases.insert(place, {.config = opening->config,
                                          .facts = *result,
                                          .saved = opening->saved,
                                          .name = databaseName(*result),
                                          .opening = number}));
        if (savedNamed(opening->saved) != nullptr) {
            m_bus.tell(protocol::NoteConnectionUse{opening->saved});
        }
        keepAnswers(*opening);
        Q_EMIT added(result->connection);
    }
    Q_EMIT openingChanged();
    for (const Opened& opened : opening->waiting) {
        opened(result);
    }
}

const protocol::SavedConnection* ConnectionList::savedNamed(const std::string& name) const {
    const auto named = std::ranges::find(m_saved, name, &protocol::SavedConnection::name);
    return named == m_saved.end() ? nullptr : &*named;
}

const protocol::SavedConnection* ConnectionList::savedFor(const protocol::ConnectionConfig& config,
                                                          const std::string& name) const {
    if (const protocol::SavedConnection* named = savedNamed(name); named != nullptr) {
        return named;
    }
    const auto mostCareful = [this](const auto& fits) {
        const protocol::SavedConnection* best = nullptr;
        for (const protocol::SavedConnection& one : m_saved) {
            if (fits(one) && (best == nullptr || one.environment > best->environment)) {
                best = &one;
            }
        }
        return best;
    };
    const auto* same = mostCareful([&](const auto& saved) { return sameTarget(saved.config, config); });
    return same != nullptr ? same : mostCareful([&](const auto& saved) { return sameServer(saved.config, config); });
}

void ConnectionList::label(OpenDatabase& database) const {
    const protocol::SavedConnection* kept = savedNamed(database.saved);
    if (kept == nullptr) {
        return;
    }
    const QString name = QString::fromStdString(kept->name);
    const bool beside = kept->config.database != database.config.database;
    database.name = beside ? name + QStringLiteral(" · ") + databaseName(database.facts) : name;
    database.environment = kept->environment;
}

void ConnectionList::setSaved(std::vector<protocol::SavedConnection> saved) {
    m_saved = std::move(saved);
    std::ranges::for_each(m_databases, [this](OpenDatabase& database) { label(database); });
    Q_EMIT savedChanged();
}

void ConnectionList::noteRenamed(const std::string& before, const std::string& now) {
    for (OpenDatabase& database : m_databases) {
        database.saved = database.saved == before ? now : database.saved;
    }
    for (const std::unique_ptr<Opening>& opening : m_openings) {
        opening->saved = opening->saved == before ? now : opening->saved;
    }
    Q_EMIT renamed(before, now);
}

void ConnectionList::setConnectors(std::vector<ConnectorInfo> connectors) {
    m_connectors = std::move(connectors);
    Q_EMIT connectorsChanged();
}

void ConnectionList::close(ConnectionId connection) {
    const auto at =
        std::ranges::find_if(m_databases, [connection](const auto& d) { return d.facts.connection == connection; });
    if (at == m_databases.end()) {
        return;
    }
    m_databases.erase(at);
    m_bus.tell(protocol::CloseConnection{connection});
    Q_EMIT removed(connection);
}

const OpenDatabase* ConnectionList::find(ConnectionId connection) const {
    const auto at =
        std::ranges::find_if(m_databases, [connection](const auto& d) { return d.facts.connection == connection; });
    return at == m_databases.end() ? nullptr : &*at;
}

} // namespace dbv::viewmodel
