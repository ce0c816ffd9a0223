// SPDX-License-Identifier: Apache-2.0
#include "viewmodel/connection_export.h"

#include <utility>

#include "bus/secret_shelf.h"
#include "viewmodel/error_text.h"

namespace dbv::viewmodel {

void ConnectionExport::write(const QString& file, Secret passphrase, const Secret& again) {
    if (passphrase.reveal() != again.reveal()) {
        Q_EMIT told(tr("The two passphrases are not the same. Nothing was written."));
        return;
    }
    const bus::LeftSecret left(m_bus.secrets(), std::move(passphrase));
    m_request = m_bus.ask(
        protocol::ExportConnections{file.trimmed().toStdString(), {}, left.id()},
        [this, left](const protocol::ConnectionsExported& done) {
            Q_EMIT told(tr("%n connection(s) written, with %1 passwords.", nullptr, static_cast<int>(done.connections))
                            .arg(done.secrets));
        },
        [this, left](const Error& error) { Q_EMIT told(errorParagraph(error)); });
}

} // namespace dbv::viewmodel
