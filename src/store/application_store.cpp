// SPDX-License-Identifier: Apache-2.0
#include "store/application_store.h"

#include <array>
#include <chrono>
#include <cstddef>
#include <iterator>
#include <optional>
#include <system_error>
#include <utility>

#include "settings/file_lock.h"
#include "settings/file_paths.h"
#include "store/saved_connections.h"
#include "store/store_file.h"
#include "store/workspace.h"

namespace dbv::store {

namespace {

constexpr const char* kLocksFolder = "workspaces";
constexpr std::chrono::seconds kClaimPatience{5};

/// Does something with the workspaces of all programs while nobody else does; `use` gets the folder of their locks.
template <class Use>
auto whileAlone(const std::filesystem::path& dataDirectory, Use use) -> decltype(use(std::filesystem::path())) {
    const Result<settings::FileLock> alone = settings::FileLock::acquire(dataDirectory / kOpeningLock, kClaimPatience);
    if (!alone) {
        return std::unexpected(alone.error());
    }
    return use(dataDirectory / kLocksFolder);
}

/// Does something with what was opened, or answers why it was not.
template <class Opened, class Use>
auto with(Result<Opened*> opened, Use use) -> decltype(use(**opened)) {
    if (!opened) {
        return std::unexpected(std::move(opened.error()));
    }
    return use(**opened);
}

/// How something is said of what is kept, or was.
struct KeptWords {
    const char* any;
    const char* none;
    const char* before;
    const char* goOn;
};

constexpr std::array kKeptWords{
    KeptWords{"SELECT EXISTS(SELECT 1 FROM connections)", "No connection is saved.",
              "; connections that were saved before may be in it.", "add the connections again"},
    KeptWords{"SELECT EXISTS(SELECT 1 FROM schedules)", "No schedule of backups is kept, so none runs.",
              "; schedules that were made before may be in it.",
              "add schedules that were exported (dbvis schedule import FILE) or make them again"},
    KeptWords{"SELECT EXISTS(SELECT 1 FROM backups)", "No backup is in the catalogue.",
              "; the catalogue of backups that were made before may be in it.",
              "enter the backups of each folder again (dbvis backup scan FOLDER)"},
};

const KeptWords& wordsOf(Kept what) {
    return kKeptWords[static_cast<std::size_t>(what)];
}

void append(std::vector<Notice>& all, std::vector<Notice> more) {
    all.insert(all.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

} // namespace

struct ApplicationStore::Opened {
    explicit Opened(OpenedStore opened) : file(std::move(opened)), connections(*file.connection) {}

    /// Also where that can not be found out: who asks for it hears why.
    [[nodiscard]] bool holdsAny(Kept what) const {
        const Result<QVariant> any = file.connection->value(QString::fromLatin1(wordsOf(what).any));
        return !any || any->toBool();
    }

    OpenedStore file;
    SavedConnections connections;
    std::optional<Workspace> workspace;
};

ApplicationStore::ApplicationStore(std::filesystem::path dataDirectory) : m_dataDirectory(std::move(dataDirectory)) {}

ApplicationStore::~ApplicationStore() = default;

Result<ApplicationStore::Opened*> ApplicationStore::opened() {
    if (!m_opened) {
        Result<OpenedStore> file = openStore(m_dataDirectory);
        if (!file) {
            return std::unexpected(std::move(file.error()));
        }
        m_opened = std::make_unique<Opened>(*std::move(file));
    }
    return m_opened.get();
}

Result<ApplicationStore::Opened*> ApplicationStore::readable() {
    // Where somebody was told that nothing is kept, that holds.
    if (m_opened && !m_opened->workspace && m_opened->file.notKept && m_opened->file.notKept->kind == ErrorKind::Busy) {
        m_opened.reset();
    }
    return opened();
}

Result<ApplicationStore::Opened*> ApplicationStore::known() {
    Result<Opened*> all = readable();
    if (all && (*all)->file.notKept && (*all)->file.unread && !(*all)->workspace) {
        return std::unexpected(*(*all)->file.notKept);
    }
    return all;
}

Result<ApplicationStore::Opened*> ApplicationStore::writable() {
    Result<Opened*> all = opened();
    std::error_code error;
    const std::filesystem::path file = m_dataDirectory / kStoreFile;
    // What is written to a file without a name is gone with the process.
    if (all && !(*all)->file.notKept && !std::filesystem::exists(file, error)) {
        return fail(ErrorKind::IoError, "The state file " + settings::shownPath(file) + " has vanished.",
                    "Put it back, or start the program again to begin a new one.");
    }
    return all;
}

Result<ApplicationStore::Opened*> ApplicationStore::keeping() {
    const Result<Opened*> there = readable();
    Result<Opened*> all = there ? writable() : there;
    if (all && (*all)->file.notKept && !(*all)->workspace) {
        return std::unexpected(*(*all)->file.notKept);
    }
    return all;
}

Result<ApplicationStore::Opened*> ApplicationStore::onDisk() {
    Result<Opened*> all = keeping();
    if (all && (*all)->file.notKept) {
        return std::unexpected(*(*all)->file.notKept);
    }
    return all;
}

Result<ApplicationStore::Opened*> ApplicationStore::claimed() {
    Result<Opened*> all = writable();
    if (all && !(*all)->workspace) {
        return fail(ErrorKind::InvalidInput, "No workspace is open.", "Open the workspace first.");
    }
    return all;
}

std::string ApplicationStore::whatIsAside(const Opened& open, Kept what) const {
    const std::filesystem::path aside = open.holdsAny(what) ? std::filesystem::path() : lastSetAside(m_dataDirectory);
    return aside.empty() ? std::string()
                         : std::string(wordsOf(what).none) + " A state file that could not be read is kept as " +
                               settings::shownPath(aside) + wordsOf(what).before;
}

std::vector<Notice> ApplicationStore::noticesOf(const Opened& open, Kept what) const {
    if (open.file.notKept) {
        return open.file.notices;
    }
    if (open.holdsAny(what)) {
        return {};
    }
    std::string aside = whatIsAside(open, what);
    if (aside.empty()) {
        return open.file.notices;
    }
    aside += " Put a sound copy in the place of " + settings::shownPath(m_dataDirectory / kStoreFile) + ", or " +
             wordsOf(what).goOn + ". Remove the file that is kept once nothing in it is missed.";
    return {{.severity = "warning", .message = std::move(aside)}};
}

Result<std::string> ApplicationStore::warningAbout(Kept what) {
    return with(opened(), [&](Opened& open) -> Result<std::string> {
        const std::vector<Notice> notices = noticesOf(open, what);
        return notices.empty() ? std::string() : notices.front().message;
    });
}

Error ApplicationStore::sayingWhatIsAside(Error error) {
    if (!m_opened || error.kind != ErrorKind::NotFound) {
        return error;
    }
    if (m_opened->file.notKept && m_opened->file.unread) {
        return *m_opened->file.notKept;
    }
    const std::string aside = whatIsAside(*m_opened, Kept::Connections);
    if (!aside.empty()) {
        error.hint = aside + " Put a sound copy of it in its place, or add the connection again.";
    }
    return error;
}

Result<protocol::WorkspaceState> ApplicationStore::openWorkspace() {
    const Result<Opened*> all = opened();
    if (!all) {
        return std::unexpected(all.error());
    }
    Opened& open = **all;
    if (!open.workspace) {
        Result<Workspace> workspace = open.file.notKept
                                          ? Workspace::claim(*open.file.connection, std::nullopt)
                                          : whileAlone(m_dataDirectory, [&open](const std::filesystem::path& locks) {
                                                return Workspace::claim(*open.file.connection, locks);
                                            });
        if (!workspace) {
            return std::unexpected(std::move(workspace.error()));
        }
        open.workspace = *std::move(workspace);
    }
    Result<std::vector<protocol::DraftTab>> tabs = open.workspace->drafts();
    Result<std::string> layout = open.workspace->layout();
    Result<std::vector<std::string>> recent = open.connections.recentUrls();
    Result<SavedConnections::List> saved = open.connections.all();
    for (Error* const error : {tabs ? nullptr : &tabs.error(), layout ? nullptr : &layout.error(),
                               recent ? nullptr : &recent.error(), saved ? nullptr : &saved.error()}) {
        if (error != nullptr) {
            return std::unexpected(std::move(*error));
        }
    }
    protocol::WorkspaceState state{.tabs = *std::move(tabs),
                                   .layout = *std::move(layout),
                                   .recentUrls = *std::move(recent),
                                   .savedConnections = std::move(saved->connections),
                                   .notices = open.file.notices,
                                   .tabsElsewhere = open.workspace->tabsElsewhere()};
    append(state.notices, std::move(saved->notices));
    return state;
}

Result<protocol::WorkspaceState> ApplicationStore::takeAbandoned() {
    return with(claimed(), [this](Opened& open) -> Result<protocol::WorkspaceState> {
        if (open.file.notKept) {
            return protocol::WorkspaceState{};
        }
        Result<Workspace::Taken> taken = whileAlone(m_dataDirectory, [&open](const std::filesystem::path& locks) {
            return open.workspace->takeAbandoned(locks);
        });
        if (!taken) {
            return std::unexpected(std::move(taken.error()));
        }
        return protocol::WorkspaceState{.tabs = std::move(taken->tabs),
                                        .layout = std::move(taken->layout),
                                        .tabsElsewhere = open.workspace->tabsElsewhere()};
    });
}

Result<void> ApplicationStore::saveDraft(const protocol::DraftTab& tab) {
    return with(claimed(), [&](Opened& open) { return open.workspace->saveDraft(tab); });
}

Result<void> ApplicationStore::removeDraft(const std::string& id) {
    return with(claimed(), [&](Opened& open) { return open.workspace->removeDraft(id); });
}

Result<void> ApplicationStore::saveLayout(const std::string& layout) {
    return with(claimed(), [&](Opened& open) { return open.workspace->saveLayout(layout); });
}

Result<void> ApplicationStore::noteRecent(const std::string& url) {
    return with(writable(), [&](Opened& open) { return open.connections.noteRecent(url); });
}

Result<protocol::SavedConnectionsListed> ApplicationStore::savedConnections() {
    const Result<Opened*> all = readable();
    if (!all) {
        return std::unexpected(all.error());
    }
    Result<SavedConnections::List> list = (*all)->connections.all();
    if (!list) {
        return std::unexpected(std::move(list.error()));
    }
    const OpenedStore& file = (*all)->file;
    protocol::SavedConnectionsListed listed{
        .connections = std::move(list->connections), .notices = file.notices, .unread = file.unread};
    append(listed.notices, std::move(list->notices));
    if (std::string aside = whatIsAside(**all, Kept::Connections); !aside.empty() && file.notices.empty()) {
        listed.notices.push_back({.severity = "warning", .message = std::move(aside)});
    }
    return listed;
}

Result<protocol::SavedConnection> ApplicationStore::savedConnection(const std::string& name) {
    Result<protocol::SavedConnection> found =
        with(readable(), [&](Opened& open) { return open.connections.find(name); });
    return found ? found : std::unexpected(sayingWhatIsAside(std::move(found.error())));
}

Result<void> ApplicationStore::saveConnection(const protocol::SavedConnection& connection, const std::string& replaces,
                                              const std::optional<protocol::ReadConnection>& read) {
    return with(keeping(), [&](Opened& open) { return open.connections.save(connection, replaces, read); });
}

Result<void> ApplicationStore::checkSave(const protocol::SavedConnection& connection, const std::string& replaces,
                                         const std::optional<protocol::ReadConnection>& read) {
    return with(keeping(), [&](Opened& open) { return open.connections.checkSave(connection, replaces, read); });
}

Result<std::vector<std::string>>
ApplicationStore::addConnections(const std::vector<protocol::SavedConnection>& connections) {
    return with(keeping(), [&](Opened& open) { return open.connections.addAll(connections); });
}

Result<void> ApplicationStore::markFavourite(const std::string& name, bool favourite) {
    return with(keeping(), [&](Opened& open) { return open.connections.markFavourite(name, favourite); });
}

Result<void> ApplicationStore::noteConnectionUse(const std::string& name) {
    return with(writable(), [&](Opened& open) { return open.connections.noteUse(name); });
}

Result<void> ApplicationStore::removeConnection(const std::string& name,
                                                const std::optional<protocol::ReadConnection>& read) {
    Result<void> removed = with(keeping(), [&](Opened& open) { return open.connections.remove(name, read); });
    return removed ? removed : std::unexpected(sayingWhatIsAside(std::move(removed.error())));
}

Result<BackupCatalogue::List> ApplicationStore::backups() {
    return with(known(), [this](Opened& open) {
        Result<BackupCatalogue::List> list = BackupCatalogue(*open.file.connection).all();
        if (list) {
            append(list->notices, noticesOf(open, Kept::Backups));
        }
        return list;
    });
}

Result<void> ApplicationStore::keepBackup(const protocol::BackupEntry& entry) {
    return with(keeping(), [&](Opened& open) { return BackupCatalogue(*open.file.connection).keep(entry); });
}

Result<void> ApplicationStore::removeBackup(const std::string& id) {
    return with(keeping(), [&](Opened& open) { return BackupCatalogue(*open.file.connection).remove(id); });
}

Result<ScheduleList::List> ApplicationStore::schedules() {
    return with(known(), [this](Opened& open) {
        Result<ScheduleList::List> list = ScheduleList(*open.file.connection).all();
        if (list) {
            append(list->notices, noticesOf(open, Kept::Schedules));
        }
        return list;
    });
}

Result<void> ApplicationStore::keepSchedule(const protocol::ScheduleEntry& entry) {
    return with(onDisk(), [&](Opened& open) { return ScheduleList(*open.file.connection).keep(entry); });
}

Result<void> ApplicationStore::keepScheduleState(const std::string& id, const protocol::ScheduleState& state) {
    return with(onDisk(), [&](Opened& open) { return ScheduleList(*open.file.connection).keepState(id, state); });
}

Result<void> ApplicationStore::removeSchedule(const std::string& id) {
    return with(onDisk(), [&](Opened& open) { return ScheduleList(*open.file.connection).remove(id); });
}

} // namespace dbv::store
