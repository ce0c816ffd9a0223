// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include <dbv/core/text_span.h>

#include "viewmodel/statement_table.h"

namespace dbv::viewmodel {

/// A statement is being run.
struct StatementRunning {
    /// It waits until somebody wants more of its rows.
    bool paused = false;
    /// It was not sent yet: it waits for a session.
    bool waits = false;
    /// It has run, and it is not decided yet whether what it did is kept.
    bool held = false;

    friend bool operator==(const StatementRunning&, const StatementRunning&) = default;
};

/// A statement ended well.
struct StatementSucceeded {
    /// Rows that it returned, or those it changed.
    std::uint64_t rows = 0;
    bool changedRows = false;
    /// More rows are on the server.
    bool more = false;
    double timeMs = 0;
    /// It returns or changes rows, be they none.
    bool aboutRows = true;

    friend bool operator==(const StatementSucceeded&, const StatementSucceeded&) = default;
};

/// A statement failed.
struct StatementFailed {
    /// The server's words.
    std::string message;

    friend bool operator==(const StatementFailed&, const StatementFailed&) = default;
};

/// A statement was stopped because the user asked for it.
struct StatementStopped {
    double timeMs = 0;
    /// It was stopped before it ran.
    bool early = false;

    friend bool operator==(const StatementStopped&, const StatementStopped&) = default;
};

/// A statement has run well, and what it did was rolled back.
struct StatementTried {
    /// Those that it had changed.
    std::uint64_t rows = 0;
    double timeMs = 0;

    friend bool operator==(const StatementTried&, const StatementTried&) = default;
};

using StatementState =
    std::variant<StatementRunning, StatementSucceeded, StatementFailed, StatementStopped, StatementTried>;

/// How the statement at one place of a text ended.
/// Unit: UTF-16 code units of the text.
struct StatementMark {
    TextSpan span;
    StatementState state;

    friend bool operator==(const StatementMark&, const StatementMark&) = default;
};

/// The states of the statements that were run, in the order of the text. They follow edits outside of their statement
/// and go with edits inside of it.
class StatementMarks {
public:
    /// Replaces the state of the statement with this span, and of all that it overlaps.
    void set(TextSpan span, StatementState state);
    void clear() { m_marks.clear(); }
    [[nodiscard]] std::span<const StatementMark> all() const { return m_marks; }
    /// The mark that covers a position.
    [[nodiscard]] const StatementMark* at(std::size_t position) const;
    /// The marks that touch a half-open range.
    [[nodiscard]] std::span<const StatementMark> within(TextSpan range) const;

    /// Moves with an edit: at `position` so much was replaced by so much.
    void textEdited(std::size_t position, std::size_t removed, std::size_t added);
    /// Drops the marks of what is no statement any more. `statements` are all of the text.
    void keepOnly(const KnownStatements& statements);

private:
    std::vector<StatementMark> m_marks;
};

} // namespace dbv::viewmodel
