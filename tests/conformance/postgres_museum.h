// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <dbv/data/object_path.h>

namespace dbv::conformance {

struct Exhibit {
    ObjectType type = ObjectType::Table;
    std::string_view name;
};

/// What the schema "museum" has to have around it: roles, and what belongs to no schema.
[[nodiscard]] std::string_view museumGround();
/// The statements that fill the schema with one piece of everything that a definition can lose.
[[nodiscard]] std::string_view museumPieces();
/// What stands in the museum then, in the order in which it can be made. What belongs to a table comes with it.
[[nodiscard]] const std::vector<Exhibit>& exhibits();

} // namespace dbv::conformance
