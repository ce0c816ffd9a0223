// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include <QString>

#include "viewmodel/statement_marks.h"

namespace dbv::ui {

/// How a statement ended, in one line for a person.
[[nodiscard]] QString statementWords(const viewmodel::StatementState& state);

/// Of the marks of one line that has room for one, the mark that matters most: a failure, what runs, the last.
/// `marks` is not empty.
[[nodiscard]] const viewmodel::StatementMark& worstOf(std::span<const viewmodel::StatementMark> marks);

} // namespace dbv::ui
