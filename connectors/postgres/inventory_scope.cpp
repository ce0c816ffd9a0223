// SPDX-License-Identifier: Apache-2.0
#include "postgres/inventory_scope.h"

#include <map>
#include <vector>

#include "postgres/inventory_queries.h"
#include "postgres/scope_queries.h"
#include "postgres/statement_text.h"

namespace dbv::postgres {

namespace {

std::string arrayText(const std::vector<std::string>& texts) {
    std::string array = "ARRAY[";
    for (const std::string& text : texts) {
        array += (array.ends_with('[') ? "" : ", ") + quotedText(text);
    }
    return array + "]::text[]";
}

} // namespace

std::string askedOf(std::string_view question, const InventoryScope& scope) {
    std::vector<std::string> schemas;
    std::vector<std::string> names;
    for (const auto& [schema, name] : scope.objects()) {
        schemas.push_back(schema);
        names.push_back(name);
    }
    const std::map<std::string_view, std::string> values{
        {"$schemas", arrayText({scope.schemas().begin(), scope.schemas().end()})},
        {"$objects", arrayText(schemas) + ", " + arrayText(names)},
        {"$objectSchemas", arrayText(schemas)}};
    std::string text;
    while (!question.empty()) {
        const std::size_t place = question.find('$');
        text += question.substr(0, place);
        question.remove_prefix(place == std::string_view::npos ? question.size() : place);
        for (auto value = values.rbegin(); !question.empty() && value != values.rend(); ++value) {
            if (question.starts_with(value->first)) {
                text += value->second;
                question.remove_prefix(value->first.size());
                break;
            }
        }
    }
    return text;
}

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
            if (meant.m_objects.contains(
                    {std::string(textAt(asked->get(), row, 2)), std::string(textAt(asked->get(), row, 3))})) {
                grown =
                    meant.m_objects.emplace(textAt(asked->get(), row, 0), textAt(asked->get(), row, 1)).second || grown;
            }
        }
    }
    return meant;
}

Result<InventoryScope> InventoryScope::readWithNeeds(Line& line, const DumpScope& scope) {
    Result<InventoryScope> meant = read(line, scope);
    if (!meant || meant->m_objects.empty() || meant->m_content == DumpContent::Rows) {
        return meant;
    }
    const Result<PgResult> asked = line.query(askedOf(kScopeNeeds, *meant));
    if (!asked) {
        return std::unexpected(asked.error());
    }
    for (int row = 0; row < PQntuples(asked->get()); ++row) {
        const std::string_view kind = textAt(asked->get(), row, 0);
        ObjectName name(textAt(asked->get(), row, 1), textAt(asked->get(), row, 2));
        if (kind == "type") {
            meant->m_neededTypes.insert(std::move(name));
        } else if (kind == "function") {
            meant->m_neededRoutines.insert(std::move(name));
        }
    }
    return meant;
}

bool InventoryScope::needs(const InventoryObject& object) const {
    const ObjectName name(object.schema, object.name);
    return (object.type == ObjectType::Type && m_neededTypes.contains(name)) ||
           (object.type == ObjectType::Routine && m_neededRoutines.contains(name));
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
    return holdsSchema(object.schema) ||
           m_objects.contains({object.ofSchema.empty() ? object.schema : object.ofSchema, object.of}) ||
           (m_objects.contains({object.schema, object.name}) &&
            (object.of.empty() || object.type == ObjectType::Table || object.type == ObjectType::ForeignTable ||
             object.type == ObjectType::Sequence));
}

} // namespace dbv::postgres
