// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <dbv/core/result.h>

#include "protocol/connection_commands.h"
#include "protocol/events.h"
#include "protocol/values.h"
#include "store/backup_catalogue.h"
#include "store/schedule_list.h"

namespace dbv::store {

/// What may be in a state file that could not be read.
enum class Kept : std::uint8_t { Connections, Schedules, Backups };

/// What the application keeps for its user: saved connections, drafts, recent files, window layouts, the catalogue of backups and their schedules. One file in the data
/// directory, shared by all processes that use it.
///
/// A file that is not readable is set aside under another name, one from a newer version is left untouched; either way
/// the program goes on and says so in `WorkspaceState::notices`. Where nothing can be written, drafts live in memory; a
/// connection is saved there only for those who were told so by `openWorkspace`, all others get the reason as an error. A schedule, which
/// other processes run, is kept in the file or not at all.
/// Thread: one at a time, always the same (the store lane); it may be destroyed by another when that one has ended.
/// Blocks: every call, on the disk. The constructor does nothing; the file is opened at the first call.
/// Errors: Busy, IoError (naming the file), Unsupported without Qt's SQLite driver; and what is named at each call.
class ApplicationStore {
public:
    explicit ApplicationStore(std::filesystem::path dataDirectory);
    ApplicationStore(const ApplicationStore&) = delete;
    ApplicationStore& operator=(const ApplicationStore&) = delete;
    ~ApplicationStore();

    /// Claims the workspace of a window that is gone (its process has ended), or begins an empty one. Asked again, it
    /// answers with the same workspace.
    [[nodiscard]] Result<protocol::WorkspaceState> openWorkspace();
    /// Brings the tabs of a window that has ended since to the claimed workspace, behind its own: the answer has these alone, with
    /// their layout where there were none before, or how many are still another program's.
    /// Errors: InvalidInput when no workspace was claimed.
    [[nodiscard]] Result<protocol::WorkspaceState> takeAbandoned();
    /// The next three belong to the claimed workspace.
    /// Errors: InvalidInput when none was claimed, or the tab has no id.
    [[nodiscard]] Result<void> saveDraft(const protocol::DraftTab& tab);
    [[nodiscard]] Result<void> removeDraft(const std::string& id);
    [[nodiscard]] Result<void> saveLayout(const std::string& layout);
    /// Puts the URL first among the recent ones; the last 50 are kept.
    [[nodiscard]] Result<void> noteRecent(const std::string& url);
    /// Ordered by name. What is to be said about the file is said each time, and as long as no connection is saved, too,
    /// where the last file is that could not be read: connections may be in it.
    [[nodiscard]] Result<protocol::SavedConnectionsListed> savedConnections();
    /// Errors: NotFound, which names such a file, too; why the file could not be read, where the connection may be in it.
    [[nodiscard]] Result<protocol::SavedConnection> savedConnection(const std::string& name);
    /// Adds it, or replaces the one of this name; with `replaces`, the one of that name.
    /// Errors: InvalidInput for a name that is empty, not UTF-8, or another connection's.
    /// With `read` only what was read is replaced; InvalidInput where something else is kept by now.
    [[nodiscard]] Result<void> saveConnection(const protocol::SavedConnection& connection,
                                              const std::string& replaces = {},
                                              const std::optional<protocol::ReadConnection>& read = {});
    /// Whether that would be done now. Errors: the same.
    [[nodiscard]] Result<void> checkSave(const protocol::SavedConnection& connection, const std::string& replaces,
                                         const std::optional<protocol::ReadConnection>& read);
    /// Adds those whose names nobody has, in one transaction; the answer is the names that somebody has.
    [[nodiscard]] Result<std::vector<std::string>>
    addConnections(const std::vector<protocol::SavedConnection>& connections);
    /// Changes nothing else of it. Errors: NotFound.
    [[nodiscard]] Result<void> markFavourite(const std::string& name, bool favourite);
    /// Makes a saved connection the one that was used last.
    [[nodiscard]] Result<void> noteConnectionUse(const std::string& name);
    /// Errors: NotFound; InvalidInput where something else is kept by now than was read.
    [[nodiscard]] Result<void> removeConnection(const std::string& name,
                                                const std::optional<protocol::ReadConnection>& read = {});

    /// What a person should know who looks for something of a kind: that nothing is kept, or, as long as nothing of the kind is, where
    /// the last file is that could not be read, and how to go on. Empty when there is nothing to say.
    [[nodiscard]] Result<std::string> warningAbout(Kept what);

    /// The next two say in their notices what `warningAbout` does. Errors: why the file could not be read, but for those who were told so
    /// by `openWorkspace`: an empty list would say that there is nothing.
    [[nodiscard]] Result<BackupCatalogue::List> backups();
    [[nodiscard]] Result<void> keepBackup(const protocol::BackupEntry& entry);
    /// Errors: NotFound.
    [[nodiscard]] Result<void> removeBackup(const std::string& id);

    [[nodiscard]] Result<ScheduleList::List> schedules();
    /// As `ScheduleList` has them.
    [[nodiscard]] Result<void> keepSchedule(const protocol::ScheduleEntry& entry);
    [[nodiscard]] Result<void> keepScheduleState(const std::string& id, const protocol::ScheduleState& state);
    [[nodiscard]] Result<void> removeSchedule(const std::string& id);

private:
    /// What exists from the first call on.
    struct Opened;

    [[nodiscard]] Result<Opened*> opened();
    /// The same for those who ask what is kept: a file that was locked is tried again.
    [[nodiscard]] Result<Opened*> readable();
    /// The same: errors, too, when nothing could be read and nobody was told.
    [[nodiscard]] Result<Opened*> known();
    /// For changes: errors when the file has vanished.
    [[nodiscard]] Result<Opened*> writable();
    /// For changes that a person asked for by name: errors, too, when they would not be kept and nobody was told.
    [[nodiscard]] Result<Opened*> keeping();
    /// For changes that other processes go by: errors, too, whenever they would not be kept.
    [[nodiscard]] Result<Opened*> onDisk();
    /// What is said of a file that was set aside, while nothing of the kind is kept in its place; empty when there is nothing to say.
    [[nodiscard]] std::string whatIsAside(const Opened& open, Kept what) const;
    /// What is said of the file with a list of the kind.
    [[nodiscard]] std::vector<Notice> noticesOf(const Opened& open, Kept what) const;
    /// The same error; a missing connection may be in a file that was set aside, or could not be read.
    [[nodiscard]] Error sayingWhatIsAside(Error error);
    /// For changes of the claimed workspace.
    [[nodiscard]] Result<Opened*> claimed();

    std::filesystem::path m_dataDirectory;
    std::unique_ptr<Opened> m_opened;
};

} // namespace dbv::store
