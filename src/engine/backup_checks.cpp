// SPDX-License-Identifier: Apache-2.0
// Work with backups that are there: read back, tried, compared.
#include <algorithm>
#include <filesystem>
#include <memory>
#include <system_error>
#include <utility>

#include "backup/backup_address.h"
#include "backup/backup_target.h"
#include "backup/comparison.h"
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
    if (here.isFilled && there.isFilled && here.isFilled != there.isFilled) {
        return *here.isFilled ? "has its rows in the backup and none in " + otherPlace
                              : "has no rows in the backup and has them in " + otherPlace;
    }
    if (here.value && there.value && here.value != there.value) {
        const bool isTable = here.type == "table";
        return (isTable ? "gives its next row the number " : "stands at ") + std::to_string(*here.value) +
               " in the backup and " + (isTable ? "" : "at ") + std::to_string(*there.value) + " in " + otherPlace;
    }
    if (here.definitionDigest == there.definitionDigest || here.definitionDigest.empty() ||
        there.definitionDigest.empty()) {
        return "has other settings (statistics of columns, by what it is clustered) in " + otherPlace +
               " than in the backup";
    }
    return "has another definition in " + otherPlace + " than in the backup";
}

protocol::BackupObject objectOf(const archive::ManifestObject& object) {
    return {object.type, object.schema, object.name, object.rows};
}

/// What can't be used is no other definition.
void tellBroken(std::vector<protocol::BackupDifference>& differences, const std::vector<backup::BrokenObject>& broken) {
    for (const auto& [object, reason] : broken) {
        const protocol::BackupObject same = objectOf(object);
        for (protocol::BackupDifference& difference : differences) {
            if (difference.object.type == same.type && difference.object.schema == same.schema &&
                difference.object.name == same.name) {
                difference.what = "is broken in " + std::string(kTheDatabase) + ": " + reason;
            }
        }
    }
}

} // namespace

void addMadeOtherwise(std::vector<protocol::BackupDifference>& differences,
                      const std::vector<archive::ManifestObject>& backup,
                      const std::vector<archive::ManifestObject>& there) {
    if (const std::string otherwise = backup::madeOtherwise(backup, there); !otherwise.empty()) {
        differences.push_back({{"database", "", "database", std::nullopt}, "was made otherwise: " + otherwise});
    }
}

const Secret* givenSecret(const Secret& passphrase) {
    return passphrase.empty() ? nullptr : &passphrase;
}

Result<jobs::JobFolder> folderFor(const BackupBook& book, const std::string& path) {
    return jobs::JobFolder::begin(book.locks(), newBackupId("check"), roomBeside(path));
}

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
    std::vector<protocol::BackupDifference> differences = differencesInWords(drilled->differences, kTheDatabase);
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
    if (Result<void> taken = m_watch->judged(
            session.dumper()->takeInventory(groundIn(*folder), backup::comparedScope(*manifest), now,
                                            backup::comparing(progress(), backup::rowsOf(manifest->objects))));
        !taken) {
        return std::unexpected(std::move(taken.error()));
    }
    backup::TakenObjects found = now.take();
    const std::vector<backup::BrokenObject> broken = found.broken;
    backup::forgetNumbers(found.objects);
    std::vector<protocol::BackupDifference> differences;
    addMadeOtherwise(differences, manifest->objects, found.objects);
    std::ranges::move(differencesInWords(backup::differencesTo(*manifest, {}, std::move(found)), kTheDatabase),
                      std::back_inserter(differences));
    tellBroken(differences, broken);
    return protocol::BackupChecked{*std::move(entry), std::move(differences),
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
    // One that is in no catalogue tells itself what it is of.
    if (name.isStandardInput || entry->engine.empty()) {
        tellContents(*entry, *manifest);
    }
    protocol::BackupDescribed described{*std::move(entry), manifest->begun, manifest->ended, {}};
    described.objects.reserve(manifest->objects.size());
    std::ranges::transform(manifest->objects, std::back_inserter(described.objects), objectOf);
    if (manifest->besides) {
        std::ranges::transform(*manifest->besides, std::back_inserter(described.objects), objectOf);
    }
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
