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
    leaveRows();
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
    if (!object.brokenBecause.empty()) {
        m_broken.push_back({listed, object.brokenBecause});
    }
    // What is beside holds no rows.
    std::vector<archive::ManifestObject>& list = object.isBeside ? m_besides : m_objects;
    m_now = m_told.size();
    m_told.push_back({.at = list.size(), .holdsRows = object.holdsRows && !object.isBeside, .rows = {}});
    m_rows = {};
    list.push_back(std::move(listed));
    return {};
}

void InventoryTaker::rowsOf(std::size_t told) {
    leaveRows();
    m_now = told;
    m_rows = m_told.at(told).rows;
}

void InventoryTaker::standsAt(std::int64_t value) {
    // What is beside holds no rows.
    if (!m_told.empty() && m_told[m_now].holdsRows) {
        m_objects[m_told[m_now].at].value = value;
    }
}

void InventoryTaker::leaveRows() {
    if (!m_told.empty()) {
        m_told[m_now].rows = m_rows;
    }
}

TakenObjects InventoryTaker::take() {
    leaveRows();
    for (const Told& told : m_told) {
        if (told.holdsRows) {
            m_objects[told.at].rows = told.rows.rows();
            m_objects[told.at].rowsDigest = told.rows.hexadecimal();
        }
    }
    m_told.clear();
    for (std::vector<archive::ManifestObject>* const objects : {&m_objects, &m_besides}) {
        std::ranges::sort(*objects, [](const archive::ManifestObject& left, const archive::ManifestObject& right) {
            return std::tie(left.type, left.schema, left.name) < std::tie(right.type, right.schema, right.name);
        });
    }
    return {std::move(m_objects), std::move(m_besides), std::move(m_broken)};
}

} // namespace dbv::backup
