// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include <dbv/data/object_info.h>

#include "catalog/catalog_index.h"

namespace dbv::catalog {

/// Puts an index together from what a connector tells, schema by schema.
class CatalogBuilder {
public:
    /// What is added from here on belongs to this schema.
    void beginSchema(const SchemaInfo& schema);
    void add(const ObjectDescription& table);
    /// A relation that is told by its name alone. Not for one that is described too.
    void addRelation(const ObjectSummary& relation);
    /// Of a routine, whose name may have its argument types behind it.
    void addRoutine(const ObjectSummary& routine);
    /// The index of all that was added; the builder is empty afterwards.
    [[nodiscard]] std::shared_ptr<const CatalogIndex> finish();

private:
    void sort();

    CatalogParts m_parts;
};

} // namespace dbv::catalog
