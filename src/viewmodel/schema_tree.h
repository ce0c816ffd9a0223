// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include <QAbstractItemModel>
#include <QString>

#include "bus/command_bus.h"
#include "viewmodel/connection_list.h"

namespace dbv::viewmodel {

/// What one line of the explorer is.
enum class SchemaNodeKind : std::uint8_t { Database, Schema, Object, Column, Index, Trigger, Notice };

/// What a line of the explorer leads to.
struct SchemaPlace {
    SchemaNodeKind kind = SchemaNodeKind::Notice;
    ConnectionId connection;
    ObjectPath path;
    ObjectType type = ObjectType::Table;
};

/// The open databases and what is in them, as a tree. A level is read when it is first looked at.
///
/// Columns: 0 the name, with `DetailRole` for what stands beside it.
/// Thread: the UI thread; nothing here waits.
class SchemaTree final : public QAbstractItemModel {
    Q_OBJECT

public:
    enum Role : int { DetailRole = Qt::UserRole, KindRole, IconRole };

    SchemaTree(bus::CommandBus& bus, ConnectionList& connections, QObject* parent = nullptr);
    ~SchemaTree() override;

    [[nodiscard]] SchemaPlace place(const QModelIndex& index) const;
    /// Reads everything that was read again. What is still there then stays the line that it was, with what is open below.
    void refresh();
    /// All objects that are known, with the database's name, for finding one by typing.
    [[nodiscard]] std::vector<std::pair<SchemaPlace, QString>> knownObjects() const;

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

private:
    struct Node;
    using Nodes = std::vector<std::unique_ptr<Node>>;

    [[nodiscard]] Node* nodeOf(const QModelIndex& index) const;
    [[nodiscard]] QModelIndex indexOf(const Node& node) const;
    void addDatabase(ConnectionId connection);
    void removeDatabase(ConnectionId connection);
    void read(Node& node);
    void receive(std::uint64_t id, Nodes children);
    void fail(std::uint64_t id, const Error& error);
    void merge(Node& node, Nodes fresh);
    void removeLines(Node& node, const std::vector<bool>& stays);
    void insertLines(Node& node, Nodes fresh, const std::vector<Node*>& order, bool sorted);
    void sortLines(Node& node, const std::vector<Node*>& order);
    /// What the server refused to tell stands in front of what it told.
    [[nodiscard]] Nodes withNotices(const Node& parent, const std::vector<Notice>& notices, Nodes others);
    [[nodiscard]] Nodes schemaNodes(const Node& parent, const std::vector<SchemaInfo>& schemas);
    [[nodiscard]] Nodes objectNodes(const Node& parent, const std::vector<ObjectSummary>& objects);
    [[nodiscard]] Nodes partNodes(const Node& parent, const ObjectDescription& description);
    [[nodiscard]] std::unique_ptr<Node> makeNode(const Node& parent, SchemaNodeKind kind, const std::string& text);
    void forget(const Node& node);

    bus::CommandBus& m_bus;
    ConnectionList& m_connections;
    std::unique_ptr<Node> m_root;
    std::uint64_t m_lastNode = 0;
    std::unordered_map<std::uint64_t, Node*> m_live;
};

} // namespace dbv::viewmodel
