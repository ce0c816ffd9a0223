// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <utility>

#include <dbv/data/object_path.h>

namespace dbv {

/// The names of types of objects, on the wire and in the manifests of backups.
inline constexpr auto kObjectTypeNames = std::to_array<std::pair<ObjectType, std::string_view>>({
    {ObjectType::Table, "table"},
    {ObjectType::View, "view"},
    {ObjectType::MaterializedView, "materializedView"},
    {ObjectType::VirtualTable, "virtualTable"},
    {ObjectType::ForeignTable, "foreignTable"},
    {ObjectType::Index, "index"},
    {ObjectType::Trigger, "trigger"},
    {ObjectType::Sequence, "sequence"},
    {ObjectType::Routine, "routine"},
    {ObjectType::Type, "type"},
    {ObjectType::Extension, "extension"},
    {ObjectType::Policy, "policy"},
    {ObjectType::Event, "event"},
    {ObjectType::Role, "role"},
    {ObjectType::Database, "database"},
    {ObjectType::Schema, "schema"},
});

[[nodiscard]] constexpr std::string_view objectTypeName(ObjectType type) {
    return std::ranges::find(kObjectTypeNames, type, [](const auto& each) { return each.first; })->second;
}

[[nodiscard]] constexpr std::optional<ObjectType> objectTypeNamed(std::string_view name) {
    const auto* found = std::ranges::find(kObjectTypeNames, name, [](const auto& each) { return each.second; });
    return found == kObjectTypeNames.end() ? std::nullopt : std::optional(found->first);
}

} // namespace dbv
