// SPDX-License-Identifier: Apache-2.0
#include "backup/drill.h"

#include <algorithm>
#include <memory>
#include <thread>
#include <utility>

#include "backup/backup_file.h"
#include "backup/comparison.h"

namespace dbv::backup {

namespace {

constexpr unsigned kMostDrillJobs = 4;

} // namespace

Result<RestoredBackup> drillBackup(Session& session, const PlacedFile& file, const Secret* secret,
                                   const DumpGround& ground, const WorkProgress& progress,
                                   const std::function<void(std::shared_ptr<Canceller>)>& opened) {
    if (session.dumper() == nullptr) {
        return fail(ErrorKind::Unsupported, "Databases of this kind can not be restored yet.",
                    "Use the tool that comes with the server.");
    }
    RestoreWish trial;
    trial.isTrial = true;
    // Nobody needs what a drill has restored as a whole or not at all.
    trial.jobs = std::clamp(std::thread::hardware_concurrency(), 1U, kMostDrillJobs);
    const Result<archive::Manifest> manifest = readManifest(file, secret);
    if (!manifest) {
        return std::unexpected(manifest.error());
    }
    DumpGround like = ground;
    like.like = howMade(manifest->objects);
    const Result<std::unique_ptr<ScratchDatabase>> scratch = session.dumper()->makeScratch(like);
    if (!scratch) {
        return std::unexpected(scratch.error());
    }
    opened((*scratch)->session().canceller());
    Result<RestoredBackup> restored = restoreBackup((*scratch)->session(), file, secret, trial, ground, progress);
    Result<void> removed = (*scratch)->remove();
    if (restored && !removed) {
        return std::unexpected(std::move(removed.error()));
    }
    if (!removed) {
        restored.error().message += " " + removed.error().message;
    }
    return restored;
}

} // namespace dbv::backup
