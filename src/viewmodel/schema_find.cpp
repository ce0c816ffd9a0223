// SPDX-License-Identifier: Apache-2.0
// How what has no line yet is found by its name.
#include <algorithm>
#include <map>
#include <utility>

#include <QHash>

#include "viewmodel/schema_node.h"
#include "viewmodel/schema_tree.h"

namespace dbv::viewmodel {

namespace {

/// So many lines are made for a text at most; who sees them types another letter.
constexpr std::size_t kMostFound = 500;
/// Partitions of partitions end somewhere, whatever a server says.
constexpr int kDeepest = 32;

SchemaNodeKind kindOf(ObjectType type) {
    switch (type) {
    case ObjectType::Index: return SchemaNodeKind::Index;
    case ObjectType::Trigger: return SchemaNodeKind::Trigger;
    case ObjectType::Policy: return SchemaNodeKind::Policy;
    default: return SchemaNodeKind::Object;
    }
}

/// Whether a line stands for what a path names.
bool isMeant(const SchemaPlace& place, const ObjectPath& path, bool isRoutine) {
    if (path.name.empty()) {
        return place.kind == SchemaNodeKind::Schema && place.path.schema == path.schema;
    }
    const bool isLine = place.kind == SchemaNodeKind::Object || place.kind == SchemaNodeKind::Partition;
    if (!isLine || place.path.schema != path.schema) {
        return false;
    }
    // What a routine takes is part of its name where it can be overloaded.
    return isRoutine ? place.type == ObjectType::Routine &&
                           (place.path.name == path.name || place.path.name.starts_with(path.name + "("))
                     : holdsRows(place.type) && place.path.name == path.name;
}

} // namespace

QModelIndex SchemaTree::find(ConnectionId connection, const ObjectPath& path, bool isRoutine) const {
    for (const std::unique_ptr<Node>& database : m_root->children) {
        if (database->place.connection == connection) {
            const Node* found = findBelow(*database, path, isRoutine);
            return found == nullptr ? QModelIndex() : indexOf(*found);
        }
    }
    return {};
}

const SchemaTree::Node* SchemaTree::findBelow(const Node& above, const ObjectPath& path, bool isRoutine) {
    for (const std::unique_ptr<Node>& line : above.children) {
        if (isMeant(line->place, path, isRoutine)) {
            return line.get();
        }
        const bool isOther = line->place.kind == SchemaNodeKind::Schema && line->place.path.schema != path.schema;
        if (const Node* found = isOther ? nullptr : findBelow(*line, path, isRoutine)) {
            return found;
        }
    }
    return nullptr;
}

void SchemaTree::lookFor(const QString& text) {
    removeFound(nullptr);
    m_lookedFor = text;
    if (text.isEmpty()) {
        return;
    }
    for (const std::unique_ptr<Node>& database : m_root->children) {
        for (const std::unique_ptr<Node>& schema : database->children) {
            addFound(*schema);
        }
    }
    lookFurther();
}

void SchemaTree::readParts() {
    m_wantsParts = true;
    lookFurther();
}

void SchemaTree::removeFound(const Node* schema) {
    std::erase_if(m_foundUnder, [this, schema](std::uint64_t id) {
        const auto live = m_live.find(id);
        if (live == m_live.end()) {
            return true;
        }
        Node& table = *live->second;
        const bool meant = schema == nullptr || table.parent == schema;
        if (meant && table.reading == Node::Reading::NotYet) {
            removeLines(table, std::vector<bool>(table.children.size(), false));
        }
        return meant;
    });
}

void SchemaTree::addFound(Node& schema) {
    if (!schema.dependents || m_lookedFor.isEmpty()) {
        return;
    }
    removeFound(&schema);
    const std::string wanted = m_lookedFor.toCaseFolded().toStdString();
    const Dependents& dependents = *schema.dependents;
    // An index of a partition stands below the table that is divided.
    std::map<std::string, std::string, std::less<>> divided;
    for (const ObjectSummary& each : dependents.byTable) {
        if (holdsRows(each.type)) {
            divided.emplace(each.name, each.parent);
        }
    }
    QHash<QString, std::vector<const ObjectSummary*>> byTable;
    std::size_t found = 0;
    for (std::size_t i = 0; i < dependents.byTable.size() && found < kMostFound; ++i) {
        if (dependents.folded[i].find(wanted) != std::string::npos) {
            const std::string* table = &dependents.byTable[i].parent;
            auto above = divided.find(*table);
            for (int depth = 0; depth < kDeepest && above != divided.end(); ++depth) {
                table = &above->second;
                above = divided.find(*table);
            }
            byTable[QString::fromStdString(*table)].push_back(&dependents.byTable[i]);
            ++found;
        }
    }
    for (std::size_t row = 0; !byTable.isEmpty() && row < schema.children.size(); ++row) {
        Node& table = *schema.children[row];
        const auto lines = byTable.constFind(table.text);
        const bool isOpen = table.reading != Node::Reading::NotYet || !table.children.empty();
        // Who sees the table by its own name can open it.
        if (lines == byTable.cend() || isOpen || !holdsRows(table.place.type) ||
            table.text.contains(m_lookedFor, Qt::CaseInsensitive)) {
            continue;
        }
        Nodes fresh;
        for (const ObjectSummary* each : *lines) {
            const SchemaNodeKind kind = kindOf(each->type);
            fresh.push_back(kind == SchemaNodeKind::Object ? objectNode(table, *each)
                                                           : belonging(table, kind, each->type, each->name));
            fresh.back()->place.path.parent = kind == SchemaNodeKind::Object ? std::string() : each->parent;
        }
        m_foundUnder.push_back(table.id);
        insertLines(table, std::move(fresh), {}, true);
    }
    Q_EMIT foundMore();
}

void SchemaTree::lookFurther() {
    const bool looks = !m_lookedFor.isEmpty();
    if (!looks && !m_wantsParts) {
        return;
    }
    Node* next = nullptr;
    Node* withoutParts = nullptr;
    for (const std::unique_ptr<Node>& database : m_root->children) {
        for (const std::unique_ptr<Node>& line : database->children) {
            const bool isSchema = line->place.kind == SchemaNodeKind::Schema;
            const bool isList = isSchema || line->place.kind == SchemaNodeKind::Server;
            // One at a time, so that who opens a table meanwhile does not wait behind all of them.
            if (isList && (line->reading == Node::Reading::UnderWay || line->parts == Node::Reading::UnderWay)) {
                return;
            }
            if (looks && isList && line->reading == Node::Reading::NotYet && next == nullptr) {
                next = line.get();
            }
            if (isSchema && line->dependents && line->parts == Node::Reading::NotYet && withoutParts == nullptr) {
                withoutParts = line.get();
            }
        }
    }
    if (next != nullptr) {
        read(*next);
    } else if (withoutParts != nullptr) {
        readScope(*withoutParts, ObjectScope::Parts);
    } else {
        m_wantsParts = false;
    }
}

} // namespace dbv::viewmodel
