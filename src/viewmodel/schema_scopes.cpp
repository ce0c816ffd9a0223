// SPDX-License-Identifier: Apache-2.0
// How a schema is read, step by step, so that its tables are there before the rest.
#include <algorithm>
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
    if (scope == ObjectScope::Parts) {
        addParts(schema, answer.objects);
        return;
    }
    if (scope == ObjectScope::Relations) {
        schema.listing = std::make_unique<Listing>(Listing{answer.objects, answer.notices, schema.hasOnlyNotices()});
        if (schema.listing->shown) {
            const bool any = !answer.objects.empty() || !answer.notices.empty();
            merge(schema, withNotices(schema, answer.notices, objectNodes(schema, answer.objects)));
            if (any) {
                Q_EMIT loaded(indexOf(schema));
            }
        }
        readScope(schema, ObjectScope::Others);
        return;
    }
    const bool first = schema.hasOnlyNotices();
    if (schema.listing->shown && answer.notices.empty()) {
        std::vector<const ObjectSummary*> shown;
        for (const ObjectSummary& object : answer.objects) {
            if (!object.internal || m_showsSystem) {
                shown.push_back(&object);
            }
        }
        Nodes folders;
        addFolders(schema, shown, folders);
        insertFolders(schema, std::move(folders));
    } else {
        // What was shown before stays until all of its successor is there.
        std::ranges::copy(answer.objects, std::back_inserter(schema.listing->objects));
        std::ranges::copy(answer.notices, std::back_inserter(schema.listing->notices));
        std::ranges::stable_sort(schema.listing->objects, {}, &ObjectSummary::type);
        merge(schema, withNotices(schema, schema.listing->notices, objectNodes(schema, schema.listing->objects)));
    }
    schema.listing.reset();
    finishReading(schema, first);
}

void SchemaTree::addParts(Node& schema, const std::vector<ObjectSummary>& parts) {
    schema.parts = Node::Reading::Done;
    for (const ObjectSummary& part : parts) {
        if (!part.internal || m_showsSystem) {
            schema.dependents->add(part);
        }
    }
    schema.dependents->order();
    addFound(schema);
    lookFurther();
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
        const auto row = static_cast<int>(at - schema.children.begin());
        beginInsertRows(indexOf(schema), row, row);
        schema.children.insert(at, std::move(folder));
        schema.numberChildren();
        endInsertRows();
    }
}

} // namespace dbv::viewmodel
