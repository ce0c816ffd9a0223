// SPDX-License-Identifier: Apache-2.0
#include "engine/backup_book.h"

#include <algorithm>
#include <random>
#include <system_error>

#include <QDateTime>

#include "backup/backup_file.h"
#include "engine/store_call.h"
#include "jobs/job_folder.h"

namespace dbv::engine {

std::string newBackupId(std::string_view stamp) {
    constexpr std::string_view kDigits = "abcdefghijkmnpqrstuvwxyz23456789";
    std::random_device random;
    std::string id = std::string(stamp) + "-";
    for (int i = 0; i < 6; ++i) {
        id += kDigits[random() % kDigits.size()];
    }
    return id;
}

Result<protocol::BackupEntry> BackupBook::ofFile(const std::string& path) {
    const Result<std::unique_ptr<backup::BackupFile>> file =
        backup::BackupFile::open(path, archive::Reading::OnlyWanted);
    if (!file) {
        return std::unexpected(file.error());
    }
    const archive::ArchiveHeader& header = (*file)->header();
    protocol::BackupEntry entry;
    entry.state = protocol::BackupState::Made;
    entry.path = path;
    entry.bytes = (*file)->size();
    entry.compression = archive::compressionName(header.compression);
    entry.encrypted = (*file)->isSealed();
    entry.begunAt = QDateTime::fromString(QString::fromStdString(header.created), Qt::ISODate).toMSecsSinceEpoch();
    return entry;
}

bool BackupBook::settle(protocol::BackupEntry& entry) const {
    if (entry.trouble.ends_with(kDrillRuns) && !jobs::isAtWork(m_locks, drillId(entry.id))) {
        entry.trouble.resize(entry.trouble.size() - kDrillRuns.size());
        entry.trouble += "A drill of it was interrupted: the program ended while it ran.";
        return true;
    }
    if (entry.state != protocol::BackupState::Running || jobs::isAtWork(m_locks, entry.id)) {
        return false;
    }
    // A file takes its name when it is whole; one with another beginning is somebody else's.
    const Result<protocol::BackupEntry> file = ofFile(entry.path);
    constexpr std::int64_t kSecond = 1000;
    if (file && file->begunAt / kSecond == entry.begunAt / kSecond) {
        entry.state = protocol::BackupState::Made;
        entry.bytes = file->bytes;
        entry.trouble = "The program ended when the backup was written, before it was checked.";
    } else {
        entry.state = protocol::BackupState::Failed;
        entry.trouble = "The program ended while the backup was made.";
    }
    return true;
}

Result<protocol::BackupsListed> BackupBook::all() {
    Result<store::BackupCatalogue::List> list = onStoreLane(m_lane, [this] { return m_store.backups(); });
    if (!list) {
        return std::unexpected(std::move(list.error()));
    }
    for (protocol::BackupEntry& entry : list->entries) {
        if (settle(entry)) {
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
    Result<protocol::BackupsListed> list = all();
    if (!list) {
        return std::unexpected(std::move(list.error()));
    }
    const auto found = std::ranges::find_if(list->entries, [&name](const protocol::BackupEntry& entry) {
        return name.id.empty() ? entry.path == name.path : entry.id == name.id;
    });
    if (found == list->entries.end()) {
        return name.id.empty() ? ofFile(name.path)
                               : fail(ErrorKind::NotFound, "There is no backup \"" + name.id + "\" in the catalogue.",
                                      "See dbvis backup list, or name the file.");
    }
    if (found->state == protocol::BackupState::Running) {
        return fail(ErrorKind::Busy, "The backup \"" + found->id + "\" is still being made.",
                    "Wait until it is whole.");
    }
    return *std::move(found);
}

Result<void> BackupBook::keep(const protocol::BackupEntry& entry) {
    return entry.id.empty() ? Result<void>()
                            : onStoreLane(m_lane, [this, &entry] { return m_store.keepBackup(entry); });
}

Result<void> BackupBook::remove(const std::string& id) {
    return onStoreLane(m_lane, [this, &id] { return m_store.removeBackup(id); });
}

} // namespace dbv::engine
