// SPDX-License-Identifier: Apache-2.0
#include "secrets/keyring_search.h"

#include <QtGlobal>

#if defined(Q_OS_UNIX) && !defined(Q_OS_DARWIN)

#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusMetaType>
#include <QDBusObjectPath>
#include <QList>
#include <QMap>

namespace dbv::secrets {

bool keyringHides(const std::string& service, const std::string& name) {
    using Attributes = QMap<QString, QString>;
    constexpr int kPatienceMs = 1000;
    qDBusRegisterMetaType<Attributes>();
    QDBusMessage question = QDBusMessage::createMethodCall(
        QStringLiteral("org.freedesktop.secrets"), QStringLiteral("/org/freedesktop/secrets"),
        QStringLiteral("org.freedesktop.Secret.Service"), QStringLiteral("SearchItems"));
    question << QVariant::fromValue(Attributes{{QStringLiteral("server"), QString::fromStdString(service)},
                                               {QStringLiteral("user"), QString::fromStdString(name)}});
    const QDBusMessage answer = QDBusConnection::sessionBus().call(question, QDBus::Block, kPatienceMs);
    // Those that are shown, and those that are locked.
    return answer.type() == QDBusMessage::ReplyMessage && answer.arguments().size() == 2 &&
           !qdbus_cast<QList<QDBusObjectPath>>(answer.arguments().back()).isEmpty();
}

} // namespace dbv::secrets

#else

namespace dbv::secrets {

bool keyringHides(const std::string& /*service*/, const std::string& /*name*/) {
    return false;
}

} // namespace dbv::secrets

#endif
