// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <utility>

#include <dbv/connector/dumper.h>
#include <dbv/core/result.h>

#include "postgres/line.h"

namespace dbv::postgres {

/// The object that a name means, by schema and name.
using ObjectName = std::pair<std::string, std::string>;

/// Which objects of an inventory a scope means: its schemas with all that is in them, and its objects with what belongs to them, the
/// partitions of a table among that, in whatever schema they are. Of what does not stand in a schema it means nothing, unless it means all of the database.
class InventoryScope {
public:
    /// Asks the server for partitions where the scope names objects. Blocks: on the server. Errors: of the server.
    [[nodiscard]] static Result<InventoryScope> read(Line& line, const DumpScope& scope);

    /// The same, and what the objects need that the scope does not mean.
    [[nodiscard]] static Result<InventoryScope> readWithNeeds(Line& line, const DumpScope& scope);

    [[nodiscard]] bool holds(const InventoryObject& object) const;
    /// Whether it is a type or a function that the objects need. Of those of extensions nothing is known.
    [[nodiscard]] bool needs(const InventoryObject& object) const;
    /// A foreign key is meant where the table that has it and the one that it refers to are.
    [[nodiscard]] bool holdsBoth(const ObjectName& table, const ObjectName& other) const;
    [[nodiscard]] bool holdsAll() const { return m_holdsAll; }
    [[nodiscard]] bool holdsSchema(std::string_view schema) const { return m_schemas.contains(std::string(schema)); }
    /// Those that are named, and their partitions.
    [[nodiscard]] const std::set<ObjectName>& objects() const { return m_objects; }
    [[nodiscard]] const std::set<std::string>& schemas() const { return m_schemas; }
    [[nodiscard]] DumpContent content() const { return m_content; }

private:
    explicit InventoryScope(const DumpScope& scope);
    [[nodiscard]] bool holdsTable(const ObjectName& table) const;

    bool m_holdsAll;
    DumpContent m_content;
    std::set<std::string> m_schemas;
    std::set<ObjectName> m_objects;
    std::set<ObjectName> m_neededTypes;
    std::set<ObjectName> m_neededRoutines;
};

/// A question about a part of a database, with the names of the scope where it has places for them (`scope_queries.h`).
[[nodiscard]] std::string askedOf(std::string_view question, const InventoryScope& scope);

} // namespace dbv::postgres
