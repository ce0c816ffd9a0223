// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <dbv/connector/change_meter.h>
#include <dbv/connector/session.h>
#include <dbv/core/result.h>
#include <dbv/core/statement_class.h>

#include "engine/kept_rows.h"
#include "engine/undo_record.h"
#include "sql/row_selection.h"

namespace dbv::engine {

/// What is to be kept of a change so that it can be undone after its commit.
struct UndoWish {
    /// Unit: bytes; 0 keeps nothing.
    std::uint64_t mostBytes = 0;
};

/// What could be kept.
struct CapturedUndo {
    std::optional<UndoImage> image;
    /// As `protocol::UndoPromise`.
    std::string whyNot;
    std::vector<std::string> notCovered;
};

/// All rows that a statement changes, as they are before and after it, by the server's own words; nothing at all rather than
/// some of them.
///
/// Thread: the one that uses the session.
class UndoCapture {
public:
    UndoCapture(std::string_view statement, const Classification& found, Grammar grammar, UndoWish wish);

    /// There may be something to read.
    [[nodiscard]] bool wants() const { return m_selection || m_inserted; }
    /// Before the statement runs; the rows are locked as it will lock them.
    /// Blocks: on the server. Errors: of the server, and Unsupported; nothing is kept then.
    [[nodiscard]] Result<void> readBefore(Session& session);
    /// After it has run and changed so many rows, as the server counts. Errors: the same.
    [[nodiscard]] Result<void> readAfter(Session& session, std::optional<std::int64_t> affected);
    /// There is nothing, for this reason.
    void giveUp(std::string why);
    /// `footprint` is what was touched besides.
    [[nodiscard]] CapturedUndo take(const ChangeFootprint& footprint, std::optional<std::int64_t> affected) &&;

private:
    using ByKey = std::map<std::string, std::size_t>;

    [[nodiscard]] Result<void> readChanged(Session& session);
    [[nodiscard]] Result<void> readHighest(Session& session);
    [[nodiscard]] Result<void> readInserted(Session& session, std::int64_t affected);
    [[nodiscard]] Result<void> pairWithAfter(Session& session, std::int64_t affected);
    [[nodiscard]] std::vector<std::string> notCoveredBy(const ChangeFootprint& footprint,
                                                        std::optional<std::int64_t> affected) const;

    std::string m_statement;
    RowChange m_change;
    std::optional<sql::RowSelection> m_selection;
    std::optional<std::string> m_inserted;
    std::string m_whyNot;
    /// Which rows it changes is not surely the same each time it is asked.
    bool m_wavers = false;
    KeptBudget m_budget;
    UndoImage m_image;
    ByKey m_byKey;
    /// The highest key before an INSERT, as a literal.
    std::optional<std::string> m_highest;
};

} // namespace dbv::engine
