// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <dbv/connector/dumper.h>
#include <dbv/core/result.h>

#include "postgres/inventory_scope.h"
#include "postgres/line.h"

namespace dbv::postgres {

/// The bytes of rows in inventories: the line that `COPY … TO STDOUT` gives of a row's columns in order, without generated ones and
/// without its line feed, under the settings of `beginMoment`.
inline constexpr std::string_view kPostgresRowFormat = "postgres copy text 1";

/// Begins a transaction that shows one moment, under settings by which every value has one text.
/// Errors: Busy within a transaction; those of the server.
[[nodiscard]] Result<void> beginMoment(Line& line);
/// Ends it. What is wrong with the line, its next use tells.
void endMoment(Line& line);

/// Where a sequence stands.
struct SequenceState {
    /// The number that it gives next.
    std::int64_t next = 0;
    std::int64_t increment = 1;
    /// What makes it.
    std::string definition;
    /// The table of its schema that it belongs to.
    std::string of;

    friend bool operator==(const SequenceState&, const SequenceState&) = default;
};
/// By schema and name.
using SequenceStates = std::map<std::pair<std::string, std::string>, SequenceState>;

/// Where all sequences of the scope stand now, whatever the moment of the transaction: they belong to none. Those that may not be read stand nowhere.
[[nodiscard]] Result<SequenceStates> readSequences(Line& line, const InventoryScope& scope);
/// Tells the sequences of a scope. One that was moved meanwhile (`before` is not `after`) stands nowhere in particular.
[[nodiscard]] Result<void> tellSequences(const SequenceStates& before, const SequenceStates& after,
                                         const InventoryScope& scope, InventorySink& inventory);

/// An object of the moment.
struct MomentObject {
    InventoryObject object;
    /// What copies its rows out; empty where it holds none.
    std::string copy;
    /// Its rows stand in a dump of pg_dump's as they do in the inventory.
    bool isDumped = false;
};

/// All that the scope has of the database at the moment but its sequences. Of structure alone nothing is said of rows, of rows alone
/// nothing else.
/// Errors: of the server; Cancelled where `progress` says so.
[[nodiscard]] Result<std::vector<MomentObject>> listMoment(Line& line, const InventoryScope& scope,
                                                           const DumpProgress& progress);
/// Tells an object, and its rows, as the server copies them. `goOn` is asked after each row.
/// Errors: of the server, with the table; those of the sink; Cancelled.
[[nodiscard]] Result<void> tellObject(Line& line, const MomentObject& object, InventorySink& inventory,
                                      const std::function<bool()>& goOn);
/// Tells all of them, one behind the other.
[[nodiscard]] Result<void> tellMoment(Line& line, const InventoryScope& scope, InventorySink& inventory,
                                      const DumpProgress& progress);
/// Counts rows, and asks `progress` from time to time whether to go on.
[[nodiscard]] std::function<bool()> rowCounter(const DumpProgress& progress);

} // namespace dbv::postgres
