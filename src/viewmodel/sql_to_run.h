// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <dbv/connector/session.h>
#include <dbv/core/text_span.h>

#include "protocol/history_values.h"
#include "sql/text_position.h"

namespace dbv::viewmodel {

/// A piece of an edited text on its way to the server, and where it stands in that text.
struct SqlToRun {
    /// Exactly what is to run. Unit: UTF-8.
    std::string sql;
    /// Where it begins. Unit: UTF-16 code units of the edited text, from 0.
    std::size_t position = 0;
    /// The line that it begins in, from 1.
    std::size_t line = 1;

    /// Translates a place that the engine named.
    /// Unit: bytes of `sql` in, UTF-16 code units of the edited text out.
    [[nodiscard]] TextSpan inText(TextSpan bytes);

    /// Remembers the last place for the next one. Belongs to `sql`.
    sql::Utf16Counter counter;
    /// The values of its parameters, in the order of their numbers.
    std::vector<ParameterValue> parameters;
    /// Who has it run, for the history.
    protocol::StatementSource from = protocol::StatementSource::Editor;
};

} // namespace dbv::viewmodel
