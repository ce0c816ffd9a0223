// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include <dbv/connector/dump_scope.h>

#include "archive/manifest.h"
#include "backup/inventory_taker.h"

/// What of a manifest is meant to be in a database, and whether it is. What the manifest of an earlier version does not tell is not missed.
namespace dbv::backup {

/// Where that is looked for which a wish, or without one the whole backup, means: what the backup knows of needed types and functions is
/// among it, needed or not.
[[nodiscard]] DumpScope comparedScope(const archive::Manifest& manifest, const RestoreWish& wish = {});
/// Where that is looked for, before a restore, which would be replaced, or is needed and there already. Definitions alone.
[[nodiscard]] DumpScope scopeBefore(const archive::Manifest& manifest, const RestoreWish& wish);
/// Between what a wish, or without one the whole backup, means and what was found in `comparedScope`. What is broken there and not in the backup is
/// no difference: nobody could have backed it up.
[[nodiscard]] std::vector<archive::ManifestDifference> differencesTo(const archive::Manifest& manifest,
                                                                     const RestoreWish& wish, TakenObjects found);
/// Takes types and functions out of differences that were there before a restore and that it has left, since nobody has wished for them but what
/// was wished needs them. For people, each with what it is.
[[nodiscard]] std::vector<std::string> takeKept(std::vector<archive::ManifestDifference>& differences,
                                                const TakenObjects& before, const archive::Manifest& manifest,
                                                const RestoreWish& wish);
/// Takes out which numbers tables give their next rows. A server may take back those that it has held ready and given to no row, so between a backup
/// and a database that has gone on, or another backup, they say nothing; between a backup and a restore of it they have to be the same.
void forgetNumbers(std::vector<archive::ManifestObject>& objects);
/// The parts of the object of the database itself; empty where nobody has told them.
[[nodiscard]] std::vector<std::string> howMade(const std::vector<archive::ManifestObject>& objects);
/// How a database was made otherwise than the one that was backed up: `encoding LATIN1 instead of encoding UTF8`; empty where it was made so, or
/// nobody knows.
[[nodiscard]] std::string madeOtherwise(const std::vector<archive::ManifestObject>& backup,
                                        const std::vector<archive::ManifestObject>& there);
/// Between two backups.
[[nodiscard]] std::vector<archive::ManifestDifference> differencesBetween(archive::Manifest here,
                                                                          archive::Manifest there);

} // namespace dbv::backup
