// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
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
};

} // namespace dbv::viewmodel
