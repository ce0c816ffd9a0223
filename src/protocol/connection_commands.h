// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "protocol/events.h"
#include "protocol/on_drop.h"
#include "protocol/values.h"

// What a front end can say about the connections that are kept.
namespace dbv::protocol {

/// What somebody who wants to change a connection has read of it; nothing where there was none of the name. Windows and command
/// lines change the same list: a change that is made to what is not there any more would undo another's.
struct ReadConnection {
    std::optional<SavedConnection> kept;
};

struct ListSavedConnections {
    using Answer = SavedConnectionsListed;
    static constexpr OnDrop kOnDrop = OnDrop::Cancel;
};
/// Adds a connection or replaces the one of the same name; answers with all of them.
struct SaveConnection {
    using Answer = SavedConnectionsListed;
    static constexpr OnDrop kOnDrop = OnDrop::Finish;
    SavedConnection connection;
    /// The name that it had so far, where it gets another one.
    std::string replaces;
    /// With it the change is refused when another one is kept by now; without it, whatever is there is replaced.
    std::optional<ReadConnection> read;
    /// Only tells whether it would be kept: a secret is stored for nothing that is refused.
    bool onlyCheck = false;
};
/// Changes nothing else of it.
struct MarkFavourite {
    using Answer = SavedConnectionsListed;
    static constexpr OnDrop kOnDrop = OnDrop::Finish;
    std::string name;
    bool favourite = true;
};
/// Makes a saved connection the one that was used last.
struct NoteConnectionUse {
    using Answer = WorkspaceSaved;
    static constexpr OnDrop kOnDrop = OnDrop::Finish;
    std::string name;
};
struct RemoveSavedConnection {
    using Answer = SavedConnectionsListed;
    static constexpr OnDrop kOnDrop = OnDrop::Finish;
    std::string name;
    /// As in `SaveConnection`.
    std::optional<ReadConnection> read;
};

} // namespace dbv::protocol
