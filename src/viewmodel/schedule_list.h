// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include <QAbstractTableModel>
#include <QString>
#include <QStringList>

#include "bus/command_bus.h"
#include "protocol/schedule_commands.h"

namespace dbv::viewmodel {

/// The schedules by which backups are made, by name.
///
/// Thread: the UI thread; nothing here waits.
class ScheduleList final : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column : int { NameColumn, WhenColumn, NextColumn, LastColumn, Columns };
    /// Whether something is wrong with it that somebody should see.
    static constexpr int kTroubledRole = Qt::UserRole;

    explicit ScheduleList(bus::CommandBus& bus, QObject* parent = nullptr);

    void refresh();
    [[nodiscard]] bool isReading() const { return m_listing.active(); }
    [[nodiscard]] bool isKnown() const { return m_known; }
    [[nodiscard]] const std::vector<protocol::ScheduleEntry>& entries() const { return m_entries; }
    [[nodiscard]] const protocol::ScheduleEntry& entry(int row) const {
        return m_entries[static_cast<std::size_t>(row)];
    }
    [[nodiscard]] const protocol::ScheduleEntry* find(const std::string& id) const;
    /// -1 where it is not there.
    [[nodiscard]] int rowOf(const std::string& id) const;
    [[nodiscard]] const QStringList& notices() const { return m_notices; }
    [[nodiscard]] QString emptyText() const;

    void setEnabled(const std::string& id, bool enabled);
    void remove(const std::string& id);
    /// Asks the run that is under way, in whichever process, to end.
    void stop(const std::string& id);
    void exportTo(const QString& path);
    void importFrom(const QString& path);

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

Q_SIGNALS:
    /// An answer is there.
    void changed();
    void said(const QString& message);
    void failed(const QString& message);

private:
    void show(const protocol::SchedulesListed& listed);
    template <class Command>
    void change(Command command);
    template <class Command>
    void exchange(Command command, bool isExport);

    bus::CommandBus& m_bus;
    std::vector<protocol::ScheduleEntry> m_entries;
    QStringList m_notices;
    bool m_known = false;
    bus::Request m_listing;
    bus::Request m_change;
};

} // namespace dbv::viewmodel
