// SPDX-License-Identifier: Apache-2.0
#include "viewmodel/connection_form.h"

#include <algorithm>
#include <utility>

#include <QLocale>

#include "viewmodel/error_text.h"

namespace dbv::viewmodel {

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
    m_request = m_bus.ask(protocol::TestConnection{{{}, m_config}}, std::move(works),
                          [this](const Error& error) { Q_EMIT told(errorParagraph(error)); });
}

void ConnectionForm::test() {
    ask([this](const protocol::ConnectionTested& tested) {
        Q_EMIT told(
            tr("It works: %1, answered in %2 ms.")
                .arg(QString::fromStdString(tested.serverVersion), QLocale().toString(tested.latencyMs, 'f', 1)));
    });
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
    Q_EMIT chosen(m_config);
    Q_EMIT done();
}

} // namespace dbv::viewmodel
