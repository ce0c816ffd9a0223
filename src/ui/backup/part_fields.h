// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include <QObject>

#include "viewmodel/object_choice.h"

class QCheckBox;
class QComboBox;

namespace dbv::ui {

class FieldRows;
class ObjectList;
class WarningLine;

/// The fields that say what of a database is backed up: all or chosen objects, structure or rows alone, and, where the engine has them, owners
/// and roles. The names are read when somebody wants to choose.
///
/// Thread: the UI thread.
class PartFields final : public QObject {
    Q_OBJECT

public:
    /// Adds its fields to `lines`, which must outlive it like the bus.
    PartFields(bus::CommandBus& bus, FieldRows& lines, QObject* parent);

    /// Of which database; null for none.
    void setDatabase(const viewmodel::OpenDatabase* database);
    [[nodiscard]] bool isPart() const;
    [[nodiscard]] DumpScope scope() const;
    /// What is wrong with the choice; nothing for empty. Goes to the list.
    void say(const QString& message);
    [[nodiscard]] WarningLine& trouble() { return *m_trouble; }
    void focus();

Q_SIGNALS:
    /// There is more to see, or less.
    void resized();

private:
    void follow();

    bus::CommandBus& m_bus;
    FieldRows& m_lines;
    viewmodel::ObjectChoice m_choice;
    std::optional<viewmodel::OpenDatabase> m_database;
    bool m_isRead = false;
    QComboBox* m_what = nullptr;
    ObjectList* m_objects = nullptr;
    WarningLine* m_trouble = nullptr;
    QComboBox* m_content = nullptr;
    QCheckBox* m_owners = nullptr;
    QCheckBox* m_roles = nullptr;
};

} // namespace dbv::ui
