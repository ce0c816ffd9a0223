// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

namespace dbv {

/// What an object of a schema or of the server is.
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
    Extension,
    Policy,
    Event,
    Role,
    Database,
    Schema,
};

/// The name of one object, unquoted.
struct ObjectPath {
    /// Empty for what belongs to the server (a role, a database) and for a schema itself.
    std::string schema;
    /// A routine's name has its argument types with it (`area(integer, integer)`), where the engine has overloading.
    std::string name;
    /// The table of a trigger or policy, where its name alone does not tell which one is meant; empty otherwise.
    std::string parent;

    friend auto operator<=>(const ObjectPath&, const ObjectPath&) = default;
};

} // namespace dbv
