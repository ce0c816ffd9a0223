// SPDX-License-Identifier: Apache-2.0
// Backups enter the catalogue, and leave it.
#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

#include <dbv/core/cancel.h>

#include "archive/manifest.h"
#include "backup/backup_file.h"
#include "backup/backup_target.h"
#include "engine/backup_work.h"

namespace dbv::engine {

Result<protocol::BackupsListed> BackupWork::scan(const std::string& folder) {
    Result<protocol::BackupsListed> known = m_book.all();
    if (!known) {
        return known;
    }
    std::error_code error;
    protocol::BackupsListed found;
    std::filesystem::directory_iterator files(folder, error);
    if (error) {
        return fail(ErrorKind::IoError, "The folder \"" + folder + "\" can't be read: " + error.message() + ".",
                    "Check its name and its permissions.");
    }
    for (const auto& file : files) {
        const std::string path = file.path().string();
        const bool isKnown = std::ranges::any_of(known->entries, [&path](const protocol::BackupEntry& entry) {
            return entry.path == path && hasFile(entry);
        });
        if (isKnown || !path.ends_with(backup::kBackupEnding)) {
            continue;
        }
        if (m_stop.stop_requested()) {
            return std::unexpected(cancelledError(Damage::None));
        }
        Result<protocol::BackupEntry> entry = m_book.find({{}, path});
        if (!entry) {
            found.notices.push_back({"warning", entry.error().message});
            continue;
        }
        // What an encrypted one is of, only its passphrase tells.
        if (const Result<archive::Manifest> manifest = entry->encrypted ? fail(ErrorKind::WrongPassphrase, "encrypted")
                                                                        : backup::readManifest(path, nullptr)) {
            entry->engine = manifest->engine;
            entry->connection = manifest->connection;
            entry->server = manifest->server;
            entry->database = manifest->database;
            entry->scope = manifest->scope;
            entry->serverVersion = manifest->serverVersion;
            entry->tool = manifest->tool;
            entry->objects = manifest->objects.size();
            for (const archive::ManifestObject& object : manifest->objects) {
                entry->rows += object.rows.value_or(0);
            }
        } else if (!entry->encrypted) {
            found.notices.push_back({"warning", noted(*entry, manifest.error()).message});
            continue;
        }
        entry->id = newBackupId("found");
        if (Result<void> kept = m_book.keep(*entry); !kept) {
            return std::unexpected(std::move(kept.error()));
        }
        found.entries.push_back(*std::move(entry));
    }
    return found;
}

Result<protocol::BackupsListed> BackupWork::removeBackup(const protocol::DeleteBackup& command) {
    Result<protocol::BackupsListed> known = m_book.all();
    if (!known) {
        return known;
    }
    const auto entry = std::ranges::find(known->entries, command.id, &protocol::BackupEntry::id);
    if (entry == known->entries.end()) {
        return fail(ErrorKind::NotFound, "There is no backup \"" + command.id + "\" in the catalogue.",
                    "dbvis backup list shows them.");
    }
    if (entry->state == protocol::BackupState::Running) {
        return fail(ErrorKind::Busy, "The backup \"" + entry->id + "\" is still being made.",
                    "Wait until it is whole.");
    }
    std::error_code error;
    const bool isThere = !command.keepFile && hasFile(*entry) && std::filesystem::exists(entry->path, error);
    const bool isItsOwn = isThere && BackupBook::isFileOf(*entry);
    if (isItsOwn) {
        std::filesystem::remove(entry->path, error);
        if (error) {
            return fail(ErrorKind::IoError, "\"" + entry->path + "\" can't be removed: " + error.message() + ".",
                        "Check its permissions, or remove the entry alone.");
        }
    }
    if (Result<void> removed = m_book.remove(command.id); !removed) {
        return std::unexpected(std::move(removed.error()));
    }
    Result<protocol::BackupsListed> left = m_book.all();
    if (left && isThere && !isItsOwn) {
        left->notices.push_back(
            {"warning", "\"" + entry->path + "\" was left, since it is not the file of this backup."});
    }
    return left;
}

} // namespace dbv::engine
