// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <dbv/data/object_info.h>

#include "network/refused_parts.h"
#include "postgres/line.h"
#include "postgres/relation_scope.h"

namespace dbv::postgres {

/// One relation and what is needed beside its description to read the rest.
struct Relation {
    ObjectDescription description;
    std::string kind;
    /// The number of each of the description's columns; dropped ones leave gaps.
    std::vector<int> columnNumbers;
    /// The names of exclusion constraints, and so of the indexes that they stand on.
    std::vector<std::string> exclusions;
    /// The names of indexes that the server does not use yet: a partition lacks its part, or making it was broken off.
    std::vector<std::string> unfinished;
};

/// Looks texts up without a copy.
struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
};
using Relations = std::unordered_map<std::string, Relation, TextHash, std::equal_to<>>;

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
    /// The same by their names.
    [[nodiscard]] const std::vector<Relation*>& ordered() const { return m_ordered; }

private:
    /// A foreign key whose other end is only known by numbers.
    struct OtherEnd {
        Relation* relation = nullptr;
        std::size_t foreignKey = 0;
        std::string number;
        std::vector<int> columns;
    };

    struct Aspect;
    /// A statement of `relation_queries.h` for these relations and this server.
    [[nodiscard]] std::string filled(std::string_view sql) const {
        return m_scope.fill(sql, m_withDdl, PQserverVersion(m_line.handle()));
    }
    [[nodiscard]] Result<void> readRelations();
    void addRelation(const PGresult* rows, int row);
    [[nodiscard]] Relation* find(std::string_view number);
    void orderRelations();
    void orderColumns();
    void orderRest();
    void nameEnd(const OtherEnd& end, const Relation& other);
    /// Those that are among the relations; the others stay for later.
    void nameKnownEnds();
    [[nodiscard]] Result<void> nameOtherEnds();
    void takeColumn(const PGresult* rows, int row, Relation& relation);
    void takeComment(const PGresult* rows, int row, Relation& relation);
    void takeConstraint(const PGresult* rows, int row, Relation& relation);
    void takeIndex(const PGresult* rows, int row, Relation& relation);
    void takeTrigger(const PGresult* rows, int row, Relation& relation);
    void takePolicy(const PGresult* rows, int row, Relation& relation);
    void takeGrant(const PGresult* rows, int row, Relation& relation);
    /// Gives a row to the relation that it is of.
    void takeRow(const Aspect& aspect, const PGresult* rows, int row);
    void endAspect(const Aspect& aspect);
    /// The relations and all that belongs to them in one round trip; where the server refuses a part, each by itself.
    [[nodiscard]] Result<void> readTogether(std::span<const Aspect> aspects);
    [[nodiscard]] Result<void> readAspect(const Aspect& aspect);

    Line& m_line;
    std::string m_schema;
    RelationScope m_scope;
    bool m_withDdl;
    network::RefusedParts& m_refused;
    /// Somebody beside the owner was granted something.
    bool m_hasGrants = false;
    Relations m_relations;
    std::vector<Relation*> m_ordered;
    /// The one that was found last: what belongs to one mostly comes together.
    std::string m_lastNumber;
    Relation* m_last = nullptr;
    std::vector<OtherEnd> m_otherEnds;
};

} // namespace dbv::postgres
