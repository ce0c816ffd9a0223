// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include <QObject>
#include <QString>

#include "bus/command_bus.h"
#include "protocol/values.h"
#include "viewmodel/connection_list.h"

namespace dbv::viewmodel {

/// A connection while it is being described: it can be tried, and kept under a name. One that is kept already can be
/// changed and given another name.
///
/// Thread: the UI thread; nothing here waits.
class ConnectionForm final : public QObject {
    Q_OBJECT

public:
    /// A new connection.
    ConnectionForm(bus::CommandBus& bus, ConnectionList& connections, QObject* parent = nullptr);
    /// One that is kept.
    ConnectionForm(bus::CommandBus& bus, ConnectionList& connections, const protocol::SavedConnection& kept,
                   QObject* parent = nullptr);

    void setUrl(const QString& url);
    void setName(const QString& name) { m_name = name.trimmed(); }
    void setReadOnly(bool readOnly);
    /// Used for this run of the program, and stored nowhere.
    void setPassword(const QString& password);
    void setTlsMode(std::optional<TlsMode> mode) { m_config.tls.mode = mode; }
    void setTlsCa(const QString& file) { m_config.tls.ca = file.trimmed().toStdString(); }
    /// `user@host:port`, several divided by commas in the order of the way; empty for a direct line.
    void setSsh(const QString& way);
    [[nodiscard]] QString ssh() const;
    void setSshPassword(const QString& password);
    /// Whether what is described is a server, not a file.
    [[nodiscard]] bool isServer() const;
    /// Accepts the host key that the last attempt has found to be unknown, and tries again.
    void acceptHostKey();
    [[nodiscard]] const protocol::ConnectionConfig& config() const { return m_config; }
    [[nodiscard]] const QString& name() const { return m_name; }
    /// Whether this is a connection that is kept already.
    [[nodiscard]] bool changes() const { return m_nameBefore.has_value(); }
    /// Why it can be neither tried nor accepted yet; empty when it can.
    [[nodiscard]] QString whyNot() const;

    /// Connects once and says how that went.
    void test();
    /// A new connection is tried, kept if it has a name, and `chosen`; a change is kept as it is. `done` follows, or
    /// `told` with what is wrong.
    void accept();

Q_SIGNALS:
    void told(const QString& outcome);
    /// A machine on the way showed a key that nobody knows yet; `acceptHostKey` lets it in.
    void hostKeyUnknown(const QString& fingerprint);
    /// The new connection works, and is to be opened.
    void chosen(const dbv::protocol::ConnectionConfig& config);
    void done();

private:
    void ask(std::function<void(const protocol::ConnectionTested&)> works);
    void hear(const protocol::RequestFailed& failure);
    void keep(const std::function<void()>& kept);
    void forgetOldName();
    void finishNew();

    bus::CommandBus& m_bus;
    ConnectionList& m_connections;
    protocol::ConnectionConfig m_config;
    QString m_name;
    std::optional<QString> m_nameBefore;
    ConnectionSecrets m_secrets;
    QString m_unknownKey;
    bus::Request m_request;
};

} // namespace dbv::viewmodel
