// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <dbv/core/ids.h>

#include "protocol/on_drop.h"
#include "protocol/undo_values.h"

/// What a front end says about undoing changes that were committed, and what it hears.
namespace dbv::protocol {

struct UndoListed {
    /// The newest first.
    std::vector<UndoEntry> entries;
    /// What could not be read.
    std::vector<Notice> notices;
};
struct UndoDone {
    UndoEntry entry;
    /// Before anything was put back.
    UndoCounts found;
    /// What can be put back was, and the server has confirmed it.
    bool applied = false;
    std::vector<Notice> notices;
};
struct UndoScriptWritten {
    UndoEntry entry;
    DialectId dialect = DialectId::Sqlite;
    std::string sql;
};

/// The changes that can be undone.
struct ListUndo {
    using Answer = UndoListed;
    static constexpr OnDrop kOnDrop = OnDrop::Cancel;
    /// Those of this connection's database alone.
    std::optional<ConnectionId> connection;
};
/// Looks how the rows of a change are now, and puts them back where that is asked for: in one transaction, on a session of its
/// own, that is rolled back unless every row is afterwards as it was before the change.
/// Errors: NotFound; InvalidInput for a change of another database, or when rows were changed since and `partly` is not set; of
/// the gate; IoError for a damaged file; VaultLocked.
struct UndoChange {
    using Answer = UndoDone;
    static constexpr OnDrop kOnDrop = OnDrop::Cancel;
    ConnectionId connection;
    std::string id;
    bool apply = false;
    /// Rows that can not be put back are left as they are.
    bool partly = false;
};
/// The same as a script for people. Asks no server.
struct WriteUndoScript {
    using Answer = UndoScriptWritten;
    static constexpr OnDrop kOnDrop = OnDrop::Cancel;
    std::string id;
};

} // namespace dbv::protocol
