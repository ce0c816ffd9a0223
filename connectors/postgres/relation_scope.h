// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace dbv::postgres {

/// Whether a `pg_trigger t` is its table's own, as a condition of SQL: a partition has those of its parent as well.
/// `serverVersion` is that of libpq: before 13 they are internal and not told anyway.
[[nodiscard]] std::string_view ownTrigger(int serverVersion);

/// Which relations are meant, as conditions of SQL. By the schema's number where that is possible, so that the server has
/// not to look for each one's relation.
struct RelationScope {
    /// On a `pg_class c`.
    std::string relations;
    /// On a `pg_constraint k`.
    std::string constraints;
    /// On a `pg_index x` of a `pg_class i`.
    std::string indexes;

    /// A statement of `relation_queries.h` for these relations, for a server of that version.
    [[nodiscard]] std::string fill(std::string_view sql, bool withDdl, int serverVersion) const;

    [[nodiscard]] static RelationScope one(const std::string& number) {
        return {"c.oid = " + number, "k.conrelid = " + number, "x.indrelid = " + number};
    }
    /// What has columns in a schema.
    [[nodiscard]] static RelationScope allIn(const std::string& schemaNumber) {
        return {"c.relnamespace = " + schemaNumber + " AND c.relkind IN ('r', 'p', 'v', 'm', 'f')",
                "k.connamespace = " + schemaNumber, "i.relnamespace = " + schemaNumber};
    }
};

} // namespace dbv::postgres
