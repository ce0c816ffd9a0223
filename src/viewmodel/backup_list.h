// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <QAbstractTableModel>
#include <QString>
#include <QStringList>

#include "bus/command_bus.h"
#include "protocol/backup_commands.h"
#include "viewmodel/way_questions.h"

namespace dbv::viewmodel {

/// Which backups are shown.
struct BackupFilter {
    /// Each of its words is somewhere in what is known of the backup.
    QString text;
    /// The name of a connection; empty for all.
    QString connection;
    std::optional<protocol::BackupState> state;

    friend bool operator==(const BackupFilter&, const BackupFilter&) = default;
};

/// The catalogue of backups, as far as it fits a filter, in the order that is wished.
///
/// Thread: the UI thread; nothing here waits.
class BackupList final : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column : int { StateColumn, DatabaseColumn, ConnectionColumn, AgeColumn, SizeColumn, RecoveryColumn, Columns };
    /// A `protocol::BackupState` as a number.
    static constexpr int kStateRole = Qt::UserRole;

    /// `ways` is null where nobody is there to be asked on the way to a server; it must outlive this.
    explicit BackupList(bus::CommandBus& bus, WayDesk* ways = nullptr, QObject* parent = nullptr);

    /// Asks anew; what comes replaces what is there.
    void refresh();
    [[nodiscard]] bool isReading() const { return m_listing.active(); }
    /// An answer was there.
    [[nodiscard]] bool isKnown() const { return m_known; }
    void setFilter(const BackupFilter& filter);
    [[nodiscard]] const BackupFilter& filter() const { return m_filter; }
    /// Of all backups, whatever the filter; by name.
    [[nodiscard]] QStringList connections() const;
    [[nodiscard]] const std::vector<protocol::BackupEntry>& all() const { return m_all; }
    [[nodiscard]] const protocol::BackupEntry* find(const std::string& id) const;
    [[nodiscard]] const protocol::BackupEntry& entry(int row) const {
        return m_all[m_shown[static_cast<std::size_t>(row)]];
    }
    /// The row of a backup; -1 where it is not shown.
    [[nodiscard]] int rowOf(const std::string& id) const;
    /// The folder that the last backup of a connection went to; empty where there is none.
    [[nodiscard]] QString folderOf(const std::string& connection) const;
    /// What a person should know about the catalogue.
    [[nodiscard]] const QStringList& notices() const { return m_notices; }
    /// What stands in the place of a list without backups.
    [[nodiscard]] QString emptyText() const;

    /// Takes a backup out of the catalogue, and removes its file unless that is to be kept.
    void remove(const std::string& id, bool keepFile);
    /// Enters the backups that lie in a folder; `scanned` tells how many.
    void scan(const QString& folder);
    /// Time has passed.
    void showAges();
    /// How far the work with each backup is that is worked with, by its id.
    void setProgress(std::map<std::string, QString> progress);
    /// Empty where nothing is done with it.
    [[nodiscard]] QString progressOf(const std::string& id) const;

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    void sort(int column, Qt::SortOrder order) override;

Q_SIGNALS:
    void changed();
    void failed(const QString& message);
    void scanned(const QString& message);

private:
    void show(const protocol::BackupsListed& listed);
    void arrange();
    [[nodiscard]] QString refusedOr(const Error& error) const;
    [[nodiscard]] bool fits(const protocol::BackupEntry& entry) const;
    [[nodiscard]] QString text(const protocol::BackupEntry& entry, int column) const;

    bus::CommandBus& m_bus;
    BackupFilter m_filter;
    int m_sortColumn = AgeColumn;
    Qt::SortOrder m_sortOrder = Qt::AscendingOrder;
    std::vector<protocol::BackupEntry> m_all;
    /// Places in `m_all`.
    std::vector<std::size_t> m_shown;
    QStringList m_notices;
    std::map<std::string, QString> m_progress;
    bool m_known = false;
    bus::Request m_listing;
    WayQuestions m_change;
};

} // namespace dbv::viewmodel
