// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include <QAbstractTableModel>
#include <QString>

#include "bus/command_bus.h"
#include "viewmodel/backup_jobs.h"

namespace dbv::viewmodel {

/// What is in one backup, by its manifest: an object in each row.
///
/// Thread: the UI thread; nothing here waits.
class BackupContents final : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column : int { TypeColumn, NameColumn, RowsColumn, Columns };

    /// Both must outlive it.
    BackupContents(bus::CommandBus& bus, BackupJobs& jobs, QObject* parent = nullptr);

    /// Shows another backup; nothing for an empty id.
    void show(const std::string& id);
    [[nodiscard]] const std::string& shown() const { return m_id; }
    /// The same once more, with a passphrase.
    void open(Secret passphrase);
    /// The same once more, where somebody answers what the way to its server asks.
    void openWay();
    [[nodiscard]] bool isReading() const { return m_way.active(); }
    [[nodiscard]] const std::vector<protocol::BackupObject>& objects() const { return m_objects; }
    /// It can be read when somebody gives the passphrase.
    [[nodiscard]] bool wantsPassphrase() const { return m_wantsPassphrase; }
    /// It lies at a server whose way may ask, and nobody was asked yet: not by looking at a list.
    [[nodiscard]] bool wantsWay() const { return m_wantsWay; }
    /// Why nothing is there; empty where something is.
    [[nodiscard]] const QString& message() const { return m_message; }

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

Q_SIGNALS:
    void changed();

private:
    void ask(const bus::LeftSecret& passphrase);
    void take(const protocol::BackupDescribed& described);
    void take(const Error& error);

    bus::CommandBus& m_bus;
    BackupJobs& m_jobs;
    std::string m_id;
    std::vector<protocol::BackupObject> m_objects;
    QString m_message;
    bool m_wantsPassphrase = false;
    bus::LeftSecret m_given;
    bool m_wantsWay = false;
    WayQuestions m_way;
};

} // namespace dbv::viewmodel
