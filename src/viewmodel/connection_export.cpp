// SPDX-License-Identifier: Apache-2.0
#include "viewmodel/connection_export.h"

#include <utility>

#include <QPointer>

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
    send(file, bus::LeftSecret(m_bus.secrets(), std::move(passphrase)), replace);
}

void ConnectionExport::unlock(const QString& file, const bus::LeftSecret& passphrase, bool replace) {
    m_unlocks = true;
    const QPointer<ConnectionExport> alive(this);
    m_keeper.unlock([alive, file, passphrase, replace](const Result<protocol::SecretsListed>& unlocked) {
        if (!alive) {
            return;
        }
        alive->m_unlocks = false;
        if (unlocked) {
            alive->send(file, passphrase, replace);
            return;
        }
        Q_EMIT alive->writingChanged();
        Q_EMIT alive->told(errorSentence(unlocked.error()) + QLatin1Char(' ') + tr("Nothing was written."));
    });
}

void ConnectionExport::send(const QString& file, const bus::LeftSecret& passphrase, bool replace) {
    m_request = m_bus.ask(
        protocol::ExportConnections{
            .file = file.toStdString(), .names = {}, .passphrase = passphrase.id(), .replaces = replace},
        [this, passphrase](const protocol::ConnectionsExported& done) {
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
        [this, file, passphrase, replace](const Error& error) {
            if (error.kind == ErrorKind::VaultLocked) {
                unlock(file, passphrase, replace);
                return;
            }
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
