// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <dbv/connector/dump_scope.h>
#include <dbv/core/result.h>

#include "mysql/dump_contents.h"
#include "mysql/line.h"

namespace dbv::mysql {

/// What of a script is run, and what makes room for it.
struct RestoreOrder {
    /// The script does not say what is in it: it is run as a whole.
    bool isOld = false;
    /// The database may hold other things, which are to stay as they are; else it held nothing.
    bool isBeside = false;
    DumpContent content = DumpContent::All;
    std::vector<DumpEntry> entries;
    /// What drops that which is there under an entry's name.
    std::map<std::pair<ObjectType, std::string>, std::string> drops;
    /// Tables whose rows can't be taken back.
    std::set<std::string> withoutTransactions;
};

/// Finds out whether what is wished of a script can be put into a database, before anything is changed.
/// Errors: of the server; NotFound for what the script does not have, Unsupported for what is in the way or missing, with all names.
[[nodiscard]] Result<RestoreOrder> orderOf(Line& line, const std::string& database,
                                           const std::optional<DumpContents>& contents, const RestoreWish& wish);

} // namespace dbv::mysql
