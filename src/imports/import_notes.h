// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "imports/import_report.h"

namespace dbv::imports {

// What an import takes over and the reader has to know: whoever kept the connection so far has chosen it, not the reader.

/// A name and a group that could not be kept as they are, with what became of them.
void noteChangedNames(std::string_view name, std::string_view group, ImportItem& item);

/// Less protection than a connection has here without anybody's word, and settings that its sessions begin with.
void noteLowered(ImportItem& item);

/// What a connection of this environment may do here, where the other side has not said it; that is noted where it is less than
/// elsewhere. That of the program, until the settings are asked.
void takeUsualSafety(ImportItem& item, const protocol::UsualSafety& usual = protocol::programsSafety());

} // namespace dbv::imports
