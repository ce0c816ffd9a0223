// SPDX-License-Identifier: Apache-2.0
#include "backup/drill.h"

#include <memory>
#include <utility>

namespace dbv::backup {

Result<RestoredBackup> drillBackup(Session& session, const std::string& path, const Secret* secret,
                                   const DumpGround& ground, const DumpProgress& progress) {
    if (session.dumper() == nullptr) {
        return fail(ErrorKind::Unsupported, "Databases of this kind can not be restored yet.",
                    "Use the tool that comes with the server.");
    }
    const Result<std::unique_ptr<ScratchDatabase>> scratch = session.dumper()->makeScratch(ground);
    if (!scratch) {
        return std::unexpected(scratch.error());
    }
    Result<RestoredBackup> restored = restoreBackup((*scratch)->session(), path, secret, ground, progress);
    Result<void> removed = (*scratch)->remove();
    if (restored && !removed) {
        return std::unexpected(std::move(removed.error()));
    }
    return restored;
}

} // namespace dbv::backup
