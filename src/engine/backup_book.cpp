// SPDX-License-Identifier: Apache-2.0
#include "engine/backup_book.h"

#include <algorithm>
#include <optional>
#include <random>
#include <set>
#include <system_error>

#include <QDateTime>

#include "backup/backup_address.h"
#include "backup/backup_file.h"
#include "backup/standard_place.h"
#include "engine/store_call.h"
#include "jobs/job_folder.h"
#include "jobs/partial_file.h"

namespace dbv::engine {

namespace {

/// The head of a backup knows no smaller part of the time.
constexpr std::int64_t kHeadSecond = 1000;

/// Whether an entry says that somebody is at work on it, and nobody is.
bool isDeserted(const protocol::BackupEntry& entry, const std::filesystem::path& locks) {
    return entry.state == protocol::BackupState::Running
               ? !jobs::isAtWork(locks, entry.id)
               : entry.trouble.ends_with(kDrillRuns) && !jobs::isAtWork(locks, drillId(entry.id));
}

bool anyOther(const protocol::BackupEntry& entry, const std::vector<protocol::BackupEntry>& all, const auto& holds) {
    return std::ranges::any_of(all, [&entry, &holds](const protocol::BackupEntry& other) {
        return other.id != entry.id && other.path == entry.path && holds(other);
    });
}

/// Of a backup that was being made when its process ended, what became of it.
void tellWhatBecame(protocol::BackupEntry& entry, const std::vector<protocol::BackupEntry>& all,
                    const backup::PlacedFile& placed) {
    // A file takes its name when it is whole; one with another beginning, or whose end another entry has, is somebody else's.
    const Result<protocol::BackupEntry> file = BackupBook::ofFile(placed);
    const bool isItsOwn =
        file && file->begunAt / kHeadSecond == entry.begunAt / kHeadSecond &&
        !anyOther(entry, all, [&file](const auto& other) { return hasFile(other) && other.digest == file->digest; });
    if (isItsOwn) {
        entry.state = protocol::BackupState::Made;
        entry.bytes = file->bytes;
        entry.digest = file->digest;
        entry.trouble = "The program ended when the backup was written, before it was checked.";
    }
}

} // namespace

bool hasFile(const protocol::BackupEntry& entry) {
    return entry.state != protocol::BackupState::Failed || !entry.digest.empty();
}

std::string newBackupId(std::string_view stamp) {
    constexpr std::string_view kDigits = "abcdefghijkmnpqrstuvwxyz23456789";
    std::random_device random;
    std::string id = std::string(stamp) + "-";
    for (int i = 0; i < 6; ++i) {
        id += kDigits[random() % kDigits.size()];
    }
    return id;
}

Result<protocol::BackupEntry> BackupBook::ofFile(const backup::PlacedFile& placed) {
    const Result<std::unique_ptr<backup::BackupFile>> file =
        backup::BackupFile::open(placed, archive::Reading::OnlyWanted);
    if (!file) {
        return std::unexpected(file.error());
    }
    const archive::ArchiveHeader& header = (*file)->header();
    protocol::BackupEntry entry;
    entry.state = protocol::BackupState::Made;
    entry.path = placed.path();
    entry.bytes = (*file)->size();
    entry.compression = archive::compressionName(header.compression);
    entry.encrypted = (*file)->isSealed();
    entry.begunAt = QDateTime::fromString(QString::fromStdString(header.created), Qt::ISODate).toMSecsSinceEpoch();
    while (true) {
        const Result<std::optional<std::string>> stream = (*file)->nextStream(true);
        if (!stream || !*stream) {
            break;
        }
    }
    entry.digest = (*file)->digest();
    return entry;
}

bool BackupBook::isFileOf(const protocol::BackupEntry& entry, const backup::PlacedFile& placed) {
    const Result<protocol::BackupEntry> file = ofFile(placed);
    if (!file) {
        // Its beginning may be what is damaged.
        const Result<std::optional<backup::PlacedFacts>> facts = placed.place().look(placed.path());
        return facts && *facts && (*facts)->size == entry.bytes;
    }
    const bool hasOtherEnd = !entry.digest.empty() && !file->digest.empty() && file->digest != entry.digest;
    return !hasOtherEnd && file->begunAt / kHeadSecond == entry.begunAt / kHeadSecond;
}

void BackupBook::settle(protocol::BackupEntry& entry, const std::vector<protocol::BackupEntry>& all) {
    if (entry.state != protocol::BackupState::Running) {
        entry.trouble.resize(entry.trouble.size() - kDrillRuns.size());
        entry.trouble += "A drill of it was interrupted: the program ended while it ran.";
        return;
    }
    entry.state = protocol::BackupState::Failed;
    entry.trouble = "The program ended while the backup was made.";
    if (backup::isSftp(entry.path)) {
        // Nobody waits for a server to see a list.
        entry.trouble += kLeftAtServer;
        return;
    }
    tellWhatBecame(entry, all, backup::PlacedFile(entry.path));
    if (!anyOther(entry, all, [](const auto& other) { return other.state == protocol::BackupState::Running; })) {
        jobs::PartialFile::removeLeftOf(entry.path);
    }
}

Result<void> BackupBook::tidyOne(protocol::BackupEntry& entry, const backup::PlacedFile& file) {
    if (!entry.trouble.ends_with(kLeftAtServer)) {
        return {};
    }
    Result<void> removed = file.place().removeLeft(file.path(), markOf(entry.id));
    const Result<std::optional<backup::PlacedFacts>> there =
        removed ? file.place().look(file.path()) : std::unexpected(removed.error());
    if (!there) {
        return std::unexpected(there.error());
    }
    entry.trouble.resize(entry.trouble.size() - kLeftAtServer.size());
    if (*there) {
        const Result<store::BackupCatalogue::List> list = onStoreLane(m_lane, [this] { return m_store.backups(); });
        if (!list) {
            return std::unexpected(list.error());
        }
        tellWhatBecame(entry, list->entries, file);
    }
    return keep(entry);
}

Result<void> BackupBook::tidyBeside(const backup::PlacedFile& file) {
    if (!backup::isSftp(file.path())) {
        return {};
    }
    Result<protocol::BackupsListed> list = all();
    if (!list) {
        return std::unexpected(std::move(list.error()));
    }
    for (protocol::BackupEntry& entry : list->entries) {
        if (entry.trouble.ends_with(kLeftAtServer) && backup::folderOf(entry.path) == backup::folderOf(file.path())) {
            // What can't be looked after now is by the next one: this backup is not kept from being made.
            [[maybe_unused]] const Result<void> tidied = tidyOne(entry, file.other(entry.path));
        }
    }
    return {};
}

Result<protocol::BackupsListed> BackupBook::all() {
    const auto read = [this] { return onStoreLane(m_lane, [this] { return m_store.backups(); }); };
    Result<store::BackupCatalogue::List> list = read();
    if (!list) {
        return std::unexpected(std::move(list.error()));
    }
    std::set<std::string> gone;
    for (const protocol::BackupEntry& entry : list->entries) {
        if (isDeserted(entry, m_locks)) {
            gone.insert(entry.id);
        }
    }
    // What a process wrote just before it let go of its lock may have come behind the first look.
    if (!gone.empty()) {
        list = read();
    }
    if (!list) {
        return std::unexpected(std::move(list.error()));
    }
    for (protocol::BackupEntry& entry : list->entries) {
        if (gone.contains(entry.id) && isDeserted(entry, m_locks)) {
            settle(entry, list->entries);
            if (Result<void> kept = keep(entry); !kept) {
                return std::unexpected(std::move(kept.error()));
            }
        }
    }
    for (const std::string& left : jobs::sweepJobFolders(m_locks)) {
        list->notices.push_back({"warning", "What a backup that was interrupted has left can't be removed: " + left});
    }
    return protocol::BackupsListed{std::move(list->entries), std::move(list->notices)};
}

Result<protocol::BackupEntry> BackupBook::find(const protocol::BackupName& name) {
    if (name.isStandardInput) {
        // It can be read once, so nothing is known of it before.
        protocol::BackupEntry entry;
        entry.state = protocol::BackupState::Made;
        entry.path = backup::kStandardName;
        return entry;
    }
    Result<protocol::BackupsListed> list = all();
    if (!list && !name.id.empty()) {
        return std::unexpected(std::move(list.error()));
    }
    const Result<std::string> path = backup::settledName(name.path);
    if (!path) {
        return std::unexpected(path.error());
    }
    if (!list) {
        // A file tells all that is needed of it; a damaged catalogue keeps nobody from a restore.
        list = protocol::BackupsListed();
    }
    const auto found = std::ranges::find_if(list->entries, [&name, &path](const protocol::BackupEntry& entry) {
        return name.id.empty() ? entry.path == *path && hasFile(entry) : entry.id == name.id;
    });
    if (found == list->entries.end() && name.id.empty()) {
        const Result<backup::PlacedFile> file = m_places.at(*path);
        return file ? ofFile(*file) : std::unexpected(file.error());
    }
    if (found == list->entries.end()) {
        const std::string warning = catalogueWarning();
        return fail(ErrorKind::NotFound, "There is no backup \"" + name.id + "\" in the catalogue.",
                    warning.empty() ? "See dbvis backup list, or name the file." : warning + " Or name the file.");
    }
    if (found->state == protocol::BackupState::Running) {
        return fail(ErrorKind::Busy, "The backup \"" + found->id + "\" is still being made.",
                    "Wait until it is whole.");
    }
    if (!hasFile(*found)) {
        return fail(ErrorKind::NotFound,
                    "The backup \"" + found->id + "\" has failed before it had a file: " + found->trouble,
                    "Use another backup, or name a file.");
    }
    return *std::move(found);
}

std::string BackupBook::catalogueWarning() {
    return onStoreLane(m_lane, [this] { return m_store.warningAbout(store::Kept::Backups); }).value_or(std::string());
}

Result<void> BackupBook::keep(const protocol::BackupEntry& entry) {
    return entry.id.empty() ? Result<void>()
                            : onStoreLane(m_lane, [this, &entry] { return m_store.keepBackup(entry); });
}

Result<void> BackupBook::remove(const std::string& id) {
    return onStoreLane(m_lane, [this, &id] { return m_store.removeBackup(id); });
}

} // namespace dbv::engine
