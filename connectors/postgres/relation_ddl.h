// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "postgres/line.h"
#include "postgres/relation_reader.h"

namespace dbv::postgres {

/// The statements that make a relation again, with what belongs to it: comments, indexes, triggers, policies, grants.
/// `number` is its oid; the relation was read with its definitions.
[[nodiscard]] Result<std::string> relationDdl(Line& line, const std::string& number, const Relation& relation);

} // namespace dbv::postgres
