// SPDX-License-Identifier: Apache-2.0
#include "backup/restore_backup.h"

#include <utility>

#include "backup/inventory_taker.h"
#include "backup/make_backup.h"
#include "backup/verify_backup.h"

namespace dbv::backup {

namespace {

Result<void> checkFits(const archive::Manifest& manifest, const DumpPlan& plan, const std::string& path) {
    if (manifest.dumpFormat != plan.format) {
        return fail(ErrorKind::Unsupported,
                    "The backup \"" + path + "\" is of another kind of database (" + manifest.engine + ", " +
                        manifest.dumpFormat + ").",
                    "Restore it through a connection to a database of that kind.");
    }
    if (manifest.rowFormat != plan.rowFormat) {
        return fail(ErrorKind::VersionMismatch,
                    "The rows of the backup \"" + path + "\" are counted in a way that is not known here (" +
                        manifest.rowFormat + ").",
                    "Use the version of this program that has made it, or a newer one.");
    }
    return {};
}

std::uint64_t rowsOf(const std::vector<archive::ManifestObject>& objects) {
    std::uint64_t rows = 0;
    for (const archive::ManifestObject& object : objects) {
        rows += object.rows.value_or(0);
    }
    return rows;
}

} // namespace

Result<RestoredBackup> restoreBackup(Session& session, const std::string& path, const Secret* secret,
                                     const DumpGround& ground, const DumpProgress& progress) {
    Dumper* const dumper = session.dumper();
    if (dumper == nullptr) {
        return fail(ErrorKind::Unsupported, "Databases of this kind can not be restored yet.",
                    "Use the tool that comes with the server.");
    }
    const Result<DumpPlan> plan = dumper->plan();
    const Result<archive::Manifest> said = plan ? readManifest(path, secret) : std::unexpected(plan.error());
    Result<void> fits = said ? checkFits(*said, *plan, path) : std::unexpected(said.error());
    if (!fits) {
        return std::unexpected(std::move(fits.error()));
    }
    // Where the engine acts on the first bytes, a damaged backup has to be found before they are given out; elsewhere its end says so in time.
    const Result<VerifiedBackup> whole =
        plan->restoresFromItsEnd ? VerifiedBackup() : verifyBackup(path, secret, progress);
    if (!whole) {
        return std::unexpected(whole.error());
    }
    Result<std::unique_ptr<BackupFile>> opened = openBackup(path, archive::Reading::Whole, secret);
    if (!opened) {
        return std::unexpected(std::move(opened.error()));
    }
    BackupFile& file = **opened;
    const Result<std::optional<std::string>> first = file.nextStream();
    if (!first) {
        return std::unexpected(first.error());
    }
    if (*first != kDumpStream) {
        return fail(ErrorKind::CorruptBackup, "\"" + path + "\" does not begin with a dump.", "Use another backup.");
    }
    RestoredBackup restored;
    // The end is given to the engine only when the file is still as it was written.
    const auto source = [&](std::span<char> into) -> Result<std::size_t> {
        const Result<std::size_t> got = file.read(into);
        if (!got || *got > 0) {
            return got;
        }
        Result<archive::Manifest> manifest = readBehindDump(file, {file.soFar()});
        if (!manifest) {
            return std::unexpected(std::move(manifest.error()));
        }
        restored.manifest = *std::move(manifest);
        return std::size_t{0};
    };
    const auto begun = std::chrono::steady_clock::now();
    if (Result<void> put = dumper->restore(ground, source, progress); !put) {
        return std::unexpected(std::move(put.error()));
    }
    restored.time = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begun);
    Result<void> sound = dumper->checkSound(progress);
    InventoryTaker found;
    sound = sound ? dumper->takeInventory(ground, found, progress) : sound;
    if (!sound) {
        return std::unexpected(std::move(sound.error()));
    }
    std::vector<archive::ManifestObject> objects = found.take();
    restored.rows = rowsOf(objects);
    restored.differences = archive::differencesOf(restored.manifest.objects, std::move(objects));
    return restored;
}

} // namespace dbv::backup
