// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <dbv/data/object_path.h>

namespace dbv {

struct SchemaInfo {
    std::string name;
    bool system = false;
    bool isDefault = false;
    /// SQLite: the file behind the schema; empty where there is none.
    std::string location;

    friend bool operator==(const SchemaInfo&, const SchemaInfo&) = default;
};

/// Which of a schema's objects are meant.
enum class ObjectScope : std::uint8_t {
    All,
    Relations, ///< tables, views and sequences: the names that have to be there at once
    Others,    ///< routines, types, extensions, events
    Parts      ///< what belongs to a table and is told by its description too: indexes, triggers, policies
};

/// The scope, other than all, that objects of a type are in.
[[nodiscard]] constexpr ObjectScope scopeOf(ObjectType type) {
    switch (type) {
    case ObjectType::Table:
    case ObjectType::View:
    case ObjectType::MaterializedView:
    case ObjectType::VirtualTable:
    case ObjectType::ForeignTable:
    case ObjectType::Sequence: return ObjectScope::Relations;
    case ObjectType::Index:
    case ObjectType::Trigger:
    case ObjectType::Policy: return ObjectScope::Parts;
    default: return ObjectScope::Others;
    }
}
/// Whether a scope has a part in another one.
[[nodiscard]] constexpr bool includes(ObjectScope scope, ObjectScope part) {
    return scope == ObjectScope::All || scope == part;
}

/// One line of a schema's list of objects.
struct ObjectSummary {
    std::string name;
    ObjectType type = ObjectType::Table;
    /// The table that an index, trigger or policy belongs to, or that a table is a partition of; empty otherwise.
    std::string parent;
    std::string comment;
    std::optional<std::int64_t> estimatedRows;
    /// Belongs to another object of the engine's own making (SQLite: the shadow tables of a virtual table).
    bool internal = false;

    friend bool operator==(const ObjectSummary&, const ObjectSummary&) = default;
};

struct ColumnInfo {
    std::string name;
    std::string type;
    bool nullable = true;
    std::optional<std::string> defaultValue;
    /// 1-based place in the primary key; 0 outside it.
    int primaryKeyPosition = 0;
    bool generated = false;
    /// Not part of `SELECT *` (a virtual table's hidden column).
    bool hidden = false;
    std::string comment;

    friend bool operator==(const ColumnInfo&, const ColumnInfo&) = default;
};

/// A primary key or unique constraint.
struct KeyInfo {
    std::string name;
    bool primary = false;
    std::vector<std::string> columns;

    friend bool operator==(const KeyInfo&, const KeyInfo&) = default;
};

struct ForeignKeyInfo {
    std::string name;
    std::vector<std::string> columns;
    ObjectPath references;
    std::vector<std::string> referencedColumns;
    std::string onUpdate;
    std::string onDelete;

    friend bool operator==(const ForeignKeyInfo&, const ForeignKeyInfo&) = default;
};

struct IndexInfo {
    std::string name;
    bool unique = false;
    /// The condition of a partial index; empty for a whole one.
    std::string predicate;
    /// Column names; an expression stands as its text.
    std::vector<std::string> columns;
    std::string ddl;

    friend bool operator==(const IndexInfo&, const IndexInfo&) = default;
};

struct CheckInfo {
    std::string name;
    std::string expression;

    friend bool operator==(const CheckInfo&, const CheckInfo&) = default;
};

struct TriggerInfo {
    std::string name;
    std::string ddl;

    friend bool operator==(const TriggerInfo&, const TriggerInfo&) = default;
};

struct PolicyInfo {
    std::string name;
    std::string ddl;

    friend bool operator==(const PolicyInfo&, const PolicyInfo&) = default;
};

/// What one role may do with an object.
struct GrantInfo {
    std::string grantee;
    /// As the server names them (`SELECT`, ...).
    std::vector<std::string> privileges;
    /// May be given on to others: those of the privileges that may.
    std::vector<std::string> grantable;

    friend bool operator==(const GrantInfo&, const GrantInfo&) = default;
};

/// A part of a divided table, where the engine has no table of its own for it.
struct PartitionInfo {
    std::string name;
    /// What it takes (`VALUES LESS THAN (10)`); empty where the engine decides.
    std::string bound;
    std::optional<std::int64_t> estimatedRows;
    /// Unit: bytes.
    std::optional<std::int64_t> sizeBytes;

    friend bool operator==(const PartitionInfo&, const PartitionInfo&) = default;
};

/// Everything about one object.
struct ObjectDescription {
    ObjectPath path;
    ObjectType type = ObjectType::Table;
    std::vector<ColumnInfo> columns;
    std::vector<KeyInfo> keys;
    std::vector<ForeignKeyInfo> foreignKeys;
    std::vector<IndexInfo> indexes;
    std::vector<CheckInfo> checks;
    std::vector<TriggerInfo> triggers;
    std::vector<PolicyInfo> policies;
    std::vector<GrantInfo> grants;
    std::string owner;
    /// How the table is divided (`RANGE (day)`); empty when it is not.
    std::string partitionKey;
    /// What a partition takes (`FOR VALUES FROM ...`).
    std::string partitionBound;
    /// Left out where partitions are tables, which stand in the list of objects.
    std::vector<PartitionInfo> partitions;
    std::string comment;
    std::optional<std::int64_t> estimatedRows;
    /// Unit: bytes.
    std::optional<std::int64_t> sizeBytes;
    /// The statement that makes the object again, with its indexes and triggers.
    std::string ddl;

    friend bool operator==(const ObjectDescription&, const ObjectDescription&) = default;
};

} // namespace dbv
