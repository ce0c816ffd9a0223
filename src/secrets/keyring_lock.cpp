// SPDX-License-Identifier: Apache-2.0
#include "secrets/keyring_lock.h"

#include <QtGlobal>

#if defined(Q_OS_UNIX) && !defined(Q_OS_DARWIN)

#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusReply>
#include <QDBusVariant>

namespace dbv::secrets {

bool keyringIsLocked() {
    constexpr int kPatienceMs = 1000;
    QDBusMessage question = QDBusMessage::createMethodCall(
        QStringLiteral("org.freedesktop.secrets"), QStringLiteral("/org/freedesktop/secrets/aliases/default"),
        QStringLiteral("org.freedesktop.DBus.Properties"), QStringLiteral("Get"));
    question << QStringLiteral("org.freedesktop.Secret.Collection") << QStringLiteral("Locked");
    const QDBusReply<QDBusVariant> answer = QDBusConnection::sessionBus().call(question, QDBus::Block, kPatienceMs);
    return answer.isValid() && answer.value().variant().toBool();
}

} // namespace dbv::secrets

#else

namespace dbv::secrets {

bool keyringIsLocked() {
    return false;
}

} // namespace dbv::secrets

#endif
