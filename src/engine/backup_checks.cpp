// SPDX-License-Identifier: Apache-2.0
// Work with backups that are there: read back, tried, put back, compared.
#include <algorithm>
#include <filesystem>
#include <memory>
#include <system_error>
#include <utility>

#include "backup/backup_address.h"
#include "backup/backup_target.h"
#include "backup/drill.h"
#include "backup/inventory_taker.h"
#include "backup/make_backup.h"
#include "backup/verify_backup.h"
#include "concurrency/clock.h"
#include "engine/backup_work.h"
#include "jobs/job_folder.h"
#include "settings/private_files.h"

namespace dbv::engine {

namespace {

constexpr const char* kDatabase = "the database";

const Secret* givenSecret(const Secret& passphrase) {
    return passphrase.empty() ? nullptr : &passphrase;
}

Result<jobs::JobFolder> folderFor(const BackupBook& book, const std::string& path) {
    return jobs::JobFolder::begin(book.locks(), newBackupId("check"), roomBeside(path));
}

/// Under an id by which others see that it is being drilled.
Result<jobs::JobFolder> drillFolderFor(const BackupBook& book, const protocol::BackupEntry& entry) {
    return jobs::JobFolder::begin(book.locks(), drillId(entry.id.empty() ? newBackupId("file") : entry.id),
                                  roomBeside(entry.path));
}

std::string inWords(const archive::ManifestDifference& difference, const std::string& otherPlace) {
    if (!difference.there) {
        return "is in the backup and not in " + otherPlace;
    }
    if (!difference.here) {
        return "is in " + otherPlace + " and not in the backup";
    }
    const archive::ManifestObject& here = *difference.here;
    const archive::ManifestObject& there = *difference.there;
    if (here.rows != there.rows) {
        return "has " + std::to_string(here.rows.value_or(0)) + " rows in the backup and " +
               std::to_string(there.rows.value_or(0)) + " in " + otherPlace;
    }
    if (here.rowsDigest != there.rowsDigest) {
        return "has other rows in " + otherPlace + " than in the backup";
    }
    if (here.value != there.value) {
        return "stands at " + std::to_string(here.value.value_or(0)) + " in the backup and at " +
               std::to_string(there.value.value_or(0)) + " in " + otherPlace;
    }
    return "has another definition in " + otherPlace + " than in the backup";
}

protocol::BackupObject objectOf(const archive::ManifestObject& object) {
    return {object.type, object.schema, object.name, object.rows};
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

} // namespace

std::filesystem::path roomBeside(const std::string& path) {
    const std::filesystem::path folder = std::filesystem::path(path).parent_path();
    std::error_code unknown;
    const bool isBeside = !backup::isSftp(path) && settings::isWritableDirectory(folder);
    return isBeside ? folder : std::filesystem::temp_directory_path(unknown);
}

std::vector<protocol::BackupDifference> differencesInWords(const std::vector<archive::ManifestDifference>& differences,
                                                           const std::string& there) {
    std::vector<protocol::BackupDifference> words;
    words.reserve(differences.size());
    for (const archive::ManifestDifference& difference : differences) {
        words.push_back({objectOf(difference.here ? *difference.here : *difference.there), inWords(difference, there)});
    }
    return words;
}

Result<void> BackupWork::verifyEntry(protocol::BackupEntry& entry, const backup::PlacedFile& file,
                                     const Secret& passphrase) {
    const Result<backup::VerifiedBackup> verified = backup::verifyBackup(file, givenSecret(passphrase), progress());
    if (!verified) {
        return std::unexpected(noted(entry, verified.error()));
    }
    if (!entry.digest.empty() && entry.digest != verified->digest) {
        return std::unexpected(
            noted(entry, makeError(ErrorKind::CorruptBackup,
                                   "\"" + entry.path + "\" is another backup than was written there.",
                                   "Look for the right file, and put it in its place.")));
    }
    entry.digest = verified->digest;
    entry.bytes = verified->bytes;
    if (!verified->manifest) {
        entry.trouble = "The file is whole. What is in it was not looked at, since no passphrase was given.";
        return m_book.keep(entry);
    }
    entry.objects = verified->manifest->objects.size();
    entry.rows = 0;
    for (const archive::ManifestObject& object : verified->manifest->objects) {
        entry.rows += object.rows.value_or(0);
    }
    entry.engine = verified->manifest->engine;
    entry.database = verified->manifest->database;
    entry.scope = verified->manifest->scope;
    entry.serverVersion = verified->manifest->serverVersion;
    entry.tool = verified->manifest->tool;
    // What was proved stays so: it is the same file.
    const bool wasProved = entry.state == protocol::BackupState::Proved;
    entry.state = wasProved ? entry.state : protocol::BackupState::Verified;
    entry.verifiedAt = millisecondsNow();
    entry.trouble.clear();
    return m_book.keep(entry);
}

Result<protocol::BackupChecked> BackupWork::verify(const protocol::BackupName& name, const Secret& passphrase) {
    const concurrency::TimePoint begun = std::chrono::steady_clock::now();
    Result<protocol::BackupEntry> entry = find(name);
    const Result<backup::PlacedFile> file = entry ? placeOf(name, *entry) : std::unexpected(entry.error());
    Result<void> verified = file ? verifyEntry(*entry, *file, passphrase) : std::unexpected(file.error());
    if (!verified) {
        return std::unexpected(std::move(verified.error()));
    }
    return protocol::BackupChecked{
        *std::move(entry), {}, concurrency::millisecondsBetween(begun, std::chrono::steady_clock::now())};
}

Result<std::vector<protocol::BackupDifference>> BackupWork::drillEntry(Session& session, protocol::BackupEntry& entry,
                                                                       const backup::PlacedFile& file,
                                                                       const Secret& passphrase) {
    const Result<jobs::JobFolder> folder = drillFolderFor(m_book, entry);
    if (!folder) {
        return std::unexpected(folder.error());
    }
    // Where the program is killed meanwhile, the entry tells of it.
    const std::string before = entry.trouble;
    entry.trouble += (before.empty() ? "" : " ") + std::string(kDrillRuns);
    Result<void> told = m_book.keep(entry);
    entry.trouble = before;
    if (!told) {
        return std::unexpected(std::move(told.error()));
    }
    watch(session);
    Result<backup::RestoredBackup> drilled = m_watch->judged(
        backup::drillBackup(session, file, givenSecret(passphrase), groundIn(*folder), progress(),
                            [this](std::shared_ptr<Canceller> scratch) { m_watch->add(std::move(scratch)); }));
    if (!drilled) {
        if (told = m_book.keep(entry); !told) {
            drilled.error().detail += "The catalogue could not be told: " + told.error().message;
        }
        // Whether it is the backup or the place where it was tried is not known; that it was tried in vain is.
        return std::unexpected(noted(entry, std::move(drilled.error()), "A drill of it has failed: "));
    }
    std::vector<protocol::BackupDifference> differences = differencesInWords(drilled->differences, kDatabase);
    if (differences.empty()) {
        entry.state = protocol::BackupState::Proved;
        entry.verifiedAt = entry.provedAt = millisecondsNow();
        entry.recoveryMs = drilled->time.count();
        entry.objects = drilled->manifest.objects.size();
        entry.rows = drilled->rows;
        entry.engine = drilled->manifest.engine;
        entry.database = drilled->manifest.database;
        entry.trouble.clear();
    } else {
        entry.state = protocol::BackupState::Failed;
        entry.trouble =
            "A restore of it is not the same: " + differences.front().object.type + " \"" +
            differences.front().object.name + "\" " + differences.front().what +
            (differences.size() == 1 ? std::string(".") : ", and " + std::to_string(differences.size() - 1) + " more.");
    }
    if (Result<void> kept = m_book.keep(entry); !kept) {
        return std::unexpected(std::move(kept.error()));
    }
    return differences;
}

Result<TrialGround::Order> BackupWork::trialFor(const protocol::BackupName& name, const Secret& passphrase) {
    Result<protocol::BackupEntry> entry = find(name);
    const Result<backup::PlacedFile> file = entry ? placeOf(name, *entry) : std::unexpected(entry.error());
    const Result<archive::Manifest> manifest =
        file ? backup::readManifest(*file, givenSecret(passphrase)) : std::unexpected(file.error());
    if (!manifest) {
        return std::unexpected(entry ? noted(*entry, manifest.error()) : manifest.error());
    }
    return TrialGround::Order{manifest->engine, manifest->serverVersion, roomBeside(entry->path)};
}

Result<protocol::BackupChecked> BackupWork::drill(Session& session, const protocol::BackupName& name,
                                                  const Secret& passphrase) {
    const concurrency::TimePoint begun = std::chrono::steady_clock::now();
    Result<protocol::BackupEntry> entry = find(name);
    const Result<backup::PlacedFile> file = entry ? placeOf(name, *entry) : std::unexpected(entry.error());
    if (!file) {
        return std::unexpected(file.error());
    }
    Result<std::vector<protocol::BackupDifference>> differences = drillEntry(session, *entry, *file, passphrase);
    if (!differences) {
        return std::unexpected(std::move(differences.error()));
    }
    return protocol::BackupChecked{*std::move(entry), *std::move(differences),
                                   concurrency::millisecondsBetween(begun, std::chrono::steady_clock::now())};
}

Result<protocol::BackupRestored> BackupWork::restore(Session& session, const protocol::RestoreBackup& command,
                                                     const Secret& passphrase) {
    if (session.dumper() == nullptr) {
        return fail(ErrorKind::Unsupported, "Databases of this kind can not be restored yet.",
                    "Use the tool that comes with the server.");
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
        // Of a part no more is meant than what it has of its database. What is there is listed, not read.
        DumpScope meant{.content = DumpContent::Structure};
        meant.schemas = command.wish.objects.empty() ? manifest->scope.schemas : std::vector<std::string>();
        meant.objects = command.wish.objects.empty() ? manifest->scope.objects : command.wish.objects;
        backup::InventoryTaker there;
        if (Result<void> taken =
                session.dumper()->takeInventory(groundIn(*folder), meant, there, backup::unmeasured(progress()));
            !taken) {
            return std::unexpected(std::move(taken.error()));
        }
        if (const std::string replaced = replacedInWords(there.take()); !replaced.empty()) {
            return fail(
                ErrorKind::ConfirmationRequired,
                (meant.holdsAllObjects() ? std::string("The database is not empty: ")
                                         : std::string("Of what is wished, the database has some: ")) +
                    replaced +
                    (meant.holdsAllObjects()
                         ? " would be replaced by the backup."
                         : " would be dropped, with what belongs to them and is not in the backup, and put back."),
                "Restore into a new database. Or say that what is there is to be replaced, which only databases "
                "that are files can do as a whole; others can replace chosen objects.");
        }
    }
    const Result<backup::RestoredBackup> restored =
        backup::restoreBackup(session, *file, givenSecret(passphrase), command.wish, groundIn(*folder), progress());
    if (!restored) {
        return std::unexpected(noted(entry, restored.error()));
    }
    return protocol::BackupRestored{std::move(entry), differencesInWords(restored->differences, kDatabase),
                                    restored->rows, static_cast<double>(restored->time.count())};
}

Result<protocol::BackupChecked> BackupWork::compare(Session& session, const protocol::BackupName& name,
                                                    const Secret& passphrase) {
    const concurrency::TimePoint begun = std::chrono::steady_clock::now();
    Result<protocol::BackupEntry> entry = find(name);
    const Result<backup::PlacedFile> file = entry ? placeOf(name, *entry) : std::unexpected(entry.error());
    const Result<archive::Manifest> manifest =
        file ? backup::readManifest(*file, givenSecret(passphrase)) : std::unexpected(file.error());
    if (!manifest) {
        return std::unexpected(manifest.error());
    }
    const Result<DumpPlan> plan =
        session.dumper() != nullptr
            ? session.dumper()->plan(DumpScope())
            : fail(ErrorKind::Unsupported, "Databases of this kind can not be compared with a backup yet.", "");
    if (!plan) {
        return std::unexpected(plan.error());
    }
    if (manifest->rowFormat != plan->rowFormat) {
        return fail(ErrorKind::Unsupported,
                    "The backup is of another kind of database (" + manifest->engine + ", " + manifest->rowFormat +
                        ").",
                    "Compare it with a database of that kind.");
    }
    const Result<jobs::JobFolder> folder = folderFor(m_book, entry->path);
    if (!folder) {
        return std::unexpected(folder.error());
    }
    backup::InventoryTaker now;
    watch(session);
    if (Result<void> taken = m_watch->judged(session.dumper()->takeInventory(
            groundIn(*folder), manifest->scope, now, backup::comparing(progress(), backup::rowsOf(manifest->objects))));
        !taken) {
        return std::unexpected(std::move(taken.error()));
    }
    return protocol::BackupChecked{*std::move(entry),
                                   differencesInWords(archive::differencesOf(manifest->objects, now.take()), kDatabase),
                                   concurrency::millisecondsBetween(begun, std::chrono::steady_clock::now())};
}

Result<protocol::BackupDescribed> BackupWork::describe(const protocol::BackupName& name, const Secret& passphrase) {
    Result<protocol::BackupEntry> entry = find(name);
    const Result<backup::PlacedFile> file = entry ? placeOf(name, *entry) : std::unexpected(entry.error());
    const Result<archive::Manifest> manifest =
        file ? backup::readManifest(*file, givenSecret(passphrase)) : std::unexpected(file.error());
    if (!manifest) {
        return std::unexpected(file ? noted(*entry, manifest.error()) : manifest.error());
    }
    if (name.isStandardInput) {
        tellContents(*entry, *manifest);
    }
    protocol::BackupDescribed described{*std::move(entry), manifest->begun, manifest->ended, {}};
    described.objects.reserve(manifest->objects.size());
    std::ranges::transform(manifest->objects, std::back_inserter(described.objects), objectOf);
    return described;
}

Result<protocol::BackupUnpacked> BackupWork::unpack(const protocol::UnpackBackup& command, const Secret& passphrase) {
    Result<protocol::BackupEntry> entry = find(command.backup);
    const Result<backup::PlacedFile> file = entry ? placeOf(command.backup, *entry) : std::unexpected(entry.error());
    const Result<backup::PlacedFile> into = !file                      ? std::unexpected(file.error())
                                            : command.toStandardOutput ? m_book.places().standard()
                                                                       : m_book.places().at(command.path);
    if (!into) {
        return std::unexpected(into.error());
    }
    std::uint64_t bytes = 0;
    // How much it is stands at the end of a backup, and what comes by a stream is read once.
    if (!command.backup.isStandardInput) {
        const Result<archive::Manifest> said = backup::readManifest(*file, givenSecret(passphrase));
        if (!said) {
            return std::unexpected(said.error());
        }
        bytes = backup::dumpBytes(*said);
    }
    Result<backup::BackupTarget> target = backup::BackupTarget::file(*into, bytes);
    if (!target) {
        return std::unexpected(std::move(target.error()));
    }
    const backup::WorkProgress told = progress();
    const Result<archive::Manifest> unpacked = backup::unpackDump(
        *file, givenSecret(passphrase), [&target](std::string_view some) { return target->write(some); }, told);
    Result<void> done = unpacked ? target->publish() : std::unexpected(noted(*entry, unpacked.error()));
    if (!done) {
        return std::unexpected(std::move(done.error()));
    }
    return protocol::BackupUnpacked{*std::move(entry), unpacked->dumpFormat, backup::dumpBytes(*unpacked)};
}

} // namespace dbv::engine
