// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <QObject>
#include <QString>

#include "bus/command_bus.h"
#include "protocol/import_commands.h"
#include "viewmodel/connection_list.h"

namespace dbv::viewmodel {

/// A connection that was found, and what became of it.
struct FoundItem {
    protocol::ImportedConnection item;
    ConnectionSecrets secrets;
    /// Whether it is to be taken over.
    bool wanted = false;
    /// What went wrong with taking it over; empty otherwise.
    QString trouble;
    bool taken = false;
};

/// Takes connections over from another program, or from a file of ours: found, looked at, chosen, kept.
///
/// Thread: the UI thread; nothing here waits.
class ConnectionImport final : public QObject {
    Q_OBJECT

public:
    ConnectionImport(bus::CommandBus& bus, ConnectionList& connections, QObject* parent = nullptr);

    /// Looks where programs usually keep their connections; `sourcesChanged` follows.
    void findSources();
    /// Those that were found, then all others without a file.
    [[nodiscard]] const std::vector<protocol::ImportSource>& sources() const { return m_sources; }
    /// Reads a source; `itemsChanged` or `told` follows. Has no effect while connections are being taken over.
    void read(const protocol::ImportSource& source, Secret passphrase);
    [[nodiscard]] const std::vector<FoundItem>& items() const { return m_items; }
    /// About the source as a whole, in lines.
    [[nodiscard]] const QString& remarks() const { return m_remarks; }
    [[nodiscard]] bool wantsPassphrase() const { return m_wantsPassphrase; }
    /// Has no effect on one that can not be opened here, nor while connections are being taken over.
    void setWanted(std::size_t item, bool wanted);
    [[nodiscard]] std::size_t wantedCount() const;
    /// Keeps what is wanted, one after the other, and its secrets if they are to be stored. `done` tells how many were.
    void take(bool storeSecrets);
    [[nodiscard]] bool isTaking() const { return m_taking; }
    /// A source is being read, which takes its time where a passphrase has to be tried.
    [[nodiscard]] bool isReading() const { return m_reading.active(); }

Q_SIGNALS:
    void sourcesChanged();
    void itemsChanged();
    void told(const QString& message);
    /// It has begun or ended to take connections over.
    void takingChanged();
    void readingChanged();
    /// How many were taken over in this go, and how many were not. `unstored` is why passwords are remembered for this
    /// run only; empty when that was not so.
    void done(int taken, int failed, const QString& unstored);

private:
    void receive(const protocol::ConnectionsRead& answer);
    void takeNext(std::size_t item);
    void leaveOut(std::size_t item, const Error& error);
    void storeNext(std::size_t item, std::size_t place);
    void save(std::size_t item);
    [[nodiscard]] std::string freeName(const std::string& name) const;

    bus::CommandBus& m_bus;
    ConnectionList& m_connections;
    std::vector<protocol::ImportSource> m_sources;
    std::vector<FoundItem> m_items;
    QString m_remarks;
    bool m_wantsPassphrase = false;
    bool m_storesSecrets = false;
    bool m_taking = false;
    int m_taken = 0;
    int m_failed = 0;
    QString m_unstored;
    bus::Request m_request;
    bus::Request m_reading;
};

} // namespace dbv::viewmodel
