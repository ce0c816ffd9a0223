// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include <QObject>
#include <QString>

#include "bus/command_bus.h"
#include "bus/secret_shelf.h"
#include "protocol/schedule_commands.h"
#include "viewmodel/secret_keeper.h"

namespace dbv::viewmodel {

/// A schedule that is made or changed.
///
/// Thread: the UI thread; nothing here waits.
class ScheduleForm final : public QObject {
    Q_OBJECT

public:
    enum class Field : std::uint8_t { Name, Connection, When, Folder, Passphrase, Whole };

    /// Both must outlive the form. `before` is the schedule as it is kept; without an id it is a new one.
    ScheduleForm(bus::CommandBus& bus, SecretKeeper& keeper, protocol::ScheduleEntry before, QObject* parent = nullptr);

    [[nodiscard]] const protocol::ScheduleConfig& before() const { return m_before.config; }
    [[nodiscard]] bool isNew() const { return m_before.id.empty(); }
    /// A passphrase is stored already.
    [[nodiscard]] bool hasPassphrase() const { return m_before.config.encrypted; }
    [[nodiscard]] bool isSaving() const { return m_saving; }
    /// Keeps it, and a new passphrase in the store of secrets first; one that is empty leaves that which is there. What is missing is
    /// told by `refused`.
    void save(const protocol::ScheduleConfig& config, Secret passphrase, const Secret& again);

    /// What a new one is until somebody changes it.
    [[nodiscard]] static protocol::ScheduleConfig usual(const std::string& connection, const QString& folder);

Q_SIGNALS:
    void refused(dbv::viewmodel::ScheduleForm::Field field, const QString& message);
    void saved(const std::string& id);
    void changed();

private:
    [[nodiscard]] bool check(const protocol::ScheduleConfig& config, const Secret& passphrase, const Secret& again);
    void send(const protocol::ScheduleConfig& config);
    void refuse(Field field, const QString& message);

    bus::CommandBus& m_bus;
    SecretKeeper& m_keeper;
    protocol::ScheduleEntry m_before;
    bool m_saving = false;
    bus::LeftSecret m_passphrase;
    bus::Request m_request;
};

} // namespace dbv::viewmodel
