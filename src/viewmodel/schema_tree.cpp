// SPDX-License-Identifier: Apache-2.0
#include "viewmodel/schema_tree.h"

#include <algorithm>
#include <utility>

#include <QStringList>

#include "viewmodel/environment_text.h"
#include "viewmodel/schema_node.h"
#include "viewmodel/shown_name.h"

namespace dbv::viewmodel {

SchemaTree::SchemaTree(bus::CommandBus& bus, ConnectionList& connections, QObject* parent)
    : QAbstractItemModel(parent), m_bus(bus), m_connections(connections), m_root(std::make_unique<Node>()) {
    connect(&connections, &ConnectionList::added, this, &SchemaTree::addDatabase);
    connect(&connections, &ConnectionList::removed, this, &SchemaTree::removeDatabase);
    connect(&connections, &ConnectionList::savedChanged, this, &SchemaTree::nameDatabases);
    for (const OpenDatabase& database : connections.databases()) {
        addDatabase(database.facts.connection);
    }
}

SchemaTree::~SchemaTree() = default;

SchemaTree::Node* SchemaTree::nodeOf(const QModelIndex& index) const {
    return index.isValid() ? static_cast<Node*>(index.internalPointer()) : m_root.get();
}

QModelIndex SchemaTree::indexOf(const Node& node) const {
    return &node == m_root.get() ? QModelIndex() : createIndex(node.row, 0, &node);
}

const QString& SchemaTree::text(const QModelIndex& index) const {
    return nodeOf(index)->text;
}

SchemaNodeKind SchemaTree::kind(const QModelIndex& index) const {
    return nodeOf(index)->place.kind;
}

bool SchemaTree::isDefaultSchema(const QModelIndex& index) const {
    return nodeOf(index)->isDefault;
}

SchemaPlace SchemaTree::place(const QModelIndex& index) const {
    return index.isValid() ? nodeOf(index)->place : SchemaPlace{};
}

QModelIndex SchemaTree::index(int row, int column, const QModelIndex& parent) const {
    const Node* above = nodeOf(parent);
    if (column != 0 || row < 0 || row >= static_cast<int>(above->children.size())) {
        return {};
    }
    return createIndex(row, column, above->children[static_cast<std::size_t>(row)].get());
}

QModelIndex SchemaTree::parent(const QModelIndex& child) const {
    const Node* node = nodeOf(child);
    return node == m_root.get() ? QModelIndex() : indexOf(*node->parent);
}

int SchemaTree::rowCount(const QModelIndex& parent) const {
    return static_cast<int>(nodeOf(parent)->children.size());
}

int SchemaTree::columnCount(const QModelIndex&) const {
    return 1;
}

QVariant SchemaTree::data(const QModelIndex& index, int role) const {
    const Node* node = nodeOf(index);
    if (node == m_root.get()) {
        return {};
    }
    switch (role) {
    case Qt::DisplayRole: return shownName(node->text);
    case Qt::ToolTipRole: return node->toolTip.isEmpty() ? node->text : node->toolTip;
    case DetailRole: return shownName(node->shownDetail());
    case KindRole: return static_cast<int>(node->place.kind);
    case IconRole: return node->icon;
    case EnvironmentRole: return static_cast<int>(environmentOf(*node));
    case Qt::AccessibleTextRole: {
        QStringList parts{node->text, environmentName(environmentOf(*node)), node->shownDetail()};
        parts.removeAll(QString());
        return shownName(parts.join(QStringLiteral(", ")));
    }
    default: return {};
    }
}

bool SchemaTree::hasChildren(const QModelIndex& parent) const {
    const Node* node = nodeOf(parent);
    return node->canHaveChildren() && (node->reading != Node::Reading::Done || !node->children.empty());
}

bool SchemaTree::canFetchMore(const QModelIndex& parent) const {
    const Node* node = nodeOf(parent);
    // Below a table that was found by what belongs to it stands that alone for as long as it is looked for.
    return node != m_root.get() && node->canHaveChildren() && node->reading == Node::Reading::NotYet &&
           node->children.empty();
}

void SchemaTree::fetchMore(const QModelIndex& parent) {
    if (canFetchMore(parent)) {
        read(*nodeOf(parent));
    }
}

void SchemaTree::addDatabase(ConnectionId connection) {
    const OpenDatabase* database = m_connections.find(connection);
    const std::ptrdiff_t place = database - m_connections.databases().data();
    auto node = makeNode(*m_root, SchemaNodeKind::Database, {});
    node->text = database->name;
    node->toolTip = QString::fromStdString(database->facts.database + "\n" + database->facts.serverVersion);
    node->icon = QStringLiteral("database");
    node->place.connection = connection;
    Node& added = *node;
    insertLine(*m_root, m_root->children.begin() + place, std::move(node));
    read(added);
}

void SchemaTree::nameDatabases() {
    for (const std::unique_ptr<Node>& node : m_root->children) {
        if (const OpenDatabase* database = m_connections.find(node->place.connection)) {
            node->text = database->name;
        }
    }
    if (!m_root->children.empty()) {
        Q_EMIT dataChanged(indexOf(*m_root->children.front()), indexOf(*m_root->children.back()));
    }
}

protocol::Environment SchemaTree::environmentOf(const Node& node) const {
    const bool isDatabase = node.place.kind == SchemaNodeKind::Database;
    return isDatabase ? environmentOf(node.place.connection) : protocol::Environment::None;
}

protocol::Environment SchemaTree::environmentOf(ConnectionId connection) const {
    const OpenDatabase* database = m_connections.find(connection);
    return database != nullptr ? database->environment : protocol::Environment::None;
}

void SchemaTree::removeDatabase(ConnectionId connection) {
    const auto at = std::ranges::find_if(m_root->children,
                                         [connection](const auto& n) { return n->place.connection == connection; });
    if (at == m_root->children.end()) {
        return;
    }
    const int row = (*at)->row;
    beginRemoveRows({}, row, row);
    forget(**at);
    m_root->children.erase(at);
    m_root->numberChildren();
    endRemoveRows();
}

void SchemaTree::forget(const Node& node) {
    m_live.erase(node.id);
    for (const std::unique_ptr<Node>& child : node.children) {
        forget(*child);
    }
}

void SchemaTree::refresh() {
    for (const std::unique_ptr<Node>& database : m_root->children) {
        read(*database);
    }
}

void SchemaTree::setShowsSystem(bool shows) {
    if (m_showsSystem != shows) {
        m_showsSystem = shows;
        refresh();
    }
}

void SchemaTree::read(Node& node) {
    node.reading = Node::Reading::UnderWay;
    const std::uint64_t id = node.id;
    const auto failed = [this, id](const Error& error) { fail(id, error); };
    const auto withNode = [this, id](auto make) {
        if (const auto live = m_live.find(id); live != m_live.end()) {
            receive(id, make(*live->second));
        }
    };
    const SchemaPlace& place = node.place;
    switch (place.kind) {
    case SchemaNodeKind::Database:
        node.request = m_bus.ask(
            protocol::ListSchemas{place.connection},
            [this, withNode](const protocol::SchemasListed& answer) {
                withNode([&](Node& live) { return schemaNodes(live, answer.schemas); });
            },
            failed);
        break;
    case SchemaNodeKind::Server:
        node.request = m_bus.ask(
            protocol::ListServerObjects{place.connection},
            [this, withNode](const protocol::ObjectsListed& answer) {
                withNode(
                    [&](Node& live) { return withNotices(live, answer.notices, serverNodes(live, answer.objects)); });
            },
            failed);
        break;
    case SchemaNodeKind::Schema: readScope(node, ObjectScope::Relations); break;
    case SchemaNodeKind::Object:
        node.request = m_bus.ask(
            protocol::DescribeObject{place.connection, place.path, place.type},
            [this, withNode](const protocol::ObjectDescribed& answer) {
                withNode([&](Node& live) {
                    addDetails(live, answer.description);
                    return withNotices(live, answer.notices, partNodes(live, answer.description));
                });
            },
            failed);
        break;
    // The others have their lines from those above them.
    default: node.reading = Node::Reading::Done; break;
    }
}

void SchemaTree::receive(std::uint64_t id, Nodes children) {
    Node& node = *m_live.at(id);
    const bool first = node.hasOnlyNotices();
    merge(node, std::move(children));
    finishReading(node, first);
}

void SchemaTree::finishReading(Node& node, bool first) {
    node.reading = Node::Reading::Done;
    if (first) {
        Q_EMIT loaded(indexOf(node));
    }
    if (node.place.kind == SchemaNodeKind::Schema) {
        addFound(node);
    }
    lookFurther();
}

void SchemaTree::fail(std::uint64_t id, const Error& error) {
    const auto live = m_live.find(id);
    if (live == m_live.end()) {
        return;
    }
    Node& node = *live->second;
    node.reading = Node::Reading::Done;
    node.successor.reset();
    Nodes notice;
    notice.push_back(makeNode(node, SchemaNodeKind::Notice, error.message));
    notice.front()->toolTip = QString::fromStdString(error.message + "\n" + error.hint);
    const bool first = node.children.empty();
    // What was read before stays below what is said.
    if (!first && node.children.front()->place.kind == SchemaNodeKind::Notice) {
        std::vector<bool> stays(node.children.size(), true);
        stays.front() = false;
        removeLines(node, stays);
    }
    insertLines(node, std::move(notice), {}, true);
    if (first) {
        Q_EMIT loaded(indexOf(node));
    }
    lookFurther();
}

std::unique_ptr<SchemaTree::Node> SchemaTree::makeNode(const Node& parent, SchemaNodeKind kind,
                                                       const std::string& text) {
    auto node = std::make_unique<Node>();
    node->id = ++m_lastNode;
    node->parent = const_cast<Node*>(&parent);
    node->place = parent.place;
    node->place.kind = kind;
    node->text = QString::fromStdString(text);
    m_live.emplace(node->id, node.get());
    return node;
}

} // namespace dbv::viewmodel
