// SPDX-License-Identifier: Apache-2.0
// Backups that are put back, and what is asked before.
#include <algorithm>
#include <set>
#include <utility>

#include "backup/comparison.h"
#include "backup/inventory_taker.h"
#include "backup/replaced_objects.h"
#include "backup/restore_backup.h"
#include "backup/verify_backup.h"
#include "engine/backup_work.h"
#include "jobs/job_folder.h"

namespace dbv::engine {

namespace {

std::unexpected<Error> cantBeRestored() {
    return fail(ErrorKind::Unsupported, "Databases of this kind can not be restored yet.",
                "Use the tool that comes with the server.");
}

/// What is there that no new database has: `2 tables (orders, customers) and 3 other objects`; empty for nothing.
std::string replacedInWords(const std::vector<archive::ManifestObject>& objects) {
    constexpr std::size_t kNamed = 5;
    std::size_t tables = 0;
    std::size_t others = 0;
    std::string names;
    for (const archive::ManifestObject& object : objects) {
        const bool isUsual = object.type == "database" || object.type == "schema" || object.type == "extension";
        if (object.type == "table") {
            ++tables;
            names += tables > kNamed ? "" : (names.empty() ? "" : ", ") + object.name;
        } else if (!isUsual) {
            ++others;
        }
    }
    names += tables > kNamed ? ", …" : "";
    std::string words;
    if (tables > 0) {
        words = (tables == 1 ? std::string("1 table") : std::to_string(tables) + " tables") + " (" + names + ")";
    }
    if (others > 0) {
        words += (words.empty() ? "" : " and ") + std::to_string(others) +
                 (words.empty() ? (others == 1 ? " object" : " objects")
                                : (others == 1 ? " other object" : " other objects"));
    }
    return words;
}

/// What would be dropped and put back of the objects that are there, what would go with it, and what has to go before.
std::string partReplacedInWords(const std::vector<archive::ManifestObject>& there, const archive::Manifest& manifest,
                                const RestoreWish& wish, const std::vector<std::string>& hanging) {
    std::string words = replacedInWords(there) + " would be dropped and put back";
    const bool hasTables = std::ranges::any_of(there, [](const auto& object) { return object.type == "table"; });
    const bool isBare = wish.content == DumpContent::Structure || manifest.scope.content == DumpContent::Structure;
    words += isBare && hasTables ? ", without rows." : ".";
    return hanging.empty() ? words
                           : words + " What hangs on them and is not wished has to be dropped first: " +
                                 backup::listInWords(hanging) + ".";
}

} // namespace

Result<std::vector<std::string>> BackupWork::mayRestore(Session& session, const protocol::RestoreBackup& command,
                                                        const Secret& passphrase) {
    if (session.dumper() == nullptr) {
        return cantBeRestored();
    }
    Result<protocol::BackupEntry> entry = find(command.backup);
    const Result<backup::PlacedFile> file = entry ? placeOf(command.backup, *entry) : std::unexpected(entry.error());
    const Result<archive::Manifest> manifest =
        file ? backup::readManifest(*file, givenSecret(passphrase)) : std::unexpected(file.error());
    if (!manifest) {
        return std::unexpected(entry ? noted(*entry, manifest.error()) : manifest.error());
    }
    const Result<void> fits = backup::checkWish(*session.dumper(), *manifest, command.wish, file->path());
    return fits ? Result<std::vector<std::string>>(backup::howMade(manifest->objects)) : std::unexpected(fits.error());
}

bool BackupWork::holdsNothing(Session& session) {
    backup::InventoryTaker taker;
    const Result<void> taken = session.dumper()->takeInventory({}, {.content = DumpContent::Structure}, taker,
                                                               [](const DumpAdvance&) { return true; });
    return taken && replacedInWords(taker.take().objects).empty();
}

Result<protocol::BackupRestored> BackupWork::restore(Session& session, const protocol::RestoreBackup& command,
                                                     const Secret& passphrase) {
    if (session.dumper() == nullptr) {
        return cantBeRestored();
    }
    Result<protocol::BackupEntry> entry = find(command.backup);
    watch(session);
    Result<protocol::BackupRestored> restored =
        m_watch->judged(entry ? restoreEntry(session, *std::move(entry), command, passphrase)
                              : std::unexpected(std::move(entry.error())));
    if (!restored) {
        session.dumper()->leaveNothing();
    }
    return restored;
}

Result<void> BackupWork::checkPlace(Session& session, const archive::Manifest& manifest, const RestoreWish& wish,
                                    const DumpGround& ground) {
    // Of a part no more is meant than what it has of its database. What is there is listed, not read.
    DumpScope meant{.content = DumpContent::Structure};
    meant.schemas = wish.objects.empty() ? manifest.scope.schemas : std::vector<std::string>();
    meant.objects = wish.objects.empty() ? manifest.scope.objects : wish.objects;
    backup::InventoryTaker taker;
    if (Result<void> taken = session.dumper()->takeInventory(ground, meant, taker, backup::unmeasured(progress()));
        !taken) {
        return taken;
    }
    std::vector<archive::ManifestObject> there = taker.take().objects;
    const std::string hint = "Restore into a new database. Or say that what is there is to be replaced, which only "
                             "databases that are files can do as a whole; others can replace chosen objects.";
    if (meant.holdsAllObjects()) {
        const std::string replaced = replacedInWords(there);
        return replaced.empty()
                   ? Result<void>()
                   : fail(ErrorKind::ConfirmationRequired,
                          "The database is not empty: " + replaced + " would be replaced by the backup.", hint);
    }
    const std::vector<std::string> gone = backup::goneWith(there, manifest.objects);
    std::set<DumpObject> backedUp;
    for (const archive::ManifestObject& object : manifest.objects) {
        backedUp.insert({object.schema, object.name});
    }
    std::erase_if(there, [&backedUp](const archive::ManifestObject& object) {
        return !backedUp.contains({object.schema, object.name});
    });
    if (replacedInWords(there).empty()) {
        return {};
    }
    const Result<std::vector<std::string>> hanging =
        session.dumper()->hangingOn(backup::replacedBy(manifest.objects, there));
    if (!hanging) {
        return std::unexpected(hanging.error());
    }
    std::string message =
        "Of what is wished, the database has some: " + partReplacedInWords(there, manifest, wish, *hanging);
    if (!gone.empty()) {
        message += " With them would go what the backup does not have: " + backup::listInWords(gone) + ".";
    }
    if (!backup::tellsParts(manifest.objects) && backup::tellsParts(there)) {
        message +=
            " Whether they have columns that the backup does not have can't be told before, since it was made by an "
            "earlier version.";
    }
    return fail(ErrorKind::ConfirmationRequired, std::move(message), hint);
}

Result<protocol::BackupRestored> BackupWork::restoreEntry(Session& session, protocol::BackupEntry entry,
                                                          const protocol::RestoreBackup& command,
                                                          const Secret& passphrase) {
    const Result<backup::PlacedFile> file = placeOf(command.backup, entry);
    const Result<archive::Manifest> manifest =
        file ? backup::readManifest(*file, givenSecret(passphrase)) : std::unexpected(file.error());
    if (!manifest) {
        return std::unexpected(noted(entry, manifest.error()));
    }
    const Result<jobs::JobFolder> folder = folderFor(m_book, entry.path);
    if (!folder) {
        return std::unexpected(folder.error());
    }
    // Rows alone go where the tables are already.
    const bool isRows = command.wish.content == DumpContent::Rows || manifest->scope.content == DumpContent::Rows;
    if (!command.wish.replace && !isRows) {
        if (Result<void> free = checkPlace(session, *manifest, command.wish, groundIn(*folder)); !free) {
            return std::unexpected(std::move(free.error()));
        }
    }
    Result<backup::RestoredBackup> restored =
        backup::restoreBackup(session, *file, givenSecret(passphrase), command.wish, groundIn(*folder), progress());
    if (!restored) {
        return std::unexpected(noted(entry, restored.error()));
    }
    return protocol::BackupRestored{std::move(entry), differencesInWords(restored->differences, kTheDatabase),
                                    restored->rows, std::move(restored->notices),
                                    static_cast<double>(restored->time.count())};
}

} // namespace dbv::engine
