// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include <QAbstractItemModel>
#include <QMetaType>
#include <QString>

#include "bus/command_bus.h"
#include "viewmodel/connection_list.h"

namespace dbv::viewmodel {

/// What one line of the explorer is.
enum class SchemaNodeKind : std::uint8_t {
    Database,
    Schema,
    Server, ///< below it stands what belongs to no schema
    Folder, ///< what is of one kind
    Object,
    Partition,
    Column,
    Key,
    ForeignKey,
    Index,
    Check,
    Trigger,
    Policy,
    Grant,
    Notice
};

/// What a line of the explorer leads to.
struct SchemaPlace {
    SchemaNodeKind kind = SchemaNodeKind::Notice;
    ConnectionId connection;
    ObjectPath path;
    ObjectType type = ObjectType::Table;

    friend bool operator==(const SchemaPlace&, const SchemaPlace&) = default;
};

/// Whether objects of a type have rows that can be shown.
[[nodiscard]] bool holdsRows(ObjectType type);
/// Whether a line has a statement that makes again what it stands for.
[[nodiscard]] bool hasDefinition(const SchemaPlace& place);

/// The open databases and what is in them, as a tree. A level is read when it is first looked at.
///
/// Columns: 0 the name, with `DetailRole` for what stands beside it.
/// Thread: the UI thread; nothing here waits.
class SchemaTree final : public QAbstractItemModel {
    Q_OBJECT

public:
    /// `EnvironmentRole`: of a database, a `protocol::Environment`.
    enum Role : int { DetailRole = Qt::UserRole, KindRole, IconRole, EnvironmentRole };

    SchemaTree(bus::CommandBus& bus, ConnectionList& connections, QObject* parent = nullptr);
    ~SchemaTree() override;

    [[nodiscard]] SchemaPlace place(const QModelIndex& index) const;
    /// Reads everything that was read again. What is still there then stays the line that it was, with what is open below.
    void refresh();
    /// Shows what the engines keep for themselves, too: their schemas, and what belongs to extensions.
    void setShowsSystem(bool shows);
    [[nodiscard]] bool showsSystem() const { return m_showsSystem; }
    /// Makes lines of what has this in its name and would have none before its table is opened, and reads what was not
    /// read, one schema after the other. Empty ends the search.
    void lookFor(const QString& text);
    /// Reads what belongs to the tables of all schemas that were read, one after the other (`partsRead`).
    void readParts();
    /// What belongs to the tables of a schema, with the database's name.
    [[nodiscard]] std::vector<std::pair<SchemaPlace, QString>> knownParts(const QModelIndex& schema) const;
    /// All objects that are known, with the database's name, for finding one by typing.
    [[nodiscard]] std::vector<std::pair<SchemaPlace, QString>> knownObjects() const;
    /// What an open database is used for.
    [[nodiscard]] protocol::Environment environmentOf(ConnectionId connection) const;
    /// The line of an object that holds rows, or of a routine, by the name it is called by; of a schema where the path has no more
    /// than that. None where it is not known, or not read yet.
    [[nodiscard]] QModelIndex find(ConnectionId connection, const ObjectPath& path, bool isRoutine) const;
    [[nodiscard]] const QString& text(const QModelIndex& index) const;
    [[nodiscard]] SchemaNodeKind kind(const QModelIndex& index) const;
    /// Whether names without a schema mean the one of this line.
    [[nodiscard]] bool isDefaultSchema(const QModelIndex& index) const;

    [[nodiscard]] QModelIndex index(int row, int column, const QModelIndex& parent) const override;
    [[nodiscard]] QModelIndex parent(const QModelIndex& child) const override;
    [[nodiscard]] int rowCount(const QModelIndex& parent) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] bool hasChildren(const QModelIndex& parent) const override;
    [[nodiscard]] bool canFetchMore(const QModelIndex& parent) const override;
    void fetchMore(const QModelIndex& parent) override;

Q_SIGNALS:
    /// The first children of a line are there, so it can be opened.
    void loaded(const QModelIndex& index);
    /// What belongs to the tables of a schema is known now.
    void partsRead(const QModelIndex& schema);
    /// There may be more lines with what is looked for.
    void foundMore();

private:
    struct Node;
    struct Dependents;
    using Nodes = std::vector<std::unique_ptr<Node>>;

    [[nodiscard]] static SchemaPlace placeOf(const Node& schema, const ObjectSummary& dependent);
    [[nodiscard]] Node* nodeOf(const QModelIndex& index) const;
    [[nodiscard]] static const Node* findBelow(const Node& above, const ObjectPath& path, bool isRoutine);
    [[nodiscard]] QModelIndex indexOf(const Node& node) const;
    void addDatabase(ConnectionId connection);
    void removeDatabase(ConnectionId connection);
    /// The connections' names and environments may have changed.
    void nameDatabases();
    [[nodiscard]] protocol::Environment environmentOf(const Node& node) const;
    void read(Node& node);
    void receive(std::uint64_t id, Nodes children);
    /// A schema is read in steps: what has rows is shown as soon as it is there, then the rest; what belongs to tables is
    /// asked for when somebody looks for it.
    void readScope(Node& schema, ObjectScope scope);
    void receiveScope(Node& schema, ObjectScope scope, const protocol::ObjectsListed& answer);
    void receiveRelations(Node& schema, const protocol::ObjectsListed& answer);
    void receiveOthers(Node& schema, const protocol::ObjectsListed& answer);
    void receiveParts(Node& schema, const protocol::ObjectsListed& answer);
    void insertLine(Node& above, Nodes::iterator at, std::unique_ptr<Node> line);
    /// Puts folders where no others of their types stand, behind what stands by itself.
    void insertFolders(Node& schema, Nodes folders);
    void insertNotices(Node& schema, const std::vector<Notice>& notices);
    void finishReading(Node& node, bool first);
    void fail(std::uint64_t id, const Error& error);
    void merge(Node& node, Nodes fresh);
    void removeLines(Node& node, const std::vector<bool>& stays);
    void insertLines(Node& node, Nodes fresh, const std::vector<Node*>& order, bool sorted);
    void sortLines(Node& node, const std::vector<Node*>& order);
    /// What the server refused to tell stands in front of what it told.
    [[nodiscard]] Nodes withNotices(const Node& parent, const std::vector<Notice>& notices, Nodes others);
    [[nodiscard]] Nodes schemaNodes(const Node& parent, const std::vector<SchemaInfo>& schemas);
    [[nodiscard]] Nodes serverNodes(const Node& parent, const std::vector<ObjectSummary>& objects);
    [[nodiscard]] Nodes objectNodes(Node& schema, const std::vector<ObjectSummary>& objects);
    [[nodiscard]] Nodes partNodes(const Node& parent, const ObjectDescription& description);
    /// Folders, one for each type, of objects that come ordered by type.
    void addFolders(const Node& parent, const std::vector<const ObjectSummary*>& objects, Nodes& nodes);
    void addConstraints(const Node& parent, const ObjectDescription& description, Nodes& nodes);
    void addProgram(const Node& parent, const ObjectDescription& description, Nodes& nodes);
    void addPartitions(const Node& parent, const ObjectDescription& description, Nodes& nodes);
    void addGrants(const Node& parent, const ObjectDescription& description, Nodes& nodes);
    void addDetails(Node& node, const ObjectDescription& description);
    [[nodiscard]] std::unique_ptr<Node> objectNode(const Node& parent, const ObjectSummary& object);
    [[nodiscard]] std::unique_ptr<Node> folderNode(const Node& parent, ObjectType type, const QString& text,
                                                   const QString& icon);
    /// A line of a table for something that has a name of its own beside it.
    [[nodiscard]] std::unique_ptr<Node> belonging(const Node& table, SchemaNodeKind kind, ObjectType type,
                                                  const std::string& name);
    [[nodiscard]] std::unique_ptr<Node> makeNode(const Node& parent, SchemaNodeKind kind, const std::string& text);
    void forget(const Node& node);
    [[nodiscard]] bool hasServer(const Node& database) const;
    void addFound(Node& schema);
    /// Takes the lines away that are there only for what is looked for: below one schema, or below all.
    void removeFound(const Node* schema);
    void lookFurther();

    bus::CommandBus& m_bus;
    ConnectionList& m_connections;
    std::unique_ptr<Node> m_root;
    std::uint64_t m_lastNode = 0;
    std::unordered_map<std::uint64_t, Node*> m_live;
    bool m_showsSystem = false;
    QString m_lookedFor;
    bool m_wantsParts = false;
    /// Tables that have lines only for what is looked for.
    std::vector<std::uint64_t> m_foundUnder;
};

} // namespace dbv::viewmodel
