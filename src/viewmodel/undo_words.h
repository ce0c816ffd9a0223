// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include <QString>
#include <QStringList>

#include "protocol/undo_commands.h"

namespace dbv::viewmodel {

/// A day as people write it. Unit: milliseconds since 1970, UTC.
[[nodiscard]] QString undoDay(std::int64_t moment);
/// Until when a change can be undone after its commit; empty where it can not, or undoing is switched off.
[[nodiscard]] QString undoSentence(const protocol::UndoPromise& promise);
/// What would be lost for good with the commit, a warning; empty for nothing.
[[nodiscard]] QString undoWarning(const protocol::UndoPromise& promise);
/// `2 rows of film deleted`.
[[nodiscard]] QString undoEntryText(const protocol::UndoEntry& entry);
/// How the rows of a change were found, a sentence for each part.
[[nodiscard]] QStringList undoCountSentences(const protocol::UndoDone& done);

} // namespace dbv::viewmodel
