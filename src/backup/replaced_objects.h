// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include <dbv/connector/dump_scope.h>

#include "archive/manifest.h"

namespace dbv::backup {

/// The tables, views, sequences and programs of a database that a restore of the backup's objects would drop and make again: those that both
/// have. `there` is an inventory of what is wished.
[[nodiscard]] std::vector<DumpObject> replacedBy(const std::vector<archive::ManifestObject>& backup,
                                                 const std::vector<archive::ManifestObject>& there);
/// What belongs to tables and views that are in both, and only `before` has: indexes, triggers, columns, foreign keys, ... For people, each
/// with what it is of.
[[nodiscard]] std::vector<std::string> goneWith(const std::vector<archive::ManifestObject>& before,
                                                const std::vector<archive::ManifestObject>& after);
/// Whether somebody has told what tables consist of.
[[nodiscard]] bool tellsParts(const std::vector<archive::ManifestObject>& objects);
/// With commas between; what is more than a person reads is counted.
[[nodiscard]] std::string listInWords(const std::vector<std::string>& things);

} // namespace dbv::backup
