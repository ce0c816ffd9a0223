// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <dbv/connector/session.h>
#include <dbv/core/statement_class.h>

/// What is kept of committed changes so that they can be undone.
namespace dbv::protocol {

/// Whether a change that is held can be undone once it is committed.
struct UndoPromise {
    /// Nothing when it can not.
    std::string id;
    /// Unit: milliseconds since 1970, UTC.
    std::int64_t until = 0;
    /// Why it can not, for people; empty where undoing is switched off, and where it can.
    std::string whyNot;
    /// What it changed besides, that is not put back; for people.
    std::vector<std::string> notCovered;

    friend bool operator==(const UndoPromise&, const UndoPromise&) = default;
};

/// Where a change was made.
struct UndoPlace {
    /// The connector's id.
    std::string connector;
    std::string host;
    std::uint16_t port = 0;
    /// A file is named by its path.
    std::string database;

    friend bool operator==(const UndoPlace&, const UndoPlace&) = default;
};

/// What is known of the commit.
enum class UndoOutcome : std::uint8_t {
    Committed, ///< the server has confirmed it
    Unknown    ///< nobody heard the server's answer: whether the rows are changed is told by looking at them
};

/// A change whose rows are kept as they were.
struct UndoEntry {
    std::string id;
    /// When the change was made, and how long its rows are kept. Unit: milliseconds since 1970, UTC.
    std::int64_t madeAt = 0;
    std::int64_t until = 0;
    UndoOutcome outcome = UndoOutcome::Committed;
    UndoPlace place;
    RowChange change = RowChange::None;
    /// As people write it (`public.film`).
    std::string table;
    std::uint64_t rows = 0;
    /// What it takes on the disk. Unit: bytes.
    std::uint64_t bytes = 0;
    /// The statement, up to some length.
    std::string statement;
    std::vector<std::string> notCovered;

    friend bool operator==(const UndoEntry&, const UndoEntry&) = default;
};

/// How the rows of a change are found now.
struct UndoCounts {
    /// They are as the change has left them, so that they can be put back.
    std::uint64_t restorable = 0;
    /// Somebody has changed them since, removed them, or made others in their place: they are left alone.
    std::uint64_t changedSince = 0;
    /// They are as they were before the change.
    std::uint64_t back = 0;

    friend bool operator==(const UndoCounts&, const UndoCounts&) = default;
};

} // namespace dbv::protocol
