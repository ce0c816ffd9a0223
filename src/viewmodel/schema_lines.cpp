// SPDX-License-Identifier: Apache-2.0
// The explorer's lines down to the objects of a schema, made of what the engine has answered.
#include <algorithm>
#include <iterator>
#include <set>
#include <string_view>
#include <utility>

#include <QLocale>

#include "viewmodel/schema_node.h"
#include "viewmodel/schema_texts.h"
#include "viewmodel/schema_tree.h"

namespace dbv::viewmodel {

bool holdsRows(ObjectType type) {
    switch (type) {
    case ObjectType::Table:
    case ObjectType::View:
    case ObjectType::MaterializedView:
    case ObjectType::VirtualTable:
    case ObjectType::ForeignTable: return true;
    default: return false;
    }
}

bool hasDefinition(const SchemaPlace& place) {
    switch (place.kind) {
    case SchemaNodeKind::Schema:
    case SchemaNodeKind::Object:
    case SchemaNodeKind::Index:
    case SchemaNodeKind::Trigger:
    case SchemaNodeKind::Policy: return true;
    default: return false;
    }
}

SchemaTree::Nodes SchemaTree::withNotices(const Node& parent, const std::vector<Notice>& notices, Nodes others) {
    Nodes nodes;
    nodes.reserve(notices.size() + others.size());
    for (const Notice& notice : notices) {
        nodes.push_back(makeNode(parent, SchemaNodeKind::Notice, notice.message));
    }
    std::ranges::move(others, std::back_inserter(nodes));
    return nodes;
}

bool SchemaTree::hasServer(const Node& database) const {
    const OpenDatabase* open = m_connections.find(database.place.connection);
    const auto& known = m_connections.connectors();
    const auto info =
        open == nullptr ? known.end() : std::ranges::find(known, open->facts.connector, &ConnectorInfo::id);
    return info != known.end() && !info->opensFiles();
}

SchemaTree::Nodes SchemaTree::schemaNodes(const Node& parent, const std::vector<SchemaInfo>& schemas) {
    Nodes nodes;
    nodes.reserve(schemas.size() + 1);
    std::vector<const SchemaInfo*> ordered;
    ordered.reserve(schemas.size());
    std::ranges::transform(schemas, std::back_inserter(ordered), [](const SchemaInfo& schema) { return &schema; });
    // First the one that names without a schema mean, last those of the engine.
    std::ranges::stable_sort(ordered, {}, [](const SchemaInfo* schema) {
        return schema->system ? 2 : schema->isDefault ? 0 : 1;
    });
    for (const SchemaInfo* schema : ordered) {
        // One that was chosen as the default is worked with, whoever it belongs to.
        if (schema->system && !schema->isDefault && !m_showsSystem) {
            continue;
        }
        auto node = makeNode(parent, SchemaNodeKind::Schema, schema->name);
        node->place.path.schema = schema->name;
        node->place.type = ObjectType::Schema;
        node->icon = iconOf(ObjectType::Schema);
        node->toolTip = QString::fromStdString(schema->location);
        node->isDefault = schema->isDefault;
        node->detail = schema->isDefault && schemas.size() > 1 ? tr("default") : QString();
        nodes.push_back(std::move(node));
    }
    if (hasServer(parent)) {
        const OpenDatabase* database = m_connections.find(parent.place.connection);
        auto node = makeNode(parent, SchemaNodeKind::Server, tr("Server").toStdString());
        node->icon = QStringLiteral("server");
        node->detail = QString::fromStdString(database->facts.product);
        node->toolTip = tr("What belongs to the whole server: its databases, users and roles");
        nodes.push_back(std::move(node));
    }
    return nodes;
}

SchemaTree::Nodes SchemaTree::serverNodes(const Node& parent, const std::vector<ObjectSummary>& objects) {
    std::vector<const ObjectSummary*> shown;
    shown.reserve(objects.size());
    for (const ObjectSummary& object : objects) {
        if (!object.internal || m_showsSystem) {
            shown.push_back(&object);
        }
    }
    // Databases first: they are what somebody goes to.
    std::ranges::stable_sort(shown, std::greater(), [](const ObjectSummary* object) { return object->type; });
    Nodes nodes;
    addFolders(parent, shown, nodes);
    return nodes;
}

SchemaTree::Nodes SchemaTree::objectNodes(Node& schema, const std::vector<ObjectSummary>& objects) {
    std::set<std::string_view> relations;
    for (const ObjectSummary& object : objects) {
        if (holdsRows(object.type)) {
            relations.insert(object.name);
        }
    }
    // A partition may stand in another schema than the table that is divided; then it has a line of its own.
    const auto belongs = [&relations](const ObjectSummary& object) {
        return !object.parent.empty() &&
               (!holdsRows(object.type) || (object.parent != object.name && relations.contains(object.parent)));
    };
    auto dependents = std::make_unique<Dependents>();
    std::vector<const ObjectSummary*> others;
    Nodes nodes;
    nodes.reserve(objects.size());
    for (const ObjectSummary& object : objects) {
        if (object.internal && !m_showsSystem) {
            continue;
        }
        // Indexes, triggers, policies and partitions stand under the table they belong to.
        if (belongs(object)) {
            dependents->add(object);
        } else if (holdsRows(object.type)) {
            nodes.push_back(objectNode(schema, object));
        } else {
            others.push_back(&object);
        }
    }
    dependents->order();
    schema.dependents = std::move(dependents);
    schema.parts = Node::Reading::NotYet;
    addFolders(schema, others, nodes);
    return nodes;
}

void SchemaTree::addFolders(const Node& parent, const std::vector<const ObjectSummary*>& objects, Nodes& nodes) {
    Node* folder = nullptr;
    for (const ObjectSummary* object : objects) {
        if (folder == nullptr || folder->place.type != object->type) {
            nodes.push_back(folderNode(parent, object->type, pluralOf(object->type), iconOf(object->type)));
            folder = nodes.back().get();
        }
        folder->children.push_back(objectNode(*folder, *object));
        folder->children.back()->row = static_cast<int>(folder->children.size()) - 1;
        folder->detail = QLocale().toString(static_cast<qlonglong>(folder->children.size()));
    }
}

std::unique_ptr<SchemaTree::Node> SchemaTree::folderNode(const Node& parent, ObjectType type, const QString& text,
                                                         const QString& icon) {
    auto node = makeNode(parent, SchemaNodeKind::Folder, text.toStdString());
    node->place.type = type;
    node->icon = icon;
    node->reading = Node::Reading::Done;
    return node;
}

std::unique_ptr<SchemaTree::Node> SchemaTree::objectNode(const Node& parent, const ObjectSummary& object) {
    auto node = makeNode(parent, SchemaNodeKind::Object, object.name);
    node->place.path.name = object.name;
    node->place.path.parent.clear();
    node->place.type = object.type;
    node->icon = iconOf(object.type);
    const OpenDatabase* database =
        object.type == ObjectType::Database ? m_connections.find(parent.place.connection) : nullptr;
    if (database != nullptr && database->facts.database == object.name) {
        node->detail = tr("this one");
    }
    QStringList lines{node->text};
    if (!object.comment.empty()) {
        lines << QString::fromStdString(object.comment);
    }
    if (object.estimatedRows) {
        node->detail = roundedCount(*object.estimatedRows);
        lines << tr("about %1 rows").arg(QLocale().toString(static_cast<qlonglong>(*object.estimatedRows)));
    }
    node->toolTip = lines.size() > 1 ? lines.join(QLatin1Char('\n')) : QString();
    return node;
}

SchemaPlace SchemaTree::placeOf(const Node& schema, const ObjectSummary& dependent) {
    SchemaPlace place = schema.place;
    place.kind = SchemaNodeKind::Object;
    place.path.name = dependent.name;
    // A partition is a table of its own.
    place.path.parent = holdsRows(dependent.type) ? std::string() : dependent.parent;
    place.type = dependent.type;
    return place;
}

std::vector<std::pair<SchemaPlace, QString>> SchemaTree::knownParts(const QModelIndex& schema) const {
    std::vector<std::pair<SchemaPlace, QString>> known;
    const Node* node = nodeOf(schema);
    if (node->dependents) {
        for (const ObjectSummary& each : node->dependents->byTable) {
            if (scopeOf(each.type) == ObjectScope::Parts) {
                known.emplace_back(placeOf(*node, each), node->parent->text);
            }
        }
    }
    return known;
}

std::vector<std::pair<SchemaPlace, QString>> SchemaTree::knownObjects() const {
    std::vector<std::pair<SchemaPlace, QString>> known;
    const auto add = [&known](const Node& from, const QString& database, auto&& self) -> void {
        for (const std::unique_ptr<Node>& line : from.children) {
            if (line->place.kind == SchemaNodeKind::Object) {
                known.emplace_back(line->place, database);
            } else if (line->canHaveChildren()) {
                self(*line, database, self);
            }
        }
        for (std::size_t i = 0; from.dependents && i < from.dependents->byTable.size(); ++i) {
            known.emplace_back(placeOf(from, from.dependents->byTable[i]), database);
        }
    };
    for (const std::unique_ptr<Node>& database : m_root->children) {
        add(*database, database->text, add);
    }
    return known;
}

} // namespace dbv::viewmodel
