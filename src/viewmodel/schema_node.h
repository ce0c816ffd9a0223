// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include <QString>

#include "viewmodel/schema_tree.h"

namespace dbv::viewmodel {

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
    QString toolTip;
    QString icon;
    Reading reading = Reading::NotYet;
    Nodes children;
    bus::Request request;

    [[nodiscard]] bool canHaveChildren() const {
        return parent == nullptr || place.kind == SchemaNodeKind::Database || place.kind == SchemaNodeKind::Schema ||
               place.kind == SchemaNodeKind::Object;
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
    void numberChildren() const {
        int next = 0;
        for (const std::unique_ptr<Node>& child : children) {
            child->row = next++;
        }
    }
};

} // namespace dbv::viewmodel
