// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace dbv::postgres {

/// Which relations are meant, as conditions of SQL. By the schema's number where that is possible, so that the server has
/// not to look for each one's relation.
struct RelationScope {
    /// On a `pg_class c`.
    std::string relations;
    /// On a `pg_constraint k`.
    std::string constraints;
    /// On a `pg_index x` of a `pg_class i`.
    std::string indexes;

    /// A statement of `relation_queries.h` for these relations.
    [[nodiscard]] std::string fill(std::string_view sql, bool withDdl) const;

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
