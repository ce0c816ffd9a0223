// SPDX-License-Identifier: Apache-2.0
#include "backup/inventory_taker.h"

#include <algorithm>
#include <string>
#include <tuple>
#include <utility>

#include <dbv/data/object_type_name.h>

#include "secrets/sealing.h"

namespace dbv::backup {

Result<void> InventoryTaker::object(const InventoryObject& object) {
    endRows();
    archive::ManifestObject listed;
    listed.type = objectTypeName(object.type);
    listed.schema = object.schema;
    listed.name = object.name;
    listed.of = object.of;
    listed.ofSchema = object.ofSchema;
    listed.isFilled = object.isFilled;
    listed.value = object.value;
    listed.parts = object.parts;
    if (!object.definition.empty()) {
        listed.definitionDigest = secrets::hexadecimal(secrets::digest(object.definition));
    }
    if (!object.details.empty()) {
        listed.detailsDigest = secrets::hexadecimal(secrets::digest(object.details));
    }
    // What is beside holds no rows.
    (object.isBeside ? m_besides : m_objects).push_back(std::move(listed));
    m_holdsRows = object.holdsRows;
    return {};
}

void InventoryTaker::endRows() {
    if (m_holdsRows) {
        m_objects.back().rows = m_rows.rows();
        m_objects.back().rowsDigest = m_rows.hexadecimal();
    }
    m_rows = {};
    m_holdsRows = false;
}

TakenObjects InventoryTaker::take() {
    endRows();
    for (std::vector<archive::ManifestObject>* const objects : {&m_objects, &m_besides}) {
        std::ranges::sort(*objects, [](const archive::ManifestObject& left, const archive::ManifestObject& right) {
            return std::tie(left.type, left.schema, left.name) < std::tie(right.type, right.schema, right.name);
        });
    }
    return {std::move(m_objects), std::move(m_besides)};
}

} // namespace dbv::backup
