// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "protocol/events.h"
#include "protocol/on_drop.h"

/// What a window says about what it keeps between runs.
namespace dbv::protocol {

/// Claims a window's kept state: that of a window that is gone, or a new one.
struct OpenWorkspace {
    using Answer = WorkspaceOpened;
    static constexpr OnDrop kOnDrop = OnDrop::Finish;
    /// The window has its own already: the tabs of one that has ended since come to it, and are all that is answered, with
    /// the layout, if it had no tabs before.
    bool again = false;
};
struct SaveDraft {
    using Answer = WorkspaceSaved;
    static constexpr OnDrop kOnDrop = OnDrop::Finish;
    DraftTab tab;
};
struct RemoveDraft {
    using Answer = WorkspaceSaved;
    static constexpr OnDrop kOnDrop = OnDrop::Finish;
    std::string id;
};
struct SaveLayout {
    using Answer = WorkspaceSaved;
    static constexpr OnDrop kOnDrop = OnDrop::Finish;
    std::string layout;
};
/// Puts a URL at the head of the recent ones.
struct NoteRecent {
    using Answer = WorkspaceSaved;
    static constexpr OnDrop kOnDrop = OnDrop::Finish;
    std::string url;
};

} // namespace dbv::protocol
