// SPDX-License-Identifier: Apache-2.0
#include "viewmodel/connection_export.h"

#include <utility>

#include "bus/secret_shelf.h"
#include "viewmodel/error_text.h"

namespace dbv::viewmodel {

void ConnectionExport::write(const QString& file, Secret passphrase, const Secret& again, bool replace) {
    if (isWriting()) {
        return;
    }
    if (passphrase.reveal() != again.reveal()) {
        Q_EMIT mistyped(tr("The two passphrases are not the same. Nothing was written."));
        return;
    }
    const bus::LeftSecret left(m_bus.secrets(), std::move(passphrase));
    m_request = m_bus.ask(
        protocol::ExportConnections{
            .file = file.toStdString(), .names = {}, .passphrase = left.id(), .replaces = replace},
        [this, left](const protocol::ConnectionsExported& done) {
            QStringList lines{done.connections == 1 ? tr("1 connection written")
                                                    : tr("%1 connections written").arg(done.connections)};
            lines.front() += done.secrets == 0   ? tr(", without passwords.")
                             : done.secrets == 1 ? tr(", with 1 password.")
                                                 : tr(", with %1 passwords.").arg(done.secrets);
            for (const std::string& remark : done.remarks) {
                lines.append(QString::fromStdString(remark));
            }
            Q_EMIT writingChanged();
            Q_EMIT told(lines.join(QLatin1Char('\n')));
        },
        [this, left](const Error& error) {
            Q_EMIT writingChanged();
            if (error.kind == ErrorKind::ConfirmationRequired) {
                Q_EMIT existsAlready(errorSentence(error));
            } else {
                Q_EMIT told(errorParagraph(error));
            }
        });
    Q_EMIT writingChanged();
}

} // namespace dbv::viewmodel
