// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include <QAbstractTableModel>
#include <QStringList>

#include "viewmodel/action_catalog.h"

namespace dbv::viewmodel {

/// Every action with its keys, to be looked through and changed.
///
/// Thread: the UI thread.
class KeyList final : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column : std::uint8_t { ActionColumn, MenuColumn, KeysColumn, NoteColumn, ColumnCount };
    enum Role : std::uint16_t {
        /// The action's id, a text.
        IdRole = Qt::UserRole,
        /// Whether its keys can be changed here.
        EditableRole,
        /// Whether the user has chosen its keys.
        OwnRole,
        /// Whether another action has one of its keys.
        ConflictRole,
    };

    /// `shown` writes keys as this system does. The catalogue must outlive the list.
    KeyList(ActionCatalog& actions, std::function<QString(const QString&)> shown, QObject* parent = nullptr);

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role = Qt::DisplayRole) const override;

    /// The texts of the other actions that have one of these keys, in the portable form.
    [[nodiscard]] QStringList othersWith(std::string_view id, const QString& keys) const;

private:
    [[nodiscard]] QString note(const ActionSpec& action) const;

    ActionCatalog& m_actions;
    std::function<QString(const QString&)> m_shown;
    std::vector<const ActionSpec*> m_listed;
};

} // namespace dbv::viewmodel
