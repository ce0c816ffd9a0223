// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <dbv/data/object_info.h>

#include "network/refused_parts.h"
#include "postgres/line.h"

namespace dbv::postgres {

/// One relation and what is needed beside its description to read the rest.
struct Relation {
    ObjectDescription description;
    std::string kind;
    /// Column names by their number.
    std::map<int, std::string> columnNames;
};

/// Reads what belongs to a set of relations, one statement for each aspect.
class RelationReader {
public:
    /// `condition` says which relations are meant, of a `pg_class c`; `withDdl` asks for definitions of indexes, triggers
    /// and policies, which cost a call of the server each.
    RelationReader(Line& line, std::string schema, std::string condition, bool withDdl, network::RefusedParts& refused)
        : m_line(line),
          m_schema(std::move(schema)),
          m_condition(std::move(condition)),
          m_withDdl(withDdl),
          m_refused(refused) {}

    /// Reads everything. Errors: those of the server; an aspect that it refuses is left empty and noted.
    [[nodiscard]] Result<void> read();
    /// By their numbers.
    [[nodiscard]] std::map<std::string, Relation, std::less<>>& relations() { return m_relations; }

private:
    [[nodiscard]] Result<void> readRelations();
    void takeColumn(const PGresult* rows, int row, Relation& relation);
    void takeConstraint(const PGresult* rows, int row, Relation& relation);
    void takeIndex(const PGresult* rows, int row, Relation& relation);
    void takeTrigger(const PGresult* rows, int row, Relation& relation);
    void takePolicy(const PGresult* rows, int row, Relation& relation);
    void takeGrant(const PGresult* rows, int row, Relation& relation);
    struct Aspect;
    [[nodiscard]] Result<void> readAspect(const Aspect& aspect);

    Line& m_line;
    std::string m_schema;
    std::string m_condition;
    bool m_withDdl;
    network::RefusedParts& m_refused;
    std::map<std::string, Relation, std::less<>> m_relations;
};

} // namespace dbv::postgres
