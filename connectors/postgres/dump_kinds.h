// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "postgres/dump_contents.h"

namespace dbv::postgres {

/// What an entry's name is shared with, as `RestoreFacts` has that; empty where nobody asks.
[[nodiscard]] std::string_view groupOf(std::string_view kind);
/// A table, view or sequence.
[[nodiscard]] bool isRelation(const DumpEntry& entry);
[[nodiscard]] bool isTable(const DumpEntry& entry);
/// A part whose name has that of its table before it.
[[nodiscard]] bool isNamedBehindTheirs(const DumpEntry& entry);
/// A part that is called as what it is of.
[[nodiscard]] bool isNamedAsTheirs(const DumpEntry& entry);
/// What is told of another entry: a comment, rights.
[[nodiscard]] bool isRemark(const DumpEntry& entry);
/// What it is and how it is called, for people.
[[nodiscard]] std::string entryText(const DumpEntry& entry);

} // namespace dbv::postgres
