// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <dbv/connector/change_meter.h>
#include <dbv/connector/session.h>
#include <dbv/core/statement_class.h>
#include <dbv/data/column.h>

#include "protocol/session_values.h"
#include "protocol/undo_values.h"

/// A change that is run before it is decided on.
namespace dbv::protocol {

/// A value of a sample.
struct SampleValue {
    /// Nothing is NULL.
    std::optional<std::string> bytes;
    bool binary = false;
    /// The engine gave it as a number.
    bool number = false;
    /// The value is longer: these are its first bytes.
    bool cut = false;

    friend bool operator==(const SampleValue&, const SampleValue&) = default;
};
using SampleRow = std::vector<SampleValue>;

/// One of the rows that were changed.
struct SampledChange {
    SampleRow before;
    /// Nothing where the row is gone, or is not found any more by the columns that told it before.
    std::optional<SampleRow> after;
};

/// What a statement has done, as long as it is not decided on.
struct MeasuredChange {
    RowChange change = RowChange::None;
    /// The table, as the statement writes it; empty where it has several.
    std::string table;
    /// As the server counts for the statement itself.
    std::optional<std::int64_t> affectedRows;
    /// Of the sample.
    std::vector<Column> columns;
    std::vector<SampledChange> sample;
    /// Why there is no sample, or no more of it; empty where there is one.
    std::string noSample;
    ChangeFootprint footprint;
    /// Unit: milliseconds, of the statement alone.
    double timeMs = 0;
    std::vector<Notice> notices;
};

/// The end of a measured change.
struct ChangeSettled {
    TransactionEnd end = TransactionEnd::RollBack;
    /// Nobody decided in time.
    bool byClock = false;
    /// What the server said of it: a warning that not all could be rolled back.
    std::vector<Notice> notices = {};
    /// What was committed can be undone for as long as this says.
    UndoPromise undo = {};
};

/// The statement has run, and is rolled back at this time unless `SettleChange` says otherwise.
struct ChangeHeld {
    MeasuredChange measured;
    /// Unit: milliseconds that are left for deciding.
    std::uint64_t keptForMs = 0;
    /// Whether it can be undone once it is committed.
    UndoPromise undo = {};
};

/// The statement has run, and is rolled back.
struct ChangePreviewed {
    MeasuredChange measured;
};

} // namespace dbv::protocol
