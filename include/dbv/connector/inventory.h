// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <dbv/core/result.h>
#include <dbv/data/object_path.h>

namespace dbv {

/// Something that is in a database, as the moment shows it that a dump or an inventory is of.
struct InventoryObject {
    ObjectType type = ObjectType::Table;
    /// Empty where the engine has none.
    std::string schema;
    std::string name;
    /// The table or view that it belongs to (an index, a trigger, an own sequence, a partition); empty where it stands by itself.
    std::string of;
    /// The schema of that, where it is another than its own.
    std::string ofSchema;
    /// What makes it, in words of the engine that are the same wherever it was restored.
    std::string definition;
    /// What is set on it besides, in words like those of the definition; never empty for what may have such settings.
    std::string details;
    /// Of a sequence: where it stands. What is known behind the rows of an object alone, `InventorySink::standsAt` tells.
    std::optional<std::int64_t> value;
    /// Of what keeps the rows of a query: whether it has them.
    std::optional<bool> isFilled;
    /// Why nobody can use it or make it again, in the server's words; empty for what is whole. No dump holds such an object: whoever takes an
    /// inventory is told of it, with a definition that nothing whole has.
    std::string brokenBecause;
    /// The scope does not mean it, but needs it (a type, a function).
    bool isBeside = false;
    /// Its rows follow, perhaps none; else nothing is said of its rows.
    bool holdsRows = false;
    /// Of a table: what stands in its definition by a name of its own, as `column id`, `foreign key by_customer`. Of the database itself: how it
    /// was made, which a restore into it does not change, as `encoding UTF8`. It is told to people, and not compared.
    std::vector<std::string> parts;
};

/// Takes what a database holds: an object, then each of its rows, then the next object; or all objects, and then rows of one and another as
/// they come, behind `rowsOf`.
/// Thread: one at a time, which may be another than that of the dump it belongs to.
class InventorySink {
public:
    InventorySink() = default;
    InventorySink(const InventorySink&) = delete;
    InventorySink& operator=(const InventorySink&) = delete;
    virtual ~InventorySink() = default;

    /// Errors: those of whoever takes it.
    [[nodiscard]] virtual Result<void> object(const InventoryObject& object) = 0;
    /// The rows that follow are of an object that was told before, and holds rows: the `told`-th, from 0. It may be named again and again.
    virtual void rowsOf(std::size_t told) = 0;
    /// A row of the object that was told or named last, in bytes that are the same for the same row.
    virtual void row(std::string_view bytes) = 0;
    /// Where the last object stands, a table by the number that its next row gets. Behind its rows; whoever does not compare passes over it.
    virtual void standsAt(std::int64_t /*value*/) {}
};

} // namespace dbv
