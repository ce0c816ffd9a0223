// SPDX-License-Identifier: Apache-2.0
// Backups enter the catalogue, and leave it.
#include <algorithm>
#include <utility>

#include <dbv/core/cancel.h>

#include "archive/manifest.h"
#include "backup/backup_address.h"
#include "backup/backup_file.h"
#include "backup/backup_target.h"
#include "engine/backup_work.h"

namespace dbv::engine {

void tellContents(protocol::BackupEntry& entry, const archive::Manifest& manifest) {
    entry.engine = manifest.engine;
    entry.connection = manifest.connection;
    entry.server = manifest.server;
    entry.database = manifest.database;
    entry.scope = manifest.scope;
    entry.serverVersion = manifest.serverVersion;
    entry.tool = manifest.tool;
    entry.objects = manifest.objects.size();
    entry.rows = 0;
    for (const archive::ManifestObject& object : manifest.objects) {
        entry.rows += object.rows.value_or(0);
    }
}

Result<protocol::BackupsListed> BackupWork::scan(const std::string& folder) {
    Result<protocol::BackupsListed> known = m_book.all();
    if (!known) {
        return known;
    }
    const Result<backup::PlacedFile> place = m_book.places().at(folder);
    const Result<std::vector<backup::PlacedEntry>> files =
        place ? place->place().list(place->path()) : std::unexpected(place.error());
    if (!files) {
        return std::unexpected(files.error());
    }
    protocol::BackupsListed found;
    for (const backup::PlacedEntry& file : *files) {
        const std::string path = backup::inFolder(place->path(), file.name);
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
        if (!entry && place->place().isLost()) {
            return std::unexpected(std::move(entry.error()));
        }
        if (!entry) {
            found.notices.push_back({"warning", entry.error().message});
            continue;
        }
        // What an encrypted one is of, only its passphrase tells.
        if (const Result<archive::Manifest> manifest = entry->encrypted
                                                           ? fail(ErrorKind::WrongPassphrase, "encrypted")
                                                           : backup::readManifest(place->other(path), nullptr)) {
            tellContents(*entry, *manifest);
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

Result<bool> BackupWork::removeFile(protocol::BackupEntry& entry) {
    const auto orTheEntryAlone = [](Error error) {
        error.hint += (error.hint.empty() ? "" : " ") + std::string("Or remove the entry alone.");
        return std::unexpected(std::move(error));
    };
    const Result<backup::PlacedFile> file = m_book.places().at(entry.path);
    Result<void> tidied = file ? m_book.tidyOne(entry, *file) : std::unexpected(file.error());
    if (!tidied) {
        return orTheEntryAlone(std::move(tidied.error()));
    }
    const Result<std::optional<backup::PlacedFacts>> there =
        hasFile(entry) ? file->place().look(file->path()) : std::optional<backup::PlacedFacts>();
    // A folder of this machine that can't be looked into has no file that could be removed.
    if (!there && !file->place().isLocal()) {
        return orTheEntryAlone(there.error());
    }
    if (!there || !*there) {
        return false;
    }
    if (!BackupBook::isFileOf(entry, *file)) {
        // Of a server that has gone meanwhile nothing was found out.
        const Result<std::optional<backup::PlacedFacts>> still = file->place().look(file->path());
        return still ? Result<bool>(true) : orTheEntryAlone(still.error());
    }
    Result<void> removed = file->place().remove(file->path());
    return removed ? Result<bool>(false) : orTheEntryAlone(std::move(removed.error()));
}

Result<protocol::BackupsListed> BackupWork::removeBackup(const protocol::DeleteBackup& command) {
    Result<protocol::BackupsListed> known = m_book.all();
    if (!known) {
        return known;
    }
    const auto entry = std::ranges::find(known->entries, command.id, &protocol::BackupEntry::id);
    if (entry == known->entries.end()) {
        const std::string warning = m_book.catalogueWarning();
        return fail(ErrorKind::NotFound, "There is no backup \"" + command.id + "\" in the catalogue.",
                    warning.empty() ? "dbvis backup list shows them." : warning);
    }
    if (entry->state == protocol::BackupState::Running) {
        return fail(ErrorKind::Busy, "The backup \"" + entry->id + "\" is still being made.",
                    "Wait until it is whole.");
    }
    const bool mayHaveFile = hasFile(*entry) || entry->trouble.ends_with(kLeftAtServer);
    const Result<bool> isNotIts = command.keepFile || !mayHaveFile ? Result<bool>(false) : removeFile(*entry);
    if (!isNotIts) {
        return std::unexpected(isNotIts.error());
    }
    if (Result<void> removed = m_book.remove(command.id); !removed) {
        return std::unexpected(std::move(removed.error()));
    }
    Result<protocol::BackupsListed> left = m_book.all();
    if (left && *isNotIts) {
        left->notices.push_back(
            {"warning", "\"" + entry->path + "\" was left, since it is not the file of this backup."});
    }
    return left;
}

} // namespace dbv::engine
