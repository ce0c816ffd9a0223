// SPDX-License-Identifier: Apache-2.0
#include "backup/restore_backup.h"

#include <algorithm>
#include <utility>

#include "backup/comparison.h"
#include "backup/inventory_taker.h"
#include "backup/make_backup.h"
#include "backup/replaced_objects.h"
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

/// Whether somebody can wish for it: what belongs to a table comes with it, but partitions and sequences have names of their own.
bool isByItself(const archive::ManifestObject& object) {
    return object.of.empty() || object.type == "table" || object.type == "foreignTable" || object.type == "sequence";
}

/// Errors: InvalidInput for what is wished and not in the backup; Unsupported for what can't be done with a part of a database.
Result<void> checkHolds(const archive::Manifest& manifest, const RestoreWish& wish, const std::string& path) {
    if (manifest.scope.content != DumpContent::All && wish.content != DumpContent::All &&
        wish.content != manifest.scope.content) {
        return fail(ErrorKind::Unsupported,
                    "The backup \"" + path + "\" holds " +
                        (manifest.scope.content == DumpContent::Rows ? "rows alone." : "the structure alone."),
                    "Restore what it holds, or use another backup.");
    }
    if (wish.isTrial && manifest.scope.content == DumpContent::Rows) {
        return fail(ErrorKind::Unsupported,
                    "The backup \"" + path + "\" holds rows alone, so it can't be tried in an empty database.",
                    "Verify it, or restore it into a database that has its tables.");
    }
    for (const DumpObject& wished : wish.objects) {
        const bool isThere = std::ranges::any_of(manifest.objects, [&wished](const archive::ManifestObject& object) {
            return object.schema == wished.schema && object.name == wished.name && isByItself(object);
        });
        if (!isThere) {
            return fail(ErrorKind::InvalidInput,
                        "The backup \"" + path + "\" does not hold \"" +
                            (wished.schema.empty() ? wished.name : wished.schema + "." + wished.name) + "\".",
                        "Look at what is in it: dbvis backup show lists it.");
        }
    }
    return {};
}

/// A dump of single objects holds what is around them, too, so the engine is told which are meant; an object without a name is all of
/// its schema.
RestoreWish wishOf(RestoreWish wish, const DumpScope& backedUp) {
    if (wish.objects.empty() && !backedUp.objects.empty()) {
        wish.objects = backedUp.objects;
        for (const std::string& schema : backedUp.schemas) {
            wish.objects.push_back({schema, {}});
        }
    }
    if (backedUp.content == DumpContent::Rows) {
        wish.content = DumpContent::Rows;
    }
    // A dump may know owners that it was made without.
    wish.owners = wish.owners && backedUp.owners;
    return wish;
}

/// What a restore consists of, as shares of it.
class WorkStretches {
public:
    WorkStretches(const WorkProgress& whole, double readBackCost)
        : m_whole(whole),
          m_restore(readBackCost / (readBackCost + kRestoreCost + kCompareCost)),
          m_compare((readBackCost + kRestoreCost) / (readBackCost + kRestoreCost + kCompareCost)) {}

    [[nodiscard]] WorkProgress readBack() const { return stretchOf(m_whole, 0, m_restore); }
    [[nodiscard]] WorkProgress restore() const { return stretchOf(m_whole, m_restore, m_compare); }
    [[nodiscard]] WorkProgress compare() const { return stretchOf(m_whole, m_compare, 1); }

private:
    const WorkProgress& m_whole;
    double m_restore;
    double m_compare;
};

Result<void> checkWish(const DumpPlan& plan, const archive::Manifest& manifest, const RestoreWish& wish,
                       const std::string& path) {
    Result<void> fits = checkFits(manifest, plan, path);
    return fits ? checkHolds(manifest, wish, path) : fits;
}

/// Takes out schemas that hold nothing, are not in the backup, and so were there before: every new database of PostgreSQL has one. The answer
/// is their names.
std::vector<std::string> takeEmptySchemas(const archive::Manifest& manifest,
                                          std::vector<archive::ManifestObject>& there) {
    std::vector<std::string> empty;
    const auto holds = [](const std::vector<archive::ManifestObject>& objects, const std::string& schema) {
        return std::ranges::any_of(objects, [&schema](const archive::ManifestObject& object) {
            return object.schema == schema || (object.type == "schema" && object.name == schema);
        });
    };
    for (const archive::ManifestObject& object : there) {
        const auto isIn = [&object](const archive::ManifestObject& other) { return other.schema == object.name; };
        if (object.type == "schema" && !holds(manifest.objects, object.name) && std::ranges::none_of(there, isIn)) {
            empty.push_back(object.name);
        }
    }
    std::erase_if(there, [&empty](const archive::ManifestObject& object) {
        return object.type == "schema" && std::ranges::find(empty, object.name) != empty.end();
    });
    return empty;
}

} // namespace

Result<void> checkWish(Dumper& dumper, const archive::Manifest& manifest, const RestoreWish& wish,
                       const std::string& path) {
    const Result<DumpPlan> plan = dumper.plan(DumpScope());
    return plan ? checkWish(*plan, manifest, wish, path) : std::unexpected(plan.error());
}

Result<RestoredBackup> restoreBackup(Session& session, const PlacedFile& placed, const Secret* secret,
                                     const RestoreWish& wish, const DumpGround& ground, const WorkProgress& progress) {
    Dumper* const dumper = session.dumper();
    if (dumper == nullptr) {
        return fail(ErrorKind::Unsupported, "Databases of this kind can not be restored yet.",
                    "Use the tool that comes with the server.");
    }
    const Result<DumpPlan> plan = dumper->plan(DumpScope());
    const Result<archive::Manifest> said = plan ? readManifest(placed, secret) : std::unexpected(plan.error());
    if (Result<void> fits = said ? checkWish(*plan, *said, wish, placed.path()) : std::unexpected(said.error());
        !fits) {
        return std::unexpected(std::move(fits.error()));
    }
    const WorkStretches stretches(progress, plan->restoresFromItsEnd ? 0 : kReadBackCost);
    // Where the engine acts on the first bytes, a damaged backup has to be found before they are given out; elsewhere its end says so in time.
    const Result<VerifiedBackup> whole =
        plan->restoresFromItsEnd ? VerifiedBackup() : verifyBackup(placed, secret, stretches.readBack());
    if (!whole) {
        return std::unexpected(whole.error());
    }
    Result<std::unique_ptr<BackupFile>> opened = openBackup(placed, archive::Reading::Whole, secret);
    if (!opened) {
        return std::unexpected(std::move(opened.error()));
    }
    BackupFile& file = **opened;
    const Result<std::optional<std::string>> first = file.nextStream();
    if (!first) {
        return std::unexpected(first.error());
    }
    if (*first != kDumpStream) {
        return fail(ErrorKind::CorruptBackup, "\"" + placed.path() + "\" does not begin with a dump.",
                    "Use another backup.");
    }
    const RestoreWish meant = wishOf(wish, said->scope);
    RestoredBackup restored;
    RestoreMoves moves(dumpBytes(*said));
    // The end is given to the engine only when the file is still as it was written.
    const auto source = [&](std::span<char> into) -> Result<std::size_t> {
        const Result<std::size_t> got = file.read(into);
        if (!got || *got > 0) {
            moves.gave(got.value_or(0));
            return got;
        }
        Result<archive::Manifest> manifest = readBehindDump(file, {file.soFar()});
        if (!manifest) {
            return std::unexpected(std::move(manifest.error()));
        }
        restored.manifest = *std::move(manifest);
        return std::size_t{0};
    };
    // What is there already: it may go with what is replaced, or be left as it is.
    const bool isPart = !said->scope.holdsAllObjects() || !wish.objects.empty();
    const bool isBeside = isPart && meant.content != DumpContent::Rows && !meant.isTrial;
    InventoryTaker taker;
    if (isBeside) {
        if (Result<void> taken =
                dumper->takeInventory(ground, scopeBefore(*said, wish), taker, unmeasured(stretches.restore()));
            !taken) {
            return std::unexpected(std::move(taken.error()));
        }
    }
    const TakenObjects before = taker.take();
    const auto begun = std::chrono::steady_clock::now();
    Result<std::vector<Notice>> put = dumper->restore(ground, meant, source, moves.heard(stretches.restore()));
    if (!put) {
        return std::unexpected(std::move(put.error()));
    }
    restored.notices = *std::move(put);
    restored.time = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begun);
    Result<void> sound = dumper->checkSound(unmeasured(stretches.compare()));
    InventoryTaker found;
    // How many rows a part has is known when they were counted.
    const bool isAll = wish.objects.empty() && wish.content != DumpContent::Structure;
    const DumpProgress compared = comparing(stretches.compare(), isAll ? rowsOf(restored.manifest.objects) : 0);
    sound = sound ? dumper->takeInventory(ground, comparedScope(restored.manifest, wish), found, compared) : sound;
    if (!sound) {
        if (!meant.isTrial) {
            // Nothing of that is undone by what has stopped the comparison.
            sound.error().message = "The backup is restored, and was not compared to the end: " + sound.error().message;
            sound.error().damage = Damage::None;
        }
        return std::unexpected(std::move(sound.error()));
    }
    TakenObjects objects = found.take();
    if (const std::vector<std::string> empty = takeEmptySchemas(restored.manifest, objects.objects);
        !empty.empty() && !meant.isTrial) {
        restored.notices.push_back({"info", "There is an empty schema that the backup does not have: " +
                                                listInWords(empty) + ". It was there before."});
    }
    restored.rows = rowsOf(objects.objects);
    const std::vector<std::string> gone =
        meant.replace ? goneWith(before.objects, objects.objects) : std::vector<std::string>();
    if (const std::string otherwise = madeOtherwise(restored.manifest.objects, objects.objects);
        !otherwise.empty() && !meant.isTrial) {
        restored.notices.push_back({"warning", "The database was made otherwise than the one that was backed up (" +
                                                   otherwise +
                                                   "): its texts are the same, and may be sorted otherwise."});
    }
    if (!gone.empty()) {
        restored.notices.push_back(
            {"warning", "What the backup does not have went with what was replaced: " + listInWords(gone) + "."});
    }
    restored.differences = differencesTo(restored.manifest, wish, std::move(objects));
    const std::vector<std::string> kept = takeKept(restored.differences, before, restored.manifest, wish);
    if (!kept.empty()) {
        restored.notices.push_back(
            {"warning", "What is needed was there already, and was left as it is, though it is not as in the backup: " +
                            listInWords(kept) + "."});
    }
    return restored;
}

} // namespace dbv::backup
