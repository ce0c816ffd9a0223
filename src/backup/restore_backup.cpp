// SPDX-License-Identifier: Apache-2.0
#include "backup/restore_backup.h"

#include <algorithm>
#include <set>
#include <tuple>
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

/// The objects of a manifest that a wish means: those that it names, partitions of theirs, and what belongs to any of them.
class WishedObjects {
public:
    WishedObjects(const std::vector<archive::ManifestObject>& objects, const RestoreWish& wish)
        : m_wished(wish.objects.begin(), wish.objects.end()) {
        // A table may belong to a table that belongs to one.
        for (bool grown = true; grown;) {
            grown = false;
            for (const archive::ManifestObject& object : objects) {
                if (isTable(object) && m_wished.contains({object.schema, object.of})) {
                    grown = m_wished.insert({object.schema, object.name}).second || grown;
                }
            }
        }
    }

    [[nodiscard]] bool hold(const archive::ManifestObject& object) const {
        const bool isNamed = m_wished.contains({object.schema, object.name}) &&
                             (object.of.empty() || isTable(object) || object.type == "sequence");
        return isNamed || (!object.of.empty() && m_wished.contains({object.schema, object.of}));
    }

private:
    static bool isTable(const archive::ManifestObject& object) {
        return !object.of.empty() && (object.type == "table" || object.type == "foreignTable");
    }

    std::set<DumpObject> m_wished;
};

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

/// Where what was restored is looked for.
DumpScope restoredScope(const DumpScope& backedUp, const RestoreWish& wish) {
    DumpScope scope = backedUp;
    if (!wish.objects.empty()) {
        scope.schemas.clear();
        scope.objects = wish.objects;
    }
    scope.content = wish.content == DumpContent::All ? scope.content : wish.content;
    return scope;
}

/// What of a manifest should be there after a restore. Of rows or definitions that were left out nothing is said.
/// What is of two objects (a foreign key) is in no wish, and compared where it was `found`.
std::vector<archive::ManifestObject> wishedOf(std::vector<archive::ManifestObject> objects, const RestoreWish& wish,
                                              const std::vector<archive::ManifestObject>& found) {
    if (!wish.objects.empty()) {
        const WishedObjects wished(objects, wish);
        std::set<std::tuple<std::string, std::string, std::string>> there;
        for (const archive::ManifestObject& object : found) {
            there.emplace(object.type, object.schema, object.name);
        }
        std::erase_if(objects, [&](const archive::ManifestObject& object) {
            const bool isFound = object.of.empty() && there.contains({object.type, object.schema, object.name});
            return !wished.hold(object) && !isFound;
        });
    }
    if (wish.content == DumpContent::Rows) {
        std::erase_if(objects, [](const archive::ManifestObject& object) { return !object.rows && !object.value; });
    }
    if (wish.content == DumpContent::Structure) {
        // What is nothing but rows.
        std::erase_if(objects, [](const archive::ManifestObject& object) {
            return object.definitionDigest.empty() && object.rows;
        });
    }
    if (wish.content == DumpContent::Structure) {
        for (archive::ManifestObject& object : objects) {
            object.rows.reset();
            object.rowsDigest.clear();
            object.value.reset();
        }
    } else if (wish.content == DumpContent::Rows) {
        std::erase_if(objects, [](const archive::ManifestObject& object) { return !object.rows && !object.value; });
        for (archive::ManifestObject& object : objects) {
            object.definitionDigest.clear();
        }
    }
    return objects;
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

} // namespace

Result<RestoredBackup> restoreBackup(Session& session, const PlacedFile& placed, const Secret* secret,
                                     const RestoreWish& wish, const DumpGround& ground, const WorkProgress& progress) {
    Dumper* const dumper = session.dumper();
    if (dumper == nullptr) {
        return fail(ErrorKind::Unsupported, "Databases of this kind can not be restored yet.",
                    "Use the tool that comes with the server.");
    }
    const Result<DumpPlan> plan = dumper->plan(DumpScope());
    const Result<archive::Manifest> said = plan ? readManifest(placed, secret) : std::unexpected(plan.error());
    Result<void> fits = said ? checkFits(*said, *plan, placed.path()) : std::unexpected(said.error());
    fits = fits ? checkHolds(*said, wish, placed.path()) : fits;
    if (!fits) {
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
    const auto begun = std::chrono::steady_clock::now();
    if (Result<void> put = dumper->restore(ground, meant, source, moves.heard(stretches.restore())); !put) {
        return std::unexpected(std::move(put.error()));
    }
    restored.time = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begun);
    Result<void> sound = dumper->checkSound(unmeasured(stretches.compare()));
    InventoryTaker found;
    const DumpScope there = restoredScope(restored.manifest.scope, wish);
    // How many rows a part has is known when they were counted.
    const bool isAll = wish.objects.empty() && wish.content != DumpContent::Structure;
    const DumpProgress compared = comparing(stretches.compare(), isAll ? rowsOf(restored.manifest.objects) : 0);
    sound = sound ? dumper->takeInventory(ground, there, found, compared) : sound;
    if (!sound) {
        return std::unexpected(std::move(sound.error()));
    }
    std::vector<archive::ManifestObject> objects = found.take();
    restored.rows = rowsOf(objects);
    std::vector<archive::ManifestObject> meantToBe = wishedOf(restored.manifest.objects, wish, objects);
    restored.differences = archive::differencesOf(std::move(meantToBe), std::move(objects));
    return restored;
}

} // namespace dbv::backup
