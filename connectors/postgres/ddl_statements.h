// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <dbv/core/result.h>
#include <dbv/data/object_info.h>

#include "network/refused_parts.h"
#include "postgres/line.h"

namespace dbv::postgres {

/// What the statements of a definition are about.
struct DdlSubject {
    /// The object's oid.
    std::string number;
    /// Its name as statements say it, with the schema.
    std::string name;
    /// What it is called behind ALTER and COMMENT ON (`TABLE`, `MATERIALIZED VIEW`).
    std::string word;
};

/// Something that only a definition tells: the rows of the answer are statements, in their order.
struct DdlPart {
    /// As the beginning of a sentence.
    std::string_view name;
    std::string sql;
};

/// A question of `ddl_questions.h` about a subject: {oid}, {name} and {word} are filled in, the last two as literals.
[[nodiscard]] std::string askedAbout(const DdlSubject& subject, std::string_view sql);

/// The GRANT and REVOKE statements that make the rights of new objects those of the given ones. `objects` is a SELECT of
/// five columns: what stands behind ON, the rights, those that a new one has, a column's name and its number.
[[nodiscard]] std::string grantsQuestion(std::string_view objects);

/// Grantee, privilege, and whether it may be given on, in this order; `objects` as above.
[[nodiscard]] std::string grantsList(std::string_view objects);

/// The statements of each part, in one round trip. A part that the server refuses is empty, and noted.
/// Blocks: on the server. Errors: those that are no refusal.
[[nodiscard]] Result<std::vector<std::vector<std::string>>>
readStatements(Line& line, const std::vector<DdlPart>& parts, network::RefusedParts& missing);

/// Gives an object to its owner; `called` is what stands behind ALTER. Empty where the owner is not known.
[[nodiscard]] std::string ownerStatement(std::string_view called, std::string_view owner);

/// Writes a statement with its end; nothing for an empty one.
void addStatement(std::string& ddl, std::string_view statement);

/// Adds what one role may do; those of one role come one behind the other.
void addGrant(std::vector<GrantInfo>& grants, std::string_view grantee, std::string_view privilege, bool grantable);

} // namespace dbv::postgres
