// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace dbv {

enum class DialectId : std::uint8_t { Sqlite, PostgreSql, MySql, MariaDb };

/// How a server's SQL is written, as data: whoever splits, colours, quotes or completes asks this, never the engine's name.
struct Dialect {
    DialectId id = DialectId::Sqlite;
    /// The name on the wire (`sqlite`, ...).
    std::string_view name;
    std::string_view displayName;
    char identifierQuote = '"';
    /// The schema that an unqualified name means when nothing else is set.
    std::string_view defaultSchema;
    /// A transaction around DDL can be rolled back.
    bool transactionalDdl = true;
    /// The next three are statements; empty where the server has none.
    std::string_view begin;
    std::string_view commit;
    std::string_view rollback;
    /// What `Session::setIsolation` takes, from the weakest to the strongest; empty where there is no choice.
    std::span<const std::string_view> isolationLevels;
    /// The statement that makes names without a schema mean the one whose quoted name stands at `{}`; empty where there is
    /// none.
    std::string_view useSchema = {};
    /// A statement that fails leaves its transaction so that it can only be rolled back.
    bool errorFailsTransaction = false;
};

/// The wire name of a dialect.
[[nodiscard]] constexpr std::string_view dialectName(DialectId id) {
    switch (id) {
    case DialectId::Sqlite: return "sqlite";
    case DialectId::PostgreSql: return "postgresql";
    case DialectId::MySql: return "mysql";
    case DialectId::MariaDb: return "mariadb";
    }
    return "sqlite";
}

/// The dialect with a wire name, if there is one.
[[nodiscard]] constexpr std::optional<DialectId> dialectNamed(std::string_view name) {
    for (const DialectId id : {DialectId::Sqlite, DialectId::PostgreSql, DialectId::MySql, DialectId::MariaDb}) {
        if (dialectName(id) == name) {
            return id;
        }
    }
    return std::nullopt;
}

} // namespace dbv
