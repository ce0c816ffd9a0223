// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <QAbstractListModel>
#include <QString>
#include <QStringList>

#include <dbv/connector/dump_scope.h>
#include <dbv/data/object_path.h>

#include "bus/command_bus.h"
#include "protocol/backup_values.h"
#include "viewmodel/connection_list.h"

namespace dbv::viewmodel {

/// Objects of which some are chosen, however many there are: those that fit a filter are shown, and what is chosen stays so when it is not.
///
/// Thread: the UI thread; nothing here waits.
class ObjectChoice final : public QAbstractListModel {
    Q_OBJECT

public:
    struct Item {
        DumpObject object;
        ObjectType type = ObjectType::Table;
    };

    explicit ObjectChoice(QObject* parent = nullptr) : QAbstractListModel(parent) {}

    /// In place of those that are there; what was chosen of the same name stays chosen.
    void setObjects(std::vector<Item> items);
    /// Chosen before anybody has read what is there. What turns out not to be there says so, and stays chosen until somebody unchecks it.
    void setChosen(const std::vector<DumpObject>& objects);
    /// What stands in the place of the summary, until names are there.
    void say(const QString& message);
    /// Those of a backup that can be put back by themselves: tables, views and sequences.
    void setBackedUp(const std::vector<protocol::BackupObject>& objects);
    /// Asks an open database for its tables, views and sequences; `message` says how far that is, or why there are none.
    void read(bus::CommandBus& bus, const OpenDatabase& database);
    /// Each of its words is somewhere in the name.
    void setFilter(const QString& text);
    /// All that is shown.
    void chooseShown(bool chosen);
    [[nodiscard]] std::vector<DumpObject> chosen() const;
    [[nodiscard]] std::size_t chosenCount() const { return m_chosen; }
    /// `3 of 1,204 are chosen.`
    [[nodiscard]] QString summary() const;

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] bool setData(const QModelIndex& index, const QVariant& value, int role) override;
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex& index) const override;

Q_SIGNALS:
    /// Another number of objects is there, or chosen.
    void changed();

private:
    struct Line {
        Item item;
        QString text;
        bool isChosen = false;
    };
    void readNext(bus::CommandBus& bus, ConnectionId connection, bool namesSchemas);
    void addWished(const DumpObject& object);
    void arrange();

    std::vector<Line> m_lines;
    /// Places in `m_lines`.
    std::vector<std::size_t> m_shown;
    std::size_t m_chosen = 0;
    std::vector<DumpObject> m_wished;
    QStringList m_words;
    QString m_message;
    bus::Request m_request;
    /// Schemas that are still to be read, and what was read so far.
    std::vector<std::string> m_schemas;
    std::vector<Item> m_read;
};

} // namespace dbv::viewmodel
