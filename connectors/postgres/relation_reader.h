// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include <dbv/data/object_info.h>

#include "network/refused_parts.h"
#include "postgres/line.h"

namespace dbv::postgres {

/// One relation and what is needed beside its description to read the rest.
struct Relation {
    ObjectDescription description;
    std::string kind;
    /// The number of each of the description's columns; dropped ones leave gaps.
    std::vector<int> columnNumbers;
};

/// Looks texts up without a copy.
struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
};
using Relations = std::unordered_map<std::string, Relation, TextHash, std::equal_to<>>;

/// Which relations are meant, as conditions of SQL. By the schema's number where that is possible, so that the server has
/// not to look for each one's relation.
struct RelationScope {
    /// On a `pg_class c`.
    std::string relations;
    /// On a `pg_constraint k`.
    std::string constraints;
    /// On a `pg_index x` of a `pg_class i`.
    std::string indexes;

    [[nodiscard]] static RelationScope one(const std::string& number) {
        return {"c.oid = " + number, "k.conrelid = " + number, "x.indrelid = " + number};
    }
    /// What has columns in a schema.
    [[nodiscard]] static RelationScope allIn(const std::string& schemaNumber) {
        return {"c.relnamespace = " + schemaNumber + " AND c.relkind IN ('r', 'p', 'v', 'm', 'f')",
                "k.connamespace = " + schemaNumber, "i.relnamespace = " + schemaNumber};
    }
};

/// Reads what belongs to a set of relations, one statement for each aspect, in two or three round trips.
class RelationReader {
public:
    /// `withDdl` asks for definitions of indexes, triggers and policies, which cost a call of the server each.
    RelationReader(Line& line, std::string schema, RelationScope scope, bool withDdl, network::RefusedParts& refused)
        : m_line(line),
          m_schema(std::move(schema)),
          m_scope(std::move(scope)),
          m_withDdl(withDdl),
          m_refused(refused) {}

    /// Reads everything. Errors: those of the server; an aspect that it refuses is left empty and noted.
    [[nodiscard]] Result<void> read();
    /// By their numbers.
    [[nodiscard]] Relations& relations() { return m_relations; }

private:
    /// A foreign key whose other end is only known by numbers.
    struct OtherEnd {
        Relation* relation = nullptr;
        std::size_t foreignKey = 0;
        std::string number;
        std::vector<int> columns;
    };

    struct Aspect;
    [[nodiscard]] Result<void> readRelations();
    [[nodiscard]] Relation* find(std::string_view number);
    void orderColumns();
    void orderRest();
    [[nodiscard]] Result<void> nameOtherEnds();
    void takeColumn(const PGresult* rows, int row, Relation& relation);
    void takeComment(const PGresult* rows, int row, Relation& relation);
    void takeConstraint(const PGresult* rows, int row, Relation& relation);
    void takeIndex(const PGresult* rows, int row, Relation& relation);
    void takeTrigger(const PGresult* rows, int row, Relation& relation);
    void takePolicy(const PGresult* rows, int row, Relation& relation);
    void takeGrant(const PGresult* rows, int row, Relation& relation);
    /// Each relation of each line, to the aspect.
    void takeRows(const Aspect& aspect, const PGresult* rows);
    /// All in one round trip; where the server refuses one, that and those behind it by themselves.
    [[nodiscard]] Result<void> readAspects(std::span<const Aspect> aspects);
    [[nodiscard]] Result<void> readAspect(const Aspect& aspect);

    Line& m_line;
    std::string m_schema;
    RelationScope m_scope;
    bool m_withDdl;
    network::RefusedParts& m_refused;
    /// Somebody beside the owner was granted something.
    bool m_hasGrants = false;
    Relations m_relations;
    /// The one that was found last: what belongs to one mostly comes together.
    std::string m_lastNumber;
    Relation* m_last = nullptr;
    std::vector<OtherEnd> m_otherEnds;
    std::unordered_set<std::string, TextHash, std::equal_to<>> m_indexesOfKeys;
};

} // namespace dbv::postgres
