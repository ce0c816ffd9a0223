// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <dbv/data/column.h>

#include "postgres/libpq.h"

namespace dbv::postgres {

/// A type that every server has.
struct BuiltInType {
    Oid oid = 0;
    std::string_view name;
    ColumnFamily family = ColumnFamily::Unknown;
};

/// Null for a type that is not built in.
[[nodiscard]] const BuiltInType* builtInType(Oid oid);

/// How the bytes of a column's text are kept.
enum class Rendering : std::uint8_t { Text, Integer, Bytes };

[[nodiscard]] Rendering renderingOf(Oid oid);

/// The names of the types that a database has beside the built-in ones, as far as they are known.
class TypeNames {
public:
    void add(Oid oid, std::string name, ColumnFamily family) { m_own[oid] = {std::move(name), family}; }
    /// A type as a column's declaration has it: `character varying(20)`, `numeric(10,2)`, `mood[]`.
    /// Source: `format_type` of the server.
    void describe(Oid oid, int modifier, Column& column);
    /// The types that were asked for and are not known; each once.
    [[nodiscard]] std::vector<Oid> takeMissing() { return std::exchange(m_missing, {}); }
    /// The server does not tell them: it is not asked again, since in a transaction a refusal would do harm.
    void giveUp() { m_givenUp = true; }
    [[nodiscard]] bool givenUp() const { return m_givenUp; }

private:
    struct OwnType {
        std::string name;
        ColumnFamily family = ColumnFamily::Unknown;
    };
    std::map<Oid, OwnType> m_own;
    std::vector<Oid> m_missing;
    bool m_givenUp = false;
};

/// The columns of a result.
[[nodiscard]] std::vector<Column> columnsOf(const PGresult* result, TypeNames& names);

} // namespace dbv::postgres
