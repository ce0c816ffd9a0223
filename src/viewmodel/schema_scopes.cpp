// SPDX-License-Identifier: Apache-2.0
// How a schema is read, step by step, so that its tables are there before the rest.
#include <algorithm>
#include <cstddef>
#include <iterator>
#include <utility>

#include "viewmodel/schema_node.h"
#include "viewmodel/schema_tree.h"

namespace dbv::viewmodel {

void SchemaTree::readScope(Node& schema, ObjectScope scope) {
    const std::uint64_t id = schema.id;
    if (scope == ObjectScope::Parts) {
        schema.parts = Node::Reading::UnderWay;
    }
    schema.request = m_bus.ask(
        protocol::ListObjects{schema.place.connection, schema.place.path.schema, scope},
        [this, id, scope](const protocol::ObjectsListed& answer) {
            if (const auto live = m_live.find(id); live != m_live.end()) {
                receiveScope(*live->second, scope, answer);
            }
        },
        [this, id, scope](const Error& error) {
            if (const auto live = m_live.find(id); scope == ObjectScope::Parts && live != m_live.end()) {
                // They are not asked for again and again.
                live->second->parts = Node::Reading::Done;
            }
            fail(id, error);
        });
}

void SchemaTree::receiveScope(Node& schema, ObjectScope scope, const protocol::ObjectsListed& answer) {
    switch (scope) {
    case ObjectScope::Relations: receiveRelations(schema, answer); break;
    case ObjectScope::Parts: receiveParts(schema, answer); break;
    default: receiveOthers(schema, answer); break;
    }
}

void SchemaTree::receiveRelations(Node& schema, const protocol::ObjectsListed& answer) {
    if (schema.hasOnlyNotices()) {
        merge(schema, withNotices(schema, answer.notices, objectNodes(schema, answer.objects)));
        if (!schema.hasOnlyNotices()) {
            Q_EMIT loaded(indexOf(schema));
        }
    } else {
        // What was shown before stays until all of its successor is there.
        schema.successor = std::make_unique<protocol::ObjectsListed>(answer);
    }
    readScope(schema, ObjectScope::Others);
}

void SchemaTree::receiveOthers(Node& schema, const protocol::ObjectsListed& answer) {
    const bool first = schema.hasOnlyNotices();
    if (const auto all = std::exchange(schema.successor, nullptr)) {
        const auto before = static_cast<std::ptrdiff_t>(all->objects.size());
        std::ranges::copy(answer.objects, std::back_inserter(all->objects));
        std::ranges::copy(answer.notices, std::back_inserter(all->notices));
        std::ranges::inplace_merge(all->objects, all->objects.begin() + before, {}, &ObjectSummary::type);
        merge(schema, withNotices(schema, all->notices, objectNodes(schema, all->objects)));
    } else {
        std::vector<const ObjectSummary*> shown;
        for (const ObjectSummary& object : answer.objects) {
            if (!object.internal || m_showsSystem) {
                shown.push_back(&object);
            }
        }
        Nodes folders;
        addFolders(schema, shown, folders);
        insertFolders(schema, std::move(folders));
        insertNotices(schema, answer.notices);
    }
    finishReading(schema, first);
}

void SchemaTree::receiveParts(Node& schema, const protocol::ObjectsListed& answer) {
    schema.parts = Node::Reading::Done;
    for (const ObjectSummary& part : answer.objects) {
        if (!part.internal || m_showsSystem) {
            schema.dependents->add(part);
        }
    }
    schema.dependents->order();
    insertNotices(schema, answer.notices);
    addFound(schema);
    Q_EMIT partsRead(indexOf(schema));
    lookFurther();
}

void SchemaTree::insertLine(Node& above, Nodes::iterator at, std::unique_ptr<Node> line) {
    const auto row = static_cast<int>(at - above.children.begin());
    beginInsertRows(indexOf(above), row, row);
    above.children.insert(at, std::move(line));
    above.numberChildren();
    endInsertRows();
}

void SchemaTree::insertFolders(Node& schema, Nodes folders) {
    for (std::unique_ptr<Node>& folder : folders) {
        auto at = schema.children.end();
        while (at != schema.children.begin()) {
            const Node& before = **std::prev(at);
            if (before.place.kind != SchemaNodeKind::Folder || before.place.type < folder->place.type) {
                break;
            }
            --at;
        }
        insertLine(schema, at, std::move(folder));
    }
}

void SchemaTree::insertNotices(Node& schema, const std::vector<Notice>& notices) {
    for (const Notice& notice : notices) {
        const auto at = std::ranges::find_if(
            schema.children, [](const auto& line) { return line->place.kind != SchemaNodeKind::Notice; });
        insertLine(schema, at, makeNode(schema, SchemaNodeKind::Notice, notice.message));
    }
}

} // namespace dbv::viewmodel
