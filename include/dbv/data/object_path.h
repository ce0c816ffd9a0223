// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

namespace dbv {

/// What an object of a schema is.
enum class ObjectType : std::uint8_t {
    Table,
    View,
    MaterializedView,
    VirtualTable,
    ForeignTable,
    Index,
    Trigger,
    Sequence,
    Routine,
    Type,
};

/// The name of one object, unquoted.
struct ObjectPath {
    std::string schema;
    std::string name;

    friend auto operator<=>(const ObjectPath&, const ObjectPath&) = default;
};

} // namespace dbv
