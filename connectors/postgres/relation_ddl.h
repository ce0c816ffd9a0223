// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "network/refused_parts.h"
#include "postgres/line.h"
#include "postgres/relation_reader.h"

namespace dbv::postgres {

/// The statements that make a relation again, with what belongs to it: sequences of its columns, indexes, statistics, rules,
/// triggers, policies, settings, comments, grants. `number` is its oid; the relation was read with its definitions. What of
/// that the server refuses is left out, and noted; without the relation itself there is no definition.
/// Blocks: on the server. Errors: the server's own.
[[nodiscard]] Result<std::string> relationDdl(Line& line, const std::string& number, const Relation& relation,
                                              network::RefusedParts& missing);

} // namespace dbv::postgres
