// SPDX-License-Identifier: Apache-2.0
// Two backups beside one another.
#include <chrono>

#include "backup/backup_file.h"
#include "backup/comparison.h"
#include "concurrency/clock.h"
#include "engine/backup_work.h"

namespace dbv::engine {

Result<protocol::BackupChecked> BackupWork::compareTwo(const protocol::CompareBackups& command,
                                                       const Secret& passphrase, const Secret& otherPassphrase) {
    const concurrency::TimePoint begun = std::chrono::steady_clock::now();
    const auto read = [this](const protocol::BackupName& name, const Secret& secret, protocol::BackupEntry& entry) {
        Result<protocol::BackupEntry> found = m_book.find(name);
        if (!found) {
            return Result<archive::Manifest>(std::unexpected(std::move(found.error())));
        }
        entry = *std::move(found);
        const Result<backup::PlacedFile> file = placeOf(name, entry);
        return file ? backup::readManifest(*file, secret.empty() ? nullptr : &secret) : std::unexpected(file.error());
    };
    protocol::BackupEntry entry;
    protocol::BackupEntry other;
    const Result<archive::Manifest> here = read(command.backup, passphrase, entry);
    const Result<archive::Manifest> there = here ? read(command.other, otherPassphrase, other) : here;
    if (!there) {
        return std::unexpected(there.error());
    }
    if (here->rowFormat != there->rowFormat) {
        return fail(ErrorKind::Unsupported,
                    "The backups are of two kinds of database (" + here->engine + ", " + here->rowFormat + " and " +
                        there->engine + ", " + there->rowFormat + ").",
                    "Compare two of one kind.");
    }
    std::vector<protocol::BackupDifference> differences;
    addMadeOtherwise(differences, here->objects, there->objects);
    std::ranges::move(differencesInWords(backup::differencesBetween(*here, *there), "the other"),
                      std::back_inserter(differences));
    return protocol::BackupChecked{std::move(entry), std::move(differences),
                                   concurrency::millisecondsBetween(begun, std::chrono::steady_clock::now())};
}

} // namespace dbv::engine
