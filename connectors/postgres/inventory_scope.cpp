// SPDX-License-Identifier: Apache-2.0
#include "postgres/inventory_scope.h"

#include <vector>

#include "postgres/inventory_queries.h"

namespace dbv::postgres {

InventoryScope::InventoryScope(const DumpScope& scope)
    : m_holdsAll(scope.holdsAllObjects()),
      m_content(scope.content),
      m_schemas(scope.schemas.begin(), scope.schemas.end()) {
    for (const DumpObject& object : scope.objects) {
        m_objects.emplace(object.schema, object.name);
    }
}

Result<InventoryScope> InventoryScope::read(Line& line, const DumpScope& scope) {
    InventoryScope meant(scope);
    if (meant.m_objects.empty()) {
        return meant;
    }
    const Result<PgResult> asked = line.query(std::string(kInventoryPartitions));
    if (!asked) {
        return std::unexpected(asked.error());
    }
    // A partition may have partitions itself.
    for (bool grown = true; grown;) {
        grown = false;
        for (int row = 0; row < PQntuples(asked->get()); ++row) {
            const std::string schema(textAt(asked->get(), row, 0));
            if (meant.m_objects.contains({schema, std::string(textAt(asked->get(), row, 2))})) {
                grown = meant.m_objects.emplace(schema, textAt(asked->get(), row, 1)).second || grown;
            }
        }
    }
    return meant;
}

bool InventoryScope::holdsTable(const ObjectName& table) const {
    return holdsSchema(table.first) || m_objects.contains(table);
}

bool InventoryScope::holdsBoth(const ObjectName& table, const ObjectName& other) const {
    return m_holdsAll || (holdsTable(table) && holdsTable(other));
}

bool InventoryScope::holds(const InventoryObject& object) const {
    if (m_holdsAll) {
        return true;
    }
    if (object.type == ObjectType::Schema) {
        return holdsSchema(object.name);
    }
    if (object.type == ObjectType::Extension || object.schema.empty()) {
        return false;
    }
    return holdsSchema(object.schema) || m_objects.contains({object.schema, object.of}) ||
           (m_objects.contains({object.schema, object.name}) &&
            (object.of.empty() || object.type == ObjectType::Table || object.type == ObjectType::ForeignTable ||
             object.type == ObjectType::Sequence));
}

} // namespace dbv::postgres
