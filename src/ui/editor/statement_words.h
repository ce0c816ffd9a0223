// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

#include "viewmodel/statement_marks.h"

namespace dbv::ui {

/// How a statement ended, in one line for a person.
[[nodiscard]] QString statementWords(const viewmodel::StatementState& state);

} // namespace dbv::ui
