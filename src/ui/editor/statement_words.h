// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include <QString>

#include "viewmodel/statement_marks.h"

namespace dbv::ui {

/// How a statement ended, in one line for a person.
[[nodiscard]] QString statementWords(const viewmodel::StatementState& state);
/// The same with the beginning of the statement before it, where it stands beside others.
[[nodiscard]] QString namedWords(const QString& statement, const viewmodel::StatementState& state);

/// Of the marks of one line that has room for one, the mark that matters most: what runs, a failure, the last.
/// `marks` is not empty.
[[nodiscard]] const viewmodel::StatementMark& worstOf(std::span<const viewmodel::StatementMark> marks);

} // namespace dbv::ui
