// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <QString>

#include "viewmodel/schema_tree.h"

namespace dbv::viewmodel {

/// What a schema's list says of things that belong to its tables; most of them get a line when their table is opened.
struct SchemaTree::Dependents {
    /// Ordered by the table.
    std::vector<ObjectSummary> byTable;
    /// The name of each, in the same order, as it is compared with what somebody looks for.
    std::vector<std::string> folded;

    void add(ObjectSummary object) { byTable.push_back(std::move(object)); }
    /// To be called when all were added.
    void order() {
        std::ranges::stable_sort(byTable, {}, &ObjectSummary::parent);
        folded.clear();
        folded.reserve(byTable.size());
        for (const ObjectSummary& each : byTable) {
            folded.push_back(QString::fromStdString(each.name).toCaseFolded().toStdString());
        }
    }

    /// Those of one table.
    [[nodiscard]] std::span<const ObjectSummary> of(const std::string& table) const {
        const auto range = std::ranges::equal_range(byTable, table, {}, &ObjectSummary::parent);
        return {range.begin(), range.end()};
    }
};

/// One line of the explorer.
struct SchemaTree::Node {
    /// Whether the lines below were read.
    enum class Reading : std::uint8_t { NotYet, UnderWay, Done };

    std::uint64_t id = 0;
    Node* parent = nullptr;
    int row = 0;
    SchemaPlace place;
    QString text;
    QString detail;
    /// How much room an object takes, once it was described.
    QString size;
    QString toolTip;
    QString icon;
    /// Of a schema.
    bool isDefault = false;
    Reading reading = Reading::NotYet;
    Nodes children;
    /// Of a schema that was read.
    std::unique_ptr<Dependents> dependents;
    /// Whether what belongs to its tables is among them.
    Reading parts = Reading::NotYet;
    /// Of a schema that is read again: what is known by now of what is to take the place of its lines.
    std::unique_ptr<protocol::ObjectsListed> successor;
    bus::Request request;

    [[nodiscard]] bool canHaveChildren() const {
        switch (place.kind) {
        case SchemaNodeKind::Database:
        case SchemaNodeKind::Server:
        case SchemaNodeKind::Schema:
        case SchemaNodeKind::Folder: return true;
        case SchemaNodeKind::Object: return holdsRows(place.type);
        default: return parent == nullptr;
        }
    }
    /// The one that it stands in; null outside of one.
    [[nodiscard]] const Node* schema() const {
        const Node* node = this;
        while (node != nullptr && node->place.kind != SchemaNodeKind::Schema) {
            node = node->parent;
        }
        return node;
    }
    [[nodiscard]] QString shownDetail() const {
        return size.isEmpty() || detail.isEmpty() ? detail + size : detail + QStringLiteral(" · ") + size;
    }
    /// Becomes what a newer answer says of it, without the lines below; tells whether that shows.
    bool takeOver(const Node& newer) {
        const bool shows = detail != newer.detail || toolTip != newer.toolTip || icon != newer.icon;
        place = newer.place;
        detail = newer.detail;
        toolTip = newer.toolTip;
        icon = newer.icon;
        return shows;
    }
    [[nodiscard]] bool hasOnlyNotices() const {
        return std::ranges::all_of(children,
                                   [](const auto& child) { return child->place.kind == SchemaNodeKind::Notice; });
    }
    void numberChildren() const {
        int next = 0;
        for (const std::unique_ptr<Node>& child : children) {
            child->row = next++;
        }
    }
};

} // namespace dbv::viewmodel
