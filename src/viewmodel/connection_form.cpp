// SPDX-License-Identifier: Apache-2.0
#include "viewmodel/connection_form.h"

#include <QLocale>

#include "viewmodel/error_text.h"

namespace dbv::viewmodel {

ConnectionForm::ConnectionForm(bus::CommandBus& bus, QObject* parent) : QObject(parent), m_bus(bus) {}

void ConnectionForm::setUrl(const QString& url) {
    m_config.url = url.trimmed().toStdString();
}

void ConnectionForm::setReadOnly(bool readOnly) {
    m_config.safety = readOnly ? Safety::ReadOnly : Safety::Confirm;
}

void ConnectionForm::test() {
    Q_EMIT told(tr("Connecting…"));
    m_request = m_bus.ask(
        protocol::TestConnection{{{}, m_config}},
        [this](const protocol::ConnectionTested& tested) {
            Q_EMIT told(
                tr("It works: %1, answered in %2 ms.")
                    .arg(QString::fromStdString(tested.serverVersion), QLocale().toString(tested.latencyMs, 'f', 1)));
        },
        [this](const Error& error) { Q_EMIT told(errorParagraph(error)); });
}

void ConnectionForm::accept() {
    if (m_name.isEmpty()) {
        Q_EMIT accepted(m_config);
        return;
    }
    m_request = m_bus.ask(
        protocol::SaveConnection{{m_name.toStdString(), m_config}},
        [this](const protocol::SavedConnectionsListed& kept) {
            Q_EMIT saved(kept.connections);
            Q_EMIT accepted(m_config);
        },
        [this](const Error& error) { Q_EMIT told(errorParagraph(error)); });
}

} // namespace dbv::viewmodel
