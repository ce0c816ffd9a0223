// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <QObject>

#include "viewmodel/object_choice.h"

class QCheckBox;
class QComboBox;
class QLineEdit;
class QPushButton;

namespace dbv::ui {

class FieldRows;
class ObjectList;
class WarningLine;

/// The fields that say what of a database is backed up: all or chosen objects, structure or rows alone, and, where the engine has them, owners
/// and roles; or, of a server, all of its databases. The names are read when somebody wants to choose.
///
/// Thread: the UI thread.
class PartFields final : public QObject {
    Q_OBJECT

public:
    /// Adds its fields to `lines`, which must outlive it like the bus.
    PartFields(bus::CommandBus& bus, FieldRows& lines, QObject* parent);

    /// Of which database; null for none.
    void setDatabase(const viewmodel::OpenDatabase* database);
    /// Gives the database, or why it can not be had.
    using Given = std::function<void(const Result<viewmodel::OpenDatabase>&)>;
    /// Of a database that is opened when somebody wants to choose from it. Another one than before has none of what was chosen.
    void setSource(bool isServer, std::function<void(Given)> open);
    /// What is chosen to begin with. Schemas as a whole can be kept, and not chosen here.
    void setScope(const DumpScope& scope, bool allDatabases = false, const std::vector<std::string>& except = {});
    /// Objects are chosen, and not all are meant.
    [[nodiscard]] bool isPart() const;
    /// Not one database is meant, but each of its server.
    [[nodiscard]] bool isServer() const;
    /// The databases of it that are left out.
    [[nodiscard]] std::vector<std::string> except() const;
    [[nodiscard]] DumpScope scope() const;
    /// What is wrong with the choice; nothing for empty. Goes to the list.
    void say(const QString& message);
    [[nodiscard]] WarningLine& trouble() { return *m_trouble; }
    void focus();

Q_SIGNALS:
    /// There is more to see, or less.
    void resized();

private:
    enum class Meant : std::uint8_t { Whole, Chosen, Server, AsItIs };

    [[nodiscard]] Meant meant() const;
    void mean(Meant what);
    void addMeant(const QString& text, Meant what);
    void follow();
    void followEngine();
    void read();
    void openThenRead();

    bus::CommandBus& m_bus;
    FieldRows& m_lines;
    viewmodel::ObjectChoice m_choice;
    std::optional<viewmodel::OpenDatabase> m_database;
    bool m_isRead = false;
    std::optional<bool> m_isServer;
    std::function<void(Given)> m_open;
    /// Counts the sources: what an earlier one says is not heard any more.
    int m_source = 0;
    /// Schemas as a whole, which can be kept as they are.
    DumpScope m_before;
    QComboBox* m_what = nullptr;
    ObjectList* m_objects = nullptr;
    QPushButton* m_others = nullptr;
    QLineEdit* m_except = nullptr;
    WarningLine* m_trouble = nullptr;
    QComboBox* m_content = nullptr;
    QCheckBox* m_owners = nullptr;
    QCheckBox* m_roles = nullptr;
};

} // namespace dbv::ui
